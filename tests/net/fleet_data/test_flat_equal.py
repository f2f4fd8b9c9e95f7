"""Flat tables: what Arrow takes in batches is what the exact reader gives, row for row."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.net.fleet_data.against_ingest import by_ingest, by_large
from workbench.fleet.schema import CERTIFICATE_TYPES
from workbench.net.fleet_data import flat_files

pytestmark = pytest.mark.deep

HEX = "0123456789abcdef"
COLUMNS = ["station", "seen_at", "certificate_type", "hash_algorithm", "issuer_name_hash", "issuer_key_hash", "serial_number"]
PLAIN = st.tuples(
    st.sampled_from(["CS1", "CS2", "CS3"]),
    st.sampled_from(["2026-11-20T00:00:00Z", "2026-11-20T00:00:01Z"]),
    st.sampled_from(CERTIFICATE_TYPES),
    st.just("SHA256"),
    st.just("aaaaaa"),
    st.just("bbbbbb"),
    st.integers(0, 4).map(lambda number: f"{number:06x}"),
)
ODD_CELL = {
    "station": ["", " CS1", "CS1 ", "null", "N/A", "Straße 5", 'say "hi"', "a,b", "CS1"],
    "seen_at": ["", "2026-11-20", "soon", "2026-02-30T00:00:00Z", "2026-11-20T01:00:00+01:00", "1763596800", "2026-11-20 00:00:00"],
    "certificate_type": ["", "V2GIntermediateCertificate", "v2grootcertificate", " V2GRootCertificate", "CSMSRootCertificate"],
    "hash_algorithm": ["", "sha256", "SHA384", "SHA256 "],
    "issuer_name_hash": ["", "AAAAAA", " aaaaaa", "aaaaaa ", "a a", "null", "=1+1", "é" * 3, "+aa=bb/"],
    "issuer_key_hash": ["", "BBBBBB", "x" * 4097, "none", "NaN", "12"],
    "serial_number": ["", "1.23E+15", "1E+5", "1e-5", "1,5E3", "12345", "00ff", "A:B", "1.5", "12e4", "00", "null"],
}
ODD = st.builds(
    lambda row, changes: [changes.get(name, cell) for name, cell in zip(COLUMNS, row, strict=True)],
    PLAIN,
    st.fixed_dictionaries({}, optional={name: st.sampled_from(cells) for name, cells in ODD_CELL.items()}),
)
TABLE = st.lists(st.one_of(PLAIN.map(list), PLAIN.map(list), ODD), min_size=1, max_size=12)
MORE = st.sampled_from(["", "source", "vendor", "asked", "tenant", "status"])
MORE_CELLS = {
    "source": ["station", "csms", "", "CSMS", "who"],
    "vendor": ["ACME", "", "Beta", "null"],
    "asked": ["CSMSRootCertificate", "", "V2GRootCertificate;CSMSRootCertificate", "no"],
    "tenant": ["a", "", "b"],
    "status": ["Accepted", "NotFound", "", "odd"],
}
BROKEN = st.sampled_from(["", ",,", "just one", "a,b,c,d,e,f,g,h,i,j", '"CS1"', ",,,,,,", " "])
EASY = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def tables(draw):
    rows, more = draw(TABLE), draw(MORE)
    names = list(COLUMNS)
    if more:
        names.append(more)
        cells = [draw(st.sampled_from(MORE_CELLS[more])) for _ in rows]
        # of a station that is two things at one time, whichever is told last counts, and what is last depends on the reader
        first = {row[0].strip(): cell for row, cell in zip(reversed(rows), reversed(cells), strict=True)}
        rows = [[*row, first[row[0].strip()] if more == "vendor" else cell] for row, cell in zip(rows, cells, strict=True)]
    if draw(st.booleans()):
        rows.sort(key=lambda row: (row[0], row[1]))
    if draw(st.booleans()):
        names = [*names, "chain", "child"]
        rows = [[*row, *place] for row, place in zip(rows, counted(rows, draw), strict=True)]
    return names, rows


def counted(rows, draw):
    """Chains and children that count on within an answer, or now and then do not."""
    chain, child, before = -1, 0, None
    for row in rows:
        key = row[0], row[1]
        if key != before:
            chain, child, before = 0, 0, key
        elif draw(st.integers(0, 2)):
            chain, child = chain + 1, 0
        else:
            child += 1
        yield draw(st.sampled_from([(str(chain), str(child))] * 8 + [("x", "0"), ("0", "0"), ("", ""), ("1.0", "0")]))


@st.composite
def texts(draw):
    names, rows = draw(tables())
    out = io.StringIO()
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    end = draw(st.sampled_from(["\n", "\n", "\r\n"]))
    writer = csv.writer(out, delimiter=draw(st.sampled_from([",", ";", "\t"])), quoting=quoting, lineterminator=end)
    writer.writerow(names)
    for row in rows:
        if not draw(st.integers(0, 12)):
            out.write(draw(BROKEN) + end)
        writer.writerow(row)
    text = out.getvalue()
    return (text if draw(st.booleans()) else text.rstrip("\r\n")).encode(draw(st.sampled_from(["utf-8", "utf-8", "cp1252"])))


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(flat_files, "_FEW", 2)
    monkeypatch.setattr(flat_files, "_ROWS", 5)


@settings(EASY, max_examples=25)
@given(contents=st.lists(texts(), min_size=1, max_size=2))
def test_tables_of_text_give_what_the_exact_reader_gives(contents, tmp_path):
    paths = []
    for number, content in enumerate(contents):
        paths.append(tmp_path / f"{number}.csv")
        paths[-1].write_bytes(content)
    assert without_counts(by_large(paths)) == without_counts(by_ingest(paths))


@settings(EASY, max_examples=25)
@given(table=tables(), times=st.sampled_from(["text", "zone", "none"]))
def test_parquet_gives_what_the_exact_reader_gives(table, times, tmp_path):
    names, rows = table
    frame = pd.DataFrame(rows, columns=names, dtype="str")
    if times != "text":
        moments = pd.to_datetime(frame["seen_at"], utc=True, errors="coerce", format="ISO8601")
        frame["seen_at"] = moments if times == "zone" else moments.dt.tz_localize(None)
    for name in ("chain", "child"):
        if name in frame and times == "zone" and frame[name].str.fullmatch(r"\d+").all():
            frame[name] = frame[name].astype("int32")
    path = tmp_path / "rows.parquet"
    frame.to_parquet(path)
    assert without_counts(by_large([path])) == without_counts(by_ingest([path]))


COUNTS_OF_ANSWERS = ("Answers of which some entries were refused", "Entries or answers that say NotFound")


def without_counts(found):
    """Without the notes that count answers: piece by piece, one whose rows stand in two pieces is counted in each."""
    if isinstance(found, str):
        return found
    frames, (*told, notes) = found
    return frames, told, [note for note in notes if not note.startswith(COUNTS_OF_ANSWERS)]
