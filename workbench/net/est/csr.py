"""The request for a certificate (PKCS #10): read, made, and looked at before it goes out or is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448

from workbench.certs import loading
from workbench.certs.issuing import Extension, NameAttribute, encode_name, issue_request
from workbench.certs.issuing.extensions import key_usage
from workbench.certs.items import ItemType
from workbench.certs.kinds import Kind
from workbench.certs.possession import proven
from workbench.certs.quiet import quietly
from workbench.errors import InputError
from workbench.findings import Finding, Severity
from workbench.net.given import items_of
from workbench.profiles.engine import lint
from workbench.profiles.shipped import profile

if TYPE_CHECKING:
    from workbench.certs.issuing import PrivateKey
    from workbench.certs.items import Item

SECC_USAGES = ("digitalSignature", "keyAgreement")


def request_in(given: Any) -> Item:
    """The one CSR in what was given: a path, bytes, PEM text, an item, an object of ``cryptography``.

    Raises
    ------
    InputError
        There is none, or several.
    """
    found = [item for item in items_of(given) if item.type is ItemType.CSR]
    if len(found) != 1:
        raise InputError(f"There are {len(found)} signing requests here, where one is due.", hint="Give one CSR, PEM or DER.")
    return found[0]


def secc_request(secc_id: str, key: PrivateKey, *, organization: str = "", country: str = "") -> Item:
    """The CSR of a charging station's leaf as ISO 15118 and the CPOs' CAs want it.

    CN is the SECCID, DC is CPO [V2G2-925], O the operator, C its country; keyUsage digitalSignature and keyAgreement is asked for,
    critical. No subjectAltName: an EVSE ID, or a host name, belongs nowhere in it.
    """
    parts = [("CN", secc_id, "UTF8String"), ("O", organization, "UTF8String"), ("C", country, "PrintableString")]
    parts.append(("DC", "CPO", "IA5String"))
    subject = encode_name(NameAttribute(*one) for one in parts if one[1])
    return made(subject, key)


def made(subject: bytes, key: PrivateKey, *more: Extension) -> Item:
    """The CSR of an SECC's key for a subject (DER name), with further extensions."""
    der = issue_request(subject, key, [Extension.of(key_usage(SECC_USAGES), critical=True), *more])
    return loading.load([("request", der)]).items[0]


def renewal_request(former: Item, key: PrivateKey) -> Item:
    """The CSR that renews a certificate: its subject octet by octet, its subjectAltName where it has one [RFC 7030 4.2.2].

    Raises
    ------
    InputError
        What is to be renewed cannot be read.
    """
    if former.certificate is None or former.facts is None:
        raise InputError("What is to be renewed cannot be read as a certificate.", hint="Enrol anew.")
    try:
        names = former.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return made(former.facts.subject_der, key)
    return made(former.facts.subject_der, key, Extension.of(names.value, critical=names.critical))


def is_sound(item: Item) -> bool:
    """Whether the CSR is signed with the key that it is for (RFC 2986 4.2)."""
    return proven(item.parsed).ok is True


def edition_of(item: Item) -> str:
    """The profile that fits the CSR's key: ISO 15118-2 has P-256, -20 P-521 and Ed448."""
    try:
        key = item.parsed.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return "iso15118-2"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "iso15118-2" if isinstance(key.curve, ec.SECP256R1) else "iso15118-20"
    return "iso15118-20" if isinstance(key, ed448.Ed448PublicKey) else "iso15118-2"


def departures(item: Item, edition: str = "") -> tuple[Finding, ...]:
    """How a CSR for an SECC departs from its profile; by its key where no edition is named."""
    return tuple(lint(item, Kind.SECC, profile(edition or edition_of(item))))


def renewal_faults(item: Item, former: Item) -> tuple[Finding, ...]:
    """Where a CSR's subject and subjectAltName are not those of the certificate that it is to renew [RFC 7030 4.2.2]."""
    request, old = item.parsed, former.certificate
    if old is None:
        return (_fault("What is to be renewed cannot be read as a certificate.", "unreadable", "a certificate"),)
    found = []
    try:
        with quietly():
            if request.subject.public_bytes() != old.subject.public_bytes():
                message = "The request's subject is not that of the certificate that it is to renew."
                found.append(_fault(message, request.subject.rfc4514_string()[:200], old.subject.rfc4514_string()[:200]))
            if (mine := _alternative_names(request)) != (theirs := _alternative_names(old)):
                message = "The request's subjectAltName is not that of the certificate that it is to renew."
                found.append(_fault(message, mine or "none", theirs or "none"))
    except ValueError:
        found.append(_fault("The request's subject or extensions cannot be read.", "unreadable", "those of the certificate"))
    return tuple(found)


def _alternative_names(of: x509.Certificate | x509.CertificateSigningRequest) -> str:
    try:
        found = of.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ""
    return found.public_bytes().hex()


def _fault(message: str, observed: str, expected: str) -> Finding:
    return Finding(
        code="est-request",
        message=message,
        severity=Severity.ERROR,
        requirement="RFC 7030 4.2.2",
        item="csr",
        observed=observed,
        expected=expected,
        remedy="Take the old certificate's subject and subjectAltName over octet by octet, or enrol anew.",
    )
