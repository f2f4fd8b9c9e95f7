"""The words and rows that the text and the HTML of a diagnosis share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.diagnosis.opinions_view import opinions_table
from workbench.diagnosis.uses import TERMS, Use
from workbench.display import Cell, Table, Tone
from workbench.findings import Finding, Severity
from workbench.times import rfc3339
from workbench.trust.paths import End

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.diagnosis.diagnoses import Diagnoses
    from workbench.diagnosis.result import Diagnosis
    from workbench.diagnosis.verdict import Verdict
    from workbench.trust.certificate import PathCertificate

MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}
TONES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING, Severity.INFO: Tone.INFO}
NOT_CHECKED = {
    "revocation": "whether any of it is revoked (no CRL and no OCSP response at hand says so)",
    "identity": "whether it is the certificate of the one that it is shown for (say whose: --name)",
    "profile": "the rules of ISO 15118 and OCPP for its kind",
}
LONGEST_NAME = 60


def headline(diagnosis: Diagnosis, of_files: Finding | None = None) -> str:
    """The first line: the cause, or that all is well; of a sound chain in a file that is not, what is wrong with the file."""
    if diagnosis.cause is not None:
        return diagnosis.cause.message
    leaf = short(name_of(diagnosis.leaf.facts))
    if not diagnosis.ok:
        return f"{leaf} leads to no trust anchor."
    noun = TERMS[diagnosis.use].leaf
    accepted = f"is accepted as {noun.with_article}" if noun else f"is accepted ({TERMS[diagnosis.use].title})"
    anchor = diagnosis.best.path.certificates[-1]
    below = f", below {short(name_of(anchor.facts))}" if anchor is not diagnosis.leaf else ""
    return f"{leaf} {accepted}{below}{f', but: {of_files.message}' if of_files else '.'}"


def next_step(diagnosis: Diagnosis, of_files: Finding | None = None) -> str:
    """The second line: what to do."""
    if diagnosis.cause is not None:
        limit = next((finding for finding in diagnosis.findings if finding.code == "search-limit"), None)
        return diagnosis.cause.remedy + (f" {limit.message}" if limit is not None and limit is not diagnosis.cause else "")
    if of_files is not None:
        return of_files.remedy
    until = [one for one in diagnosis.best.path.certificates if one.facts.not_after is not None]
    if not diagnosis.ok or not until:
        return "Give a trust anchor: --anchor FILE."
    first = min(until, key=lambda one: one.facts.not_after or diagnosis.at)
    days = ((first.facts.not_after or diagnosis.at) - diagnosis.at).days
    ends = f"{short(name_of(first.facts))} is the first to end, on {rfc3339(first.facts.not_after)} (in {days:,} days)"
    return f"Nothing to repair. {ends}."


def way(verdict: Verdict) -> str:
    """``leaf ← Sub-CA ← root``."""
    return " ← ".join(short(name_of(one.facts)) for one in verdict.path.certificates)


def setting(diagnosis: Diagnosis) -> str:
    """What was judged, by which rules, when."""
    rules = diagnosis.profile.title if diagnosis.profile else "RFC 5280"
    return f"Judged as {TERMS[diagnosis.use].title}; {rules}; at {rfc3339(diagnosis.at)}."


def path_table(diagnosis: Diagnosis, verdict: Verdict, caption: str = "") -> Table:
    """The certificates of a path from the leaf up, each with its worst finding."""
    path = verdict.path
    rows = [_path_row(diagnosis, verdict, position, one) for position, one in enumerate(path.certificates)]
    if path.end is End.ISSUER_MISSING:
        missing = path.certificates[-1].facts
        wanted = f", key identifier {missing.authority_key_identifier.hex()}" if missing.authority_key_identifier else ""
        name = Cell(short(str(missing.issuer), 90))
        rows.append((Cell("missing", Tone.ERROR), name, "", Cell(f"not at hand{wanted}", Tone.ERROR), ""))
    return Table(("", "Certificate", "Valid", "", "Where"), rows, caption=caption)


def _path_row(diagnosis: Diagnosis, verdict: Verdict, position: int, one: PathCertificate) -> tuple[Cell | str, ...]:
    facts = one.facts
    role = "leaf" if not position else "anchor" if one is verdict.path.anchor else f"issuer {position}"
    worst = sorted(_about(verdict.findings, facts.sha256), key=lambda finding: list(Severity).index(finding.severity))
    codes = list(dict.fromkeys(finding.code for finding in worst if finding.severity is not Severity.INFO))
    told = Cell(", ".join(codes[:4]), TONES[worst[0].severity]) if codes else Cell("✓", Tone.GOOD)
    period = f"{_day(facts.not_before)} – {_day(facts.not_after)}"
    in_time = facts.not_before and facts.not_after and facts.not_before <= diagnosis.at <= facts.not_after
    return (
        Cell(role, Tone.MUTED, tight=True),
        Cell(short(name_of(facts)), hover=f"{facts.subject} · SHA-256 {facts.sha256}"),
        Cell(period, Tone.PLAIN if in_time else Tone.ERROR, tight=True),
        told,
        Cell(short(str(one.item.source).rpartition("/")[2]), Tone.MUTED, hover=str(one.item.source)),
    )


def opinions(diagnosis: Diagnosis) -> Table:
    """Who else says what, ourselves in the first row."""
    cause = diagnosis.cause
    names = {one.facts.sha256: short(name_of(one.facts)) for path in diagnosis.verdicts for one in path.path.certificates}
    ours = cause.message if cause else way(diagnosis.best) if diagnosis.ok else headline(diagnosis)
    return opinions_table(diagnosis.ok, ours, diagnosis.second_opinions, cause.certificate if cause else None, names)


def findings_table(findings: Iterable[Finding], caption: str) -> Table:
    """Findings with what was seen, what was expected and what to do; many of one sort share a row."""
    rows = [
        (
            Cell(MARKS[finding.severity], TONES[finding.severity], hover=finding.severity.value),
            Cell(sort.line, hover=f"{finding.code} · {finding.source}"),
            Cell(short(finding.observed, 160)),
            Cell(short(finding.expected, 160)),
            Cell(finding.remedy),
            Cell(finding.requirement, Tone.MUTED, hover=finding.code),
        )
        for sort in sorts(findings)
        for finding in (sort.first,)
    ]
    return Table(("", "What is wrong", "Seen", "Expected", "What to do", "Rule"), rows, caption=caption)


def by_severity(findings: Iterable[Finding], *severities: Severity) -> list[Finding]:
    """Those of the given severities, the worst first."""
    order = list(Severity)
    return sorted((one for one in findings if one.severity in severities), key=lambda one: order.index(one.severity))


def others(diagnosis: Diagnosis) -> list[Finding]:
    """The errors besides the cause."""
    return [finding for finding in by_severity(diagnosis.findings, Severity.ERROR) if finding is not diagnosis.cause]


def unchecked(diagnosis: Diagnosis) -> Iterator[str]:
    """What was not looked at, in words."""
    for token in diagnosis.not_checked:
        if token != "profile" or diagnosis.use is not Use.ANY:  # noqa: S105  # a word of the JSON, no secret
            yield NOT_CHECKED[token]


@dataclass(frozen=True, slots=True)
class Sort:
    """Findings of one sort that share a line where there are many.

    Attributes
    ----------
    first
        The one that is told.
    more
        How many others there are.
    """

    first: Finding
    more: int

    @property
    def line(self) -> str:
        """What is told: the place, where the sentence does not name it; the sentence; how many more."""
        first = self.first
        place = f"{first.source}: " if first.source and first.code in _PLACED else ""
        return place + first.message + (f" And {self.more:,} more like it." if self.more else "")


_PLACED = frozenset({"unreadable", "password-needed", "not-a-certificate"})
_ALIKE = 3
"""So many findings of one sort get a line each, more share one."""


def sorts(findings: Iterable[Finding]) -> list[Sort]:
    """Findings of the same code and severity together where they are many."""
    groups: dict[tuple[str, Severity], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.code, finding.severity].append(finding)
    return [
        sort
        for group in groups.values()
        for sort in ([Sort(one, 0) for one in group] if len(group) <= _ALIKE else [Sort(group[0], len(group) - 1)])
    ]


def files_table(findings: Iterable[Finding]) -> Table:
    """What is to be said of the files, many of one sort in one row."""
    rows = [
        (
            Cell(MARKS[sort.first.severity], TONES[sort.first.severity], hover=sort.first.severity.value),
            Cell(sort.line, hover=f"{sort.first.code} · {sort.first.requirement}"),
            Cell(sort.first.remedy),
        )
        for sort in sorts(findings)
    ]
    return Table(("", "What is wrong", "What to do"), rows, caption="About the files")


def overview(diagnoses: Diagnoses) -> str:
    """One sentence about several."""
    good = sum(result.ok for result in diagnoses)
    return f"{len(diagnoses):,} certificates judged: {good:,} accepted, {len(diagnoses) - good:,} rejected."


def short(text: str, limit: int = LONGEST_NAME) -> str:
    """At most so many characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _about(findings: Iterable[Finding], sha256: str) -> list[Finding]:
    return [finding for finding in findings if finding.certificate == sha256]


def _day(moment: object) -> str:
    return str(moment)[:10] if moment else "?"
