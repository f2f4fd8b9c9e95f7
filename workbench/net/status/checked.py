"""What became of one certificate: one word, the answer behind it, and everything that was tried."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workbench.certs.pairing import name_of
from workbench.display import Findings, Readable
from workbench.net.status import shown
from workbench.times import rfc3339

if TYPE_CHECKING:
    from workbench.findings import Finding
    from workbench.messages.certificate_status import CertificateStatusSource
    from workbench.revocation.verdict import Verdict
    from workbench.trust.certificate import PathCertificate


class Word(StrEnum):
    """The answer for people."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"
    """An authorised responder says that it does not know the certificate."""
    NOT_ANSWERED = "not answered"
    """Somebody was asked, or something is at hand, and no answer may be used. Never to be taken for good."""
    NOT_CHECKED = "not checked"
    """Nobody was asked. Never to be taken for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One answer, or that there was none.

    Attributes
    ----------
    where
        The URL as the certificate has it, or the file and place of what was at hand. Hostile text.
    in_sha1
        Whether the responder was asked by SHA-1.
    verdict
        What the answer says, step by step; None where none came.
    failure
        Why none came; None where one did.
    outcome
        In a few words: a status, or why there is none that may be used.
    """

    source: CertificateStatusSource
    where: str
    outcome: str
    live: bool
    in_sha1: bool = False
    verdict: Verdict | None = None
    failure: Finding | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as JSON has them."""
        steps = self.verdict.steps if self.verdict else ()
        return {
            "source": self.source.value,
            "where": self.where,
            "live": self.live,
            "in_sha1": self.in_sha1,
            "outcome": self.outcome,
            "steps": [
                {"step": step.name, "outcome": step.outcome.value, "seen": step.seen, "requirement": step.requirement}
                for step in steps
            ],
            "findings": [one.to_dict() for one in (self.verdict.findings if self.verdict else (self.failure,)) if one is not None],
        }


def outcome_of(verdict: Verdict) -> str:
    """A verdict in a few words: its status, else its obstacle."""
    if not verdict.obstacle:
        return verdict.status.value
    is_step = any(step.name == verdict.obstacle for step in verdict.steps)
    return f"refused at the step “{verdict.obstacle}”" if is_step else verdict.obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked(Readable):
    """One certificate.

    Attributes
    ----------
    by
        The answer that decided; None where none did.
    tried
        Every answer and every failure, in order.
    findings
        What matters in all of them, the most telling first; warnings only, where they did not keep another answer from deciding.
    """

    certificate: PathCertificate
    word: Word
    by: Tried | None
    tried: tuple[Tried, ...]
    findings: Findings

    @property
    def name(self) -> str:
        """What people call the certificate. Hostile text."""
        return name_of(self.certificate.facts)

    @property
    def sha256(self) -> str:
        """Of the certificate's DER, in hexadecimal."""
        return self.certificate.facts.sha256

    @property
    def verdict(self) -> Verdict | None:
        """What the answer says that decided."""
        return self.by.verdict if self.by else None

    def to_dict(self) -> dict[str, Any]:
        """One entry of ``certificates`` in the JSON of ``pnc status``."""
        return {
            "certificate": self.sha256,
            "subject": str(self.certificate.facts.subject),
            "source": str(self.certificate.item.source),
            "status": self.word.value,
            "answer": self._answer(),
            "tried": [one.to_dict() for one in self.tried],
            "findings": [finding.to_dict() for finding in self.findings],
        }

    def _answer(self) -> dict[str, Any] | None:
        if self.by is None or self.by.verdict is None:
            return None
        verdict = self.by.verdict
        moments = {"this_update": verdict.this_update, "next_update": verdict.next_update, "revoked_at": verdict.revoked_at}
        return {
            "source": self.by.source.value,
            "where": self.by.where,
            "live": self.by.live,
            "in_sha1": self.by.in_sha1,
            **{name: None if moment is None else rfc3339(moment) for name, moment in moments.items()},
            "reason": verdict.reason,
        }

    def __str__(self) -> str:
        return shown.checked_text(self)

    def _repr_html_(self) -> str:
        return str(shown.checked_html(self))
