"""Numbers in sentences."""

import pytest

from workbench.display.counting import counted


@pytest.mark.parametrize(
    ("number", "one", "many", "words"),
    [
        (0, "frame", "", "0 frames"),
        (1, "frame", "", "1 frame"),
        (1234, "frame", "", "1,234 frames"),
        (2, "entry", "entries", "2 entries"),
    ],
)
def test_one_thing_is_one_and_the_rest_are_many(number, one, many, words):
    assert counted(number, one, many) == words
