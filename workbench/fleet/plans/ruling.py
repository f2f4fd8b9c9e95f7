"""What a rule says of a station: may it go, must something happen first, or never."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Verdict(StrEnum):
    """Whether a station takes part."""

    GO = "go"
    WAIT = "wait"
    """Something must be known, or done, first; then plan anew."""
    NO_GO = "no-go"
    """It would refuse, or be harmed."""
    DONE = "done"
    """There is nothing to do."""


class Ruling(NamedTuple):
    """One rule's word.

    Attributes
    ----------
    reason
        One sentence; may quote a certificate's name: hostile text.
    requirement
        Its id; empty where no requirement says so.
    ask
        Whether an answer to GetInstalledCertificateIds would tell.
    """

    verdict: Verdict
    reason: str
    requirement: str = ""
    ask: bool = False


def no_go(reason: str, requirement: str = "") -> Ruling:
    """Never."""
    return Ruling(Verdict.NO_GO, reason, requirement)


def wait(reason: str, requirement: str = "", *, ask: bool = False) -> Ruling:
    """Not yet."""
    return Ruling(Verdict.WAIT, reason, requirement, ask)


_ORDER = (Verdict.DONE, Verdict.NO_GO, Verdict.WAIT, Verdict.GO)


def decisive(rulings: Iterable[Ruling], otherwise: Ruling) -> Ruling:
    """The word that counts: the first of the gravest verdict."""
    found = sorted(rulings, key=lambda one: _ORDER.index(one.verdict))
    return found[0] if found else otherwise
