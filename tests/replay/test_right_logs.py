"""A log in which everything is right has no wrong step: a false accusation is the worst fault."""

from __future__ import annotations

from tests.replay.story import ROOTS, replayed, right


def test_a_right_log_written_by_hand_is_right_in_every_step():
    found = replayed(right().text(), certificates=ROOTS)
    assert [(one.line, one.name, one.verdict, one.sentence) for one in found if one.verdict != "right"] == []
    assert found.ok
    assert found.first_wrong is None


def test_without_the_factory_roots_what_depends_on_them_cannot_be_told_and_is_not_wrong():
    found = replayed(right().text())
    assert found.ok
    assert [(one.line, one.name) for one in found if one.verdict == "cannot tell"] == [(14, "CertificateSignedResponse")]
