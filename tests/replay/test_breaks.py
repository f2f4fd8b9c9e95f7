"""Each way to break a right log is found, at the message that is the first wrong one, under its requirement."""

from __future__ import annotations

import pytest

from tests.replay.breaks import BREAKS
from tests.replay.story import ROOTS, replayed, right


def _line_of(story, where):
    """The line of a call or an answer in the story's log."""
    part, _, name = where.partition(" ")
    number = 0
    for one in story.said:
        number += 1
        if one.name == name and part == "call":
            return number
        if one.answer is not None:
            number += 1
        if one.name == name and part == "answer":
            return number
    raise AssertionError(where)


def _marked(broken):
    marks = () if broken.rule.startswith("replay") else (pytest.mark.requirement(broken.rule),)
    return pytest.param(broken, id=broken.name, marks=marks)


@pytest.mark.parametrize("broken", [_marked(one) for one in BREAKS])
def test_the_first_wrong_step_is_marked_and_explained(broken):
    story = right()
    broken.make(story)
    found = replayed(story.text(), certificates=ROOTS)
    first = found.first_wrong
    assert first is not None
    assert first.because is not None
    assert (first.line, broken.rule) == (_line_of(story, broken.where), first.requirement or first.code)
    assert first.because.message.endswith((".", "?"))
    assert first.because.expected
    assert first.because.remedy
    assert first.because.source == f"a.log:{first.line}"
