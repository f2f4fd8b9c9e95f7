"""GeneralNames as they are encoded (RFC 5280 4.2.1.6): their forms, their content octets, how they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, elements, read_header, whole
from workbench.certs.names import dotted, rfc4514

if TYPE_CHECKING:
    from collections.abc import Iterator

DNS_NAME, MAILBOX, URI = "dNSName", "rfc822Name", "uniformResourceIdentifier"
ADDRESS, DIRECTORY_NAME, OTHER_NAME, REGISTERED_ID = "iPAddress", "directoryName", "otherName", "registeredID"

_FORMS = {
    0xA0: OTHER_NAME,
    0x81: MAILBOX,
    0x82: DNS_NAME,
    0xA3: "x400Address",
    0xA4: DIRECTORY_NAME,
    0xA5: "ediPartyName",
    0x86: URI,
    0x87: ADDRESS,
    0x88: REGISTERED_ID,
}


@dataclass(frozen=True, slots=True)
class GeneralName:
    """One name.

    Attributes
    ----------
    form
        The alternative's name, e.g. ``"dNSName"``; of an otherName with its type, ``"otherName 1.3.6.1.5.5.7.8.9"``: each type is
        a form of its own (X.509).
    content
        Of the context tag. Of a directoryName: the DER ``Name``. Of an iPAddress: 4 or 16 octets, in a constraint twice as many.
    called
        What it is in a sentence: its form, or its place in the subject.
    """

    form: str
    content: bytes
    called: str

    @property
    def shown(self) -> str:
        """The name for people, shortened; hostile text: escape it with :mod:`workbench.display`."""
        return shortened(_printed(self.form, self.content))


def general_name(der: bytes, tag: int, start: int, end: int) -> GeneralName:
    """The name whose header was read.

    Raises
    ------
    DerError
        The tag is no GeneralName's, or an otherName has no type.
    """
    form, content = _FORMS.get(tag), der[start:end]
    if form is None:
        raise DerError(f"tag {tag:#04x} is no GeneralName's")
    if form == OTHER_NAME:
        type_tag, type_start, type_end = read_header(content)
        if type_tag != 0x06 or type_end > len(content):
            raise DerError("an otherName does not start with its type")
        form = f"{OTHER_NAME} {_identifier(content[type_start:type_end])}"
    return GeneralName(form, content, form)


def alternative_names(der: bytes) -> Iterator[GeneralName]:
    """The names of a subjectAltName, read as they are asked for.

    Raises
    ------
    DerError
        While it is iterated: it is no SEQUENCE of GeneralName.
    """
    for tag, _, start, end in elements(der, whole(der, 0x30, "subjectAltName")[0], len(der)):
        yield general_name(der, tag, start, end)


def shortened(text: str) -> str:
    """At most 200 characters of it."""
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


_MOST_SHOWN = 200
_LONGEST_PRINTED = 4096  # octets; what is longer is not decoded for the few characters that are shown


def _printed(form: str, content: bytes) -> str:
    if form in {DNS_NAME, MAILBOX, URI}:
        return content[:_LONGEST_PRINTED].decode("utf-8", "backslashreplace")
    if form == ADDRESS and len(content) in {4, 16}:
        return str(ip_address(content))
    if form == ADDRESS and len(content) in {8, 32}:
        return _network(content[: len(content) // 2], content[len(content) // 2 :])
    if form == REGISTERED_ID:
        return _identifier(content)
    if form == DIRECTORY_NAME and len(content) <= _LONGEST_PRINTED:
        try:
            return rfc4514(content)
        except DerError:
            pass
    return "#" + content[:_MOST_SHOWN].hex()


def _network(base: bytes, mask: bytes) -> str:
    bits = f"{int.from_bytes(mask):0{8 * len(mask)}b}"
    length: object = bits.count("1") if "01" not in bits else ip_address(mask)
    return f"{ip_address(base)}/{length}"


_LONGEST_IDENTIFIER = 63  # octets, as in workbench.certs.names


def _identifier(content: bytes) -> str:
    if len(content) <= _LONGEST_IDENTIFIER:
        try:
            return dotted(content)
        except DerError:
            pass
    return "#" + content.hex()
