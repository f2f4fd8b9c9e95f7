"""The right answers about what is listed: what is installed, unknown, wrongly written, twice, over; what fits, differs, changed.

Each is told from how the fleet was made. Where hashes hide what is true, the right answer is what can be told all the same.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from workbench.fleet.schema import CERTIFICATE_TYPES, CHAIN_TYPE, Side

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable
    from datetime import datetime

    from workbench.fleet.generate.truth import Entry, Truth

OEM_ROOT = "OEMRootCertificate"


class Count(NamedTuple):
    """At how many stations, in how many entries."""

    stations: int
    entries: int


def counted(entries: Iterable[Entry], key: Callable[[Entry], Hashable]) -> dict[Hashable, Count]:
    """The entries by something of theirs."""
    stations: dict[Hashable, list[str]] = defaultdict(list)
    for one in entries:
        stations[key(one)].append(one.station)
    return {each: Count(len(set(names)), len(names)) for each, names in stations.items()}


def installed(truth: Truth) -> dict[Hashable, Count]:
    """By certificate type, identity and result."""
    return counted(truth.current(), lambda one: (one.certificate_type, one.identity, one.result))


def sender(truth: Truth, station: str) -> tuple[str, str, str]:
    """Vendor, model and firmware of a station."""
    member = truth.members[station]
    return member.vendor.name, member.vendor.model, member.firmware.version


def unknown(truth: Truth) -> dict[Hashable, Count]:
    """Entries without a certificate at hand by the four fields, certificate type and sender."""
    nameless = (one for one in truth.current() if one.made.named is None)
    return counted(nameless, lambda one: (one.fields, one.certificate_type, sender(truth, one.station)))


def mistakes(truth: Truth) -> dict[tuple[Hashable, str], Count]:
    """By sender and mistake: what shows where the certificate is at hand."""
    codes = {code for one in truth.current() for code in one.mistakes.split()}
    found: dict[tuple[Hashable, str], Count] = {}
    for code in codes:
        wrong = (one for one in truth.current() if one.made.named is not None and code in one.mistakes.split())
        told = counted(wrong, lambda one: sender(truth, one.station))
        found |= {(who, code): count for who, count in told.items()}
    return found


def duplicates(truth: Truth) -> dict[tuple[str, str], tuple[tuple[str, ...], int]]:
    """By station and identity, what is listed more than once: its certificate types and how often; below several chains is once."""
    places: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for one in truth.current():
        places[one.station, one.identity].append(one)
    found = {}
    for key, some in places.items():
        types = tuple(one for one in CERTIFICATE_TYPES if any(entry.certificate_type == one for entry in some))
        below = {one.chain for one in some if one.child > 0}
        often = sum(one.child == 0 for one in some) + bool(below)
        if often > 1:
            found[key] = (types, often)
    return found


def ending(truth: Truth, first: datetime | None, last: datetime) -> set[tuple[str, str, str]]:
    """Station, type and SHA-256 of what is at hand and ends at or after ``first``, and before or at ``last``."""
    return {
        (one.station, one.certificate_type, one.made.named)
        for one in truth.current()
        if one.made.named is not None and (first is None or first <= one.made.not_after) and one.made.not_after <= last
    }


def calendar(truth: Truth) -> dict[Hashable, tuple[int, int, int]]:
    """By month and certificate type: certificates, entries, stations; the month is ``"not known"`` of what is not at hand."""

    def key(one: Entry) -> tuple[str, str]:
        return (f"{one.made.not_after:%Y-%m}" if one.made.named else "not known"), one.certificate_type

    different: dict[Hashable, set[str]] = defaultdict(set)
    for one in truth.current():
        different[key(one)].add(one.identity)
    return {each: (len(different[each]), said.entries, said.stations) for each, said in counted(truth.current(), key).items()}


def headroom(truth: Truth) -> dict[str, str]:
    """By station: ``"fits"``, ``"cannot"`` or ``"not checked"`` for one more root of any type but a CSMS's and an OEM's."""
    return {identity: _room(truth, identity) for identity in truth.members}


def _room(truth: Truth, identity: str) -> str:
    member = truth.members[identity]
    types = [one for one in CERTIFICATE_TYPES if one != OEM_ROOT or member.vendor.ocpp_version != "2.0.1"]
    told = [one for one in CERTIFICATE_TYPES if (Side.STATION, identity, one) in truth.covered]
    if not told or member.most_entries is None:
        return "not checked"
    entries = sum(len(one.certificates) for one in member.listing() if one.certificate_type in told)
    if entries + 1 > member.most_entries:
        return "cannot"
    return "fits" if set(types) <= set(told) else "not checked"


def drift(truth: Truth) -> set[tuple[str, str, str, str]]:
    """Station, type, ``"station only"`` or ``"csms only"``, identity: where both sides speak of the type."""
    listed = {(one.station, one.certificate_type, one.made): one for one in truth.current(Side.STATION)}
    recorded = {(one.station, one.certificate_type, one.made): one for one in truth.current(Side.CSMS)}

    def both(key: tuple[str, str, object]) -> bool:
        return all((side, key[0], key[1]) in truth.covered for side in Side)

    only = [("station only", listed, recorded), ("csms only", recorded, listed)]
    return {
        (key[0], key[1], side, one.identity)
        for side, mine, theirs in only
        for key, one in mine.items()
        if key not in theirs and both(key)
    }


def changes(truth: Truth, since: datetime, until: datetime) -> set[tuple[str, str, str, str]]:
    """Station, type, ``"added"`` or ``"removed"``, identity: between the answers that held at the two times."""
    then, now = _holding(truth, since), _holding(truth, until)
    found = set()
    listed: dict[tuple[int, str], dict[object, Entry]] = defaultdict(dict)
    for one in truth.entries:
        listed[one.answer, one.certificate_type][one.made] = one
    for key in then.keys() & now.keys():
        before, after = listed[then[key], key[1]], listed[now[key], key[1]]
        found |= {(*key, "added", one.identity) for made, one in after.items() if made not in before}
        found |= {(*key, "removed", one.identity) for made, one in before.items() if made not in after}
    return found


def _holding(truth: Truth, moment: datetime) -> dict[tuple[str, str], int]:
    """By station and type the answer that held at a time."""
    found: dict[tuple[str, str], int] = {}
    for number, station, _, _, asked in sorted(
        (one for one in truth.answers if one[3] == Side.STATION and one[2] <= moment), key=lambda one: (one[2], one[0])
    ):
        found.update(dict.fromkeys(((station, one) for one in (asked.split(",") if asked else CERTIFICATE_TYPES)), number))
    return found


def orphaned(truth: Truth) -> set[tuple[str, int, str]]:
    """Station, chain and ``"issuer nowhere"`` or ``"children missing"``, of the chains that lead to no root by what is listed."""
    roots = {_pair(one) for one in truth.entries if one.certificate_type != CHAIN_TYPE and one.made.named is None}
    chains: dict[tuple[str, int], Entry] = {}
    links: dict[tuple[str, int], list[Entry]] = defaultdict(list)
    for one in truth.current():
        if one.certificate_type == CHAIN_TYPE:
            links[one.station, one.chain].append(one)
    for key, listed in links.items():
        # OCPP does not say in which order children stand
        above = [one for one in listed if not (one.issuer_shows and _names(listed, one))]
        if above:
            chains[key] = max(above, key=lambda one: one.child)
    found = set()
    for (station, chain), top in chains.items():
        issuer = top.made.signer
        if top.issuer_shows and issuer.issuer is not None:
            found.add((station, chain, "children missing"))
        elif not top.issuer_shows and _pair(top) not in roots:
            found.add((station, chain, "issuer nowhere"))
    return found


def _names(listed: list[Entry], below: Entry) -> bool:
    """Whether another entry is named and of the CA that issued this one."""
    issuer = below.made.signer.authority
    return any(one.made.named is not None and one.made.authority == issuer and one.child != below.child for one in listed)


def private_cas(truth: Truth) -> dict[tuple[str, str], set[str]]:
    """By label of a root that nobody gave, and hash algorithm: the stations at which it shows, itself or by what it issued."""
    roots = {
        one.fields[:3]: one.made.label for one in truth.entries if one.certificate_type != CHAIN_TYPE and one.made.named is None
    }
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in truth.current():
        if one.made.named is None and one.fields[:3] in roots:
            found[":".join(one.fields[:3]).lower(), roots[one.fields[:3]]].add(one.station)
    return dict(found)


def _pair(one: Entry) -> tuple[str, ...]:
    return tuple(each.lower() for each in one.fields[:3])
