"""What a server sent as a CRL, read once for all certificates that it is judged for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asn1crypto import pem
from cryptography import x509

from workbench.certs.der import DerError
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.loading.binary import PARSE_ERRORS
from workbench.certs.quiet import quietly
from workbench.findings import Severity
from workbench.revocation.crl import Crl
from workbench.revocation.crl_faults import malformed
from workbench.revocation.crl_signer import signature_of

if TYPE_CHECKING:
    from workbench.certs.signatures import SignatureCheck
    from workbench.revocation.status_fault import StatusFault
    from workbench.trust.certificate import PathCertificate


@dataclass(frozen=True, slots=True, eq=False)
class ReadCrl:
    """A CRL as far as it can be read, and the signature checks that were made of it.

    Attributes
    ----------
    received
        The octets as they came.
    item
        The same without PEM armour.
    faults
        What the reading found; one of them is an error where there is no CRL.
    crl
        None where its outer structure is no CRL's.
    """

    received: bytes = field(repr=False)
    item: Item
    faults: tuple[StatusFault, ...]
    crl: Crl | None
    _checks: dict[str, SignatureCheck] = field(default_factory=dict, init=False, repr=False)

    def check(self, crl: Crl, signer: PathCertificate) -> SignatureCheck:
        """Whether a certificate's key verifies the signature of this CRL, which is hashed once for each such certificate."""
        known = signer.facts.sha256
        if known not in self._checks:
            self._checks[known] = signature_of(crl, signer)
        return self._checks[known]


def read_crl(octets: bytes) -> ReadCrl:
    """Whatever the server sent as a CRL, DER or PEM. Never an exception."""
    der, faults = _der(octets)
    try:
        with quietly():
            parsed: x509.CertificateRevocationList | None = x509.load_der_x509_crl(der)
    except PARSE_ERRORS:
        parsed = None
    item = Item(ItemType.CRL, der, Source("CRL"), parsed)
    try:
        return ReadCrl(octets, item, faults, Crl(item))
    except DerError as error:
        return ReadCrl(octets, item, (*faults, malformed(str(error))), None)


def _der(octets: bytes) -> tuple[bytes, tuple[StatusFault, ...]]:
    """The DER, out of PEM armour if need be, and that it was."""
    if not octets.lstrip().startswith(b"-----BEGIN"):
        return octets, ()
    try:
        _, _, der = pem.unarmor(octets)
    except (ValueError, TypeError):
        return octets, ()
    said = "the server sent PEM; a CRL that is fetched by http is DER"
    return der, (malformed(said, requirement="RFC 5280 4.2.1.13", severity=Severity.WARNING),)
