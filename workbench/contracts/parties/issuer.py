"""A CA with its key in this process: it issues certificates in the profiles that contracts need. Simulated: no policy, no HSM."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.certs.issuing import CertificateContent, Extension, LeafIssuer, NameAttribute, encode_name, issue_certificate
from workbench.certs.quiet import quietly
from workbench.contracts.installation.parts import certificate_items
from workbench.contracts.parties.samples import pointers, sample_items, sample_key
from workbench.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime


SECOND = timedelta(seconds=1)
PADDING_OID = "2.999.15118"
"""An arc for examples (ITU-T X.660): an extension that only makes a certificate larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a leaf is for.

    Attributes
    ----------
    domain_component
        ``"MO"``, ``"CPS"``, ``"OEM"``.
    usages
        keyUsage, by RFC 5280's names.
    lifetime
        Never beyond the issuer's end.
    short_identifier
        Whether its key identifier has 8 octets, as ISO 15118-20 wants it.
    critical_crl
        Whether its one revocation pointer is a critical CRL distribution point (ISO 15118-20, below an OEM root: V2G20-2593).
    """

    domain_component: str
    usages: tuple[str, ...]
    lifetime: timedelta
    short_identifier: bool = False
    critical_crl: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Issuer(LeafIssuer):
    """One CA of contracts."""

    @classmethod
    def of_samples(cls, folder: str, name: str, *above: str) -> Issuer:
        """A sub-CA of a sample PKI, with the names of those above it, the nearest first."""
        return cls(sample_items(folder, name, *above), sample_key(folder, name), pointers(folder, name))

    def ended(self, now: datetime) -> datetime | None:
        """When its chain's first certificate ended, if one has; None: all are in force, or not yet."""
        ends = [one.certificate.not_valid_after_utc for one in self.chain if one.certificate is not None]
        return min(ends) if now > min(ends) else None

    def issued(self, certificate: x509.Certificate) -> bool:
        """Whether its name and key stand behind this certificate."""
        try:
            with quietly():
                certificate.verify_directly_issued_by(self.certificate)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            return False
        return True

    def subject(self, common_name: str, profile: Profile) -> bytes:
        """The DER name of a leaf: CN, the issuer's O and C where it has them, DC."""
        own = {
            short: [str(one.value) for one in self.certificate.subject.get_attributes_for_oid(oid)]
            for short, oid in (("O", x509.NameOID.ORGANIZATION_NAME), ("C", x509.NameOID.COUNTRY_NAME))
        }
        return encode_name(
            (
                NameAttribute("CN", common_name),
                *(NameAttribute("O", value) for value in own["O"][:1]),
                *(NameAttribute("C", value, "PrintableString") for value in own["C"][:1]),
                NameAttribute("DC", profile.domain_component, "IA5String"),
            )
        )

    def issue(  # noqa: PLR0913  # the parts of a certificate, by name
        self,
        subject: bytes,
        public_key: Any,
        profile: Profile,
        *,
        serial: int,
        not_before: datetime,
        not_after: datetime | None = None,
        padding: int = 0,
    ) -> bytes:
        """The DER of a leaf.

        Parameters
        ----------
        subject
            DER name.
        public_key
            Of ``cryptography``.
        not_after
            None: by the profile, at most the issuer's own end.
        padding
            Octets of an extension that only takes room.

        Raises
        ------
        InputError
            The issuer has ended at ``not_before``.
        """
        begin = not_before.replace(microsecond=0)
        if not_after is None and begin >= self.certificate.not_valid_after_utc:
            raise InputError(
                f"The issuing CA ended on {self.certificate.not_valid_after_utc:%Y-%m-%d}.", hint="Give one that is in force."
            )
        end = not_after or min(begin + profile.lifetime - SECOND, self.certificate.not_valid_after_utc)
        room = Extension(PADDING_OID, b"\x04\x82" + padding.to_bytes(2) + bytes(padding))
        return self.leaf(
            subject,
            public_key,
            profile.usages,
            serial=serial,
            not_before=begin,
            not_after=end.replace(microsecond=0),
            short_identifier=profile.short_identifier,
            critical_crl=profile.critical_crl,
            further=(room,) if padding else (),
        )

    def again(self, certificate: x509.Certificate, *, serial: int, not_before: datetime, not_after: datetime) -> bytes:
        """A certificate that this CA issued, once more: the same name, key and extensions, another validity and serial number."""
        content = CertificateContent(
            serial=serial,
            issuer=self.certificate.subject.public_bytes(),
            subject=certificate.subject.public_bytes(),
            not_before=not_before.replace(microsecond=0),
            not_after=not_after.replace(microsecond=0),
            public_key_info=certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            extensions=tuple(
                Extension(one.oid.dotted_string, one.value.public_bytes(), one.critical) for one in certificate.extensions
            ),
        )
        return issue_certificate(content, self.key)

    def succeeded(self, above: Issuer, serial: int, now: datetime) -> Issuer:
        """The same CA with a new certificate by the CA above it, for the same key and as long as the old one."""
        own = self.certificate
        end = min(now + (own.not_valid_after_utc - own.not_valid_before_utc), above.certificate.not_valid_after_utc)
        der = above.again(own, serial=serial, not_before=now, not_after=end)
        return Issuer((*certificate_items("Sub-CA 2", der, ()), *self.chain[1:]), self.key, self.pointers)
