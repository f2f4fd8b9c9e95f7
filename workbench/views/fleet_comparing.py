"""Answers with two axes: mistakes by vendor, ends by month, two sides, steps down, room that is left."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from workbench.views.fleet_bars import Part, shares
from workbench.views.fleet_columns import Column, columns_height, draw_columns
from workbench.views.fleet_frames import Drawn, column, look_of, name_of, stations_by, text_of, words_for
from workbench.views.fleet_looks import DOUBT, HOLDS, Look, ink_of, present, sorted_types
from workbench.views.fleet_matrix import Matrix, draw_matrix, matrix_height
from workbench.views.fleet_steps import Stairs, Step, apart, draw_stairs, stairs_height
from workbench.views.fleet_two_sides import Sides, SidesGroup, draw_sides, sides_height
from workbench.views.palette import INK

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from workbench.fleet.answer import Answer

_MOST_MONTHS, _MOST_SENDERS, _MOST_MISTAKES, _MOST_STEPS = 18, 24, 9, 10
_NOT_KNOWN = "not known"
_FREE = ((0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (6, 9), (10, 19), (20, 10**9))


def calendar(answer: Answer) -> Drawn:
    """Entries by month and certificate type; by year where there are too many months."""
    frame = answer.frame
    told = [str(month) for month in frame["month"] if present(month)]
    months = sorted({month for month in told if month != _NOT_KNOWN})
    by_year = len(months) > _MOST_MONTHS
    spans = sorted({month[:4] if by_year else month for month in months})
    kept, later = spans[:_MOST_MONTHS], spans[_MOST_MONTHS:]
    columns = [*kept, *([f"{later[0]} on"] if later else []), *([_NOT_KNOWN] if _NOT_KNOWN in told else [])]
    figures: Counter[tuple[int, int]] = Counter()
    kinds = sorted_types(str(one) for one in frame["certificate_type"])
    for row in frame.to_dict("records"):
        month = str(row["month"])
        span = month[:4] if by_year and month != _NOT_KNOWN else month
        place = columns.index(span) if span in columns else len(kept)
        figures[kinds.index(str(row["certificate_type"])), place] += int(row["entries"])
    heads = tuple(_month_head(one) for one in columns)
    totals = tuple(f"{sum(figures[place, other] for other in range(len(columns))):,}" for place in range(len(kinds)))
    matrix = Matrix(tuple((kind, ink_of(kind)) for kind in kinds), heads, figures, totals, ("Figures count entries.",))
    words = words_for(answer)
    by_column = Counter({name: sum(figures[row, place] for row in range(len(kinds))) for place, name in enumerate(columns)})
    return Drawn(matrix_height(words, matrix), partial(draw_matrix, words=words, matrix=matrix), _most(by_column))


def _month_head(month: str) -> tuple[str, ...]:
    year, _, rest = month.partition("-")
    if rest:
        return year, rest
    first, _, more = month.partition(" ")
    return (first, more) if more else (month,)


def mistakes(answer: Answer) -> Drawn:
    """Stations by vendor and mistake; the mistakes are numbered and told below."""
    frame = answer.frame
    figures: defaultdict[str, Counter[str]] = defaultdict(Counter)
    whole: Counter[str] = Counter()
    for row in frame.to_dict("records"):
        sender = " ".join(str(row[key]) for key in ("vendor_name", "model", "firmware_version") if present(row.get(key)))
        for one in str(row["mistakes"]).split() or ["not told"]:
            figures[sender or "vendor not known"][one] += int(row["stations"])
            whole[one] += int(row["stations"])
    every = [one for one, _ in whole.most_common()]
    names, more = every[:_MOST_MISTAKES], every[_MOST_MISTAKES:]
    senders = sorted(figures, key=lambda one: (-sum(figures[one].values()), one))
    shown, hidden = senders[:_MOST_SENDERS], senders[_MOST_SENDERS:]
    cells = {
        (row, place): figures[sender][name]
        for row, sender in enumerate(shown)
        for place, name in enumerate(names)
        if figures[sender][name]
    }
    explained = _explained(frame)
    below = ["Figures count stations; one with several mistakes counts for each of them."]
    below += [f"{place}  {name}: {whole[name]:,}. {explained.get(name, '')}" for place, name in enumerate(names, 1)]
    below += [f"and {len(more):,} more mistakes: {', '.join(more[:6])}"] if more else []
    below += [f"and {len(hidden):,} more kinds of stations: see the answer's rows"] if hidden else []
    totals = tuple(f"{sum(figures[sender].values()):,}" for sender in shown)
    heads = tuple((str(place),) for place in range(1, len(names) + 1))
    matrix = Matrix(tuple((sender, INK) for sender in shown), heads, cells, totals, tuple(below))
    words = words_for(answer)
    return Drawn(matrix_height(words, matrix), partial(draw_matrix, words=words, matrix=matrix), _most(whole))


def _explained(frame: pd.DataFrame) -> dict[str, str]:
    """What a mistake is, where a row has it alone."""
    if "explanation" not in frame.columns:
        return {}
    alone = frame[~frame["mistakes"].astype("str").str.contains(" ", regex=False)]
    return {str(one): str(said) for one, said in zip(alone["mistakes"], alone["explanation"], strict=True) if present(said)}


def two_sides(answer: Answer, by: str, sides: tuple[str, str], heads: tuple[str, str], looks: tuple[Look, Look]) -> Drawn:
    """Stations by certificate on two sides, under each certificate type."""
    frame = answer.frame[answer.frame[by].isin(list(sides))]
    counts = stations_by(frame, ["certificate_type", "certificate", "name", "serial_number", by])
    found: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in counts.to_dict("records"):
        found[text_of(row, "certificate_type")][name_of(row)][str(row[by])] += int(row["stations"])
    kinds = sorted_types(found)
    groups = []
    for kind, room in zip(kinds, shares([len(found[kind]) for kind in kinds]), strict=True):
        names = sorted(found[kind], key=lambda one: (-sum(found[kind][one].values()), one))
        rows = tuple(Sides(name, *(found[kind][name][side] for side in sides)) for name in names[:room])
        rest = f"and {len(names) - room:,} more: see the answer's rows" if len(names) > room else ""
        groups.append(SidesGroup(kind or "All", ink_of(kind), rows, rest))
    others = Counter(str(one) for one in answer.frame[by] if one not in sides)
    notes = (f"Not drawn: {', '.join(f'{word} {number:,}' for word, number in others.most_common())}.",) if others else ()
    words = replace(words_for(answer), notes=(*answer.notes, *notes))
    paint = partial(draw_sides, words=words, groups=groups, heads=heads, looks=looks)
    every: Counter[str] = Counter()
    for side in frame[by]:
        every[str(side)] += 1
    return Drawn(sides_height(words, groups), paint, _most(every))


def drift(answer: Answer) -> Drawn:
    """What only the CSMS's record has, and what only the station has."""
    sides = ("csms only", "station only")
    return two_sides(answer, "side", sides, ("only in the CSMS's record", "only at the station"), (DOUBT, Look(INK)))


def changes(answer: Answer) -> Drawn:
    """What went and what came."""
    return two_sides(answer, "change", ("removed", "added"), ("removed", "added"), (DOUBT, HOLDS))


def waterfall(answer: Answer) -> Drawn:
    """How many stations still stand after each expiry, a line for each purpose."""
    frame = answer.frame
    heading = column(frame, "purpose", "certificate_type")
    found: defaultdict[str, list[Step]] = defaultdict(list)
    kinds: dict[str, str] = {}
    for row in frame.sort_values("at", kind="stable").to_dict("records"):
        title = text_of(row, heading) or "All"
        found[title].append(Step(_moment(row["at"]), name_of(row), int(row["breaks"]), int(row["stations_left"])))
        kinds.setdefault(title, text_of(row, "certificate_type"))
    order = sorted_types(kinds.values())
    titles = sorted(found, key=lambda title: (order.index(kinds[title]), title))
    stairs = [_stairs(title, kinds[title], found[title]) for title in titles]
    moments = [step.at for one in stairs for step in one.steps]
    since = min(moments) - max((max(moments) - min(moments)) * 0.02, timedelta(days=1))
    words = words_for(answer)
    paint = partial(draw_stairs, words=words, stairs=stairs, since=since)
    losses: Counter[str] = Counter()
    for one in stairs:
        for step in one.steps:
            losses[f"{step.name[:80]} on {step.at:%Y-%m-%d}"] += step.breaks
    return Drawn(stairs_height(words, stairs), paint, _most(losses))


def _stairs(title: str, kind: str, steps: list[Step]) -> Stairs:
    named = apart(steps, _MOST_STEPS)
    more = sum(1 for step in steps if step.breaks > 0) - len(named)
    words = f"{title}: {kind}" if kind and kind != title else title
    return Stairs(
        words, ink_of(kind), tuple(steps), named, f"and {more:,} more that break fewer: see the answer's rows" if more else ""
    )


def _moment(value: Any) -> datetime:
    moment: datetime = value.to_pydatetime() if hasattr(value, "to_pydatetime") else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def headroom(answer: Answer) -> Drawn:
    """Stations by how many entries are free."""
    frame = answer.frame
    verdicts = list(dict.fromkeys(str(one) for one in frame["verdict"]))
    looks = {verdict: look_of(answer, "verdict", verdict) for verdict in verdicts}
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for free, verdict in zip(frame["free"], frame["verdict"], strict=True):
        found[_bin(free)][str(verdict)] += 1
    order = ["over", *(_span(*one) for one in _FREE), _NOT_KNOWN]
    columns = [
        Column(name, tuple(Part(found[name][verdict], looks[verdict]) for verdict in verdicts))
        for name in order
        if name in found or name not in {"over", _NOT_KNOWN}
    ]
    words = words_for(answer, tuple((looks[verdict], verdict) for verdict in verdicts))
    paint = partial(draw_columns, words=words, columns=columns, axis="Entries that are still free (maxLimit less what is listed)")
    return Drawn(columns_height(words), paint, _most(Counter({f"{one.name} free": round(one.height) for one in columns})))


def _bin(free: Any) -> str:
    if not present(free):
        return _NOT_KNOWN
    return next((_span(*one) for one in _FREE if one[0] <= int(free) <= one[1]), "over")


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}+" if high >= 10**9 else f"{low}-{high}"


def _most(counts: Counter[str] | Iterable[Any]) -> str:
    found = counts.most_common(3) if isinstance(counts, Counter) else []
    return "; ".join(f"{name}: {number:,}" for name, number in found if number)
