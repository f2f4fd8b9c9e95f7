"""A CA with its key in this process: it issues leaves in the samples' profiles. Simulated: no policy, no audit, no HSM."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, cast

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from workbench.certs import loading
from workbench.certs.issuing import Extension, LeafIssuer, PrivateKey, derive_serial
from workbench.data import samples_directory

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
class Issuer(LeafIssuer):
    """One CA of stations, SECCs or servers."""

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
        alternative = [Extension.of(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]))] if names else []
        return self.leaf(
            subject,
            public_key.public_key(),
            profile.usages,
            serial=serial,
            not_before=not_before,
            not_after=end,
            short_identifier=profile.short_identifier,
            further=alternative,
        )


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
