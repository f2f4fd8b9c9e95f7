"""A CA with its key in this process: it issues leaves in the samples' profiles. Simulated: no policy, no audit, no HSM."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, NoReturn, cast

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from workbench.certs import loading
from workbench.certs.issuing import CertificateContent, Extension, PrivateKey, derive_serial, issue_certificate
from workbench.certs.issuing import extensions as make
from workbench.data import samples_directory
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.items import Item

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafProfile:
    """What a leaf is for.

    Attributes
    ----------
    usages
        keyUsage, by RFC 5280's names.
    lifetime
        Of the certificate; never beyond its issuer's end.
    short_identifier
        Whether its key identifier has 8 octets, as ISO 15118-20 wants it (RFC 5280 4.2.1.2, method 2), and not 20.
    """

    usages: tuple[str, ...]
    lifetime: timedelta
    short_identifier: bool = False


SECC = LeafProfile(usages=("digitalSignature", "keyAgreement"), lifetime=timedelta(days=90))
SECC_20 = replace(SECC, short_identifier=True)
STATION = LeafProfile(usages=("digitalSignature",), lifetime=timedelta(days=365))
COMBINED = LeafProfile(usages=("digitalSignature", "keyAgreement"), lifetime=timedelta(days=90))
SERVER = LeafProfile(usages=("digitalSignature",), lifetime=timedelta(days=90))


@dataclass(frozen=True, slots=True, eq=False)
class Issuer:
    """One CA.

    Attributes
    ----------
    chain
        Its own certificate, then the sub-CAs above it; no root.
    key
        Its private key; in no repr, and it cannot be copied or written.
    pointers
        Where its OCSP responder, its certificate and its CRL are said to be; empty: the leaf says nothing of it.
    """

    chain: tuple[Item, ...]
    key: PrivateKey = field(repr=False)
    pointers: tuple[str, str, str] = ("", "", "")

    def __post_init__(self) -> None:
        if not self.chain or any(one.certificate is None for one in self.chain):
            raise InputError("An issuer has a certificate.", hint="Give its certificate first, then the sub-CAs above it.")
        if self.certificate.public_key() != self.key.public_key():
            raise InputError("The issuer's private key is another certificate's.", hint="Give the key of the first certificate.")

    @property
    def certificate(self) -> x509.Certificate:
        """Its own."""
        certificate = self.chain[0].certificate
        if certificate is None:
            raise TypeError("no certificate")
        return certificate

    def issue(  # noqa: PLR0913  # the parts of a certificate, by name
        self,
        subject: bytes,
        public_key: PrivateKey | x509.CertificateSigningRequest | x509.Certificate,
        profile: LeafProfile,
        *,
        serial: int,
        not_before: datetime,
        not_after: datetime | None = None,
        names: Sequence[str] = (),
    ) -> bytes:
        """The DER of a leaf.

        Parameters
        ----------
        subject
            DER name.
        public_key
            Whose public key it certifies.
        names
            Of a server, for subjectAltName.
        not_after
            None: by the profile; at most the issuer's own end.
        """
        end = not_after or min(not_before + profile.lifetime - SECOND, self.certificate.not_valid_after_utc)
        key = public_key.public_key()
        content = CertificateContent(
            serial=serial,
            issuer=self.certificate.subject.public_bytes(),
            subject=subject,
            not_before=not_before,
            not_after=end,
            public_key_info=key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            extensions=tuple(self._extensions(key, profile, names)),
        )
        return issue_certificate(content, self.key)

    def _extensions(self, key: object, profile: LeafProfile, names: Sequence[str]) -> list[Extension]:
        identifier = x509.SubjectKeyIdentifier.from_public_key(key).digest  # type: ignore[arg-type]  # any public key
        if profile.short_identifier:
            identifier = bytes([0x40 | identifier[-8] & 0x0F]) + identifier[-7:]
        try:
            own = self.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        except x509.ExtensionNotFound:
            own = make.key_identifier(self.key)
        found = [
            Extension.of(x509.BasicConstraints(ca=False, path_length=None), critical=True),
            Extension.of(make.key_usage(profile.usages), critical=True),
            Extension.of(x509.SubjectKeyIdentifier(identifier)),
            Extension.of(x509.AuthorityKeyIdentifier(own, None, None)),
        ]
        if names:
            found.append(Extension.of(x509.SubjectAlternativeName([x509.DNSName(name) for name in names])))
        ocsp, certificate, crl = self.pointers
        if ocsp or certificate:
            found.append(Extension.of(make.authority_information([ocsp] if ocsp else [], [certificate] if certificate else [])))
        if crl:
            found.append(Extension.of(make.crl_distribution_points([crl])))
        return found

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("private keys are not copied and not written")


def serial_number(seed: bytes | None, label: str) -> int:
    """Twelve octets: out of a seed, or by chance."""
    return derive_serial(seed, label) if seed is not None else secrets.randbits(95) | 1


@cache
def sample_key(name: str) -> PrivateKey:
    """The private key beside a certificate of the samples, e.g. ``"ocpp/csms-sub-ca"``."""
    read = load_pem_private_key((samples_directory() / f"{name}.key.pem").read_bytes(), None)
    return cast("PrivateKey", read)  # the samples' keys can all sign


def sample(*names: str) -> tuple[Item, ...]:
    """The certificates of the samples by these names, e.g. ``"ocpp/csms-root"``."""
    return tuple(item for name in names for item in _sample(name))


@cache
def _sample(name: str) -> tuple[Item, ...]:
    loaded = loading.load([(f"{name}.pem", (samples_directory() / f"{name}.pem").read_bytes())])
    return tuple(item for item in loaded.items if item.certificate is not None)


_HOSTS = {"iso15118-2": "", "iso15118-20": "20", "ocpp": "-ocpp"}


def sample_issuer(name: str, *above: str) -> Issuer:
    """A sub-CA of the samples, with the names of the sub-CAs above it, the nearest first."""
    folder, _, short = name.partition("/")
    host = _HOSTS[folder]
    pointers = (
        f"http://ocsp{host}.pnc.example/{short}",
        f"http://pki{host}.pnc.example/{short}.cer",
        f"http://pki{host}.pnc.example/{short}.crl",
    )
    return Issuer(sample(name, *above), sample_key(name), pointers)
