"""What is said of an entry that could not be resolved: what is wrong with its fields, and the nearest thing to an answer."""

from __future__ import annotations

from heapq import nsmallest
from typing import TYPE_CHECKING, Any

from workbench.certs.forensics.explaining import Field
from workbench.certs.forensics.naming import issuer_of, name_of_item, short

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.forensics.clues import Clues
    from workbench.certs.forensics.entries import HashEntry
    from workbench.certs.forensics.known import Known

_SOME = 3
_DIGEST_OCTETS = frozenset({20, 32, 48, 64})


def defects(entry: HashEntry) -> Iterator[str]:
    """What is wrong with the fields themselves, whoever's they are."""
    for name in ("issuerNameHash", "issuerKeyHash", "serialNumber"):
        value = entry.given.get(name)
        if value is None or value == "":
            yield f"{name} is {'missing' if name not in entry.given else 'empty'}."
        elif name == "serialNumber":
            if not isinstance(value, str | int | float) or isinstance(value, bool):
                yield "serialNumber is neither text nor a number."
        elif not (octets := _octets(value)):
            yield f"{name} is no hexadecimal, base64 or name that could be read."
        elif len(octets) not in _DIGEST_OCTETS:
            yield f"{name} holds {len(octets)} octets: no digest that OCPP has gives so many."


def _octets(value: Any) -> bytes:
    read = [octets for octets, _ in Field.of(value).readings]
    return min(read, key=lambda octets: len(octets) not in _DIGEST_OCTETS, default=b"")


def clue(entry: HashEntry, clues: Clues, serials: set[int]) -> Iterator[str]:
    """The nearest thing to an answer: the first of these that holds."""
    name, key = Field.of(entry.given.get("issuerNameHash")), Field.of(entry.given.get("issuerKeyHash"))
    names, keys = clues.names(name), clues.keys(key)
    number = entry.given.get("serialNumber")
    if undecided := [clues.known[at] for at in sorted(names & serials) if clues.known[at].issuer_key is None]:
        yield from _without_its_key(clues, undecided[0], key, keys)
    elif siblings := clues.issued(name) & keys:
        yield _sibling([clues.known[at] for at in nsmallest(_SOME, siblings)], len(siblings), number)
    elif both := sorted(names & serials):
        yield from _without_its_key(clues, clues.known[both[0]], key, keys)
    elif both := sorted(keys & serials):
        who = name_of_item(clues.known[both[0]].pairing.item)
        yield f"The key and serial number fit {who}, but the name hash is no form of its issuer's name."
    elif names or keys:
        part, one = ("name", clues.known[min(names)]) if names else ("key", clues.known[min(keys)])
        yield f"Only its issuer's {part} is known, from {name_of_item(one.pairing.item)}: load the certificates of that CA too."
    elif serials:
        yield f"Its serial number alone, which {name_of_item(clues.known[min(serials)].pairing.item)} has too, proves nothing."
    else:
        yield "Nothing in it is known: neither the issuer's name nor its key nor the serial number."


def _sibling(siblings: list[Known], count: int, number: Any) -> str:
    some = ", ".join(dict.fromkeys(f"{one.serial:x}" for one in siblings))
    some += f" and {count - len(siblings):,} more" if count > len(siblings) else ""
    said = f"Its issuer's name and key are those of {issuer_of(siblings[0])}: it is a certificate of that CA"
    if not isinstance(number, str | int) or isinstance(number, bool) or number == "":
        return f"{said}. At hand of it: {some}."
    return f"{said}, but none with serial number {short(number)} is at hand, only {some}. Load it too."


def _without_its_key(clues: Clues, one: Known, key: Field, keys: set[int]) -> Iterator[str]:
    """Name and serial number fit, the key does not."""
    who = name_of_item(one.pairing.item)
    if not any(len(octets) in _DIGEST_OCTETS for octets, _ in key.readings):
        yield f"The issuer's name and serial number fit {who}; its key hash is what is missing."
    elif one.issuer_key is None and one.pairing.issuers:
        yield (
            f"It may be {who}, but which of {len(one.pairing.issuers)} CAs of that name issued it cannot be told, for no signature "
            "could be tried."
        )
    elif one.issuer_key is None:
        yield (
            f"It may be {who}, whose issuer's name and serial number fit; the key hash cannot be judged without the certificate of "
            f"{issuer_of(one)}: load it."
        )
    elif namesake := next((clues.known[at] for at in sorted(keys) if _has_name(clues.known[at], one)), None):
        yield (
            f"Its key is that of {name_of_item(namesake.pairing.item)} in {namesake.pairing.item.source}, which has the name of "
            f"{who}'s issuer but did not issue that: it is another certificate with this serial number, and not at hand."
        )
    else:
        yield (
            f"{who} has this issuer name and serial number, but the key is none of its own and none of its issuer's: it may be "
            "its namesake of another PKI, or of a CA before it was re-keyed."
        )


def _has_name(ca: Known, certificate: Known) -> bool:
    return ca.pairing.facts.subject_der == certificate.pairing.facts.issuer_der
