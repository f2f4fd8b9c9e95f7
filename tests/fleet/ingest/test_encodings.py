"""Files in other encodings than UTF-8, and in several at once."""

from __future__ import annotations

import pytest

from tests.fleet.ingest.given import ISO, NOWHERE, V2G, chain, entry, gathered, lines, places, response, row, table

TABLE = table(row(1, station="Säule-1"), row(2, station="Säule-1"))
EXPECTED = [("Säule-1", V2G, 0, 0, "1"), ("Säule-1", V2G, 1, 0, "2")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_table_is_read_in_any_usual_encoding(encoding):
    found = gathered(TABLE.encode(encoding), context=NOWHERE)
    assert places(found) == EXPECTED
    assert bool(found.report.notes) is (encoding != "utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_json_is_read_in_any_usual_encoding(encoding):
    text = lines({"station": "Säule-1", "at": ISO, "response": response(chain(1), chain(2))}).replace("\\u00e4", "ä")
    assert places(gathered(text.encode(encoding), context=NOWHERE)) == EXPECTED


def test_lines_of_several_encodings_are_read_and_counted():
    content = (
        table(row(1, station="Säule-1")).encode()
        + f"{row(2, station='Säule-2')}\n".encode("latin-1")
        + f"{row(3, station='C')}\n".encode("utf-16-le")
    )
    found = gathered(content, context=NOWHERE)
    assert found.answers["station"].tolist() == ["Säule-1", "Säule-2", "C"]
    assert any("no UTF-8: 1." in note for note in found.report.notes)
    assert any("UTF-16 in a file of another encoding: 1." in note for note in found.report.notes)


def test_octets_that_windows_1252_does_not_have_are_read_all_the_same():
    found = gathered(table(row(1, station="X")).encode().replace(b"X,", b"\x81\xff,"), context=NOWHERE)
    assert found.answers["station"].tolist() == ["\x81ÿ"]


def test_nul_characters_in_a_table_become_visible():
    found = gathered(table(row(1, station="A\0B")).encode(), context=NOWHERE)
    assert found.answers["station"].tolist() == [r"A\x00B"]
    assert entry(1)


@pytest.mark.parametrize("before", [0, 40])
def test_a_run_of_nul_octets_as_a_power_cut_leaves_it_costs_no_sound_line(before):
    sound = [
        lines({"station": f"CS{number}", "at": ISO, "response": response(chain(number))}).encode() for number in range(before + 2)
    ]
    content = b"".join(sound[:-1]) + b"\0" * 9000 + b"\n" + sound[-1]
    found = gathered(content, context=NOWHERE)
    assert found.answers["origin"].tolist()[-1] == f"file0:{before + 3}"
    assert (len(found.answers), found.report.refused_rows) == (before + 2, 0)
    assert any("power cut" in note and ": 1." in note for note in found.report.notes)


def test_a_line_that_follows_nul_octets_at_once_is_read_and_nul_octets_alone_are_no_text():
    found = gathered(b"\0" * 512 + lines({"station": "CS1", "at": ISO, "response": response(chain(1))}).encode(), context=NOWHERE)
    assert found.answers["station"].tolist() == ["CS1"]
    assert gathered(b"\0" * 9000, context=NOWHERE).report.refused_rows == 1
