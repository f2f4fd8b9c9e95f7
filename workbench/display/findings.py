"""Findings for people: a tuple of them that is a table to whoever looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, SupportsIndex, overload

from workbench.display.readable import Readable
from workbench.display.table import Cell, Table, Tone, view
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}
TONES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING, Severity.INFO: Tone.INFO}
_LONGEST = 600
_MOST = 100


def findings_table(findings: Iterable[Finding], caption: str = "") -> Table:
    """A row each, in the order given: how severe, what, which requirement, what to do; columns without a word are left out."""
    found = tuple(findings)
    columns = [("", [Cell(SIGNS[one.severity], TONES[one.severity], hover=one.severity) for one in found])]
    columns.append(("What was found", [Cell(one.message[:_LONGEST]) for one in found]))
    if any(one.requirement for one in found):
        columns.append(("Requirement", [Cell(one.requirement, tight=True) for one in found]))
    if any(one.remedy for one in found):
        columns.append(("What to do", [Cell(one.remedy[:_LONGEST]) for one in found]))
    rows = list(zip(*(cells for _, cells in columns), strict=True))
    return Table([title for title, _ in columns], rows, caption=caption, limit=_MOST)


class Findings(Readable, tuple[Finding, ...]):
    """A tuple of findings, shown as :func:`findings_table`; a slice is one too."""

    __slots__ = ()

    @overload
    def __getitem__(self, place: SupportsIndex, /) -> Finding: ...
    @overload
    def __getitem__(self, place: slice, /) -> Findings: ...
    def __getitem__(self, place: SupportsIndex | slice, /) -> Finding | Findings:
        found = super().__getitem__(place)
        return Findings(found) if isinstance(found, tuple) else found

    def _repr_html_(self) -> str:
        return str(view(findings_table(self).to_html())) if self else "Nothing was found."

    def __str__(self) -> str:
        return findings_table(self).to_text() if self else "Nothing was found."
