"""``openssl verify`` beside the store, on CRLs made here: same verdict, or a difference that is named."""

import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.revocation.pki import (
    DAY,
    NOW,
    ask,
    authority,
    certificate,
    codes,
    crl,
    crl_der,
    crl_item,
    delta_of,
    number,
    path_certificate,
    point,
    points,
    revoked,
    uri,
    x509_name,
)
from workbench.certs.issuing import Extension
from workbench.certs.items import Item
from workbench.revocation import Status
from workbench.trust.certificate import PathCertificate

CRITICAL = Extension("1.3.6.1.4.1.99999.1", b"\x05\x00", critical=True)
HERE, THERE = uri("http://a.example/here"), uri("http://a.example/there")
SOME = frozenset({x509.ReasonFlags.key_compromise, x509.ReasonFlags.ca_compromise})
OTHERS = frozenset(x509.ReasonFlags) - SOME - {x509.ReasonFlags.unspecified, x509.ReasonFlags.remove_from_crl}
FRESHEST = Extension.of(x509.FreshestCRL([x509.DistributionPoint([HERE], None, None, None)]))
BASE, DELTA = [number(5), FRESHEST], [number(7), delta_of(5)]
CASES = {
    "good": [crl(revoked(6), extensions=[number(1)])],
    "revoked": [crl(revoked(5))],
    "on hold": [crl(revoked(5, "certificateHold"))],
    "none": [],
    "another name": [crl(issuer="Other")],
    "namesake": [crl(signer="Twin")],
    "namesake in disguise": [crl(signer="Twin", key_identifier_of="CA")],
    "changed": [crl_item(crl_der(revoked(6)).replace(b"\x02\x01\x06", b"\x02\x01\x07", 1))],
    "out of date": [crl(since=NOW - 3 * DAY, until=NOW - DAY)],
    "from the future": [crl(since=NOW + DAY, until=NOW + 2 * DAY)],
    "unknown critical": [crl(extensions=[CRITICAL])],
    "newest revokes": [crl(since=NOW - 2 * DAY, extensions=[number(1)]), crl(revoked(5), extensions=[number(2)])],
    "users only": [crl(extensions=[point(only_contains_user_certs=True)])],
    "CAs only": [crl(extensions=[point(only_contains_ca_certs=True)])],
    "attributes only": [crl(extensions=[point(only_contains_attribute_certs=True)])],
    "this point": [crl(extensions=[point(full_name=[HERE])])],
    "another point": [crl(extensions=[point(full_name=[THERE])])],
    "some reasons": [crl(extensions=[point(only_some_reasons=SOME)])],
    "all reasons in two": [crl(extensions=[number(1), point(only_some_reasons=part)]) for part in (SOME, OTHERS)],
    "revoked in one of two": [
        crl(extensions=[number(1), point(only_some_reasons=SOME)]),
        crl(revoked(5, "superseded"), extensions=[number(1), point(only_some_reasons=OTHERS)]),
    ],
    "delta revokes": [crl(extensions=BASE), crl(revoked(5), extensions=DELTA)],
    "delta takes off": [crl(revoked(5, "certificateHold"), extensions=BASE), crl(revoked(5, "removeFromCRL"), extensions=DELTA)],
    "delta of a newer base": [crl(extensions=[number(4), FRESHEST]), crl(revoked(5), extensions=DELTA)],
    "delta that nothing points to": [crl(extensions=[number(5)]), crl(revoked(5), extensions=DELTA)],
    "delta alone": [crl(extensions=DELTA)],
    "no next update": [crl(until=None)],
    "unfitting extension of an old version": [crl_item(crl_der(extensions=[number(1)]).replace(b"\x02\x01\x01", b"", 1))],
    "nothing is taken back": [crl(revoked(5), extensions=BASE), crl(revoked(5, "removeFromCRL"), extensions=DELTA)],
}
STRICTER = {
    "delta that nothing points to": "OpenSSL looks at delta CRLs only where freshestCRL stands in the CRL or the certificate",
    "no next update": "OpenSSL takes it for ever",
    "nothing is taken back": "OpenSSL lets a delta CRL take back any revocation",
}


def openssl_accepts(openssl: Path, folder: Path, leaf: PathCertificate, issuer: PathCertificate, crls: list[Item]) -> bool:
    for name, one in (("leaf.pem", leaf), ("ca.pem", issuer)):
        assert one.item.certificate is not None
        (folder / name).write_bytes(one.item.certificate.public_bytes(Encoding.PEM))
    arguments = []
    for place, item in enumerate(crls):
        (folder / f"{place}.crl").write_bytes(item.der)
        arguments += ["-CRLfile", f"{place}.crl"]
    command = [str(openssl), "verify", "-no-CApath", "-no-CAstore", "-partial_chain", "-attime", str(int(NOW.timestamp()))]
    options = ["-crl_check", "-use_deltas", "-extended_crl", *arguments, "-CAfile", "ca.pem", "leaf.pem"]
    return subprocess.run([*command, *options], capture_output=True, check=False, cwd=folder).returncode == 0


@pytest.mark.requirement("RFC 5280 6.3.3")
@pytest.mark.parametrize("case", CASES)
def test_openssl_says_the_same(case: str, openssl: Path, tmp_path: Path) -> None:
    leaf = certificate("leaf", extensions=[points(x509.DistributionPoint([HERE], None, None, None))])
    ours = ask(CASES[case], leaf).status is Status.GOOD
    theirs = openssl_accepts(openssl, tmp_path, leaf, authority(), CASES[case])
    assert (ours, theirs) == (False, True) if case in STRICTER else ours is theirs


def issued(subject: str, key: CertificateIssuerPrivateKeyTypes, digest: hashes.SHA256 | None) -> PathCertificate:
    """A certificate of the CA with that key, which stands for the subject's too."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509_name(subject))
        .issuer_name(x509_name("CA"))
        .public_key(key.public_key())
        .serial_number(len(subject))
        .not_valid_before(NOW - 9 * DAY)
        .not_valid_after(NOW + 9 * DAY)
        .add_extension(x509.BasicConstraints(ca=subject == "CA", path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier(b"here"), critical=False)
    )
    return path_certificate(builder.sign(key, digest).public_bytes(Encoding.DER))


RSA = rsa.generate_private_key(65537, 2048)
SIGNED: dict[
    str, tuple[CertificateIssuerPrivateKeyTypes, hashes.SHA256 | hashes.SHA384 | hashes.SHA512 | None, padding.PSS | None]
] = {
    "RSA, PKCS #1, SHA-256": (RSA, hashes.SHA256(), None),
    "RSA, PSS, SHA-384": (RSA, hashes.SHA384(), padding.PSS(padding.MGF1(hashes.SHA384()), 48)),
    "ECDSA P-256, SHA-256": (ec.generate_private_key(ec.SECP256R1()), hashes.SHA256(), None),
    "ECDSA P-521, SHA-512": (ec.generate_private_key(ec.SECP521R1()), hashes.SHA512(), None),
    "Ed25519": (ed25519.Ed25519PrivateKey.generate(), None, None),
    "Ed448": (ed448.Ed448PrivateKey.generate(), None, None),
}


@pytest.mark.requirement("RFC 5280 5.1.1.3")
@pytest.mark.parametrize("algorithm", SIGNED)
def test_every_algorithm_verifies_and_a_changed_list_does_not(algorithm: str, openssl: Path, tmp_path: Path) -> None:
    key, digest, scheme = SIGNED[algorithm]
    issuer, leaf = (issued(subject, key, hashes.SHA256() if digest else None) for subject in ("CA", "leaf"))
    entry = x509.RevokedCertificateBuilder().serial_number(0x55AA55AA).revocation_date(NOW - DAY).build()
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(x509_name("CA"))
        .last_update(NOW - DAY)
        .next_update(NOW + DAY)
        .add_revoked_certificate(entry)
        .add_extension(x509.AuthorityKeyIdentifier(b"here", None, None), critical=False)
    )
    der = made.sign(key, digest, rsa_padding=scheme).public_bytes(Encoding.DER)
    item, changed = crl_item(der), crl_item(der.replace(bytes.fromhex("55aa55aa"), bytes.fromhex("55aa55ab")))
    assert ask([item], leaf, issuer=issuer).status is Status.GOOD
    assert openssl_accepts(openssl, tmp_path, leaf, issuer, [item])
    answer = ask([changed], leaf, issuer=issuer)
    assert answer.status is Status.UNKNOWN
    assert codes(answer)[0] == ("revocation-signature", "error")


def test_sha_1_still_verifies(openssl: Path, tmp_path: Path) -> None:
    item = crl(revoked(6), hash_name="SHA1")
    assert item.parsed.signature_hash_algorithm.name == "sha1"
    assert ask([item]).status is Status.GOOD
    assert openssl_accepts(openssl, tmp_path, certificate("leaf"), authority(), [item])


def test_sha_1_with_rsa_still_verifies(openssl: Path, tmp_path: Path) -> None:
    issuer, leaf = (issued(subject, RSA, hashes.SHA256()) for subject in ("CA", "leaf"))
    made = x509.CertificateRevocationListBuilder().issuer_name(x509_name("CA")).last_update(NOW - DAY).next_update(NOW + DAY)
    sha256, sha1 = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105")
    crl_of = made.sign(RSA, hashes.SHA256())
    to_be_signed = crl_of.tbs_certlist_bytes.replace(sha256, sha1)
    der = crl_of.public_bytes(Encoding.DER).replace(sha256, sha1)
    item = crl_item(der.replace(crl_of.signature, RSA.sign(to_be_signed, padding.PKCS1v15(), hashes.SHA1())))  # noqa: S303
    assert item.parsed.signature_hash_algorithm.name == "sha1"
    assert ask([item], leaf, issuer=issuer).status is Status.GOOD
    assert openssl_accepts(openssl, tmp_path, leaf, issuer, [item])
