"""C07 in the station: what of a contract goes to the CSMS, what its answer means, and who may charge without a connection."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

import workbench as wb
from tests.station.makers import MO, V2G, pem, react, root
from tests.station.plug_made import CHAIN, EMAID, LEAF, MO_ROOT, SUB_1, SUB_2, parked, rules, sent, shows, told
from tests.station.status_made import DAY, pointing
from tests.trust import pki
from tests.trust.pki import NOW, items, made
from workbench.messages.authorize import AuthorizeCertificateStatus, AuthorizeResponse
from workbench.messages.codec import to_wire
from workbench.messages.emaids import same_contract
from workbench.messages.id_token import AuthorizationStatus, IdTokenInfo
from workbench.messages.versions import Version
from workbench.sample_pki import reference_time
from workbench.station.effects import AuthorizeVehicle, DenyVehicle
from workbench.station.events import (
    AuthorizeAnswered,
    ContractPresented,
    Event,
    PlugUnanswered,
    TimePassed,
    VehicleGone,
    VehicleWaited,
)
from workbench.station.journal import Journal
from workbench.station.journal_export import from_dict, to_dict
from workbench.station.plug import MOST
from workbench.station.policy import STRICT, Policy
from workbench.times import rfc3339

STATUS, TOKEN = AuthorizeCertificateStatus, AuthorizationStatus
UNKNOWN_ROOT = ((V2G, root("Another root")),)


def said(certificate=STATUS.ACCEPTED, token=TOKEN.ACCEPTED, until=None):
    info = IdTokenInfo(status=token, cache_expiry_date_time=None if until is None else rfc3339(until))
    return AuthorizeResponse(id_token_info=info, certificate_status=certificate)


def answered(decision, response, policy=STRICT):
    (request,) = sent(decision)
    return react(decision.state, AuthorizeAnswered(request, response), NOW, policy)


def charges(decision):
    return isinstance(told(decision), AuthorizeVehicle)


@pytest.mark.requirement("C07.FR.01", "C07.FR.02")
@pytest.mark.parametrize("version", Version)
def test_online_the_emaid_and_hash_data_of_the_chain_go_out_and_the_chain_does_not(version):
    decision = shows(parked(version=version))
    (request,) = sent(decision)
    payload = to_wire(request, version)
    assert payload["idToken"] == {"idToken": EMAID, "type": "eMAID"}
    entries = payload["iso15118CertificateHashData"]
    assert [int(one["serialNumber"], 16) for one in entries] == [one.serial_number for one in CHAIN]
    assert [one["responderURL"] for one in entries] == [
        "http://ocsp.example/2",
        "http://ocsp.example/1",
        "http://ocsp.example/root",
    ]
    assert "certificate" not in payload
    assert rules(decision)[0] == "C07.FR.02"
    assert (told(decision), decision.state) == (None, parked(version=version))


@pytest.mark.requirement("C07.FR.02")
def test_four_entries_at_most_and_what_names_no_responder_is_left_out_and_said():
    subs = [made("S1", "MO root", until=800, extensions=[pointing("http://o.example/")])]
    subs += [made(f"S{one}", f"S{one - 1}", until=800, extensions=[pointing("http://o.example/")]) for one in (2, 3, 4)]
    leaf = made(EMAID, "S4", ca=False, until=300, extensions=[pointing("http://o.example/")])
    (request,) = sent(decision := shows(parked(), leaf, *reversed(subs)))
    assert len(request.iso15118_certificate_hash_data) == 4
    assert any("1 of the 5" in one.message for one in decision.findings)
    silent = made("MO Sub2", "MO Sub1", until=800)
    (request,) = sent(decision := shows(parked(), LEAF, silent, SUB_1))
    assert len(request.iso15118_certificate_hash_data) == 2
    assert any("1 of the 3" in one.message for one in decision.findings)


@pytest.mark.requirement("C07.FR.06")
@pytest.mark.parametrize("version", Version)
def test_under_a_root_that_is_not_installed_the_chain_goes_along_for_central_validation(version):
    decision = shows(parked(*UNKNOWN_ROOT, version=version), *CHAIN, MO_ROOT)
    (request,) = sent(decision)
    assert request.certificate == pem(*CHAIN), "the contract first, no root"
    assert request.iso15118_certificate_hash_data is None
    assert decision.decided_by == "C07.FR.06"
    to_wire(request, version)


@pytest.mark.requirement("C07.FR.06")
def test_where_central_validation_is_not_allowed_the_vehicle_is_refused_and_nobody_is_asked():
    decision = shows(parked(*UNKNOWN_ROOT, CentralContractValidationAllowed="false"))
    assert (sent(decision), charges(decision), decision.decided_by) == ([], False, "C07.FR.06")
    assert "M05" in decision.findings[0].remedy
    assert "CentralContractValidationAllowed" in told(decision).why


@pytest.mark.requirement("C07.FR.06")
def test_a_chain_that_the_version_cannot_carry_is_refused_and_why():
    subs = [made(f"S{one}", f"S{one - 1}" if one else "far root", until=800) for one in range(11)]
    leaf = made(EMAID, "S10", ca=False, until=300)
    assert 5500 < len(pem(leaf, *subs)) < 10_000
    decision = shows(parked(*UNKNOWN_ROOT, version=Version.V201), leaf, *reversed(subs))
    assert (sent(decision), charges(decision)) == ([], False)
    assert "OCPP 2.0.1 allows 5500" in told(decision).why
    assert sent(shows(parked(*UNKNOWN_ROOT), leaf, *reversed(subs)))


@pytest.mark.requirement("C07.FR.06")
def test_a_chain_without_any_responder_goes_along_itself():
    subs = [made("MO Sub1", "MO root", until=800), made("MO Sub2", "MO Sub1", until=800)]
    leaf = made(EMAID, "MO Sub2", ca=False, until=300)
    (request,) = sent(shows(parked(), leaf, *reversed(subs)))
    assert request.certificate
    assert request.iso15118_certificate_hash_data is None


@pytest.mark.requirement("C07.FR.02")
def test_a_chain_that_does_not_hold_is_refused_here_or_left_to_the_csms_as_the_policy_says():
    over = made(EMAID, "MO Sub2", ca=False, since=-30, until=-1)
    decision = shows(parked(), over, SUB_2, SUB_1)
    assert (sent(decision), charges(decision)) == ([], False)
    assert "expired" in {one.code for one in decision.findings}
    (request,) = sent(shows(parked(), over, SUB_2, SUB_1, policy=Policy(invalid_contract="ask")))
    assert request.certificate == pem(over, SUB_2, SUB_1)


@pytest.mark.requirement("C07.FR.02")
@pytest.mark.parametrize(
    ("state", "chain", "emaid", "words"),
    [
        (parked(PnCEnabled="false"), CHAIN, "", "PnCEnabled"),
        (parked(), (b"no certificate", *CHAIN), "", "can be read"),
        (parked(version=Version.V201), CHAIN, "D" * 37, "allows 36"),
        (parked(), CHAIN, "DEPNCC99999999X", "names the eMAID"),
    ],
)
def test_what_cannot_be_asked_about_is_refused_at_once(state, chain, emaid, words):
    decision = shows(state, *chain, emaid=emaid)
    assert (sent(decision), charges(decision), decision.decided_by) == ([], False, "C07.FR.02")
    assert words in told(decision).why
    nothing = react(parked(), ContractPresented(()))
    assert isinstance(told(nothing), DenyVehicle)


@pytest.mark.requirement("C07.FR.02")
@pytest.mark.parametrize("emaid", ["DE-PNC-C00000042-H", "depncc00000042h", "DEPNCC00000042"])
def test_another_spelling_of_the_emaid_is_the_same_contract(emaid):
    assert same_contract(emaid, EMAID)
    (request,) = sent(shows(parked(), emaid=emaid))
    assert request.id_token.id_token == emaid


@pytest.mark.requirement("C07.FR.02")
def test_another_emaid_may_go_on_with_a_warning_where_the_policy_has_it():
    decision = shows(parked(), emaid="DEPNCC99999999X", policy=Policy(other_emaid="warn"))
    assert sent(decision)[0].id_token.id_token == "DEPNCC99999999X"
    assert any("names the eMAID" in one.message for one in decision.findings)


@pytest.mark.parametrize(
    ("certificate", "token", "requirement"),
    [
        (STATUS.ACCEPTED, TOKEN.ACCEPTED, "C07.FR.14"),
        (STATUS.ACCEPTED, TOKEN.CONCURRENT_TX, "C07.FR.04"),
        (STATUS.CONTRACT_CANCELLED, TOKEN.BLOCKED, "C07.FR.13"),
        (STATUS.CONTRACT_CANCELLED, TOKEN.ACCEPTED, "C07.FR.13"),
        (STATUS.CERTIFICATE_EXPIRED, TOKEN.EXPIRED, "C07.FR.15"),
        (STATUS.CERTIFICATE_REVOKED, TOKEN.INVALID, "C07.FR.16"),
        (STATUS.CERT_CHAIN_ERROR, TOKEN.INVALID, "C07.FR.17"),
        (STATUS.SIGNATURE_ERROR, TOKEN.ACCEPTED, "C07.FR.17"),
        (None, TOKEN.ACCEPTED, "C07.FR.14"),
        (None, TOKEN.UNKNOWN, "C07.FR.04"),
    ],
)
@pytest.mark.requirement("C07.FR.04", "C07.FR.13", "C07.FR.14")
def test_both_answers_must_be_good_before_a_vehicle_may_charge(certificate, token, requirement):
    decision = answered(shows(parked()), said(certificate, token))
    assert charges(decision) == (certificate is STATUS.ACCEPTED and token is TOKEN.ACCEPTED)
    assert decision.decided_by == requirement
    assert (told(decision).certificate_status, told(decision).token_status) == (str(certificate or ""), str(token))
    assert decision.state.plug.authorisations == ()
    lenient = answered(shows(parked()), said(certificate, token), Policy(without_certificate_status="accept"))
    assert charges(lenient) == (certificate in {None, STATUS.ACCEPTED} and token is TOKEN.ACCEPTED)


@pytest.mark.requirement("C07.FR.01")
@pytest.mark.parametrize("ends", ["time", "timer", "no answer"])
def test_without_an_answer_nobody_charges_and_a_late_one_is_left_aside(ends):
    begun = shows(parked())
    (request,) = sent(begun)
    happens: dict[str, Event] = {"time": TimePassed(), "timer": VehicleWaited(), "no answer": PlugUnanswered(request, "lost")}
    event = happens[ends]
    over = react(begun.state, event, NOW + timedelta(seconds=4.5))
    assert (charges(over), over.decided_by) == (False, "C07.FR.01")
    late = react(over.state, AuthorizeAnswered(request, said()))
    assert (late.effects, "too late" in late.findings[0].message) == ((), True)
    gone = react(begun.state, VehicleGone())
    assert react(gone.state, VehicleWaited()).effects == ()


def offline(state, **variables):
    """A station that knows the same of eMAIDs, and has no connection."""
    return replace(parked(connected=False, **variables), plug=state.plug)


KNOWN = answered(shows(parked()), said()).state
BLOCKED = answered(shows(parked()), said(STATUS.CONTRACT_CANCELLED, TOKEN.BLOCKED)).state
FOR_A_DAY = answered(shows(parked()), said(until=NOW + DAY)).state


@pytest.mark.requirement("C07.FR.07")
def test_offline_nobody_charges_where_offline_validation_is_off():
    decision = shows(offline(KNOWN, ContractValidationOffline="false"))
    assert (sent(decision), charges(decision), decision.decided_by) == ([], False, "C07.FR.07")


@pytest.mark.requirement("C07.FR.08")
@pytest.mark.parametrize(
    ("chain", "status"),
    [
        ((made(EMAID, "MO Sub2", ca=False, since=-30, until=-1), SUB_2, SUB_1), "CertificateExpired"),
        ((LEAF, SUB_1), "CertChainError"),
        ((made(EMAID, "far", ca=False), made("far", "far root")), "CertChainError"),
    ],
)
def test_offline_a_chain_that_does_not_hold_is_refused_whatever_is_known_of_the_emaid(chain, status):
    decision = shows(offline(KNOWN), *chain)
    assert (charges(decision), decision.decided_by, told(decision).certificate_status) == (False, "C07.FR.08", status)


@pytest.mark.requirement("C07.FR.09")
@pytest.mark.parametrize(
    ("state", "variables", "now", "goes_on"),
    [
        (KNOWN, {}, NOW, True),
        (KNOWN, {"LocalAuthorizeOffline": "false"}, NOW, False),
        (BLOCKED, {}, NOW, False),
        (BLOCKED, {"OfflineTxForUnknownIdEnabled": "true"}, NOW, False),
        (FOR_A_DAY, {}, NOW, True),
        (FOR_A_DAY, {}, NOW + DAY, False),
        (parked(), {}, NOW, False),
        (parked(), {"OfflineTxForUnknownIdEnabled": "true"}, NOW, True),
    ],
)
def test_offline_the_emaid_is_looked_up_in_what_the_csms_said_before(state, variables, now, goes_on):
    decision = shows(offline(state, **variables), now=now)
    assert (sent(decision), charges(decision), decision.decided_by) == ([], goes_on, "C07.FR.09")
    assert "Local Authorization List" in told(decision).why
    assert "Not checked: revocation" in told(decision).why


@pytest.mark.requirement("C07.FR.09")
def test_without_an_authorization_cache_nothing_is_kept_nor_looked_up():
    off = answered(shows(parked(Enabled="false")), said())
    assert off.state.plug.tokens == ()
    assert not charges(shows(offline(KNOWN, Enabled="false")))


def test_the_number_of_vehicles_that_wait_is_bounded_and_the_cache_survives_an_export():
    state = parked()
    for number in range(MOST + 3):
        state = react(state, ContractPresented(items(*CHAIN), session=str(number))).state
    assert len(state.plug.authorisations) == MOST
    journal = Journal(parked())
    begun = shows(parked())
    for event in (
        ContractPresented(items(*CHAIN)),
        AuthorizeAnswered(sent(begun)[0], said()),
        ContractPresented(items(*CHAIN), EMAID, "2"),
    ):
        journal = journal.happened(event, NOW)
    again = from_dict(to_dict(journal))
    assert [one.decision.effects for one in again.entries] == [one.decision.effects for one in journal.entries]
    later = from_dict(to_dict(Journal(journal.state)))
    assert later.start.plug.tokens == journal.state.plug.tokens
    assert later.start.plug.authorisations == ()


@pytest.mark.parametrize("type_", [MO, V2G])
@pytest.mark.requirement("C07.FR.02")
def test_a_contract_may_lead_to_an_mo_root_or_to_a_v2g_root(type_):
    assert sent(shows(parked((type_, MO_ROOT))))[0].iso15118_certificate_hash_data


SILENT = made(EMAID, "MO Sub2", ca=False, until=300)


@pytest.mark.requirement("C07.FR.02")
def test_hash_data_without_the_contract_itself_are_not_sent_for_its_sub_cas_say_nothing_of_it():
    (request,) = sent(shows(parked(), SILENT, SUB_2, SUB_1))
    assert (request.iso15118_certificate_hash_data, request.certificate) == (None, pem(SILENT, SUB_2, SUB_1))
    decision = shows(parked(CentralContractValidationAllowed="false"), SILENT, SUB_2, SUB_1)
    assert (sent(decision), charges(decision), decision.decided_by) == ([], False, "C07.FR.06")
    assert "names no responder" in told(decision).why


def sample(name):
    return tuple(one for one in wb.load(wb.samples(f"iso15118-2/{name}.pem")).items if one.facts is not None)


@pytest.mark.requirement("C07.FR.02")
@pytest.mark.parametrize("connected", [True, False])
@pytest.mark.parametrize(
    ("name", "words"),
    [("secc-chain", "an SECC certificate"), ("cps-chain", "a CPS certificate"), ("cpo-sub-ca2", "a CPO Sub-CA 2")],
)
def test_another_certificate_of_the_same_v2g_pki_is_no_contract(name, words, connected):
    chain, (top,) = sample(name), sample("v2g-root")
    state = parked((V2G, top.certificate), connected=connected, OfflineTxForUnknownIdEnabled="true")
    decision = react(state, ContractPresented(chain), reference_time())
    assert (sent(decision), charges(decision)) == ([], False)
    assert f"is {words}, where a contract certificate is due" in told(decision).why


@pytest.mark.requirement("C07.FR.09")
@pytest.mark.parametrize("bad", [STATUS.CERTIFICATE_REVOKED, STATUS.CERT_CHAIN_ERROR, STATUS.CONTRACT_CANCELLED])
def test_an_accepted_emaid_of_a_refused_certificate_is_not_kept_for_later(bad):
    wrong_pair = answered(shows(KNOWN), said(bad, TOKEN.ACCEPTED))
    assert not charges(wrong_pair)
    assert wrong_pair.state.plug.tokens == ()
    assert not charges(shows(offline(wrong_pair.state)))


@pytest.mark.parametrize(
    ("certificate", "token"),
    [(one, TOKEN.INVALID) for one in STATUS if one is not STATUS.ACCEPTED] + [(STATUS.ACCEPTED, TOKEN.BLOCKED)],
)
def test_each_refusal_of_the_csms_says_what_to_do(certificate, token):
    assert answered(shows(parked()), said(certificate, token)).findings[0].remedy


@pytest.mark.requirement("C07.FR.02")
@pytest.mark.parametrize("connected", [True, False])
def test_a_certificate_without_a_common_name_does_not_carry_the_emaid_that_a_vehicle_claims(connected, monkeypatch):
    known, another = pki.name, x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, EMAID)])
    monkeypatch.setattr(pki, "name", lambda text: known(text) if text != "nameless" else another)
    nameless = made("nameless", "MO Sub2", ca=False, until=300, extensions=[pointing("http://ocsp.example/2")])
    state = parked(connected=connected, OfflineTxForUnknownIdEnabled="true")
    decision = shows(state, nameless, SUB_2, SUB_1, emaid=EMAID)
    assert (sent(decision), charges(decision)) == ([], False)
    assert "no common name" in told(decision).why
