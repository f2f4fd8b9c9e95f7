"""The codec on single cases: which code, which path, which sentence; what is kept and what is never shown."""

import dataclasses
import json
from typing import Any

import pytest

from workbench.certs.hashdata import CertificateHashData, HashAlgorithm
from workbench.errors import LocalProtocolError, PeerProtocolError
from workbench.messages.actions import ACTIONS
from workbench.messages.certificates import (
    CertificateHashDataChain,
    DeleteCertificateRequest,
    GetCertificateIdUse,
    GetInstalledCertificateIdsResponse,
    GetInstalledCertificateStatus,
    InstallCertificateRequest,
    InstallCertificateUse,
)
from workbench.messages.codec import fitted, from_wire, read, to_wire
from workbench.messages.custom_data import DEEPEST, CustomData
from workbench.messages.ev_certificate import CertificateAction, Get15118EVCertificateRequest
from workbench.messages.faults import ErrorCode, Refused, Unsendable
from workbench.messages.hash_data import CertificateHashDataType, OCSPRequestDataType
from workbench.messages.network_profile import (
    APN,
    VPN,
    APNAuthentication,
    NetworkConnectionProfile,
    OCPPInterface,
    OCPPTransport,
    OCPPVersion,
    SetNetworkProfileRequest,
    VPNKind,
)
from workbench.messages.sign_certificate import SignCertificateRequest
from workbench.messages.versions import Version

V201, V21 = Version
HASH = {"hashAlgorithm": "SHA256", "issuerNameHash": "0a" * 32, "issuerKeyHash": "0b" * 32, "serialNumber": "c5f"}
INSTALL = {"certificateType": "V2GRootCertificate", "certificate": "PEM"}
VENDOR = {"vendorId": "com.example"}


def refusal(action, payload, version=V21, kind="request"):
    with pytest.raises(Refused) as caught:
        from_wire(action, kind, payload, version)
    return caught.value


@pytest.mark.parametrize(
    ("action", "payload", "code", "path", "words"),
    [
        ("InstallCertificate", [], "FormatViolation", "$", "is an array, an object is due"),
        ("InstallCertificate", None, "FormatViolation", "$", "is null"),
        ("InstallCertificate", {**INSTALL, "extra": 1}, "FormatViolation", "$.extra", "no field of this object"),
        ("InstallCertificate", {**INSTALL, "a b\n": 1}, "FormatViolation", '$["a b\\n"]', "no field"),
        ("InstallCertificate", {"certificate": "PEM"}, "OccurrenceConstraintViolation", "$.certificateType", "is missing"),
        ("InstallCertificate", {**INSTALL, "certificate": 12}, "TypeConstraintViolation", "$.certificate",
         "is a number, a string is due"),
        ("InstallCertificate", {**INSTALL, "certificate": None}, "TypeConstraintViolation", "$.certificate", "is null"),
        ("InstallCertificate", {**INSTALL, "certificate": "x" * 10001}, "PropertyConstraintViolation", "$.certificate",
         "has 10001 characters, 10000 are allowed"),
        ("InstallCertificate", {**INSTALL, "certificateType": "v2gRoot"}, "PropertyConstraintViolation", "$.certificateType",
         'is "v2gRoot", which this version does not have; it has V2GRootCertificate'),
        ("InstallCertificate", {**INSTALL, "certificateType": ["CSMSRootCertificate"]}, "TypeConstraintViolation",
         "$.certificateType", "is an array"),
        ("InstallCertificate", {**INSTALL, "customData": {}}, "OccurrenceConstraintViolation", "$.customData.vendorId",
         "is missing"),
        ("InstallCertificate", {**INSTALL, "customData": {"vendorId": "x" * 256}}, "PropertyConstraintViolation",
         "$.customData.vendorId", "256 characters"),
        ("GetInstalledCertificateIds", {"certificateType": []}, "OccurrenceConstraintViolation", "$.certificateType",
         "has 0 elements, at least 1 is due"),
        ("GetInstalledCertificateIds", {"certificateType": ["MORootCertificate", "x"]}, "PropertyConstraintViolation",
         "$.certificateType[1]", 'is "x"'),
        ("GetCertificateChainStatus", {"certificateStatusRequests": [{}] * 5}, "OccurrenceConstraintViolation",
         "$.certificateStatusRequests", "has 5 elements, 4 are allowed"),
        ("SignCertificate", {"csr": "PEM", "requestId": True}, "TypeConstraintViolation", "$.requestId", "is a boolean"),
        ("SignCertificate", {"csr": "PEM", "requestId": 1.5}, "TypeConstraintViolation", "$.requestId", "an integer is due"),
        ("DeleteCertificate", {"certificateHashData": {**HASH, "serialNumber": "1" * 41}}, "PropertyConstraintViolation",
         "$.certificateHashData.serialNumber", "41 characters, 40 are allowed"),
        ("ResetX", {}, "NotImplemented", None, 'The action "ResetX" is not known here'),
    ],
)  # fmt: skip
def test_a_refusal_has_its_code_its_path_and_a_plain_sentence(action, payload, code, path, words):
    refused = refusal(action, payload)
    assert refused.code == code
    assert words in refused.message
    assert refused.hint
    if path is not None:
        assert [fault.path for fault in refused.faults] == [path]


def test_a_refusal_blames_the_peer_and_unsendable_ourselves():
    assert issubclass(Refused, PeerProtocolError)
    assert issubclass(Unsendable, LocalProtocolError)


def test_all_faults_are_there_and_the_code_is_that_of_the_syntax():
    refused = refusal("InstallCertificate", {"certificateType": "x", "certificat": "PEM"})
    assert [fault.code for fault in refused.faults] == [
        "PropertyConstraintViolation", "OccurrenceConstraintViolation", "FormatViolation",
    ]  # fmt: skip
    assert refused.code == "FormatViolation"
    assert refused.message == "$.certificat is no field of this object in this version. And 2 more faults."


def test_true_is_no_number():
    tariff = {"tariffId": "t", "currency": "EUR", "minCost": {"exclTax": True}}
    refused = refusal("Authorize", {"idTokenInfo": {"status": "Accepted"}, "tariff": tariff}, kind="response")
    assert [fault.sentence for fault in refused.faults] == ["$.tariff.minCost.exclTax is a boolean, a number is due."]


def test_a_message_of_21_is_unknown_in_201():
    assert refusal("GetCertificateChainStatus", {"certificateStatusRequests": []}, V201).code is ErrorCode.NOT_IMPLEMENTED


def test_a_201_station_refuses_a_root_of_6_kilobytes_that_a_21_station_takes():
    payload = {**INSTALL, "certificate": "x" * 6000}
    assert to_wire(from_wire("InstallCertificate", "request", payload, V21), V21) == payload
    assert "6000 characters, 5500 are allowed" in refusal("InstallCertificate", payload, V201).message


def test_names_that_follow_no_rule_keep_their_bytes():
    payload = {
        "iso15118SchemaVersion": "urn:iso:std:iso:15118:-20:CommonMessages",
        "action": "Install",
        "exiRequest": "gAA=",
        "maximumContractCertificateChains": 2,
        "prioritizedEMAIDs": ["DE8AAA1B2C3D4"],
        "customData": {"vendorId": "x", "associated_soc": 1, "CSMS_url": {"camelCase": [{"snake_case": None}]}},
    }
    message = from_wire("Get15118EVCertificate", "request", payload, V21)
    assert isinstance(message, Get15118EVCertificateRequest)
    assert message.prioritized_emaids == ("DE8AAA1B2C3D4",)
    assert message.custom_data is not None
    assert message.custom_data.value == payload["customData"]
    assert message.custom_data.vendor_id == "x"
    written = to_wire(message, V21)
    assert written == payload
    assert json.dumps(written["customData"]) == json.dumps(payload["customData"])  # the order of its keys too


def test_custom_data_survives_at_every_level():
    deep: dict[str, Any] = {**VENDOR, "Ä_b-c.d": [1, 1.5, "x", None, True, {"": {}}]}
    payload = {
        "status": "Accepted",
        "certificateHashDataChain": [
            {
                "certificateType": "V2GCertificateChain",
                "certificateHashData": {**HASH, "customData": deep},
                "childCertificateHashData": [{**HASH, "customData": {**deep, "n": 2}}],
                "customData": {**deep, "n": 3},
            }
        ],
        "customData": {**deep, "n": 4},
        "statusInfo": {"reasonCode": "NoError", "customData": {**deep, "n": 5}},
    }
    for version in Version:
        message = from_wire("GetInstalledCertificateIds", "response", payload, version)
        assert to_wire(message, version) == payload


def test_custom_data_is_nested_at_most_so_deep():
    """A deliberate departure: the schema has no bound."""

    def nested(levels):
        value: object = 1
        for _ in range(levels - 1):
            value = [value]
        return {**VENDOR, "x": value}

    sound = {"customData": nested(DEEPEST)}
    assert to_wire(from_wire("Heartbeat", "request", sound, V21), V21) == sound
    assert refusal("Heartbeat", {"customData": nested(DEEPEST + 1)}).code is ErrorCode.FORMAT_VIOLATION


def test_a_whole_float_is_an_integer():
    """JSON Schema draft 6, which the schemas name; the ``ocpp`` package judges by draft 4, which says otherwise."""
    message = read(SignCertificateRequest, {"csr": "PEM", "requestId": 7.0}, V21)
    assert type(message.request_id) is int
    assert message.request_id == 7


def test_what_is_new_is_not_sent_to_an_old_peer_and_not_dropped_in_silence():
    message = SignCertificateRequest(
        csr="PEM",
        request_id=1,
        hash_root_certificate=CertificateHashDataType.of(CertificateHashData(*HASH.values())),
    )
    with pytest.raises(Unsendable, match=r"\$\.hashRootCertificate is no field.* And 1 more fault\.") as caught:
        to_wire(message, V201)
    assert len(caught.value.faults) == 2
    smaller, left_out = fitted(message, V201)
    assert left_out == ("$.hashRootCertificate", "$.requestId")
    assert to_wire(smaller, V201) == {"csr": "PEM"}


def test_what_is_new_is_left_out_inside_too():
    profile = NetworkConnectionProfile(
        ocpp_interface=OCPPInterface.WIRED0,
        ocpp_transport=OCPPTransport.JSON,
        ocpp_csms_url="wss://csms.example",
        message_timeout=30,
        security_profile=2,
        ocpp_version=OCPPVersion.OCPP20,
        identity="CS1",
    )
    smaller, left_out = fitted(SetNetworkProfileRequest(configuration_slot=1, connection_data=profile), V201)
    assert left_out == ("$.connectionData.identity",)
    assert to_wire(smaller, V201) == {
        "configurationSlot": 1,
        "connectionData": {
            "ocppInterface": "Wired0",
            "ocppTransport": "JSON",
            "ocppCsmsUrl": "wss://csms.example",
            "messageTimeout": 30,
            "securityProfile": 2,
            "ocppVersion": "OCPP20",
        },
    }


def test_an_enumeration_value_of_21_is_not_sent_to_a_201_peer():
    message = InstallCertificateRequest(certificate_type=InstallCertificateUse.OEM_ROOT_CERTIFICATE, certificate="PEM")
    assert to_wire(message, V21)["certificateType"] == "OEMRootCertificate"
    with pytest.raises(Unsendable, match="OEMRootCertificate"):
        to_wire(message, V201)


def test_a_message_that_the_version_does_not_have_is_not_sent():
    message = from_wire(
        "GetCertificateChainStatus",
        "request",
        {"certificateStatusRequests": [{"certificateHashData": HASH, "source": "CRL", "urls": ["http://crl"]}]},
        V21,
    )
    with pytest.raises(Unsendable, match="no such message"):
        to_wire(message, V201)


def test_own_mistakes_are_unsendable():
    good = GetInstalledCertificateIdsResponse(status=GetInstalledCertificateStatus.NOT_FOUND)
    assert to_wire(good, V21) == {"status": "NotFound"}
    wrong: list[dict[str, Any]] = [
        {"certificate_hash_data_chain": ()},
        {"status": "Rejected"},
        {"status": None},
        {"status": b"NotFound"},
        {"status_info": VENDOR},
        {"certificate_hash_data_chain": HASH},
        {"custom_data": CustomData("[]")},
    ]
    for change in wrong:
        with pytest.raises(Unsendable):
            to_wire(dataclasses.replace(good, **change), V21)


def test_attributes_are_typed():
    message = from_wire(
        "GetInstalledCertificateIds",
        "response",
        {
            "status": "Accepted",
            "certificateHashDataChain": [{"certificateType": "MORootCertificate", "certificateHashData": HASH}],
        },
        V21,
    )
    assert isinstance(message, GetInstalledCertificateIdsResponse)
    assert message.certificate_hash_data_chain is not None
    (entry,) = message.certificate_hash_data_chain
    assert isinstance(entry, CertificateHashDataChain)
    assert entry.certificate_type is GetCertificateIdUse.MO_ROOT_CERTIFICATE
    assert entry.certificate_hash_data.hash_algorithm is HashAlgorithm.SHA256
    assert entry.child_certificate_hash_data is None


def test_hash_data_goes_to_the_wire_and_back_and_folds_case_in_comparison():
    computed = CertificateHashData("SHA256", "0a" * 32, "0b" * 32, "c5f")
    assert CertificateHashDataType.of(computed).plain == computed
    assert to_wire(DeleteCertificateRequest(certificate_hash_data=CertificateHashDataType.of(computed)), V201) == {
        "certificateHashData": computed.to_dict()
    }
    upper = read(DeleteCertificateRequest, {"certificateHashData": {**HASH, "serialNumber": "C5F"}}, V21).certificate_hash_data
    assert upper.serial_number == "C5F"
    assert upper.plain == computed
    assert OCSPRequestDataType.of(computed, "http://ocsp").plain == computed


def test_every_message_is_immutable_and_hashable():
    for action in ACTIONS.values():
        for cls in (action.request, action.response):
            assert vars(cls)["__dataclass_params__"].frozen
            assert hasattr(cls, "__slots__")
            assert all(field.kw_only for field in dataclasses.fields(cls))


def test_secrets_and_certificates_are_in_no_repr():
    vpn = VPN(server="s", user="u", password="SECRET", key="SECRET", type=VPNKind.IPSEC)
    apn = APN(apn="a", apn_authentication=APNAuthentication.PAP, apn_password="SECRET", sim_pin=9876)
    profile = NetworkConnectionProfile(
        ocpp_interface=OCPPInterface.ANY,
        ocpp_transport=OCPPTransport.JSON,
        ocpp_csms_url="wss://x",
        message_timeout=30,
        security_profile=2,
        basic_auth_password="SECRET",
        apn=apn,
        vpn=vpn,
    )
    install = InstallCertificateRequest(certificate_type=InstallCertificateUse.MO_ROOT_CERTIFICATE, certificate="SECRET")
    install_ev = Get15118EVCertificateRequest(iso15118_schema_version="x", action=CertificateAction.INSTALL, exi_request="SECRET")
    for value in (profile, install, install_ev):
        assert "SECRET" not in repr(value)
        assert "9876" not in repr(value)


@pytest.mark.parametrize("payload", [{**INSTALL, "certificate": ["SECRET"]}, {**INSTALL, "certificate": "SECRET" * 9000}])
def test_no_error_repeats_the_content_of_a_field(payload):
    refused = refusal("InstallCertificate", payload)
    assert "SECRET" not in f"{refused} {refused.faults}"


def test_a_peers_text_is_repeated_shortly_and_escaped():
    refused = refusal("InstallCertificate", {**INSTALL, "certificateType": "\x1b[31m<b>" + "x" * 500})
    assert '"\\u001b[31m<b>xxxx' in refused.message
    assert len(refused.message) < 250
    refused = refusal("InstallCertificate", {**INSTALL, "k" * 5000: 1, "<b>": 1})
    assert all(len(fault.sentence) < 120 and fault.sentence.isprintable() for fault in refused.faults)
