"""``openssl ocsp`` beside the store, both ways: on responses that it made, and on ours, the faulty ones above all.

It judges by the machine's clock, so the responses are made around that; where the two differ the difference is named.
"""

import subprocess
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.revocation.ocsp_made import CRITICAL, NOCHECK, SERVER, SIGNING, ask, ca, made, responder, response, single
from tests.trust.pki import key, name
from workbench.revocation import Status

NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1)
DAY = timedelta(days=1)
CA, LEAF = ca(at=NOW), made("leaf", at=NOW, serial=5)
NOW_IS = {"since": NOW - DAY, "until": NOW + DAY}


def delegate(**changed: Any) -> x509.Certificate:
    return responder(at=NOW, **changed)


def one(status: str = "good", **changed: Any):
    return single(status, **{**NOW_IS, "revoked_at": NOW - 3 * DAY, **changed})


def by_delegate(*singles: Any, **changed: Any) -> bytes:
    return response(*(singles or [one()]), signer="Responder", produced=NOW - DAY, certificates=[delegate(**changed)])


def by_ca(*singles: Any, **changed: Any) -> bytes:
    return response(*(singles or [one()]), **{"produced": NOW - DAY, **changed})


def broken(der: bytes) -> bytes:
    return der[:-1] + bytes((der[-1] ^ 1,))


CASES = {
    "good": by_ca(),
    "good, responder by key": by_ca(by_key=True),
    "revoked": by_ca(one("revoked")),
    "revoked without a reason": by_ca(one("revoked", reason=None)),
    "on hold": by_ca(one("revoked", reason="certificate_hold")),
    "unknown": by_ca(one("unknown")),
    "another serial number": by_ca(one(serial=6)),
    "another issuer's name": by_ca(one(issuer="Other", issuer_key="CA")),
    "another issuer's key": by_ca(one(issuer_key="Other")),
    "the right one of several": by_ca(one("revoked", serial=6), one(), one("unknown", serial=7)),
    "none of several": by_ca(one(serial=6), one(serial=7)),
    "none at all": by_ca(one(serial=6, issuer="Other")),
    "out of date": by_ca(one(since=NOW - 3 * DAY, until=NOW - DAY)),
    "from the future": by_ca(one(since=NOW + DAY, until=NOW + 2 * DAY)),
    "no next update": by_ca(one(until=None)),
    "changed signature": broken(by_ca()),
    "changed status": by_ca(one("unknown")).replace(b"\x82\x00", b"\x80\x00", 1),
    "signed by a namesake": by_ca(signer="Twin", names="CA"),
    "signed by a stranger": by_ca(signer="Twin", certificates=[ca("Twin", at=NOW)]),
    "signed by nobody at hand": by_ca(signer="Responder"),
    "signed by another than named": by_ca(names="Somebody"),
    "delegate": by_delegate(),
    "delegate says revoked": by_delegate(one("revoked")),
    "delegate without purpose": by_delegate(extensions=[NOCHECK]),
    "delegate with another purpose": by_delegate(extensions=[SERVER, NOCHECK]),
    "delegate of another CA": by_delegate(issuer="Other"),
    "delegate of a namesake CA": by_delegate(issuer_key="Twin"),
    "delegate expired": by_delegate(since=-9 * DAY, until=-DAY),
    "delegate from the future": by_delegate(since=DAY, until=9 * DAY),
    "delegate without a status": by_delegate(extensions=[SIGNING]),
    "good and revoked": by_ca(one(), one("revoked")),
    "critical extension": by_ca(extensions=[CRITICAL]),
    "critical extension of the single": by_ca(one(extensions=[CRITICAL])),
    "produced in the future": by_ca(produced=NOW + DAY),
    "no next update and old": by_ca(one(since=NOW - 29 * DAY, until=None)),
}
STRICTER = {
    "good and revoked": "OpenSSL takes the first one",
    "critical extension": "OpenSSL does not look at extensions of responses",
    "critical extension of the single": "nor of single responses",
    "produced in the future": "OpenSSL does not look at producedAt",
    "no next update and old": "OpenSSL takes it for ever",
}


def say(openssl: Path, folder: Path, der: bytes, *, digest: str = "sha256", leaf=LEAF, issuer=CA) -> str:
    """The status in OpenSSL's words, empty where it does not believe the response."""
    for file, certificate in (("leaf.pem", leaf), ("ca.pem", issuer)):
        (folder / file).write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "r.der").write_bytes(der)
    given = ["-no_nonce", "-respin", "r.der", "-issuer", "ca.pem", f"-{digest}", "-cert", "leaf.pem", "-CAfile", "ca.pem"]
    done = subprocess.run([str(openssl), "ocsp", *given], capture_output=True, text=True, check=False, cwd=folder)
    said = next((line.removeprefix("leaf.pem: ") for line in done.stdout.splitlines() if line.startswith("leaf.pem: ")), "")
    believed = "Response verify OK" in done.stderr and "Status times invalid" not in done.stdout + done.stderr
    return said if believed and not said.startswith("ERROR") else ""


@pytest.mark.requirement("RFC 6960 3.2", "RFC 6960 4.2.2.2")
@pytest.mark.parametrize("case", CASES)
def test_openssl_says_the_same(case: str, openssl: Path, tmp_path: Path) -> None:
    theirs = say(openssl, tmp_path, CASES[case])
    ours = ask(CASES[case], leaf=LEAF, issuer=CA, at=NOW).status
    assert ours.value == (theirs or "unknown") or case in STRICTER
    assert (case in STRICTER) is (ours.value != (theirs or "unknown")), "the difference that is named is there"


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha384", "sha512"])
def test_openssl_finds_the_certificate_by_the_same_hashes(digest: str, openssl: Path, tmp_path: Path) -> None:
    der = by_ca(one("revoked", digest=digest))
    assert say(openssl, tmp_path, der, digest=digest) == "revoked"
    assert ask(der, leaf=LEAF, issuer=CA, at=NOW).status is Status.REVOKED
    other = by_ca(one(digest=digest, issuer_key="Other"))
    assert say(openssl, tmp_path, other, digest=digest) == ""
    assert ask(other, leaf=LEAF, issuer=CA, at=NOW).status is Status.UNKNOWN


# --- responses that OpenSSL made ---


@cache
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


SIGNED: dict[str, tuple[CertificateIssuerPrivateKeyTypes, list[str]]] = {
    "ECDSA P-256, SHA-256": (key("CA"), ["-rmd", "sha256"]),
    "ECDSA P-256, SHA-1": (key("CA"), ["-rmd", "sha1"]),
    "ECDSA P-521, SHA-512": (ec.generate_private_key(ec.SECP521R1()), ["-rmd", "sha512"]),
    "RSA, PKCS #1, SHA-384": (rsa_key(), ["-rmd", "sha384"]),
    "RSA, PSS, SHA-256": (rsa_key(), ["-rmd", "sha256", "-rsigopt", "rsa_padding_mode:pss", "-rsigopt", "rsa_pss_saltlen:32"]),
    "RSA, PSS, SHA-512, long salt": (
        rsa_key(),
        ["-rmd", "sha512", "-rsigopt", "rsa_padding_mode:pss", "-rsigopt", "rsa_pss_saltlen:64"],
    ),
    "Ed25519": (ed25519.Ed25519PrivateKey.generate(), []),
    "Ed448": (ed448.Ed448PrivateKey.generate(), []),
}
INDEX = {
    "good": "V\t{until}\t\t05\tunknown\t/CN=leaf\n",
    "revoked": "R\t{until}\t{then},keyCompromise\t05\tunknown\t/CN=leaf\n",
    "unknown": "V\t{until}\t\t06\tunknown\t/CN=other\n",
}


def issued(
    subject: str, signing: CertificateIssuerPrivateKeyTypes, serial: int, *extensions: x509.ExtensionType
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name("CA"))
        .public_key(signing.public_key())
        .serial_number(serial)
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + 9 * DAY)
        .add_extension(x509.BasicConstraints(ca=subject == "CA", path_length=None), critical=True)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(
        signing, None if isinstance(signing, (ed25519.Ed25519PrivateKey, ed448.Ed448PrivateKey)) else hashes.SHA256()
    )


def answered(
    openssl: Path, folder: Path, index: str, signing: CertificateIssuerPrivateKeyTypes, *options: str
) -> tuple[x509.Certificate, x509.Certificate, bytes]:
    """Leaf, issuer and what OpenSSL's responder, without a port, answers about the leaf."""
    leaf, issuer, delegated = (
        issued("leaf", signing, 5),
        issued("CA", signing, 1),
        issued("Responder", signing, 77, SIGNING, NOCHECK),
    )
    for file, certificate in (("leaf.pem", leaf), ("ca.pem", issuer), ("responder.pem", delegated)):
        (folder / file).write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(signing.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    moments = {"until": f"{NOW + DAY:%y%m%d%H%M%SZ}", "then": f"{NOW - DAY:%y%m%d%H%M%SZ}"}
    (folder / "index.txt").write_text(INDEX[index].format(**moments))
    signer = [] if "-rsigner" in options else ["-rsigner", "ca.pem"]
    command = [str(openssl), "ocsp", "-no_nonce", "-index", "index.txt", "-CA", "ca.pem", "-rkey", "key.pem", *signer]
    question = ["-issuer", "ca.pem", "-sha256", "-cert", "leaf.pem", "-ndays", "2", "-respout", "made.der"]
    subprocess.run([*command, *question, *options], capture_output=True, check=True, cwd=folder)
    return leaf, issuer, (folder / "made.der").read_bytes()


@pytest.mark.requirement("RFC 6960 3.2")
@pytest.mark.parametrize("algorithm", SIGNED)
def test_what_openssl_signed_verifies_and_changed_does_not(algorithm: str, openssl: Path, tmp_path: Path) -> None:
    signing, options = SIGNED[algorithm]
    leaf, issuer, der = answered(openssl, tmp_path, "good", signing, *options)
    at = datetime.now(UTC)
    assert ask(der, leaf=leaf, issuer=issuer, at=at).status is Status.GOOD
    assert say(openssl, tmp_path, der, leaf=leaf, issuer=issuer) == "good"
    changed = der.replace(b"\x80\x00", b"\x82\x00", 1)
    assert changed != der
    answer = ask(changed, leaf=leaf, issuer=issuer, at=at)
    assert answer.findings[0].code == "revocation-signature"


@pytest.mark.parametrize("index", INDEX)
@pytest.mark.parametrize(
    "options",
    [[], ["-resp_key_id"], ["-resp_no_certs"], ["-rsigner", "responder.pem"], ["-rsigner", "responder.pem", "-resp_key_id"]],
)
def test_every_answer_of_openssls_responder_is_understood(index: str, options: list[str], openssl: Path, tmp_path: Path) -> None:
    leaf, issuer, der = answered(openssl, tmp_path, index, key("CA"), *options)
    answer = ask(der, leaf=leaf, issuer=issuer, at=datetime.now(UTC))
    assert answer.status.value == index
    if index == "revoked":
        assert (answer.reason, answer.revoked_at) == ("keyCompromise", NOW - DAY)
