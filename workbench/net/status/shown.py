"""Statuses for people: one line per certificate, what to do, and behind it each answer step by step; as HTML and as text."""

from __future__ import annotations

from collections import defaultdict
from textwrap import TextWrapper
from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.display import Cell, Table, Tone, findings_table, html, terminal, view, visible
from workbench.findings import Finding, Severity
from workbench.net.status.telling import SIGNS, TONES, attempt, beforehand, by_whom, concludes, said, summary
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.net.status.checked import Checked, Tried
    from workbench.net.status.statuses import Statuses

_FOLD = Markup('<details class="pnc"><summary>{}</summary>{}</details>')
_MOST = 100
"""Certificates whose answers are shown step by step."""
_COLOURS = {Tone.GOOD: "32", Tone.ERROR: "1;31", Tone.WARNING: "33"}
_OUTCOMES = {"ok": Tone.GOOD, "failed": Tone.ERROR, "not checked": Tone.MUTED}
_COLUMNS = ("", "Certificate", "Status", "Said by", "Next update")


def to_html(statuses: Statuses) -> Markup:
    """Summary, a row per certificate, what to do, and the answers folded."""
    parts = [html(summary(statuses))]
    if statuses.certificates:
        parts.append(Table(_COLUMNS, [_row(one) for one in statuses.certificates], caption="Is it revoked?").to_html())
    if grouped := list(_grouped(statuses.certificates)):
        parts.append(findings_table(grouped, "What was found").to_html())
    parts += [_folded(one) for one in statuses.certificates[:_MOST]]
    if statuses.log is not None and len(statuses.log):
        parts.append(_FOLD.format(html("Every fetch"), statuses.log.table().to_html()))
    return view(*parts)


def _folded(one: Checked) -> Markup:
    return _FOLD.format(html(f"{visible(one.name, 120)}: {one.word.value}, step by step"), _tried_html(one))


def checked_html(one: Checked) -> Markup:
    """One certificate with every step."""
    findings = findings_table(one.findings).to_html() if one.findings else Markup("")
    return view(Table(_COLUMNS, [_row(one)]).to_html(), findings, _tried_html(one))


def to_text(statuses: Statuses, *, width: int = 120, colour: bool = False, verbose: bool = False) -> str:
    """The same for a terminal; each step and each fetch only where ``verbose``."""
    parts = ["\n".join(line for one in statuses.certificates for line in _lines(one, width, colour=colour, verbose=verbose))]
    if not verbose:
        parts.append("\n".join(line for finding in _grouped(statuses.certificates) for line in _finding(finding, width)))
    elif statuses.log is not None:
        parts.append(statuses.log.table().to_text(width, colour=colour))
    parts.append(TextWrapper(width).fill(terminal(summary(statuses))))
    return "\n\n".join(part for part in parts if part)


def checked_text(one: Checked) -> str:
    """One certificate with every step."""
    return "\n".join(_lines(one, 120, colour=False, verbose=True))


def _row(one: Checked) -> list[Cell | str | int]:
    word, until = one.word.value, one.verdict.next_update if one.verdict else None
    return [
        Cell(SIGNS[word], TONES[word], hover=word),
        Cell(visible(one.name, 120), hover=f"{one.certificate.item.source} {one.sha256}"),
        Cell(said(one), TONES[word]),
        Cell(by_whom(one)),
        Cell("" if until is None else rfc3339(until), tight=True),
    ]


def _tried_html(one: Checked) -> Markup:
    return Markup("").join(_steps(tried).to_html() for tried in one.tried) if one.tried else html("Nobody was asked.")


def _steps(tried: Tried) -> Table:
    if tried.verdict is None:
        why = tried.failure.message if tried.failure else ""
        rows = [(Cell("fetched"), Cell("failed", Tone.ERROR), Cell(why), "")]
    else:
        rows = [
            (
                Cell(step.name),
                Cell(step.outcome.value, _OUTCOMES[step.outcome.value]),
                Cell(visible(step.seen, 400)),
                step.requirement,
            )
            for step in tried.verdict.steps
        ]
    return Table(("Step", "", "What was seen", "Requirement"), rows, caption=attempt(tried))


def _lines(one: Checked, width: int, *, colour: bool, verbose: bool) -> Iterator[str]:
    word, until = one.word.value, one.verdict.next_update if one.verdict else None
    sign = f"{SIGNS[word]} {word}"
    if colour:
        sign = f"\x1b[{_COLOURS[TONES[word]]}m{sign}\x1b[0m"
    yield f"{sign}  {terminal(one.name)} ({terminal(str(one.certificate.item.source))})"
    facts = [
        said(one) if one.verdict and one.verdict.revoked_at else "",
        by_whom(one),
        f"next update {rfc3339(until)}" if until else "",
    ]
    if line := "; ".join(fact for fact in (*facts, beforehand(one)) if fact):
        yield TextWrapper(width, initial_indent="    ", subsequent_indent="    ", break_long_words=False).fill(terminal(line))
    if verbose:
        for finding in one.findings:
            yield from _finding(finding, width)
        for tried in one.tried:
            yield "\n".join("    " + line for line in _steps(tried).to_text(width - 4, colour=colour).splitlines())


def _grouped(certificates: Iterable[Checked]) -> Iterator[Finding]:
    """What is to be done, each thing once: the errors, and what else stands in the way of an answer."""
    alike: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in certificates:
        worth = [finding for finding in one.findings if _matters(finding, one)]
        told = [finding for finding in worth if not concludes(finding)] or worth
        for finding in told:
            alike[finding.code, finding.remedy].append(finding)
    for findings in alike.values():
        about = len({finding.certificate for finding in findings})
        first = max(findings, key=lambda finding: finding.severity is Severity.ERROR)
        more = f" (and so for {about - 1:,} more of the certificates)" if about > 1 else ""
        yield Finding(
            code=first.code,
            message=first.message + more,
            severity=first.severity,
            requirement=first.requirement,
            remedy=first.remedy,
        )


def _matters(finding: Finding, one: Checked) -> bool:
    return finding.severity is Severity.ERROR or one.by is None or finding.code == "ocsp-sha1"


def _finding(finding: Finding, width: int) -> Iterator[str]:
    sign = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}[finding.severity]
    wrap = TextWrapper(width, initial_indent=f"{sign} ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    yield wrap.fill(terminal(finding.message))
    if finding.remedy:
        wrap.initial_indent, wrap.subsequent_indent = "  → ", "    "
        yield wrap.fill(terminal(finding.remedy))
