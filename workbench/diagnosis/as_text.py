"""A diagnosis for a terminal: cause and remedy in the first two lines, the path, other errors, warnings in one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.diagnosis.words import (
    MARKS,
    by_severity,
    findings_table,
    headline,
    next_step,
    opinions,
    others,
    overview,
    path_table,
    setting,
    short,
    sorts,
    unchecked,
)
from workbench.display import terminal
from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.diagnosis.diagnoses import Diagnoses
    from workbench.diagnosis.result import Diagnosis
    from workbench.findings import Finding

_FEW = 3
"""So many accepted ones are told in full."""
_MOST_LINES = 40
_COLOURS = {"✓": "\x1b[32m", "!": "\x1b[33m", "✗": "\x1b[1;31m"}


def text(diagnosis: Diagnosis, *, width: int = 120, colour: bool = False) -> str:
    """One diagnosis."""
    return "\n".join(_lines(diagnosis, None, width, colour=colour))


def texts(diagnoses: Diagnoses, *, width: int = 120, colour: bool = False) -> str:
    """Several: the rejected first, what is to be said of the files last."""
    rejected = [result for result in diagnoses if not result.ok]
    accepted = [result for result in diagnoses if result.ok]
    parts = ["\n".join(_lines(result, None, width, colour=colour)) for result in rejected]
    if len(accepted) <= _FEW:
        parts += ["\n".join(_lines(result, diagnoses.about(result), width, colour=colour)) for result in accepted]
    else:
        parts.append("\n".join(_first_line(result, diagnoses.about(result), colour=colour) for result in accepted))
    told = by_severity(diagnoses.bundle_findings, *Severity)
    if told:
        parts.append("\n".join(["About the files:", *_brief(told, remedies=True)]))
    if len(diagnoses) > 1:
        parts.append(overview(diagnoses))
    return "\n\n".join(parts)


def _first_line(diagnosis: Diagnosis, of_files: Finding | None, *, colour: bool) -> str:
    mark = "✗" if not diagnosis.ok else "!" if of_files else "✓"
    line = f"{mark} {terminal(headline(diagnosis, of_files))}"
    return f"{_COLOURS[mark]}{line}\x1b[0m" if colour else line


def _lines(diagnosis: Diagnosis, of_files: Finding | None, width: int, *, colour: bool) -> Iterator[str]:
    yield _first_line(diagnosis, of_files, colour=colour)
    yield f"  → {terminal(next_step(diagnosis, of_files))}"
    yield ""
    yield terminal(setting(diagnosis))
    yield path_table(diagnosis, diagnosis.best).to_text(width, colour=colour)
    if more := others(diagnosis):
        yield ""
        yield findings_table(more, "Other errors on this path").to_text(width, colour=colour)
    if diagnosis.second_opinions:
        yield ""
        yield opinions(diagnosis).to_text(width, colour=colour)
    if diagnosis.profile and diagnosis.profile.overrides:
        yield ""
        yield "Rules that the profile changes:"
        yield from (f"  {terminal(str(override))}" for override in diagnosis.profile.overrides)
    if lesser := by_severity(diagnosis.findings, Severity.WARNING, Severity.INFO):
        yield ""
        yield from _brief(lesser)
    if left := list(unchecked(diagnosis)):
        yield ""
        yield "Not checked: " + "; ".join(left) + "."
    yield from (terminal(assumption) for assumption in diagnosis.assumptions)
    paths = len(diagnosis.verdicts)
    if paths > 1:
        yield f"{paths - 1} other path{'s' if paths > 2 else ''} looked at: --format json has them."


def _brief(findings: Iterable[Finding], *, remedies: bool = False) -> Iterator[str]:
    every = sorts(findings)
    for sort in every[:_MOST_LINES]:
        yield f"{MARKS[sort.first.severity]} {terminal(short(sort.line, 300))} [{sort.first.code}]"
        if remedies and sort.first.severity is not Severity.INFO:
            yield f"    → {terminal(sort.first.remedy)}"
    if len(every) > _MOST_LINES:
        yield f"… and {len(every) - _MOST_LINES:,} more"
