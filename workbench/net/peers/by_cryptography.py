"""The verifier of ``cryptography`` (PolicyBuilder): a second implementation of path validation, made for the web PKI.

Charging certificates have no subjectAltName and no extended key usage that the web asks for, so the leaf's extensions are all
permitted; of a CA it asks what it asks on the web. It knows no CRL and no Ed448.
"""

from __future__ import annotations

import warnings
from ipaddress import ip_address
from typing import TYPE_CHECKING

import cryptography
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import verification

from workbench.net.peers.asked import is_address, left_out, sha256
from workbench.net.peers.wire import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.net.peers.asked import Asked

_FOREIGN_ALGORITHMS = ("1.3.101.112", "1.3.101.113")  # Ed25519, Ed448 (RFC 8410)


def named_version() -> str:
    """As the package says it."""
    return cryptography.__version__


def judge(asked: Asked) -> tuple[bool | None, str, str | None]:
    """What it says; a certificate of the pool that it cannot read is left out."""
    warnings.simplefilter("ignore")
    leaf = _read(asked.leaf)
    if isinstance(leaf, str):
        return False, in_words(f"cannot read the certificate: {leaf}"), sha256(asked.leaf)
    anchors, pool = _readable(asked.anchors), _readable(asked.pool)
    if not anchors:
        return (None, "no trust anchor that it can read", None) if asked.anchors else (False, "there is no trust anchor", None)
    host = asked.host if _alternative_names(leaf) else ""
    notes = left_out(asked, purpose=not host, host=not host, crls=True)
    builder = verification.PolicyBuilder().store(verification.Store(anchors)).time(asked.at)
    try:
        if host:
            named = x509.IPAddress(ip_address(host)) if is_address(host) else x509.DNSName(host)
            builder.build_server_verifier(named).verify(leaf, pool)
        else:
            builder = builder.extension_policies(
                ca_policy=verification.ExtensionPolicy.webpki_defaults_ca(), ee_policy=verification.ExtensionPolicy.permit_all()
            )
            builder.build_client_verifier().verify(leaf, pool)
    except verification.VerificationError as error:
        ok = None if _does_not_know(str(error), [leaf, *pool, *anchors]) else False
        return ok, in_words(str(error), notes), _blamed(str(error), [leaf, *pool, *anchors]) if ok is False else None
    return True, in_words("OK", notes), None


def _does_not_know(words: str, certificates: Iterable[x509.Certificate]) -> bool:
    """Whether it met an algorithm that it has not got, in contrast to one that it holds to be weak."""
    return "Forbidden public key algorithm" in words or (
        "Forbidden signature algorithm" in words
        and any(one.signature_algorithm_oid.dotted_string in _FOREIGN_ALGORITHMS for one in certificates)
    )


def _blamed(words: str, certificates: Iterable[x509.Certificate]) -> str | None:
    """The certificate that the words name by its subject, where only one has it."""
    named = {
        sha256(one.public_bytes(Encoding.DER))
        for one in certificates
        if f"(encountered processing <Certificate(subject={one.subject!r}, ...)>)" in words
    }
    return named.pop() if len(named) == 1 else None


def _read(der: bytes) -> x509.Certificate | str:
    """The certificate; or why it is refused."""
    try:
        return x509.load_der_x509_certificate(der)
    except (ValueError, x509.InvalidVersion) as error:
        return str(error)


def _readable(ders: Iterable[bytes]) -> list[x509.Certificate]:
    return [one for one in map(_read, ders) if isinstance(one, x509.Certificate)]


def _alternative_names(certificate: x509.Certificate) -> bool:
    try:
        return bool(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName))
    except (x509.ExtensionNotFound, ValueError):
        return False
