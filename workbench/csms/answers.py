"""What an answer of the station means in words, and what to do next. Its statusInfo is its own word: shortened, never trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.csms.decision import said
from workbench.csms.seen import Remembered
from workbench.findings import Severity

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.messages.status_info import StatusInfo

_LONGEST = 200


class Meaning(NamedTuple):
    """What a status means: the sentence, its severity, the requirement, what to do next."""

    sentence: str
    severity: Severity
    requirement: str = ""
    remedy: str = ""


def explained(meaning: Meaning, status: str, info: StatusInfo | None, *, about: Item | None = None) -> Finding:
    """``csms-answered``: the meaning, and the station's own reason behind it."""
    reason = told(info)
    sentence = meaning.sentence
    if meaning.severity is not Severity.INFO:
        sentence += f" The station says: {reason}" if reason else " The station gives no reason (statusInfo is missing)."
    observed = f"{status} ({info.reason_code})" if info is not None else status
    return said(
        "csms-answered",
        sentence,
        meaning.severity,
        requirement=meaning.requirement,
        about=about,
        observed=observed,
        remedy=meaning.remedy,
    )


def told(info: StatusInfo | None) -> str:
    """The statusInfo in one line; empty without one."""
    if info is None:
        return ""
    text = f"{info.reason_code}: {info.additional_info}" if info.additional_info else info.reason_code
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def remembered(now: datetime, action: str, about: str, status: str, info: StatusInfo | None) -> Remembered:
    """The answer as the record keeps it."""
    return Remembered(now, action, about, status, info.reason_code if info is not None else "")
