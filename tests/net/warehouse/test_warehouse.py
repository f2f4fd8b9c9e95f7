"""Where tables are kept: what the text means, that passwords are in no word, that a closed one leaves nothing behind."""

from __future__ import annotations

import logging
import socket
import sys
import traceback
from pathlib import Path

import pandas as pd
import pytest

from tests.net.fleet_data.made import answer, jsonl
from workbench.errors import InputError, NetworkError
from workbench.fleet.frames import frame_of
from workbench.net.fleet_data import read
from workbench.net.warehouse import connect
from workbench.net.warehouse.places import Engine, place_of

SECRET = "s%2Fcr%40t+5"
MEANT = "s/cr@t+5"


@pytest.fixture
def tables(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(jsonl([answer("CS1"), answer("CS2", entries=1)]))
    with connect(":memory:") as warehouse:
        yield read(tmp_path / "a.jsonl", warehouse=warehouse)[0]


def test_the_default_is_a_temporary_file_that_is_gone_when_closed(tables):
    with connect() as warehouse:
        stored = warehouse.store(tables)
        folder = Path(warehouse.spill_folder)
        assert (folder / "fleet.duckdb").exists()
        assert len(frame_of(stored.sightings)) == 3
    assert not folder.exists()
    warehouse.close()


def test_a_file_stays_and_is_opened_again(tables, tmp_path):
    with connect(tmp_path / "fleet.duckdb") as warehouse:
        warehouse.store(tables)
    with connect(str(tmp_path / "fleet.duckdb")) as warehouse:
        assert len(frame_of(warehouse.tables().sightings)) == 3
        assert frame_of(warehouse.tables().answers)["seen_at"].dt.tz is not None


def test_frames_of_pandas_are_stored(tables):
    given = {name: frame_of(getattr(tables, name)) for name in ("sightings", "answers", "stations")}
    with connect(":memory:") as warehouse:
        stored = warehouse.store(given)
        for name, frame in given.items():
            kept = frame_of(getattr(stored, name))
            order = list(frame.columns)
            pd.testing.assert_frame_equal(kept.sort_values(order, ignore_index=True), frame.sort_values(order, ignore_index=True))


def test_tables_that_are_there_are_overwritten_only_when_told(tables):
    with connect(":memory:") as warehouse:
        warehouse.store(tables)
        with pytest.raises(InputError, match="already"):
            warehouse.store(tables)
        assert len(frame_of(warehouse.store(tables, replace=True).sightings)) == 3


@pytest.mark.parametrize("name", ["sightings", "answers", "stations"])
def test_a_missing_table_and_a_missing_column_are_named(tables, name):
    given = {one: frame_of(getattr(tables, one)) for one in ("sightings", "answers", "stations")}
    with connect(":memory:") as warehouse:
        with pytest.raises(InputError, match=name):
            warehouse.store({one: frame for one, frame in given.items() if one != name})
        with pytest.raises(InputError, match="station"):
            warehouse.store({**given, name: given[name].drop(columns="station")})
        with pytest.raises(InputError, match="no table or view"):
            warehouse.tables()


def test_a_value_of_another_type_is_an_error_not_a_guess(tables):
    given = {one: frame_of(getattr(tables, one)) for one in ("sightings", "answers", "stations")}
    given["sightings"] = given["sightings"].assign(chain="first")
    with connect(":memory:") as warehouse, pytest.raises(InputError, match="does not fit"):
        warehouse.store(given)


def test_views_over_a_companys_own_tables_do(tables):
    with connect(":memory:") as warehouse:
        run = warehouse.backend.con.execute
        warehouse.store(tables)
        for name in ("sightings", "answers", "stations"):
            run(f"ALTER TABLE {name} RENAME TO their_{name}")
            run(f"CREATE VIEW {name} AS SELECT *, 1 AS theirs FROM their_{name}")  # noqa: S608  # one of three words
        assert len(frame_of(warehouse.tables().current())) == 3


@pytest.mark.parametrize("where", ["fleet.db", "nowhere/fleet.duckdb", "no-such-folder", ""])
def test_a_place_that_is_none_is_an_error_with_a_hint(where):
    with pytest.raises(InputError) as caught:
        connect(where)
    assert caught.value.hint


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path):
    (tmp_path / "fleet.duckdb").write_text("station,seen_at\n" * 1000)
    with pytest.raises(InputError, match="cannot open"):
        connect(tmp_path / "fleet.duckdb")
    assert (tmp_path / "fleet.duckdb").read_text().startswith("station")


def test_a_memory_limit_that_is_none_is_an_error():
    with pytest.raises(InputError):
        connect(memory_limit="a lot")


def test_times_are_utc_whatever_the_machines_zone_is(monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    with connect(":memory:") as warehouse:
        ((zone,),) = warehouse.backend.con.execute("SELECT current_setting('TimeZone')").fetchall()
        assert zone == "UTC"


def closed_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.mark.parametrize("url", ["postgresql://kim:{}@127.0.0.1:{}/fleet", "postgresql://kim@127.0.0.1:{1}/fleet?sslpassword={0}"])
def test_a_server_that_is_not_there_is_a_network_error_without_the_password(url, caplog):
    pytest.importorskip("psycopg")
    with caplog.at_level(logging.DEBUG), pytest.raises(NetworkError) as caught:
        connect(url.format(SECRET, closed_port()))
    said = "".join(traceback.format_exception(caught.value)) + caplog.text + repr(caught.value)
    assert SECRET not in said
    assert MEANT not in said
    assert "kim@127.0.0.1" in said


def test_a_place_shows_no_password_and_nothing_after_the_question_mark():
    for url in (
        f"postgresql://kim:{SECRET}@host:5/fleet?sslmode=require",
        f"postgres://kim@host/fleet?password={SECRET}",
        f"trino://u:{SECRET}@h/c?t={SECRET}",
    ):
        place = place_of(url)
        for text in (place.shown, repr(place), place.clean(f"no such user {SECRET}, {MEANT}")):
            assert SECRET not in text
            assert MEANT not in text
        assert "?" not in place.shown


def test_a_malformed_url_is_an_error_that_does_not_repeat_it():
    with pytest.raises(InputError) as caught:
        place_of(f"postgresql://kim:{SECRET}@host:port/fleet")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("where", "module", "extra"), [("postgresql://h/d", "psycopg", "postgres"), ("spark://local[2]", "pyspark", "spark")]
)
def test_a_missing_driver_is_named_with_its_extra(monkeypatch, where, module, extra):
    for name in [one for one in sys.modules if one == module or one.startswith(module + ".")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(InputError) as caught:
        connect(where)
    assert f"pnc-workbench[{extra}]" in caught.value.hint


def test_an_engine_that_ibis_does_not_know_is_an_error():
    with pytest.raises(InputError, match="nosuchengine"):
        connect("nosuchengine://host/database")


def test_spark_urls_are_not_taken_apart():
    assert place_of("spark://local[2]").engine is Engine.SPARK
    assert place_of("pyspark://").engine is Engine.SPARK


def test_a_warehouse_is_shown_with_engine_and_place():
    with connect(":memory:") as warehouse:
        assert "memory" in str(warehouse)
        assert "DuckDB" in warehouse._repr_html_()
