"""DER of names and constraints from short texts, put together by hand: nothing here is code under test."""

from collections.abc import Iterable, Sequence
from ipaddress import ip_address

from tests.properties.forge import integer, oid, sequence, set_of, tlv

_ATTRIBUTES = {
    "C": "2.5.4.6",
    "O": "2.5.4.10",
    "OU": "2.5.4.11",
    "CN": "2.5.4.3",
    "emailAddress": "1.2.840.113549.1.9.1",
}
_TEXTS = {"email": 0x81, "DNS": 0x82, "URI": 0x86}


def directory_name(text: str) -> bytes:
    """``"O=A, OU=B+CN=C"``, from the root; ``CN:`` with a colon makes a PrintableString, mail addresses are IA5Strings."""
    return sequence(*(set_of(*sorted(map(_attribute, rdn.split("+")))) for rdn in text.split(", ") if rdn))


def _attribute(text: str) -> bytes:
    kind, value = text.split("=", 1)
    tag = 0x13 if kind.endswith(":") else 0x16 if kind == "emailAddress" else 0x0C
    return sequence(oid(_ATTRIBUTES[kind.rstrip(":")]), tlv(tag, value.encode()))


def general_name(text: str) -> bytes:
    """From ``DNS:``, ``email:``, ``URI:``, ``IP:`` (or #hex), ``dirName:``, ``RID:``, ``other:OID=text``, ``x400:``, ``edi:``."""
    form, value = text.split(":", 1)
    match form:
        case "other":
            kind, content = value.split("=", 1)
            tag, inside = 0xA0, oid(kind) + tlv(0xA0, tlv(0x0C, content.encode()))
        case "x400":
            tag, inside = 0xA3, sequence()
        case "dirName":
            tag, inside = 0xA4, directory_name(value)
        case "edi":
            tag, inside = 0xA5, tlv(0xA1, tlv(0x0C, value.encode()))
        case "IP":
            tag, inside = 0x87, _address(value)
        case "RID":
            tag, inside = 0x88, oid(value)[2:]
        case _:
            tag, inside = _TEXTS[form], value.encode("latin-1")
    return tlv(tag, inside)


def _address(text: str) -> bytes:
    if text.startswith("#"):
        return bytes.fromhex(text[1:])
    return b"".join(ip_address(part).packed for part in text.split("/"))


def general_names(texts: Iterable[str]) -> bytes | None:
    """A subjectAltName's value; None without names."""
    names = [general_name(text) for text in texts]
    return sequence(*names) if names else None


def name_constraints(permitted: Sequence[str] = (), excluded: Sequence[str] = ()) -> bytes:
    """A nameConstraints' value. A constraint may end in `` min=1`` or `` max=1``."""
    return sequence(
        *(tlv(tag, *map(_subtree, texts)) for tag, texts in ((0xA0, permitted), (0xA1, excluded)) if texts),
    )


def _subtree(text: str) -> bytes:
    base, *distances = text.split(" min=") if " min=" in text else text.split(" max=")
    tag = b"\x80" if " min=" in text else b"\x81"
    return sequence(general_name(base), *(tag + integer(int(distance))[1:] for distance in distances))
