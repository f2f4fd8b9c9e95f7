"""The same files by the large reader and by the exact one, in one form that can be compared."""

from __future__ import annotations

import pandas as pd

from workbench.errors import InputError
from workbench.fleet.frames import frame_of
from workbench.fleet.ingest import Collector, Context
from workbench.fleet.ingest import read as read_one
from workbench.net.fleet_data import read
from workbench.net.warehouse import connect

CONTEXT = Context()
NOTHING = "nothing in it can be used"


def by_large(paths, *, context=CONTEXT, large=1, where=":memory:"):
    with connect(where) as warehouse:
        try:
            tables, report = read(paths, warehouse=warehouse, context=context, large=large)
        except InputError:
            return NOTHING
        frames = [frame_of(table) for table in (tables.sightings, tables.answers, tables.stations)]
    return comparable(*frames), told(report)


def by_ingest(paths, *, context=CONTEXT):
    collector = Collector()
    for path in paths:
        collector.add(read_one(path.read_bytes(), path.as_posix(), context=context))
    gathered = collector.finish()
    if gathered.report.nothing_usable() is not None:
        return NOTHING
    return comparable(gathered.sightings, gathered.answers, gathered.stations), told(gathered.report)


def comparable(sightings, answers, stations):
    """Rows as tuples; answers by their rank, for their numbers need only grow."""
    rank = {number: place for place, number in enumerate(sorted(answers["answer"].tolist()))}
    sightings = sightings.assign(answer=sightings["answer"].map(rank))
    answers = answers.assign(answer=answers["answer"].map(rank)).sort_values("answer")
    columns = ["answer", "station", "seen_at", "source", "certificate_type", "chain", "child"]
    columns += ["hash_algorithm", "issuer_name_hash", "issuer_key_hash", "serial_number"]
    return (
        chains(rows(sightings[columns])),
        rows(answers[["answer", "station", "seen_at", "source", "status", "asked", "origin"]]),
        rows(stations.sort_values("station")),
    )


def chains(sightings):
    """Chains as they are, those of an answer in no order: rows that stand for themselves have none."""
    numbers: dict[int, set[int]] = {}
    found: dict[tuple[int, int], list[tuple[object, ...]]] = {}
    for answer, *whose, chain, child, algorithm, name, key, serial in sightings:
        found.setdefault((answer, chain), []).append((child, *whose, algorithm, name, key, serial))
        numbers.setdefault(answer, set()).add(chain)
    assert all(there == set(range(len(there))) for there in numbers.values())  # numbered from 0 without a gap
    return sorted((answer, sorted(entries)) for (answer, _), entries in found.items())


def rows(frame):
    return [
        tuple(None if pd.isna(cell) else cell for cell in row) for row in frame.astype(object).itertuples(index=False, name=None)
    ]


def told(report):
    reasons = {(one.reason, one.hint): one.rows for one in report.reasons}
    refused = sorted((one.origin, one.reason, one.excerpt, one.rows) for one in report.refused)
    return report.files, report.kept, report.folded, report.refused_rows, reasons, refused, sorted(report.notes)
