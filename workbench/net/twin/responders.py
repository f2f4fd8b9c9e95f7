"""Whose key signs OCSP responses: the CA itself, or one that it certified for that (RFC 6960 4.2.2.2), soundly or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from cryptography import x509

from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    PrivateKey,
    derive_private_key,
    derive_serial,
    encode_name,
    issue_certificate,
    key_identifier,
    public_key_info,
)
from workbench.certs.issuing.extensions import extended_key_usage, key_usage
from workbench.net.twin.authority import Authority, digest
from workbench.net.twin.faults import Fault

if TYPE_CHECKING:
    from workbench.sample_pki.declaration import Declaration
    from workbench.sample_pki.issuance import Issuance

_NO_CHECK = Extension("1.3.6.1.5.5.7.48.1.5", b"\x05\x00")
_LIFETIME = timedelta(days=30)


class Signing(StrEnum):
    """Who signs OCSP responses."""

    DELEGATE = "delegate"
    """One that the CA certified for OCSPSigning: the samples' own where there is one that is valid, else one made for the twin."""
    ISSUER = "issuer"
    """The CA itself."""


@dataclass(frozen=True, slots=True)
class Responder:
    """One who signs.

    Attributes
    ----------
    key_hash
        SHA-1 of the key bits, by which responses name the responder.
    certificates
        Sent along.
    """

    key: PrivateKey = field(repr=False)
    key_hash: bytes
    certificates: tuple[bytes, ...] = ()


class Responders:
    """Those of all CAs; certificates are made when they are first needed and renewed when they end."""

    def __init__(self, declaration: Declaration, issuance: Issuance, signing: Signing) -> None:
        self._declaration, self._issuance, self._signing = declaration, issuance, signing
        self._made: dict[tuple[str, Fault | None], tuple[datetime, Responder]] = {}

    def signer(self, authority: Authority, at: datetime, fault: Fault | None) -> Responder:
        """Who signs for a CA then, under a fault."""
        if fault is Fault.WRONG_SIGNER:
            stranger = derive_private_key(self._declaration.seed, f"twin/stranger to {authority.name}", "P-256")
            return Responder(stranger, digest("sha1", authority.key_bits))
        unsound = fault if fault in {Fault.UNAUTHORISED_DELEGATE, Fault.DELEGATE_EXPIRED} else None
        if unsound is None:
            if self._signing is Signing.ISSUER:
                return Responder(authority.key, digest("sha1", authority.key_bits))
            if declared := self._declared(authority, at):
                return declared
        until, responder = self._made.get((authority.name, unsound), (at, None))
        if responder is None or not until - _LIFETIME <= at < until:
            until, responder = at + _LIFETIME, self._make(authority, at, unsound)
            self._made[authority.name, unsound] = until, responder
        return responder

    def _declared(self, authority: Authority, at: datetime) -> Responder | None:
        for one in self._declaration.certificates.values():
            if one.kind == "ocsp-signer" and one.issuer == authority.name and one.not_before <= at <= one.not_after:
                key = self._issuance.key(one.name)
                return Responder(key, _key_hash(key), (self._issuance.certificate(one.name),))
        return None

    def _make(self, authority: Authority, at: datetime, unsound: Fault | None) -> Responder:
        label = f"twin/{unsound or 'responder'} of {authority.name} {at:%Y%m%d%H%M%S}"
        algorithm = authority.declared.key
        key = derive_private_key(self._declaration.seed, label, algorithm if not algorithm.startswith("RSA") else "P-256")
        past = timedelta(days=60) if unsound is Fault.DELEGATE_EXPIRED else timedelta()
        purposes = () if unsound is Fault.UNAUTHORISED_DELEGATE else (Extension.of(extended_key_usage(["OCSPSigning"])), _NO_CHECK)
        content = CertificateContent(
            serial=derive_serial(self._declaration.seed, label),
            issuer=authority.subject,
            subject=encode_name([NameAttribute("CN", "OCSP responder of the offline twin (simulation)")]),
            not_before=at - timedelta(days=1) - past,
            not_after=at + _LIFETIME - past + timedelta(days=1 if not past else 0),
            public_key_info=public_key_info(key),
            extensions=(
                Extension.of(x509.BasicConstraints(ca=False, path_length=None), critical=True),
                Extension.of(key_usage(["digitalSignature"]), critical=True),
                *purposes,
                Extension.of(x509.SubjectKeyIdentifier(key_identifier(key))),
                Extension.of(x509.AuthorityKeyIdentifier(authority.key_identifier, None, None)),
            ),
        )
        return Responder(key, _key_hash(key), (issue_certificate(content, authority.key),))


def _key_hash(key: PrivateKey) -> bytes:
    return x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest
