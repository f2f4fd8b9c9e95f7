"""The facts of a certificate: read strictly by ``cryptography`` or, where that refuses, leniently by ``asn1crypto``."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import AuthorityInformationAccessOID

from workbench.certs import names
from workbench.certs.der import certificate_slices
from workbench.certs.facts import EXTENDED_KEY_USAGES, CertificateFacts, algorithm_name, key_name, path_length
from workbench.certs.lenient_facts import read_leniently
from workbench.certs.quiet import quietly
from workbench.certs.refusals import in_words
from workbench.certs.trimming import extensions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_KEY_USAGES = (  # RFC 5280 4.2.1.3, in bit order; cryptography's attribute beside the standard's name
    ("digital_signature", "digitalSignature"),
    ("content_commitment", "nonRepudiation"),
    ("key_encipherment", "keyEncipherment"),
    ("data_encipherment", "dataEncipherment"),
    ("key_agreement", "keyAgreement"),
    ("key_cert_sign", "keyCertSign"),
    ("crl_sign", "cRLSign"),
)


def facts_of(der: bytes, parsed: x509.Certificate | None) -> CertificateFacts:
    """The facts of a certificate.

    Parameters
    ----------
    der
        The certificate's bytes as they were found.
    parsed
        What ``cryptography`` made of them, or None where it refused to load them.

    Raises
    ------
    ValueError
        Not even the outer shape of a certificate is there.
    """
    if parsed is not None:
        try:
            with quietly():
                return _read_strictly(der)
        except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as refusal:
            return read_leniently(der, in_words(str(refusal)))
    return read_leniently(der, why_refused(der))


def why_refused(der: bytes) -> str:
    """The sentence with which ``cryptography`` refuses to load these bytes; empty where it does load them."""
    try:
        with quietly():
            x509.load_der_x509_certificate(der)
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion) as refusal:
        return in_words(str(refusal))
    return ""


def _read_strictly(der: bytes) -> CertificateFacts:
    slices = certificate_slices(der)
    # parsed anew: a certificate keeps every object that it was asked for, and the pile keeps the certificate
    certificate = x509.load_der_x509_certificate(der)
    extensions = extensions_of(der, certificate)
    return CertificateFacts(
        sha256=hashlib.sha256(der).hexdigest(),
        size=len(der),
        version=certificate.version.value + 1,
        serial=certificate.serial_number,
        subject=_name(slices.subject, lambda: certificate.subject),
        issuer=_name(slices.issuer, lambda: certificate.issuer),
        subject_der=slices.subject,
        issuer_der=slices.issuer,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        key=_key_of(certificate),
        public_key_sha256=hashlib.sha256(slices.public_key_info).hexdigest(),
        signature_algorithm=algorithm_name(certificate.signature_algorithm_oid),
        critical=extensions.critical,
        extensions=extensions.numbers,
        problems=extensions.unread,
        **extension_facts(extensions.read),
    )


def _name(der: bytes, parsed: Callable[[], x509.Name]) -> names.DistinguishedName:
    """A name as it is shown; a long one is not given to ``cryptography``, which makes an object of each of its parts."""
    if len(der) > names.LONG:
        return names.from_der(der)
    return names.plain(der) or names.from_cryptography(parsed())


def extension_facts(extensions: Iterable[x509.Extension[x509.ExtensionType]]) -> dict[str, Any]:
    """What a certificate's or request's extensions say, under the names of :class:`~workbench.certs.facts.CertificateFacts`."""
    facts: dict[str, Any] = {}
    for extension in extensions:
        reader = _EXTENSION_READERS.get(type(extension.value))
        if reader is not None:
            facts.update(reader(extension.value))
    return facts


def _key_of(certificate: x509.Certificate) -> str:
    try:
        return key_name(certificate.public_key())
    except UnsupportedAlgorithm:
        return f"unsupported ({algorithm_name(certificate.public_key_algorithm_oid)})"


def _basic_constraints(value: x509.BasicConstraints) -> dict[str, Any]:
    return {"is_ca": value.ca, "path_length": path_length(value.path_length)}


def _key_usage(value: x509.KeyUsage) -> dict[str, Any]:
    usages = {standard for attribute, standard in _KEY_USAGES if getattr(value, attribute)}
    if value.key_agreement:  # cryptography refuses the two below without it, as RFC 5280 leaves them undefined
        usages |= {n for n, on in (("encipherOnly", value.encipher_only), ("decipherOnly", value.decipher_only)) if on}
    return {"key_usage": frozenset(usages)}


def _extended_key_usage(value: x509.ExtendedKeyUsage) -> dict[str, Any]:
    return {"extended_key_usage": tuple(EXTENDED_KEY_USAGES.get(o.dotted_string, o.dotted_string) for o in value)}


def _authority_information(value: x509.AuthorityInformationAccess) -> dict[str, Any]:
    def urls(method: x509.ObjectIdentifier) -> tuple[str, ...]:
        return _urls(d.access_location for d in value if d.access_method == method)

    return {
        "ocsp_urls": urls(AuthorityInformationAccessOID.OCSP),
        "ca_issuer_urls": urls(AuthorityInformationAccessOID.CA_ISSUERS),
    }


def _urls(general_names: Iterable[x509.GeneralName]) -> tuple[str, ...]:
    return tuple(n.value for n in general_names if isinstance(n, x509.UniformResourceIdentifier))


_EXTENSION_READERS: dict[type, Callable[[Any], dict[str, Any]]] = {
    x509.BasicConstraints: _basic_constraints,
    x509.KeyUsage: _key_usage,
    x509.ExtendedKeyUsage: _extended_key_usage,
    x509.SubjectKeyIdentifier: lambda v: {"subject_key_identifier": v.digest},
    x509.AuthorityKeyIdentifier: lambda v: {"authority_key_identifier": v.key_identifier},
    x509.SubjectAlternativeName: lambda v: {"subject_alternative_names": tuple(str(getattr(n, "value", n)) for n in v)},
    x509.AuthorityInformationAccess: _authority_information,
    x509.CRLDistributionPoints: lambda v: {"crl_urls": _urls(n for point in v for n in point.full_name or ())},
}
