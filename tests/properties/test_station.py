"""Any events in any order, to any personality: the station answers, says why it refuses, keeps its limits and its secrets."""

import json
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given

from tests.properties.depth import examples
from tests.station.makers import CSMS, pem
from tests.station.test_any_events import SERVERS, SIGNED, begun, events, policies
from tests.trust.pki import NOW, items, key
from workbench.messages.certificates import InstallCertificateRequest, InstallCertificateUse
from workbench.messages.codec import to_wire
from workbench.messages.custom_data import CustomData
from workbench.messages.device_model import Component, Variable
from workbench.messages.network_profile import (
    VPN,
    NetworkConnectionProfile,
    OCPPInterface,
    OCPPTransport,
    SetNetworkProfileRequest,
    VPNKind,
)
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.security_event import SecurityEvent
from workbench.messages.sign_certificate import CertificateSignedRequest
from workbench.messages.variables import SetVariableData, SetVariablesRequest
from workbench.messages.versions import Version
from workbench.station.events import ConnectionFailed, Received, ServerPresented
from workbench.station.journal import Journal
from workbench.station.journal_export import from_dict, to_dict
from workbench.station.personalities import PERSONALITIES, Personality

PASSWORD = "correct horse battery staple"  # what must not be seen
PRIVATE = key("new").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
SECRETS = [PASSWORD, *PRIVATE.splitlines()[1:-1]]
noticed = st.builds(ConnectionFailed, st.none() | st.sampled_from(SecurityEvent), st.text(max_size=300))
HOSTS = ["csms", "wss://csms.example:1/x", "[", "1.2.3.4", "a..b", "*.example", "://", "x@.y"]
hosts = st.one_of(st.text(max_size=30), st.sampled_from(HOSTS))
presented = st.builds(ServerPresented, st.sampled_from(SERVERS).map(lambda some: items(*some)), hosts)
steps = st.tuples(st.one_of(events, events, noticed, presented), st.sampled_from([0] * 9 + [1, 12]))
happenings = st.lists(steps, max_size=16)
BEYOND = {"no-limit"}
"""Personalities that hold more than they may: that is their point."""


def journal_of(personality, version, happened, most=20):
    journal, now = Journal(begun(version, most), personality), NOW
    for event, days in happened:
        now += timedelta(days=days)
        journal = journal.happened(event, now)
    return journal


@pytest.mark.requirement("M05.FR.06", "M05.FR.09")
@examples(120)
@given(st.sampled_from(PERSONALITIES), st.sampled_from(Version), happenings, st.sampled_from([2, 20]))
def test_no_personality_breaks_its_limits_or_has_two_csms_roots_beside_the_fallback(personality, version, happened, most):
    for entry in journal_of(personality, version, happened, most).entries:
        state = entry.decision.state
        assert state.entries <= most or personality.name in BEYOND
        assert len(state.store.of_type(CSMS)) <= (2 if state.fallback else 1)
        assert (entry.decision.reply is not None) is isinstance(entry.event, Received)


@examples(60)
@given(policies, st.sampled_from(Version), happenings)
def test_every_refusal_has_a_predefined_code_and_a_sentence(policy, version, happened):
    for entry in journal_of(Personality(name="any", says="", policy=policy), version, happened).entries:
        if entry.decision.reply is None:
            continue
        for status, info in refusals(to_wire(entry.decision.reply, version)):
            code, sentence = info["reasonCode"], info["additionalInfo"]
            assert version in ReasonCode(code).versions
            assert len(code) <= 20
            assert sentence[-1] in ".…", (status, sentence)
            assert " " in sentence


def refusals(payload):
    """Each status that is no Accepted, with what is said of it."""
    if payload.get("status", "Accepted") != "Accepted":
        yield payload["status"], payload["statusInfo"]
    for name in ("getVariableResult", "setVariableResult"):
        for one in payload.get(name, ()):
            if one["attributeStatus"] not in {"Accepted", "RebootRequired"}:
                yield one["attributeStatus"], one["attributeStatusInfo"]


@examples(60)
@given(st.sampled_from(PERSONALITIES), st.sampled_from(Version), happenings, st.integers(0, 16))
def test_undo_then_redo_is_the_identity_and_the_export_is_read_as_it_was_written(personality, version, happened, back):
    journal = taken_back = journal_of(personality, version, happened)
    undone = min(back, len(happened))
    for _ in range(undone):
        taken_back = taken_back.undo()
    assert taken_back.entries == journal.entries[: len(journal.entries) - undone]
    for _ in range(undone):
        taken_back = taken_back.redo()
    assert taken_back == journal
    again = from_dict(json.loads(json.dumps(to_dict(journal))), personality)
    assert (again.state, again.state.security_log) == (journal.state, journal.state.security_log)


said = st.sampled_from([PRIVATE, PRIVATE + pem(SIGNED), pem(SIGNED) + PRIVATE[:120]])
custom = st.just(CustomData(json.dumps({"vendorId": "x", "password": PASSWORD, "note": PRIVATE})))
secretive = st.one_of(
    st.builds(
        InstallCertificateRequest, certificate_type=st.sampled_from(InstallCertificateUse), certificate=said, custom_data=custom
    ),
    st.builds(CertificateSignedRequest, certificate_chain=said),
    st.sampled_from(["BasicAuthPassword", "basicauthPASSWORD", "ApnPassword"]).map(
        lambda name: SetVariablesRequest(
            set_variable_data=(
                SetVariableData(attribute_value=PASSWORD, component=Component(name="SecurityCtrlr"), variable=Variable(name=name)),
            )
        )
    ),
    st.just(
        SetNetworkProfileRequest(
            configuration_slot=2,
            connection_data=NetworkConnectionProfile(
                ocpp_interface=OCPPInterface.WIRED0,
                ocpp_transport=OCPPTransport.JSON,
                ocpp_csms_url="wss://csms.example",
                message_timeout=30,
                security_profile=2,
                basic_auth_password=PASSWORD,
                vpn=VPN(server="s", user="u", password=PASSWORD, key=PASSWORD, type=VPNKind.IKEV2),
            ),
        )
    ),
).map(lambda message: (Received(message), 0))


@pytest.mark.requirement("A02.FR.05", "A03.FR.05")
@examples(60)
@given(st.sampled_from(PERSONALITIES), st.lists(st.one_of(secretive, secretive, steps), max_size=16))
def test_no_secret_that_was_sent_stands_in_a_repr_a_state_or_an_export(personality, happened):
    journal = journal_of(personality, Version.V21, happened)
    decisions = [entry.decision for entry in journal.entries]
    shown = repr(journal) + repr(journal.entries) + repr(decisions) + json.dumps(to_dict(journal))
    assert [one for one in SECRETS if one in shown] == []
    assert "BEGIN PRIVATE" not in shown
