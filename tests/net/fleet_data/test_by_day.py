"""Parquet by day: what was written is what is read, in place or taken in."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.net.fleet_data.against_ingest import comparable
from tests.net.fleet_data.made import answer, jsonl
from workbench.errors import InputError
from workbench.fleet.frames import frame_of
from workbench.net.fleet_data import read, write_by_day
from workbench.net.warehouse import connect


@pytest.fixture
def answers(tmp_path):
    later = [{**answer(f"CS{number}", entries=1), "timestamp": "2026-11-21T23:59:59.5Z", "vendor": "ACME"} for number in range(3)]
    (tmp_path / "answers.jsonl").write_bytes(
        jsonl([*(answer(f"CS{number}") for number in range(5)), *later, answer("CS9", entries=0)])
    )
    return tmp_path / "answers.jsonl"


def frames(tables):
    return comparable(*(frame_of(table) for table in (tables.sightings, tables.answers, tables.stations)))


def test_a_folder_by_day_gives_the_tables_that_were_written(answers, tmp_path):
    with connect(":memory:") as warehouse:
        tables, _ = read(answers, warehouse=warehouse)
        folder = write_by_day(tables, tmp_path / "fleet")
        before = frames(tables)
    days = sorted(path.name for path in (folder / "sightings").iterdir())
    assert days == ["day=2026-11-20", "day=2026-11-21"]
    with connect(folder) as warehouse:
        assert frames(warehouse.tables()) == before
        assert warehouse.tables().sightings.columns == tables.sightings.columns
    with connect(":memory:") as warehouse:
        found, report = read(folder, warehouse=warehouse)
        assert frames(found) == before
        assert report.kept == 13
        views = warehouse.backend.con.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_type = 'VIEW'"
        ).fetchall()
        assert {name for (name,) in views} >= {"sightings", "answers", "stations"}  # nothing was copied


def test_a_folder_by_day_is_taken_in_beside_other_files(answers, tmp_path):
    with connect(":memory:") as warehouse:
        folder = write_by_day(read(answers, warehouse=warehouse)[0], tmp_path / "fleet")
    (tmp_path / "more.jsonl").write_bytes(jsonl([answer("CS0"), answer("CS7", second=30)]))
    with connect(":memory:") as warehouse:
        tables, report = read([folder, tmp_path / "more.jsonl"], warehouse=warehouse)
        assert (report.kept, report.folded) == (16, 2)
        assert frame_of(tables.answers)["answer"].is_unique
        assert set(frame_of(tables.stations)["station"]) == {"CS0", "CS1", "CS2", "CS3", "CS4", "CS7", "CS9"}


def test_a_day_without_entries_is_a_day_all_the_same(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(jsonl([answer("CS1", entries=0)]))
    with connect(":memory:") as warehouse:
        folder = write_by_day(read(tmp_path / "a.jsonl", warehouse=warehouse)[0], tmp_path / "fleet")
    with connect(folder) as warehouse:
        tables = warehouse.tables()
        assert len(frame_of(tables.sightings)) == 0
        assert frame_of(tables.answers)["status"].tolist() == ["NotFound"]


def test_what_is_there_is_not_overwritten(answers, tmp_path):
    with connect(":memory:") as warehouse:
        tables, _ = read(answers, warehouse=warehouse)
        (tmp_path / "fleet").mkdir()
        (tmp_path / "fleet" / "precious").write_text("x")
        with pytest.raises(InputError, match="not empty"):
            write_by_day(tables, tmp_path / "fleet")


def test_a_folder_with_a_column_missing_is_an_error_that_names_the_columns(tmp_path):
    (tmp_path / "fleet" / "sightings" / "day=2026-11-20").mkdir(parents=True)
    pd.DataFrame({"station": ["a"]}).to_parquet(tmp_path / "fleet" / "stations.parquet")
    pd.DataFrame({"station": ["a"]}).to_parquet(tmp_path / "fleet" / "sightings" / "day=2026-11-20" / "a.parquet")
    with pytest.raises(InputError) as caught:
        connect(tmp_path / "fleet")
    assert "serial_number" in caught.value.hint


def test_a_folder_of_anything_else_is_no_warehouse(tmp_path):
    with pytest.raises(InputError, match="no fleet by day"):
        connect(tmp_path)
