"""The TLS certificate of the sample EST server: below a root of its own, made when it starts, for this machine's names alone."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from workbench.certs import loading
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    derive_private_key,
    encode_name,
    issue_certificate,
    key_identifier,
    public_key_info,
)
from workbench.certs.issuing.extensions import extended_key_usage, key_usage
from workbench.net.machines.issuer import serial_number

if TYPE_CHECKING:
    from workbench.certs.issuing import PrivateKey
    from workbench.certs.items import Item

# TLS goes by the machine's clock and the CA by a simulated one: so long that both are within
_BEGIN, _END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, tzinfo=UTC)
NAMES = ("localhost", "est.pnc.example")
ADDRESSES = ("127.0.0.1", "::1")


class TlsIdentity(NamedTuple):
    """What the server shows.

    Attributes
    ----------
    anchor
        The root that clients are to trust.
    """

    anchor: Item
    leaf: Item
    key: PrivateKey

    def __repr__(self) -> str:
        return "TlsIdentity(of the sample EST server)"


def tls_identity(seed: bytes | None = None) -> TlsIdentity:
    """A new root, and a server certificate for 127.0.0.1, ::1, localhost and ``est.pnc.example`` below it."""
    root_key, key = (_key(seed, label) for label in ("EST TLS root", "EST TLS server"))
    root = encode_name([NameAttribute("CN", "EST server TLS root (simulation)"), NameAttribute("O", "PnC Workbench")])
    anchor = _issued(
        root,
        root,
        root_key,
        root_key,
        serial_number(seed, "EST TLS root"),
        Extension.of(x509.BasicConstraints(ca=True, path_length=0), critical=True),
        Extension.of(key_usage(("keyCertSign", "cRLSign")), critical=True),
    )
    names = [*(x509.DNSName(one) for one in NAMES), *(x509.IPAddress(ip_address(one)) for one in ADDRESSES)]
    leaf = _issued(
        root,
        encode_name([NameAttribute("CN", NAMES[1])]),
        root_key,
        key,
        serial_number(seed, "EST TLS server"),
        Extension.of(x509.BasicConstraints(ca=False, path_length=None), critical=True),
        Extension.of(key_usage(("digitalSignature",)), critical=True),
        Extension.of(extended_key_usage(("serverAuth",))),
        Extension.of(x509.SubjectAlternativeName(names)),
        Extension.of(x509.AuthorityKeyIdentifier(key_identifier(root_key), None, None)),
    )
    return TlsIdentity(anchor, leaf, key)


def _key(seed: bytes | None, label: str) -> PrivateKey:
    return derive_private_key(seed, label, "P-256") if seed is not None else ec.generate_private_key(ec.SECP256R1())


def _issued(issuer: bytes, subject: bytes, signer: PrivateKey, key: PrivateKey, serial: int, *extensions: Extension) -> Item:
    content = CertificateContent(
        serial=serial,
        issuer=issuer,
        subject=subject,
        not_before=_BEGIN,
        not_after=_END,
        public_key_info=public_key_info(key),
        extensions=(*extensions, Extension.of(x509.SubjectKeyIdentifier(key_identifier(key)))),
    )
    return loading.load([("EST server", issue_certificate(content, signer))]).items[0]
