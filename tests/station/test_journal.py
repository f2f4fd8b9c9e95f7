"""The journal: undo then redo is the identity, a replay gives the same, and changes are said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.station.makers import CSMS, NEW, OLD, pem, station
from tests.station.test_any_events import begun, events
from tests.trust.pki import NOW, items, made
from workbench.errors import InputError
from workbench.messages.certificates import InstallCertificateRequest, InstallCertificateUse
from workbench.messages.versions import Version
from workbench.station.changes import changes
from workbench.station.events import Connected, Received, ServerPresented
from workbench.station.journal import Journal
from workbench.station.personalities import Personality
from workbench.station.policy import Policy

INSTALL = Received(InstallCertificateRequest(certificate_type=InstallCertificateUse(CSMS), certificate=pem(NEW)))
SERVER = ServerPresented(items(made("csms.example", "CSMS root 2", ca=False)))


def rotation():
    journal = Journal(station((CSMS, OLD), check=True))
    for event in (INSTALL, SERVER, Connected()):
        journal = journal.happened(event, NOW)
    return journal


def test_the_time_line_names_the_requirement_at_each_step():
    assert [entry.decision.decided_by for entry in rotation().entries] == ["M05.FR.12", "M05.FR.13", "M05.FR.13"]


def test_each_step_says_what_it_changed():
    journal = rotation()
    assert [(one.what, one.before, one.after) for one in journal.changes(0)] == [
        (CSMS, "", "CSMS root 2"),
        ("fallback", "", "CSMS root 1"),
        ("SecurityCtrlr.CertificateEntries", "1", "2"),
    ]
    assert (CSMS, "CSMS root 1", "") in [(one.what, one.before, one.after) for one in journal.changes(-1)]
    assert changes(journal.state, journal.state) == ()


@settings(max_examples=25, deadline=None)
@given(st.lists(events, max_size=6), st.integers(0, 6))
def test_undo_then_redo_is_the_identity_and_a_replay_gives_the_same(happenings, back):
    journal = Journal(begun(Version.V21))
    for event in happenings:
        journal = journal.happened(event, NOW)
    there = journal
    steps = min(back, len(happenings))
    for _ in range(steps):
        there = there.undo()
    assert there.state == Journal(journal.start, entries=journal.entries[: len(happenings) - steps]).state
    for _ in range(steps):
        there = there.redo()
    assert there == journal
    assert journal.replayed() == journal


def test_the_same_events_with_another_personality():
    journal = rotation().happened(INSTALL, NOW)
    assert journal.entries[-1].decision.decided_by == "M05.FR.11"
    patient = Personality(name="patient", says="Bears a repeat.", policy=Policy(take_current_root_again=True))
    other = journal.replayed(personality=patient)
    assert other.entries[-1].decision.reply.status == "Accepted"


def test_there_is_nothing_before_the_beginning_and_nothing_after_the_end():
    with pytest.raises(InputError, match="undo"):
        Journal(station()).undo()
    with pytest.raises(InputError, match="again"):
        rotation().redo()
