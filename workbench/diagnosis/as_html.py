"""A diagnosis for a notebook: cause and remedy on top, the path as a ladder, all else folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.diagnosis.words import (
    by_severity,
    files_table,
    findings_table,
    headline,
    next_step,
    opinions,
    others,
    overview,
    path_table,
    setting,
    unchecked,
    way,
)
from workbench.display import html, view
from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.diagnosis.diagnoses import Diagnoses
    from workbench.diagnosis.result import Diagnosis
    from workbench.findings import Finding

_HEAD = Markup(
    '<div class="{}" style="font-size:1.15em;font-weight:600;margin:.4em 0 .1em">{} {}</div>'
    '<div style="margin:0 0 .5em 1.3em">→ {}</div>'
    '<div class="pnc-muted" style="margin-bottom:.3em">{}</div>'
)
_FOLD = Markup('<details class="pnc"{}><summary>{}</summary>{}</details>')
_LINE = Markup('<div class="pnc-muted">{}</div>')
_MOST = 50
_MOST_PATHS = 12


def page(diagnosis: Diagnosis) -> Markup:
    """One diagnosis as a notebook output."""
    return view(*_parts(diagnosis))


def pages(diagnoses: Diagnoses) -> Markup:
    """Several, the rejected first, then what is to be said of the files."""
    parts: list[Markup] = [html(overview(diagnoses))] if len(diagnoses) > 1 else []
    ordered = sorted(diagnoses.results, key=lambda result: result.ok)
    for result in ordered[:_MOST]:
        of_files = diagnoses.about(result) if result.ok else None
        parts += _parts(result, of_files) if len(ordered) == 1 or not result.ok else [_folded(result, of_files)]
    if len(ordered) > _MOST:
        parts.append(_LINE.format(f"… and {len(ordered) - _MOST:,} more"))
    if told := by_severity(diagnoses.bundle_findings, *Severity):
        parts.append(files_table(told).to_html())
    return view(*parts)


def _folded(diagnosis: Diagnosis, of_files: Finding | None) -> Markup:
    mark = "!" if of_files else "✓"
    return _FOLD.format("", html(f"{mark} {headline(diagnosis, of_files)}"), Markup("").join(_parts(diagnosis, of_files)))


def _parts(diagnosis: Diagnosis, of_files: Finding | None = None) -> Iterator[Markup]:
    tone, mark = ("pnc-error", "✗") if not diagnosis.ok else ("pnc-warning", "!") if of_files else ("pnc-good", "✓")
    first, second = headline(diagnosis, of_files), next_step(diagnosis, of_files)
    yield _HEAD.format(tone, mark, html(first), html(second), html(setting(diagnosis)))
    yield path_table(diagnosis, diagnosis.best).to_html()
    if more := others(diagnosis):
        yield findings_table(more, "Other errors on this path").to_html()
    if diagnosis.second_opinions:
        yield opinions(diagnosis).to_html()
    if diagnosis.cause is not None:
        yield _FOLD.format("", html("The rule, what was seen, what was expected"), findings_table([diagnosis.cause], "").to_html())
    lesser = by_severity(diagnosis.findings, Severity.WARNING, Severity.INFO)
    if lesser:
        warnings = sum(finding.severity is Severity.WARNING for finding in lesser)
        title = f"{warnings} warning{'' if warnings == 1 else 's'}, {len(lesser) - warnings} to know"
        yield _FOLD.format("", html(title), findings_table(lesser, "").to_html())
    if len(diagnosis.verdicts) > 1:
        tables = [path_table(diagnosis, other, way(other)).to_html() for other in diagnosis.verdicts[1:_MOST_PATHS]]
        yield _FOLD.format("", html(f"{len(diagnosis.verdicts) - 1} other paths"), Markup("").join(tables))
    if diagnosis.profile and diagnosis.profile.overrides:
        yield _LINE.format(html("Rules that the profile changes: " + "; ".join(map(str, diagnosis.profile.overrides))))
    if left := list(unchecked(diagnosis)):
        yield _LINE.format(html("Not checked: " + "; ".join(left) + "."))
    if diagnosis.assumptions:
        yield _LINE.format(html(" ".join(diagnosis.assumptions)))
