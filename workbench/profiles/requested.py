"""What a certificate signing request says, in the form of a certificate's facts, so that one rule serves both."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from workbench.certs import names
from workbench.certs.fact_finding import extension_facts
from workbench.certs.facts import CertificateFacts, algorithm_name, key_name
from workbench.certs.quiet import quietly

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.certs.items import Item


def facts_of_request(item: Item) -> CertificateFacts | None:
    """Subject, key, signature and the requested extensions; None where the item is no request that could be parsed.

    Serial number, issuer and validity are the CA's to give: here they mean nothing. What cannot be read is in ``problems``.
    """
    request = item.parsed
    if not isinstance(request, x509.CertificateSigningRequest):
        return None
    problems: list[str] = []

    def attempt(what: str, read: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return read()
        except (ValueError, TypeError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as refusal:
            problems.append(f"{what} cannot be read: {refusal}")
            return otherwise

    with quietly():
        extensions = attempt("the extensions", lambda: tuple(request.extensions), ())
        subject_der = attempt("the subject", request.subject.public_bytes, b"")
        subject = attempt("the subject", lambda: names.from_cryptography(request.subject), names.DistinguishedName(()))
        content = attempt("the extensions", lambda: extension_facts(extensions), {})
        key = attempt("the public key", lambda: key_name(request.public_key()), "unreadable")
        algorithm = attempt("the signature", lambda: algorithm_name(request.signature_algorithm_oid), "unreadable")
    return CertificateFacts(
        sha256=hashlib.sha256(item.der).hexdigest(),
        size=len(item.der),
        version=3,
        serial=0,
        subject=subject,
        issuer=names.DistinguishedName(()),
        subject_der=subject_der,
        issuer_der=b"",
        not_before=None,
        not_after=None,
        key=key,
        public_key_sha256=item.public_key_sha256,
        signature_algorithm=algorithm,
        critical=frozenset(e.oid.dotted_string for e in extensions if e.critical),
        extensions=tuple(e.oid.dotted_string for e in extensions),
        strict=not problems,
        problems=tuple(problems),
        **content,
    )
