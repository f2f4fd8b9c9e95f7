"""Frames of hostile text: half a character breaks none of them."""

import pandas as pd

from workbench.display import frame


def test_half_a_character_is_made_visible():
    found = frame([{"name": "a\ud800b", "count": 1}, {"name": "whole é 🚗", "count": 2}])
    assert list(found["name"]) == ["a\\ud800b", "whole é 🚗"]
    assert list(found["count"]) == [1, 2]


def test_rows_without_names_take_the_columns_given():
    pd.testing.assert_frame_equal(frame([("a", 1)], ["x", "y"]), pd.DataFrame({"x": ["a"], "y": [1]}))
    assert list(frame([], ["x", "y"]).columns) == ["x", "y"]
