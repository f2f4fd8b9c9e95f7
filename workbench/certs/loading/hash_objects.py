"""Hash data as somebody sent it: OCPP's field names in any spelling, values of any type, and the chain object around it."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from workbench.certs.loading.pile import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

HASH_FIELDS = ("hashAlgorithm", "issuerNameHash", "issuerKeyHash", "serialNumber")
"""CertificateHashDataType; OCSPRequestDataType adds responderURL."""

HASHES = ("issuerNameHash", "issuerKeyHash")
"""The fields that hold hashes."""

HELD_AS = ("certificateHashData", "childCertificateHashData")
"""Where CertificateHashDataChainType holds hash data; beside it stands its certificateType."""

LIKE_A_HASH = re.compile(r"[0-9A-Za-z+/=_:-]{27,4096}|/?[A-Za-z][A-Za-z0-9.]{0,40} ?=.{1,2000}")
"""Any encoding of 20 octets or more, whatever zeros were lost; or a printed name: what tells a value in a text from a word."""

_GIVEN = frozenset({*HASH_FIELDS, "responderURL"})
_NAMES = {
    name.lower(): name
    for name in (
        *(*HASH_FIELDS, *HELD_AS, "responderURL", "certificateHashDataChain", "certificateType", "certificateChain"),
        *("ocspRequestData", "ocspResult", "certificateStatusRequests", "iso15118CertificateHashData", "idToken"),
        *("exiRequest", "exiResponse"),
    )
}
_LONGEST_NAME = 40
_MOST_NESTED = 4
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)", re.DOTALL)
LEFT_OUT = "(private key, left out)"
"""What stands where a private key was."""


DEEP = "(a nested value, left out)"
"""What stands for a value that is nested as no field of hash data is."""


class GivenHashData(dict[str, Any]):
    """The fields of one hash entry: OCPP's name to the value as sent; absent ones are absent.

    Attributes
    ----------
    certificate_type
        Of the enclosing CertificateHashDataChainType, or of the object itself where the chain was left out; None without one.
    chain
        The enclosing object; the very same one for the entries of one chain.
    child
        Whether it stands in childCertificateHashData.
    """

    __slots__ = ("certificate_type", "chain", "child")

    def __init__(
        self, fields: Mapping[str, Any], certificate_type: str | None = None, chain: object = None, *, child: bool = False
    ) -> None:
        super().__init__(fields)
        self.certificate_type = certificate_type
        self.chain = chain
        self.child = child


def ocpp_name(key: str) -> str:
    """OCPP's own spelling of a field: of ``hash_algorithm``, as the Python library ``ocpp`` has it, or of ``HashAlgorithm``."""
    if len(key) > _LONGEST_NAME:
        return key
    return _NAMES.get(key.replace("_", "").lower(), key)


def hash_fields(node: Mapping[str, Any]) -> dict[str, Any] | None:
    """The fields of hash data in a JSON object; None where it is none: at least two of the four, one of them a hash, tell it."""
    found: dict[str, Any] = {}
    for key, value in node.items():
        name = ocpp_name(key)
        if name in _GIVEN and (name == key or name not in found):
            found[name] = _kept(value)
    if not found.keys() & set(HASHES) or len(found.keys() & set(HASH_FIELDS)) < 2:
        return None
    return found


def hash_data_in(node: Mapping[str, Any], chain: Mapping[str, Any] | None = None, key: str = "") -> GivenHashData | None:
    """The hash data that a JSON object is, or None.

    Parameters
    ----------
    chain, key
        The object around it and the field in which it stands there, in OCPP's spelling, where that is one of :data:`HELD_AS`.
    """
    fields = hash_fields(node)
    if fields is None:
        return None
    certificate_type = _certificate_type(node) or (_certificate_type(chain) if chain is not None else None)
    return GivenHashData(fields, certificate_type, chain, child=key == HELD_AS[1])


def without_private_keys(text: str) -> str:
    """The text with each private key's PEM taken out."""
    return _PRIVATE_KEY.sub(LEFT_OUT, text) if "PRIVATE KEY-----" in text else text


def _kept(value: Any) -> Any:
    """A field's value as an entry keeps it: without private keys, and so that it can be written as JSON again."""
    if isinstance(value, str):
        return without_private_keys(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # no JSON, though parsers take it
    if isinstance(value, dict | list) and _is_deep(value):
        return DEEP
    return value


def _is_deep(value: Any) -> bool:
    """Whether a value is nested as no field is (each entry inside would repeat all of it), or holds a number that JSON has not."""
    level: list[Any] = [value]
    for _ in range(_MOST_NESTED):
        held = [part for one in level for part in (one.values() if isinstance(one, dict) else one)]
        if any(isinstance(part, float) and not math.isfinite(part) for part in held):
            return True
        level = [part for part in held if isinstance(part, dict | list)]
        if not level:
            return False
    return True


def _certificate_type(node: Mapping[str, Any]) -> str | None:
    for key in ("certificateType", "certificate_type", "CertificateType"):
        if isinstance(found := node.get(key), str) and found:
            return shortened(found)
    return None
