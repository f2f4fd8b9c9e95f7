"""A lint report for people: the worst certificate first, its departures, passed rules folded; as HTML and as text."""

from __future__ import annotations

from collections import Counter
from textwrap import TextWrapper
from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.certs.items import ItemType
from workbench.display import Cell, Table, Tone, html, terminal, view
from workbench.findings import Confidence, Severity
from workbench.profiles.engine import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.findings import Finding
    from workbench.profiles.report import Linted, LintReport

_TONES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING, Severity.INFO: Tone.INFO}
_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)
_RULE_TONES = {
    Outcome.PASSED: Tone.GOOD,
    Outcome.INFO: Tone.INFO,
    Outcome.WARNING: Tone.WARNING,
    Outcome.ERROR: Tone.ERROR,
    Outcome.NOT_CHECKED: Tone.MUTED,
}
_FOLD = Markup('<details class="pnc"><summary>{}</summary>{}</details>')
NOTHING = "There is no certificate and no signing request here."


def summary(report: LintReport) -> str:
    """One sentence: how many were looked at, and how many findings of each severity there are."""
    if not report.certificates:
        return NOTHING
    judged = [one for one in report.certificates if one.ok is not None]
    left = [one for one in report.certificates if one.ok is None]
    said = [f"{_things(judged)} judged: {_counted(report)}."] if judged else []
    if left:
        said.append(f"{_things(left)} not judged: no profile fits.")
    return " ".join(said)


def to_html(report: LintReport) -> Markup:
    """Summary, changed rules, then a block for each certificate."""
    parts = [html(summary(report))]
    if report.overrides:
        changes = [(o.rule, o.what, o.was, o.now, o.reason) for o in report.overrides]
        parts.append(Table(("Rule", "What", "Was", "Now", "Reason"), changes, caption="Changed rules").to_html())
    parts += [_html_block(one) for one in _worst_first(report.certificates)]
    if report.unread:
        parts.append(_unread(report).to_html())
    return view(*parts)


def to_text(report: LintReport, *, width: int = 120, colour: bool = False) -> str:
    """The same for a terminal."""
    blocks = [terminal(summary(report))]
    if report.overrides:
        blocks.append("\n".join(["Changed rules", *(terminal(f"  {override}") for override in report.overrides)]))
    blocks += ["\n".join(_text_block(one, width)) for one in _worst_first(report.certificates)]
    if gaps := _text_gaps(report, width):
        blocks.append("\n".join(gaps))
    if report.unread:
        blocks.append(_unread(report).to_text(width, colour=colour))
    return "\n\n".join(blocks)


def _worst_first(certificates: Iterable[Linted]) -> list[Linted]:
    return sorted(certificates, key=lambda one: (*(-count for count in _counts(one.findings)), one.ok is not None))


def _things(several: list[Linted]) -> str:
    """``"3 certificates and 1 request"``."""
    requests = sum(one.item.type is ItemType.CSR for one in several)
    counts = ((len(several) - requests, "certificate"), (requests, "request"))
    return " and ".join(_number(count, noun) for count, noun in counts if count)


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _counts(findings: Iterable[Finding]) -> tuple[int, ...]:
    counts = Counter(finding.severity for finding in findings)
    return tuple(counts[severity] for severity in _ORDER)


def _counted(findings: Iterable[Finding]) -> str:
    words = zip(_counts(findings), ("error", "warning", "remark"), strict=True)
    return ", ".join(_number(count, word) for count, word in words if count) or "nothing to complain of"


def _title(one: Linted) -> str:
    if one.examined is None:
        return f"something unreadable ({one.item.source})"
    phrase = one.examined.phrase.removeprefix("The ")
    return f"{phrase[:1].upper()}{phrase[1:]} ({one.item.source})"


def _basis(one: Linted) -> str:
    """Kind, profile and counts in one line."""
    sure = f"{one.kind.value}, {one.confidence.value}"
    if one.profile is None or not one.results:
        why = "; ".join(gap.why for gap in one.not_checked)
        return f"not judged · kind {sure} · {why}"
    passed = one.count(Outcome.PASSED)
    return f"{one.profile.title} · kind {sure} · {_counted(one.findings)} · {passed} of {len(one.results)} rules passed"


def _html_block(one: Linted) -> Markup:
    """A table of findings with the rest folded below; all folded where there is none."""
    folded = Markup("")
    if one.results:
        folded += _rules(one).to_html()
    if one.results and one.not_checked:
        gaps = [(gap.what, gap.why, gap.requirement) for gap in one.not_checked]
        folded += Table(("What", "Why", "Requirement"), gaps, caption="Not checked").to_html()
    if not one.findings:
        mark = "✓" if one.ok else "?"
        line = Markup("{} <b>{}</b> · {}").format(mark, html(_title(one)), html(_basis(one)))
        return _FOLD.format(line, folded) if folded else Markup("<div>{}</div>").format(line)
    rows = [
        (
            Cell(f"{_MARKS[finding.severity]} {finding.severity.value}", _TONES[finding.severity], tight=True),
            Cell(finding.code, hover=f"confidence: {finding.confidence.value}", tight=True),
            Cell(finding.message),
            Cell(finding.expected),
            Cell(finding.remedy),
            Cell(finding.requirement, tight=True),
        )
        for finding in one.findings
    ]
    columns = ("", "Code", "What is wrong", "Wanted", "What to do", "Requirement")
    table = Table(columns, rows, caption=_title(one)).to_html()
    basis = html(_basis(one))
    return table + (_FOLD.format(basis, folded) if folded else Markup("<div>{}</div>").format(basis))


def _rules(one: Linted) -> Table:
    return Table(
        ("Outcome", "Rule", "It holds that", "Requirement", "Known from", "Confidence"),
        [
            (
                Cell(result.outcome.value, _RULE_TONES[result.outcome], hover=result.why, tight=True),
                Cell(result.rule.id, code=True),
                result.rule.claim,
                Cell(result.rule.requirement, tight=True),
                Cell(result.rule.source, Tone.MUTED),
                result.rule.confidence.value,
            )
            for result in one.results
        ],
    )


def _text_block(one: Linted, width: int) -> Iterator[str]:
    yield terminal(_title(one))
    yield from _wrapped(_basis(one), width, "  ")
    for finding in one.findings:
        sure = "" if finding.confidence is Confidence.CERTAIN else f"({finding.confidence.value})"
        head = "  ".join(filter(None, (finding.severity.value, finding.code, finding.requirement, sure)))
        yield terminal(f"  {_MARKS[finding.severity]} {head}")
        yield from _wrapped(finding.message, width, "      ")
        if finding.remedy:
            yield from _wrapped(f"→ {finding.remedy}", width, "      ")


def _text_gaps(report: LintReport, width: int) -> list[str]:
    """What was not checked, each thing once, and of how many certificates."""
    counts = Counter((gap.what, gap.why, gap.requirement) for one in report.certificates if one.results for gap in one.not_checked)
    many = len(report.certificates) > 1
    lines = []
    for (what, why, requirement), count in counts.items():
        of = f" (of {count:,})" if many else ""
        lines += _wrapped(f"{what}{f' [{requirement}]' if requirement else ''}{of}; {why}", width, "  ")
    return ["Not checked", *lines] if lines else []


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    wrapper = TextWrapper(width, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return wrapper.wrap(terminal(text))


def _unread(report: LintReport) -> Table:
    rows = [(Cell(finding.source, Tone.MUTED), finding.message, finding.remedy) for finding in report.unread]
    return Table(("Where", "What is wrong", "What to do"), rows, caption="Could not be read")
