"""A PKI by ``cryptography`` alone, sound by the machine's clock: two CSMS roots, A signed B, and a server below each."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from pathlib import Path

NAME = "csms.peers.example"
IDENTITY = "CS-PEER-1"
DAY = timedelta(days=1)
HASHES: dict[str, Any] = {"SHA256": hashes.SHA256, "SHA384": hashes.SHA384, "SHA512": hashes.SHA512}


class Pair(NamedTuple):
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: Any

    @property
    def pem(self) -> str:
        return pem_of(self.certificate)

    @property
    def key_pem(self) -> str:
        return str(self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


class Pki(NamedTuple):
    """All of it, and where it lies as files."""

    old: Pair
    new: Pair
    unsigned: Pair
    old_server: Pair
    new_server: Pair
    station: Pair
    folder: Path

    def file(self, name: str) -> Path:
        """``NAME.pem`` or ``NAME.key.pem``."""
        return self.folder / f"{name}.pem"


def pem_of(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def issued(cn: str, issuer: Pair | None, *, ca: bool = False, public_key: Any = None, **more: Any) -> Pair:
    """A certificate below an issuer; without one it signs itself."""
    key = None if public_key is not None else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, cn), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Peers")])
    now = datetime.now(UTC).replace(microsecond=0)
    holder = public_key if public_key is not None else key.public_key()  # type: ignore[union-attr]
    signer = issuer.key if issuer is not None else key
    usage = x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False)  # noqa: FBT003  # nine flags in a row
    builder = (
        x509.CertificateBuilder()
        .subject_name(more.get("subject", subject))
        .issuer_name(issuer.certificate.subject if issuer is not None else subject)
        .public_key(holder)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + (900 if ca else 300) * DAY)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(holder), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)  # type: ignore[union-attr]
    )
    if not ca and more.get("server"):
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(cn)]), critical=False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return Pair(builder.sign(signer, hashes.SHA256()), key)  # type: ignore[arg-type]


@cache
def pki(folder: Path) -> Pki:
    """Made once, and written there for the processes."""
    old = issued("Peers CSMS Root A", None, ca=True)
    new = issued("Peers CSMS Root B", old, ca=True)
    found = Pki(
        old,
        new,
        issued("Peers CSMS Root C", None, ca=True),
        issued(NAME, old, server=True),
        issued(NAME, new, server=True),
        issued(IDENTITY, old),
        folder,
    )
    for name in ("old", "new", "unsigned", "old_server", "new_server", "station"):
        pair: Pair = getattr(found, name)
        found.file(name).write_text(pair.pem)
        found.file(f"{name}.key").write_text(pair.key_pem)
    return found


def hash_data(certificate: x509.Certificate, issuer: x509.Certificate, algorithm: str = "SHA256") -> dict[str, str]:
    """The four strings, by the OCSP request that ``cryptography`` writes: none of the project's code is in it."""
    request = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, HASHES[algorithm]()).build()
    return {
        "hashAlgorithm": algorithm,
        "issuerNameHash": request.issuer_name_hash.hex(),
        "issuerKeyHash": request.issuer_key_hash.hex(),
        "serialNumber": format(request.serial_number, "x"),
    }


def trusting(roots: list[str], chain: Path | None = None, key: Path | None = None) -> ssl.SSLContext:
    """A client that trusts these PEM roots alone, a root that another signed too."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata="".join(roots))
    if chain is not None:
        context.load_cert_chain(chain, key)
    return context
