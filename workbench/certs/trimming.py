"""A certificate without the extensions that ``cryptography`` would take too long to read, or does not know how to.

It decodes all extensions at once: a megabyte of names takes it seconds, and one name of a rare form makes it refuse them all.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cryptography import x509

from workbench.certs.der import DerError, elements, read_header
from workbench.certs.names import dotted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SMALL = 32 * 1024
"""Octets of a certificate whose extensions are read as they are."""
UNREAD_EXTENSION = "extension"
"""How a problem begins that is about one extension; its dotted number and the reason follow."""
TOO_LARGE = "is not read, for it has"
_LARGEST = 16 * 1024
_MOST = 10_000
_LONGEST_NUMBER = 63  # octets; cryptography's own bound
_INDISPENSABLE = frozenset({"2.5.29.14", "2.5.29.15", "2.5.29.19", "2.5.29.35", "2.5.29.37"})
"""Key identifiers, key usages, basicConstraints: without them it would be a certificate for something else."""
_OF_NAMES = frozenset({f"2.5.29.{number}" for number in (17, 18, 30, 31, 35, 46)} | {f"1.3.6.1.5.5.7.1.{n}" for n in (1, 11)})
"""Extensions in which general names occur."""


class Trimmed(NamedTuple):
    """A certificate's extensions as far as they were read.

    Attributes
    ----------
    read
        Those that were; nobody asks the signature of the certificate around them.
    numbers, critical
        Of all extensions: dotted numbers in encoded order, and those of the critical ones.
    unread
        A sentence for each one that was left out: :data:`UNREAD_EXTENSION`, its number, the reason.
    """

    read: tuple[x509.Extension[x509.ExtensionType], ...]
    numbers: tuple[str, ...]
    critical: frozenset[str]
    unread: tuple[str, ...] = ()


def extensions_of(der: bytes, certificate: x509.Certificate) -> Trimmed:
    """The extensions of a certificate that ``cryptography`` has loaded from these octets.

    Raises
    ------
    ValueError
        One is malformed; or there is an absurd number of them, or one that decides what it is for is absurdly large.
    DuplicateExtension
        Two are of one type.
    """
    if len(der) > SMALL:
        return _without_large(der)
    try:
        read = tuple(certificate.extensions)
    except x509.UnsupportedGeneralNameType:
        return _without_odd_names(_Parts(der))
    return Trimmed(read, tuple(e.oid.dotted_string for e in read), frozenset(e.oid.dotted_string for e in read if e.critical))


def _without_large(der: bytes) -> Trimmed:
    parts = _Parts(der)
    large = {number: len(octets) for number, octets in parts.extensions.items() if len(octets) > _LARGEST}
    for number in _INDISPENSABLE.intersection(large):
        raise ValueError(f"the extension {number} is absurdly large")
    unread = {number: f"{TOO_LARGE} {size:,} bytes" for number, size in large.items()}
    try:
        return parts.trimmed(unread)
    except x509.UnsupportedGeneralNameType:
        return _without_odd_names(parts, unread)


def _without_odd_names(parts: _Parts, unread: dict[str, str] | None = None) -> Trimmed:
    """Without those in which a general name is of a form that ``cryptography`` has no class for, though RFC 5280 has it."""
    unread = dict(unread or {})
    for number in _OF_NAMES.intersection(parts.extensions).difference(unread):
        try:
            _ = parts.certificate(number.__eq__).extensions
        except x509.UnsupportedGeneralNameType:
            unread[number] = "is not read, for a name in it is an x400Address or an ediPartyName"
    return parts.trimmed(unread)


class _Parts:
    """A certificate around its extensions, which are here by number."""

    def __init__(self, der: bytes) -> None:
        body = read_header(der)[1]
        _, start, end = read_header(der, body)
        self._after = der[end:]
        self._before = der[start:end]
        self.extensions: dict[str, bytes] = {}
        self.critical: set[str] = set()
        for tag, at, content, stop in elements(der, start, end):
            if tag == 0xA3:
                self._before = der[start:at]
                self._index(der, *read_header(der, content)[1:], stop)

    def _index(self, der: bytes, at: int, end: int, stop: int) -> None:
        if end != stop:
            raise DerError("the extensions do not fill their place")
        counts: Counter[str] = Counter()
        for number, critical, octets in _extensions(der, at, end):
            counts[number] += 1
            self.extensions[number] = octets
            if critical:
                self.critical.add(number)
        for number, count in counts.most_common(1):
            if count > 1:
                raise x509.DuplicateExtension(f"Duplicate {number} extension found", x509.ObjectIdentifier(number))

    def certificate(self, wanted: Callable[[str], bool]) -> x509.Certificate:
        """The same with some extensions only."""
        kept = b"".join(octets for number, octets in self.extensions.items() if wanted(number))
        listed = _element(0xA3, _element(0x30, kept)) if kept else b""
        return x509.load_der_x509_certificate(_element(0x30, _element(0x30, self._before + listed) + self._after))

    def trimmed(self, unread: dict[str, str]) -> Trimmed:
        """Its extensions but for some that are not read, by number with the reason."""
        read = tuple(self.certificate(lambda number: number not in unread).extensions)
        said = tuple(f"{UNREAD_EXTENSION} {number} {why}" for number, why in unread.items())
        return Trimmed(read, tuple(self.extensions), frozenset(self.critical), said)


def _extensions(der: bytes, at: int, end: int) -> Iterator[tuple[str, bool, bytes]]:
    """Number, criticality and octets of each."""
    for count, (_, before, start, stop) in enumerate(elements(der, at, end)):
        if count == _MOST:
            raise ValueError(f"it has more than {_MOST:,} extensions")
        _, number, after = read_header(der, start)
        if after - number > _LONGEST_NUMBER:
            raise ValueError("the identifier of an extension is absurdly long")
        tag, value, _ = read_header(der, after)
        yield dotted(der[number:after]), tag == 0x01 and der[value : value + 1] != b"\0", der[before:stop]


def _element(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + content
