"""How a CSMS's values look: a sentence, findings with what to do, messages to be opened; hostile text stays text."""

from dataclasses import replace
from typing import Any

from tests.views.happenings import EVIL
from tests.views.page_reading import harmless
from workbench.csms.decision import CsmsDecision, guarded
from workbench.csms.differences import not_checked
from workbench.csms.go_no_go import Readiness, Verdict
from workbench.csms.procedure import Exchange, Outcome
from workbench.csms.record import Believed, StationRecord
from workbench.csms.rollout import RollOut, Wave
from workbench.messages.certificates import GetInstalledCertificateIdsRequest, GetInstalledCertificateIdsResponse
from workbench.messages.certificates import GetInstalledCertificateStatus as Status
from workbench.messages.status_info import StatusInfo

RECORD = StationRecord(identity="CS0001", connected=True, believed=(Believed("V2GRootCertificate", ()),))
GUARD = guarded("It is the last root.", requirement="M04.FR.03", remedy="Install another first.")
ASKED = GetInstalledCertificateIdsRequest()
LISTED = Exchange(ASKED, GetInstalledCertificateIdsResponse(status=Status.NOT_FOUND, status_info=StatusInfo(reason_code="NoSpace")))
REFUSED = Outcome(ok=False, sentence="Nothing was deleted.", record=RECORD, findings=(GUARD,), exchanges=(LISTED,))


def test_an_outcome_is_a_sentence_its_findings_and_its_messages():
    page = harmless(REFUSED._repr_html_())
    assert "✗ Nothing was deleted." in page.text
    assert ["✗", "It is the last root.", "M04.FR.03", "Install another first."] in page.rows
    assert "GetInstalledCertificateIds → NotFound, NoSpace" in page.text
    assert any('"status": "NotFound"' in text for text in page.pres)


def test_an_outcome_on_a_terminal_has_the_same_words_and_no_record():
    text = str(REFUSED)
    for words in ("✗ Nothing was deleted.", "Install another first.", "1. GetInstalledCertificateIds → NotFound, NoSpace"):
        assert words in text
    assert "StationRecord" not in text + repr(REFUSED)
    assert len(repr(REFUSED)) < 200


def test_silence_and_no_message_at_all_are_told():
    silent = replace(REFUSED, ok=True, findings=(), exchanges=(Exchange(ASKED, None),))
    assert "1. GetInstalledCertificateIds → no answer" in str(silent)
    assert str(replace(silent, exchanges=())).endswith("No message was sent.")


def test_a_record_says_what_was_never_listed():
    assert repr(RECORD) == "StationRecord(CS0001: connected, OCPP 2.1, 1 certificates believed)"
    assert ["V2GRootCertificate", "not at hand", "unknown: its issuer is not at hand", "never"] in harmless(
        RECORD._repr_html_()
    ).rows


def test_a_roll_out_says_whether_the_server_may_switch():
    ready = Readiness("CS0001", Verdict.NO_GO, (GUARD,))
    plan = RollOut((Wave("pilot", ("CS0001",), "One of each kind."),), (ready,), ("CS0001",), (GUARD,))
    assert "✗ 1 of 1 stations would be lost if the server switched now." in str(plan)
    assert ["CS0001", "no-go", "It is the last root."] in harmless(plan._repr_html_()).rows
    assert "✓ Every station lists the new root" in str(replace(plan, stranded_by_switching_now=()))
    assert "CS0001: no-go" in harmless(ready._repr_html_()).text


def test_hostile_text_stays_text():
    for evil in EVIL:
        guard = replace(GUARD, message=evil, remedy=evil)
        record = replace(RECORD, identity=evil, believed=(Believed(evil, ()),))
        info = StatusInfo(reason_code=evil)
        said = Exchange(ASKED, GetInstalledCertificateIdsResponse(status=Status.NOT_FOUND, status_info=info))
        ready = Readiness(evil, Verdict.WAIT, (guard,))
        shown: list[Any] = [
            Outcome(ok=False, sentence=evil, record=record, findings=(guard,), exchanges=(said,)),
            CsmsDecision(record, reply=None, findings=(guard,)),
            record,
            ready,
            replace(not_checked(evil, None), finding=guard),
            RollOut((Wave("pilot", (evil,), "One of each kind."),), (ready,), (evil,), (guard,)),
        ]
        for value in shown:
            harmless(value._repr_html_())
            assert "\x1b" not in str(value) + repr(value)
