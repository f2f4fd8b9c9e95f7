"""OCSP responses that can be wrong in every way, put together by asn1crypto; times around a moment that the caller chooses."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import algos, core, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp as pyca_ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.trust.pki import key, name
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.quiet import quietly
from workbench.revocation import Answer, OcspStore
from workbench.trust.certificate import PathCertificate

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SIGNING = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
SERVER = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
NOCHECK = x509.OCSPNoCheck()
SHA256 = hashes.SHA256()
CRITICAL: dict[str, Any] = {"extn_id": "1.3.6.1.4.1.99999.1", "critical": True, "extn_value": b"\x05\x00"}


def made(  # the parts of a certificate, by name
    subject: str,
    issuer: str = "CA",
    *,
    at: datetime = NOW,
    serial: int = 5,
    ca: bool = False,
    own_key: str = "",
    issuer_key: str = "",
    since: timedelta = -30 * DAY,
    until: timedelta = 30 * DAY,
    extensions: Iterable[x509.ExtensionType] = (),
) -> x509.Certificate:
    """A certificate; keys are named like subject and issuer where no others are given."""
    own, theirs = key(own_key or subject), key(issuer_key or issuer)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(own.public_key())
        .serial_number(serial)
        .not_valid_before(at + since)
        .not_valid_after(at + until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(theirs.public_key()), critical=False)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(theirs, hashes.SHA256())


def ca(subject: str = "CA", **changed: Any) -> x509.Certificate:
    return made(subject, subject, **{"serial": 1, "ca": True, **changed})


def responder(subject: str = "Responder", issuer: str = "CA", **changed: Any) -> x509.Certificate:
    return made(subject, issuer, **{"serial": 77, "extensions": [SIGNING, NOCHECK], **changed})


LEAF, CA = made("leaf"), ca()


def path_certificate(certificate: x509.Certificate) -> PathCertificate:
    with quietly():
        item = Item(ItemType.CERTIFICATE, certificate.public_bytes(Encoding.DER), Source("a.pem"), certificate)
    assert item.facts is not None
    return PathCertificate(item, item.facts)


def _key_bits(of: str) -> bytes:
    return key(of).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def single(
    status: str = "good",
    *,
    serial: int = 5,
    issuer: str = "CA",
    issuer_key: str = "",
    digest: str = "sha256",
    since: datetime = NOW - DAY,
    until: datetime | None = NOW + DAY,
    reason: str | None = "key_compromise",
    revoked_at: datetime = NOW - 3 * DAY,
    extensions: Sequence[dict[str, Any]] = (),
) -> ocsp.SingleResponse:
    """What a response says of one certificate."""
    value: Any = core.Null()
    if status == "revoked":
        value = ocsp.RevokedInfo({"revocation_time": revoked_at, **({"revocation_reason": reason} if reason else {})})
    fields: dict[str, Any] = {
        "cert_id": {
            "hash_algorithm": {"algorithm": digest},
            "issuer_name_hash": hashlib.new(digest, name(issuer).public_bytes(), usedforsecurity=False).digest(),
            "issuer_key_hash": hashlib.new(digest, _key_bits(issuer_key or issuer), usedforsecurity=False).digest(),
            "serial_number": serial,
        },
        "cert_status": ocsp.CertStatus(name=status, value=value),
        "this_update": since,
        "next_update": until,
    }
    if until is None:
        del fields["next_update"]
    if extensions:
        fields["single_extensions"] = [_extension(ocsp.SingleResponseExtension, one) for one in extensions]
    return ocsp.SingleResponse(fields)


def _extension(kind: Any, fields: dict[str, Any]) -> Any:
    return kind({**fields, "extn_value": core.ParsableOctetString(fields["extn_value"])})


def response(
    *singles: ocsp.SingleResponse,
    signer: str = "CA",
    by_key: bool = False,
    names: str = "",
    produced: datetime = NOW - DAY,
    certificates: Iterable[x509.Certificate] = (),
    extensions: Sequence[dict[str, Any]] = (),
    digest: hashes.HashAlgorithm = SHA256,
    version: int = 1,
) -> bytes:
    """A response, signed with the key of that name; ``names`` is whom responderID names where that is another one."""
    names = names or signer
    who = (
        ocsp.ResponderId(name="by_key", value=core.OctetString(hashlib.sha1(_key_bits(names), usedforsecurity=False).digest()))
        if by_key
        else ocsp.ResponderId(name="by_name", value=asn1_x509.Name.load(name(names).public_bytes()))
    )
    fields: dict[str, Any] = {"responder_id": who, "produced_at": produced, "responses": list(singles)}
    if version != 1:
        fields["version"] = ocsp.Version(version - 1)
    if extensions:
        fields["response_extensions"] = [_extension(ocsp.ResponseDataExtension, one) for one in extensions]
    return signed(ocsp.ResponseData(fields).dump(), signer, certificates, digest)


def signed(data: bytes, signer: str, certificates: Iterable[x509.Certificate] = (), digest: hashes.HashAlgorithm = SHA256) -> bytes:
    """A response of whatever octets stand for its response data."""
    signature = key(signer).sign(data, ec.ECDSA(digest))
    algorithm = algos.SignedDigestAlgorithm({"algorithm": f"{digest.name}_ecdsa"}).dump()
    sent = b"".join(one.public_bytes(Encoding.DER) for one in certificates)
    return enclosed(data + algorithm + element(3, b"\x00", signature) + (element(0xA0, element(0x30, sent)) if sent else b""))


def element(tag: int, *content: bytes) -> bytes:
    inner = b"".join(content)
    octets = len(inner).to_bytes((len(inner).bit_length() + 7) // 8)
    return bytes((tag, len(inner))) + inner if len(inner) < 0x80 else bytes((tag, 0x80 | len(octets))) + octets + inner


def enclosed(basic: bytes) -> bytes:
    """A successful response of whatever octets stand in its BasicOCSPResponse."""
    kind = core.ObjectIdentifier("1.3.6.1.5.5.7.48.1.1").dump()
    return element(0x30, b"\x0a\x01\x00", element(0xA0, element(0x30, kind, element(4, element(0x30, basic)))))


def unsuccessful(status: str) -> bytes:
    return bytes(ocsp.OCSPResponse({"response_status": status}).dump())


def item(der: bytes, file: str = "a.ors") -> Item:
    try:
        parsed = pyca_ocsp.load_der_ocsp_response(der)
    except (ValueError, TypeError, OverflowError):
        parsed = None
    return Item(ItemType.OCSP_RESPONSE, der, Source(file), parsed)


def ask(
    *responses: bytes | Item,
    leaf: x509.Certificate | None = None,
    issuer: x509.Certificate | None = None,
    signers: Iterable[x509.Certificate] = (),
    trusted: bool | None = None,
    at: datetime = NOW,
) -> Answer:
    """The status of a leaf with serial 5 of the CA, where no other is given."""
    return OcspStore(one if isinstance(one, Item) else item(one) for one in responses).status(
        path_certificate(leaf or LEAF),
        path_certificate(issuer or CA),
        at,
        trusted_signer=lambda _: trusted,
        signers=[path_certificate(one) for one in signers],
    )


def codes(answer: Answer) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity.value) for finding in answer.findings]
