"""What ``asn1crypto`` can still say of a certificate that ``cryptography`` refuses.

Such a certificate is still an engineer's certificate: field by field is read, and one that is broken hides no other.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from asn1crypto import x509 as lenient
from cryptography import x509

from workbench.certs import names
from workbench.certs.der import certificate_slices
from workbench.certs.facts import CURVE_NAMES, EXTENDED_KEY_USAGES, CertificateFacts, algorithm_name, path_length
from workbench.certs.trimming import UNREAD_EXTENSION

if TYPE_CHECKING:
    from collections.abc import Callable


def read_leniently(der: bytes, refusal: str) -> CertificateFacts:
    """The facts that can be read, and in ``problems`` the refusal and what cannot.

    Raises
    ------
    ValueError
        Not even the outer shape of a certificate is there.
    """
    slices = certificate_slices(der)
    problems = [refusal] if refusal else []
    certificate = _Unread(der)

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
        version=attempt("the version", lambda: _version(certificate.tree), 0),
        serial=int.from_bytes(slices.serial, signed=True),
        subject=attempt("the subject", lambda: names.from_der(slices.subject), names.DistinguishedName(())),
        issuer=attempt("the issuer", lambda: names.from_der(slices.issuer), names.DistinguishedName(())),
        subject_der=slices.subject,
        issuer_der=slices.issuer,
        not_before=attempt("notBefore", lambda: _moment(certificate.tree.not_valid_before), None),
        not_after=attempt("notAfter", lambda: _moment(certificate.tree.not_valid_after), None),
        key=attempt("the public key", lambda: _lenient_key_name(certificate.tree.public_key), "unreadable"),
        public_key_sha256=hashlib.sha256(slices.public_key_info).hexdigest(),
        signature_algorithm=attempt("the signature algorithm", lambda: _lenient_algorithm(certificate.tree), "unreadable"),
        strict=False,
        **attempt("the extensions", lambda: _lenient_extensions(certificate.tree, problems), {}),
        problems=tuple(dict.fromkeys(problems)),
    )


_LARGEST = 16 * 1024
"""Octets; honest ones stay below, and asn1crypto needs quadratic time for some others (an OBJECT IDENTIFIER of a megabyte)."""


class _Unread:
    """A certificate that asn1crypto parses once it is asked for a field."""

    def __init__(self, der: bytes) -> None:
        self._der = der

    @cached_property
    def tree(self) -> lenient.Certificate:
        if len(self._der) > _LARGEST:
            raise ValueError(f"with {len(self._der):,} bytes the certificate is larger than any that is worth reading")
        return lenient.Certificate.load(self._der)


def _version(certificate: lenient.Certificate) -> int:
    version = int(certificate["tbs_certificate"]["version"]) + 1
    if version.bit_length() > 32:
        raise ValueError("it is an absurd number")
    return version


def _moment(moment: datetime) -> datetime:
    """The same moment in UTC; asn1crypto's stand-in for years that ``datetime`` does not know is refused."""
    if not isinstance(moment, datetime):
        raise TypeError("the year is 0")
    return moment.astimezone(UTC)


def _lenient_key_name(info: lenient.PublicKeyInfo) -> str:
    algorithm: str = info.algorithm
    if algorithm == "ec":
        form, curve = info.curve
        return CURVE_NAMES.get(str(curve), str(curve)) if form == "named" else "EC with explicit parameters"
    return f"{algorithm.upper()} {info.bit_size}" if algorithm in {"rsa", "dsa"} else algorithm.capitalize()


def _lenient_algorithm(certificate: lenient.Certificate) -> str:
    return algorithm_name(x509.ObjectIdentifier(certificate["signature_algorithm"]["algorithm"].dotted))


def _lenient_extensions(certificate: lenient.Certificate, problems: list[str]) -> dict[str, Any]:
    """The extensions that kinds need, each on its own: one that is broken does not hide the others."""
    facts: dict[str, Any] = {}
    oids, critical = [], set()
    for extension in certificate["tbs_certificate"]["extensions"]:
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
            problems.append(
                f"{UNREAD_EXTENSION} {oid} cannot be read: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
            )
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


def _lenient_basic_constraints(value: Any) -> dict[str, Any]:
    is_ca, limit = value["ca"].native, value["path_len_constraint"].native
    if limit is not None and not is_ca:
        raise ValueError("it gives a path length to what is no CA")
    return {"is_ca": is_ca, "path_length": path_length(limit)}


def _only_read(value: Any) -> dict[str, Any]:
    """Nothing of it is a fact; that it can be read at all matters."""
    _ = value.native
    return {}


_LENIENT_READERS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "2.5.29.19": _lenient_basic_constraints,
    "2.5.29.30": _only_read,
    "2.5.29.32": _only_read,
    "2.5.29.15": lambda v: {"key_usage": frozenset(_LENIENT_USAGES[n] for n in v.native)},
    "2.5.29.37": lambda v: {"extended_key_usage": tuple(EXTENDED_KEY_USAGES.get(o.dotted, o.dotted) for o in v)},
    "2.5.29.14": lambda v: {"subject_key_identifier": v.native},
    "2.5.29.35": lambda v: {"authority_key_identifier": v["key_identifier"].native},
}
