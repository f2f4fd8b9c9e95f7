"""What a station holds and what its CSMS believes, aligned by hash data: the same, different, or on one side only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.display import visible
from workbench.station.as_tables import name
from workbench.station.installed import CHAIN_TYPE, ROOT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.certs.hashdata import CertificateHashData
    from workbench.certs.items import Item
    from workbench.csms.record import StationRecord
    from workbench.station.state import StationState

_TYPES = (*ROOT_TYPES, CHAIN_TYPE)


class Mark(StrEnum):
    """How the two sides of a row stand to each other, in the words that people see."""

    SAME = "the same"
    DIFFERENT = "different"
    ONLY_HERE = "only in the station"
    ONLY_THERE = "only in the record"


@dataclass(frozen=True, slots=True)
class Held:
    """One entry of one side.

    Attributes
    ----------
    hash_data
        By each algorithm that is known; empty where none is.
    name
        The certificate's, where it is at hand. Hostile text.
    sha256
        Its fingerprint, or empty.
    children
        Hash data of a chain's sub-CAs, each by every algorithm that is known.
    note
        What is to be said of it.
    """

    certificate_type: str
    hash_data: tuple[CertificateHashData, ...]
    name: str = ""
    sha256: str = ""
    children: tuple[tuple[CertificateHashData, ...], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row: the station's entry, the record's, and how they stand to each other."""

    here: Held | None
    there: Held | None
    mark: Mark
    why: str = ""

    @property
    def certificate_type(self) -> str:
        """Of either side."""
        one = self.here or self.there
        return one.certificate_type if one is not None else ""


def held_by(state: StationState) -> tuple[Held, ...]:
    """What a station holds, as M03 would list it."""
    anchors = [
        Held(type_, one.hash_data, name(one), one.sha256, note="fallback" if one.sha256 == state.fallback else "")
        for type_, one in state.store.entries
    ]
    chains = [
        Held(CHAIN_TYPE, one.leaf.hash_data, name(one.leaf), one.leaf.sha256, tuple(ca.hash_data for ca in one.sub_cas))
        for one in state.v2g_chains
    ]
    return (*anchors, *chains)


def believed_by(record: StationRecord) -> tuple[Held, ...]:
    """What a CSMS believes that the station holds."""
    return tuple(
        Held(
            one.certificate_type,
            one.hash_data,
            *_called(one.item),
            children=tuple((child,) for child in one.children),
            note="may have been dropped for a newer chain" if one.superseded else "",
        )
        for one in record.believed
    )


def _called(item: Item | None) -> tuple[str, str]:
    facts = item.facts if item is not None else None
    return (visible(name_of(facts), 120), facts.sha256) if facts is not None else ("", "")


def aligned(here: Sequence[Held], there: Sequence[Held]) -> tuple[Pair, ...]:
    """The rows, by type; what both have before what one has."""
    types = sorted({one.certificate_type for one in (*here, *there)}, key=_place)
    return tuple(pair for type_ in types for pair in _of_type(type_, here, there))


def _place(certificate_type: str) -> tuple[int, str]:
    return (_TYPES.index(certificate_type) if certificate_type in _TYPES else len(_TYPES)), certificate_type


def _of_type(certificate_type: str, here: Sequence[Held], there: Sequence[Held]) -> Iterator[Pair]:
    left = [one for one in here if one.certificate_type == certificate_type]
    right = [one for one in there if one.certificate_type == certificate_type]
    alone = []
    for one in left:
        same = next((other for other in right if set(one.hash_data) & set(other.hash_data)), None)
        if same is None:
            alone.append(one)
            continue
        right.remove(same)
        why = _children(one, same)
        yield Pair(one, same, Mark.DIFFERENT if why else Mark.SAME, why)
    for one in alone:
        twin = next((other for other in right if one.sha256 and other.sha256 == one.sha256), None)
        if twin is None:
            yield Pair(one, None, Mark.ONLY_HERE, _elsewhere(one, there, "in the record"))
        else:
            right.remove(twin)
            yield Pair(one, twin, Mark.DIFFERENT, "other hash data")
    yield from (Pair(None, one, Mark.ONLY_THERE, _elsewhere(one, here, "in the station")) for one in right)


def _children(one: Held, other: Held) -> str:
    """In what the sub-CAs differ, in words; a side that knows none says nothing about them."""
    if not other.children or not one.children:
        return ""
    missing = sum(not any(set(child) & set(known) for known in other.children) for child in one.children)
    if not missing and len(one.children) == len(other.children):
        return ""
    return f"other sub-CAs: {len(one.children)} and {len(other.children)}"


def _elsewhere(one: Held, others: Sequence[Held], where: str) -> str:
    types = sorted(
        {other.certificate_type for other in others if set(one.hash_data) & set(other.hash_data)} - {one.certificate_type}
    )
    return f"{where} as {', '.join(types)}" if types else ""
