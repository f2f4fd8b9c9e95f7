"""The decisions of a journal: event, reply, findings, requirement, changes and effects, as they are in it."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from tests.views.happenings import EVIL, hostile, lived, outfitted, renewal, rotation
from tests.views.page_reading import harmless
from workbench.display import visible
from workbench.errors import InputError
from workbench.requirements import find
from workbench.station.effects import KeepSecret, RefuseServer, Restart
from workbench.station.events import Connected
from workbench.station.journal import Journal
from workbench.views.decision import decisions
from workbench.views.decision_words import effect_words, requirement_of


def page_of(view):
    return harmless(view._repr_html_())


def test_the_time_line_has_a_row_for_each_event():
    found = page_of(decisions(rotation()))
    rows = {row[0]: row for row in found.rows if row[0].isdigit()}
    entries: tuple[Any, ...] = rotation().entries
    for number, entry in enumerate(entries, 1):
        row = rows[str(number)]
        assert row[1] == f"{entry.at:%Y-%m-%d %H:%M:%S}"
        assert row[4] == entry.decision.decided_by
        if entry.decision.reply is not None:
            assert entry.decision.reply.status in row[3]
    assert rows["6"][2:] == [
        "InstallCertificate: Example CSMS Root CA 2, CSMSRootCertificate",
        "✓ Accepted",
        "M05.FR.12",
        (
            "+ CSMSRootCertificate: Example CSMS Root CA 2; + fallback: Example CSMS Root CA 1; "
            "SecurityCtrlr.CertificateEntries: 6 → 7"
        ),
    ]
    assert rows["5"][3] == "✗ Rejected, InvalidCertificate"


def test_a_decision_has_its_findings_in_order_with_what_the_requirement_says():
    view = decisions(rotation())[6]
    table = page_of(view).rows
    findings = rotation().entries[5].decision.findings
    shown = [row for row in table if row[0].endswith(("decided", "besides"))]
    assert [(row[1], row[2]) for row in shown] == [(one.message, one.requirement) for one in findings]
    assert find("M05.FR.12").text in shown[0][3]
    assert [row for row in table if row[0] == "fallback"] == [["fallback", "", "Example CSMS Root CA 1"]]


def test_request_and_reply_can_be_read_in_full():
    request, reply = page_of(decisions(rotation())[5]).pres
    assert "BEGIN CERTIFICATE" in request
    assert '"reasonCode": "InvalidCertificate"' in reply


def test_effects_are_said():
    view = decisions(renewal())[5]
    assert "Sends SignCertificate: ChargingStationCertificate, requestId 1" in page_of(view).text
    assert effect_words(RefuseServer("because")) == "Breaks the TLS handshake off: because"
    assert effect_words(Restart()) == "Restarts"
    assert "hunter2" not in effect_words(KeepSecret("SecurityCtrlr", "BasicAuthPassword", "hunter2"))


def test_where_undo_stands_is_marked_and_what_is_undone_follows():
    journal = rotation().undo().undo()
    found = page_of(decisions(journal))
    place = next(i for i, row in enumerate(found.rows) if row[0] == "▲")
    assert found.rows[place][1] == "you are here"
    assert found.rows[place - 1][0] == str(len(journal.entries))
    assert [row[1] for row in found.rows[place + 1 : place + 3]] == [
        f"{entry.at:%Y-%m-%d %H:%M:%S}" for entry in rotation().entries[-2:]
    ]
    assert "2 undone" in str(decisions(journal))
    assert "▲" not in str(decisions(rotation()))


def test_the_refused_ones_are_at_hand():
    assert [one.number for one in decisions(rotation()).refused] == [5, 7, 10]
    assert "M05.FR.11" in str(decisions(rotation()).refused[0])


def test_decisions_are_counted_from_one():
    every = decisions(SimpleNamespace(journal=rotation()))
    assert every[-1].number == len(every) == 18
    for wrong in (0, 19, -19):
        with pytest.raises(InputError, match="no decision"):
            every[wrong]
    with pytest.raises(InputError, match="journal"):
        decisions("CS0001")


def test_a_journal_without_events_says_so():
    assert str(decisions(Journal(outfitted()))) == "Nothing has happened yet."
    undone = lived(Journal(outfitted()), Connected()).undo()
    assert "you are here" in page_of(decisions(undone)).text


def test_hostile_text_stays_text():
    journal = hostile()
    for view in (decisions(journal), *(decisions(journal)[number] for number in range(1, len(journal.entries) + 1))):
        page_of(view)
        assert "\x1b" not in str(view)
    found = page_of(decisions(journal))
    for evil in EVIL[:-1]:
        assert visible(evil)[:20] in found.text


def test_five_thousand_events_stay_usable():
    long = decisions(replace(rotation(), entries=rotation().entries * 280))
    assert len(long) > 5000
    found = page_of(long)
    assert f"… {len(long) - 60:,} earlier events" in found.text
    assert len(long._repr_html_()) < 100_000


def test_a_requirement_outside_the_catalogue_is_no_obstacle():
    assert requirement_of("nothing of that name") is None
    assert requirement_of("") is None
