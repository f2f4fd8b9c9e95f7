"""What holds now: the short way of ``current`` gives what a join with ``latest`` gives, also where stations were asked in parts."""

from datetime import timedelta

import pandas as pd
import pytest

from workbench.fleet.frames import frame_of
from workbench.fleet.generate import generate
from workbench.fleet.schema import Side

ORDER = ["answer", "chain", "child"]


@pytest.fixture(scope="module")
def fleet():
    return generate(120, seed=9, days=4)


@pytest.mark.parametrize("days_ago", [0, 1, 2])
@pytest.mark.parametrize("source", list(Side))
def test_current_is_what_the_latest_answers_list(fleet, source, days_ago):
    tables, at = fleet.tables(), fleet.at - timedelta(days=days_ago)
    assert len(fleet.answers["asked"].dropna().unique()) > 2  # some were asked for a few types only
    expected = tables.sightings.semi_join(
        tables.latest(source, at).select("answer", "certificate_type"), ["answer", "certificate_type"]
    )
    found, due = (frame_of(one).sort_values(ORDER, ignore_index=True) for one in (tables.current(source, at), expected))
    pd.testing.assert_frame_equal(found, due)
    assert len(found) or source is Side.CSMS
