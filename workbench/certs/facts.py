"""What one certificate says of itself, read strictly by ``cryptography`` or, where that refuses, leniently by ``asn1crypto``.

A certificate that a strict parser refuses is still an engineer's certificate: its facts are shown with what is wrong with it.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asn1crypto import x509 as lenient
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import AuthorityInformationAccessOID

from workbench.certs import names
from workbench.certs.der import certificate_slices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from workbench.certs.names import DistinguishedName

CURVE_NAMES = {"secp256r1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
"""The standards' names (ISO 15118, NIST) of the curves that occur; others keep their own."""

EXTENDED_KEY_USAGES = {
    "1.3.6.1.5.5.7.3.1": "serverAuth",
    "1.3.6.1.5.5.7.3.2": "clientAuth",
    "1.3.6.1.5.5.7.3.3": "codeSigning",
    "1.3.6.1.5.5.7.3.4": "emailProtection",
    "1.3.6.1.5.5.7.3.8": "timeStamping",
    "1.3.6.1.5.5.7.3.9": "OCSPSigning",
    "1.3.6.1.5.5.7.3.28": "cmcRA",
    "2.5.29.37.0": "anyExtendedKeyUsage",
}
"""RFC 5280 4.2.1.12 names; an unknown purpose is kept as its dotted number."""

_KEY_USAGES = (  # RFC 5280 4.2.1.3, in bit order; cryptography's attribute beside the standard's name
    ("digital_signature", "digitalSignature"),
    ("content_commitment", "nonRepudiation"),
    ("key_encipherment", "keyEncipherment"),
    ("data_encipherment", "dataEncipherment"),
    ("key_agreement", "keyAgreement"),
    ("key_cert_sign", "keyCertSign"),
    ("crl_sign", "cRLSign"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFacts:
    """The facts of one certificate that kinds, profiles and tables use.

    Attributes
    ----------
    sha256
        Fingerprint of the whole DER, 64 lower-case hex digits.
    size
        Octets of the DER; ISO 15118-2 allows 800 [V2G2-010], -20 allows 1600.
    version
        1, 2 or 3.
    serial
        As a signed integer; RFC 5280 4.1.2.2 wants it positive and at most 20 octets.
    not_before, not_after
        UTC-aware; None where the field cannot be read.
    key
        ``"P-256"``, ``"P-521"``, ``"Ed448"``, ``"RSA 2048"`` ...; or the reason why the key cannot be used.
    public_key_sha256
        SHA-256 of the SubjectPublicKeyInfo DER, by which a private key finds its certificates.
    signature_algorithm
        RFC names, e.g. ``"ecdsa-with-SHA256"``; a dotted number where unknown.
    is_ca
        basicConstraints cA; None where the extension is absent.
    key_usage, extended_key_usage
        Standard's names; None where the extension is absent.
    critical
        Dotted OIDs of the critical extensions.
    extensions
        Dotted OIDs of all extensions in encoded order.
    strict
        False where ``cryptography`` refused the certificate and ``asn1crypto`` read what it could.
    problems
        Why ``cryptography`` refused, or what could not be read at all; plain words.
    """

    sha256: str
    size: int
    version: int
    serial: int
    subject: DistinguishedName
    issuer: DistinguishedName
    subject_der: bytes
    issuer_der: bytes
    not_before: datetime | None
    not_after: datetime | None
    key: str
    public_key_sha256: str
    signature_algorithm: str
    is_ca: bool | None = None
    path_length: int | None = None
    key_usage: frozenset[str] | None = None
    extended_key_usage: tuple[str, ...] | None = None
    subject_alternative_names: tuple[str, ...] = ()
    subject_key_identifier: bytes | None = None
    authority_key_identifier: bytes | None = None
    ocsp_urls: tuple[str, ...] = ()
    ca_issuer_urls: tuple[str, ...] = ()
    crl_urls: tuple[str, ...] = ()
    critical: frozenset[str] = frozenset()
    extensions: tuple[str, ...] = ()
    strict: bool = True
    problems: tuple[str, ...] = ()

    @property
    def self_issued(self) -> bool:
        """Subject and issuer are the same bytes (RFC 5280 6.1); says nothing about the signature."""
        return self.subject_der == self.issuer_der


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
            with warnings.catch_warnings():  # odd serials and parameters become facts and findings of ours, not log lines
                warnings.simplefilter("ignore", CryptographyDeprecationWarning)
                return _read_strictly(der, parsed)
        except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension) as refusal:
            return _read_leniently(der, str(refusal))
    return _read_leniently(der, why_refused(der))


def why_refused(der: bytes) -> str:
    """The sentence with which ``cryptography`` refuses to load these bytes; empty where it does load them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CryptographyDeprecationWarning)
            x509.load_der_x509_certificate(der)
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion) as refusal:
        return str(refusal)
    return ""


def key_name(key: object) -> str:
    """``"P-256"``, ``"RSA 2048"``, ``"Ed448"`` ... for any public or private key object of ``cryptography``."""
    match key:
        case ec.EllipticCurvePublicKey() | ec.EllipticCurvePrivateKey():
            return CURVE_NAMES.get(key.curve.name, key.curve.name)
        case rsa.RSAPublicKey() | rsa.RSAPrivateKey():
            return f"RSA {key.key_size}"
        case dsa.DSAPublicKey() | dsa.DSAPrivateKey():
            return f"DSA {key.key_size}"
        case _:
            return type(key).__name__.removesuffix("PublicKey").removesuffix("PrivateKey")


def _read_strictly(der: bytes, certificate: x509.Certificate) -> CertificateFacts:
    slices = certificate_slices(der)
    extensions = certificate.extensions
    facts: dict[str, Any] = {}
    for extension in extensions:
        reader = _EXTENSION_READERS.get(type(extension.value))
        if reader is not None:
            facts.update(reader(extension.value))
    return CertificateFacts(
        sha256=hashlib.sha256(der).hexdigest(),
        size=len(der),
        version=certificate.version.value + 1,
        serial=certificate.serial_number,
        subject=names.from_cryptography(certificate.subject),
        issuer=names.from_cryptography(certificate.issuer),
        subject_der=slices.subject,
        issuer_der=slices.issuer,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        key=_key_of(certificate),
        public_key_sha256=hashlib.sha256(slices.public_key_info).hexdigest(),
        signature_algorithm=_algorithm_name(certificate.signature_algorithm_oid),
        critical=frozenset(e.oid.dotted_string for e in extensions if e.critical),
        extensions=tuple(e.oid.dotted_string for e in extensions),
        **facts,
    )


def _key_of(certificate: x509.Certificate) -> str:
    try:
        return key_name(certificate.public_key())
    except UnsupportedAlgorithm:
        return f"unsupported ({_algorithm_name(certificate.public_key_algorithm_oid)})"


def _algorithm_name(oid: x509.ObjectIdentifier) -> str:
    known: str = oid._name  # noqa: SLF001  # the only way to the name; it is documented to equal the RFC's
    return oid.dotted_string if known == "Unknown OID" else known


def _basic_constraints(value: x509.BasicConstraints) -> dict[str, Any]:
    return {"is_ca": value.ca, "path_length": value.path_length}


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


# --- what asn1crypto can still say ---


def _read_leniently(der: bytes, refusal: str) -> CertificateFacts:
    slices = certificate_slices(der)
    problems = [refusal] if refusal else []
    certificate = lenient.Certificate.load(der)
    tbs = certificate["tbs_certificate"]

    def attempt(what: str, read: Callable[[], Any], otherwise: Any) -> Any:
        """One field; what asn1crypto cannot read either (it raises whatever it meets) is said and left out."""
        try:
            return read()
        except Exception as error:  # noqa: BLE001
            problems.append(f"{what} cannot be read: {str(error).splitlines()[0] if str(error) else type(error).__name__}")
            return otherwise

    return CertificateFacts(
        sha256=hashlib.sha256(der).hexdigest(),
        size=len(der),
        version=attempt("the version", lambda: int(tbs["version"]) + 1, 0),
        serial=int.from_bytes(slices.serial, signed=True),
        subject=attempt("the subject", lambda: names.from_der(slices.subject), names.DistinguishedName(())),
        issuer=attempt("the issuer", lambda: names.from_der(slices.issuer), names.DistinguishedName(())),
        subject_der=slices.subject,
        issuer_der=slices.issuer,
        not_before=attempt("notBefore", lambda: certificate.not_valid_before, None),
        not_after=attempt("notAfter", lambda: certificate.not_valid_after, None),
        key=attempt("the public key", lambda: _lenient_key_name(certificate.public_key), "unreadable"),
        public_key_sha256=hashlib.sha256(slices.public_key_info).hexdigest(),
        signature_algorithm=attempt("the signature algorithm", lambda: _lenient_algorithm(certificate), "unreadable"),
        strict=False,
        **attempt("the extensions", lambda: _lenient_extensions(tbs, problems), {}),
        problems=tuple(dict.fromkeys(problems)),
    )


def _lenient_key_name(info: lenient.PublicKeyInfo) -> str:
    algorithm: str = info.algorithm
    if algorithm == "ec":
        form, curve = info.curve
        return CURVE_NAMES.get(str(curve), str(curve)) if form == "named" else "EC with explicit parameters"
    return f"{algorithm.upper()} {info.bit_size}" if algorithm in {"rsa", "dsa"} else algorithm.capitalize()


def _lenient_algorithm(certificate: lenient.Certificate) -> str:
    return _algorithm_name(x509.ObjectIdentifier(certificate["signature_algorithm"]["algorithm"].dotted))


def _lenient_extensions(tbs: Any, problems: list[str]) -> dict[str, Any]:
    """The extensions that kinds need, each on its own: one that is broken does not hide the others."""
    facts: dict[str, Any] = {}
    oids, critical = [], set()
    for extension in tbs["extensions"]:
        oid: str = extension["extn_id"].dotted
        oids.append(oid)
        if extension["critical"].native:
            critical.add(oid)
        reader = _LENIENT_READERS.get(oid)
        if reader is None:
            continue
        try:
            value = extension["extn_value"].parsed
            facts |= reader(value)
            if not _is_der(value):
                problems.append(f"extension {oid} is not encoded as DER asks; it cannot be relied on")
        except Exception as error:  # noqa: BLE001  # asn1crypto raises whatever it meets
            problems.append(f"extension {oid} cannot be read: {str(error).splitlines()[0] if str(error) else type(error).__name__}")
    return facts | {"extensions": tuple(oids), "critical": frozenset(critical)}


def _is_der(value: Any) -> bool:
    """Whether encoding the value anew gives the same octets."""
    return bool(value.dump() == value.copy().dump(force=True))


_LENIENT_USAGES = {
    "digital_signature": "digitalSignature",
    "non_repudiation": "nonRepudiation",
    "key_encipherment": "keyEncipherment",
    "data_encipherment": "dataEncipherment",
    "key_agreement": "keyAgreement",
    "key_cert_sign": "keyCertSign",
    "crl_sign": "cRLSign",
    "encipher_only": "encipherOnly",
    "decipher_only": "decipherOnly",
}


_LENIENT_READERS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "2.5.29.19": lambda v: {"is_ca": v["ca"].native, "path_length": v["path_len_constraint"].native},
    "2.5.29.15": lambda v: {"key_usage": frozenset(_LENIENT_USAGES[n] for n in v.native)},
    "2.5.29.37": lambda v: {"extended_key_usage": tuple(EXTENDED_KEY_USAGES.get(o.dotted, o.dotted) for o in v)},
    "2.5.29.14": lambda v: {"subject_key_identifier": v.native},
    "2.5.29.35": lambda v: {"authority_key_identifier": v["key_identifier"].native},
}
