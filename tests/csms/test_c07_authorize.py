"""C07 in the CSMS: a contract by hash data or as PEM, whom it asks, and what it says of certificate and token."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

import workbench as wb
from tests.csms.driving import on_the_wire, there
from tests.csms.test_m06_m07_status import looked
from tests.station.makers import pem
from tests.station.plug_made import CHAIN, EMAID, LEAF, MO_ROOT, SUB_1, SUB_2
from tests.station.status_made import response
from tests.trust.pki import NOW, items, made
from workbench.certs.hashdata import hash_data_of
from workbench.csms.c07_verdict import GOOD, answer
from workbench.csms.csms import decide
from workbench.csms.effects import LookUp
from workbench.csms.events import LookedUp, Received
from workbench.csms.policy import STRICT, Policy
from workbench.messages.authorize import AuthorizeCertificateStatus, AuthorizeRequest
from workbench.messages.faults import ErrorCode
from workbench.messages.hash_data import OCSPRequestDataType
from workbench.messages.id_token import IdToken
from workbench.messages.versions import Version
from workbench.sample_pki import reference_time

URLS = ("http://ocsp.example/2", "http://ocsp.example/1", "http://ocsp.example/root")
ISSUERS = (SUB_2, SUB_1, MO_ROOT)
KNOWN = Policy(contracts=((EMAID, "Accepted"),))
CAS = items(SUB_2, SUB_1, MO_ROOT)


def record(*known, version=Version.V21):
    return replace(there(version=version), known=known or CAS)


def authorize(emaid=EMAID, type_="eMAID", **more):
    return AuthorizeRequest(id_token=IdToken(id_token=emaid, type=type_), **more)


def by_hash(emaid=EMAID):
    entries = (
        OCSPRequestDataType.of(hash_data_of(one, by, "SHA256"), url) for one, by, url in zip(CHAIN, ISSUERS, URLS, strict=True)
    )
    return authorize(emaid, iso15118_certificate_hash_data=tuple(entries))


def good(**statuses):
    """The responders' answers, the contract's first; by word ``leaf``, ``sub2``, ``sub1``."""
    pairs = zip(("leaf", "sub2", "sub1"), CHAIN, URLS, strict=True)
    return {url: response(one, statuses.get(word, "good")) for word, one, url in pairs if statuses.get(word) != "silent"}


def asked(message, answers=None, policy=KNOWN, *, known=None, off=False, now=NOW):
    base = known if known is not None else record()
    first, second, urls = looked(base, message, good() if answers is None else answers, policy, off=off, now=now)
    assert first.decided_by == "C07.FR.05"
    return second, urls


def pair(decision):
    reply = decision.reply
    return str(reply.certificate_status or ""), str(reply.id_token_info.status)


@pytest.mark.requirement("C07.FR.04", "C07.FR.05", "C07.FR.14")
@pytest.mark.parametrize("version", Version)
def test_a_contract_whose_whole_chain_is_good_and_whose_emaid_is_known_is_accepted(version):
    decision, urls = asked(by_hash(), known=record(version=version))
    assert pair(decision) == ("Accepted", "Accepted")
    assert decision.decided_by == "C07.FR.14"
    assert [url for url, _ in urls] == list(URLS), "each responder that the station names"


@pytest.mark.requirement("C07.FR.16")
@pytest.mark.parametrize("place", ["leaf", "sub2", "sub1"])
def test_one_revoked_certificate_of_the_chain_is_enough(place):
    decision, _ = asked(by_hash(), good(**{place: "revoked"}))
    assert (pair(decision), decision.decided_by) == (("CertificateRevoked", "Invalid"), "C07.FR.16")
    decision, _ = asked(
        by_hash(), {**good(**{place: "revoked"}), URLS[0]: b"nonsense"} if place != "leaf" else good(leaf="revoked")
    )
    assert pair(decision)[0] == "CertificateRevoked", "before what could not be had"


@pytest.mark.requirement("C07.FR.05", "C07.FR.17")
@pytest.mark.parametrize("answers", [good(leaf="silent"), good(sub1="unknown"), {}, good() | {URLS[1]: b"<html>"}])
def test_what_could_not_be_had_is_refused_or_accepted_as_the_policy_says_and_never_called_good(answers):
    decision, _ = asked(by_hash(), answers)
    assert (pair(decision), decision.decided_by) == (("CertChainError", "Invalid"), "C07.FR.17")
    lenient = replace(KNOWN, contract_without_status="accept")
    decision, _ = asked(by_hash(), answers, lenient)
    assert (pair(decision), decision.decided_by) == (("Accepted", "Accepted"), "C07.FR.05")
    assert decision.findings[0].severity == "warning"
    decision, _ = asked(by_hash(), good(leaf="revoked") | {URLS[1]: b""}, lenient)
    assert pair(decision) == ("CertificateRevoked", "Invalid")


@pytest.mark.requirement("C07.FR.17")
def test_while_live_checks_are_off_nobody_is_called_good():
    decision, _ = asked(by_hash(), {}, off=True)
    assert pair(decision) == ("CertChainError", "Invalid")
    assert "are off" in decision.findings[0].message


@pytest.mark.requirement("C07.FR.13", "C07.FR.14")
@pytest.mark.parametrize(
    ("status", "certificate"),
    [
        ("Accepted", "Accepted"),
        ("ConcurrentTx", "Accepted"),
        ("NotAtThisTime", "Accepted"),
        ("NoCredit", "Accepted"),
        ("Blocked", "ContractCancelled"),
        ("Expired", "ContractCancelled"),
        ("Invalid", "ContractCancelled"),
        ("Unknown", "ContractCancelled"),
        (None, "ContractCancelled"),
    ],
)
def test_a_sound_chain_of_a_contract_that_is_over_is_cancelled(status, certificate):
    listed = Policy(contracts=() if status is None else (("de-pnc-c00000042-h", status),))
    decision, _ = asked(by_hash(), policy=listed)
    assert pair(decision) == (certificate, status or "Unknown")
    assert decision.decided_by == ("C07.FR.13" if certificate == "ContractCancelled" else "C07.FR.14")
    decision, _ = asked(by_hash(), policy=Policy(unknown_contract="Accepted"))
    assert pair(decision) == ("Accepted", "Accepted")


@pytest.mark.requirement("C07.FR.15")
def test_a_certificate_at_hand_that_is_over_is_expired_though_hash_data_do_not_tell():
    later = NOW + timedelta(days=301)
    known = record(*items(LEAF), *CAS)
    decision = decide(known, Received(on_the_wire(by_hash(), Version.V21)), later, KNOWN)
    assert (pair(decision), decision.decided_by, decision.effects) == (("CertificateExpired", "Expired"), "C07.FR.15", ())
    assert decide(record(), Received(by_hash()), later, KNOWN).effects, "unknown to it: the responders are asked"


@pytest.mark.requirement("C07.FR.13")
def test_hash_data_of_a_contract_at_hand_with_another_emaid_are_refused():
    known = record(*items(LEAF), *CAS)
    decision = decide(known, Received(by_hash("DEPNCC99999999X")), NOW, Policy(contracts=(("DEPNCC99999999X", "Accepted"),)))
    assert (pair(decision), decision.effects) == (("ContractCancelled", "Invalid"), ())
    assert decide(known, Received(by_hash("DE-PNC-C00000042-H")), NOW, KNOWN).effects


@pytest.mark.requirement("C07.FR.02")
def test_an_emaid_alone_is_answered_by_the_list_and_nothing_is_said_of_its_certificate():
    decision = decide(record(), Received(authorize()), NOW, KNOWN)
    assert (pair(decision), decision.decided_by) == (("", "Accepted"), "C07.FR.02")
    assert pair(decide(record(), Received(authorize("DEPNCC99999999X")), NOW, KNOWN)) == ("", "Unknown")
    decision = decide(record(), Received(authorize("0815", "ISO14443")), NOW, KNOWN)
    assert decision.refused is not None
    assert decision.refused.code is ErrorCode.NOT_SUPPORTED


AT = reference_time()
SAMPLE = "DEPNCC00000042H"
LISTED = Policy(contracts=((SAMPLE, "Accepted"),))


def sample(*names):
    return tuple(item for name in names for item in wb.load(wb.samples(f"iso15118-2/{name}.pem")).items)


def by_pem(text=None, emaid=SAMPLE):
    return authorize(
        emaid, certificate=text if text is not None else wb.samples("iso15118-2/contract-chain.pem").read_text("utf-8")
    )


def validated(message, *, known=None, at=AT, policy=LISTED):
    kept = replace(there(), known=sample("mo-root", "v2g-root") if known is None else known)
    return decide(kept, Received(on_the_wire(message, Version.V21)), at, policy)


@pytest.mark.requirement("C07.FR.05", "C07.FR.06")
def test_a_chain_as_pem_is_validated_here_and_its_responders_are_asked_then():
    decision = validated(by_pem())
    (order,) = decision.effects
    assert isinstance(order, LookUp)
    assert [one.urls[0].rpartition("/")[2] for one in order.questions] == ["mo-sub-ca2", "mo-sub-ca1", "mo-root"]
    silent = decide(decision.record, LookedUp(order, (), off=True), AT, LISTED)
    assert pair(silent) == ("CertChainError", "Invalid")


@pytest.mark.parametrize(
    ("message", "ways", "said", "rule"),
    [
        (by_pem(), {"known": ()}, ("CertChainError", "Invalid"), "C07.FR.17"),
        (by_pem(), {"known": sample("oem-root", "v2g-root")}, ("CertChainError", "Invalid"), "C07.FR.17"),
        (by_pem(), {"at": AT + timedelta(days=590)}, ("CertificateExpired", "Expired"), "C07.FR.15"),
        (by_pem(pem(LEAF)), {}, ("CertChainError", "Invalid"), "C07.FR.17"),
        (by_pem("no certificate"), {}, ("CertChainError", "Invalid"), "C07.FR.17"),
        (by_pem(wb.samples("iso15118-2/secc-chain.pem").read_text("utf-8")), {}, ("CertChainError", "Invalid"), "C07.FR.17"),
        (by_pem(emaid="DEPNCC99999999X"), {}, ("ContractCancelled", "Invalid"), "C07.FR.13"),
    ],
    ids=["no root", "another root", "over", "another chain", "no PEM", "an SECC's", "another eMAID"],
)
@pytest.mark.requirement("C07.FR.06", "C07.FR.13", "C07.FR.15", "C07.FR.17")
def test_a_chain_that_does_not_hold_is_refused_and_nobody_is_asked(message, ways, said, rule):
    decision = validated(message, **ways)
    assert (pair(decision), decision.decided_by, decision.effects) == (said, rule, ())
    assert decision.findings[0].severity == "error"


def test_no_anchor_is_taken_from_the_message_itself():
    """A stranger's whole chain with its own root proves nothing."""
    root = made("Evil root", "Evil root", until=900)
    leaf = made(SAMPLE, "Evil root", ca=False, until=300)
    assert pair(validated(by_pem(pem(leaf, root)))) == ("CertChainError", "Invalid")
    whole = "".join(wb.samples(f"iso15118-2/{name}.pem").read_text("utf-8") for name in ("contract-chain", "mo-root"))
    assert pair(validated(by_pem(whole), known=sample("v2g-root"))) == ("CertChainError", "Invalid")
    assert validated(by_pem(whole)).effects


@pytest.mark.requirement("C07.FR.05", "C07.FR.17")
def test_a_certificate_about_which_nobody_could_be_asked_is_not_called_good():
    begun = validated(by_pem())
    (order,) = begun.effects
    found = tuple(SimpleNamespace(question=one, status=GOOD, findings=()) for one in order.questions)
    on: Any = SimpleNamespace(found=found, off=False)
    off: Any = SimpleNamespace(found=found, off=True)
    assert answer(on, 0, STRICT).certificate is AuthorizeCertificateStatus.ACCEPTED
    for unsure in (answer(on, 1, STRICT), answer(off, 0, STRICT)):
        assert (unsure.certificate, str(unsure.token)) == (AuthorizeCertificateStatus.CERT_CHAIN_ERROR, "Invalid")
