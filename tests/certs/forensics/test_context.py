"""What stands around an entry: its siblings in the pile, the other entries of its message, the message that is to be corrected."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

import workbench as wb
from workbench.certs.forensics import HashEntry, Matcher
from workbench.certs.items import Item
from workbench.errors import InputError

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CA_KEY = ec.derive_private_key(7, ec.SECP256R1())


def certificate(subject: str, serial: int, key: ec.EllipticCurvePrivateKey = CA_KEY, issuer: str = "CA") -> bytes:
    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    builder = x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer)).public_key(key.public_key())
    builder = builder.serial_number(serial).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=9))
    return builder.sign(CA_KEY, hashes.SHA256()).public_bytes(Encoding.DER)


@cache
def leaf(serial: int) -> bytes:
    return certificate(f"leaf {serial}", serial, ec.derive_private_key(serial + 100, ec.SECP256R1()))


CA = certificate("CA", 0xCA00_0000_0000_0001)


def entry(serial: object, der: bytes = CA, **changes: object) -> dict[str, object]:
    ca = x509.load_der_x509_certificate(CA)
    return wb.hash_data_of(x509.load_der_x509_certificate(der), ca).to_dict() | {"serialNumber": serial} | changes


def serial_of(item: Item | None) -> int:
    assert item is not None
    assert item.facts is not None
    return item.facts.serial


def test_a_short_decimal_serial_is_no_proof():
    """12 may be leaf 12 in decimal, or leaf 0x12 that is not at hand: with sequential serial numbers nobody can tell."""
    [match] = wb.match([entry("12")], wb.load(CA, leaf(12)))
    assert (match.result, match.certificate) == ("unknown", None)
    assert [candidate.mistakes for candidate in match.candidates] == [("serial:decimal",)]
    assert "leaf 12" in match.explanation


def test_a_json_number_is_decimal_by_nature():
    assert wb.match([entry(12)], wb.load(CA, leaf(12)))[0].mistakes == ("serial:number",)
    assert wb.match([entry(12)], wb.load(CA, leaf(0x12)))[0].result == "unknown"
    assert wb.match([entry(12)], wb.load(CA, leaf(12), leaf(0x12)))[0].result == "ambiguous"
    assert wb.match([entry(5_000_000)], wb.load(CA, leaf(0x5_000_000)))[0].mistakes == ("serial:number",)


def test_a_long_decimal_serial_is_a_proof():
    serial = 0x1234_5678_9ABC_DEF0_1234
    [match] = wb.match([entry(str(serial))], wb.load(CA, leaf(serial)))
    assert (match.result, match.mistakes) == ("dialect", ("serial:decimal",))


def test_a_rounded_serial_among_siblings_is_no_proof():
    exact, rounded = 2**53 + 1, 2**53
    far = 0x1234_5678_9ABC_DEF0_1234
    assert wb.match([entry(format(int(float(far)), "x"))], wb.load(CA, leaf(far)))[0].mistakes == ("serial:rounded",)
    assert wb.match([entry(format(rounded, "x"))], wb.load(CA, leaf(exact)))[0].mistakes == ("serial:rounded",)
    [match] = wb.match([entry(format(rounded, "x"))], wb.load(CA, leaf(exact), leaf(rounded + 2)))
    assert match.result == "unknown"


def test_a_sender_who_writes_decimal_once_writes_decimal_throughout():
    known = wb.load(CA, leaf(12), leaf(0x12), leaf(70_000))
    alone, hexadecimal = [entry("12")], [entry("70000"), entry("12"), entry("CA00000000000001")]
    assert serial_of(wb.match(alone, known)[0].item) == 0x12
    assert serial_of(wb.match(hexadecimal, known)[1].item) == 0x12
    answers = wb.match([entry("70000"), entry("12")], known)
    assert [match.result for match in answers] == ["dialect", "ambiguous"]
    assert {serial_of(candidate.item) for candidate in answers[1].candidates} == {12, 0x12}
    assert wb.match([entry("70000"), entry("12")], wb.load(CA, leaf(12), leaf(70_000)))[1].mistakes == ("serial:decimal",)


def test_the_key_of_the_issuers_namesake_is_no_match():
    """Two PKIs made by one script share names and serial numbers: the entry is the other one's certificate."""
    other = ec.derive_private_key(8, ec.SECP256R1())
    namesake = x509.CertificateBuilder().subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA")]))
    namesake = namesake.issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "CA")])).public_key(other.public_key())
    namesake = namesake.serial_number(2).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=9))
    twin = namesake.sign(other, hashes.SHA256())
    theirs = wb.hash_data_of(twin, twin).to_dict() | {"serialNumber": "4d2"}
    [match] = wb.match([theirs], wb.load(CA, leaf(0x4D2), twin.public_bytes(Encoding.DER)))
    assert match.result == "unknown"
    assert "none with serial number 4d2" in match.explanation


def test_without_the_issuer_nothing_is_claimed():
    [match] = wb.match([entry("4d2")], wb.load(leaf(0x4D2)))
    assert match.result == "unknown"
    assert "It may be leaf 1234" in match.explanation
    assert "load it" in match.explanation


def test_an_own_key_tells_the_certificate_but_not_its_correction():
    der = leaf(0x4D2)
    point = x509.load_der_x509_certificate(der).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(point)
    [match] = wb.match([entry("4d2", issuerKeyHash=digest.finalize().hex())], wb.load(der))
    assert (match.result, match.mistakes, match.corrected) == ("dialect", ("key:own",), None)
    assert "not at hand" in match.explanation


def test_a_key_as_pem_is_the_key_itself():
    pem = x509.load_der_x509_certificate(CA).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    [match] = wb.match([entry("4d2", issuerKeyHash=pem)], wb.load(CA, leaf(1234)))
    assert (match.result, match.mistakes) == ("dialect", ("key:raw",))
    [match] = wb.match([entry("4d2", issuerKeyHash=pem.replace("BEGIN", "BEGIN X"))], wb.load(CA, leaf(0x4D3)))
    assert match.result == "unknown"


def test_the_same_serial_twice_is_ambiguous():
    first, second = certificate("one", 5_000), certificate("two", 5_000)
    [match] = wb.match([entry("1388")], wb.load(CA, first, second))
    assert (match.result, match.corrected) == ("ambiguous", None)
    assert {serial_of(candidate.item) for candidate in match.candidates} == {5_000}
    assert len({candidate.certificate for candidate in match.candidates}) == 2
    assert "one" in match.explanation
    assert "two" in match.explanation


def test_the_same_certificate_twice_is_one():
    assert [match.result for match in wb.match([entry("4d2")], wb.load(CA, leaf(1234), leaf(1234), CA))] == ["exact"]


def test_the_responder_of_an_entry_stays_in_its_correction():
    asked = entry("0x4d2", responderURL="http://ocsp.example/")
    [match] = wb.match({"ocspRequestData": asked}, wb.load(CA, leaf(1234)))
    assert match.corrected == asked | {"serialNumber": "4d2"}
    [again] = wb.match({"ocspRequestData": asked | {"responderURL": "http://other.example/"}}, wb.load(CA, leaf(1234)))
    assert again.corrected is not None
    assert again.corrected["responderURL"] == "http://other.example/"


def test_a_remembered_answer_keeps_entries_apart():
    matcher = Matcher(wb.load(CA, leaf(1234), leaf(70_000)).items)
    first = matcher.solve(HashEntry(index=0, given=entry("0x4d2"), certificate_type="A"))
    second = matcher.solve(HashEntry(index=7, given=entry("0x4d2"), certificate_type="B", parent=3))
    assert (first.entry.index, second.entry.index, second.entry.parent) == (0, 7, 3)
    assert matcher.solve(HashEntry(index=1, given=entry(70_000))).mistakes == ("serial:number",)
    assert matcher.solve(HashEntry(index=1, given=entry("70000"))).mistakes == ("serial:decimal",)
    assert matcher.solve(HashEntry(index=1, given=entry(serial=True))).result == "unknown"


def test_a_corrected_message_keeps_all_else():
    first = {"certificateType": "CSMSRootCertificate", "certificateHashData": entry("0X4D2")}
    children = [entry("4d2")]
    second = {"certificateHashData": entry("99"), "childCertificateHashData": children, "customData": {"vendorId": "v"}}
    message = [3, "id", {"status": "Accepted", "certificateHashDataChain": [first, second]}]
    before = json.dumps(message)
    fixed = wb.match(message, wb.load(CA, leaf(1234))).corrected(message)
    assert json.dumps(message) == before
    assert json.dumps(fixed) == before.replace("0X4D2", "4d2")


def test_only_the_message_itself_can_be_corrected():
    matches = wb.match([entry("4d2")], wb.load(CA, leaf(1234)))
    with pytest.raises(InputError, match="2 entries"):
        matches.corrected([entry("4d2"), entry("4d2")])


@pytest.mark.parametrize("message", [object(), {1: object()}, [{"a": {1, 2}.__class__}], 7, None, ""])
def test_what_is_no_message_is_refused_with_a_hint(message):
    with pytest.raises(InputError) as refusal:
        wb.match(message, wb.load(CA))
    assert refusal.value.hint


def test_messages_of_the_ocpp_library_are_read():
    ocpp = pytest.importorskip("ocpp.v21")
    data = ocpp.datatypes.CertificateHashDataType(
        hash_algorithm="SHA256",
        issuer_name_hash=entry("1")["issuerNameHash"],
        issuer_key_hash=entry("1")["issuerKeyHash"],
        serial_number="4D2",
    )
    chain = ocpp.datatypes.CertificateHashDataChainType(certificate_type="CSMSRootCertificate", certificate_hash_data=data)
    answer = ocpp.call_result.GetInstalledCertificateIds(status="Accepted", certificate_hash_data_chain=[chain])
    [match] = wb.match(answer, wb.load(CA, leaf(1234)))
    assert (match.result, match.entry.certificate_type) == ("exact", "CSMSRootCertificate")


def test_views_show_hostile_text_as_text():
    hostile = "<script>alert(1)</script>"
    der = certificate(hostile, 5_000)
    matches = wb.match([entry("1388"), entry("0x1388"), entry(hostile)], wb.load(CA, der))
    assert "<script>" not in matches._repr_html_()
    assert "&lt;script&gt;" in matches._repr_html_()
    assert list(matches.to_frame()["result"]) == ["exact", "dialect", "unknown"]
