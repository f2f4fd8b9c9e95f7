"""The sentences of an answer: which certificate, what its sender did wrong, what to do; and what an unknown entry cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.forensics.explaining import Field
from workbench.certs.forensics.forms import DIGESTS
from workbench.certs.forensics.mistakes import MISTAKES
from workbench.certs.pairing import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from workbench.certs.forensics.clues import Clues
    from workbench.certs.forensics.entries import HashEntry
    from workbench.certs.forensics.known import Known
    from workbench.certs.forensics.result import Explanation
    from workbench.certs.items import Item

_LONGEST = 80
_SOME = 3


def resolved(known: Known, explanation: Explanation, digest: str | None) -> str:
    """Whose hash data it is, and what is wrong in it.

    Parameters
    ----------
    digest
        The algorithm that the sender really used, where the entry shows one.
    """
    who = _name(explanation.item)
    if explanation.mistakes:
        said = f"This is {who}, but {mistakes(explanation.mistakes)}."
        if "digest:mislabelled" in explanation.mistakes:
            said += f" They are {digest}."
        if explanation.corrected is None:
            said += " To correct it takes the certificate of its issuer, which is not at hand."
    else:
        said = f"This is {who}; every field is right."
    if known.issuers and not known.pairing.proven:
        said += " Its issuer was found by name only: the signature could not be tried."
    return said


def mistakes(codes: Sequence[str]) -> str:
    """The mistakes as one clause."""
    sentences = [MISTAKES[code].sentence for code in codes]
    return sentences[0] if len(sentences) == 1 else f"{'; '.join(sentences[:-1])}; and {sentences[-1]}"


def ambiguous(candidates: Sequence[Explanation], count: int) -> str:
    """Which explanations fit equally."""
    ways = [f"{_name(one.item)} ({', '.join(one.mistakes) or 'every field right'})" for one in candidates[:_SOME]]
    more = f", or {count - _SOME} more" if count > _SOME else ""
    return f"{count} explanations fit equally: {', or '.join(ways)}{more}. What else the sender reports will tell which."


def doubtful(entry: HashEntry, explanation: Explanation) -> str:
    """Why an explanation that fits is not believed."""
    return (
        f"It may be {_name(explanation.item)}, if {mistakes(explanation.mistakes)}. But serial numbers of the same CA lie next to "
        f"{_shown(entry.given.get('serialNumber'))} as it stands: it may as well be a certificate of that CA that is not at hand."
    )


def unknown(entry: HashEntry, clues: Clues, serials: set[int]) -> str:
    """What an entry cannot be, and what in it is known all the same.

    Parameters
    ----------
    serials
        Positions of the known certificates that its serial number may mean.
    """
    count = clues.certificates
    at_hand = "the one certificate" if count == 1 else f"any of the {count:,} certificates"
    first = (
        f"It is not {at_hand} at hand, by no mistake that is known here."
        if count
        else "There is no certificate to compare it with."
    )
    return " ".join([first, *_defects(entry), *_clue(entry, clues, serials)])


def _defects(entry: HashEntry) -> Iterator[str]:
    """What is wrong with the fields themselves, whoever's they are."""
    for field in ("issuerNameHash", "issuerKeyHash", "serialNumber"):
        value = entry.given.get(field)
        if value is None or value == "":
            yield f"{field} is {'missing' if value is None else 'empty'}."
        elif field != "serialNumber" and not (octets := _octets(value)):
            yield f"{field} is no hexadecimal, base64 or name that could be read."
        elif field != "serialNumber" and len(octets) not in {20, 32, 48, 64}:
            yield f"{field} holds {len(octets)} octets: no digest that OCPP has gives so many."


def _octets(value: Any) -> bytes:
    return min(
        (octets for octets, _ in Field.of(value).readings), key=lambda octets: len(octets) not in {20, 32, 48, 64}, default=b""
    )


def _clue(entry: HashEntry, clues: Clues, serials: set[int]) -> Iterator[str]:
    """The nearest thing to an answer: the first of these that holds."""
    name, key = Field.of(entry.given.get("issuerNameHash")), Field.of(entry.given.get("issuerKeyHash"))
    names, keys = clues.names(name), clues.keys(key)
    number = _shown(entry.given.get("serialNumber"))
    if siblings := [clues.known[at] for at in sorted(names & keys) if _issued(clues.known[at], name, key)]:
        them = sorted({f"{one.serial:x}" for one in siblings})
        some = ", ".join(them[:_SOME]) + (f" and {len(them) - _SOME} more" if len(them) > _SOME else "")
        yield (
            f"Its issuer's name and key are those of {_issuer(siblings[0])}: it is a certificate of that CA, but none with serial "
            f"number {number} is at hand, only {some}. Load it too."
        )
    elif both := sorted(names & serials):
        one = clues.known[both[0]]
        if one.issuer_key is None:
            yield (
                f"It may be {_name(one.pairing.item)}, whose issuer's name and serial number fit; the key hash cannot be judged "
                f"without the certificate of {_issuer(one)}: load it."
            )
        else:
            yield (
                f"{_name(one.pairing.item)} has this issuer name and serial number, but the key is none of its own and none of its "
                "issuer's: it may be its namesake of another PKI, or of a CA before it was re-keyed."
            )
    elif both := sorted(keys & serials):
        yield (
            f"The key and serial number fit {_name(clues.known[both[0]].pairing.item)}, but the name hash is no form of its "
            "issuer's name."
        )
    elif names or keys:
        part, one = ("name", clues.known[min(names)]) if names else ("key", clues.known[min(keys)])
        yield f"Only its issuer's {part} is known, from {_name(one.pairing.item)}: load the certificates of that CA too."
    elif serials:
        yield f"Its serial number alone, which {_name(clues.known[min(serials)].pairing.item)} has too, proves nothing."
    else:
        yield "Nothing in it is known: neither the issuer's name nor its key nor the serial number."


def _issued(known: Known, name: Field, key: Field) -> bool:
    """Whether a certificate has the issuer that the entry names."""
    issuer_name = {digest(known.names[0][0]).digest() for digest in DIGESTS.values()}
    return known.issuer_key is not None and any(octets in issuer_name for octets, _ in name.readings) and bool(key.readings)


def _issuer(known: Known) -> str:
    facts = known.pairing.facts
    return _shown(facts.issuer.common_name or str(facts.issuer) or "an issuer without a name")


def _name(item: Item) -> str:
    return _shown(name_of(item.facts)) if item.facts else "a certificate"


def _shown(value: Any) -> str:
    text = str(value) if not isinstance(value, int) or value.bit_length() <= 4096 else "a huge number"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
