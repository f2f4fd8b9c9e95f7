"""OCPP-J frames and logs about the certificates of the declaration (OCPP 2.1 part 4)."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from typing import TYPE_CHECKING, Any

from asn1crypto import x509 as lenient

from workbench.certs.der import certificate_slices
from workbench.errors import InputError
from workbench.sample_pki.containers import pem_text
from workbench.sample_pki.declaration import HINT, Declaration, MessageDeclaration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.sample_pki.issuance import Issuance

_CALL, _CALLRESULT = 2, 3
_PEM = re.compile(r"\{pem ([^}]+)\}")
_HASH = re.compile(r"\{hash ([^} ]+)\}")


class Messages:
    """The messages of a declaration, filled in."""

    def __init__(self, declaration: Declaration, issuance: Issuance) -> None:
        self._declaration = declaration
        self._issuance = issuance

    def frame(self, name: str) -> list[Any]:
        """The OCPP-J frame of a declared message; its id follows from the seed, an answer has that of its call."""
        message = self._message(name)
        payload = self.fill(message.payload)
        if message.answers:
            return [_CALLRESULT, self._id(self._message(message.answers)), payload]
        return [_CALL, self._id(message), message.call, payload]

    def log(self, lines: Iterable[tuple[str, str, str]]) -> str:
        """One line per frame: time stamp, direction, frame."""
        return "".join(f"{at} {direction} {_compact(self.frame(name))}\n" for at, direction, name in lines)

    def mentioned_by(self, names: Iterable[str]) -> tuple[str, ...]:
        """What the named messages carry, each once."""
        return tuple(dict.fromkeys(found for name in names for found in references(self._message(name).payload)))

    def fill(self, value: Any) -> Any:
        """A JSON value or text with its placeholders filled in.

        ``{pem REFERENCE ...}`` becomes PEM blocks; a string that is ``{hash NAME}`` becomes the CertificateHashData object.
        """
        if isinstance(value, dict):
            return {key: self.fill(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.fill(part) for part in value]
        if not isinstance(value, str):
            return value
        if hashed := _HASH.fullmatch(value):
            return self._hash_data(hashed.group(1))
        return _PEM.sub(lambda found: pem_text([self._issuance.part(name) for name in found.group(1).split()]), value)

    def _message(self, name: str) -> MessageDeclaration:
        try:
            return self._declaration.messages[name]
        except KeyError:
            raise InputError(f"Something names the message {name}, which is not declared.", hint=HINT) from None

    def _id(self, message: MessageDeclaration) -> str:
        return str(uuid.UUID(bytes=hashlib.sha256(self._declaration.seed + message.name.encode()).digest()[:16], version=4))

    def _hash_data(self, name: str) -> dict[str, str]:
        """CertificateHashData, SHA-256 (RFC 6960 4.1.1): issuer's name as this certificate spells it, issuer's key bits, serial."""
        issuer = certificate_slices(self._issuance.certificate(self._issuance.declared(name).issuer))
        own = certificate_slices(self._issuance.certificate(name))
        key_bits = bytes(lenient.PublicKeyInfo.load(issuer.public_key_info)["public_key"])
        return {
            "hashAlgorithm": "SHA256",
            "issuerNameHash": hashlib.sha256(own.issuer).hexdigest(),
            "issuerKeyHash": hashlib.sha256(key_bits).hexdigest(),
            "serialNumber": f"{self._issuance.serial(name):x}",
        }


def references(value: Any) -> tuple[str, ...]:
    """What the placeholders ``{pem ...}`` of a JSON value or text name, in order."""
    if isinstance(value, dict):
        return tuple(found for part in value.values() for found in references(part))
    if isinstance(value, list | tuple):
        return tuple(found for part in value for found in references(part))
    return tuple(name for names in _PEM.findall(value) for name in names.split()) if isinstance(value, str) else ()


def pretty(value: Any) -> str:
    """JSON as people store it: indented, one line break at the end."""
    return json.dumps(value, indent=2) + "\n"


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
