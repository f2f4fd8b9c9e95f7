"""Whatever a station says in whatever order: the CSMS decides, believes only what was said, and keeps no key."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import hypothesis.strategies as st
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given

from tests.csms.driving import Script, drive, entry, on_the_wire
from tests.csms.signing import CLIENT, CPO1, CPO2, SECC_LEAF, SUB, asks, csr, pem, secc_csr
from tests.messages.made import values
from tests.properties.depth import examples
from tests.station.status_made import LEAF, response
from tests.trust.pki import NOW, items, key, made
from workbench.certs.hashdata import HashAlgorithm, hash_data_of
from workbench.csms.csms import decide
from workbench.csms.drift import adopt, drift
from workbench.csms.effects import AskPool, LookUp, Send, SignCsr
from workbench.csms.events import (
    Answered,
    Connected,
    Disconnected,
    LookedUp,
    NoAnswer,
    PoolAnswered,
    PoolFailed,
    Received,
    Signed,
    SigningFailed,
)
from workbench.csms.m03_list import list_certificates
from workbench.csms.m04_delete import delete_certificate
from workbench.csms.m05_install import install_certificate
from workbench.csms.policy import Policy, switches
from workbench.csms.record import MOST_KEPT, StationRecord
from workbench.csms.rollout import plan_rollout
from workbench.csms.rotation import rotate
from workbench.csms.status_looking import NothingCame, searches
from workbench.findings import Finding
from workbench.messages.actions import ACTIONS
from workbench.messages.certificates import (
    CertificateHashDataChain,
    DeleteCertificateRequest,
    GetInstalledCertificateIdsRequest,
    GetInstalledCertificateIdsResponse,
    GetInstalledCertificateStatus,
    InstallCertificateRequest,
    InstallCertificateResponse,
    InstallCertificateUse,
)
from workbench.messages.codec import to_wire
from workbench.messages.ev_certificate import Get15118EVCertificateResponse
from workbench.messages.hash_data import CertificateHashDataType
from workbench.messages.plans import object_of
from workbench.messages.sign_certificate import CertificateSignedRequest, CertificateSigningUse
from workbench.messages.variables import GetVariablesRequest
from workbench.messages.versions import Version
from workbench.requirements import find

WORDS = st.text(max_size=300).filter(lambda text: "{}" not in text)
"""Text of strangers; without what an unfilled sentence of ours would show, see ``assert_sound``."""

if TYPE_CHECKING:
    from collections.abc import Iterator

CSMS, V2G, CHAIN = "CSMSRootCertificate", "V2GRootCertificate", "V2GCertificateChain"
OLD, NEW, OTHER = made("CSMS root 1", "CSMS root 1"), made("CSMS root 2", "CSMS root 1"), made("V2G root", "V2G root")
ISSUERS = {OLD: OLD, NEW: OLD, OTHER: OTHER, SUB: SUB}
KNOWN = {OLD: OLD, NEW: OLD, OTHER: OTHER}

numbers = st.none() | st.integers(0, 2)
uses = st.sampled_from([*CertificateSigningUse, None])
orders = st.builds(SignCsr, st.just("CS0001"), uses, numbers, st.just(csr()), st.just("0" * 64))


def response_of(action):
    return values(object_of(ACTIONS[action].response, Version.V21))


any_request = st.sampled_from([one for one in ACTIONS.values() if one.sender == "station"]).flatmap(
    lambda one: values(object_of(one.request, Version.V21))
)
to_station = [one for one in ACTIONS.values() if one.sender == "csms"]
any_answer = st.sampled_from(to_station).flatmap(
    lambda one: st.builds(Answered, values(object_of(one.request, Version.V21)), values(object_of(one.response, Version.V21)))
)
wrong_answer = st.tuples(st.sampled_from(to_station), st.sampled_from(to_station)).flatmap(
    lambda two: st.builds(Answered, values(object_of(two[0].request, Version.V21)), values(object_of(two[1].response, Version.V21)))
)
no_answer = st.sampled_from(to_station).flatmap(
    lambda one: st.builds(
        NoAnswer,
        values(object_of(one.request, Version.V21)),
        WORDS,
        st.sampled_from(["", "NotSupported", "x" * 99]),
    )
)
roots = st.sampled_from(list(KNOWN))
data = st.builds(
    lambda one, how: CertificateHashDataType.of(hash_data_of(one, KNOWN[one], how)), roots, st.sampled_from(HashAlgorithm)
)
entries = st.builds(
    lambda type_, one, children: CertificateHashDataChain(
        certificate_type=type_, certificate_hash_data=one, child_certificate_hash_data=children or None
    ),
    st.sampled_from([CSMS, V2G, CHAIN]),
    data,
    st.lists(data, max_size=3).map(tuple),
)
likely = st.one_of(
    st.builds(lambda *parts: Received(asks(*parts)), st.sampled_from([csr(), secc_csr(), "CSR"]), uses, numbers),
    st.builds(
        lambda type_, one: InstallCertificateRequest(certificate_type=type_, certificate=pem(one)),
        st.sampled_from(InstallCertificateUse),
        roots,
    ).flatmap(lambda request: st.builds(Answered, st.just(request), response_of("InstallCertificate"))),
    data.map(lambda one: DeleteCertificateRequest(certificate_hash_data=one)).flatmap(
        lambda request: st.builds(Answered, st.just(request), response_of("DeleteCertificate"))
    ),
    st.lists(entries, max_size=4).map(
        lambda some: Answered(
            GetInstalledCertificateIdsRequest(),
            GetInstalledCertificateIdsResponse(
                status=GetInstalledCertificateStatus("Accepted" if some else "NotFound"),
                certificate_hash_data_chain=tuple(some) or None,
            ),
        )
    ),
    st.builds(
        lambda chain, type_, number: CertificateSignedRequest(certificate_chain=chain, certificate_type=type_, request_id=number),
        st.sampled_from([pem(CLIENT, SUB), pem(SECC_LEAF, CPO2, CPO1), "nothing"]),
        uses,
        numbers,
    ).flatmap(lambda request: st.builds(Answered, st.just(request), response_of("CertificateSigned"))),
    st.builds(
        Signed,
        orders,
        st.sampled_from([pem(CLIENT, SUB), ""]),
    ),
    st.builds(
        SigningFailed,
        orders,
        WORDS,
    ),
    st.builds(Connected, st.sampled_from(Version), st.integers(0, 3), st.sampled_from(["", "a", "b"])),
    st.just(Disconnected()),
)
events = st.one_of(likely, likely, likely, any_request.map(Received), any_answer, wrong_answer, no_answer)
BOOLEANS = [one.name for one in switches() if isinstance(one.default, bool)]
policies = st.builds(
    Policy,
    unverifiable_status=st.sampled_from(["failed", "as received"]),
    refused_departures=st.sampled_from(["none", "unmendable", "all"]),
    kept_last_roots=st.sampled_from([frozenset(), frozenset({CSMS})]),
    variables_per_message=st.integers(-1, 4),
    contracts=st.sampled_from([(), (("DEPNCC00000042H", "Accepted"), ("x", "Blocked"))]),
    unknown_contract=st.sampled_from(["Unknown", "Accepted"]),
    contract_without_status=st.sampled_from(["refuse", "accept"]),
    **{name: st.booleans() for name in BOOLEANS},
)
SECRETS = [key(name).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()) for name in ("new", "CS0001")]


@pytest.mark.requirement("A04.FR.03", "A02.FR.11", "A02.FR.12")
@examples(80)
@given(st.lists(events, min_size=4, max_size=20), policies, response_of("Get15118EVCertificate"))
def test_every_order_of_events_is_decided(happenings, policy, from_the_pool):
    record, now = StationRecord(identity="CS0001", known=items(OLD)), NOW
    for event in happenings:
        now += timedelta(minutes=1)
        decision = decide(record, event, now, policy)
        assert decision == decide(record, event, now, policy), "the same again"
        if isinstance(event, Received):
            orders = [one for one in decision.effects if isinstance(one, LookUp | AskPool)]
            assert [decision.reply is not None, decision.refused is not None, len(orders) == 1].count(True) == 1
            record = asked_the_pool(decision.record, orders, from_the_pool, now, policy)
            record = looked_up(record, [one for one in orders if isinstance(one, LookUp)], now, policy)
        else:
            assert decision.reply is None
            record = decision.record
        assert_sound(decision)
    hash(record)
    drift(record, items(NEW))
    assert not [one for one in drift(adopt(record)) if one.kind in {"missing", "unknown", "algorithm"}] or any(
        one.stale for one in record.listings
    )
    plan_rollout([record], pem(NEW), now=now)


def asked_the_pool(record, orders, response, now, policy):
    """What a pool may say: anything that the schema has, and nothing."""
    for order in (one for one in orders if isinstance(one, AskPool)):
        for event in (PoolFailed(order, "why", none=True), PoolFailed(order, "why"), PoolAnswered(order, response)):
            answered = decide(record, event, now, policy)
            assert_sound(answered)
            assert isinstance(answered.reply, Get15118EVCertificateResponse)
            assert answered.reply.status == "Failed" or answered.reply.exi_response == response.exi_response
            record = answered.record
    return record


def looked_up(record, orders, now, policy):
    """What a look-up may bring, one thing after the other: garbage, an answer about something else, nothing."""
    for order in orders:
        found = []
        for search in searches(record, order, now, policy):
            came: Iterator[bytes | NothingCame] = itertools.cycle([b"garbage", response(LEAF), NothingCame("nobody")])
            try:
                next(search)
                while True:
                    search.send(next(came))
            except StopIteration as end:
                found.append(end.value)
        for event in (LookedUp(order, ()), LookedUp(order, (), off=True), LookedUp(order, tuple(found))):
            answered = decide(record, event, now, policy)
            assert answered.reply is not None
            assert_sound(answered)
            record = answered.record
    return record


def assert_sound(decision):
    record = decision.record
    if decision.reply is not None:
        payload = to_wire(decision.reply, record.version)
        if payload.get("status") == "Rejected":
            assert payload["statusInfo"]["additionalInfo"]
    for effect in decision.effects:
        if isinstance(effect, Send):
            on_the_wire(effect.message, record.version)
    for finding in decision.findings:
        assert isinstance(finding, Finding)
        assert finding.message
        assert not finding.requirement.startswith(("A0", "M0", "F0")) or find(finding.requirement).in_force
        assert "{}" not in finding.message
    assert len(record.answers) <= MOST_KEPT
    assert len({(one.certificate_type, one.request_id) for one in record.signings}) == len(record.signings)
    shown = repr(record)
    assert "PRIVATE" not in shown
    assert not any(secret.hex() in shown or repr(secret) in shown for secret in SECRETS)


def station_of(draw_entries, ways):
    def installs(request):
        (one,) = [certificate for certificate in KNOWN if pem(certificate) == request.certificate]
        return entry(str(request.certificate_type), hash_data_of(one, KNOWN[one], "SHA256"))

    return Script(draw_entries, installs=installs if ways.pop("honest") else lambda _: None, **ways)


statuses = st.none() | st.sampled_from(["Accepted", "Failed"])
asked = [InstallCertificateRequest, DeleteCertificateRequest, GetInstalledCertificateIdsRequest, GetVariablesRequest]
ways = st.fixed_dictionaries(
    {
        "honest": st.booleans(),
        "silent": st.lists(st.sampled_from(asked), max_size=2).map(tuple),
        "errors": st.dictionaries(st.sampled_from(asked), st.sampled_from(["NotSupported", "InternalError"]), max_size=1),
        "says": st.builds(
            lambda install, delete: {
                kind: status
                for kind, status in ((InstallCertificateRequest, install), (DeleteCertificateRequest, delete))
                if status is not None
            },
            statuses,
            statuses,
        ),
        "variables": st.sampled_from(
            [{}, {"AdditionalRootCertificateCheck": "true"}, {"CertificateEntries": "2", "CertificateEntries:MaxSet": "2"}]
        ),
    }
)


@st.composite
def procedures(draw):
    """A function from a record to a procedure."""
    one, policy = draw(roots), draw(policies)
    match draw(st.sampled_from(["list", "delete", "install", "rotate"])):
        case "list":
            return lambda record: list_certificates(record, policy=policy)
        case "delete":
            really = draw(st.booleans())
            return lambda record: delete_certificate(record, hash_data_of(one, KNOWN[one], "SHA256"), really=really, policy=policy)
        case "install":
            type_ = draw(st.sampled_from([CSMS, V2G, "OEMRootCertificate"]))
            return lambda record: install_certificate(record, type_, pem(one), now=NOW, policy=policy)
        case _:
            return lambda record: rotate(record, pem(NEW), "new", now=NOW, policy=policy)


@examples(200)
@given(st.lists(st.tuples(procedures(), ways), min_size=1, max_size=4), st.lists(entries, max_size=3), st.sampled_from(Version))
def test_no_procedure_ends_with_a_record_that_claims_what_the_station_did_not_confirm(runs, begun, version):
    record = decide(StationRecord(identity="CS0001", known=items(OLD)), Connected(version), NOW).record
    confirmed_items, confirmed_data, held = set(), set(), begun
    for procedure, way in runs:
        station = station_of(held, dict(way))
        outcome = drive(procedure(record), record, station)
        for exchange in outcome.exchanges:
            response = exchange.response
            if response is None:
                continue
            if isinstance(response, InstallCertificateResponse) and response.status == "Accepted":
                assert isinstance(exchange.request, InstallCertificateRequest)
                confirmed_items.add(exchange.request.certificate)
            for one in getattr(response, "certificate_hash_data_chain", None) or ():
                confirmed_data.add((str(one.certificate_type), one.certificate_hash_data.plain))
        for believed in outcome.record.believed:
            sent = believed.item is not None and pem(believed.item.certificate) in confirmed_items
            assert sent or any((believed.certificate_type, one) in confirmed_data for one in believed.hash_data)
        if outcome.ok and not outcome.exchanges:
            pytest.fail("nothing was asked, and it is well")
        record, held = outcome.record, station.entries


def test_a_record_is_the_same_value_after_the_same_events():
    record = StationRecord(identity="CS0001")
    assert replace(record) == record
    assert hash(replace(record)) == hash(record)
