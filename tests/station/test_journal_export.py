"""A journal survives its export: the same states, the same answers, and no key in it."""

import json
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.station.makers import CSMS, OLD, pem, station
from tests.station.test_a02_a03_sign import STATE, ready
from tests.station.test_any_events import SECRETS, SIGNED, begun, events
from tests.station.test_journal import rotation
from tests.trust.pki import NOW, key
from workbench.errors import InputError
from workbench.messages.certificates import GetInstalledCertificateIdsRequest, InstallCertificateRequest, InstallCertificateUse
from workbench.messages.codec import to_wire
from workbench.messages.custom_data import CustomData
from workbench.messages.device_model import Component, Variable
from workbench.messages.network_profile import (
    APN,
    VPN,
    APNAuthentication,
    NetworkConnectionProfile,
    OCPPInterface,
    OCPPTransport,
    SetNetworkProfileRequest,
    VPNKind,
)
from workbench.messages.sign_certificate import CertificateSignedRequest, SignCertificateRequest
from workbench.messages.variables import SetVariableData, SetVariablesRequest
from workbench.messages.versions import Version
from workbench.station.events import Received, SigningFailed, TimePassed
from workbench.station.journal import Journal
from workbench.station.journal_export import from_dict, to_dict
from workbench.station.personalities import STRICT_STATION, personality
from workbench.station.redaction import without_secrets
from workbench.station.state import Connection, Rest
from workbench.station.state_export import state_from_dict, state_to_dict

SCHEMA = Draft202012Validator(json.loads(files("workbench.schemas").joinpath("station-journal.schema.json").read_text("utf-8")))


def through_json(value):
    return json.loads(json.dumps(value))


def of_schema(value):
    assert [f"{error.json_path}: {error.message}" for error in SCHEMA.iter_errors(value)] == []
    return value


def test_a_rotation_is_read_as_it_was_written():
    journal = rotation()
    value = of_schema(through_json(to_dict(journal)))
    again = from_dict(value)
    assert again.state == journal.state
    assert again.start == journal.start
    assert [one["what"] for one in value["entries"][0]["changes"]] == [one.what for one in journal.changes(0)]
    assert to_dict(again) == value


@settings(max_examples=25, deadline=None)
@given(st.lists(events, max_size=6), st.sampled_from(Version))
def test_any_journal_is_read_as_it_was_written(happenings, version):
    journal = Journal(begun(version))
    for event in happenings:
        journal = journal.happened(event, NOW)
    value = of_schema(through_json(to_dict(journal)))
    again = from_dict(value)
    assert again.state == journal.state
    assert again.state.security_log == journal.state.security_log
    assert dict(again.state.statuses.cache.entries) == dict(journal.state.statuses.cache.entries)
    assert again.state.statuses == journal.state.statuses
    assert [entry.decision.reply for entry in again.entries] == [entry.decision.reply for entry in journal.entries]
    assert state_from_dict(through_json(state_to_dict(journal.state))) == journal.state


@pytest.mark.requirement("A02.FR.05")
def test_an_export_holds_references_and_no_keys():
    journal = Journal(STATE).happened(ready("ChargingStationCertificate", csr=pem(SIGNED)), NOW)
    text = json.dumps(to_dict(journal))
    assert "key:client" in text
    assert "PRIVATE" not in text
    assert not any(secret.hex() in text for secret in SECRETS)


@pytest.mark.requirement("A02.FR.05")
def test_an_export_holds_no_password_and_no_key_that_was_sent():
    secret = "correct horse battery staple"
    pem_key = key("new").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    vpn = VPN(server="s", user="u", password=secret, key=secret, type=VPNKind.IKEV2)
    apn = APN(apn="a", apn_authentication=APNAuthentication.CHAP, apn_password=secret, sim_pin=12345)
    profile = NetworkConnectionProfile(
        ocpp_interface=OCPPInterface.ANY,
        ocpp_transport=OCPPTransport.JSON,
        ocpp_csms_url="wss://csms.example",
        message_timeout=30,
        security_profile=2,
        basic_auth_password=secret,
        apn=apn,
        vpn=vpn,
    )
    password = SetVariableData(
        attribute_value=secret, component=Component(name="securityctrlr"), variable=Variable(name="BASICAuthPassword")
    )
    journal = Journal(STATE)
    for message in (
        SetVariablesRequest(set_variable_data=(password,)),
        SetNetworkProfileRequest(configuration_slot=2, connection_data=profile),
        InstallCertificateRequest(certificate_type=InstallCertificateUse.V2G_ROOT_CERTIFICATE, certificate=pem_key),
        CertificateSignedRequest(certificate_chain=pem(SIGNED) + pem_key),
    ):
        journal = journal.happened(Received(message), NOW)
    shown = json.dumps(to_dict(journal)) + repr(journal)
    messages = [entry.event.message for entry in journal.entries if isinstance(entry.event, Received)]
    shown += "".join(json.dumps(to_wire(without_secrets(message), Version.V21)) for message in messages)
    middle = pem_key.splitlines()[1]
    assert not [one for one in (secret, "12345", middle) if one in shown]
    assert from_dict(to_dict(journal)).state == journal.state


def test_messages_stand_in_the_version_that_was_spoken():
    old = station((CSMS, OLD), connection=Connection(version=Version.V201))
    for version, state in ((Version.V201, old), (Version.V21, STATE)):
        journal = Journal(state).happened(Received(GetInstalledCertificateIdsRequest()), NOW)
        (entry,) = to_dict(journal)["entries"]
        assert {entry["event"]["message"]["version"], entry["decision"]["reply"]["version"]} == {version.value}


@pytest.mark.requirement("A02.FR.05")
def test_a_secret_in_custom_data_is_left_out_too():
    message = GetInstalledCertificateIdsRequest(custom_data=CustomData('{"vendorId":"x","password":"correct horse"}'))
    journal = Journal(STATE).happened(Received(message), NOW)
    assert "correct horse" not in json.dumps(to_dict(journal))


@pytest.mark.parametrize("value", [{}, {"schema": "x"}, {"schema": "pnc-workbench/station-journal/1", "start": {}}, None, []])
def test_what_is_no_journal_is_refused_with_a_hint(value):
    with pytest.raises(InputError, match=r"journal|state"):
        from_dict(value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda one: one["entries"][0]["decision"].update(decided_by="M04.FR.02"), "Entry 1"),
        (lambda one: one["entries"][0]["decision"]["reply"]["payload"].update(status="Rejected"), "Entry 1"),
        (lambda one: one["entries"][0]["changes"].clear(), "Entry 1"),
        (lambda one: one.update(personality="nobody"), "no personality"),
    ],
    ids=["decided_by", "reply", "changes", "personality"],
)
def test_what_did_not_come_of_the_events_is_not_read(change, words):
    value = through_json(to_dict(rotation()))
    change(value)
    with pytest.raises(InputError, match=words) as caught:
        from_dict(value)
    assert caught.value.hint
    assert from_dict(value, STRICT_STATION).state == rotation().state, "a personality that is given has its own outcome"


def test_a_journal_is_read_with_the_personality_that_it_names():
    journal = Journal(STATE, personality("no-root-under-check")).happened(Received(GetInstalledCertificateIdsRequest()), NOW)
    assert from_dict(to_dict(journal)).personality.name == "no-root-under-check"


def test_a_fraction_of_a_second_is_kept():
    journal = Journal(STATE).happened(TimePassed(), NOW + timedelta(microseconds=250_000))
    assert from_dict(of_schema(through_json(to_dict(journal)))).entries[0].at == journal.entries[0].at


def test_a_signing_request_without_an_answer_and_a_pause_are_read_as_they_were_written():
    request = SignCertificateRequest(csr="CSR", request_id=1)
    journal = Journal(STATE).happened(SigningFailed(request, "InternalError"), NOW)
    again = from_dict(of_schema(through_json(to_dict(journal))))
    assert again.entries[0].event == journal.entries[0].event
    paused = replace(STATE, resting=(Rest("V2GCertificate", NOW, 2),))
    assert state_from_dict(through_json(state_to_dict(paused))) == paused
