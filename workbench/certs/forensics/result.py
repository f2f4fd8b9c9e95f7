"""The answer for one entry: whose hash data it is, or why that cannot be said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.certs.forensics.entries import HashEntry
    from workbench.certs.items import Item


class Result(StrEnum):
    """How an entry was resolved (``docs/contracts.md``)."""

    EXACT = "exact"
    """It is a certificate's hash data, without a mistake."""
    DIALECT = "dialect"
    """It is a certificate's hash data, with mistakes that have names."""
    AMBIGUOUS = "ambiguous"
    """Several certificates, or corrections, fit equally."""
    UNKNOWN = "unknown"
    """No certificate at hand fits, by no mistake that is known; or one fits so loosely that it may as well be another."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One certificate, and how the entry comes from it.

    Attributes
    ----------
    item
        The certificate.
    certificate
        Its SHA-256, 64 lower-case hex digits.
    mistakes
        In the contract's order; empty where the entry is right.
    equivalent
        Other sets of mistakes that give the same entry, the simplest first.
    corrected
        The entry as it should be, under OCPP's names; None where the issuer is not at hand, or not certain.
    """

    item: Item
    certificate: str
    mistakes: tuple[str, ...]
    equivalent: tuple[tuple[str, ...], ...]
    corrected: dict[str, Any] | None

    def to_dict(self) -> dict[str, Any]:
        """A candidate in the JSON of ``match``."""
        return {"certificate": self.certificate, "mistakes": list(self.mistakes), "corrected": self.corrected}


@dataclass(frozen=True, slots=True)
class Match:
    """One entry and its answer.

    Attributes
    ----------
    entry
        As it was sent.
    result
        See :class:`Result`.
    best
        The explanation of an exact or dialect entry; None otherwise.
    candidates
        The explanations of an ambiguous entry; of an unknown one what it looks like without it being certain.
    explanation
        What people read: one sentence or two. Holds names from certificates, hostile text: escape it with :mod:`workbench.display`.
    """

    entry: HashEntry
    result: Result
    best: Explanation | None
    candidates: tuple[Explanation, ...]
    explanation: str

    @property
    def item(self) -> Item | None:
        """The certificate, where it is certain."""
        return self.best.item if self.best else None

    @property
    def certificate(self) -> str | None:
        """Its SHA-256, 64 lower-case hex digits."""
        return self.best.certificate if self.best else None

    @property
    def mistakes(self) -> tuple[str, ...]:
        """What its sender did wrong; empty where nothing, or where it is not certain."""
        return self.best.mistakes if self.best else ()

    @property
    def equivalent(self) -> tuple[tuple[str, ...], ...]:
        """Other sets of mistakes that give the same entry for the same certificate."""
        return self.best.equivalent if self.best else ()

    @property
    def corrected(self) -> dict[str, Any] | None:
        """The entry as it should be, to paste back."""
        return self.best.corrected if self.best else None

    def to_dict(self) -> dict[str, Any]:
        """An entry in the JSON of ``match`` (``docs/contracts.md``)."""
        return {
            "index": self.entry.index,
            "certificate_type": self.entry.certificate_type,
            "parent": self.entry.parent,
            "source": str(self.entry.source) if self.entry.source else None,
            "result": self.result.value,
            "certificate": self.certificate,
            "subject": str(self.item.facts.subject) if self.item and self.item.facts else None,
            "mistakes": list(self.mistakes),
            "equivalent": [list(mistakes) for mistakes in self.equivalent],
            "candidates": [candidate.to_dict() for candidate in self.candidates],
            "given": dict(self.entry.given),
            "corrected": self.corrected,
            "explanation": self.explanation,
        }
