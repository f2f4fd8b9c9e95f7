"""Entries that are right, of certificates that are not at hand, beside others that a careless solver would take for them."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import workbench as wb
from tests.certs.known_pairs import item_of
from tests.certs.odd_pairs import odd_pairs
from tests.trust.pki import made
from workbench.certs.bundle import Bundle
from workbench.certs.forensics import Match, Result


def entry(certificate: x509.Certificate, issuer: x509.Certificate, **changes: object) -> dict[str, object]:
    return wb.hash_data_of(certificate, issuer).to_dict() | changes


def asked(entries: list[dict[str, object]], *known: x509.Certificate | bytes) -> list[Match]:
    return list(wb.match(entries, wb.load(*(one if isinstance(one, bytes) else one.public_bytes(Encoding.DER) for one in known))))


CA = made("CA", "CA", serial=0xCA00_0000_0000_0001)


def leaf(serial: int) -> x509.Certificate:
    return made(f"leaf {serial:x}", "CA", serial=serial, ca=False)


def test_a_root_is_not_its_cross_certificate():
    other, root, cross = made("X", "X"), made("R", "R", serial=1), made("R", "X", serial=1)
    [match] = asked([entry(root, root)], cross, other)
    assert (match.result, match.corrected) == (Result.UNKNOWN, None)
    assert "self-signed" in match.explanation
    assert [candidate.mistakes for candidate in match.candidates] == [("name:subject", "key:own")]


def test_a_new_root_is_not_its_roll_over_certificate():
    new, rolled, old = (
        made("R", "R", own_key="B", issuer_key="B", serial=2),
        made("R", "R", own_key="B", serial=2),
        made("R", "R", serial=1),
    )
    [match] = asked([entry(new, new)], rolled, old)
    assert match.result is Result.UNKNOWN


def test_between_two_possible_issuers_nothing_is_claimed():
    """A signature of an unknown algorithm, and two CAs of one name."""
    der = leaf(0x1234_5678_9ABC).public_bytes(Encoding.DER)
    ecdsa = bytes.fromhex("06082a8648ce3d040302")
    odd = der.replace(ecdsa, bytes.fromhex("06082a8648ce3d04037f"))
    first, second = (
        made("CA", "CA", own_key="one", issuer_key="one", identifiers=False),
        made("CA", "CA", own_key="two", issuer_key="two", identifiers=False),
    )
    pile = wb.load(odd, first.public_bytes(Encoding.DER), second.public_bytes(Encoding.DER))
    child = next(item for item in pile.items if item.facts and item.facts.serial == 0x1234_5678_9ABC)
    for issuer in (first, second):
        [match] = wb.match([wb.hash_data_of(child, issuer).to_dict()], pile)
        assert (match.result, match.corrected) == (Result.UNKNOWN, None)
        assert "cannot be told" in match.explanation


def test_an_issuer_found_by_name_only_is_said_to_be_so():
    der = (
        leaf(0x1234_5678_9ABC)
        .public_bytes(Encoding.DER)
        .replace(bytes.fromhex("06082a8648ce3d040302"), bytes.fromhex("06082a8648ce3d04037f"))
    )
    pile = wb.load(der, CA.public_bytes(Encoding.DER))
    matches = wb.match([entry(leaf(0x1234_5678_9ABC), CA)], pile)
    assert matches[0].result is Result.EXACT
    for shown in (str(matches), matches._repr_html_()):
        assert "found by name only" in shown


@pytest.mark.parametrize("sent", ["20260301", "12345678"])
def test_a_date_or_a_count_is_no_cut_off_serial_number(sent):
    known = leaf(int(f"{sent}aaaabbbbccccdddd0001", 16))
    [match] = asked([entry(leaf(int(sent, 16)), CA)], known, CA)
    assert match.result is Result.UNKNOWN
    assert match.candidates
    [match] = asked([entry(leaf(int(sent, 16)), CA)], leaf(int(f"5a1f0000aaaabbbb{sent}", 16)), CA)
    assert match.result is Result.UNKNOWN


def test_a_serial_number_with_its_first_digit_gone_is_another_one():
    [match] = asked([entry(leaf(0x5775_C90D_1234_5678), CA)], leaf(0x8_5775_C90D_1234_5678), CA)
    assert match.result is Result.UNKNOWN


def test_a_digit_in_front_is_no_cut_off_number():
    [match] = asked([entry(leaf(1), CA, serialNumber="05775c90d1234567")], leaf(0x8577_5C90_D123_4567), CA)
    assert match.result is Result.UNKNOWN


@pytest.mark.parametrize("serial", [12, 100, 1000, 9999])
def test_a_short_number_may_be_hexadecimal(serial):
    [match] = asked([entry(leaf(int(str(serial), 16)), CA)], leaf(serial), CA)
    assert match.result is Result.UNKNOWN


def test_short_key_identifiers_prove_nothing():
    identified = made(
        "leaf",
        "CA",
        ca=False,
        identifiers=False,
        extensions=[(x509.AuthorityKeyIdentifier(b"\x01\x02\x03\x04", None, None), False)],
    )
    [match] = asked([entry(identified, CA, issuerKeyHash="01020304")], identified, CA)
    assert match.result is Result.UNKNOWN


def test_a_hash_that_lost_many_digits_is_no_hash():
    right = entry(leaf(0x1234_5678_9ABC), CA)
    [match] = asked([right | {"issuerKeyHash": str(right["issuerKeyHash"])[:54]}], leaf(0x1234_5678_9ABC), CA)
    assert match.result is Result.UNKNOWN


def test_a_low_part_of_few_digits_proves_nothing():
    known = leaf(0x1234_5678_0000_0000_0010)
    [match] = asked([entry(leaf(16), CA, serialNumber="16")], known, CA)
    assert match.result is Result.UNKNOWN


def test_a_decimal_sender_is_read_as_one():
    sent = [
        entry(leaf(12_379_813_738_877_118_345), CA, serialNumber="12379813738877118345"),
        entry(leaf(12), CA, serialNumber="12"),
    ]
    known = (leaf(12_379_813_738_877_118_345), leaf(0x12), CA)
    assert [match.result for match in asked(sent, *known)] == [Result.DIALECT, Result.UNKNOWN]
    letters = entry(leaf(0xFFFABC), CA)
    assert [match.result for match in asked([*sent, letters], *known)][:2] == [Result.DIALECT, Result.EXACT]


def test_one_number_in_both_notations_is_no_habit():
    serial = 0x1234_5678_9012_3456
    both = [entry(leaf(serial), CA), entry(leaf(serial), CA, serialNumber=str(serial))]
    assert [match.result for match in asked(both, leaf(serial), CA)] == [Result.EXACT, Result.DIALECT]


def test_mixed_digests_are_told_by_field():
    right = entry(leaf(0x1234_5678_9ABC), CA)
    key = CA.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    digest = hashes.Hash(hashes.SHA512())
    digest.update(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    [match] = asked([right | {"issuerKeyHash": digest.finalize().hex()}], leaf(0x1234_5678_9ABC), CA)
    assert match.mistakes == ("digest:mislabelled",)
    assert "issuerNameHash is SHA256, issuerKeyHash is SHA512" in match.explanation


def test_what_is_missing_is_said_and_not_judged():
    right = entry(leaf(0x1234_5678_9ABC), CA)
    for key in ({}, {"issuerKeyHash": 5}, {"issuerKeyHash": str(right["issuerKeyHash"])[:20]}):
        sent = {name: value for name, value in right.items() if name != "issuerKeyHash"} | key
        [match] = asked([sent], leaf(0x1234_5678_9ABC), CA)
        assert match.result is Result.UNKNOWN
        assert "its key hash is what is missing" in match.explanation
    for serial in ({}, {"serialNumber": None}, {"serialNumber": ["5555"]}):
        sent = {name: value for name, value in right.items() if name != "serialNumber"} | serial
        [match] = asked([sent], leaf(0x1234_5678_9ABC), CA)
        assert "None" not in match.explanation
        assert "[" not in match.explanation


def test_candidates_of_one_name_are_told_apart():
    first, second = made("twin", "CA", serial=5_000, own_key="one"), made("twin", "CA", serial=5_000, own_key="two")
    [match] = asked([entry(first, CA)], first, second, CA)
    assert match.result is Result.AMBIGUOUS
    assert match.explanation.count("serial number 1388") == 2


def test_a_serial_number_that_ocpp_cannot_hold_is_said():
    for pair in odd_pairs():
        [match] = wb.match(
            [wb.hash_data_of(item_of(pair.certificate), item_of(pair.issuer))],
            Bundle((item_of(pair.certificate), item_of(pair.issuer))),
        )
        serial = match.entry.given["serialNumber"]
        assert ("cannot hold" in match.explanation) is (serial.startswith("-") or len(serial) > 40)


def test_a_key_of_the_issuers_namesake_is_named():
    twin = made("CA", "Root", own_key="another", serial=7)
    [match] = asked([entry(leaf(0x1234_5678_9ABC), twin)], leaf(0x1234_5678_9ABC), CA, twin, made("Root", "Root"))
    assert match.result is Result.UNKNOWN
    assert "which has the name of leaf 123456789abc's issuer but did not issue that" in match.explanation


def test_long_values_are_cut_where_they_are_shown():
    right = entry(leaf(0x1234_5678_9ABC), CA)
    matches = wb.match(
        [right | {"hashAlgorithm": "<b>" * 100_000}],
        wb.load(CA.public_bytes(Encoding.DER), leaf(0x1234_5678_9ABC).public_bytes(Encoding.DER)),
    )
    assert matches[0].mistakes == ("algorithm:unknown",)
    assert len(str(matches)) < 10_000
    assert len(matches._repr_html_()) < 20_000
