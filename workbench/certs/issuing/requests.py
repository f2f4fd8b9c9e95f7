"""Certificate signing requests (PKCS#10, RFC 2986)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.issuing.elements import context, integer, object_identifier, sequence, set_of_one
from workbench.certs.issuing.keys import public_key_info
from workbench.certs.issuing.signing import signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.issuing.extensions import Extension
    from workbench.certs.issuing.keys import PrivateKey

_EXTENSION_REQUEST = "1.2.840.113549.1.9.14"


def issue_request(subject: bytes, key: PrivateKey, extensions: Sequence[Extension] = (), hash_name: str = "") -> bytes:
    """The DER request for a certificate with this subject and these extensions (RFC 2985 5.4.2), signed with its own key.

    Parameters
    ----------
    subject
        DER ``Name``.
    """
    attributes = b""
    if extensions:
        wanted = sequence(*(extension.encode() for extension in extensions))
        attributes = sequence(object_identifier(_EXTENSION_REQUEST), set_of_one(wanted))
    return signed(sequence(integer(0), subject, public_key_info(key), context(0, attributes)), key, hash_name)
