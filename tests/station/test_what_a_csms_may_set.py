"""SetNetworkProfile and SetVariables: what a station never takes, whoever sends it; no password of an address is written down."""

import json

import pytest

from tests.station.makers import CSMS, OLD, ask, station, with_version
from tests.trust.pki import NOW
from workbench.messages.device_model import Component, Variable
from workbench.messages.network_profile import (
    NetworkConnectionProfile,
    OCPPInterface,
    OCPPTransport,
    OCPPVersion,
    SetNetworkProfileRequest,
)
from workbench.messages.redaction import text_without_secrets
from workbench.messages.variables import SetVariableData, SetVariablesRequest
from workbench.messages.versions import Version
from workbench.station.events import Received
from workbench.station.journal import Journal
from workbench.station.journal_export import from_dict, to_dict
from workbench.station.redaction import without_secrets

STATE = station((CSMS, OLD))


def profile(url, security_profile=2, transport=OCPPTransport.JSON):
    data = NetworkConnectionProfile(
        ocpp_interface=OCPPInterface.WIRED0,
        ocpp_transport=transport,
        ocpp_csms_url=url,
        message_timeout=30,
        security_profile=security_profile,
        ocpp_version=OCPPVersion.OCPP20,
    )
    return SetNetworkProfileRequest(configuration_slot=2, connection_data=data)


@pytest.mark.parametrize("version", Version)
@pytest.mark.parametrize(
    "url",
    [
        "http://csms.example/", "file:///etc/passwd", "<script>", "", "wss://", "wss:///ocpp", "wss://a b/", "wss://x/\n", "wss://x:99999/",
        "wss://[::1", "javascript:alert(1)", "wss://x/<script>", "wss://x/?a=b", "wss://x/#a", "wss://é/", "wss://u:hidden@x/", "wss://u@x/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_csms_is_rejected(url, version):
    decision = ask(with_version(STATE, version), profile(url))
    assert (decision.reply.status, decision.state.profiles) == ("Rejected", ())
    assert decision.reply.status_info.reason_code == "InvalidURL"
    assert "hidden" not in repr(decision)


@pytest.mark.parametrize(
    ("url", "security_profile", "transport"),
    [("ws://x/", 2, OCPPTransport.JSON), ("ws://x/", 3, OCPPTransport.JSON), ("wss://x/", 2, OCPPTransport.SOAP)],
)
def test_a_profile_that_contradicts_itself_is_rejected(url, security_profile, transport):
    decision = ask(STATE, profile(url, security_profile, transport))
    assert (decision.reply.status, decision.reply.status_info.reason_code) == ("Rejected", "InvalidNetworkConf")


def test_tls_without_its_security_profile_is_rejected():
    plain = station((CSMS, OLD), connection=type(STATE.connection)(security_profile=0))
    assert ask(plain, profile("wss://x/", 0)).reply.status_info.reason_code == "InvalidNetworkConf"
    assert ask(plain, profile("ws://x/", 1)).reply.status == "Accepted"


@pytest.mark.parametrize(
    "url", ["wss://csms.example/ocpp", "wss://csms.example:8443", "WSS://10.0.0.1/", "wss://[::1]:8443/a/CS@1"]
)
def test_an_address_of_a_csms_is_taken(url):
    decision = ask(STATE, profile(url))
    assert decision.reply.status == "Accepted"
    assert decision.state.profiles[0].url == url


def test_a_password_in_an_address_reaches_no_journal_no_export_and_no_wire_log():
    message = profile("wss://user:hidden@x/ocpp")
    journal = Journal(STATE).happened(Received(without_secrets(message)), NOW)
    assert "hidden" not in repr(journal) + repr(journal.entries[0].event) + json.dumps(to_dict(journal)) + str(message)
    assert "hidden" not in json.dumps(to_dict(Journal(STATE).happened(Received(message), NOW)))
    assert from_dict(to_dict(journal)).state == journal.state


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ('{"ocppCsmsUrl":"wss://user:hidden@x/"}', '{"ocppCsmsUrl":"wss://(left out)@x/"}'),
        (r'{"ocppCsmsUrl":"wss:\/\/user:hidden@x\/"', r'{"ocppCsmsUrl":"wss:\/\/(left out)@x\/"'),
        ("GET wss://hidden@x failed", "GET wss://(left out)@x failed"),
        ("wss://csms.example/ocpp/CS@1", "wss://csms.example/ocpp/CS@1"),
        ("somebody@example.org", "somebody@example.org"),
    ],
)
def test_user_names_and_passwords_of_addresses_are_left_out_of_any_text(text, left):
    assert text_without_secrets(text) == left


def verdict(name, value, component="SecurityCtrlr"):
    data = SetVariableData(attribute_value=value, component=Component(name=component), variable=Variable(name=name))
    decision = ask(STATE, SetVariablesRequest(set_variable_data=(data,)))
    (result,) = decision.reply.set_variable_result
    return str(result.attribute_status)


@pytest.mark.requirement("A00.FR.511")
@pytest.mark.parametrize("value", ["", "https://10.0.0.1/a b\n", "10.0.0.1", "CS 1", "CS\x001", "CS\u202e1", "é"])
def test_what_is_no_serial_number_is_no_identity(value):
    assert verdict("Identity", value) == "Rejected"
    assert verdict("SeccId", value, "ISO15118Ctrlr") == "Rejected"


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("Identity", "PNCWB-2026-000184", "Accepted"),
        ("OrganizationName", "Société é", "Accepted"),
        ("OrganizationName", "A\nB", "Rejected"),
    ],
)
def test_names_have_no_control_characters(name, value, status):
    assert verdict(name, value) == status


@pytest.mark.parametrize(
    ("value", "status"), [("DE", "Accepted"), ("", "Rejected"), ("é", "Rejected"), ("de", "Rejected"), ("D1", "Rejected")]
)
def test_a_country_is_two_letters(value, status):
    assert verdict("CountryName", value, "ISO15118Ctrlr") == status
