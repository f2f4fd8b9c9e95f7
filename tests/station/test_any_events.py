"""Whatever happens in whatever order: the station answers, within its limits, and gives no key away."""

from base64 import b64encode
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings

from tests.messages.made import values as messages_of
from tests.station.makers import CSMS, NEW, OLD, chain, hashes_of, pem, react, root, station
from tests.station.plug_made import accepted as contract_accepted
from tests.station.plug_made import answer_of, request_of
from tests.station.status_made import accepted, pointing
from tests.station.status_made import response as ocsp_of
from tests.station.test_a02_a03_sign import ready
from tests.trust.pki import NOW, items, key, made
from workbench.certs.hashdata import HashAlgorithm
from workbench.contracts.parties import ISO_2, ISO_20
from workbench.findings import Finding
from workbench.messages.actions import ACTIONS
from workbench.messages.authorize import AuthorizeRequest
from workbench.messages.certificate_status import GetCertificateStatusRequest
from workbench.messages.certificates import (
    DeleteCertificateRequest,
    GetCertificateIdUse,
    GetInstalledCertificateIdsRequest,
    InstallCertificateRequest,
    InstallCertificateUse,
)
from workbench.messages.codec import to_wire
from workbench.messages.device_model import Attribute, Component, Variable
from workbench.messages.ev_certificate import CertificateAction, Get15118EVCertificateRequest
from workbench.messages.hash_data import CertificateHashDataType, OCSPRequestDataType
from workbench.messages.network_profile import NetworkConnectionProfile, OCPPInterface, OCPPTransport, SetNetworkProfileRequest
from workbench.messages.plans import object_of
from workbench.messages.reset import ResetKind, ResetRequest
from workbench.messages.sign_certificate import (
    CertificateSignedRequest,
    CertificateSigningUse,
    SignCertificateRequest,
    SignCertificateResponse,
)
from workbench.messages.status_info import GenericStatus
from workbench.messages.trigger_message import MessageTrigger, TriggerMessageRequest
from workbench.messages.variables import GetVariableData, GetVariablesRequest, SetVariableData, SetVariablesRequest
from workbench.messages.versions import Version
from workbench.requirements import find
from workbench.station.effects import AnswerVehicle, Send
from workbench.station.events import (
    AuthorizeAnswered,
    Connected,
    ConnectionFailed,
    ConnectionWanted,
    ContractPresented,
    Disconnected,
    EvCertificateAnswered,
    PlugUnanswered,
    Received,
    Restarted,
    ServerPresented,
    SigningAnswered,
    SigningFailed,
    StatusAnswered,
    StatusUnanswered,
    TimePassed,
    VehicleAsks,
    VehicleChain,
    VehicleGone,
    VehicleWaited,
)
from workbench.station.policy import Policy, switches
from workbench.station.state import Connection

THIRD, AGAIN, STRANGER = root("CSMS root 3", issuer="CSMS root 2"), root("CSMS root 1", serial=3), root("a root")
V2G_ROOT, SUB = root("V2G root"), made("Sub", "V2G root")
LEAF = made("DE*ABC*E1", "Sub", ca=False, until=20)
POINTING = made("DE*ABC*E1", "Sub", own_key="new", ca=False, extensions=[pointing("http://ocsp.example/2")])
SIGNED = made("CS0001", "CSMS root 1", own_key="new", ca=False)
SERVERS = [(made("csms", name, ca=False),) for name in ("CSMS root 1", "CSMS root 2", "CSMS root 3", "a root")]
ISSUERS = {OLD: OLD, NEW: OLD, THIRD: NEW, AGAIN: AGAIN, STRANGER: STRANGER, V2G_ROOT: V2G_ROOT, SUB: V2G_ROOT, LEAF: SUB}

texts = st.text(max_size=40)
certificates = st.sampled_from([*ISSUERS, root("expired", until=-1), root("future", since=1), SIGNED])
pems = st.one_of(certificates.map(pem), texts, st.lists(certificates, max_size=3).map(lambda some: pem(*some)))
hash_data = st.one_of(
    st.builds(lambda one, how: hashes_of(one, ISSUERS[one], how), st.sampled_from(list(ISSUERS)), st.sampled_from(HashAlgorithm)),
    st.builds(
        CertificateHashDataType,
        hash_algorithm=st.sampled_from(HashAlgorithm),
        issuer_name_hash=texts,
        issuer_key_hash=texts,
        serial_number=texts,
    ),
)
components = st.builds(Component, name=st.sampled_from(["SecurityCtrlr", "OCPPCommCtrlr", "ISO15118Ctrlr", "x"]))
variables = st.builds(
    Variable,
    name=st.sampled_from(
        ["CertificateEntries", "CertSigningRepeatTimes", "CertSigningWaitMinimum", "FieldLength", "Identity", "x"]
    ),
    instance=st.none() | st.just("InstallCertificateRequest.certificate"),
)
attributes = st.none() | st.sampled_from(Attribute)
values = st.one_of(texts, st.integers(-5, 40).map(str), st.sampled_from(["true", "false"]))
profiles = st.builds(
    NetworkConnectionProfile,
    ocpp_interface=st.just(OCPPInterface.WIRED0),
    ocpp_transport=st.just(OCPPTransport.JSON),
    ocpp_csms_url=texts,
    message_timeout=st.just(30),
    security_profile=st.integers(0, 5),
)
uses = st.sampled_from(CertificateSigningUse)
requests = st.one_of(
    st.builds(InstallCertificateRequest, certificate_type=st.sampled_from(InstallCertificateUse), certificate=pems),
    st.builds(InstallCertificateRequest, certificate_type=st.just(InstallCertificateUse(CSMS)), certificate=pems),
    st.builds(DeleteCertificateRequest, certificate_hash_data=hash_data),
    st.builds(
        GetInstalledCertificateIdsRequest,
        certificate_type=st.none() | st.lists(st.sampled_from(GetCertificateIdUse), min_size=1).map(tuple),
    ),
    st.builds(
        CertificateSignedRequest,
        certificate_chain=pems,
        certificate_type=st.none() | uses,
        request_id=st.none() | st.integers(0, 3),
    ),
    st.builds(TriggerMessageRequest, requested_message=st.sampled_from(MessageTrigger)),
    st.builds(
        lambda *parts: GetVariablesRequest(
            get_variable_data=(GetVariableData(component=parts[0], variable=parts[1], attribute_type=parts[2]),)
        ),
        components,
        variables,
        attributes,
    ),
    st.builds(
        lambda *parts: SetVariablesRequest(
            set_variable_data=(
                SetVariableData(component=parts[0], variable=parts[1], attribute_type=parts[2], attribute_value=parts[3]),
            )
        ),
        components,
        variables,
        attributes,
        values,
    ),
    st.builds(SetNetworkProfileRequest, configuration_slot=st.integers(-1, 3), connection_data=profiles),
    st.builds(ResetRequest, type=st.sampled_from(ResetKind)),
)
SECC = made("DE*ABC*E1", "Sub", own_key="new", ca=False)
likely = st.one_of(  # what gets through, so that the limits are met
    st.builds(
        InstallCertificateRequest,
        certificate_type=st.just(InstallCertificateUse(CSMS)),
        certificate=st.sampled_from([pem(NEW), pem(THIRD)]),
    ),
    st.builds(
        InstallCertificateRequest,
        certificate_type=st.sampled_from(InstallCertificateUse),
        certificate=st.sampled_from([pem(V2G_ROOT), pem(STRANGER)]),
    ),
    st.just(CertificateSignedRequest(certificate_chain=pem(SECC, SUB))),
    st.just(CertificateSignedRequest(certificate_chain=pem(POINTING, SUB))),
    st.just(DeleteCertificateRequest(certificate_hash_data=hashes_of(NEW, OLD))),
)
QUESTIONS = [ACTIONS[name] for name in ("GetCertificateStatus", "GetCertificateChainStatus")]
M06 = GetCertificateStatusRequest(ocsp_request_data=OCSPRequestDataType.of(hashes_of(POINTING, SUB).plain, "http://ocsp.example/2"))
status_requests = st.one_of(st.just(M06), *(messages_of(object_of(one.request, Version.V21)) for one in QUESTIONS))
status_responses = st.one_of(
    st.sampled_from([accepted(ocsp_of(POINTING)), accepted(ocsp_of(POINTING, "revoked")), accepted(ocsp_of(POINTING, "unknown"))]),
    *(messages_of(object_of(one.response, Version.V21)) for one in QUESTIONS),
)
PLUG = [ACTIONS[name] for name in ("Get15118EVCertificate", "Authorize")]
EV, AUTHORIZE = PLUG
vehicle_asks = st.builds(
    VehicleAsks,
    st.one_of(
        st.binary(max_size=20), st.sampled_from([request_of(ISO_2), request_of(ISO_2, "Update"), request_of(ISO_20, maximum=3)])
    ),
    st.sampled_from([ISO_2, ISO_20, "", "x" * 60]),
    st.sampled_from(CertificateAction),
    st.none() | st.integers(-1, 300),
    st.lists(st.sampled_from(["DEPNCC00000042H", "x" * 300]), max_size=10).map(tuple),
    st.sampled_from(["", "1"]),
)
THE_ONE = Get15118EVCertificateRequest(
    iso15118_schema_version=ISO_20,
    action=CertificateAction.INSTALL,
    exi_request=b64encode(request_of(ISO_20, maximum=3)).decode(),
    maximum_contract_certificate_chains=3,
)
ev_requests = st.one_of(st.just(THE_ONE), messages_of(object_of(EV.request, Version.V21)))
ev_answers = st.one_of(
    st.builds(contract_accepted, st.just(answer_of(ISO_20)), st.integers(0, 3)), messages_of(object_of(EV.response, Version.V21))
)
at_the_plug = st.one_of(
    vehicle_asks,
    st.just(VehicleAsks(request_of(ISO_20, maximum=3), ISO_20)),
    st.builds(EvCertificateAnswered, ev_requests, ev_answers),
    st.builds(EvCertificateAnswered, st.just(THE_ONE), ev_answers),
    st.lists(certificates, max_size=3).map(lambda some: ContractPresented(items(*some))),
    st.builds(
        AuthorizeAnswered,
        messages_of(object_of(AUTHORIZE.request, Version.V21)),
        messages_of(object_of(AUTHORIZE.response, Version.V21)),
    ),
    st.builds(PlugUnanswered, ev_requests, texts.filter(lambda said: "{}" not in said)),
    st.sampled_from([VehicleWaited(), VehicleGone(), VehicleWaited("1"), VehicleGone("1")]),
)
signing_uses = st.sampled_from(["ChargingStationCertificate", "V2GCertificate", "V2G20Certificate", "Combined"])
events = st.one_of(
    requests.map(Received),
    likely.map(Received),
    likely.map(Received),
    st.just(ready("V2GCertificate")),
    st.builds(ConnectionWanted, slot=st.integers(0, 2), security_profile=st.integers(0, 3), migration=st.booleans()),
    st.one_of(st.sampled_from(SERVERS), st.lists(certificates, max_size=3)).map(lambda some: ServerPresented(items(*some))),
    st.sampled_from([Connected(), ConnectionFailed(), Disconnected(), Restarted(), TimePassed()]),
    signing_uses.map(ready),
    st.lists(certificates, max_size=3).map(lambda some: VehicleChain(items(*some))),
    st.builds(StatusAnswered, status_requests, status_responses),
    st.builds(StatusUnanswered, status_requests, texts.filter(lambda said: "{}" not in said)),
    st.sampled_from(GenericStatus).map(
        lambda status: SigningAnswered(SignCertificateRequest(csr="CSR"), SignCertificateResponse(status=status))
    ),
    st.just(SigningFailed(SignCertificateRequest(csr="CSR"), "InternalError")),
    at_the_plug,
)
SWITCHES = [
    one.name for one in switches() if isinstance(one.default, bool) and one.name not in {"fallback_counts", "enforce_limit"}
]
policies = st.builds(
    Policy,
    child_order=st.sampled_from(["leaf-first", "root-first"]),
    own_certificate_answer=st.sampled_from(["Failed", "NotFound"]),
    kept_last_roots=st.sampled_from([frozenset(), frozenset({CSMS})]),
    third_root=st.sampled_from(["refuse", "drop-fallback"]),
    **{name: st.booleans() for name in SWITCHES},
)


def begun(version, most=20):
    return station(
        (CSMS, OLD),
        check=True,
        most=most,
        station_chain=chain(made("CS0001", "CSMS root 1", ca=False, until=25), top=OLD, key="key:client"),
        connection=Connection(version=version),
    )


@pytest.mark.requirement("M03.FR.01", "M04.FR.01", "M05.FR.01", "M05.FR.06", "M05.FR.09", "A02.FR.05")
@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(events, st.sampled_from([0] * 12 + [1, 12])), min_size=8, max_size=24),
    policies,
    st.sampled_from(Version),
    st.sampled_from([2, 20]),
)
def test_every_order_of_events_is_answered_within_the_limits(happenings, policy, version, most):
    state, now = begun(version, most), NOW
    for event, days in happenings:
        before, now = state, now + timedelta(days=days)
        decision = react(state, event, now, policy)
        state = decision.state
        assert decision == react(before, event, now, policy), "the same again"
        assert (decision.reply is not None) is isinstance(event, Received)
        if decision.reply is not None:
            said(decision, state.connection.version)
        assert_sound(state, decision, most)
    hash(state)


def said(decision, version):
    payload = to_wire(decision.reply, version)
    if payload.get("status", "Accepted") != "Accepted":
        assert payload["statusInfo"]["additionalInfo"]
        assert 0 < len(payload["statusInfo"]["reasonCode"]) <= 20


def assert_sound(state, decision, most):
    assert state.entries <= most
    roots = state.store.of_type(CSMS)
    assert len(roots) <= (2 if state.fallback else 1)
    assert state.fallback is None or state.fallback_root in roots
    assert (state.csms_root is None) == (not roots)
    assert len(state.statuses.asked) <= state.entries
    assert all(one.expires <= one.stored_at + timedelta(days=7) for one in state.statuses.cache)
    assert len(state.plug.installations) <= 2
    for effect in decision.effects:
        if isinstance(effect, AnswerVehicle):
            assert (effect.status == "Accepted") == bool(effect.exi_response)
        elif isinstance(effect, Send) and isinstance(effect.message, Get15118EVCertificateRequest | AuthorizeRequest):
            to_wire(effect.message, state.connection.version)
    for finding in decision.findings:
        assert isinstance(finding, Finding)
        assert finding.message
        assert not finding.requirement or find(finding.requirement).in_force
        assert "{}" not in finding.message


SECRETS = [key(name).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()) for name in ("new", "CS0001", "DE*ABC*E1")]


@pytest.mark.requirement("A02.FR.05", "A03.FR.05")
def test_a_state_shows_no_key_and_no_certificate_text():
    state = react(begun(Version.V21), ready("ChargingStationCertificate", csr=pem(SIGNED)), NOW).state
    shown = repr(state)
    assert "key:client" in shown
    assert "PRIVATE" not in shown
    assert "BEGIN" not in shown
    assert not any(secret.hex() in shown or repr(secret) in shown for secret in SECRETS)
