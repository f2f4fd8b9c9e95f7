"""A question on its way to a worker process, and an engine's words on their way back: one line of JSON each, DER as base64."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import datetime
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.net.peers.asked import Asked

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_MESSAGE = 400


def packed(asked: Asked, seconds: float) -> bytes:
    """The question with the time that may be spent on it, as one line."""
    document = {
        "leaf": _text(asked.leaf),
        "pool": [_text(der) for der in asked.pool],
        "anchors": [_text(der) for der in asked.anchors],
        "at": asked.at.isoformat(),
        "purpose": asked.purpose,
        "host": asked.host,
        "crls": [_text(der) for der in asked.crls],
        "seconds": seconds,
    }
    return json.dumps(document).encode("ascii") + b"\n"


def unpacked(line: bytes) -> tuple[Asked, float]:
    """What :func:`packed` made a line of."""
    document = json.loads(line)
    asked = Asked(
        leaf=b64decode(document["leaf"]),
        pool=tuple(map(b64decode, document["pool"])),
        anchors=tuple(map(b64decode, document["anchors"])),
        at=datetime.fromisoformat(document["at"]),
        purpose=document["purpose"],
        host=document["host"],
        crls=tuple(map(b64decode, document["crls"])),
    )
    return asked, document["seconds"]


def in_words(text: str, notes: Iterable[str] = ()) -> str:
    """An engine's words on one line, of bounded length, followed by what it was not asked."""
    line = visible(" ".join(text.split()), _LONGEST_MESSAGE)
    return "; ".join([line, *notes])


def _text(der: bytes) -> str:
    return b64encode(der).decode("ascii")
