"""Hash data of a sender with mistakes, against the same mistakes made here with asn1crypto, hashlib and base64."""

import base64
import hashlib
from pathlib import Path

import pytest
from asn1crypto import pem
from asn1crypto import x509 as lenient

from workbench.certs.hashdata import CertificateHashData
from workbench.errors import InputError
from workbench.sample_pki.wrong_hashes import MISTAKES, as_sent

RIGHT = CertificateHashData("SHA384", "n", "k", "c5f")


@pytest.fixture
def pair(directory: Path) -> tuple[bytes, bytes]:
    """A certificate that spells its issuer's name in its own way, and that issuer."""
    leaf, issuer = (pem.unarmor((directory / f"hash-cases/{n}.pem").read_bytes())[2] for n in ("secc-outlet6", "cpo-sub-ca2"))
    return leaf, issuer


def sent(pair: tuple[bytes, bytes], *mistakes: str) -> dict[str, str]:
    return as_sent(RIGHT, *pair, mistakes)


def test_names(pair: tuple[bytes, bytes]) -> None:
    leaf, issuer = map(lenient.Certificate.load, pair)
    named = {code: sent(pair, code)["issuerNameHash"] for code in ("upper-case", "name:reencoded")}
    assert named == {
        "upper-case": hashlib.sha384(leaf.issuer.dump()).hexdigest(),
        "name:reencoded": hashlib.sha384(issuer.subject.dump()).hexdigest(),
    }
    assert sent(pair, "name:raw")["issuerNameHash"] == "DC=V2G,C=DE,O=Sample Charge Point Operator,CN=Sample CPO Sub-CA 2 G2"


def test_keys(pair: tuple[bytes, bytes]) -> None:
    leaf, issuer = (lenient.Certificate.load(der).public_key for der in pair)
    bits = bytes(issuer["public_key"])
    keys = {code: sent(pair, code)["issuerKeyHash"] for code in ("upper-case", "key:spki", "key:own", "key:raw")}
    assert keys == {
        "upper-case": hashlib.sha384(bits).hexdigest(),
        "key:spki": hashlib.sha384(issuer.dump()).hexdigest(),
        "key:own": hashlib.sha384(bytes(leaf["public_key"])).hexdigest(),
        "key:raw": bits.hex(),
    }


def test_digests_keep_their_label(pair: tuple[bytes, bytes]) -> None:
    data = sent(pair, "digest:sha1")
    leaf, issuer = map(lenient.Certificate.load, pair)
    assert data["hashAlgorithm"] == "SHA384"
    assert data["issuerNameHash"] == leaf.issuer.sha1.hex()
    assert data["issuerKeyHash"] == issuer.public_key.sha1.hex()


def test_encodings(pair: tuple[bytes, bytes]) -> None:
    right, other = sent(pair, "upper-case"), sent(pair, "encoding:base64url")
    for field in ("issuerNameHash", "issuerKeyHash"):
        assert base64.b64decode(other[field], b"-_", validate=True).hex() == right[field]
        assert not {"+", "/"} & set(other[field])


@pytest.mark.parametrize(
    ("right", "word", "expected"),
    [
        ("c5f", "serial:padded", "0c5f"),
        ("c5f0", "serial:padded", "c5f0"),
        ("0", "serial:padded", "00"),
        ("c5f", "serial:decimal", "3167"),
        ("0", "serial:decimal", "0"),
        ("5a1f03c2d4b6978800000000000003e8", "serial:truncated", "5a1f03c2d4b697880000"),
        ("c5f", "serial:truncated", "c5f"),
        ("c5f", "upper-case", "C5F"),
    ],
)
def test_serials(pair: tuple[bytes, bytes], right: str, word: str, expected: str) -> None:
    data = CertificateHashData("SHA256", "", "", right)
    assert as_sent(data, *pair, [word])["serialNumber"] == expected


def test_mistakes_in_several_fields_go_together(pair: tuple[bytes, bytes]) -> None:
    together = sent(pair, "key:spki", "serial:padded", "upper-case")
    assert together["serialNumber"] == "0C5F"
    assert together["issuerKeyHash"] == sent(pair, "key:spki")["issuerKeyHash"]
    assert together["issuerNameHash"] == sent(pair, "upper-case")["issuerNameHash"]


def test_without_a_mistake_it_is_the_right_one(pair: tuple[bytes, bytes]) -> None:
    assert sent(pair) == RIGHT.to_dict()


@pytest.mark.parametrize(
    ("words", "refused"),
    [(["serial:roman"], "serial:roman"), (["key:own", "key:spki"], "key:spki"), (["SHA3"], "SHA3")],
)
def test_what_cannot_be_made_is_refused_with_what_can(pair: tuple[bytes, bytes], words: list[str], refused: str) -> None:
    with pytest.raises(InputError, match=rf"Hash data with {refused} cannot be made; there are digest:sha1, .*upper-case"):
        sent(pair, *words)


def test_every_mistake_that_can_be_made_is_in_a_sample(directory: Path) -> None:
    declared = (directory / "pki.toml").read_text("utf-8")
    assert [code for code in MISTAKES if declared.count(code) == 0] == []
