"""The sentences of an answer that was found: which certificate, what its sender did wrong, what to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.certs.forensics.clue_words import clue, defects
from workbench.certs.forensics.mistakes import MISTAKES
from workbench.certs.forensics.naming import name_of_item
from workbench.certs.hashdata import LONGEST_SERIAL, serial_hex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.forensics.clues import Clues
    from workbench.certs.forensics.entries import HashEntry
    from workbench.certs.forensics.known import Known
    from workbench.certs.forensics.result import Explanation

_SOME = 3


def resolved(known: Known, explanation: Explanation, digests: tuple[str | None, str | None]) -> str:
    """Whose hash data it is, and what is wrong in it.

    Parameters
    ----------
    digests
        With what issuerNameHash and issuerKeyHash were really made, where they show it.
    """
    who = name_of_item(explanation.item)
    said = [
        f"This is {who}, but {mistakes(explanation.mistakes)}." if explanation.mistakes else f"This is {who}; every field is right."
    ]
    if "digest:mislabelled" in explanation.mistakes:
        said.append(_really(digests))
    if explanation.corrected is None:
        said.append("To correct it takes the certificate of its issuer, which is not at hand, or not certain.")
    if known.issuers and not known.pairing.proven:
        said.append("Its issuer was found by name only: the signature could not be tried.")
    serial = serial_hex(known.serial)
    if serial.startswith("-") or len(serial) > LONGEST_SERIAL:
        why = "is negative" if serial.startswith("-") else f"takes more than {LONGEST_SERIAL} digits"
        said.append(f"Its serial number {why}, which OCPP cannot hold: stations will differ in what they report.")
    return " ".join(said)


def _really(digests: tuple[str | None, str | None]) -> str:
    name, key = digests
    if name == key or name is None or key is None:
        return f"They are {name or key}."
    return f"issuerNameHash is {name}, issuerKeyHash is {key}."


def mistakes(codes: Sequence[str]) -> str:
    """The mistakes as one clause."""
    sentences = [MISTAKES[code].sentence for code in codes]
    return sentences[0] if len(sentences) == 1 else f"{'; '.join(sentences[:-1])}; and {sentences[-1]}"


def ambiguous(candidates: Sequence[Explanation], count: int, *, complete: bool) -> str:
    """Which certificates fit equally; not complete: there may be more."""
    names = Counter(name_of_item(one.item) for one in candidates)
    ways = [
        f"{_told_apart(one) if names[name_of_item(one.item)] > 1 else name_of_item(one.item)} "
        f"({', '.join(one.mistakes) or 'every field right'})"
        for one in candidates[:_SOME]
    ]
    more = f", or {count - _SOME:,} more" if count > _SOME else ""
    number = f"{count:,}" if complete else f"At least {count:,}"
    return f"{number} certificates fit equally: {', or '.join(ways)}{more}. What else the sender reports will tell which."


def _told_apart(explanation: Explanation) -> str:
    facts = explanation.item.facts
    serial = f", serial number {facts.serial:x}" if facts else ""
    return f"{name_of_item(explanation.item)} in {explanation.item.source}{serial}"


def doubtful(explanation: Explanation, doubt: str) -> str:
    """Why an explanation that fits is not believed."""
    made = f", if {mistakes(explanation.mistakes)}" if explanation.mistakes else ""
    return f"It may be {name_of_item(explanation.item)}{made}. But {doubt}."


def unknown(entry: HashEntry, clues: Clues, serials: set[int], *, complete: bool) -> str:
    """What an entry cannot be, and what in it is known all the same.

    Parameters
    ----------
    serials
        Positions of the known certificates that its serial number may mean.
    complete
        Whether all of them were looked at.
    """
    count = clues.certificates
    if not count:
        return "There is no certificate to compare it with."
    which = "It is not the one certificate at hand" if count == 1 else f"It is none of the {count:,} certificates at hand"
    first = f"{which}, not even with a mistake that is known here."
    if not complete:
        first = f"{len(serials):,} certificates at hand have this serial number, and not all of them were looked at."
    return " ".join([first, *defects(entry), *clue(entry, clues, serials)])
