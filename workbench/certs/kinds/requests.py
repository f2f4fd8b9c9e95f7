"""Classifying a certificate signing request: by its subject, key and requested extensions alone."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import DuplicateExtension, UnsupportedGeneralNameType

from workbench.certs import names
from workbench.certs.fact_finding import extension_facts
from workbench.certs.facts import key_name
from workbench.certs.kinds.judge import judge
from workbench.certs.kinds.marks import RequestFacts, marks_of
from workbench.certs.kinds.pile import classification

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography import x509

    from workbench.certs.kinds.vocabulary import Classification


_READ = frozenset(field.name for field in fields(RequestFacts))


def classify_request(request: x509.CertificateSigningRequest) -> Classification:
    """What kind of certificate a request is for; no issuer tells anything, and a part that cannot be read counts as missing."""
    extensions = _readable(lambda: extension_facts(request.extensions), {})
    content = RequestFacts(
        subject=_readable(lambda: names.from_cryptography(request.subject), names.DistinguishedName(())),
        key=_readable(lambda: key_name(request.public_key()), ""),
        **{name: value for name, value in extensions.items() if name in _READ},
    )
    marks = marks_of(content)
    return classification(judge(marks.marks), marks, content.key)


def _readable(read: Callable[[], Any], otherwise: Any) -> Any:
    try:
        return read()
    except (ValueError, TypeError, UnsupportedAlgorithm, DuplicateExtension, UnsupportedGeneralNameType):
        return otherwise
