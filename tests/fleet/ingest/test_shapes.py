"""The shapes in which answers arrive as JSON: each gives the same rows."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.fleet.ingest.given import AT, CHAIN, CSMS, ISO, MO, NOWHERE, V2G, chain, entry, gathered, lines, places, response
from workbench.errors import InputError
from workbench.fleet.ingest import Context
from workbench.fleet.schema import ANSWERS, SIGHTINGS, STATIONS

ANSWER = response(chain(1), chain(2, 3, 4, kind=CHAIN))
EXPECTED = [("CS001", V2G, 0, 0, "1"), ("CS001", CHAIN, 1, 0, "2"), ("CS001", CHAIN, 1, 1, "3"), ("CS001", CHAIN, 1, 2, "4")]
TOLD = {"station": "CS001", "time": ISO}

SHAPES = {
    "a bare payload": ANSWER,
    "a list of one": [ANSWER],
    "the list of chains alone": ANSWER["certificateHashDataChain"],
    "as response": TOLD | {"response": ANSWER},
    "as payload, in a list": [TOLD | {"payload": ANSWER}],
    "as result": {"chargingStationId": "CS001", "timestamp": ISO, "result": ANSWER},
    "as message, in JSON": TOLD | {"message": json.dumps(ANSWER)},
    "flat beside it": TOLD | ANSWER,
    "under two usual keys": {"data": {"station_id": "CS001", "at": ISO, "answer": {"body": ANSWER}}},
    "by station": {"CS001": ANSWER},
    "by station, in lists": {"CS001": [ANSWER]},
    "by station, under a usual key": {"stations": {"CS001": ANSWER}},
    "a list under a usual key": {"records": [TOLD | {"response": ANSWER}]},
    "a station as an object": {"chargingStation": {"id": "CS001", "vendorName": "V"}, "time": ISO, "response": ANSWER},
    "keys as Python spells them": {
        "station_id": "CS001",
        "time": ISO,
        "certificate_hash_data_chain": [
            {
                "certificate_type": one["certificateType"],
                "certificate_hash_data": {"hash_algorithm": "SHA256", **_snake}
                if (
                    _snake := {
                        "issuer_name_hash": one["certificateHashData"]["issuerNameHash"],
                        "issuer_key_hash": one["certificateHashData"]["issuerKeyHash"],
                        "serial_number": one["certificateHashData"]["serialNumber"],
                    }
                )
                else {},
                **({"child_certificate_hash_data": one["childCertificateHashData"]} if "childCertificateHashData" in one else {}),
            }
            for one in ANSWER["certificateHashDataChain"]
        ],
        "status": "Accepted",
    },
    "by type": {
        "CS001": {V2G: [chain(1)], CHAIN: [{key: value for key, value in chain(2, 3, 4).items() if key != "certificateType"}]}
    },
    "a frame's payload in a list": [TOLD | {"response": [ANSWER]}],
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_every_shape_of_json_gives_the_same_rows(shape):
    assert places(gathered(shape)) == EXPECTED


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_every_shape_gives_the_same_rows_on_a_line_and_over_many(shape):
    assert places(gathered(lines(shape, shape))) == EXPECTED
    assert places(gathered(json.dumps(shape, indent=2))) == EXPECTED
    assert places(gathered(json.dumps(shape, indent=2) + "\n" + json.dumps(shape, indent=1))) == EXPECTED


def test_frames_have_the_declared_columns_and_types():
    found = gathered({"CS001": ANSWER, "CS002": response()})
    for frame, columns in ((found.sightings, SIGHTINGS), (found.answers, ANSWERS), (found.stations, STATIONS)):
        assert list(frame.columns) == [column.name for column in columns]
        for column in columns:
            kind = str(frame[column.name].dtype)
            expected = {
                "string": "str",
                "timestamp('UTC')": "datetime64[us, UTC]",
                "int64": "int64",
                "int32": "int32",
                "boolean": "boolean",
            }
            wanted = expected[column.type.removeprefix("!")]
            assert kind == (wanted if column.required or wanted != "int64" else "Int64")
            assert not (column.required and frame[column.name].isna().any())


def test_an_empty_file_gives_empty_frames_of_the_same_types():
    filled, empty = gathered(ANSWER), gathered("", "{}")
    for name in ("sightings", "answers", "stations"):
        assert getattr(empty, name).dtypes.equals(getattr(filled, name).dtypes)
        assert len(getattr(empty, name)) == 0


def test_an_answer_that_lists_nothing_is_an_answer():
    found = gathered(
        lines({"station": "A", "at": ISO, "response": {"status": "NotFound"}}, {"station": "B", "at": ISO, **response(chain(1))})
    )
    assert found.answers[["station", "status"]].to_numpy().tolist() == [["A", "NotFound"], ["B", "Accepted"]]
    assert found.sightings["answer"].tolist() == [1]
    assert found.report.kept == 2


def test_accepted_with_an_empty_list_is_kept_and_noted():
    found = gathered({"status": "Accepted", "certificateHashDataChain": []})
    assert found.answers["status"].tolist() == ["Accepted"]
    assert any("list nothing" in note for note in found.report.notes)


def test_not_found_with_entries_keeps_the_entries_and_is_noted():
    found = gathered({**response(chain(1)), "status": "NotFound"})
    assert len(found.sightings) == 1
    assert any("say NotFound and list" in note for note in found.report.notes)


def test_what_was_asked_is_told_by_the_request_beside_the_answer():
    asked = lambda request: gathered({"request": request, "response": response(chain(1))}).answers["asked"].tolist()  # noqa: E731
    assert asked({"certificateType": [V2G]}) == [V2G]
    assert asked({"certificateType": [MO, V2G]}) == [f"{V2G},{MO}"]
    assert asked({}) == [""]
    assert pd.isna(asked({"certificateType": ["Nonsense"]})[0])
    assert pd.isna(gathered(ANSWER).answers["asked"][0])


def test_the_word_is_the_stations_or_the_csmss():
    found = gathered(
        lines({**TOLD, "source": "csms", **ANSWER}, {**TOLD, **ANSWER}, {**TOLD, "side": "backend", **response(chain(9))})
    )
    assert found.answers["source"].tolist() == ["csms", "station"]
    assert gathered(ANSWER, context=Context("CS001", AT, source="csms")).answers["source"].tolist() == ["csms"]


def test_a_source_that_is_neither_is_noted():
    found = gathered({**TOLD, "source": "export.csv", **ANSWER})
    assert found.answers["source"].tolist() == ["station"]
    assert any("Sources" in note for note in found.report.notes)


def test_particulars_beside_an_answer_complete_the_station():
    record = {
        **TOLD,
        "vendorName": "Vendor",
        "model": "M1",
        "firmwareVersion": "1.2",
        "ocpp": "ocpp2.0.1",
        "securityProfile": 2,
        "maxLimit": 20,
    }
    found = gathered(record | {"response": ANSWER, "additionalRootCertificateCheck": True})
    assert found.stations.to_dict("records") == [
        {
            "station": "CS001", "vendor_name": "Vendor", "model": "M1", "firmware_version": "1.2", "ocpp_version": "2.0.1",
            "security_profile": 2, "most_entries": 20, "additional_root_check": True,
        }
    ]  # fmt: skip


def test_a_record_without_an_answer_tells_of_the_station_alone():
    found = gathered([{"station": "A", "vendor": "V", "model": "M"}, {"station": "B", "firmware": "2"}], context=NOWHERE)
    assert found.stations["station"].tolist() == ["A", "B"]
    assert found.report.kept == 2
    assert not len(found.answers)


def test_numbers_of_stations_that_are_no_numbers_are_left_out_and_noted():
    found = gathered({**TOLD, **ANSWER, "securityProfile": "two"})
    assert pd.isna(found.stations["security_profile"][0])
    assert any("Numbers of stations" in note for note in found.report.notes)


def test_a_name_that_comes_twice_in_an_object_loses_neither():
    text = json.dumps({"A": response(chain(1)), "B": response(chain(2))}).replace('"B"', '"A"')
    assert [place[4] for place in places(gathered(text))] == ["1", "2"]


def test_serial_numbers_as_json_numbers_keep_their_digits_and_are_counted():
    text = json.dumps(response(chain(1), chain(2))).replace('"serialNumber": "1"', '"serialNumber": 123456789012345678901234567890')
    found = gathered(text)
    assert found.sightings["serial_number"].tolist() == ["123456789012345678901234567890", "2"]
    assert any("JSON numbers, not strings: 1." in note for note in found.report.notes)


def test_letter_case_and_blanks_of_hash_fields_are_kept():
    odd = chain(1)
    odd["certificateHashData"] = {**entry(1), "issuerNameHash": " AbC ", "serialNumber": "0A"}
    found = gathered(response(odd))
    assert found.sightings[["issuer_name_hash", "serial_number"]].to_numpy().tolist() == [[" AbC ", "0A"]]


def test_characters_that_no_engine_keeps_become_visible():
    odd = chain(1)
    odd["certificateHashData"] = {**entry(1), "serialNumber": "a\ud800\0b"}
    found = gathered({"CS\ud800\0": response(odd)})
    assert found.answers["station"].tolist() == [r"CS\ud800\x00"]
    assert found.sightings["serial_number"].tolist() == [r"a\ud800\x00b"]


def test_a_missing_algorithm_is_kept_empty_and_noted():
    odd = chain(1)
    del odd["certificateHashData"]["hashAlgorithm"]
    found = gathered(response(odd))
    assert found.sightings["hash_algorithm"].tolist() == [""]
    assert any("without hashAlgorithm: 1." in note for note in found.report.notes)


def test_flat_objects_are_rows():
    rows = [
        {"stationId": "A", "timestamp": ISO, "certificateType": V2G, **entry(1)},
        {"stationId": "A", "timestamp": ISO, "type": MO, **entry(2)},
    ]
    for shape in (rows, {"items": rows}, lines(*rows)):
        assert places(gathered(shape, context=NOWHERE)) == [("A", V2G, 0, 0, "1"), ("A", MO, 1, 0, "2")]


def test_flat_objects_with_their_children_are_chains():
    found = gathered(
        [{"certificateType": CHAIN, **entry(2), "childCertificateHashData": [entry(3), entry(4)]}, {"type": V2G, **entry(1)}]
    )
    assert places(found) == [
        ("CS001", CHAIN, 0, 0, "2"),
        ("CS001", CHAIN, 0, 1, "3"),
        ("CS001", CHAIN, 0, 2, "4"),
        ("CS001", V2G, 1, 0, "1"),
    ]


def test_the_origin_names_the_line_and_the_place_in_a_list():
    assert gathered(lines(TOLD | ANSWER, {**TOLD, "station": "B", **ANSWER})).answers["origin"].tolist() == ["file0:1", "file0:2"]
    assert gathered([TOLD | ANSWER, {**TOLD, "station": "B", **ANSWER}]).answers["origin"].tolist() == ["file0:1[0]", "file0:1[1]"]


def test_lines_that_were_picked_from_a_file_keep_their_numbers():
    found = gathered(lines(TOLD | ANSWER, {"station": "B"}), context=Context(lines=(7, 12)))
    assert found.answers["origin"].tolist() == ["file0:7"]


def test_keys_that_are_stations_stand_beside_other_words():
    found = gathered({"exportedAt": ISO, "meta": {"tool": "x"}, "CS007": response(chain(1, kind=CSMS))})
    assert found.answers["station"].tolist() == ["CS007"]


def test_the_key_right_above_an_answer_is_its_station():
    found = gathered({"north": {"A": response(chain(1)), "B": response(chain(2))}, "south": {"C": [response(chain(3))]}})
    assert found.answers["station"].tolist() == ["A", "B", "C"]
    assert any("by the key above them alone: 3." in note for note in found.report.notes)


def test_a_key_that_is_a_time_is_the_time_of_its_answers():
    for shape in ({"A": {ISO: response(chain(1))}}, {ISO: {"A": response(chain(1))}}):
        found = gathered(shape, context=NOWHERE)
        assert found.answers["station"].tolist() == ["A"]
        assert found.answers["seen_at"].tolist() == [pd.Timestamp(AT)]


def test_a_station_that_is_told_is_no_key():
    found = gathered({"station": "A", "roots": response(chain(1)), "chains": response(chain(2))})
    assert found.answers["station"].tolist() == ["A"]


def test_a_context_needs_a_zone_and_a_word_that_is_known():
    with pytest.raises(InputError):
        Context(at=AT.replace(tzinfo=None))
    with pytest.raises(InputError):
        Context(source="neighbour")


def test_a_station_that_is_an_object_tells_its_particulars():
    station = {"identity": "A", "vendorName": "V", "securityProfile": "2", "maxLimit": "many", "firmwareVersion": 7}
    found = gathered({"chargingStation": station, "at": ISO, **response(chain(1))})
    assert found.stations["station"].tolist() == ["A"]
    assert found.stations["security_profile"].tolist() == [2]
    assert found.stations["firmware_version"].tolist() == ["7"]
    assert pd.isna(found.stations["most_entries"][0])
