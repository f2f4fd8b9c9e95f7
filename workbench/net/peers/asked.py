"""A question as an engine understands it: bytes, a purpose, a host. It loads nothing, so that workers start at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One chain to be judged.

    Attributes
    ----------
    leaf, pool, anchors, crls
        DER, as in :class:`workbench.diagnosis.opinions.Question`.
    at
        The time to judge at, UTC-aware.
    purpose
        RFC 5280 4.2.1.12's name of the purpose to ask for, as ``"serverAuth"``; empty: none.
    host
        The host name or IP address that the leaf must hold; empty: not asked.
    """

    leaf: bytes
    pool: tuple[bytes, ...]
    anchors: tuple[bytes, ...]
    at: datetime
    purpose: str
    host: str
    crls: tuple[bytes, ...]


def is_address(host: str) -> bool:
    """Whether a host is named by its IP address."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def left_out(asked: Asked, *, purpose: bool = False, host: bool = False, crls: bool = False) -> tuple[str, ...]:
    """What was asked and this engine does not check, a few words each."""
    return tuple(
        words
        for words, blind, wanted in (
            ("does not check the purpose", purpose, asked.purpose),
            ("does not check the host name", host, asked.host),
            ("does not check revocation", crls, asked.crls),
        )
        if blind and wanted
    )


def sha256(der: bytes) -> str:
    """A certificate's fingerprint, as opinions name it."""
    return hashlib.sha256(der).hexdigest()
