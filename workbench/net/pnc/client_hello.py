"""READ FIRST of the wire: a ClientHello (RFC 8446 4.1.2, RFC 5246 7.4.1.2) as a value: what the vehicle offers and asks for.

Anybody's octets may be given: a capture's, or hand-built ones with extensions that no TLS library of Python can send.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.certs.names import from_der
from workbench.display import Card, Cell, Readable, Table, view
from workbench.errors import CodecError
from workbench.net.pnc.octets import Octets
from workbench.net.pnc.tls_numbers import EXTENSIONS, GROUPS, SIGNATURES, SUITES, VERSIONS, named

if TYPE_CHECKING:
    from collections.abc import Iterator

_HANDSHAKE, _HELLO = 22, 1
_SCSV = 0x00FF
_IDENTIFIERS = {0: "pre_agreed", 1: "key_sha1_hash", 2: "x509_name", 3: "cert_sha1_hash"}
_SHA1 = 20
_MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Extension:
    """One extension: its number, and what is in it."""

    number: int
    data: bytes

    @property
    def name(self) -> str:
        """In IANA's registry; ``0x1234`` where it has none here."""
        return named(self.number, EXTENSIONS)


@dataclass(frozen=True, slots=True)
class ClientHello(Readable):
    """What a TLS client says first.

    Attributes
    ----------
    legacy_version
        Of the field: 0x0303 with TLS 1.3 too.
    suites
        Cipher suites by number, the preferred one first; the signal for renegotiation among them.
    extensions
        In the order sent.
    size
        Octets of the handshake message with its head of four.
    """

    legacy_version: int
    suites: tuple[int, ...]
    extensions: tuple[Extension, ...]
    size: int

    @property
    def versions(self) -> tuple[str, ...]:
        """Those offered, ``"TLS 1.3"``: of supported_versions, else the one of the field."""
        found = self.extension(43)
        if found is None:
            return (named(self.legacy_version, VERSIONS),)
        return tuple(named(one, VERSIONS) for one in Octets(found.data, "supported_versions").vector(1).numbers(2))

    @property
    def suite_names(self) -> tuple[str, ...]:
        """The cipher suites; the signal for renegotiation (RFC 5746 3.3) is none."""
        return tuple(named(one, SUITES) for one in self.suites if one != _SCSV)

    @property
    def groups(self) -> tuple[str, ...]:
        """Curves for the key exchange (supported_groups)."""
        return self._numbers(10, GROUPS)

    @property
    def signatures(self) -> tuple[str, ...]:
        """Signature algorithms of the handshake."""
        return self._numbers(13, SIGNATURES)

    @property
    def server_name(self) -> str:
        """Whom it asks for (SNI); empty where it does not say. Hostile text."""
        found = self.extension(0)
        if found is None or not found.data:
            return ""
        entries = Octets(found.data, "server_name").vector(2)
        entries.number(1)
        return entries.vector(2).rest().decode("utf-8", "backslashreplace")

    @property
    def trusted_cas(self) -> tuple[str, ...]:
        """The roots that it names: of trusted_ca_keys (RFC 6066 6) or certificate_authorities (RFC 8446 4.2.4). Hostile text."""
        return (*self._trusted_ca_keys(), *self._certificate_authorities())

    def extension(self, number: int) -> Extension | None:
        """By its number; None where it is not offered."""
        return next((one for one in self.extensions if one.number == number), None)

    def _numbers(self, number: int, names: dict[int, str]) -> tuple[str, ...]:
        found = self.extension(number)
        return () if found is None else tuple(named(one, names) for one in Octets(found.data, "the list").vector(2).numbers(2))

    def _trusted_ca_keys(self) -> Iterator[str]:
        found = self.extension(3)
        if found is None or not found.data:
            return
        entries = Octets(found.data, "trusted_ca_keys").vector(2)
        while not entries.over:
            kind = entries.number(1)
            data = b"" if kind == 0 else entries.vector(2).rest() if kind == 2 else entries.take(_SHA1)  # x509_name
            yield f"{named(kind, _IDENTIFIERS)} {_name(data) if kind == 2 else data.hex()}".strip()

    def _certificate_authorities(self) -> Iterator[str]:
        found = self.extension(47)
        if found is None:
            return
        entries = Octets(found.data, "certificate_authorities").vector(2)
        while not entries.over:
            yield _name(entries.vector(2).rest())

    def _card(self) -> Card:
        fields: list[tuple[str, Cell | str | int]] = [
            ("TLS", ", ".join(self.versions)),
            ("Cipher suites", Cell(_listed(self.suite_names), code=True)),
            ("Curves", _listed(self.groups)),
            ("Signatures", _listed(self.signatures)),
        ]
        if self.server_name:
            fields.append(("Server name", self.server_name))
        if self.trusted_cas:
            fields.append(("Roots it names", _listed(self.trusted_cas)))
        return Card(f"ClientHello, {self.size:,} octets", fields)

    def _table(self) -> Table:
        rows = [(one.number, Cell(one.name, code=True), len(one.data)) for one in self.extensions]
        return Table(("Number", "Extension", "Octets"), rows)

    def __str__(self) -> str:
        return f"{self._card().to_text()}\n\n{self._table().to_text()}"

    def _repr_html_(self) -> str:
        return str(view(self._card().to_html(), self._table().to_html()))


def read_client_hello(data: bytes) -> ClientHello:
    """A ClientHello out of octets: the handshake message, or the TLS record or records that carry it.

    Raises
    ------
    CodecError
        They are none, or are cut off; with the octet's position.
    """
    message = Octets(_unwrapped(data), "the ClientHello")
    if message.number(1) != _HELLO:
        raise CodecError("These octets are no ClientHello.", hint="It begins with 16 03 (a record) or 01 (the message itself).")
    body = message.vector(3)
    version = body.number(2)
    body.take(32)
    body.vector(1)
    suites = body.vector(2).numbers(2)
    body.vector(1)
    extensions = []
    if not body.over:
        listed = body.vector(2)
        while not listed.over:
            extensions.append(Extension(listed.number(2), listed.vector(2).rest()))
    body.end()
    hello = ClientHello(version, suites, tuple(extensions), message.position)
    _ = hello.versions, hello.groups, hello.signatures, hello.server_name, hello.trusted_cas  # what is malformed is said now
    return hello


def _unwrapped(data: bytes) -> bytes:
    if data[:1] != bytes((_HANDSHAKE,)):
        return data
    records, found = Octets(data, "the TLS record"), b""
    while not records.over:
        if records.number(1) != _HANDSHAKE:
            break
        records.take(2)
        found += records.vector(2).rest()
    return found


def _name(der: bytes) -> str:
    try:
        return str(from_der(der))
    except (DerError, ValueError):
        return der.hex()


def _listed(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _MOST_SHOWN} more" if len(names) > _MOST_SHOWN else ""
    return f"{', '.join(names[:_MOST_SHOWN])}{more}" or "none said"
