"""RFC 5280 7.1 name comparison, against OpenSSL and asn1crypto."""

import datetime as dt
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from asn1crypto import pem
from asn1crypto import x509 as oracle
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    PrivateKey,
    derive_private_key,
    encode_name,
    issue_certificate,
    public_key_info,
)
from workbench.certs.name_comparison import Difference, Match, _folded_once, compare, folded, prepared


def cn(text: str, string_type: str = "UTF8String") -> NameAttribute:
    return NameAttribute("CN", text, string_type)


def o(text: str) -> NameAttribute:
    return NameAttribute("O", text)


def dc(text: str, string_type: str = "IA5String") -> NameAttribute:
    return NameAttribute("DC", text, string_type)


def der(*attributes: NameAttribute) -> bytes:
    return encode_name(attributes)


def tlv(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return bytes([tag, len(content)]) + content


ROOT = (o("Example"), cn("V2G Root CA"), dc("V2G"))

EQUAL_BUT = [
    ((o("Example"), cn("V2G Root CA", "PrintableString"), dc("V2G")), {Difference.STRING_TYPE}, ("CN",)),
    ((o("Example"), cn("v2g ROOT ca"), dc("V2G")), {Difference.CASE}, ("CN",)),
    ((o("Example"), cn("  V2G   Root CA "), dc("V2G")), {Difference.WHITE_SPACE}, ("CN",)),
    ((o("Example"), cn("V2G Root CA"), dc("v2g")), {Difference.CASE}, ("DC",)),
    ((o("Example"), cn("V2G Root CA"), dc("V2G", "UTF8String")), {Difference.STRING_TYPE}, ("DC",)),
    (
        (o("EXAMPLE"), cn("V2G  root CA", "BMPString"), dc("V2G")),
        {Difference.CASE, Difference.STRING_TYPE, Difference.WHITE_SPACE},
        ("O", "CN"),
    ),
]
DIFFERENT = [
    ((o("Example"), cn("V2G Root CB"), dc("V2G")), Difference.VALUE, ("CN",)),
    ((o("Example"), cn("V2G Root CA")), Difference.MISSING, ("DC",)),
    ((o("Example"), o("Example"), cn("V2G Root CA"), dc("V2G")), Difference.ORDER, ()),
    ((cn("V2G Root CA"), o("Example"), dc("V2G")), Difference.ORDER, ()),
    ((o("Example"), cn("V2GRootCA"), dc("V2G")), Difference.VALUE, ("CN",)),
    ((), Difference.MISSING, ("O", "CN", "DC")),
]


def test_the_same_octets_are_identical() -> None:
    comparison = compare(der(*ROOT), der(*ROOT))
    assert (comparison.match, comparison.equal, comparison.differences) == (Match.IDENTICAL, True, ())


@pytest.mark.parametrize(("attributes", "differences", "where"), EQUAL_BUT)
def test_equal_names_in_other_octets_say_in_what_they_differ(
    attributes: tuple[NameAttribute, ...], differences: set[Difference], where: tuple[str, ...]
) -> None:
    comparison = compare(der(*ROOT), der(*attributes))
    assert comparison.match is Match.EQUAL
    assert comparison.equal
    assert set(comparison.differences) == differences
    assert comparison.attributes == where
    assert "equal by RFC 5280, but not byte for byte" in comparison.description


@pytest.mark.parametrize(("attributes", "difference", "where"), DIFFERENT)
def test_different_names_say_which_attribute(
    attributes: tuple[NameAttribute, ...], difference: Difference, where: tuple[str, ...]
) -> None:
    for comparison in (compare(der(*ROOT), der(*attributes)), compare(der(*attributes), der(*ROOT))):
        assert comparison.match is Match.DIFFERENT
        assert not comparison.equal
        assert comparison.differences == (difference,)
        assert comparison.attributes == where


def test_the_words_name_type_values_and_side() -> None:
    ours = der(*ROOT)
    words = compare(ours, der(o("Example"), cn("V2G Root CA", "PrintableString"), dc("V2G"))).description
    assert words.endswith('CN "V2G Root CA" is a UTF8String in the one and a PrintableString in the other.')
    assert compare(ours, der(o("Example"), cn("X"), dc("V2G"))).description.endswith(
        'CN differs altogether: "V2G Root CA" and "X".'
    )
    assert compare(ours, der(o("Example"), dc("V2G"))).description == 'The names differ: the second has no CN "V2G Root CA".'
    assert len(compare(ours, der(*(cn("y" * 60) for _ in range(50)))).description) < 2000


def test_the_order_inside_one_rdn_does_not_matter() -> None:
    a, b = (tlv(0x30, bytes.fromhex(f"060355040{n}"), tlv(0x0C, text)) for n, text in (("3", b"x"), ("a", b"y")))
    one, other = (tlv(0x30, tlv(0x31, *pair)) for pair in ((a, b), (b, a)))
    comparison = compare(one, other)
    assert (comparison.match, comparison.differences) == (Match.EQUAL, (Difference.ORDER,))
    assert compare(one, tlv(0x30, tlv(0x31, a), tlv(0x31, b))).match is Match.DIFFERENT
    assert compare(tlv(0x30, tlv(0x31, a, a)), tlv(0x30, tlv(0x31, a))).match is Match.DIFFERENT


def test_a_longer_length_is_a_difference_of_encoding() -> None:
    plain = tlv(0x30, tlv(0x31, tlv(0x30, bytes.fromhex("0603550403"), b"\x0c\x01x")))
    longer = tlv(0x30, tlv(0x31, tlv(0x30, bytes.fromhex("0603550403"), b"\x0c\x81\x01x")))
    assert compare(plain, longer).differences == (Difference.ENCODING,)
    outer = b"\x30\x81" + plain[1:]
    assert compare(plain, outer).match is Match.EQUAL
    assert compare(plain, outer).differences == (Difference.ENCODING,)


def test_unicode_forms_fold_as_rfc_4518_says() -> None:
    composed, decomposed = der(cn("Lade\u00e4ule")), der(cn("Ladea\u0308ule"))
    assert compare(composed, decomposed).differences == (Difference.CHARACTERS,)
    assert compare(der(cn("STRASSE")), der(cn("straße"))).match is Match.EQUAL
    assert compare(der(cn("a\u200bb\u00adc")), der(cn("abc"))).match is Match.EQUAL
    assert compare(der(cn("a\u00a0b")), der(cn("a b"))).match is Match.EQUAL


def test_what_is_no_name_equals_itself_alone() -> None:
    assert compare(b"junk", b"junk").match is Match.IDENTICAL
    assert compare(b"junk", der(*ROOT)).match is Match.DIFFERENT
    assert compare(der(*ROOT), b"").match is Match.DIFFERENT
    assert folded(b"junk") == b"junk"


def test_undecodable_values_compare_by_their_octets() -> None:
    bad, worse = (tlv(0x30, tlv(0x31, tlv(0x30, bytes.fromhex("0603550403"), tlv(0x0C, b)))) for b in (b"\xff", b"\xfe"))
    assert compare(bad, worse).match is Match.DIFFERENT
    # the text "#0c01ff" is not the octets 0c 01 ff
    assert compare(bad, der(cn("#0c01ff"))).match is Match.DIFFERENT


def test_long_names_are_folded_but_not_remembered() -> None:
    _folded_once.cache_clear()
    long = [der(cn("x" * 2000)), der(cn("X" * 2000))]
    assert folded(long[0]) == folded(long[1])
    assert _folded_once.cache_info().currsize == 0
    assert folded(der(*ROOT)) == folded(der(*ROOT))
    assert _folded_once.cache_info().hits == 1


# --- strangers ---


ROOT_KEY, LEAF_KEY = (derive_private_key(b"names", label, "P-256") for label in ("root", "leaf"))
CA = Extension.of(x509.BasicConstraints(ca=True, path_length=None), critical=True)


def certificate(subject: bytes, issuer: bytes, key: PrivateKey, *extensions: Extension) -> bytes:
    """In PEM, signed with the root's key."""
    content = CertificateContent(
        serial=1,
        issuer=issuer,
        subject=subject,
        not_before=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        not_after=dt.datetime(2049, 1, 1, tzinfo=dt.UTC),
        public_key_info=public_key_info(key),
        extensions=extensions,
    )
    armored: bytes = pem.armor("CERTIFICATE", issue_certificate(content, ROOT_KEY))
    return armored


def openssl_accepts(openssl: Path, folder: Path, subject: bytes, issuer: bytes) -> bool:
    """Whether ``openssl verify`` takes a root with this subject as the issuer of a certificate that names that one."""
    root, leaf = folder / "root.pem", folder / "leaf.pem"
    root.write_bytes(certificate(subject, subject, ROOT_KEY, CA))
    leaf.write_bytes(certificate(der(cn("leaf")), issuer, LEAF_KEY))
    command = [openssl, "verify", "-no-CAfile", "-no-CApath", "-CAfile", root, leaf]
    return subprocess.run(list(map(str, command)), check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize("attributes", [a for a, *_ in (*EQUAL_BUT, *DIFFERENT) if a])
def test_openssl_agrees(openssl: Path, tmp_path: Path, attributes: tuple[NameAttribute, ...]) -> None:
    ours, theirs = der(*ROOT), der(*attributes)
    assert openssl_accepts(openssl, tmp_path, ours, theirs) == compare(ours, theirs).equal


def test_openssl_folds_only_ascii_letters(openssl: Path, tmp_path: Path) -> None:
    """Where RFC 5280 and OpenSSL part: said in the module, seen here."""
    assert compare(der(cn("LADESÄULE")), der(cn("Ladesäule"))).equal
    assert not openssl_accepts(openssl, tmp_path, der(cn("LADESÄULE")), der(cn("Ladesäule")))


LETTERS = st.text(st.sampled_from("aAbB \u00e4\u00c4a\u0308\u00a0\u00ad\u200b\ufb01ßſK\u212a\t"), max_size=8)


@given(LETTERS)
def test_asn1crypto_prepares_strings_alike(text: str) -> None:
    if prepared(text):  # asn1crypto stumbles over what folds to nothing
        theirs = oracle.NameTypeAndValue()._ldap_string_prep(text)
        assert prepared(text) == theirs.strip().replace("  ", " ")


@given(st.lists(LETTERS, min_size=2, max_size=4))
def test_folding_is_an_equivalence(texts: list[str]) -> None:
    names = [der(cn(text)) for text in texts if text]
    for one, other in pairwise(names):
        assert (folded(one) == folded(other)) == compare(one, other).equal == compare(other, one).equal
        assert compare(one, other).match is not Match.IDENTICAL or one == other
    for name in names:
        assert prepared(prepared(str(name))) == prepared(str(name))


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_any_octets_compare(one: bytes, other: bytes) -> None:
    assert compare(one, other).equal == compare(other, one).equal
