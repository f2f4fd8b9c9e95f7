"""A rule: one thing that a profile asks for, as data, with where that is known from and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workbench.findings import Confidence, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.certs.kinds import Kind


class Applies(StrEnum):
    """Which things of its kinds a rule looks at."""

    ALL = "all"
    """Certificates, and requests where they already say what the rule asks for."""
    ISSUED = "issued"
    """Certificates that another signed."""
    SELF_SIGNED = "self-signed"
    REQUESTS = "requests"
    """Certificate signing requests alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of a profile.

    Attributes
    ----------
    id
        Unique in its profile; by it a profile of one's own changes the rule.
    title
        For people: what holds where the rule is met, e.g. ``"DC is {allowed}"``; names in braces stand for the rule's values.
    check
        The function that looks, by its name in :data:`workbench.profiles.checks.CHECKS`.
    kinds
        Of certificates it is about; a rule about chains: of the chain's leaf.
    code
        Of its findings, one of ``docs/contracts.md``.
    severity
        ``error`` is for what a verifier of the profile rejects, and only where that is certain.
    confidence
        How sure it is that the profile asks for this.
    source
        Plain words: where that is known from.
    requirement
        Id in the catalogue; empty where no public source names one.
    because
        A sentence that ends the finding's message: what follows from the fault. May be empty.
    applies
        Which things of these kinds.
    values
        What the check is to look for; its names and types are the check's.

    Raises
    ------
    ValueError
        It would reject on an uncertain ground.
    """

    id: str
    title: str
    check: str
    kinds: frozenset[Kind]
    code: str
    severity: Severity
    confidence: Confidence
    source: str
    requirement: str = ""
    because: str = ""
    applies: Applies = Applies.ALL
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.severity is Severity.ERROR and self.confidence is not Confidence.CERTAIN:
            raise ValueError(f"rule {self.id} is {self.confidence}, so it can warn, not reject")

    @property
    def claim(self) -> str:
        """What holds where the rule is met, its values filled in: ``"DC is CPO"``."""
        claim = self.title
        for name, value in self.values.items():
            claim = claim.replace(f"{{{name}}}", " or ".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
        return claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One change that a profile of one's own makes to the profile that it is based on.

    Attributes
    ----------
    rule
        The rule's id.
    what
        What was changed: ``"severity"``, ``"values.at_most_days"`` ...; ``"off"`` for a rule left out, ``"new"`` for one added.
    was, now
        Before and after, as text; empty where there was nothing, or is nothing now.
    reason
        Why, in the words of whoever wrote the file; may be empty.
    """

    rule: str
    what: str
    was: str
    now: str
    reason: str = ""

    def __str__(self) -> str:
        change = {"off": "left out", "new": "added"}.get(self.what) or f"{self.what} {self.was or 'nothing'} → {self.now}"
        return f"{self.rule}: {change}" + (f" ({self.reason})" if self.reason else "")

    def to_dict(self) -> dict[str, str]:
        """The JSON form."""
        return {"rule": self.rule, "what": self.what, "was": self.was, "now": self.now, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a profile may ask for and no rule looks at.

    Attributes
    ----------
    what, why
        Plain words.
    requirement
        Id in the catalogue; may be empty.
    kinds
        Of certificates it is about.
    """

    what: str
    why: str
    requirement: str
    kinds: frozenset[Kind]

    def to_dict(self) -> dict[str, str]:
        """The JSON form."""
        return {"what": self.what, "why": self.why, "requirement": self.requirement}
