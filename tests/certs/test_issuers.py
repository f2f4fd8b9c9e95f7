"""Who issued whom: real piles, every signature algorithm, hostile piles."""

import datetime as dt
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem
from asn1crypto import x509 as lenient
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa, x448
from cryptography.x509.oid import NameOID

from workbench.certs.issuers import MOST_CANDIDATES, IssuerIndex, Issuers
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.name_comparison import Match
from workbench.certs.signatures import verify

REAL = Path(__file__).parents[1] / "data" / "real"
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
KEYS: dict[str, Any] = {
    "P-256": ec.generate_private_key(ec.SECP256R1()),
    "P-521": ec.generate_private_key(ec.SECP521R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
    "Ed448": ed448.Ed448PrivateKey.generate(),
    "RSA": rsa.generate_private_key(65537, 2048),
    "DSA": dsa.generate_private_key(2048),
}


def item_of(certificate: x509.Certificate | bytes) -> Item:
    if isinstance(certificate, bytes):
        return Item(ItemType.CERTIFICATE, certificate, Source("test"))
    return Item(ItemType.CERTIFICATE, certificate.public_bytes(serialization.Encoding.DER), Source("test"), certificate)


def read(*paths: str) -> list[Item]:
    found = []
    for pattern in paths:
        for path in sorted(REAL.glob(pattern)):
            octets = path.read_bytes()
            ders = [der for _, _, der in pem.unarmor(octets, multiple=True)] if pem.detect(octets) else [octets]
            found += [item_of(x509.load_der_x509_certificate(der)) for der in ders]
    return found


def named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)] if common_name else [])


def issue(
    subject: str,
    issuer: str,
    key: Any,
    issuer_key: Any,
    *,
    ca: bool = True,
    ski: bytes | None = None,
    aki: bytes | None = None,
    pss: bool = False,
) -> Item:
    builder = x509.CertificateBuilder(
        named(issuer), named(subject), key.public_key(), x509.random_serial_number(), START, START + dt.timedelta(days=30)
    ).add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    if ski is not None:
        builder = builder.add_extension(x509.SubjectKeyIdentifier(ski), critical=False)
    if aki is not None:
        builder = builder.add_extension(x509.AuthorityKeyIdentifier(aki, None, None), critical=False)
    edwards = isinstance(issuer_key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    scheme = padding.PSS(padding.MGF1(hashes.SHA256()), 32) if pss else None
    return item_of(builder.sign(issuer_key, None if edwards else hashes.SHA256(), rsa_padding=scheme))


def common_name(item: Item | None) -> str:
    return item.facts.subject.common_name if item and item.facts else ""


# --- real piles ---


def test_rise_v2g_with_sha1_signatures_and_equal_serials() -> None:
    pile = read("rise-v2g/*.pem")
    issuers = Issuers(pile)
    found = {common_name(item): common_name(issuers.of(item)) for item in pile}
    assert found == {
        "V2GRootCA": "V2GRootCA",
        "ProvSubCA1": "V2GRootCA",
        "ProvSubCA2": "ProvSubCA1",
        "CPS Leaf": "ProvSubCA2",
        "MOSubCA1": "",
        "MOSubCA2": "MOSubCA1",
        "DE-ABC-C123ABC56": "MOSubCA2",
        "OEMProvCert": "",
    }


def test_everest_has_two_cas_of_one_name_and_each_finds_its_own() -> None:
    pile = read("everest/**/*.pem", "everest/*.der")
    issuers = Issuers(pile)
    twins = [item for item in pile if common_name(item) == "CPO Sub 2 CA 1"]
    assert len({item.facts.public_key_sha256 for item in twins if item.facts}) == 2
    for item in pile:
        issuer = issuers.of(item)
        assert item.certificate is not None
        if issuer is None:
            assert common_name(item) == ""
            continue
        assert issuer.certificate is not None
        item.certificate.verify_directly_issued_by(issuer.certificate)  # cryptography's own judgement
    for item in pile:
        if common_name(item).startswith("CPO Sub Next CA 2"):
            assert issuers.of(item) in twins
    assert issuers.complete


def test_openssl_agrees_on_every_pair_of_real_certificates(openssl: Path, tmp_path: Path) -> None:
    pile = {item.facts.sha256: item for item in read("rise-v2g/*.pem", "everest/csms_certs/**/*.pem") if item.facts}
    issuers = Issuers(pile.values())
    for name, item in pile.items():
        (tmp_path / name).write_bytes(pem.armor("CERTIFICATE", item.der))
    for item in pile.values():
        issuer = issuers.of(item)
        if issuer is None or item.facts is None or issuer.facts is None:
            continue
        command = [openssl, "verify", "-partial_chain", "-no_check_time", "-trusted", tmp_path / issuer.facts.sha256]
        ran = subprocess.run([*map(str, command), str(tmp_path / item.facts.sha256)], check=False, capture_output=True, text=True)
        assert "signature failure" not in ran.stderr
        assert ran.returncode == 0, ran.stderr


# --- algorithms ---


@pytest.mark.parametrize("algorithm", KEYS)
def test_every_algorithm_is_verified_and_a_wrong_key_is_not(algorithm: str) -> None:
    key, other = KEYS[algorithm], ec.generate_private_key(ec.SECP256R1())
    root, twin = issue("CA", "CA", key, key), issue("CA", "CA", other, other)
    leaf = issue("leaf", "CA", other, key, ca=False)
    issuers = Issuers([twin, leaf, root])
    assert issuers.of(leaf) is root
    assert issuers.of(root) is root
    assert issuers.of(twin) is twin
    refused = issuers.check(leaf, twin)
    assert refused.ok is False
    assert refused.reason


def test_rsa_pss_is_verified() -> None:
    key = KEYS["RSA"]
    root = issue("CA", "CA", key, key, pss=True)
    assert Issuers([root]).of(root) is root


def test_sha1_signatures_are_verified() -> None:
    pile = read("rise-v2g/moSubCA2Cert.pem", "rise-v2g/moSubCA1Cert.pem")
    assert pile[0].certificate is not None
    assert pile[1].certificate is not None
    assert isinstance(pile[0].certificate.signature_hash_algorithm, hashes.SHA1)
    assert verify(pile[0].certificate, pile[1].certificate.public_key()).ok is True
    assert verify(pile[0].certificate, KEYS["P-256"].public_key()).ok is False


def test_a_signature_under_another_algorithms_name_is_not_verified() -> None:
    """The octets are right for the key, the algorithm identifier names another kind of key: OpenSSL refuses that too."""
    key = KEYS["P-256"]
    certificate = lenient.Certificate.load(issue("CA", "CA", key, KEYS["RSA"]).der)
    signed = certificate["tbs_certificate"].dump()
    certificate["signature_value"] = key.sign(signed, ec.ECDSA(hashes.SHA256()))
    checked = verify(x509.load_der_x509_certificate(certificate.dump(force=True)), key.public_key())
    assert (checked.ok, checked.reason) == (False, "the signature is RSA, the issuer's key is P-256")


def test_a_key_that_cannot_sign_is_said() -> None:
    key = KEYS["P-256"]
    builder = x509.CertificateBuilder(named("CA"), named("CA"), x448.X448PrivateKey.generate().public_key(), 1, START, START)
    odd = item_of(builder.sign(key, hashes.SHA256()))
    checked = Issuers([odd]).check(odd, odd)
    assert (checked.ok, checked.reason) == (False, "the signature is ECDSA, the issuer's key is X448")


def test_an_algorithm_that_nobody_knows_is_not_tried() -> None:
    key = KEYS["P-256"]
    der = issue("CA", "CA", key, key).der.replace(bytes.fromhex("06082a8648ce3d040302"), bytes.fromhex("06082a8648ce3d99037f"))
    certificate = x509.load_der_x509_certificate(der)
    checked = verify(certificate, key.public_key())
    assert checked.ok is None
    assert "unknown" in checked.reason


# --- candidates ---


def positions(pile: list[Item], item: Item) -> list[tuple[Item, Match, bool | None]]:
    issuers = Issuers(pile)
    return [(issuers.at(c), c.name, c.key_identifier) for c in issuers.candidates(item)]


def test_candidates_come_in_order_of_likelihood() -> None:
    key = KEYS["P-256"]
    right = issue("CA", "CA", key, key, ski=b"right")
    rekeyed = issue("CA", "CA", key, key, ski=b"other")
    silent = issue("CA", "CA", key, key)
    renamed = issue("Other", "Other", key, key, ski=b"right")
    shouted = issue("ca", "ca", key, key, ski=b"right")
    stranger = issue("Stranger", "Stranger", key, key, ski=b"strange")
    leaf = issue("leaf", "CA", key, key, ca=False, aki=b"right")
    pile = [stranger, rekeyed, renamed, silent, shouted, leaf, right]
    assert positions(pile, leaf) == [
        (right, Match.IDENTICAL, True),
        (shouted, Match.EQUAL, True),
        (silent, Match.IDENTICAL, None),
        (renamed, Match.DIFFERENT, True),
        (rekeyed, Match.IDENTICAL, False),
    ]
    assert positions(list(reversed(pile)), leaf) == positions(pile, leaf)


def test_a_name_in_another_encoding_still_finds_its_issuer() -> None:
    key = KEYS["P-256"]
    root = issue("v2g  ROOT", "v2g  ROOT", key, key)
    leaf = issue("leaf", "V2G Root", KEYS["P-521"], key, ca=False)
    assert Issuers([leaf, root]).of(leaf) is root


def test_a_malformed_certificate_takes_part_by_name() -> None:
    key = KEYS["P-256"]
    root = issue("CA", "CA", key, key)
    negative = item_of(
        root.der.replace(b"\x06\x03\x55\x1d\x13\x01\x01\xff", b"\x06\x03\x55\x1d\x13\x01\x01\x01")
    )  # BOOLEAN 1: no DER
    leaf = issue("leaf", "CA", KEYS["P-521"], key, ca=False)
    assert negative.facts is not None
    assert [found for found, *_ in positions([negative], leaf)] == [negative]
    issuers = Issuers([negative, leaf])
    assert issuers.of(leaf) is None
    assert issuers.check(leaf, negative).ok is None
    assert "malformed" in issuers.check(leaf, negative).reason
    assert "malformed" in issuers.check(negative, leaf).reason


def test_empty_names_match_nothing() -> None:
    key = KEYS["P-256"]
    nameless = issue("", "", key, key)
    assert positions([nameless, issue("", "", KEYS["P-521"], KEYS["P-521"])], nameless) == []
    # a key identifier still counts
    keyed = issue("", "", key, key, ski=b"1", aki=b"1")
    assert positions([nameless, keyed], keyed) == [(keyed, Match.DIFFERENT, True)]


def test_what_is_no_certificate_has_no_issuer() -> None:
    key = Item(ItemType.PRIVATE_KEY, b"", Source("test"))
    issuers = Issuers([key])
    assert issuers.of(key) is None
    assert issuers.check(key, key).ok is None


# --- bounds ---


def test_thousands_of_cas_of_one_name_do_not_explode() -> None:
    template = issue("CA", "CA", KEYS["P-256"], KEYS["P-256"])
    serial = template.certificate.serial_number.to_bytes(20) if template.certificate else b""
    assert template.der.count(serial) == 1

    def twins(count: int, start: int) -> Iterable[Item]:
        for number in range(start, start + count):
            der = template.der.replace(serial, serial[:16] + number.to_bytes(4))
            yield item_of(x509.load_der_x509_certificate(der))

    pile = list(twins(4000, 0))
    started = time.perf_counter()
    issuers = Issuers(pile)
    assert not issuers.candidates(pile[0]).complete
    assert len(issuers.candidates(pile[0])) == MOST_CANDIDATES
    # one key, one check for each certificate, whatever the number of twins; none verifies, as their serials were changed
    assert [issuers.of(item) for item in pile[:50]] == [None] * 50
    assert len(issuers._checks) == 50
    assert time.perf_counter() - started < 2


def test_the_number_of_signatures_tried_is_bounded_and_said() -> None:
    key = KEYS["P-256"]
    root = issue("CA", "CA", key, key)
    issuers = Issuers([root])
    issuers._effort_left = 0
    complete_before = issuers.complete
    assert issuers.of(root) is None
    assert "stopped" in issuers.check(root, root).reason
    assert (complete_before, issuers.complete) == (True, False)
    one_left = Issuers([root])
    one_left._effort_left = 1
    assert one_left.of(root) is root  # in a sound pile nothing is counted
    another = KEYS["P-521"]
    assert one_left.check(issue("leaf", "CA", key, another, ca=False), root).ok is False
    assert one_left.of(root) is root  # remembered, not tried again
    assert one_left.check(issue("leaf", "CA", another, another, ca=False), root).ok is None


def test_an_index_answers_for_facts_alone_in_any_order() -> None:
    key = KEYS["P-256"]
    pile = [
        issue("CA", "CA", key, key, ski=b"1"),
        issue("CA", "CA", key, key, ski=b"2"),
        issue("leaf", "CA", key, key, aki=b"2"),
        issue("other leaf", "CA", key, key, ca=False),
    ]
    facts = [item.facts for item in pile if item.facts]
    index = IssuerIndex(facts)
    assert index.likeliest(facts[2]) == 1
    backwards = facts[::-1]
    for one in facts:
        forth, back = index.likeliest(one), IssuerIndex(backwards).likeliest(one)
        assert forth is not None
        assert back is not None
        assert facts[forth] == backwards[back]
        assert index.candidates(one).found[0].position == forth
    assert IssuerIndex([]).likeliest(facts[0]) is None
