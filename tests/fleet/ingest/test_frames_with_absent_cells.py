"""Parquet of pandas' own nullable types: an absent cell is NA, which is neither None nor NaN, and equals nothing."""

from datetime import UTC, datetime

import pandas as pd

from workbench.fleet.ingest import Collector, Context, read_frame


def test_an_absent_cell_of_a_nullable_column_is_absent():
    stations = pd.DataFrame(
        {
            "station": ["CS-1", "CS-2"],
            "most_entries": pd.Series([10, None], dtype="Int64").astype(object),
            "additional_root_check": pd.Series([None, True], dtype="boolean").astype(object),
        }
    )
    collector = Collector()
    collector.add(read_frame(stations, "stations", context=Context(at=datetime(2026, 6, 1, tzinfo=UTC))))
    found = collector.finish().stations.set_index("station")
    assert list(found["most_entries"].isna()) == [False, True]
    assert list(found["additional_root_check"].isna()) == [True, False]
    assert found["most_entries"].iloc[0] == 10
    assert found["additional_root_check"].iloc[1]
