"""M01, M02 and C07 in the sequence and in the decisions: what a vehicle wanted, what was asked, what it was told."""

import pytest

from tests.station.plug_made import CHAIN, accepted, answer_of, asks, parked, refused
from tests.trust.pki import NOW, items
from tests.views.happenings import EVIL
from tests.views.page_reading import harmless
from workbench.contracts.parties import ISO_20
from workbench.messages.authorize import AuthorizeCertificateStatus, AuthorizeResponse
from workbench.messages.id_token import AuthorizationStatus, IdTokenInfo
from workbench.station.effects import Send
from workbench.station.events import (
    AuthorizeAnswered,
    ContractPresented,
    EvCertificateAnswered,
    PlugUnanswered,
    VehicleGone,
    VehicleWaited,
)
from workbench.station.journal import Journal
from workbench.views.decision import decisions
from workbench.views.exchange import sequence
from workbench.views.exchange_words import Outcome

REVOKED = AuthorizeResponse(
    id_token_info=IdTokenInfo(status=AuthorizationStatus.INVALID), certificate_status=AuthorizeCertificateStatus.CERTIFICATE_REVOKED
)


def sent(journal):
    return next(one.message for one in reversed(journal.entries[-1].decision.effects) if isinstance(one, Send))


def past(emaid=""):
    journal = Journal(parked()).happened(asks(ISO_20), NOW)
    journal = journal.happened(EvCertificateAnswered(sent(journal), accepted(answer_of(ISO_20), 1)), NOW)
    journal = journal.happened(EvCertificateAnswered(sent(journal), refused()), NOW)
    journal = journal.happened(ContractPresented(items(*CHAIN), emaid), NOW)
    if not emaid:
        journal = journal.happened(AuthorizeAnswered(sent(journal), REVOKED), NOW)
    return journal


def test_the_sequence_tells_what_was_asked_for_the_vehicle_and_what_it_was_told():
    told = [row.told for row in sequence(past()).rows]
    assert told == [
        ("A vehicle asks for a contract certificate", "", Outcome.PLAIN),
        ("Get15118EVCertificate", "Install, ISO 15118-20, 3 contracts at most", Outcome.PLAIN),
        ("Accepted", "1 contract remains", Outcome.GOOD),
        (f"Answers the vehicle: Accepted, {len(answer_of(ISO_20))} octets", "", Outcome.PLAIN),
        ("Get15118EVCertificate", "Install, ISO 15118-20, 3 contracts at most", Outcome.PLAIN),
        ("Failed", "NotFound", Outcome.REFUSED),
        ("A vehicle presents its contract, 3 certificates", "", Outcome.PLAIN),
        ("Authorize", "eMAID, DEPNCC00000042H, hash data of 3 certificates", Outcome.PLAIN),
        ("Invalid", "certificate CertificateRevoked", Outcome.REFUSED),
        ("The vehicle may not charge", "", Outcome.PLAIN),
    ]
    ends = Journal(parked()).happened(asks(), NOW).happened(VehicleWaited(), NOW).happened(VehicleGone(), NOW)
    assert [row.told[0] for row in sequence(ends).rows][2:] == [
        "The vehicle waits no longer",
        "Answers the vehicle: Failed, 0 octets",
        "The vehicle is gone",
    ]


def test_the_decisions_name_the_answer_by_its_action():
    text = str(decisions(past()))
    assert "Get15118EVCertificate was answered: Accepted, 1 contract remains" in text
    assert "Authorize was answered: Invalid, certificate CertificateRevoked" in text
    assert [one.number for one in decisions(past()).refused] == [3, 5]


@pytest.mark.parametrize("evil", EVIL)
def test_what_strangers_write_is_harmless(evil):
    journal = past(evil).happened(PlugUnanswered(sent(Journal(parked()).happened(asks(), NOW)), evil), NOW)
    for view in (sequence(journal), decisions(journal)):
        harmless(str(view.to_html()))
        assert "\x1b" not in str(view)
