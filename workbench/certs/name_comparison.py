"""How two distinguished names compare by RFC 5280 7.1, and in what they differ all the same.

Verifiers disagree here: OpenSSL compares as RFC 5280 does (ASCII letters only), ``cryptography`` compares bytes, and OCPP hashes
bytes. So "equal, but" is an answer of its own.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from workbench.certs.names import relative_names

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from workbench.certs.names import Attribute


class Match(StrEnum):
    """How far two names agree."""

    IDENTICAL = "identical"
    """Byte for byte."""
    EQUAL = "equal"
    """By RFC 5280 7.1, but not byte for byte."""
    DIFFERENT = "different"


class Difference(StrEnum):
    """In what two names differ; the words that people see."""

    STRING_TYPE = "string type"
    CASE = "case"
    WHITE_SPACE = "white space"
    CHARACTERS = "Unicode form"
    """Same text after RFC 4518's normalisation: composed against decomposed, invisible characters."""
    ENCODING = "encoding"
    """Same text and type in other octets: a length in a longer form."""
    ORDER = "order"
    """Within one RDN it does not matter; of the RDNs themselves it makes the names different."""
    VALUE = "value"
    MISSING = "missing attribute"


@dataclass(frozen=True, slots=True)
class NameComparison:
    """What :func:`compare` found.

    Attributes
    ----------
    match
        How far they agree.
    differences
        In what they differ, each kind once, in encoded order of the names; empty where identical.
    attributes
        The types of the attributes concerned, e.g. ``("CN",)``.
    description
        One plain sentence. Holds values of the names, hostile text: escape it with :mod:`workbench.display`.
    """

    match: Match
    differences: tuple[Difference, ...] = ()
    attributes: tuple[str, ...] = ()
    description: str = "The names are the same, byte for byte."

    @property
    def equal(self) -> bool:
        """Whether RFC 5280 7.1 calls them equal."""
        return self.match is not Match.DIFFERENT


_IDENTICAL = NameComparison(Match.IDENTICAL)


def compare(first: bytes, second: bytes) -> NameComparison:
    """Compare two raw ``Name`` values.

    Something that is no ``Name`` equals only itself. Costs nothing where the bytes are the same.
    """
    if first == second:
        return _IDENTICAL
    try:
        ours, theirs = relative_names(first), relative_names(second)
    except ValueError:
        words = "At least one of the two is no distinguished name."
        return NameComparison(Match.DIFFERENT, (Difference.ENCODING,), (), words)
    if folded(first) == folded(second):
        found = [d for mine, other in zip(ours, theirs, strict=True) for d in _rdn_differences(mine, other)]
        found = found or [(Difference.ENCODING, "", "the octets of a length or a structure differ")]
        match, opening = Match.EQUAL, "The names are equal by RFC 5280, but not byte for byte"
    else:
        found = _unequal(ours, theirs)
        match, opening = Match.DIFFERENT, "The names differ"
    return NameComparison(
        match,
        tuple(dict.fromkeys(difference for difference, _, _ in found)),
        tuple(dict.fromkeys(attribute for _, attribute, _ in found if attribute)),
        f"{opening}: {'; '.join(words for _, _, words in found[:_MOST_TOLD])}.",
    )


_MOST_TOLD = 6
_MOST_SHOWN = 80

_Found = tuple[Difference, str, str]


_FoldedAttribute = tuple[str, str, bytes]


def folded(der: bytes) -> Hashable:
    """A key that two raw names share exactly where RFC 5280 7.1 calls them equal; the bytes where they are no ``Name``."""
    return _folded_once(der) if len(der) <= _LONGEST_REMEMBERED else _folded(der)


def _folded(der: bytes) -> Hashable:
    try:
        rdns = relative_names(der)
    except ValueError:
        return der
    return tuple(map(_folded_rdn, rdns))


_LONGEST_REMEMBERED = 1024  # octets; a hostile pile must not fill the memory through the cache
_folded_once = lru_cache(maxsize=4096)(_folded)


def _folded_rdn(rdn: tuple[Attribute, ...]) -> tuple[_FoldedAttribute, ...]:
    return tuple(sorted(map(_folded_attribute, rdn)))


def _folded_attribute(attribute: Attribute) -> _FoldedAttribute:
    # a value that is no string, or not a valid one, equals only the same octets
    if attribute.text is None:
        return attribute.type, "", attribute.encoded
    return attribute.type, prepared(attribute.text), b""


def prepared(text: str) -> str:
    """A string made ready for comparison (RFC 4518 2, as RFC 5280 7.1 asks): mapped, case folded, NFKC, white space compressed.

    Prohibited and unassigned characters are kept and compared, instead of making the comparison undefined.
    """
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFKC", text.translate(_MAPPED).casefold())
    return " ".join(text.casefold().split())


def _span(first: int, last: int) -> range:
    return range(first, last + 1)


# RFC 4518 2.2: what is mapped to nothing, and what to a space
_NOTHING = (
    *(0x00AD, 0x034F, 0x06DD, 0x070F, 0x1806, 0x180E, 0x200B, 0xFEFF, 0xFFFC, 0xE0001),
    *_span(0x0000, 0x0008),
    *_span(0x000E, 0x001F),
    *_span(0x007F, 0x0084),
    *_span(0x0086, 0x009F),
    *_span(0x180B, 0x180D),
    *_span(0x200C, 0x200F),
    *_span(0x202A, 0x202E),
    *_span(0x2060, 0x2063),
    *_span(0x206A, 0x206F),
    *_span(0xFE00, 0xFE0F),
    *_span(0xFFF9, 0xFFFB),
    *_span(0x1D173, 0x1D17A),
    *_span(0xE0020, 0xE007F),
)
_SPACES = (*_span(0x0009, 0x000D), 0x0085, 0x00A0, 0x1680, *_span(0x2000, 0x200A), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
_MAPPED: dict[int, str | None] = {**dict.fromkeys(_NOTHING), **dict.fromkeys(_SPACES, " ")}


def _rdn_differences(mine: tuple[Attribute, ...], other: tuple[Attribute, ...]) -> list[_Found]:
    """Of two RDNs that are equal by RFC 5280: in what their octets differ."""
    if mine == other:
        return []
    pairs = zip(sorted(mine, key=_folded_attribute), sorted(other, key=_folded_attribute), strict=True)
    found = [difference for a, b in pairs for difference in _attribute_differences(a, b)]
    if [_folded_attribute(a) for a in mine] != [_folded_attribute(b) for b in other]:
        found.append((Difference.ORDER, "", "the attributes of one RDN stand in another order"))
    return found


def _attribute_differences(a: Attribute, b: Attribute) -> list[_Found]:
    if a.encoded == b.encoded:
        return []
    if a.text is None or b.text is None:
        return [(Difference.ENCODING, a.type, f"the octets of {a.type} differ")]
    found = []
    if a.tag != b.tag:
        words = f"{a.type} {_quoted(a.text)} is a {a.string_type} in the one and a {b.string_type} in the other"
        found.append((Difference.STRING_TYPE, a.type, words))
    if a.text != b.text:
        found += [(difference, a.type, _both(a, b, f"in {difference}")) for difference in _text_differences(a.text, b.text)]
    return found or [(Difference.ENCODING, a.type, f"the length of {a.type} is encoded in another way")]


def _text_differences(a: str, b: str) -> list[Difference]:
    """Which of RFC 4518's steps are needed to make the two equal: each undone alone still leaves them different."""
    steps: dict[Difference, Callable[[str], str]] = {
        Difference.CASE: str.casefold,
        Difference.WHITE_SPACE: lambda text: " ".join(text.split()),
        Difference.CHARACTERS: lambda text: unicodedata.normalize("NFKC", text.translate(_MAPPED)),
    }
    needed = []
    for left_out in steps:
        x, y = a, b
        for difference, step in steps.items():
            if difference is not left_out:
                x, y = step(x), step(y)
        if x != y:
            needed.append(left_out)
    return needed or [Difference.CHARACTERS]


def _unequal(ours: tuple[tuple[Attribute, ...], ...], theirs: tuple[tuple[Attribute, ...], ...]) -> list[_Found]:
    mine, other = ([_folded_rdn(rdn) for rdn in rdns] for rdns in (ours, theirs))
    if sorted(mine) == sorted(other):
        return [(Difference.ORDER, "", "the same attributes stand in another order")]
    in_mine, in_other = set(mine), set(other)
    only_mine = [a for rdn, key in zip(ours, mine, strict=True) if key not in in_other for a in rdn]
    only_other = [a for rdn, key in zip(theirs, other, strict=True) if key not in in_mine for a in rdn]
    found: list[_Found] = []
    for kind in dict.fromkeys(a.type for a in (*only_mine, *only_other)):
        left = [a for a in only_mine if a.type == kind]
        right = [a for a in only_other if a.type == kind]
        for a, b in zip_longest(left, right):
            if a is None or b is None:
                which, lone = ("second", a) if b is None else ("first", b)
                found.append((Difference.MISSING, kind, f"the {which} has no {kind} {_quoted(lone.shown)}"))
            elif _folded_attribute(a) != _folded_attribute(b):
                found.append((Difference.VALUE, kind, _both(a, b, "altogether")))
    # what is left is how often, or in which set, an attribute stands
    return found or [(Difference.ORDER, "", "their attributes are grouped or repeated in another way")]


def _both(a: Attribute, b: Attribute, how: str) -> str:
    return f"{a.type} differs {how}: {_quoted(a.shown)} and {_quoted(b.shown)}"


def _quoted(text: str) -> str:
    return f'"{text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"}"'
