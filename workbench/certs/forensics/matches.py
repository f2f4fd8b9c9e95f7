"""The answers to a whole message: what ``wb.match`` returns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.certs.forensics import matches_view
from workbench.certs.forensics.correcting import corrected
from workbench.certs.forensics.result import Match, Result
from workbench.certs.loading.hash_objects import HASH_FIELDS
from workbench.display import Readable, frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from workbench.findings import Finding


@dataclass(frozen=True)
class Matches(Readable):
    """One :class:`Match` per entry, in the order of the message.

    Attributes
    ----------
    entries
        The answers.
    known
        With how many distinct certificates the entries were compared.
    findings
        What is wrong with the message as a file: it ends in the middle, a part of it could not be read.
    """

    entries: tuple[Match, ...]
    known: int
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Match]:
        return iter(self.entries)

    def __getitem__(self, index: int) -> Match:
        return self.entries[index]

    @property
    def exact(self) -> bool:
        """Whether every entry is some certificate's, without a mistake, and the whole message could be read."""
        return all(match.result is Result.EXACT for match in self.entries) and not self.findings

    @property
    def mistakes(self) -> Counter[str]:
        """How often each mistake was made; one in every entry is the sender's habit."""
        return Counter(code for match in self.entries for code in match.mistakes)

    def corrected(self, document: Any) -> Any:
        """The message itself, parsed from JSON, with every entry corrected that was resolved; a new value.

        Raises
        ------
        InputError
            The document is not the one that the entries came from.
        """
        return corrected(document, self)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``pnc match --format json`` (``docs/contracts.md``)."""
        return {
            "schema": "pnc-workbench/match/1",
            "entries": [match.to_dict() for match in self.entries],
            "findings": [f.to_dict() for f in self.findings],
        }

    def to_frame(self) -> pd.DataFrame:
        """One row per entry: index, type, result, certificate, subject, mistakes, the fields as sent, explanation. Not escaped."""
        return frame(
            [
                {
                    "index": match.entry.index,
                    "certificate_type": match.entry.certificate_type or "",
                    "parent": match.entry.parent,
                    "result": match.result.value,
                    "certificate": match.certificate or "",
                    "subject": str(match.item.facts.subject) if match.item and match.item.facts else "",
                    "mistakes": " ".join(match.mistakes),
                    **{name: match.entry.given.get(name) for name in HASH_FIELDS},
                    "explanation": match.explanation,
                }
                for match in self.entries
            ]
        )

    def _repr_html_(self) -> str:
        return str(matches_view.to_html(self))

    def __str__(self) -> str:
        return matches_view.to_text(self)
