"""Entries from public projects, and the dialects of public OCPP code, each named."""

import base64
import hashlib
from functools import cache

import pytest
from asn1crypto import pem
from asn1crypto import x509 as lenient

import workbench as wb
from tests.certs.forensics.answers import entry_of
from tests.certs.known_pairs import REAL, Pair, all_certificates, item_of, known_pairs
from tests.certs.odd_pairs import ca_and_leaf, certificate, key, key_identifiers, name
from tests.certs.witnesses import Fields, by_asn1crypto
from workbench.certs.forensics import Match, Matcher

EVEREST = REAL / "everest"
EVERYTHING = Matcher([item_of(der) for der in all_certificates()])


@cache  # asked again and again; nobody changes what it gives
def right(pair: Pair) -> Fields:
    return by_asn1crypto(pair.certificate, pair.issuer, "SHA256")


# --- EVerest ---


def test_everest_ocsp_hash_file_names_leaf_b() -> None:
    bundle = wb.load(EVEREST / "csms_certs")
    (match,) = wb.match(EVEREST / "csms_certs" / "client" / "ocsp" / "SECC_LEAF_ocsp.hash", bundle)
    _, _, leaf = pem.unarmor((EVEREST / "csms_certs" / "client" / "SECC_LEAF_B.pem").read_bytes())
    assert (match.result, match.certificate, match.mistakes) == ("exact", hashlib.sha256(leaf).hexdigest(), ())


def test_everest_wrong_key_hash_of_its_rsa_root_is_the_whole_spki() -> None:
    root = (EVEREST / "everest_csms_root_selfsigned.der").read_bytes()
    wrong = "a6e29e28f8f019381f712fbd19792a4247812f7faccc7ef73db78adb8ee59132"
    given = by_asn1crypto(root, root, "SHA256")
    match = EVERYTHING.solve(entry_of(given | {"issuerKeyHash": wrong}))
    assert (match.result, match.certificate, match.mistakes) == ("dialect", hashlib.sha256(root).hexdigest(), ("key:spki",))
    assert ("key:own-spki",) in match.equivalent
    assert match.corrected == given
    assert given["issuerKeyHash"] == "0b89ba5d6aebd520cb686d75911c3b1e236ef3a5137e298e2395e97bad049a9c"


# --- dialects of public code, as they were read there ---

SERIAL = 0x0C5F00AB34CD
ROOT, _ = ca_and_leaf(name("V2G Root"), key("V2G Root"))
SUB_CA = certificate(name("Sub-CA"), name("V2G Root"), key("Sub-CA"), key("V2G Root"), serial=0x0A01)
LEAF = certificate(
    name("leaf"), name("Sub-CA"), key("leaf"), key("Sub-CA"), serial=SERIAL, extensions=key_identifiers(key("leaf"), key("Sub-CA"))
)
NON_ROOT = Pair("leaf", LEAF, SUB_CA)
PILE = Matcher(map(item_of, (ROOT, SUB_CA, LEAF)))


def parts(pair: Pair) -> tuple[bytes, bytes, bytes, bytes, int]:
    """Issuer name, issuer's SPKI, issuer's key bits, own key bits, serial number."""
    checked, issuer = lenient.Certificate.load(pair.certificate), lenient.Certificate.load(pair.issuer)
    bits, own = (one.public_key["public_key"].contents[1:] for one in (issuer, checked))
    return checked.issuer.dump(), issuer.public_key.dump(), bits, own, int(checked.serial_number)


def sha256(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def entry(name_hash: str, key_hash: str, serial: str) -> Fields:
    return {"hashAlgorithm": "SHA256", "issuerNameHash": name_hash, "issuerKeyHash": key_hash, "serialNumber": serial}


def octets_of(serial: int) -> bytes:
    return serial.to_bytes(max(1, (serial.bit_length() + 7) // 8))


def sap(pair: Pair) -> Fields:
    issuer, spki, _, _, serial = parts(pair)
    return entry(sha256(issuer), sha256(spki), octets_of(serial).hex().upper())


def open_ocpp(pair: Pair) -> Fields:
    issuer, _, _, own, serial = parts(pair)
    return entry(sha256(issuer), sha256(own), octets_of(serial).hex())


def josev(pair: Pair) -> Fields:
    issuer, _, bits, _, serial = parts(pair)
    name_hash, key_hash = (base64.urlsafe_b64encode(hashlib.sha256(one).digest()).decode() for one in (issuer, bits))
    return entry(name_hash, key_hash, str(serial))


def wwcp(pair: Pair) -> Fields:
    """.NET: ``X509Certificate2.Issuer``, ``GetPublicKeyString()`` and ``SerialNumber``, which keeps the sign octet."""
    issuer, _, bits, _, serial = parts(pair)
    text = lenient.Name.load(issuer).native
    dot_net = f"C={text['country_name']}, CN={text['common_name']}"
    return entry(dot_net, bits.hex().upper(), serial.to_bytes(serial.bit_length() // 8 + 1).hex().upper())


def micro_ocpp(pair: Pair) -> Fields:
    issuer, _, _, own, serial = parts(pair)
    return entry(sha256(issuer), sha256(own), octets_of(serial).hex())


def openssl_command(pair: Pair) -> Fields:
    return {field: value.upper() for field, value in (right(pair) | {"serialNumber": octets_of(parts(pair)[4]).hex()}).items()}


DIALECTS = {
    "SAP simulator": (sap, ("key:spki", "serial:padded")),
    "open-ocpp": (open_ocpp, ("key:own", "serial:padded")),
    "Josev": (josev, ("encoding:base64url", "serial:decimal")),
    "WWCP_OCPP": (wwcp, ("name:raw", "key:raw", "serial:padded")),
    "MicroOcpp": (micro_ocpp, ("key:own", "serial:padded")),
    "openssl ocsp -req_text": (openssl_command, ("serial:padded",)),
}


@pytest.mark.parametrize("stack", DIALECTS)
def test_a_stacks_dialect_is_named(stack: str) -> None:
    sender, mistakes = DIALECTS[stack]
    match = PILE.solve(entry_of(sender(NON_ROOT)))
    assert (match.result, match.certificate, match.corrected) == ("dialect", NON_ROOT.sha256, right(NON_ROOT))
    assert match.corrected
    assert match.corrected["serialNumber"] == "c5f00ab34cd"
    if stack == "Josev" and not {"-", "_"} & set("".join(map(str, sender(NON_ROOT).values()))):
        mistakes = ("encoding:base64", "serial:decimal")  # the padding alone marks it
    assert match.mistakes == mistakes


@pytest.mark.parametrize("stack", ["open-ocpp", "MicroOcpp"])
def test_the_own_key_of_a_root_is_right(stack: str) -> None:
    for pair in known_pairs():
        if pair.self_signed:
            sent = DIALECTS[stack][0](pair)
            match = EVERYTHING.solve(entry_of(sent))
            assert match.mistakes == (("serial:padded",) if sent["serialNumber"] != right(pair)["serialNumber"] else ())


@pytest.mark.parametrize("stack", DIALECTS)
def test_a_stacks_dialect_is_resolved_for_every_sample(stack: str) -> None:
    """WWCP's text is .NET's for any name; the samples' names hold nothing that must be escaped."""
    for pair in known_pairs():
        if stack != "WWCP_OCPP":
            match: Match = EVERYTHING.solve(entry_of(DIALECTS[stack][0](pair)))
            twins = [other for other in known_pairs() if right(other) == right(pair)]
            assert len(twins) > 1 or (match.certificate, match.corrected) == (pair.sha256, right(pair))


# --- whole messages ---


def test_the_message_of_the_samples_is_exact_with_types_and_parents() -> None:
    bundle = wb.load(wb.samples("iso15118-2"))
    matches = list(wb.match(wb.samples("messages/get-installed-certificate-ids-response.json"), bundle))
    assert [match.result for match in matches] == ["exact"] * 5
    told = [match.to_dict() for match in matches]
    chain = "V2GCertificateChain"
    assert [one["certificate_type"] for one in told] == ["V2GRootCertificate", "MORootCertificate", chain, chain, chain]
    assert [one["parent"] for one in told] == [None, None, None, 2, 2]
    assert [one["index"] for one in told] == [*range(5)]
    by_sha256 = {pair.sha256: pair for pair in known_pairs()}
    assert [right(by_sha256[one["certificate"]]) for one in told] == [one["given"] for one in told]
