"""A CA with its key in this process: the leaves that it issues. Simulated: no policy, no audit, no HSM."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.certs.issuing import extensions as make
from workbench.certs.issuing.certificates import CertificateContent, issue_certificate
from workbench.certs.issuing.extensions import Extension
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from workbench.certs.issuing.keys import PrivateKey
    from workbench.certs.items import Item


@dataclass(frozen=True, slots=True, eq=False)
class LeafIssuer:
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

    def leaf(  # noqa: PLR0913  # the parts of a certificate, by name
        self,
        subject: bytes,
        public_key: Any,
        usages: Sequence[str],
        *,
        serial: int,
        not_before: datetime,
        not_after: datetime,
        short_identifier: bool = False,
        critical_crl: bool = False,
        further: Sequence[Extension] = (),
    ) -> bytes:
        """The DER of a leaf.

        Parameters
        ----------
        subject
            DER name.
        public_key
            Of ``cryptography``.
        usages
            keyUsage, by RFC 5280's names.
        short_identifier
            Whether its key identifier has 8 octets, as ISO 15118-20 wants it (RFC 5280 4.2.1.2, method 2), and not 20.
        critical_crl
            Whether its one revocation pointer is a critical CRL distribution point.
        further
            Extensions besides.
        """
        content = CertificateContent(
            serial=serial,
            issuer=self.certificate.subject.public_bytes(),
            subject=subject,
            not_before=not_before,
            not_after=not_after,
            public_key_info=public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
            extensions=(
                Extension.of(x509.BasicConstraints(ca=False, path_length=None), critical=True),
                Extension.of(make.key_usage(usages), critical=True),
                *self._identifiers(public_key, short=short_identifier),
                *further,
                *self._pointers(critical_crl=critical_crl),
            ),
        )
        return issue_certificate(content, self.key)

    def _identifiers(self, public_key: Any, *, short: bool) -> Iterator[Extension]:
        identifier = x509.SubjectKeyIdentifier.from_public_key(public_key).digest
        if short:
            identifier = bytes([0x40 | identifier[-8] & 0x0F]) + identifier[-7:]
        try:
            own = self.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
        except x509.ExtensionNotFound:
            own = make.key_identifier(self.key)
        yield Extension.of(x509.SubjectKeyIdentifier(identifier))
        yield Extension.of(x509.AuthorityKeyIdentifier(own, None, None))

    def _pointers(self, *, critical_crl: bool) -> Iterator[Extension]:
        ocsp, certificate, crl = self.pointers
        if (ocsp or certificate) and not critical_crl:
            yield Extension.of(make.authority_information([ocsp] if ocsp else [], [certificate] if certificate else []))
        if crl:
            yield Extension.of(make.crl_distribution_points([crl]), critical=critical_crl)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("private keys are not copied and not written")
