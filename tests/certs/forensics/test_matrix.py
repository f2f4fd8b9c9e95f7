"""Every mistake of the contract, alone and with each other, for every certificate of the samples and of others: all are named."""

import hashlib
from collections.abc import Iterable
from functools import cache

import pytest
from asn1crypto import pem
from asn1crypto import x509 as lenient

from tests.certs.forensics.answers import Case, cases, complaints, entry_of, some
from tests.certs.forensics.sender import MISTAKES, right_entry, wrong_entries
from tests.certs.known_pairs import SAMPLES, Pair, all_certificates, item_of, known_pairs
from tests.certs.odd_pairs import odd_pairs
from tests.certs.witnesses import ALGORITHMS, by_asn1crypto
from workbench.certs.forensics import Matcher
from workbench.certs.hashdata import hash_data_of

pytestmark = pytest.mark.deep

FEW = tuple(pair for pair in known_pairs() if pair.name.startswith(("V2GRootCA ", "ProvSubCA", "CPS Leaf", "Test CSMS")))
"""RISE-V2G, all of it with serial number 12345, and an RSA root: with their issuers among them, as everything below."""
MADE_FOR_THIS = {pem.unarmor(file.read_bytes())[2] for file in (SAMPLES / "hash-cases").glob("*.pem")}
MORE = (*FEW, *(pair for pair in known_pairs() if pair.certificate in MADE_FOR_THIS))
"""And the samples made for this: re-keyed and rotated CAs, serial 0, siblings, a name in another string type."""


@cache
def matcher(pairs: tuple[Pair, ...] = ()) -> Matcher:
    return Matcher([item_of(der) for der in [pair.certificate for pair in pairs] or all_certificates()])


@cache
def matrix(algorithm: str, most: int) -> dict[str, Case]:
    return cases(pile(algorithm, most), algorithm, most)


def pile(algorithm: str, most: int) -> tuple[Pair, ...]:
    return known_pairs() if most == 1 else MORE if algorithm == "SHA256" else FEW


def knowing(algorithm: str, most: int) -> Matcher:
    return matcher(() if most == 1 else pile(algorithm, most))


def none(found: Iterable[str]) -> None:
    """No complaint; the first of each kind is shown."""
    kinds: dict[str, str] = {}
    for complaint in found:
        kinds.setdefault(complaint.partition(":")[0], complaint)
    assert not kinds, "\n".join(kinds.values())


def of_code(code: str, algorithm: str, most: int) -> list[Case]:
    """The cases in which a mistake is made, alone (``most`` 1) or with one that the contract lists later."""
    later = set(MISTAKES[MISTAKES.index(code) :])
    return [
        case
        for case in matrix(algorithm, most).values()
        if any(code in codes <= later and len(codes) == most for ways in case.ways.values() for codes in ways)
    ]


# --- the sender itself ---


@pytest.mark.parametrize("pair", known_pairs(), ids=lambda pair: pair.name)
def test_the_sender_knows_what_is_right(pair: Pair) -> None:
    for algorithm in ALGORITHMS:
        assert right_entry(pair, algorithm) == by_asn1crypto(pair.certificate, pair.issuer, algorithm)


def test_the_sender_makes_every_mistake_and_every_two_that_go_together() -> None:
    made = {sent.mistakes for pair in MORE for sent in wrong_entries(pair, "SHA256", 2)}
    assert {frozenset({code}) for code in MISTAKES} <= made
    groups = {code: code.partition(":")[0] for code in MISTAKES}
    for first in MISTAKES:
        for second in MISTAKES:
            if groups[first] != groups[second] and "digest:sha1" not in {first, second}:
                assert {first, second} in made or "fields:swapped" in {first, second}, (first, second)


# --- the matrix ---


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_is_right_is_exact_in_any_case(algorithm: str) -> None:
    for case in cases(known_pairs(), algorithm, 0).values():
        none(complaints(matcher(), [case], algorithm))
    for pair in known_pairs():
        for given in (right_entry(pair, algorithm), _upper(right_entry(pair, algorithm))):
            match = matcher().solve(entry_of(given))
            namesakes = [other for other in known_pairs() if right_entry(other, algorithm) == right_entry(pair, algorithm)]
            assert match.result == ("exact" if len(namesakes) == 1 else "ambiguous")
            assert match.mistakes == ()
            if len(namesakes) == 1:
                assert match.certificate == pair.sha256
                assert match.corrected == hash_data_of(item_of(pair.certificate), item_of(pair.issuer), algorithm).to_dict()


def _upper(entry: dict[str, str]) -> dict[str, str]:
    return {name: value if name == "hashAlgorithm" else value.upper() for name, value in entry.items()}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("code", MISTAKES)
def test_a_mistake_alone_is_named(code: str, algorithm: str) -> None:
    found = of_code(code, algorithm, 1)
    assert found
    none(complaints(matcher(), found, algorithm))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("code", MISTAKES)
def test_two_mistakes_are_both_named(code: str, algorithm: str) -> None:
    none(complaints(knowing(algorithm, 2), of_code(code, algorithm, 2), algorithm))


def test_three_mistakes_are_all_named() -> None:
    chain = tuple(pair for pair in known_pairs() if pair.name.startswith(("V2GRootCA_PX", "CPO Sub 2 CA 1 f")))
    assert len(chain) == 2
    none(complaints(matcher(chain), some(cases(chain, "SHA256", 3), 10_000), "SHA256"))


def test_mistakes_with_unusual_keys_serials_and_names_are_named() -> None:
    """Keys of every kind, serial numbers from 0 to 21 octets, names that their CA spells otherwise: each in a pile of its own."""
    # no hexadecimal; no issuer in a pile without a key identifier; short numbers prove nothing in decimal (decision 0011)
    unfit = ("serial -", "issuer of another name", "serial 128", "serial 127", "serial 255", "serial 256")
    for pair in odd_pairs():
        if not pair.name.startswith(unfit):
            alone = Matcher(map(item_of, {pair.issuer, pair.certificate}))
            others = [] if pair.self_signed else [Pair("its root", pair.issuer, pair.issuer)]
            none(complaints(alone, cases([pair, *others], "SHA256", 1).values(), "SHA256"))


@pytest.mark.parametrize("pair", [pair for pair in known_pairs() if not pair.self_signed][::3], ids=lambda pair: pair.name)
def test_what_the_contract_added_is_named(pair: Pair) -> None:
    right, authority = right_entry(pair, "SHA256"), lenient.Certificate.load(pair.issuer)
    same_serial = lenient.Certificate.load(pair.certificate).serial_number == authority.serial_number
    spaced = " ".join(right["issuerKeyHash"][at : at + 8] for at in range(0, 64, 8))
    sent = {
        "key:bit-string": right | {"issuerKeyHash": hashlib.sha256(authority.public_key["public_key"].dump()).hexdigest()},
        "encoding:space": right | {"issuerKeyHash": spaced},
        "algorithm:spelled": right | {"hashAlgorithm": "SHA-256"},
        "algorithm:unknown": right | {"hashAlgorithm": "MD5"},
        "algorithm:missing": {field: value for field, value in right.items() if field != "hashAlgorithm"},
    }
    if not same_serial:  # else it may be the issuer's own, by digest:certificate
        sent["digest:issuer-certificate"] = right | {"issuerKeyHash": hashlib.sha256(pair.issuer).hexdigest()}
    for code, entry in sent.items():
        match = matcher().solve(entry_of(entry))
        assert (match.result, match.mistakes, match.certificate, match.corrected) == ("dialect", (code,), pair.sha256, right), code


def test_a_hash_that_lost_its_leading_zeros_is_named() -> None:
    found = [(pair, right_entry(pair, algorithm)) for pair in known_pairs() for algorithm in ALGORITHMS]
    found = [(pair, entry) for pair, entry in found if entry["issuerNameHash"][0] == "0" and not pair.name.startswith("V2GRootCA")]
    assert found
    for pair, entry in found:
        match = matcher().solve(entry_of(entry | {"issuerNameHash": entry["issuerNameHash"].lstrip("0")}))
        assert (match.mistakes, match.certificate, match.corrected) == (("encoding:stripped",), pair.sha256, entry)


# --- the contract's sentences ---


@pytest.mark.parametrize("pair", [pair for pair in known_pairs() if pair.self_signed], ids=lambda pair: pair.name)
def test_on_a_self_signed_certificate_the_issuers_form_is_named(pair: Pair) -> None:
    alone = Matcher([item_of(pair.certificate)])
    for sent in wrong_entries(pair, "SHA256", 1):
        if sent.mistakes == {"key:own-spki"}:
            match = alone.solve(entry_of(sent.entry))
            assert match.mistakes == ("key:spki",)
            assert ("key:own-spki",) in match.equivalent
        elif sent.mistakes in ({"key:own"}, {"name:subject"}):
            assert alone.solve(entry_of(sent.entry)).result == "exact"


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_sha1_is_claimed_only_where_the_name_hash_is_sha1_too(algorithm: str) -> None:
    pair = next(pair for pair in known_pairs() if not pair.self_signed)
    right = right_entry(pair, algorithm)
    both = next(sent.entry for sent in wrong_entries(pair, algorithm, 1) if sent.mistakes == {"digest:sha1"})
    assert matcher().solve(entry_of(both)).mistakes == ("digest:sha1",)
    key_alone = right | {"issuerKeyHash": both["issuerKeyHash"]}
    assert matcher().solve(entry_of(key_alone)).mistakes == ("key:ski",)
    for codes in matcher().solve(entry_of(key_alone)).equivalent:
        assert "digest:sha1" not in codes


def test_base64_without_its_marks_is_base64url_as_well() -> None:
    pair = next(pair for pair in known_pairs() if not pair.self_signed)
    found = [sent.entry for sent in wrong_entries(pair, "SHA384", 1) if sent.mistakes == {"encoding:base64"}]
    plain = [entry for entry in found if not set("+/=") & set(entry["issuerNameHash"] + entry["issuerKeyHash"])]
    marked = [entry for entry in found if set("+/=") & set(entry["issuerNameHash"] + entry["issuerKeyHash"])]
    for entry in plain:
        match = matcher().solve(entry_of(entry))
        assert (match.mistakes, match.equivalent) == (("encoding:base64",), (("encoding:base64url",),))
    for entry in marked:
        match = matcher().solve(entry_of(entry))
        assert (match.mistakes, match.equivalent) == (("encoding:base64",), ())
    assert found
