"""Answers for people: one sentence, a table, what to send instead; as HTML and as text."""

from __future__ import annotations

import json
from collections import Counter
from textwrap import fill
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from workbench.certs.forensics.mistakes import MISTAKES
from workbench.certs.forensics.result import Match, Result
from workbench.certs.loading.hash_objects import HASH_FIELDS as FIELDS
from workbench.certs.pairing import name_of
from workbench.display import Cell, Table, Tone, html, terminal, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.forensics.matches import Matches

_TONES = {Result.EXACT: Tone.GOOD, Result.DIALECT: Tone.WARNING, Result.AMBIGUOUS: Tone.WARNING, Result.UNKNOWN: Tone.ERROR}
_MARKS = {Result.EXACT: "✓", Result.DIALECT: "!", Result.AMBIGUOUS: "?", Result.UNKNOWN: "✗"}
_WORDS = {
    Result.EXACT: "exact",
    Result.DIALECT: "with mistakes (dialect)",
    Result.AMBIGUOUS: "ambiguous",
    Result.UNKNOWN: "unknown",
}
_SOME = 5
_LONGEST = 256
"""Characters of a field as it was sent."""
_NARROW = 110
"""Columns; on a narrower terminal the sentences stand below the table."""
_MOST_PASTEABLE = 20
"""So many corrections are spelled out; all are in the JSON, and ``corrected(document)`` mends a whole message."""


def summary(matches: Matches) -> str:
    """One sentence: how many entries of each result, against how many certificates, and what all senders' mistakes were."""
    if not len(matches):
        return "There is no hash data in this message."
    counts = Counter(match.result for match in matches)
    parts = ", ".join(f"{counts[result]:,} {_WORDS[result]}" for result in Result if counts[result])
    entries = "1 entry" if len(matches) == 1 else f"{len(matches):,} entries"
    certificates = "1 certificate" if matches.known == 1 else f"{matches.known:,} certificates"
    said = f"{entries}, compared with {certificates}: {parts}."
    wrong = counts[Result.DIALECT]
    if wrong > 1:
        times = {code: f"{code} in {'all' if count == wrong else f'{count:,}'}" for code, count in matches.mistakes.most_common()}
        said += f" Mistakes: {', '.join(times.values())}."
    return said


def to_html(matches: Matches) -> Markup:
    """Summary, table of entries, what is wrong in each, and the corrected JSON to copy."""
    tables = [_table(matches), _corrections(matches)]
    pasteable = _pasteable(matches)
    return view(
        *(html(finding.message) for finding in matches.findings),
        html(summary(matches)),
        *(table.to_html() for table in tables if table.rows),
        *([_FOLD.format(html(_PASTE), html("\n".join(pasteable)))] if pasteable else []),
    )


_PASTE = "Corrected entries as JSON, to paste back"
_FOLD = Markup('<details class="pnc"><summary>{}</summary><pre>{}</pre></details>')


def to_text(matches: Matches, *, width: int = 160, colour: bool = False, limit: int = 200) -> str:
    """The same for a terminal."""
    table = _table(matches, limit)
    if width < _NARROW:
        table = Table(table.columns[:-1], [row[:-1] for row in table.rows], limit=limit)
    tables = [table, _corrections(matches, limit)]
    pasteable = [terminal(line) for line in _pasteable(matches)]
    return "\n\n".join(
        [
            *(terminal(finding.message) for finding in matches.findings),
            terminal(summary(matches)),
            tables[0].to_text(width, colour=colour) if len(matches) else "",
            *(_sentences(matches, width) if width < _NARROW else ()),
            *(table.to_text(width, colour=colour) for table in tables[1:] if table.rows),
            *(["\n".join([f"{_PASTE}:", *pasteable])] if pasteable else []),
        ]
    ).strip()


def _sentences(matches: Matches, width: int) -> list[str]:
    said = {match.explanation: match.entry.index for match in reversed(matches.entries) if match.result is not Result.EXACT}
    lines = [f"{index}: {terminal(explanation)}" for explanation, index in list(said.items())[::-1][:_MOST_PASTEABLE]]
    return ["\n".join(fill(line, width, subsequent_indent="   ", break_long_words=False) for line in lines)] if lines else []


def _table(matches: Matches, limit: int = 200) -> Table:
    return Table(
        ("#", "Type", "Result", "Certificate", "Mistakes", "What it means"),
        [_row(match) for match in matches.entries[:limit]] + [()] * max(len(matches) - limit, 0),
        limit=limit,
    )


def _row(match: Match) -> tuple[Cell | str, ...]:
    entry = match.entry
    place = f"{entry.index}" if entry.parent is None else f"{entry.index} ↳ {entry.parent}"
    return (
        Cell(place, Tone.MUTED, hover=str(entry.source or ""), tight=True),
        Cell(entry.certificate_type or ""),
        Cell(f"{_MARKS[match.result]} {match.result.value}", _TONES[match.result], tight=True),
        Cell(_who(match), hover=match.certificate or ""),
        Cell(", ".join(match.mistakes), hover="; ".join(MISTAKES[code].sentence for code in match.mistakes)),
        Cell("every field is right" if match.explanation.endswith("; every field is right.") else match.explanation),
    )


def _who(match: Match) -> str:
    if match.item is not None and match.item.facts is not None:
        return f"{name_of(match.item.facts)}"
    return " or ".join(name_of(one.item.facts) for one in match.candidates[:3] if one.item.facts)


def _corrections(matches: Matches, limit: int = 200) -> Table:
    """Each field that is wrong, as it was sent and as it should be; entries with the same four fields share their rows."""
    same: dict[str, list[Match]] = {}
    for match in matches:
        if match.result in {Result.DIALECT, Result.AMBIGUOUS}:
            same.setdefault(json.dumps([_sent(match.entry.given.get(name)) for name in FIELDS]), []).append(match)
    rows = [row for group in same.values() for row in _wrong_fields(group)]
    return Table(("#", "Certificate", "Field", "As sent", "As it should be"), rows, caption="What is wrong in them", limit=limit)


def _wrong_fields(group: list[Match]) -> Iterator[tuple[Cell | str, ...]]:
    first = group[0]
    numbers = ", ".join(str(match.entry.index) for match in group[:_SOME]) + (" …" if len(group) > _SOME else "")
    for explanation in (first.best,) if first.best else first.candidates:
        who = name_of(explanation.item.facts) if explanation.item.facts else explanation.certificate
        if explanation.corrected is None:
            yield Cell(numbers, Tone.MUTED), who, "", "", "not known: its issuer's certificate is not at hand"
            continue
        for name in FIELDS:
            given, right = first.entry.given.get(name), explanation.corrected[name]
            if not isinstance(given, str) or given.lower() != right.lower():
                sent = _sent(given) if name in first.entry.given else "(missing)"
                yield (
                    Cell(numbers, Tone.MUTED, tight=True),
                    who,
                    Cell(name, tight=True),
                    Cell(sent, Tone.WARNING, code=True),
                    Cell(right, Tone.GOOD, code=True),
                )


def _sent(value: Any) -> str:
    """A field as it was sent; a number too long for Python to print is told by its size."""
    if isinstance(value, int) and value.bit_length() > 4 * _LONGEST:
        return f"a number of {value.bit_length():,} bits"
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"


def _pasteable(matches: Matches) -> list[str]:
    """One line of JSON per entry that was resolved to its correction, its number in front where there are several."""
    wrong = [match for match in matches if match.mistakes and match.corrected][:_MOST_PASTEABLE]
    lines = [json.dumps(match.corrected) for match in wrong]
    return lines if len(lines) == 1 else [f"{match.entry.index}: {line}" for match, line in zip(wrong, lines, strict=True)]
