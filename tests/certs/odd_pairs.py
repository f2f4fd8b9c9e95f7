"""Sound but unusual certificates with their issuers: every key algorithm, serial number and name that hash data depends on."""

import datetime as dt
from functools import cache
from typing import Any

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from tests.certs.known_pairs import Pair
from workbench.certs.issuing import (
    ALGORITHMS,
    CertificateContent,
    Extension,
    NameAttribute,
    PrivateKey,
    derive_private_key,
    encode_name,
    issue_certificate,
    key_identifier,
    public_key_info,
)
from workbench.certs.issuing.elements import bit_string, octet_string, sequence

START, END = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2030, 1, 1, tzinfo=dt.UTC)

SERIALS = {
    "serial 0": 0,
    "serial 1": 1,
    "serial with a leading zero nibble": 0x0C5F_00AB_34CD,
    "serial with a sign octet": 0xA7_0001,
    "serial 127": 0x7F,
    "serial 128": 0x80,
    "serial of 20 octets with the top bit": (1 << 159) | 0x1234ABCD,
    "serial of 20 octets, all ones": (1 << 160) - 1,
    "serial of 21 octets": (1 << 160) | 5,
    "serial -1": -1,
    "serial -128": -128,
    "serial -129": -129,
}


def key(label: str, algorithm: str = "P-256") -> PrivateKey:
    return derive_private_key(b"tests of hash data", label, algorithm)


def name(common_name: str, string_type: str = "UTF8String") -> bytes:
    return encode_name([NameAttribute("CN", common_name, string_type), NameAttribute("C", "DE", "PrintableString")])


def certificate(
    subject: bytes,
    issuer: bytes,
    own: PrivateKey,
    signer: PrivateKey,
    *,
    serial: int = 0x1234_5678_9ABC,
    key_info: bytes = b"",
    extensions: tuple[Extension, ...] = (),
) -> bytes:
    return issue_certificate(
        CertificateContent(
            serial=serial,
            issuer=issuer,
            subject=subject,
            not_before=START,
            not_after=END,
            public_key_info=key_info or public_key_info(own),
            extensions=extensions,
        ),
        signer,
    )


def ca_and_leaf(ca_name: bytes, ca_key: PrivateKey, *, serial: int = 0x5F00, issuer_name: bytes = b"") -> tuple[bytes, bytes]:
    """A root of that name and key, and a leaf of it, whose issuer field may spell the name otherwise."""
    root = certificate(ca_name, ca_name, ca_key, ca_key)
    return root, certificate(name("leaf"), issuer_name or ca_name, key("leaf"), ca_key, serial=serial)


def key_identifiers(own: PrivateKey, issuer: PrivateKey | None = None) -> tuple[Extension, ...]:
    """subjectKeyIdentifier, and authorityKeyIdentifier where an issuer is given (RFC 5280 4.2.1.1, 4.2.1.2)."""
    found = [Extension("2.5.29.14", octet_string(key_identifier(own)))]
    if issuer is not None:
        found.append(Extension("2.5.29.35", sequence(context_primitive(key_identifier(issuer)))))
    return tuple(found)


def context_primitive(content: bytes) -> bytes:
    return bytes(core.OctetString(content, implicit=0).dump())


def compressed(own: PrivateKey) -> bytes:
    """The SubjectPublicKeyInfo with the point compressed (RFC 5480 2.2)."""
    point = own.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
    whole = public_key_info(own)
    algorithm = core.Sequence.load(whole)[0].dump()
    return sequence(algorithm, bit_string(point))


def rsa_pair(*, pss: bool) -> tuple[bytes, bytes]:
    """An RSA root and a leaf of it, both by cryptography."""
    ca, leaf = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "RSA CA")])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "leaf")])
    scheme = padding.PSS(padding.MGF1(hashes.SHA256()), 32) if pss else None
    made = []
    for whose, of in ((issuer, ca), (subject, leaf)):
        public: Any = of.public_key()
        builder = x509.CertificateBuilder(issuer, whose, public, 0x0BAD_F00D, START, END)
        signed = builder.sign(ca, hashes.SHA256(), rsa_padding=scheme)
        made.append(signed.public_bytes(serialization.Encoding.DER))
    return made[0], made[1]


@cache
def odd_pairs() -> tuple[Pair, ...]:
    pairs = []
    for algorithm in ALGORITHMS:
        root, leaf = ca_and_leaf(name("CA"), key("CA", algorithm))
        pairs += [Pair(f"{algorithm} root", root, root), Pair(f"leaf of {algorithm}", leaf, root)]
    for scheme in ("PKCS #1 1.5", "PSS"):
        root, leaf = rsa_pair(pss=scheme == "PSS")
        pairs += [Pair(f"RSA {scheme} root", root, root), Pair(f"leaf of RSA {scheme}", leaf, root)]
    for what, serial in SERIALS.items():
        root, leaf = ca_and_leaf(name("CA"), key("CA"), serial=serial)
        pairs.append(Pair(what, leaf, root))
    ca = key("CA")
    short = certificate(name("CA"), name("CA"), ca, ca, key_info=compressed(ca))
    pairs += [Pair("compressed root", short, short), Pair("leaf of compressed", ca_and_leaf(name("CA"), ca)[1], short)]
    for string_type in ("PrintableString", "TeletexString", "BMPString", "UniversalString", "IA5String"):
        root, leaf = ca_and_leaf(name("CA"), ca, issuer_name=name("CA", string_type))
        pairs.append(Pair(f"issuer name as {string_type}", leaf, root))
    root, leaf = ca_and_leaf(name("CA"), ca, issuer_name=name("cA"))
    pairs.append(Pair("issuer name in other case", leaf, root))
    root, leaf = ca_and_leaf(name("CA"), ca, issuer_name=name("quite another"))
    pairs.append(Pair("issuer of another name whose key verifies", leaf, root))
    root, leaf = ca_and_leaf(name("größe" * 40), ca)
    pairs.append(Pair("a name of more than 255 octets", leaf, root))
    return tuple(pairs)
