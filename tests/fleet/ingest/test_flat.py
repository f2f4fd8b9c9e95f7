"""Flat rows: a hash entry in each, in tables of any make."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest

from tests.fleet.ingest.given import (
    AT,
    CHAIN,
    CSMS,
    HEADER,
    ISO,
    MO,
    NOWHERE,
    V2G,
    chain,
    entry,
    gathered,
    places,
    response,
    row,
    serials,
    table,
)  # fmt: skip
from workbench.fleet.ingest import Collector, Context, read_frame

EXPECTED = [("CS001", V2G, 0, 0, "1"), ("CS001", V2G, 1, 0, "2"), ("B", V2G, 0, 0, "1")]
TABLE = table(row(1), row(2), row(1, station="B"))


def _frame(**changed):
    frame = pd.read_csv(io.StringIO(TABLE), dtype="str")
    return frame.assign(**changed)


def _read(frame, context=NOWHERE):
    collector = Collector()
    collector.add(read_frame(frame, "frame", context=context))
    return collector.finish()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_tables_are_read_whatever_separates_cells_and_lines(separator, ends):
    text = TABLE.replace(",", separator).replace("\n", ends)
    assert places(gathered(text, context=NOWHERE)) == EXPECTED


@pytest.mark.parametrize(
    "header",
    [
        "Station ID,Timestamp,Certificate Type,Hash Algorithm,Issuer Name Hash,Issuer Key Hash,Serial Number",
        "chargePointId,time,type,alg,nameHash,keyHash,serial",
        "station.id,ts,certificateType,hashAlgorithm,issuerNameHash,issuerKeyHash,serialNumber",
        ",".join(["station", "at", "payload.certificateType", *(f"certificateHashData.{name}" for name in entry(1))]),
    ],
)
def test_columns_are_known_by_their_other_names(header):
    assert places(gathered(TABLE.replace(HEADER, header), context=NOWHERE)) == EXPECTED


def test_cells_in_quotation_marks_and_blanks_before_them_are_read():
    quoted = "\n".join(", ".join(f'"{cell}"' for cell in line.split(",")) for line in TABLE.splitlines())
    assert places(gathered(quoted, context=NOWHERE)) == EXPECTED
    assert places(gathered(TABLE.replace(",", ", "), context=NOWHERE)) == EXPECTED


def test_a_title_above_the_header_and_empty_lines_are_passed_over():
    found = gathered("Export of certificates\n\n" + TABLE.replace("\n", "\n\n"), context=NOWHERE)
    assert places(found) == EXPECTED
    assert found.answers["origin"].tolist() == ["file0:5", "file0:9"]


def test_lines_keep_their_numbers_after_a_cell_of_several_lines():
    header = "note," + HEADER
    found = gathered(f'{header}\n"two\nlines",{row(1)}\nx,{row(2, station="B")}\n', context=NOWHERE)
    assert found.answers["origin"].tolist() == ["file0:2", "file0:4"]


def test_a_row_that_stands_there_a_hundred_thousand_times_is_kept_once():
    found = gathered(table(*[row(1)] * 100_000))
    assert (found.report.kept, found.report.folded) == (1, 99_999)


def test_equal_rows_under_chains_of_their_own_are_two_and_stay_two():
    header = HEADER + ",chain"
    found = gathered(table(row(1) + ",0", row(1) + ",1", row(1) + ",1", header=header))
    assert places(found) == [("CS001", V2G, 0, 0, "1"), ("CS001", V2G, 1, 0, "1")]
    assert found.report.folded == 1


def test_chain_and_child_columns_make_chains():
    header = HEADER + ",chain,child"
    rows = [row(2, kind=CHAIN) + ",0,0", row(3, kind=CHAIN) + ",0,1", row(1) + ",1,0"]
    expected = [("CS001", CHAIN, 0, 0, "2"), ("CS001", CHAIN, 0, 1, "3"), ("CS001", V2G, 1, 0, "1")]
    assert places(gathered(table(*rows, header=header))) == expected
    without = [one.rsplit(",", 2)[0] + "," + one.rsplit(",", 1)[1] for one in rows]
    assert places(gathered(table(*without, header=HEADER + ",child"))) == expected


def test_children_as_json_in_a_cell_belong_to_their_row():
    cell = json.dumps([entry(3), entry(4)]).replace('"', '""')
    found = gathered(table(f'{row(2, kind=CHAIN)},"{cell}"', row(1) + ",", header=HEADER + ",childCertificateHashData"))
    assert places(found) == [
        ("CS001", CHAIN, 0, 0, "2"),
        ("CS001", CHAIN, 0, 1, "3"),
        ("CS001", CHAIN, 0, 2, "4"),
        ("CS001", V2G, 1, 0, "1"),
    ]


def test_children_that_are_none_are_refused_and_their_row_is_kept():
    found = gathered(table(f"{row(2, kind=CHAIN)},nonsense", header=HEADER + ",children"))
    assert serials(found) == ["2"]
    assert found.report.refused_rows == 1


@pytest.mark.parametrize("parent", ["2", json.dumps(entry(2)).replace('"', '""')])
def test_a_row_that_names_the_one_above_stands_in_its_chain(parent):
    rows = [row(1) + ",", row(2, kind=CHAIN) + ",", f'{row(3, kind=CHAIN)},"{parent}"', f'{row(4, kind=CHAIN)},"{parent}"']
    found = gathered(table(*rows, header=HEADER + ",parent"))
    assert places(found) == [
        ("CS001", V2G, 0, 0, "1"),
        ("CS001", CHAIN, 1, 0, "2"),
        ("CS001", CHAIN, 1, 1, "3"),
        ("CS001", CHAIN, 1, 2, "4"),
    ]


def test_a_row_without_hashes_is_an_answer_if_its_status_says_so():
    rows = [row(1) + ",Accepted", "B," + ISO + ",,,,,,NotFound", "C," + ISO + ",,,,,,"]
    found = gathered(table(*rows, header=HEADER + ",status"))
    assert found.answers[["station", "status"]].to_numpy().tolist() == [["CS001", "Accepted"], ["B", "NotFound"]]
    assert found.report.refused_rows == 1


def test_particulars_in_the_rows_complete_the_stations():
    rows = [row(1) + ",V,2", row(2) + ",V,2", row(1, station="B") + ",W,NULL", "D,,,,,,,X,3"]
    found = gathered(table(*rows, header=HEADER + ",vendor,security_profile"))
    assert found.stations[["station", "vendor_name", "security_profile"]].astype("object").fillna(0).to_numpy().tolist() == [
        ["CS001", "V", 2], ["B", "W", 0], ["D", "X", 3],
    ]  # fmt: skip
    assert found.report.kept == 4


def test_a_table_of_stations_tells_of_stations():
    found = gathered(
        "Charge Point,Vendor,Model,OCPP,max_limit,AdditionalRootCertificateCheck\n"
        "A,V,M,OCPP2.0.1,20,yes\nA,V,M,OCPP2.0.1,20,yes\nB,,,,x,\n"
    )
    assert found.stations.astype("object").fillna("").to_numpy().tolist() == [
        ["A", "V", "M", "", "2.0.1", "", 20, True],
        ["B"] + [""] * 7,
    ]
    assert (found.report.kept, found.report.folded) == (2, 1)


def test_what_is_told_last_of_a_station_holds():
    text = "station,at,firmware,model\nA,2026-01-02,2.0,\nA,2026-01-01,1.0,M\n"
    found = gathered(text)
    assert found.stations[["firmware_version", "model"]].to_numpy().tolist() == [["2.0", "M"]]


def test_a_column_of_whole_answers_is_read():
    cell = json.dumps(response(chain(1), chain(2, 3, kind=CHAIN))).replace('"', '""')
    found = gathered(f'station,time,payload\nA,{ISO},"{cell}"\nB,{ISO},\nC,{ISO},"{{""status"": ""NotFound""}}"\n', context=NOWHERE)
    assert places(found) == [("A", V2G, 0, 0, "1"), ("A", CHAIN, 1, 0, "2"), ("A", CHAIN, 1, 1, "3")]
    assert found.answers["station"].tolist() == ["A", "C"]
    assert found.report.refused[0].origin == "file0:3"


def test_formulas_are_kept_as_they_are():
    found = gathered(table(row(1, station="=cmd|'/C calc'!A0")))
    assert found.answers["station"].tolist() == ["=cmd|'/C calc'!A0"]


def test_rows_of_the_csms_are_known_by_their_source():
    found = gathered(table(row(1) + ",CSMS", row(1) + ",station", header=HEADER + ",source"))
    assert found.answers["source"].tolist() == ["csms", "station"]
    assert found.report.folded == 0


@pytest.mark.parametrize("word", ["", "NULL", "null", "None", "NaN", "N/A", r"\N", "  "])
def test_words_for_an_empty_cell_are_empty(word):
    found = gathered(table(row(1, station=word)), context=Context("TOLD", AT))
    assert found.answers["station"].tolist() == ["TOLD"]


def test_typed_columns_of_a_frame_are_read():
    frame = _frame(
        seen_at=pd.Series(pd.to_datetime([ISO, ISO, ISO])).dt.tz_convert("Europe/Berlin"),
        serial_number=[1, 2, 1],
        station=pd.Series(["CS001", "CS001", "B"], dtype="category"),
    )
    found = _read(frame)
    assert places(found) == EXPECTED
    assert set(found.answers["seen_at"]) == {pd.Timestamp(AT)}
    assert any("numbers in a sheet" in note for note in found.report.notes)


def test_floats_of_a_frame_are_whole_numbers_or_refused():
    found = _read(_frame(serial_number=[1.0, 1.5e15, 123456789012345.0]))
    assert serials(found) == ["1", "123456789012345"]
    assert found.report.refused_rows == 1


def test_naive_times_of_a_frame_are_utc_and_noted():
    found = _read(_frame(seen_at=pd.Series(pd.to_datetime(["2026-11-21T08:00:00"] * 3))))
    assert set(found.answers["seen_at"]) == {pd.Timestamp(AT)}
    assert any("without a zone: 3." in note for note in found.report.notes)


def test_nested_columns_of_a_frame_are_read():
    frame = pd.DataFrame({"station": ["A"], "at": [ISO], "response": [response(chain(1), chain(2, 3, kind=CHAIN))]})
    assert [place[4] for place in places(_read(frame))] == ["1", "2", "3"]
    listed = _frame(children=[[entry(9)], None, None])
    assert serials(_read(listed)) == ["1", "9", "2", "1"]


@pytest.mark.parametrize(
    ("written", "noted"),
    [
        ("2026-11-21T08:00:00Z", False),
        ("2026-11-21T09:00:00+01:00", False),
        ("2026-11-21 08:00:00.000000Z", False),
        ("2026-11-21T08:00:00.000000000Z", False),
        ("2026-11-21T08:00:00", True),
        ("2026-11-21 08:00", True),
        ("1795248000", False),
        ("1795248000000", False),
        ("1795248000.0", False),
    ],
)
def test_times_in_their_usual_forms_are_the_same_moment(written, noted):
    for found in (
        gathered(table(row(1, at=written)), context=NOWHERE),
        gathered({"station": "A", "at": written, **response(chain(1))}),
    ):
        assert found.answers["seen_at"].tolist() == [pd.Timestamp(AT)]
        assert any("zone" in note for note in found.report.notes) is noted


def test_a_date_alone_is_midnight_utc():
    assert gathered(table(row(1, at="2026-11-21"))).answers["seen_at"].tolist() == [pd.Timestamp("2026-11-21", tz="UTC")]


def test_seconds_as_a_json_number_are_read():
    for number in (1795248000, 1795248000.0, 1795248000000):
        assert gathered({"station": "A", "at": number, **response(chain(1))}).answers["seen_at"].tolist() == [pd.Timestamp(AT)]


def test_types_of_two_answers_of_one_moment_are_one_answer():
    found = gathered(table(row(1, kind=MO), row(2, kind=CSMS)))
    assert len(found.answers) == 1


def test_a_chain_is_not_taken_apart_where_many_rows_are_read_at_a_time(monkeypatch):
    monkeypatch.setattr("workbench.fleet.ingest.separated.CHUNK", 1)
    rows = [row(2, kind=CHAIN) + ",0,0", row(3, kind=CHAIN) + ",0,1", row(1) + ",1,0"]
    expected = [("CS001", CHAIN, 0, 0, "2"), ("CS001", CHAIN, 0, 1, "3"), ("CS001", V2G, 1, 0, "1")]
    assert places(gathered(table(*rows, header=HEADER + ",chain,child"))) == expected
    assert places(gathered(TABLE, context=NOWHERE)) == EXPECTED


def test_a_table_of_thousands_of_columns_is_refused():
    found = gathered(table(row(1) + "," * 3_000, header=HEADER + "".join(f",x{number}" for number in range(3_000))))
    assert "more than 2000 columns" in found.report.refused[0].reason


def test_an_answer_that_lost_an_entry_is_said_to_be_incomplete():
    found = gathered(table(row(1), row(2, kind="Odd"), row(3, station="B", kind="Odd")))
    assert any("some entries were refused: 1." in note for note in found.report.notes)


def test_a_leap_second_is_read_as_the_second_after_it_and_noted():
    found = gathered(table(row(1, at="2026-06-30T23:59:60Z"), row(2, station="B", at="2026-07-01T01:59:60+02:00")))
    assert set(found.answers["seen_at"]) == {pd.Timestamp("2026-07-01T00:00:00Z")}
    assert any("23:59:60: 2." in note for note in found.report.notes)


@pytest.mark.parametrize("at", ["2026-06-30T12:30:60Z", "2026-06-29T23:59:60Z", "9999-12-31T23:59:60Z", "2026-06-30T23:59:61Z"])
def test_a_sixtieth_second_where_no_leap_second_can_be_is_no_time(at):
    assert gathered(table(row(1, at=at))).report.refused_rows == 1


def test_columns_of_a_table_of_stations_that_mean_nothing_are_named():
    found = gathered("station;type;x;vendor\nCS1;V2GRootCertificate;1;ACME\n")
    assert found.report.kept == 1
    assert [note for note in found.report.notes if '"type", "x"' in note]
    assert gathered("station;vendor\nCS1;ACME\n").report.notes == ()


def test_records_without_a_time_are_counted_with_what_that_means():
    (note,) = gathered(table(row(1, at=""), row(2, at=""))).report.notes
    assert "without a time: 2." in note
    assert "one answer" in note
    assert "--at" in note
