"""What senders make of a distinguished name: digests of its DER and of its printed forms, or the name itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.certs.forensics.forms import Form, Forms
from workbench.certs.names import relative_names, rfc4514

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbench.certs.forensics.mistakes import Mistakes
    from workbench.certs.names import Attribute

_TEXT: Mistakes = frozenset({"name:text"})
_RAW: Mistakes = frozenset({"name:raw"})

_LONGEST_NAME = 2048
"""Octets; of a longer name only the DER is looked for."""


def encoded_forms(der: bytes) -> Forms:
    """The forms of a raw ``Name`` as DER: its digests and itself."""
    forms = Forms()
    forms.hashed(der)
    forms.held(der, _RAW)
    return forms


def printed_forms(der: bytes) -> Forms:
    """The forms of a raw ``Name`` as text: digests of each way to print it, and each as it is."""
    forms = Forms()
    for text in texts(der):
        octets = text.encode("utf-8", "surrogatepass")
        forms.hashed(octets, _TEXT)
        forms.held(octets, _RAW)
        forms.by_text[folded_text(text)] = Form(_RAW, None)
    return forms


def folded_text(text: str) -> str:
    """A printed name without its white space and case, which senders and loggers change."""
    return "".join(text.split()).casefold()


def texts(der: bytes) -> frozenset[str]:
    """The name as libraries print it; empty where it is none.

    RFC 4514 (most specific first) and X.500 order (as encoded), joined by commas with and without blanks, by blanks around ``=``
    (OpenSSL 1.1 and 3.0), by slashes (OpenSSL one-line) or line breaks (Node), with the attribute names of OpenSSL, .NET and Java.
    """
    try:
        rdns = relative_names(der) if len(der) <= _LONGEST_NAME else ()
    except DerError:
        return frozenset()
    if not rdns:
        return frozenset()
    flavours = {
        tuple("+".join(f"{names(a.type)}{equals}{value(a)}" for a in rdn) for rdn in rdns)
        for names in _NAMINGS
        for value in _VALUES
        for equals in ("=", " = ")
    }
    return frozenset(text for parts in flavours for text in _joined(parts)) | {rfc4514(der)}


def _joined(parts: tuple[str, ...]) -> Iterator[str]:
    for order in (parts, parts[::-1]):
        yield from (separator.join(order) for separator in (",", ", ", "\n", "/"))
        yield "/" + "/".join(order)


def _escaped(attribute: Attribute) -> str:
    """RFC 4514's escapes and OpenSSL's for what is no ASCII (``-nameopt esc_msb``)."""
    shown = attribute.shown
    text = "".join("\\" + c if c in ',+"\\<>;' else c for c in shown)
    return "".join(c if c.isascii() else "".join(f"\\{octet:02X}" for octet in c.encode("utf-8", "surrogatepass")) for c in text)


def _one_line(attribute: Attribute) -> str:
    """``X509_NAME_oneline``: what is no printable ASCII as a backslash, x and two digits."""
    octets = attribute.shown.encode("utf-8", "surrogatepass")
    return "".join(chr(octet) if 0x20 <= octet < 0x7F else f"\\x{octet:02X}" for octet in octets)


_VALUES: tuple[Callable[[Attribute], str], ...] = (lambda attribute: attribute.shown, _escaped, _one_line)
_DOT_NET = {"emailAddress": "E", "ST": "S", "serialNumber": "SERIALNUMBER", "street": "STREET", "title": "T", "GN": "G"}
_JAVA = {"emailAddress": "EMAILADDRESS", "serialNumber": "SERIALNUMBER", "street": "STREET", "title": "T", "SN": "SURNAME"}
_LONG = {  # RFC 4519, as OpenSSL prints them with -nameopt lname
    "CN": "commonName",
    "O": "organizationName",
    "OU": "organizationalUnitName",
    "C": "countryName",
    "L": "localityName",
    "ST": "stateOrProvinceName",
    "DC": "domainComponent",
    "UID": "userId",
    "SN": "surname",
    "GN": "givenName",
}
_NAMINGS: tuple[Callable[[str], str], ...] = (
    lambda name: name,
    lambda name: _DOT_NET.get(name, name),
    lambda name: _JAVA.get(name, name),
    lambda name: _LONG.get(name, name),
    str.lower,
)
