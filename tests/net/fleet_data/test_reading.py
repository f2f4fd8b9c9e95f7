"""Whatever holds a fleet's answers is found and read; what cannot be is told; nothing is lost."""

from __future__ import annotations

import gzip
import io
import json
import os
import socket
import threading
import zipfile

import pandas as pd
import pytest

from tests.net.fleet_data.made import answer, jsonl
from workbench.errors import InputError
from workbench.fleet.frames import frame_of
from workbench.fleet.ingest import Context
from workbench.fleet.schema import Side
from workbench.net.fleet_data import answer_files, lines, read, reading
from workbench.net.fleet_data.sources import is_waited_for
from workbench.net.warehouse import connect


@pytest.fixture
def warehouse():
    with connect(":memory:") as one:
        yield one


def count(tables):
    return [int(table.count().to_pandas()) for table in (tables.sightings, tables.answers, tables.stations)]


def test_a_folder_is_read_with_all_below_it_and_hidden_files_are_not(warehouse, tmp_path):
    (tmp_path / "north" / "deep").mkdir(parents=True)
    (tmp_path / "north" / "a.jsonl").write_bytes(jsonl([answer("CS1")]))
    (tmp_path / "north" / "deep" / "b.json").write_text(json.dumps(answer("CS2")))
    (tmp_path / ".hidden").write_text("no")
    tables, report = read(tmp_path, warehouse=warehouse)
    assert count(tables) == [4, 2, 2]
    assert (report.files, report.kept, report.refused_rows) == (2, 4, 0)


def test_packed_files_and_members_of_zips_are_unpacked(warehouse, tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(jsonl([answer("CS1")])))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("in/c.jsonl", jsonl([answer("CS2")]))
        archive.writestr("in/d.jsonl.gz", gzip.compress(jsonl([answer("CS3")])))
        archive.writestr("in/.hidden", "no")
    tables, report = read([tmp_path / "a.jsonl.gz", tmp_path / "b.zip"], warehouse=warehouse)
    assert set(frame_of(tables.stations)["station"]) == {"CS1", "CS2", "CS3"}
    origins = frame_of(tables.answers)["origin"].str.removeprefix(tmp_path.as_posix() + "/")
    assert sorted(origins) == ["a.jsonl.gz:1", "b.zip/in/c.jsonl:1", "b.zip/in/d.jsonl.gz:1"]
    assert report.files == 3


def test_a_pattern_names_the_files_that_fit_it(warehouse, tmp_path):
    for name in ("a1.jsonl", "a2.jsonl", "b1.jsonl"):
        (tmp_path / name).write_bytes(jsonl([answer(name)]))
    tables, _ = read(str(tmp_path / "a*.jsonl"), warehouse=warehouse)
    assert set(frame_of(tables.stations)["station"]) == {"a1.jsonl", "a2.jsonl"}


def test_standard_input_is_read(warehouse, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(jsonl([answer("CS1")]))))
    tables, _ = read("-", warehouse=warehouse)
    assert count(tables) == [2, 1, 1]


@pytest.mark.parametrize("name", ["nothing.jsonl", "no*.jsonl", "a\0b", "x" * 5000])
def test_a_path_that_names_nothing_is_an_error_with_a_hint(warehouse, tmp_path, name):
    with pytest.raises(InputError) as caught:
        read(str(tmp_path / name), warehouse=warehouse)
    assert caught.value.hint


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no zip",
        gzip.compress(jsonl([answer("CS1")] * 50))[:60],
        b"PAR1 no parquet at all",
        b"\x00\x01\x02\xff" * 40,
        b"",
    ],
    # gzip's content has the time in it: as an id it would differ from worker to worker
    ids=["no zip", "gzip cut off", "no parquet", "octets", "nothing"],
)
def test_a_damaged_file_is_refused_and_the_others_are_read(warehouse, tmp_path, content):
    (tmp_path / "bad").write_bytes(content)
    (tmp_path / "good.jsonl").write_bytes(jsonl([answer("CS1")]))
    tables, report = read(tmp_path, warehouse=warehouse, large=1)
    assert count(tables) == [2, 1, 1]
    assert report.files == 2
    assert not content or any("bad" in one.origin for one in report.refused)


def test_an_encrypted_member_and_one_that_unpacks_endlessly_are_refused(warehouse, tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.net.fleet_data.sources._FREE", 1000)
    monkeypatch.setattr("workbench.net.fleet_data.sources._MOST_EXPANSION", 20)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.jsonl", b" " * 100_000)
        archive.writestr("good.jsonl", jsonl([answer("CS1")]))
    _, report = read(tmp_path / "bomb.zip", warehouse=warehouse)
    assert [one.origin.rpartition("/")[2] for one in report.refused] == ["bomb.jsonl"]


def test_nothing_usable_is_an_error_and_leaves_no_table(warehouse, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(b'{"a": 1}\n' * 10)
    with pytest.raises(InputError):
        read(tmp_path, warehouse=warehouse, large=1)
    assert not {name for name in warehouse.names() if name.startswith("pnc_")}
    assert not warehouse.has_tables()


def test_a_file_given_twice_is_folded_and_counted(warehouse, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(jsonl([answer(f"CS{number}", entries=3) for number in range(50)]))
    tables, report = read([tmp_path / "a.jsonl", tmp_path / "a.jsonl"], warehouse=warehouse, large=1)
    assert count(tables) == [150, 50, 50]
    assert (report.kept, report.folded, report.given) == (150, 150, 300)


def test_a_hundred_thousand_equal_rows_are_one(warehouse, tmp_path):
    row = "CS1,2026-11-20T00:00:00Z,CSMSRootCertificate,SHA256,aaaaaa,bbbbbb,cccccc\n"
    head = "station,seen_at,certificate_type,hash_algorithm,issuer_name_hash,issuer_key_hash,serial_number\n"
    (tmp_path / "a.csv").write_text(head + row * 100_000)
    tables, report = read(tmp_path / "a.csv", warehouse=warehouse)
    assert count(tables) == [1, 1, 1]
    assert (report.kept, report.folded) == (1, 99_999)


def test_later_data_are_added_and_what_is_there_is_not_there_twice(warehouse, tmp_path):
    (tmp_path / "monday.jsonl").write_bytes(jsonl([answer("CS1"), answer("CS2"), {**answer("CS3", entries=0), "vendor": "ACME"}]))
    (tmp_path / "tuesday.jsonl").write_bytes(jsonl([answer("CS2"), answer("CS2", second=5, entries=1), answer("CS3", entries=0)]))
    read(tmp_path / "monday.jsonl", warehouse=warehouse)
    tables, report = read(tmp_path / "tuesday.jsonl", warehouse=warehouse, large=1)
    assert count(tables) == [5, 4, 3]
    assert (report.kept, report.folded) == (1, 3)
    answers = frame_of(tables.answers)
    assert answers["answer"].is_unique
    assert answers.sort_values("answer")["origin"].iloc[-1].endswith("tuesday.jsonl:2")
    stations = frame_of(tables.stations).set_index("station")
    assert stations.loc["CS3", "vendor_name"] == "ACME"


def test_adding_what_cannot_be_used_changes_nothing(warehouse, tmp_path):
    (tmp_path / "good.jsonl").write_bytes(jsonl([answer("CS1")]))
    (tmp_path / "bad.jsonl").write_bytes(b'{"a": 1}\n')
    tables, _ = read(tmp_path / "good.jsonl", warehouse=warehouse)
    with pytest.raises(InputError):
        read(tmp_path / "bad.jsonl", warehouse=warehouse)
    assert count(tables) == [2, 1, 1]


def test_the_word_of_the_csms_is_kept_apart(warehouse, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(jsonl([answer("CS1")]))
    read(tmp_path / "a.jsonl", warehouse=warehouse)
    tables, _ = read(tmp_path / "a.jsonl", warehouse=warehouse, context=Context(source=Side.CSMS), large=1)
    assert sorted(frame_of(tables.answers)["source"]) == ["csms", "station"]


def test_progress_ends_at_the_whole(warehouse, tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "PIECE", 1000)
    (tmp_path / "a.jsonl").write_bytes(jsonl([answer(f"CS{number}") for number in range(2000)]))
    steps = []
    read(tmp_path, warehouse=warehouse, progress=lambda done, of: steps.append((done, of)), large=1)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert steps[-1] == ((tmp_path / "a.jsonl").stat().st_size,) * 2
    assert len({of for _, of in steps}) == 1


def test_a_line_too_long_is_refused_with_its_number_and_those_around_it_are_read(warehouse, tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "LONGEST_LINE", 5000)
    monkeypatch.setattr(reading, "LARGE", 2000)
    monkeypatch.setattr(answer_files, "pieces_of", lambda stream, start: lines.pieces_of(stream, start, 1000))
    long = json.dumps({**answer("CS9"), "tenant": "x" * 20_000}).encode() + b"\n"
    (tmp_path / "a.jsonl").write_bytes(
        jsonl([answer(f"CS{number}") for number in range(20)]) + long + jsonl([answer("CS8", second=9)])
    )
    tables, report = read(tmp_path / "a.jsonl", warehouse=warehouse, large=1)
    assert count(tables) == [42, 21, 20]
    assert [one.origin.rpartition(":")[2] for one in report.refused] == ["21"]
    assert frame_of(tables.answers).sort_values("answer")["origin"].iloc[-1].endswith(":22")


@pytest.mark.parametrize("size", [1, 7, 64, 1000, 1 << 20])
def test_pieces_are_whole_lines_and_lose_nothing(size):
    content = b"a\n\nbb\r\n" + b"c" * 300 + b"\n" + b"d" * 9
    pieces = list(lines.pieces_of(io.BytesIO(content[5:]), content[:5], size))
    assert b"".join(piece.content for piece in pieces) == content
    for piece in pieces:
        assert piece.first_line == content[: content.index(piece.content)].count(b"\n") + 1
        assert piece.content.endswith((b"\n", b"d" * 9))


def test_a_large_file_is_not_read_by_the_exact_reader(warehouse, tmp_path, monkeypatch):
    (tmp_path / "a.jsonl").write_bytes(jsonl([answer(f"CS{number}") for number in range(50)]))
    monkeypatch.setattr(reading, "read_file", None)
    monkeypatch.setattr(answer_files, "read", None)
    assert count(read(tmp_path, warehouse=warehouse, large=1)[0]) == [100, 50, 50]


def test_a_large_table_is_not_read_by_the_exact_reader(warehouse, tmp_path, monkeypatch):
    frame = pd.DataFrame({"station": ["CS1", "CS1", "CS2"], "seen_at": pd.to_datetime(["2026-11-20T00:00:00Z"] * 3)})
    frame = frame.assign(certificate_type="CSMSRootCertificate", hash_algorithm="SHA256", issuer_name_hash="aaaaaa")
    frame = frame.assign(issuer_key_hash="bbbbbb", serial_number=["000001", "000002", "000001"], vendor=["ACME", "ACME", "Beta"])
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_csv(tmp_path / "b.csv", index=False, date_format="%Y-%m-%dT%H:%M:%SZ")
    monkeypatch.setattr(reading, "read_file", None)
    tables, report = read(tmp_path, warehouse=warehouse, large=1)
    assert count(tables) == [3, 2, 2]
    assert (report.kept, report.folded) == (3, 3)
    assert dict(frame_of(tables.stations)[["station", "vendor_name"]].to_numpy()) == {"CS1": "ACME", "CS2": "Beta"}


def test_a_pipe_or_socket_in_a_folder_is_refused_and_not_waited_for(warehouse, tmp_path):
    (tmp_path / "a.jsonl").write_bytes(jsonl([answer("CS1")]))
    os.mkfifo(tmp_path / "p.jsonl")
    for given in (tmp_path, str(tmp_path / "*.jsonl")):
        with connect(":memory:") as one:
            _, report = read(given, warehouse=one)
        assert (report.kept, report.refused_rows) == (2, 1)
        assert "named pipe" in report.reasons[0].reason
    with socket.socket(socket.AF_UNIX) as there:
        there.bind(str(tmp_path / "s"))
        _, report = read(tmp_path, warehouse=warehouse)
    assert any("a socket" in one.reason for one in report.reasons)


def test_a_pipe_that_is_named_is_read_to_its_end(warehouse, tmp_path):
    pipe = tmp_path / "p"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(jsonl([answer("CS1")]),), daemon=True)
    writer.start()
    tables, _ = read(pipe, warehouse=warehouse)
    writer.join(10)
    assert count(tables) == [2, 1, 1]
    assert is_waited_for(str(pipe))
    assert not is_waited_for("/dev/stdin")
