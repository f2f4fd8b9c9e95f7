"""Rows of many files as one inventory."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.fleet.ingest.given import (
    AT,
    CHAIN,
    CSMS,
    HERE,
    ISO,
    MO,
    V2G,
    chain,
    entry,
    gathered,
    lines,
    places,
    response,
    row,
    serials,
    table,
)
from workbench.fleet import Tables
from workbench.fleet.frames import frame_of
from workbench.fleet.ingest import Collector, Context, Listing, read, rows_of
from workbench.messages.certificates import CertificateHashDataChain, GetCertificateIdUse
from workbench.messages.hash_data import CertificateHashDataType

TOLD = {"station": "CS001", "at": ISO}


def test_answers_of_one_moment_in_two_files_are_one():
    found = gathered(TOLD | response(chain(1, kind=MO)), TOLD | response(chain(2, kind=CSMS)))
    assert len(found.answers) == 1
    assert places(found) == [("CS001", MO, 0, 0, "1"), ("CS001", CSMS, 1, 0, "2")]
    assert found.answers["origin"].tolist() == ["file0:1"]


def test_answers_to_two_questions_of_one_moment_stay_two():
    records = [{**TOLD, "request": {"certificateType": [kind]}, "response": response(chain(1, kind=kind))} for kind in (MO, CSMS)]
    assert len(gathered(records).answers) == 2


def test_answers_of_two_moments_or_words_stay_two():
    assert len(gathered(TOLD | response(chain(1)), {**TOLD, "at": "2026-11-22T08:00:00Z"} | response(chain(1))).answers) == 2
    assert len(gathered(TOLD | response(chain(1)), {**TOLD, "source": "csms"} | response(chain(1))).answers) == 2


def test_what_a_station_lists_twice_stays_twice_and_a_second_export_of_it_adds_nothing():
    twice = TOLD | response(chain(1), chain(1))
    found = gathered(twice, twice, table(row(1)))
    assert places(found) == [("CS001", V2G, 0, 0, "1"), ("CS001", V2G, 1, 0, "1")]
    assert found.report.folded == 3


def test_chains_with_other_children_are_other_chains():
    records = [TOLD | response(chain(1, *below, kind=CHAIN)) for below in ((2, 3), (3, 2), (2,), (2, 3))]
    found = gathered(*records)
    assert [place[2] for place in places(found)] == [0, 0, 0, 1, 1, 1, 2, 2]
    assert found.report.folded == 3


def test_the_best_status_of_one_answer_counts():
    found = gathered({**TOLD, "status": "NotFound"}, TOLD | response(chain(1)), {**TOLD, "status": "NotFound"})
    assert found.answers["status"].tolist() == ["Accepted"]
    assert (found.report.kept, found.report.folded) == (1, 2)


def test_answers_are_numbered_in_the_order_in_which_they_were_given():
    collector = Collector()
    for name in ("Z", "A", "M"):
        collector.add(read(json.dumps({**TOLD, "station": name} | response(chain(1))).encode(), name))
    found = collector.finish(first_answer=100)
    assert found.answers[["answer", "station"]].to_numpy().tolist() == [[100, "Z"], [101, "A"], [102, "M"]]
    assert found.sightings["answer"].tolist() == [100, 101, 102]


def test_reading_into_a_collector_is_reading_and_adding():
    files = [
        lines(TOLD | response(chain(1), chain(2, 3, kind=CHAIN))),
        table(row(1), row(4)),
        "{",
        json.dumps({"B": response(chain(1))}),
    ]
    added, straight = Collector(), Collector()
    for file in files:
        added.add(read(file.encode(), "x", context=HERE))
        straight.read(file.encode(), "x", context=HERE)
    one, other = added.finish(), straight.finish()
    for name in ("sightings", "answers", "stations"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.report.to_dict() == other.report.to_dict()


def test_every_station_of_an_answer_has_one_row():
    found = gathered(lines(TOLD | response(chain(1)), {**TOLD, "station": "B", "status": "NotFound"}), "station,vendor\nB,V\nC,W\n")
    assert found.stations["station"].tolist() == ["CS001", "B", "C"]
    assert found.stations["vendor_name"].fillna("").tolist() == ["", "V", "W"]


def test_the_frames_are_an_inventory():
    ibis = pytest.importorskip("ibis")
    from workbench.fleet.schema import ANSWERS, SIGHTINGS, STATIONS, schema_of  # noqa: PLC0415

    found = gathered(
        lines(TOLD | response(chain(1), chain(2, 3, kind=CHAIN)), {**TOLD, "at": "2026-11-22T08:00:00Z"} | response(chain(4)))
    )
    tables = Tables(
        *(
            ibis.memtable(frame, schema=schema_of(columns))
            for frame, columns in ((found.sightings, SIGHTINGS), (found.answers, ANSWERS), (found.stations, STATIONS))
        )
    )
    assert frame_of(tables.current())["serial_number"].tolist() == ["4"]


def test_a_running_csms_gives_the_same_rows_as_its_messages():
    def hash_data(number):
        given = entry(number)
        return CertificateHashDataType(
            hash_algorithm=given["hashAlgorithm"], issuer_name_hash=given["issuerNameHash"], issuer_key_hash=given["issuerKeyHash"],
            serial_number=given["serialNumber"],
        )  # fmt: skip

    chains = [
        CertificateHashDataChain(certificate_type=GetCertificateIdUse(V2G), certificate_hash_data=hash_data(1)),
        CertificateHashDataChain(
            certificate_type=GetCertificateIdUse(CHAIN),
            certificate_hash_data=hash_data(2),
            child_certificate_hash_data=(hash_data(3),),
        ),
    ]
    collector = Collector()
    collector.add(rows_of([Listing("CS001", AT, chains), Listing("CS001", AT, (), "station", [CSMS]), Listing("", AT, chains)]))
    found = collector.finish()
    assert places(found) == places(gathered(response(chain(1), chain(2, 3, kind=CHAIN))))
    assert found.answers[["source", "status", "asked"]].astype("object").fillna("-").to_numpy().tolist() == [
        ["csms", "Accepted", "-"], ["station", "NotFound", CSMS],
    ]  # fmt: skip
    assert found.report.refused_rows == 3


def test_a_csms_that_names_a_time_without_a_zone_is_refused():
    assert rows_of([Listing("A", AT.replace(tzinfo=None), ())]).tally.refused_rows == 1


def test_the_context_is_what_holds_where_a_file_is_silent():
    found = gathered(table(row(1), row(2, station="")), context=Context("TOLD", AT, source="csms"))
    assert found.answers[["station", "source"]].to_numpy().tolist() == [["CS001", "csms"], ["TOLD", "csms"]]
    assert HERE.at == AT


def test_nothing_collected_is_an_empty_inventory():
    found = Collector().finish()
    assert not len(found.sightings)
    assert found.report.nothing_usable() is not None
    assert serials(found) == []
    assert isinstance(found.stations, pd.DataFrame)


def test_what_is_told_without_a_time_gives_way_to_what_has_one():
    found = gathered("station,at,firmware\nA,2026-01-01,1.0\n", "station,firmware,model\nA,2.0,M\n")
    assert found.stations[["firmware_version", "model"]].to_numpy().tolist() == [["1.0", "M"]]
