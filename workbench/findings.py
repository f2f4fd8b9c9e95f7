"""A finding: one thing that is wrong, or worth knowing, about one certificate, message or pile of files.

Findings are the answers of this workbench. Each names the certificate, the rule, what was seen, what was expected and what to do.
The JSON form is fixed by ``docs/contracts.md``; the codes keep their meaning across versions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, TypedDict

ItemName = Literal["certificate", "crl", "ocsp", "csr", "key", "message", "bundle"]
"""What a finding is about, as the JSON spells it."""


class Severity(StrEnum):
    """How much a finding matters to a verifier."""

    ERROR = "error"
    """A verifier rejects, for the use and profile at hand; or the input could not be read."""
    WARNING = "warning"
    """A departure that most tolerate."""
    INFO = "info"
    """Worth knowing."""


class Confidence(StrEnum):
    """How sure a statement is; the words that people see."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


class FindingJson(TypedDict):
    """The JSON form of a :class:`Finding`."""

    code: str
    severity: str
    requirement: str
    certificate: str | None
    item: ItemName
    subject: str
    source: str
    message: str
    observed: str
    expected: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding.

    Attributes
    ----------
    code
        One of the codes of ``docs/contracts.md``, e.g. ``"unreadable"``.
    message
        One plain sentence, complete in itself: which thing, what is wrong.
    severity
        See :class:`Severity`.
    requirement
        Clause or requirement id, e.g. ``"RFC 5280 4.2.1.9"`` or ``"V2G2-925"``; empty where no rule but common sense is broken.
    certificate
        SHA-256 of the certificate's DER, 64 lower-case hex digits, or None where the finding is not about a certificate.
    item
        What kind of thing it is about.
    subject
        The certificate's subject (RFC 4514) or another name for people. Hostile text: escape it with :mod:`workbench.display`.
    source
        ``"file:position"``; empty for a finding about the whole pile.
    observed, expected
        What was seen, what the rule asks for.
    remedy
        What to do, in the imperative.
    confidence
        How sure the finding itself is; rules whose source is weak are not :attr:`Confidence.CERTAIN`.
    """

    code: str
    message: str
    severity: Severity
    requirement: str = ""
    certificate: str | None = None
    item: ItemName = "bundle"
    subject: str = ""
    source: str = ""
    observed: str = ""
    expected: str = ""
    remedy: str = ""
    confidence: Confidence = Confidence.CERTAIN

    def __repr__(self) -> str:
        rule = f" [{self.requirement}]" if self.requirement else ""
        return f"Finding({self.severity.value} {self.code}{rule}: {self.message!r})"

    def to_dict(self) -> FindingJson:
        """The JSON form of ``docs/contracts.md``."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "requirement": self.requirement,
            "certificate": self.certificate,
            "item": self.item,
            "subject": self.subject,
            "source": self.source,
            "message": self.message,
            "observed": self.observed,
            "expected": self.expected,
            "remedy": self.remedy,
        }

    def at(self, *, source: str, subject: str = "", certificate: str | None = None) -> Finding:
        """The same finding, tied to the place where it was found."""
        return replace(self, source=source, subject=subject or self.subject, certificate=certificate or self.certificate)
