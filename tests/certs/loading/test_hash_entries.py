"""Hash entries in whatever people paste: spellings, lists, tables, printed values; and ordinary text that is none of them."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.x509 import load_pem_x509_certificate
from ocpp.charge_point import camel_to_snake_case
from ocpp.v21.datatypes import CertificateHashDataChainType, CertificateHashDataType

from workbench.certs.items import Item, ItemType
from workbench.certs.loading import load
from workbench.data import samples_directory

REAL = Path(__file__).parents[2] / "data" / "real"
NAME, KEY = "a1" * 32, "b2" * 32
BASE64 = "obGhsaGxobGhsaGxobGhsaGxobGhsaGxobGhsaGxobE="
COLONS = ":".join(["A1"] * 32)
HASHES = {"hashAlgorithm": "SHA256", "issuerNameHash": NAME, "issuerKeyHash": KEY, "serialNumber": "3039"}
SNAKE = camel_to_snake_case(HASHES)


def found(content: str) -> list[Item]:
    return [item for item in load([("f", content.encode())]).items if item.type is ItemType.HASH_DATA]


def values(content: str) -> list[dict[str, object]]:
    return [dict(item.value) for item in found(content)]


# --- objects ---


@pytest.mark.parametrize("absent", HASHES)
def test_an_entry_whose_sender_forgot_a_field_is_seen(absent):
    partial = {name: value for name, value in HASHES.items() if name != absent}
    assert values(json.dumps(partial)) == [partial]


def test_two_fields_are_enough_if_one_is_a_hash():
    assert values(json.dumps({"serialNumber": 1, "issuerKeyHash": None})) == [{"serialNumber": 1, "issuerKeyHash": None}]
    assert not values(json.dumps({"hashAlgorithm": "SHA256", "serialNumber": "1"}))
    assert not values(json.dumps({"issuerKeyHash": KEY}))
    assert not values(json.dumps({"issuerKeyHash": KEY, "responderURL": "http://x"}))


def test_only_the_fields_of_hash_data_are_kept():
    url = {**HASHES, "responderURL": "http://x"}
    assert values(json.dumps({**url, "customData": {"vendorId": "x"}})) == [url]


def test_the_spelling_of_the_python_library_gives_ocpps_names():
    request = {"ocspRequestData": {**HASHES, "responderURL": "http://x"}}
    message, entry = load([("f", json.dumps(camel_to_snake_case(request)).encode())]).items
    assert message.label == "GetCertificateStatusRequest"
    assert entry.value == request["ocspRequestData"]


def test_another_case_gives_ocpps_names_and_the_right_spelling_goes_first():
    assert values(json.dumps({name[:1].upper() + name[1:]: value for name, value in HASHES.items()})) == [HASHES]
    assert values(json.dumps({**HASHES, **dict.fromkeys(SNAKE, "wrong")})) == [HASHES]
    assert values(json.dumps({**dict.fromkeys(SNAKE, "wrong"), **HASHES})) == [HASHES]


@pytest.mark.parametrize("spelled", [lambda message: message, camel_to_snake_case], ids=["camel", "snake"])
def test_the_certificate_type_of_the_chain_reaches_its_children(spelled):
    chains = [
        {"certificateType": "V2GCertificateChain", "certificateHashData": HASHES, "childCertificateHashData": [HASHES, HASHES]},
        {"certificateType": "MORootCertificate", "certificateHashData": HASHES},
        {"certificateHashData": HASHES},
    ]
    items = found(json.dumps([3, "m", spelled({"status": "Accepted", "certificateHashDataChain": chains})]))
    assert [item.parsed.certificate_type for item in items] == [*["V2GCertificateChain"] * 3, "MORootCertificate", None]
    assert [item.label for item in items] == [*["V2GCertificateChain"] * 3, "MORootCertificate", "certificateHashData"]
    assert [item.parsed.child for item in items] == [False, True, True, False, False]
    assert items[0].parsed.chain is items[2].parsed.chain is not items[3].parsed.chain


def test_a_certificate_type_further_out_is_another_things():
    message = {"certificateType": "V2GRootCertificate", "more": [HASHES], "data": {"certificateHashData": HASHES}}
    assert [item.parsed.certificate_type for item in found(json.dumps(message))] == [None, None]


def test_a_certificate_type_beside_the_fields_is_taken_and_an_absurd_one_is_not():
    assert found(json.dumps({**HASHES, "certificateType": "MORootCertificate"}))[0].parsed.certificate_type == "MORootCertificate"
    assert found(json.dumps({**HASHES, "certificateType": ["MORootCertificate"]}))[0].parsed.certificate_type is None
    assert len(found(json.dumps({**HASHES, "certificateType": "x" * 10_000}))[0].parsed.certificate_type) < 300


def test_values_that_cannot_be_written_as_json_again_are_text():
    odd = json.dumps({**HASHES, "issuerNameHash": float("nan"), "issuerKeyHash": -1e999, "serialNumber": [float("inf")]})
    assert values(odd)[0] | {"hashAlgorithm": "SHA256"} == {
        "hashAlgorithm": "SHA256",
        "issuerNameHash": "nan",
        "issuerKeyHash": "-inf",
        "serialNumber": "(a nested value, left out)",
    }


def test_entries_in_one_another_do_not_repeat_each_other():
    nested: object = "1"
    for _ in range(300):
        nested = {**HASHES, "serialNumber": nested}
    found = values(json.dumps(nested))
    assert len(found) == 300
    assert sum(len(json.dumps(entry)) for entry in found) < 300 * 1_000


def test_a_key_in_a_field_is_no_thing_of_its_own():
    raw = json.dumps({**HASHES, "issuerKeyHash": "3059301306072a8648ce3d020106082a8648ce3d030107034200" + "04" * 65})
    assert [item.type for item in load([("f", raw.encode())])] == [ItemType.HASH_DATA]


def test_a_private_key_in_a_field_is_left_out(openssl):
    key = subprocess.run([openssl, "genpkey", "-algorithm", "ed25519"], check=True, capture_output=True, text=True).stdout
    items = load([("f", json.dumps({**HASHES, "issuerKeyHash": key, "issuerNameHash": [key]}).encode())]).items
    assert sorted(item.type for item in items) == [ItemType.HASH_DATA, ItemType.PRIVATE_KEY, ItemType.PRIVATE_KEY]
    assert "left out" in str(items[0].value["issuerNameHash"])
    assert "left out" in items[0].value["issuerKeyHash"]
    assert key.splitlines()[1] not in str(items[0].value)


# --- lists and tables ---


@pytest.mark.parametrize("separator", [" ", "  ", "\t", ",", ", ", ";", "; ", " | "])
def test_a_list_without_a_header(separator):
    lines = [separator.join(("SHA256", NAME, KEY, serial)) for serial in ("1", "0x2", "03:04", "12345678901234567890")]
    items = found("\n".join(lines) + "\n")
    assert [item.value["serialNumber"] for item in items] == ["1", "0x2", "03:04", "12345678901234567890"]
    assert [item.source.within for item in items] == ["line 1", "line 2", "line 3", "line 4"]
    assert dict(items[0].value) == {**HASHES, "serialNumber": "1"}


@pytest.mark.parametrize("value", [BASE64, BASE64.rstrip("="), f"0x{NAME}", COLONS, NAME.upper(), NAME[:40], NAME[3:], "3059" * 45])
def test_the_values_of_a_list_may_be_wrong_in_every_known_way(value):
    assert values(f"sha-384 {value} {value} -12ab")[0] == {
        "hashAlgorithm": "sha-384",
        "issuerNameHash": value,
        "issuerKeyHash": value,
        "serialNumber": "-12ab",
    }


def test_a_printed_name_stands_in_quotes():
    assert values(f'SHA256,"CN=V2G Root CA, O=EVerest",{KEY},1')[0]["issuerNameHash"] == "CN=V2G Root CA, O=EVerest"


def test_a_responder_may_follow():
    assert values(f"SHA256;{NAME};{KEY};1;http://ocsp.example")[0]["responderURL"] == "http://ocsp.example"
    assert not values(f"SHA256;{NAME};{KEY};1;more")


HEADERS = {
    "OCPP's": "hashAlgorithm,issuerNameHash,issuerKeyHash,serialNumber",
    "snake": "hash_algorithm,issuer_name_hash,issuer_key_hash,serial_number",
    "words": '"Hash Algorithm","Issuer Name Hash","Issuer Key Hash","Serial Number"',
    "short": "algorithm,name hash,key hash,serial",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS.keys())
def test_a_table_whose_header_names_the_columns(header):
    assert values(f"{header}\nSHA256,{NAME},{KEY},3039\nSHA256,{NAME},{KEY},3039\n") == [HASHES, HASHES]


def test_a_table_in_another_order_with_other_columns_and_gaps():
    table = (
        "Station\tcertificateType\tserialNumber\tissuerKeyHash\tissuerNameHash\n"
        f"CS1\tMORootCertificate\t7\t{KEY}\t{NAME}\n"
        f"CS2\t\t\t{KEY}\t{NAME}\n"
        "CS3\t\t9\t\t\n"
    )
    items = found(table)
    assert [dict(item.value) for item in items] == [
        {"serialNumber": "7", "issuerKeyHash": KEY, "issuerNameHash": NAME},
        {"issuerKeyHash": KEY, "issuerNameHash": NAME},
    ]
    assert [item.parsed.certificate_type for item in items] == ["MORootCertificate", None]


def test_a_table_of_markdown():
    head = "| hashAlgorithm | issuerNameHash | issuerKeyHash | serialNumber |\n|---|---|---|---|\n"
    assert values(f"{head}| SHA256 | {NAME} | {KEY} | 3039 |\n") == [HASHES]


def test_a_list_beside_a_certificate_and_a_message():
    pem = (REAL / "rise-v2g/v2gRootCACert.pem").read_text()
    content = f"{json.dumps(HASHES)}\n{pem}\nSHA256 {NAME} {KEY} 1\n"
    types = [item.type for item in load([("f", content.encode())])]
    assert sorted(types) == [ItemType.CERTIFICATE, ItemType.HASH_DATA, ItemType.HASH_DATA]


def test_everests_file_has_a_value_a_line():
    (item,) = load([("f", (REAL / "everest/csms_certs/client/ocsp/SECC_LEAF_ocsp.hash").read_bytes())]).items
    assert item.value["serialNumber"] == "4ed698d63c724c6a61a0ccc4ff80b383192dfd7a"


ORDINARY = {
    "prose": "SHA256 sum matches expected\nSHA256 is a hash.\nSHA256, SHA384, SHA512, SHA1\n",
    "prose on the fields": "The fields hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber are due.\nwell, then, let, us\n",
    "a header alone": "hashAlgorithm,issuerNameHash,issuerKeyHash,serialNumber\n",
    "a header and prose": "issuerNameHash serialNumber\nare words\n" + "long " * 40,
    "a checksum file": f"SHA256 (download.zip) = {NAME}\n{NAME}  download.zip\nSHA256 {NAME} download.zip\n",
    "fingerprints": f"SHA256 Fingerprint={COLONS}\nSHA256 {NAME} {KEY} none\n",
    "code": "issuerNameHash = hashlib.sha256(name).hexdigest()\nissuer_key_hash = f(x)\n",
    "a call": "data = f(issuer_name_hash=name_hash, issuer_key_hash=key_hash)",
    "an object of variables": "return {hashAlgorithm: alg, issuerNameHash: nameHash, issuerKeyHash: k.hash, serialNumber: 1}",
    "a type": "interface HashData { hashAlgorithm: string; issuerNameHash: string; serialNumber: string }",
}


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_text_is_no_entry(text):
    assert not values(text)


# --- printed values ---

CHAIN = camel_to_snake_case(
    {"certificateHashDataChain": [{"certificateType": "OEMRootCertificate", "certificateHashData": HASHES}]}
)
PRINTED = {
    "a dictionary": repr(SNAKE),
    "a list": repr([HASHES]),
    "in a payload": repr(CHAIN),
    "in a log line": f"2026-06-01 12:00:00 INFO:ocpp:got {CHAIN!r} from CS1",
    "in a frame": repr([3, "m", {"certificateHashData": HASHES}]),
    "dataclasses of the library": repr(CertificateHashDataChainType("x", CertificateHashDataType(**SNAKE))),
    "enumerations": repr(SNAKE).replace("'SHA256'", "<HashAlgorithmEnumType.sha256: 'SHA256'>"),
    "double quotes where there is a single one": repr({**HASHES, "responderURL": "it's"}),
    "tuples": repr((HASHES, None, True, 1.5, -2)),
    "formatted": "{\n" + "".join(f"    {name!r}: {value!r},\n" for name, value in HASHES.items()) + "}",
    "beside a date and an object": repr({"at": datetime(2026, 6, 1, tzinfo=UTC), "of": object(), "entry": HASHES}),
    "Node": f"{{\n  hashAlgorithm: 'SHA256',\n  issuerNameHash: '{NAME}',\n  issuerKeyHash: '{KEY}',\n  serialNumber: '3039'\n}}",
}


@pytest.mark.parametrize("text", PRINTED.values(), ids=PRINTED.keys())
def test_values_as_python_and_node_print_them(text):
    bundle = load([("f", text.encode())])
    (entry,) = [item for item in bundle if item.type is ItemType.HASH_DATA]
    assert {name: entry.value[name] for name in HASHES} == HASHES
    assert "not JSON" in bundle.items[0].findings[0].message


def test_a_printed_string_is_what_it_spells():
    assert values(repr({**HASHES, "issuerNameHash": "a'b\"c\\d\né\u2028\x00", "serialNumber": b"\x01\xff"})) == [
        {**HASHES, "issuerNameHash": "a'b\"c\\d\né\u2028\x00", "serialNumber": "\x01ÿ"}
    ]


@pytest.mark.filterwarnings("error")
def test_what_is_no_string_of_python_is_not_read_and_warns_nobody():
    assert values(r"{'issuerNameHash': '\q', 'serialNumber': '1'}") == [{"issuerNameHash": r"\q", "serialNumber": "1"}]
    assert not values(r"{'issuerNameHash': '\x', 'serialNumber': '1'}")


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 100_000,
        "{'a':" * 50_000,
        "f(a=" * 50_000,
        "f(" * 50_000,
        "'" * 100_000,
        "['" * 50_000,
        '["\\' * 30_000,
        "[" + " " * 100_000,
        "a." * 50_000,
        "{a:" + "9" * 100_000 + "}",
        "[" * 50 + ")" * 50,
        "{,}{:}(,)[:" * 1_000,
        "<a.b: 'c" * 10_000,
        "{'a':[" * 29 + "'" * 100_000,
    ],
    ids=lambda text: text[:8],
)
def test_printed_values_built_to_break_parsers_give_nothing(hostile):
    assert not values(f"issuerNameHash issuerKeyHash\n{hostile}")
    assert values(f"{hostile}\n{HASHES!r}\n") in ([HASHES], [])


# --- labelled lines ---


@pytest.mark.parametrize("digest", ["-sha256", "-sha1"])
def test_the_request_that_openssl_prints(openssl, digest):
    leaf, issuer = samples_directory() / "iso15118-2/secc.pem", samples_directory() / "iso15118-2/cpo-sub-ca2.pem"
    command = [openssl, "ocsp", digest, "-issuer", issuer, "-cert", leaf, "-cert", leaf, "-req_text", "-no_nonce"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    first, second = values(printed)
    assert first == second
    assert first["hashAlgorithm"] == digest[1:]
    assert len(str(first["issuerNameHash"])) == len(str(first["issuerKeyHash"])) == (64 if digest == "-sha256" else 40)
    certificate = load_pem_x509_certificate(leaf.read_bytes())
    assert certificate.serial_number == int(str(first["serialNumber"]), 16)


def test_yaml_and_property_lists():
    yaml = f"- hashAlgorithm: SHA256\n  issuerNameHash: {NAME}\n  issuerKeyHash: '{KEY}'\n  serialNumber: \"3039\"\n"
    assert values(yaml * 2) == [HASHES, HASHES]
    assert values(yaml.replace(": ", "=")) == [HASHES]


def test_labels_far_from_each_other_are_no_entry():
    assert not values(f"Serial Number: 1\n\n\n\n\nIssuer Key Hash: {KEY}\n")
    assert not values("Certificate:\n    Serial Number: 1\n    Signature Algorithm: x\n")


# --- many ---


def test_ten_thousand_entries_of_one_message():
    message = [
        3,
        "m",
        {"certificateHashDataChain": [{"certificateHashData": HASHES, "childCertificateHashData": [HASHES] * 9_999}]},
    ]
    items = found(json.dumps(message))
    assert len(items) == 10_000
    assert len({id(item.parsed.chain) for item in items}) == 1
