"""OCPP-J frames and logs about the certificates of the declaration (OCPP 2.1 part 4)."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from typing import TYPE_CHECKING, Any

from cryptography import x509

from workbench.certs.hashdata import HashAlgorithm, hash_data_of
from workbench.certs.quiet import quietly
from workbench.errors import InputError
from workbench.sample_pki.containers import pem_text
from workbench.sample_pki.declaration import HINT, Declaration, MessageDeclaration
from workbench.sample_pki.wrong_hashes import as_sent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.sample_pki.issuance import Issuance

_CALL, _CALLRESULT = 2, 3
_PEM = re.compile(r"\{pem ([^}]+)\}")
_HASH = re.compile(r"\{(hash|ocsp) ([^} ]+)([^}]*)\}")


class Messages:
    """The messages of a declaration, filled in."""

    def __init__(self, declaration: Declaration, issuance: Issuance) -> None:
        self._declaration = declaration
        self._issuance = issuance

    def frame(self, name: str) -> list[Any]:
        """The OCPP-J frame of a declared message; its id follows from the seed, an answer has that of its call."""
        message = self._message(name)
        payload = self.fill(self._payload(message))
        if message.answers:
            return [_CALLRESULT, self._id(self._message(message.answers)), payload]
        return [_CALL, self._id(message), message.call, payload]

    def log(self, lines: Iterable[tuple[str, str, str]]) -> str:
        """One line per frame: time stamp, direction, frame."""
        return "".join(f"{at} {direction} {_compact(self.frame(name))}\n" for at, direction, name in lines)

    def mentioned_by(self, names: Iterable[str]) -> tuple[str, ...]:
        """What the named messages carry, each once."""
        return tuple(dict.fromkeys(found for name in names for found in references(self._payload(self._message(name)))))

    def fill(self, value: Any) -> Any:
        """A JSON value or text with its placeholders filled in.

        ``{pem REFERENCE ...}`` becomes PEM blocks. A string that is ``{hash NAME WORD ...}`` becomes a CertificateHashData object,
        ``{ocsp NAME WORD ...}`` an OCSPRequestData object; the words are an algorithm, SHA256 where none is given, and the sender's
        mistakes, see :mod:`workbench.sample_pki.wrong_hashes`.
        """
        if isinstance(value, dict):
            return {key: self.fill(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.fill(part) for part in value]
        if not isinstance(value, str):
            return value
        if hashed := _HASH.fullmatch(value):
            kind, name, words = hashed.groups()
            return self._hash_data(name, words.split()) | (self._responder(name) if kind == "ocsp" else {})
        return _PEM.sub(lambda found: pem_text([self._issuance.part(name) for name in found.group(1).split()]), value)

    def _payload(self, message: MessageDeclaration) -> dict[str, Any]:
        """A message's own payload, or that of the message which it is like, each hash placeholder with its words behind it."""
        if not message.like:
            return message.payload
        return dict(_with_words(message.words, self._payload(self._message(message.like))))

    def _message(self, name: str) -> MessageDeclaration:
        try:
            return self._declaration.messages[name]
        except KeyError:
            raise InputError(f"Something names the message {name}, which is not declared.", hint=HINT) from None

    def _id(self, message: MessageDeclaration) -> str:
        return str(uuid.UUID(bytes=hashlib.sha256(self._declaration.seed + message.name.encode()).digest()[:16], version=4))

    def _hash_data(self, name: str, words: list[str]) -> dict[str, str]:
        certificate = self._issuance.certificate(name)
        issuer = self._issuance.certificate(self._issuance.declared(name).issuer)
        algorithm = next((word for word in words if word in HashAlgorithm.__members__), "SHA256")
        with quietly():  # serial numbers that no CA may give
            right = hash_data_of(x509.load_der_x509_certificate(certificate), x509.load_der_x509_certificate(issuer), algorithm)
        return as_sent(right, certificate, issuer, [word for word in words if word != algorithm])

    def _responder(self, name: str) -> dict[str, str]:
        """What OCSPRequestDataType adds: the first OCSP responder that the certificate names."""
        declared = self._issuance.declared(name)
        if not declared.ocsp or "authorityInformationAccess" not in declared.extensions:
            raise InputError(f"{{ocsp {name}}}: the certificate names no OCSP responder.", hint=HINT)
        return {"responderURL": declared.ocsp[0]}


def references(value: Any) -> tuple[str, ...]:
    """What the placeholders ``{pem ...}`` of a JSON value or text name, in order."""
    if isinstance(value, dict):
        return tuple(found for part in value.values() for found in references(part))
    if isinstance(value, list | tuple):
        return tuple(found for part in value for found in references(part))
    return tuple(name for names in _PEM.findall(value) for name in names.split()) if isinstance(value, str) else ()


def _with_words(words: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_words(words, part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_with_words(words, part) for part in value]
    return _HASH.sub(rf"{{\1 \2\3 {words}}}", value) if isinstance(value, str) else value


def pretty(value: Any) -> str:
    """JSON as people store it: indented, one line break at the end."""
    return json.dumps(value, indent=2) + "\n"


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
