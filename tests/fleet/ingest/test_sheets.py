"""Excel workbooks, Parquet, and records that name certificates by PEM."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from tests.fleet.ingest.given import HEADER, ISO, NOWHERE, V2G, gathered, places, row, serials, table
from tests.fleet.ingest.sheets import workbook
from workbench.certs.hash_sheet import HashSheet
from workbench.certs.loading import load
from workbench.data import samples_directory

COLUMNS = HEADER.split(",")
EXPECTED = [("CS001", V2G, 0, 0, "1"), ("CS001", V2G, 1, 0, "2"), ("B", V2G, 0, 0, "1")]
ROWS = [row(1).split(","), row(2).split(","), row(1, station="B").split(",")]


def test_a_workbook_is_read():
    found = gathered(workbook({"Export": [COLUMNS, *ROWS]}), context=NOWHERE)
    assert places(found) == EXPECTED
    assert found.answers["origin"].tolist() == ["file0:2", "file0:4"]


def test_titles_empty_rows_and_further_sheets_are_read_or_passed_over():
    sheets = {
        "Notes": [["made by", "hand"]],
        "One": [["Export"], [], COLUMNS, ROWS[0], [], ROWS[1]],
        "Two": [COLUMNS, ROWS[2]],
        "Empty": [],
    }
    found = gathered(workbook(sheets), context=NOWHERE)
    assert places(found) == EXPECTED
    assert found.answers["origin"].tolist() == ["file0[One]:4", "file0[Two]:2"]


def test_serial_numbers_that_excel_keeps_as_numbers_are_read_while_all_digits_are_there():
    numbers = [[*ROWS[0][:6], 12345], [*ROWS[1][:6], 1.2345678901234568e29]]
    found = gathered(workbook({"Export": [COLUMNS, *numbers]}), context=NOWHERE)
    assert serials(found) == ["12345"]
    assert "digits are lost" in found.report.refused[0].reason
    assert found.report.refused[0].origin == "file0:3"


def test_a_workbook_that_cannot_be_read_is_refused():
    content = workbook({"Export": [COLUMNS, *ROWS]})
    for broken in (content[:400] + b"xl/", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600):
        assert "workbook cannot be read" in gathered(broken).report.refused[0].reason


def test_parquet_is_read():
    file = io.BytesIO()
    frame = pd.read_csv(io.StringIO(table(*[",".join(one) for one in ROWS])), dtype="str")
    frame.assign(seen_at=pd.to_datetime(frame["seen_at"])).to_parquet(file)
    found = gathered(file.getvalue(), context=NOWHERE)
    assert places(found) == EXPECTED
    assert found.answers["origin"].tolist() == ["file0:1", "file0:3"]


def test_broken_parquet_is_refused():
    file = io.BytesIO()
    pd.DataFrame({"a": range(100)}).to_parquet(file)
    for broken in (file.getvalue()[:-3], file.getvalue()[:60], b"PAR1" * 4):
        assert "Parquet" in gathered(broken).report.refused[0].reason


@pytest.fixture(scope="module")
def pems():
    """The V2G root and a sub-CA of it, and their hash data."""
    files = [samples_directory() / "hash-cases" / name for name in ("v2g-root.pem", "cpo-sub-ca1.pem")]
    texts = [file.read_text() for file in files]
    bundle = load((file.name, file.read_bytes()) for file in files)
    return texts, [one.hash_data.serial_number for one in HashSheet.of(bundle.certificates) if one.hash_data]


def test_records_with_certificates_get_their_hash_data(pems):
    texts, numbers = pems
    rows = [f'A,{ISO},{V2G},csms,"{text}"' for text in texts]
    found = gathered(table(*rows, header="station,at,type,source,pem"), context=NOWHERE)
    assert serials(found) == numbers
    assert set(found.answers["source"]) == {"csms"}
    assert any("with a certificate" in note for note in found.report.notes)


def test_a_certificate_whose_issuer_is_not_there_is_refused(pems):
    texts, _ = pems
    found = gathered(table(f'A,{ISO},{V2G},"{texts[1]}"', f"A,{ISO},{V2G},nothing", header="station,at,type,pem"), context=NOWHERE)
    assert found.report.refused_rows == 2
    assert not len(found.sightings)


def test_octets_of_parquet_that_are_no_utf8_are_kept_and_noted():
    frame = pd.DataFrame([row(1).split(",")], columns=COLUMNS).astype({"station": object})
    frame["station"] = [b"\xff\xfe"]
    held = io.BytesIO()
    frame.to_parquet(held)
    found = gathered(held.getvalue(), context=NOWHERE)
    assert found.answers["station"].tolist() == [r"\xff\xfe"]
    assert any("no UTF-8: 1." in note for note in found.report.notes)
