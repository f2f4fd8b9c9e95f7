"""Every leaf of a pile, each diagnosed for each of its uses, and what is to be said of the files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.certs import first_look
from workbench.diagnosis import files
from workbench.display import Readable, frame
from workbench.findings import Severity
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    import pandas as pd

    from workbench.certs.items import Item
    from workbench.diagnosis.opinions import Opinion
    from workbench.diagnosis.result import Diagnosis
    from workbench.findings import Finding


@dataclass(frozen=True)
class Diagnoses(Readable):
    """The answer of ``pnc diagnose``: one :class:`Diagnosis` per leaf and use.

    Attributes
    ----------
    results
        In the order of the pile.
    at
        The time of judgement, UTC-aware.
    items
        The pile.
    instead_of_a_leaf
        CAs were judged, for there is no leaf.
    """

    results: tuple[Diagnosis, ...]
    at: datetime
    items: tuple[Item, ...] = field(repr=False)
    instead_of_a_leaf: bool = False

    @cached_property
    def _of_files(self) -> tuple[Finding, ...]:
        missing = files.no_leaf(self.items, self.results) if self.instead_of_a_leaf else ()
        return (*missing, *files.judge(self.items, self.results))

    @cached_property
    def bundle_findings(self) -> tuple[Finding, ...]:
        """About the files: they do not make a chain unsound."""
        mismatched = {finding.source for finding in self._of_files if finding.code == "private-key-mismatch"}
        strikes = [
            finding
            for finding in first_look.of_pile(self.items, self.at)
            if finding.code != "clock-suspect"  # each diagnosis looks at the clock itself
            and not (finding.code.startswith("private-key") and finding.source in mismatched)
        ]
        return (*self._of_files, *files.of_input(self.items), *strikes)

    @property
    def unusable(self) -> bool:
        """However sound the chains are, these files cannot be used: the key is another's, or there is no leaf in them."""
        return any(finding.severity is Severity.ERROR for finding in self._of_files)

    @property
    def ok(self) -> bool:
        """Whether every leaf is accepted for every use asked for."""
        return all(result.ok for result in self.results)

    @property
    def warned(self) -> bool:
        """Whether anything is worse than info."""
        every = (*self.bundle_findings, *(finding for result in self.results for finding in result.findings))
        return any(finding.severity is not Severity.INFO for finding in every)

    def __iter__(self) -> Iterator[Diagnosis]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __getitem__(self, position: int) -> Diagnosis:
        return self.results[position]

    def about(self, result: Diagnosis) -> Finding | None:
        """What is wrong with the files of one result, the gravest first; None where nothing is that needs to be repaired."""
        sha256 = result.leaf.facts.sha256
        told = [
            finding
            for finding in self.bundle_findings
            if finding.severity is not Severity.INFO
            and finding.code in files.OF_A_CHAIN
            and (finding.certificate == sha256 or (finding.certificate is None and self.unusable and len(self) == 1))
        ]
        return min(told, key=lambda finding: list(Severity).index(finding.severity), default=None)

    def to_frame(self) -> pd.DataFrame:
        """One row per result: leaf, use, verdict, cause. Text is not escaped."""
        return frame(
            [
                {
                    "leaf": str(one.leaf.facts.subject),
                    "sha256": one.leaf.facts.sha256,
                    "use": one.use.value,
                    "ok": one.ok,
                    "cause": one.cause.code if one.cause else "",
                    "message": one.cause.message if one.cause else "",
                    "remedy": one.cause.remedy if one.cause else "",
                }
                for one in self
            ]
        )

    def with_opinions(self, opinions: Sequence[tuple[Opinion, ...]]) -> Diagnoses:
        """The same with what other verifiers said, one tuple per result."""
        results = tuple(result.with_opinions(heard) for result, heard in zip(self.results, opinions, strict=True))
        return replace(self, results=results)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``pnc diagnose --format json``."""
        return {
            "schema": "pnc-workbench/diagnose/1",
            "at": rfc3339(self.at),
            "results": [result.to_dict() for result in self.results],
            "bundle_findings": [finding.to_dict() for finding in self.bundle_findings],
        }

    def _repr_html_(self) -> str:
        from workbench.diagnosis import as_html  # noqa: PLC0415  # text and HTML are made for those who look

        return str(as_html.pages(self))

    def __str__(self) -> str:
        from workbench.diagnosis import as_text  # noqa: PLC0415

        return as_text.texts(self)
