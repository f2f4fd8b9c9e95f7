"""OCPP-J messages and logs: every PEM, CSR, hash entry and OCSP blob in them, with its place."""

import base64
import json
import subprocess
from pathlib import Path

import pytest

from workbench.certs.items import ItemType
from workbench.certs.loading import load

REAL = Path(__file__).parents[2] / "data" / "real"
ROOT = (REAL / "rise-v2g/v2gRootCACert.pem").read_text()
LEAF = (REAL / "everest/csms_certs/client/SECC_LEAF_A.pem").read_text()
HASHES = {"hashAlgorithm": "SHA256", "issuerNameHash": "a1" * 32, "issuerKeyHash": "b2" * 32, "serialNumber": "3039"}
INSTALL = [2, "m1", "InstallCertificate", {"certificateType": "V2GRootCertificate", "certificate": ROOT}]
INSTALLED = [
    3,
    "m2",
    {
        "status": "Accepted",
        "certificateHashDataChain": [
            {"certificateType": "V2GCertificateChain", "certificateHashData": HASHES, "childCertificateHashData": [HASHES, HASHES]}
        ],
    },
]


def types(content: str | bytes) -> list[ItemType]:
    return [item.type for item in load([("f", content if isinstance(content, bytes) else content.encode())]).items]


def test_a_frame_gives_the_message_and_the_certificate_in_it():
    message, certificate = load([("f", json.dumps(INSTALL).encode())]).items
    assert (message.type, message.label) == (ItemType.MESSAGE, "InstallCertificateRequest")
    assert message.value["payload"]["certificateType"] == "V2GRootCertificate"
    assert (certificate.type, certificate.source.within) == (ItemType.CERTIFICATE, "$[3].certificate › line 1")
    assert certificate.findings == ()


def test_hash_entries_with_their_paths():
    items = load([("f", json.dumps(INSTALLED).encode())]).items
    assert items[0].label == "GetInstalledCertificateIdsResponse"
    entries = [item for item in items if item.type is ItemType.HASH_DATA]
    path = "$[2].certificateHashDataChain[0]"
    assert [entry.source.within for entry in entries] == [
        f"{path}.certificateHashData",
        f"{path}.childCertificateHashData[0]",
        f"{path}.childCertificateHashData[1]",
    ]
    assert entries[0].value == HASHES


@pytest.mark.parametrize(
    ("payload", "label"),
    [
        (INSTALL[3], "InstallCertificateRequest"),
        (INSTALLED[2], "GetInstalledCertificateIdsResponse"),
        ({"certificateHashData": HASHES}, "DeleteCertificateRequest"),
        ({"ocspRequestData": {**HASHES, "responderURL": "http://x"}}, "GetCertificateStatusRequest"),
        ({"certificateChain": LEAF, "certificateType": "V2GCertificate"}, "CertificateSignedRequest"),
    ],
)
def test_a_payload_without_its_frame_is_named(payload, label):
    assert load([("f", json.dumps(payload).encode())]).items[0].label == label


def test_a_result_takes_its_name_from_its_call():
    log = '[2,"7","DeleteCertificate",{}]\n[3,"7",{"status":"Accepted"}]\n[3,"8",{"status":"Accepted"}]\n[4,"9","X","",{}]'
    labels = [item.label for item in load([("other", b'[2,"8","Reset",{}]'), ("f", log.encode())]).items[1:]]
    assert labels == ["DeleteCertificateRequest", "DeleteCertificateResponse", "CALLRESULT", "CALLERROR"]


def test_what_only_looks_like_a_message_is_none():
    payloads: list[dict[str, object]] = [{"csr": "x" * 80}, {"certificate": ["x"]}, {"certificateChain": []}]
    for payload in payloads:
        assert ItemType.MESSAGE not in types(json.dumps(payload))
    authorize = {"idToken": {"idToken": "DEPNCC00000042H", "type": "eMAID"}, "certificate": LEAF}
    assert load([("f", json.dumps(authorize).encode())]).items[0].label == "AuthorizeRequest"


@pytest.mark.parametrize(
    "wrap", [lambda text: {"data": text}, lambda text: {"data": json.dumps({"inner": [text]})}], ids=["string", "nested"]
)
def test_a_message_does_not_keep_a_private_key(openssl, wrap):
    key = subprocess.run([openssl, "genpkey", "-algorithm", "ed25519"], check=True, capture_output=True, text=True).stdout
    items = load([("f", json.dumps([2, "m", "DataTransfer", {"data": wrap(f"before {key} after")}]).encode())]).items
    assert [item.type for item in items] == [ItemType.MESSAGE, ItemType.PRIVATE_KEY]
    kept = json.dumps(items[0].value)
    assert key.splitlines()[1] not in kept
    assert "(private key, left out)" in kept


def test_a_private_jwk_is_told_and_forgotten():
    items = load([("f", json.dumps({"keys": [{"kty": "EC", "crv": "P-256", "x": "a", "d": "secret"}]}).encode())]).items
    assert [item.findings[0].code for item in items] == ["not-a-certificate"]
    assert "JWK" in items[0].findings[0].message


def test_a_list_of_entries():
    assert types(json.dumps([HASHES, HASHES])) == [ItemType.HASH_DATA] * 2


LOGS = {
    "bare frames": "{0}\n{1}\n",
    "time stamps and directions": "2026-06-01T12:00:00Z CS1 <- {0}\n2026-06-01T12:00:01Z CS1 -> {1}\n",
    "brackets in the prefix": "[2026-06-01 12:00:00] [INFO] [ws-7] recv: {0}\n[2026-06-01 12:00:01] [INFO] [ws-7] send: {1}\n",
    "words behind": "{0} (1,234 bytes)\n{1} done\n",
    "one line": "{0}{1}",
}


@pytest.mark.parametrize("shape", LOGS.values(), ids=LOGS.keys())
def test_logs(shape):
    log = shape.format(json.dumps(INSTALL), json.dumps(INSTALLED))
    assert types(log) == [ItemType.MESSAGE, ItemType.CERTIFICATE, ItemType.MESSAGE, *[ItemType.HASH_DATA] * 3]


def test_a_pretty_printed_frame_in_a_log():
    log = "received\n" + json.dumps(INSTALLED, indent=2) + "\nend\n"
    assert types(log) == [ItemType.MESSAGE, *[ItemType.HASH_DATA] * 3]


@pytest.mark.parametrize(
    "wrap", [lambda m: {"@timestamp": "x", "message": json.dumps(m)}, lambda m: {"frame": m}], ids=["string", "value"]
)
def test_exports_with_the_message_inside_an_object_a_line(wrap):
    log = "\n".join(json.dumps(wrap(message)) for message in (INSTALL, INSTALLED))
    assert types(log) == [ItemType.MESSAGE, ItemType.CERTIFICATE, ItemType.MESSAGE, *[ItemType.HASH_DATA] * 3]


def test_a_log_with_pem_beside_its_frames():
    log = f"2026-06-01 {json.dumps(INSTALLED)}\nthe root was:\n{ROOT}\n"
    items = load([("f", log.encode())]).items
    assert [item.type for item in items] == [ItemType.MESSAGE, *[ItemType.HASH_DATA] * 3, ItemType.CERTIFICATE]
    assert items[-1].source.within == "line 3"


def test_line_numbers_in_a_log_stay_right_behind_long_frames():
    log = "a\n" + json.dumps(INSTALLED, indent=1) + "\n" + json.dumps(INSTALL) + "\n" + ROOT
    items = load([("f", log.encode())]).items
    pem = items[-1]
    assert log.splitlines()[int(pem.source.within.removeprefix("line ")) - 1].startswith("-----BEGIN")


def test_frames_longer_than_the_first_window():
    big = [2, "m", "InstallCertificate", {"customData": {"vendorId": "x" * 50_000}, "certificate": ROOT}]
    assert types(f"t1 {json.dumps(big)}\nt2 {json.dumps(INSTALL)}\n") == [ItemType.MESSAGE, ItemType.CERTIFICATE] * 2


def test_a_cut_off_frame_does_not_hide_the_next():
    log = f"t1 {json.dumps(INSTALL)[:400]}\nt2 {json.dumps(INSTALLED)}\n"
    items = load([("f", log.encode())]).items
    assert [item.type for item in items] == [ItemType.MESSAGE, *[ItemType.HASH_DATA] * 3, ItemType.UNREADABLE]
    assert "cut off" in items[-1].findings[0].message


def test_base64_der_in_a_field():
    der = base64.b64encode(load([("f", ROOT.encode())]).items[0].der).decode()
    _, certificate = load([("f", json.dumps([2, "m", "X", {"certificate": der}]).encode())]).items
    assert certificate.type is ItemType.CERTIFICATE
    assert "bare base64" in certificate.findings[0].message


def test_a_field_that_a_logger_cut_is_said():
    payload = {"certificate": "MIIB...", "certificateType": "V2GRootCertificate"}
    items = load([("f", json.dumps([2, "m", "InstallCertificate", payload]).encode())]).items
    assert items[1].type is ItemType.UNREADABLE
    assert "neither PEM nor base64" in items[1].findings[0].message


def test_an_unauthorized_ocsp_response_in_its_field():
    unauthorized = base64.b64encode(bytes.fromhex("30030a0106")).decode()
    items = load([("f", json.dumps([3, "m", {"status": "Accepted", "ocspResult": unauthorized}]).encode())]).items
    assert [item.type for item in items] == [ItemType.MESSAGE, ItemType.OCSP_RESPONSE]
    assert items[1].findings == ()


@pytest.mark.parametrize(
    "hostile",
    ["[" * 100_000, '{"a":' * 50_000, '[2,"' * 25_000, "[" + "9" * 100_000 + "]", '{"a":"' * 20_000, '[2,"x","y",' * 10_000],
    ids=["brackets", "braces", "frame starts", "digits", "string starts", "nested frames"],
)
def test_json_built_to_break_parsers_is_one_unreadable_thing(hostile):
    assert set(types(hostile)) <= {ItemType.UNREADABLE, ItemType.MESSAGE}
