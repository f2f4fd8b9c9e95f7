"""What is refused: where, why, what to do; and that the sound rows beside it are kept."""

from __future__ import annotations

import json

import pytest

from tests.fleet.ingest.given import (
    AT,
    CHAIN,
    ISO,
    NOWHERE,
    V2G,
    chain,
    entry,
    gathered,
    lines,
    origins,
    places,
    reasons,
    response,
    row,
    serials,
    table,
)  # fmt: skip
from workbench.errors import InputError
from workbench.fleet.ingest import Context, read

TOLD = {"station": "CS001", "at": ISO}


def _only(found):
    (one,) = found.report.refused
    assert one.hint
    return one


def test_a_line_that_is_no_json_is_refused_with_its_column_and_the_others_are_kept():
    text = lines(TOLD | response(chain(1))) + '{"station": nonsense}\n' + lines({**TOLD, "station": "B"} | response(chain(2)))
    found = gathered(text)
    assert serials(found) == ["1", "2"]
    one = _only(found)
    assert one.origin == "file0:2"
    assert "column 13" in one.reason
    assert one.excerpt == '{"station": nonsense}'


def test_a_line_that_is_cut_off_is_said_to_be():
    text = lines(TOLD | response(chain(1))) + '{"station": "B", "resp\n' + lines({**TOLD, "station": "C"} | response(chain(2)))
    found = gathered(text)
    assert serials(found) == ["1", "2"]
    assert "cut off" in _only(found).reason


@pytest.mark.parametrize("cut", ["[1,", '{"station": "B",', '{"a": {"b": 1}', '{"station":'])
def test_a_line_cut_where_the_next_could_go_on_takes_no_other_line_along(cut):
    sound = lines(TOLD | response(chain(1)))
    found = gathered(sound + cut + "\n" + lines({**TOLD, "station": "C"} | response(chain(2))))
    assert serials(found) == ["1", "2"]
    assert origins(found) == ["file0:2"] or any("cut off" in note for note in found.report.notes)


def test_a_list_that_lacks_nothing_but_its_end_is_read_and_noted():
    found = gathered("[" + lines(TOLD | response(chain(1))))
    assert serials(found) == ["1"]
    assert any("cut off" in note for note in found.report.notes)


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_of_a_list_that_is_cut_off_the_sound_elements_are_kept(indent):
    whole = json.dumps([{**TOLD, "station": name} | response(chain(number)) for number, name in enumerate("ABC", 1)], indent=indent)
    found = gathered(whole[: whole.rindex("issuerKeyHash")])
    assert serials(found) == ["1", "2"]
    assert "cut off" in _only(found).reason


@pytest.mark.parametrize("indent", [None, 2])
def test_of_a_map_that_is_cut_off_the_sound_stations_are_kept(indent):
    whole = json.dumps({name: response(chain(number)) for number, name in enumerate("ABC", 1)}, indent=indent)
    found = gathered(whole[: whole.rindex("issuerKeyHash")])
    assert [place[0] for place in places(found)] == ["A", "B"]
    assert "cut off" in _only(found).reason


def test_an_element_that_is_broken_within_a_list_is_refused_alone():
    records = [json.dumps({**TOLD, "station": name} | response(chain(number)), indent=1) for number, name in enumerate("ABC", 1)]
    records[1] = records[1].replace('"at":', '"at" =')
    found = gathered("[\n" + ",\n".join(records) + "\n]")
    assert serials(found) == ["1", "3"]
    assert "no JSON" in _only(found).reason


def test_a_missing_station_is_refused_with_all_its_entries():
    found = gathered({"at": ISO, **response(chain(1), chain(2, 3, kind=CHAIN))}, context=NOWHERE)
    one = _only(found)
    assert one.rows == found.report.refused_rows == 3
    assert "station" in one.reason
    assert "--station" in one.hint


def test_a_missing_time_is_refused():
    assert "when" in _only(gathered({"station": "A", **response(chain(1))}, context=NOWHERE)).reason


@pytest.mark.parametrize("at", ["yesterday", "21.11.2026", "2026-13-01T00:00:00Z", True, ""])
def test_a_time_that_cannot_be_read_is_not_taken_for_another(at):
    found = gathered({"station": "A", "at": at, **response(chain(1))}, context=NOWHERE)
    assert not len(found.sightings)
    assert found.report.refused_rows == 1


def test_an_unknown_type_is_refused_with_the_near_one():
    found = gathered(response(chain(1), chain(2, kind="V2GRootCertificat")))
    assert serials(found) == ["1"]
    assert 'V2GRootCertificat"' in _only(found).reason
    assert f"{V2G} is near" in _only(found).reason
    assert any("what they list is not all" in note for note in found.report.notes)


def test_an_intermediate_is_no_type_and_its_refusal_says_where_intermediates_stand():
    assert "its children" in _only(gathered(response(chain(1, kind="V2GIntermediateCertificate")))).reason


@pytest.mark.parametrize("kind", [None, 7, ["V2GRootCertificate"], {}])
def test_a_type_that_is_no_string_is_refused(kind):
    found = gathered(response(chain(1), {**chain(2), "certificateType": kind}))
    assert serials(found) == ["1"]
    assert found.report.refused_rows == 1


@pytest.mark.parametrize("value", [7, None, ["a"], {"a": 1}, True, ""])
@pytest.mark.parametrize("name", ["issuerNameHash", "issuerKeyHash"])
def test_a_hash_that_is_no_string_is_refused_and_the_entries_beside_it_are_kept(name, value):
    odd = chain(2)
    odd["certificateHashData"] = {**entry(2), name: value}
    found = gathered(response(chain(1), odd, chain(3)))
    assert serials(found) == ["1", "3"]
    assert name in _only(found).reason


def test_a_child_that_is_none_is_refused_alone():
    odd = chain(1, 2, 3, kind=CHAIN)
    odd["childCertificateHashData"][0] = "nothing"
    found = gathered(response(odd))
    assert [(place[3], place[4]) for place in places(found)] == [(0, "1"), (2, "3")]
    assert "no JSON object" in _only(found).reason


def test_a_field_longer_than_any_hash_is_refused():
    odd = chain(1)
    odd["certificateHashData"] = {**entry(1), "issuerKeyHash": "a" * 4097}
    assert "longer" in _only(gathered(response(odd, chain(2)))).reason


def test_an_answer_whose_entries_are_all_refused_does_not_say_that_nothing_is_installed():
    found = gathered(response(chain(1, kind="Nonsense")))
    assert not len(found.answers)
    assert found.report.kept == 0


def test_a_chain_list_that_is_none_is_refused():
    assert "no list" in _only(gathered({"status": "Accepted", "certificateHashDataChain": {"a": 1}})).reason


@pytest.mark.parametrize("value", ["[7]", "[null]", '["words"]', "[1, 2]", '{"a": {"b": 1}}', '{"status": "Rejected"}'])
def test_json_that_holds_no_answer_is_refused_and_says_what_it_holds(value):
    found = gathered(value)
    assert "no answer" in found.report.refused[0].reason
    assert not len(found.answers)


def test_deep_nesting_is_refused():
    for text in ("[" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000, "[" * 900 + "]" * 900):
        found = gathered(text)
        assert found.report.refused_rows >= 1


def test_a_table_without_a_column_names_those_it_has_and_the_near_one():
    found = gathered(table(row(1), header=HERE_HEADER))
    one = _only(found)
    assert one.rows == 1
    assert "serial_number" in one.reason
    assert '"serail_number" is near' in one.reason
    assert '"issuer_key_hash"' in one.reason


HERE_HEADER = "station,seen_at,certificate_type,hash_algorithm,issuer_name_hash,issuer_key_hash,serail_number"


def test_rows_of_another_width_are_refused_by_their_lines():
    found = gathered(table(row(1), "A,B", row(2), row(3) + ",more", row(4) + ",,"))
    assert serials(found) == ["1", "2", "4"]
    assert origins(found) == ["file0:3", "file0:5"]
    assert found.report.refused[0].reason == "The row has 2 cells where the header names 7 columns."


def test_an_open_quotation_mark_swallows_no_rows():
    found = gathered(table(row(1), '"' + row(2), row(3), row(4)))
    assert serials(found) == ["1", "3", "4"]
    assert "quotation mark" in _only(found).reason


def test_quotation_marks_all_over_end_quickly_and_lose_nothing():
    found = gathered(table(*['"' + row(number) for number in range(3_000)]))
    assert found.report.given == 3_000


@pytest.mark.parametrize("serial", ["1.23E+15", "1,23E+15", "1.2345678E+29", "1E+15", "4.2e+20"])
def test_serial_numbers_that_a_spreadsheet_rounded_are_refused(serial):
    cells = row(1).rsplit(",", 1)[0]
    found = gathered(table(f'{cells},"{serial}"', row(2)))
    assert serials(found) == ["2"]
    assert "digits are lost" in _only(found).reason


@pytest.mark.parametrize("serial", ["1E15", "12e4", "0A", "1.2", "0x1F", "1:2:3"])
def test_serial_numbers_that_only_look_odd_are_kept_as_they_are(serial):
    cells = row(1).rsplit(",", 1)[0]
    assert serials(gathered(table(f"{cells},{serial}"))) == [serial]


def test_rows_without_a_station_a_time_a_type_or_a_hash_are_refused_each_with_its_reason():
    rows = [
        row(1),
        row(2, station=""),
        row(3, at="soon"),
        row(4, at=""),
        row(5, kind=""),
        row(6, kind="Root"),
        row(7).replace(f"{7:064x}", ""),
    ]
    found = gathered(table(*rows), context=NOWHERE)
    assert serials(found) == ["1"]
    assert sorted(origins(found)) == [f"file0:{line}" for line in range(3, 9)]
    assert len(reasons(found)) == 6


def test_the_same_reason_stands_once_with_its_count_and_first_places():
    found = gathered(table(*[row(number, at="soon") for number in range(2_500)]), context=NOWHERE)
    (reason,) = found.report.reasons
    assert reason.rows == found.report.refused_rows == 2_500
    assert reason.origins == ("file0:2", "file0:3", "file0:4")
    assert len(found.report.refused) == 1_000


def test_a_thousand_different_reasons_are_bounded_and_counted():
    found = gathered(table(*[row(number, kind=f"Nonsense{number}") for number in range(1_000)]))
    assert len(found.report.reasons) <= 202
    assert found.report.refused_rows == 1_000


def test_excerpts_show_no_private_key_and_no_password():
    key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n-----END PRIVATE KEY-----"
    for text in (
        key,
        table(row(1), *key.splitlines()),
        json.dumps({"a": key}),
        table(row(1, at=f'"{key}"')),
        '{"password": "hunter2", "x',
    ):
        shown = str(gathered(text).report.to_dict())
        assert "MIIEv" not in shown
        assert "hunter2" not in shown


def test_excerpts_are_bounded_and_visible():
    found = gathered('{"\x1b[31m' + "a" * 10_000 + "\n")
    assert len(_only(found).excerpt) <= 160
    assert "\x1b" not in _only(found).excerpt


@pytest.mark.parametrize("content", [b"PK\x03\x04 zip", b"\x1f\x8bgzip", b"%PDF-1.7"])
def test_packed_files_are_refused_with_what_to_do(content):
    assert "npack" in _only(gathered(content)).hint


@pytest.mark.parametrize(
    "content", [b"", b"   \n ", b"\x00\x01\x02\xff" * 50, b"Dear all, see you at nine.", bytes(range(256)), b"PAR1", b"PAR1xxPAR1"]
)
def test_what_is_nothing_gives_nothing_and_an_error_to_raise(content):
    report = gathered(content).report
    assert report.kept == 0
    error = report.nothing_usable()
    assert isinstance(error, InputError)
    assert error.hint


def test_where_something_could_be_used_there_is_nothing_to_raise():
    assert gathered(lines(TOLD | response(chain(1))) + "{").report.nothing_usable() is None


def test_an_answers_frame_without_its_request_is_read():
    rows = read(json.dumps([[3, "1", response(chain(1))], 5]).encode(), "x", context=Context("A", AT))
    assert len(rows.answers) == 1
