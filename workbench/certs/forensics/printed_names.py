"""A distinguished name as libraries print it: two dozen to a hundred texts, for some sender has hashed each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.der import DerError
from workbench.certs.names import SHORT_NAMES, relative_names, rfc4514

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbench.certs.names import Attribute

LONGEST_NAME = 2048
"""Octets; a longer name is not printed."""


def printed(der: bytes) -> frozenset[str]:
    """The name as libraries print it; empty where it is none.

    RFC 4514 (most specific first) and X.500 order (as encoded); joined by commas, slashes (OpenSSL one-line) or line breaks
    (Node); blanks around ``=`` as OpenSSL had them until 3.1; special characters escaped or quoted; the attribute names of OpenSSL,
    .NET, Java and ``cryptography``.
    """
    try:
        rdns = relative_names(der) if len(der) <= LONGEST_NAME else ()
    except DerError:
        return frozenset()
    if not rdns:
        return frozenset()
    flavours = {
        tuple(tuple(f"{names(a.type)}{equals}{value(a)}" for a in rdn) for rdn in rdns)
        for names in _NAMINGS
        for value in _VALUES
        for equals in ("=", " = ")
    }
    return frozenset(text for parts in flavours for text in _joined(parts)) | {rfc4514(der)}


def _joined(rdns: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    orders = (rdns, rdns[::-1], tuple(rdn[::-1] for rdn in rdns[::-1]))  # OpenSSL's RFC 2253 form turns each RDN round as well
    several = any(len(rdn) > 1 for rdn in rdns)
    for parts in {tuple(plus.join(rdn) for rdn in order) for order in orders for plus in (("+", " + ") if several else ("+",))}:
        yield from (separator.join(parts) for separator in (",", ", ", "\n", "/"))
        yield "/" + "/".join(parts)


def _shown(attribute: Attribute) -> str:
    return attribute.shown


def _escaped(attribute: Attribute) -> str:
    """A backslash before special characters, as RFC 4514 has it."""
    text = "".join("\\" + character if character in ',+"\\<>;' else character for character in attribute.shown)
    text = "\\" + text if text[:1] in {"#", " "} else text
    return text[:-1] + "\\ " if text[-1:] == " " and len(text) > 1 and text[-2] != "\\" else text


def _escaped_to_ascii(attribute: Attribute) -> str:
    """The same, with what is no ASCII as octets (OpenSSL's ``esc_msb``)."""
    return _octets_of_foreign(_escaped(attribute))


def _quoted(attribute: Attribute) -> str:
    """Quotation marks around a value with special characters (OpenSSL's ``esc_quote``, .NET, Java)."""
    text = attribute.shown
    special = any(character in ",+<>;" for character in text) or text[:1] in {"#", " "} or text[-1:] == " "
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"' if special else inner


def _quoted_in_ascii(attribute: Attribute) -> str:
    """The same, with what is no ASCII as octets (OpenSSL's default)."""
    return _octets_of_foreign(_quoted(attribute))


def _doubled(attribute: Attribute) -> str:
    """Quotation marks around a value with special characters, and those inside it doubled (.NET)."""
    text = attribute.shown
    special = any(character in ',+"<>;=\n' for character in text) or text[:1] in {"#", " "} or text[-1:] == " "
    inner = text.replace('"', '""')
    return f'"{inner}"' if special else text


def _one_line(attribute: Attribute) -> str:
    """``X509_NAME_oneline``: what is no printable ASCII as a backslash, x and two digits."""
    octets = attribute.shown.encode("utf-8", "surrogatepass")
    return "".join(chr(octet) if 0x20 <= octet < 0x7F else f"\\x{octet:02X}" for octet in octets)


def _compatible(attribute: Attribute) -> str:
    """OpenSSL's ``compat``: one line with its own separators escaped."""
    return _one_line(attribute).replace("+", "\\+").replace("/", "\\/")


def _octets_of_foreign(text: str) -> str:
    return "".join(c if c.isascii() else "".join(f"\\{octet:02X}" for octet in c.encode("utf-8", "surrogatepass")) for c in text)


_VALUES: tuple[Callable[[Attribute], str], ...] = (
    *(_shown, _escaped, _escaped_to_ascii, _quoted, _quoted_in_ascii, _doubled, _one_line, _compatible),
)
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
_RFC_4514 = {"CN", "L", "ST", "O", "OU", "C", "DC", "UID"}
_DOTTED = {name: oid for oid, name in SHORT_NAMES.items() if name not in _RFC_4514} | {"street": "STREET"}
_NAMINGS: tuple[Callable[[str], str], ...] = (
    lambda name: name,
    lambda name: _DOT_NET.get(name, name),
    lambda name: _JAVA.get(name, name),
    lambda name: _LONG.get(name, name),
    lambda name: _DOTTED.get(name, name),  # cryptography's rfc4514_string
    str.lower,
)
