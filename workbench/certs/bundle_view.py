"""A bundle for people: one sentence, tables and cards, as HTML and as text; hostile text goes through :mod:`workbench.display`."""

from __future__ import annotations

import os.path
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from workbench.certs.about import about
from workbench.certs.items import ItemType
from workbench.display import Card, Cell, Table, Tone, html, terminal, view
from workbench.findings import Confidence, Severity
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from markupsafe import Markup

    from workbench.certs.bundle import Bundle, Entry
    from workbench.certs.facts import CertificateFacts
    from workbench.certs.names import DistinguishedName
    from workbench.findings import Finding

_TONES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING, Severity.INFO: Tone.INFO}
_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}
_VALIDITY_TONES = {"valid": Tone.GOOD, "expired": Tone.ERROR, "not yet valid": Tone.WARNING}
_COLUMNS = ("Where", "What it is", "Subject", "Issuer", "Valid", "Key", "Bytes", "Look at")
_LONGEST = 90
_FEW = 3
"""So few things are shown as cards on a terminal, more as a table."""
_ALIKE = 3
"""So many findings of one sort get a row each, more share one."""


def summary(bundle: Bundle) -> str:
    """One sentence: how many of what, in how many files, judged when."""
    types = Counter(item.type for item in bundle.items)
    unread = types.pop(ItemType.UNREADABLE, 0)
    things = ", ".join(f"{count:,} {_plural(kind.value, count)}" for kind, count in types.items()) or "nothing that could be read"
    files = len({item.source.file for item in bundle.items})
    parts = [f"{things} in {files:,} {_plural('file', files)}"]
    if unread:
        parts.append(f"{unread:,} {'thing' if unread == 1 else 'things'} could not be read")
    if bundle.at is not None and types[ItemType.CERTIFICATE]:
        parts.append(f"validity judged at {rfc3339(bundle.at)} ({bundle.at_reason})")
    return "; ".join(parts) + "."


def to_html(bundle: Bundle) -> Markup:
    """Summary, table of things, table of problems."""
    tables = [_things(bundle), _problems(bundle)]
    return view(html(summary(bundle)), *(table.to_html() for table in tables if table.rows))


def to_text(bundle: Bundle, *, width: int = 160, colour: bool = False, limit: int = 200) -> str:
    """The same for a terminal, with a card for each thing where they are few; ``limit`` is the most rows of a table."""
    parts = [terminal(summary(bundle))]
    if len(bundle) <= _FEW:
        parts += [card(entry).to_text(width) for entry in bundle.entries if entry.item.readable]
    else:
        parts.append(_things(bundle, limit).to_text(width, colour=colour))
    problems = _problems(bundle, limit)
    if problems.rows:
        parts.append(problems.to_text(width, colour=colour))
    return "\n\n".join(parts)


def card(entry: Entry) -> Card:
    """Everything that is known of one thing."""
    item, facts, kind = entry.item, entry.item.facts, entry.classification
    fields: list[tuple[str, Cell | str | int]] = [("found in", " ".join(filter(None, (str(item.source), item.source.within))))]
    if kind is not None:
        fields += [
            ("what it is", Cell(f"{_kind_cell(entry).text}; told by: {'; '.join(kind.reasons) or 'nothing in particular'}")),
        ]
        if kind.identifier is not None:
            fields.append(("identifier", f"{kind.identifier.scheme} {kind.identifier.formatted}"))
    if facts is not None:
        fields += [
            ("subject", str(facts.subject) or "(empty)"),
            ("issuer", _issuer_cell(facts).hover),
            ("serial number", Cell(f"{facts.serial:x}", code=True)),
            (
                "valid",
                Cell(f"{rfc3339(facts.not_before)} to {rfc3339(facts.not_after)}", _VALIDITY_TONES.get(entry.validity, Tone.PLAIN)),
            ),
            ("key", f"{facts.key}, signed with {facts.signature_algorithm}"),
            ("certificate authority", _authority(facts)),
            ("key usage", ", ".join(sorted(facts.key_usage)) if facts.key_usage is not None else "not given"),
            ("extended key usage", ", ".join(facts.extended_key_usage or ())),
            ("alternative names", ", ".join(facts.subject_alternative_names)),
            ("subject key identifier", Cell((facts.subject_key_identifier or b"").hex(), code=True)),
            ("authority key identifier", Cell((facts.authority_key_identifier or b"").hex(), code=True)),
            ("OCSP, CRL", ", ".join((*facts.ocsp_urls, *facts.crl_urls))),
            ("size", f"{facts.size:,} bytes of DER"),
            ("SHA-256", Cell(facts.sha256, code=True)),
        ]
    else:
        other = about(item)
        fields += [("about", other.subject if other.subject != item.label else ""), ("issuer", other.issuer), ("key", other.key)]
        if other.since:
            fields.append(("valid", f"{rfc3339(other.since)} to {rfc3339(other.until)}"))
    return Card(_title(entry), [(name, value) for name, value in fields if (value.text if isinstance(value, Cell) else value)])


def _title(entry: Entry) -> str:
    facts = entry.item.facts
    return _short((facts.subject.common_name or str(facts.subject)) if facts else entry.item.label) or entry.item.type.value


def _authority(facts: CertificateFacts) -> str:
    if facts.is_ca is None:
        return "no basicConstraints"
    if not facts.is_ca:
        return "no"
    return "yes" if facts.path_length is None else f"yes, with at most {facts.path_length} CA below it"


def _things(bundle: Bundle, limit: int = 200) -> Table:
    folder = _common_folder(bundle)
    rows = [_row(entry, len(folder)) for entry in bundle.entries[:limit]]
    return Table(
        _COLUMNS,
        rows + [()] * max(len(bundle) - limit, 0),  # rows that are counted and not drawn cost nothing
        caption=f"Found in {folder}" if folder else "",
        limit=limit,
    )


def _common_folder(bundle: Bundle) -> str:
    """The folder that all files share, with its final slash; empty where there is none."""
    folders = {item.source.file.partition("!/")[0].rpartition("/")[0] for item in bundle.items}
    if not folders or "" in folders:
        return ""
    shared = os.path.commonprefix([folder.split("/") for folder in folders])  # noqa: RUF071  # lists of names, not strings
    return "/".join(shared) + "/" if any(shared) else ""


def _row(entry: Entry, skip: int) -> tuple[Cell | str, ...]:
    item, facts = entry.item, entry.item.facts
    where = Cell(_short(str(item.source)[skip:]), hover=item.source.within, tone=Tone.MUTED)
    problems = _problem_cell(entry.findings)
    if facts is None:
        other = about(item)
        period = f"{_day(other.since)} – {_day(other.until)}" if other.since else ""
        return (
            where,
            _kind_cell(entry),
            _short(other.subject),
            _short(other.issuer),
            period,
            Cell(other.key, tight=True),
            _size(len(item.der)),
            problems,
        )
    return (
        where,
        _kind_cell(entry),
        _name_cell(facts.subject),
        _issuer_cell(facts),
        Cell(
            f"{_day(facts.not_before)} – {_day(facts.not_after)}",
            _VALIDITY_TONES.get(entry.validity, Tone.PLAIN),
            hover=entry.validity,
        ),
        Cell(facts.key, hover=facts.signature_algorithm, tight=True),
        _size(facts.size),
        problems,
    )


def _issuer_cell(facts: CertificateFacts) -> Cell:
    if facts.looks_self_signed:
        return Cell("itself", Tone.MUTED, hover="itself")
    if facts.self_issued:
        return Cell("its own name, another key", hover=f"{facts.issuer} (its own name) with another key")
    return _name_cell(facts.issuer)


def _name_cell(name: DistinguishedName) -> Cell:
    return Cell(_short(name.common_name or str(name)) or "(empty)", hover=str(name))


def _kind_cell(entry: Entry) -> Cell:
    kind = entry.classification
    if kind is None:
        return Cell(entry.item.type.value, Tone.ERROR if entry.item.type is ItemType.UNREADABLE else Tone.PLAIN)
    sure = "" if kind.confidence in {Confidence.CERTAIN, Confidence.UNKNOWN} else f" ({kind.confidence.value})"
    request = "CSR: " if entry.item.type is ItemType.CSR else ""
    return Cell(f"{request}{kind.title}{sure}", hover="; ".join(kind.reasons))


def _problem_cell(findings: tuple[Finding, ...]) -> Cell:
    if not findings:
        return Cell("")
    worst = min(findings, key=lambda finding: list(Severity).index(finding.severity))
    return Cell(", ".join(dict.fromkeys(_word(finding) for finding in findings)), _TONES[worst.severity])


def _word(finding: Finding) -> str:
    """A finding's code; what was read all the same is not called unreadable."""
    return "repaired" if finding.code == "unreadable" and finding.severity is Severity.WARNING else finding.code


def _problems(bundle: Bundle, limit: int = 200) -> Table:
    """Every finding, the worst first, with what to do; many of one sort share a row."""
    sorts: dict[tuple[Severity, str, str], list[Finding]] = defaultdict(list)
    for finding in [finding for entry in bundle.entries for finding in entry.findings] + list(bundle.findings):
        sorts[finding.severity, finding.code, finding.remedy].append(finding)
    groups = [
        part
        for findings in sorted(sorts.values(), key=lambda findings: list(Severity).index(findings[0].severity))
        for part in ([findings] if len(findings) > _ALIKE else [[finding] for finding in findings])
    ]
    skip = len(_common_folder(bundle))
    return Table(
        ("", "Where", "What is wrong", "What to do"),
        [_problem_row(group, skip) for group in groups],
        limit=limit,
        caption="Look at",
    )


def _problem_row(findings: list[Finding], skip: int) -> tuple[Cell | str, ...]:
    """A row for one finding, or for several that differ only in their place."""
    first, others = findings[0], len(findings) - 1
    places = [finding.source[skip:] for finding in findings if finding.source]
    where = ", ".join(map(_short, places[:_ALIKE])) + (f" and {len(places) - _ALIKE:,} more" if len(places) > _ALIKE else "")
    return (
        Cell(_MARKS[first.severity], _TONES[first.severity], hover=first.severity.value),
        Cell(where or "the pile", Tone.MUTED, hover=", ".join(places[:100]) if others else ""),
        Cell(first.message + (f" And {others:,} more like it." if others else ""), hover=first.requirement),
        first.remedy,
    )


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _size(octets: int) -> str:
    return f"{octets:,}" if octets else ""


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "?"


def _plural(noun: str, count: int) -> str:
    if count == 1 or noun.endswith("data"):
        return noun
    return noun + "s"
