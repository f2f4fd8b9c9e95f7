"""How a judgement is made of a sentence: wrong, tolerated, cannot tell, right with a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from workbench.findings import Finding, Severity
from workbench.replay.step import Judgement, Verdict

if TYPE_CHECKING:
    from typing import Unpack

    from workbench.certs.items import Item


class Parts(TypedDict, total=False):
    """What a finding has besides its code and its sentence.

    Attributes
    ----------
    seen, expected
        The finding's ``observed`` and ``expected``.
    about
        The certificate.
    more
        Findings behind it.
    """

    requirement: str
    seen: str
    expected: str
    remedy: str
    about: Item | None
    more: tuple[Finding, ...]


def wrong(code: str, message: str, **parts: Unpack[Parts]) -> Judgement:
    """Against the standard. ``code`` is one of ``replay-frame``, ``-schema``, ``-order``, ``-request``, ``-answer``."""
    return _judged(Verdict.WRONG, Severity.ERROR, code, message, parts)


def tolerated(code: str, message: str, **parts: Unpack[Parts]) -> Judgement:
    """Otherwise than the reference, and no fault by the text; the codes are those of :func:`wrong`."""
    return _judged(Verdict.TOLERATED, Severity.WARNING, code, message, parts)


def cannot_tell(message: str, **parts: Unpack[Parts]) -> Judgement:
    """``replay-unknown``: it depends on what the log does not tell."""
    return _judged(Verdict.UNKNOWN, Severity.INFO, "replay-unknown", message, parts)


def right(message: str, **parts: Unpack[Parts]) -> Judgement:
    """``replay-note``: nothing is wrong, and something may be worth knowing. ``expected`` is the status of an answer."""
    return _judged(Verdict.RIGHT, Severity.INFO, "replay-note", message, parts)


def _judged(verdict: Verdict, severity: Severity, code: str, message: str, parts: Parts) -> Judgement:
    facts = about.facts if (about := parts.get("about")) is not None else None
    expected = parts.get("expected", "")
    first = Finding(
        code=code,
        message=message,
        severity=severity,
        requirement=parts.get("requirement", ""),
        item="message",
        certificate=facts.sha256 if facts is not None else None,
        subject=str(facts.subject) if facts is not None else "",
        observed=parts.get("seen", ""),
        expected=expected,
        remedy=parts.get("remedy", ""),
    )
    return Judgement(verdict, (first, *parts.get("more", ())), expected)
