"""No false match: what belongs to no certificate at hand is unknown, however near it comes; and ambiguous is only what is."""

import random
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from tests.certs.forensics.answers import entry_of
from tests.certs.forensics.sender import Sent, wrong_entries
from tests.certs.known_pairs import Pair, all_certificates, item_of, known_pairs
from tests.certs.odd_pairs import ca_and_leaf, certificate, key, name
from tests.certs.witnesses import ALGORITHMS, Fields, by_asn1crypto
from tests.properties import forge
from workbench.certs.der import certificate_slices
from workbench.certs.forensics import Match, Matcher
from workbench.certs.issuing import derive_private_key

EVERYTHING = Matcher([item_of(der) for der in all_certificates()])
BASE = 0x5C3A_91D7_04E2_6F18_B05D
"""Ten octets, as certificates have them today."""


@cache  # asked again and again; nobody changes what it gives
def right(leaf: bytes, root: bytes, algorithm: str = "SHA256") -> Fields:
    return by_asn1crypto(leaf, root, algorithm)


def solve(matcher: Matcher, entry: dict[str, Any]) -> Match:
    return matcher.solve(entry_of(entry))


def resolved(matcher: Matcher, found: Iterable[Sent]) -> list[str]:
    """The entries that were taken for some certificate's."""
    answers = ((sent, solve(matcher, sent.entry)) for sent in found)
    return [f"{match.result} {match.mistakes} for {sent.how}: {sent.entry}" for sent, match in answers if match.result != "unknown"]


# --- another PKI ---


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_another_pki_of_the_same_names_and_serials_but_other_keys(algorithm: str) -> None:
    """Every entry of a twin PKI, right or with a mistake that leaves the key or the certificate recognisable, is unknown here."""
    for pair in known_pairs()[::4]:
        twin = twin_of(pair)
        assert resolved(EVERYTHING, wrong_entries(twin, algorithm, 1)) == []


def twin_of(pair: Pair) -> Pair:
    """A certificate with the same names and serial number as this one and its issuer, all keys made anew."""
    ca, own = (derive_private_key(b"twin", label, "P-256") for label in ("CA", "own"))
    child, parent = certificate_slices(pair.certificate), certificate_slices(pair.issuer)
    serial = int.from_bytes(child.serial, signed=True)
    issuer = certificate(parent.subject, parent.issuer, ca, ca, serial=int.from_bytes(parent.serial, signed=True))
    if pair.self_signed:
        return replace(pair, certificate=issuer, issuer=issuer)
    return replace(pair, certificate=certificate(child.subject, child.issuer, own, ca, serial=serial), issuer=issuer)


def test_a_certificate_that_is_not_in_the_pile_though_its_issuer_is() -> None:
    root, missing = ca_and_leaf(name("CA"), key("CA"), serial=BASE)
    _, other = ca_and_leaf(name("CA"), key("CA"), serial=BASE ^ 0x1234_5678_9ABC_DEF0)
    found = wrong_entries(Pair("missing", missing, root), "SHA256", 1)
    assert resolved(Matcher([item_of(root), item_of(other)]), found) == []


def test_an_empty_pile_knows_nothing() -> None:
    root, leaf = ca_and_leaf(name("CA"), key("CA"))
    match = solve(Matcher([]), right(leaf, root))
    assert (match.result, match.certificate, match.candidates, match.corrected) == ("unknown", None, (), None)
    assert match.explanation


# --- siblings ---


@pytest.mark.parametrize("step", [1, -1, 2, 16, -60])
def test_a_sibling_of_a_near_serial_number_is_another_certificate(step: int) -> None:
    root, here = ca_and_leaf(name("CA"), key("CA"), serial=BASE)
    _, sibling = ca_and_leaf(name("CA"), key("CA"), serial=BASE + step)
    assert solve(Matcher([item_of(root), item_of(here)]), right(sibling, root)).result == "unknown"


def test_of_two_siblings_each_finds_its_own() -> None:
    root, first = ca_and_leaf(name("CA"), key("CA"), serial=BASE)
    _, second = ca_and_leaf(name("CA"), key("CA"), serial=BASE + 1)
    matcher = Matcher(map(item_of, (root, first, second)))
    for leaf in (first, second):
        match = solve(matcher, right(leaf, root))
        assert (match.result, match.item and match.item.der) == ("exact", leaf)


def test_siblings_of_everest_each_find_their_own() -> None:
    """The two CAs of one name and one issuer have serial numbers next to each other."""
    siblings = [pair for pair in known_pairs() if pair.name.startswith("CPO Sub 2 CA 1")]
    serials = [int(right(pair.certificate, pair.issuer)["serialNumber"], 16) for pair in siblings]
    assert abs(serials[0] - serials[1]) == 1
    for pair in siblings:
        match = solve(EVERYTHING, right(pair.certificate, pair.issuer))
        assert (match.result, match.certificate) == ("exact", pair.sha256)
    outside = right(siblings[0].certificate, siblings[0].issuer) | {"serialNumber": f"{max(serials) + 1:x}"}
    assert solve(EVERYTHING, outside).result == "unknown"


@pytest.mark.parametrize("serial", [1, 2, 5, 9])
def test_a_small_serial_number_without_quotes_is_its_own(serial: int) -> None:
    """A CA that counts from 1: below ten a number reads the same in decimal and in hexadecimal."""
    pile = [ca_and_leaf(name("CA"), key("CA"), serial=number) for number in range(1, 10)]
    matcher = Matcher([item_of(pile[0][0]), *(item_of(leaf) for _, leaf in pile)])
    root, leaf = pile[serial - 1]
    match = solve(matcher, right(leaf, root) | {"serialNumber": serial})
    assert (match.result, match.mistakes, match.item and match.item.der) == ("dialect", ("serial:number",), leaf)


def test_a_rounded_serial_number_next_to_a_siblings_is_unknown_with_its_candidate() -> None:
    """Is it this one's, rounded, or that of a sibling who is not at hand? Without siblings near it is rounded."""
    root, here = ca_and_leaf(name("CA"), key("CA"), serial=0xC5F_00AB_34CD_0071)
    _, sibling = ca_and_leaf(name("CA"), key("CA"), serial=0xC5F_00AB_34CD_0079)
    rounded = f"{int(float(0xC5F_00AB_34CD_0071)):x}"
    assert rounded == "c5f00ab34cd0080"
    entry = right(here, root) | {"serialNumber": rounded}
    match = solve(Matcher(map(item_of, (root, here))), entry)
    assert (match.result, match.mistakes, match.item and match.item.der) == ("dialect", ("serial:rounded",), here)
    match = solve(Matcher(map(item_of, (root, here, sibling))), entry)
    assert (match.result, match.mistakes) in {("unknown", ()), ("ambiguous", ())}
    assert {one.item.der for one in match.candidates} <= {here, sibling}
    assert match.candidates


# --- damaged and mixed fields ---


@pytest.mark.parametrize("field", ["issuerNameHash", "issuerKeyHash", "serialNumber"])
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_one_flipped_bit_in_any_field_is_unknown(field: str, algorithm: str) -> None:
    chosen = random.Random(3)  # noqa: S311
    for pair in known_pairs():
        entry = right(pair.certificate, pair.issuer, algorithm)
        digits = entry[field]
        others = {right(other.certificate, other.issuer, algorithm)["serialNumber"] for other in known_pairs()}
        for bit in chosen.sample(range(4 * len(digits)), min(16, 4 * len(digits))):
            flipped = f"{int(digits, 16) ^ 1 << bit:0{len(digits)}x}"
            if field != "serialNumber" or flipped.lstrip("0") not in others:
                assert solve(EVERYTHING, entry | {field: flipped}).result == "unknown"


@pytest.mark.parametrize("field", ["issuerNameHash", "issuerKeyHash", "serialNumber"])
def test_a_field_of_another_certificate_is_unknown(field: str) -> None:
    """Unless the two have it in common, or it is the certificate's own, which is a mistake that has a name."""
    entries = [right(pair.certificate, pair.issuer) for pair in known_pairs()]
    whole = {tuple(entry.values()) for entry in entries}
    own = {(sent.entry[field], pair) for pair in known_pairs() for sent in wrong_entries(pair, "SHA256", 1)}
    for pair, entry in zip(known_pairs(), entries, strict=True):
        for other in entries:
            mixed = entry | {field: other[field]}
            if tuple(mixed.values()) not in whole and (other[field], pair) not in own:
                match = solve(EVERYTHING, mixed)
                assert match.result == "unknown" or likely_another(mixed, match), (pair.name, mixed, match.mistakes)


def likely_another(mixed: Fields, match: Match) -> bool:
    """Whether a certificate of that very serial number explains it: RISE-V2G gave all of them the same."""
    return any(
        pair.sha256 == match.certificate and right(pair.certificate, pair.issuer)["serialNumber"] == mixed["serialNumber"]
        for pair in known_pairs()
    )


@pytest.mark.parametrize("seed", range(5))
def test_random_entries_are_unknown(seed: int) -> None:
    chosen = random.Random(seed)  # noqa: S311
    for _ in range(200):
        entry = {"hashAlgorithm": chosen.choice(ALGORITHMS), "serialNumber": f"{chosen.getrandbits(chosen.choice((8, 32, 96))):x}"}
        entry |= {field: chosen.randbytes(chosen.choice((20, 32, 48, 64))).hex() for field in ("issuerNameHash", "issuerKeyHash")}
        assert solve(EVERYTHING, entry).result == "unknown"


@pytest.mark.parametrize(
    "info", [b"\x30\x00", forge.sequence(forge.sequence(), b"\x03\x00"), forge.sequence(forge.sequence(), b"\x04\x00")]
)
def test_no_certificate_however_broken_spoils_the_answers_about_the_others(info: bytes) -> None:
    """A malformed namesake of the issuer without a readable key, and a malformed certificate that it may have issued."""
    broken = forge.sequence(forge.common_name("Broken CA"))
    parent = forge.certificate(version=forge.MALFORMED, subject=broken, key=info)
    child = forge.certificate(version=forge.MALFORMED, issuer=broken, serial=7)
    root, leaf = ca_and_leaf(name("CA"), key("CA"), serial=BASE)
    matcher = Matcher(map(item_of, (parent, child, root, leaf)))
    assert solve(matcher, right(leaf, root)).result == "exact"
    assert solve(matcher, right(leaf, root) | {"serialNumber": f"0x{BASE:x}"}).result == "dialect"
    assert solve(matcher, right(child, root)).result == "unknown"
    assert solve(matcher, right(child, root) | {"serialNumber": 7}).result == "unknown"


def test_right_hashes_do_not_make_up_for_a_serial_number_that_says_nothing() -> None:
    pair = next(pair for pair in known_pairs() if not pair.self_signed)
    nothing: list[Any] = ["", "0", "00", "0x", ":", "g", "-", " ", "1", "ff" * 200]
    nothing += [None, [], {}, True, 1.5, float("inf"), float("nan")]
    for serial in nothing:
        assert solve(EVERYTHING, right(pair.certificate, pair.issuer) | {"serialNumber": serial}).result == "unknown", serial


def test_a_serial_number_does_not_make_up_for_hashes_that_say_nothing() -> None:
    pair = next(pair for pair in known_pairs() if not pair.self_signed)
    entry = right(pair.certificate, pair.issuer)
    for field in ("issuerNameHash", "issuerKeyHash"):
        nothing: list[Any] = ["", "0", "00", "0x", "CN=", "=", None, 5, []]
        nothing += [entry[field][:-2], entry[field][:16], entry[field][1:] + "0"]
        for value in nothing:
            assert solve(EVERYTHING, entry | {field: value}).result == "unknown", (field, value)


# --- ambiguous ---


def test_a_number_that_fits_one_certificate_in_decimal_and_another_in_hexadecimal_is_ambiguous() -> None:
    root, sixteen = ca_and_leaf(name("CA"), key("CA"), serial=0x10)
    _, ten = ca_and_leaf(name("CA"), key("CA"), serial=10)
    match = solve(Matcher(map(item_of, (root, sixteen, ten))), right(sixteen, root) | {"serialNumber": 10})
    assert (match.result, match.certificate, match.corrected, match.mistakes) == ("ambiguous", None, None, ())
    assert {one.item.der: one.mistakes for one in match.candidates} == {sixteen: ("serial:number",), ten: ("serial:number",)}
    assert {(one.corrected or {})["serialNumber"] for one in match.candidates} == {"10", "a"}


def test_a_text_that_fits_one_certificate_as_it_stands_is_not_ambiguous() -> None:
    root, sixteen = ca_and_leaf(name("CA"), key("CA"), serial=0x10)
    _, ten = ca_and_leaf(name("CA"), key("CA"), serial=10)
    match = solve(Matcher(map(item_of, (root, sixteen, ten))), right(sixteen, root))
    assert (match.result, match.item and match.item.der) == ("exact", sixteen)


def test_two_certificates_of_one_issuer_and_serial_number_are_ambiguous() -> None:
    root, first = ca_and_leaf(name("CA"), key("CA"), serial=BASE)
    second = certificate(name("other"), name("CA"), key("other"), key("CA"), serial=BASE)
    matcher = Matcher(map(item_of, (root, first, second)))
    for entry in (right(first, root), right(first, root) | {"serialNumber": f"0x{BASE:x}"}):
        match = solve(matcher, entry)
        assert (match.result, match.certificate, match.corrected) == ("ambiguous", None, None)
        assert {one.item.der for one in match.candidates} == {first, second}
        assert all(one.corrected == right(first, root) for one in match.candidates)


def test_what_tells_two_certificates_of_one_issuer_and_serial_number_apart_resolves_them() -> None:
    root, first = ca_and_leaf(name("CA"), key("CA"), serial=BASE)
    second = certificate(name("other"), name("CA"), key("other"), key("CA"), serial=BASE)
    matcher = Matcher(map(item_of, (root, first, second)))
    for pair in (Pair("first", first, root), Pair("second", second, root)):
        for sent in wrong_entries(pair, "SHA256", 1):
            if sent.mistakes & {"key:own-spki", "name:subject", "digest:certificate"}:
                assert solve(matcher, sent.entry).certificate == pair.sha256


def test_the_same_certificate_twice_is_not_ambiguous() -> None:
    root, leaf = ca_and_leaf(name("CA"), key("CA"), serial=BASE)
    match = solve(Matcher(map(item_of, (root, leaf, root, leaf))), right(leaf, root))
    assert (match.result, match.item and match.item.der) == ("exact", leaf)


def test_an_issuer_that_was_issued_again_under_its_key_makes_nothing_ambiguous() -> None:
    root, leaf = ca_and_leaf(name("CA"), key("CA"), serial=BASE)
    renewed = certificate(name("CA"), name("CA"), key("CA"), key("CA"), serial=77)
    matcher = Matcher(map(item_of, (root, renewed, leaf)))
    assert solve(matcher, right(leaf, root)).result == "exact"
    for sent in wrong_entries(Pair("leaf", leaf, root), "SHA256", 1):
        if sent.mistakes:
            assert solve(matcher, sent.entry).result in {"dialect", "exact"}
