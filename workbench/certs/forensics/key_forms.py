"""What senders make of a public key: digests of its bits and of more than its bits, its identifier, or the key itself."""

from __future__ import annotations

import hashlib

from workbench.certs.der import DerError, public_key_bits
from workbench.certs.forensics.forms import DIGESTS, Forms
from workbench.certs.forensics.mistakes import NONE, Mistakes

_OWN: Mistakes = frozenset({"key:own"})
_SHORTEST_IDENTIFIER = 8
"""Octets; RFC 5280's method 2 gives 8. A shorter one proves nothing."""


def key_forms(public_key_info: bytes, *, own: bool) -> Forms:
    """All forms of a SubjectPublicKeyInfo; empty where it is none.

    Parameters
    ----------
    own
        Whether it is the certificate's own key, which is a mistake in itself.
    """
    forms = Forms()
    try:
        bits = public_key_bits(public_key_info)
    except DerError:
        return forms
    mine = _OWN if own else NONE
    element = public_key_info[-_element_length(len(bits) + 1) :]
    forms.hashed(bits, mine)
    forms.hashed(public_key_info, frozenset({"key:own-spki" if own else "key:spki"}))
    forms.hashed(b"\0" + bits, mine | {"key:unused-bits"})
    forms.hashed(element, mine | {"key:bit-string"})
    for raw in (bits, public_key_info, b"\0" + bits, element):
        forms.held(raw, mine | {"key:raw"})
    sha1 = hashlib.sha1(bits, usedforsecurity=False).digest()
    for identifier in (sha1, bytes([0x40 | sha1[12] & 0x0F]) + sha1[13:]):  # RFC 5280 4.2.1.2, methods 1 and 2
        _identifier(forms, identifier)
    for name in ("SHA256", "SHA384", "SHA512"):  # RFC 7093, methods 1 to 3
        _identifier(forms, DIGESTS[name](bits).digest()[:20])
    return forms


def identifier_forms(identifier: bytes) -> Forms:
    """All forms of a key identifier that stands in a certificate; empty where it is too short to prove anything."""
    forms = Forms()
    if len(identifier) >= _SHORTEST_IDENTIFIER:
        _identifier(forms, identifier)
    return forms


def _identifier(forms: Forms, identifier: bytes) -> None:
    ski: Mistakes = frozenset({"key:ski"})
    forms.held(identifier, ski)
    if len(identifier) < 0x80:
        forms.held(bytes([0x04, len(identifier)]) + identifier, ski)  # the OCTET STRING, as an extension's value prints
    forms.hashed(identifier, ski)


def _element_length(content: int) -> int:
    """Octets of a DER element whose content has so many."""
    return content + (2 if content < 0x80 else 3 if content < 0x100 else 4)
