"""Every leaf of a pile, each diagnosed for each of its uses, and what is to be said of the files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from workbench.certs import first_look
from workbench.diagnosis import files
from workbench.findings import Severity
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.diagnosis.opinions import Opinion
    from workbench.diagnosis.result import Diagnosis
    from workbench.findings import Finding


@dataclass(frozen=True)
class Diagnoses:
    """The answer of ``pnc diagnose``: one :class:`Diagnosis` per leaf and use.

    Attributes
    ----------
    results
        In the order of the pile.
    bundle_findings
        About the files: they do not make a chain unsound.
    at
        The time of judgement, UTC-aware.
    """

    results: tuple[Diagnosis, ...]
    bundle_findings: tuple[Finding, ...] = field(repr=False)
    at: datetime

    @classmethod
    def of(cls, items: Sequence[Item], results: Sequence[Diagnosis], at: datetime) -> Diagnoses:
        """The results, with what is to be said of the files they came from."""
        told = list(files.judge(items, results))
        mismatched = {finding.source for finding in told if finding.code == "private-key-mismatch"}
        strikes = [
            finding
            for finding in first_look.of_pile(items, at)
            if finding.code != "clock-suspect"  # each diagnosis looks at the clock itself
            and not (finding.code.startswith("private-key") and finding.source in mismatched)
        ]
        return cls(tuple(results), (*files.of_input(items), *told, *strikes), at)

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
