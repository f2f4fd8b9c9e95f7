"""The right answers about what stands on what: who breaks, how the fleet falls by expiries, who is one expiry from the end.

The certificates' own relations decide, as they were made; no hash is looked at but to see whether it hides them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.fleet.generate.authorities import CSMS_LINK, CSMS_NEW, CSMS_OLD, CSMS_SUB
from workbench.fleet.schema import CHAIN_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from workbench.fleet.generate.made import Made
    from workbench.fleet.generate.truth import Entry, Truth

CSMS_ROOT = "CSMSRootCertificate"
_TYPES_OF = {
    "v2g-root": {"V2GRootCertificate", CHAIN_TYPE},
    "cso": {CHAIN_TYPE},
    "mo": {"MORootCertificate"},
    "oem": {"OEMRootCertificate"},
    "csms": {CSMS_ROOT},
    "manufacturer": {"ManufacturerRootCertificate"},
}
"""By the beginning of its kind: the types under which a certificate is listed."""
_ALSO = {"MORootCertificate": "V2GRootCertificate", "OEMRootCertificate": "V2GRootCertificate"}


@dataclass(frozen=True)
class Loss:
    """What is supposed.

    Attributes
    ----------
    lost
        Labels.
    how
        ``"expired"``, ``"revoked"`` or ``"removed"``.
    now, then
        Before, and just after it.
    """

    lost: frozenset[str]
    how: str
    now: datetime
    then: datetime

    def before(self, one: Made) -> bool:
        """Whether a certificate serves before the loss."""
        return one.not_before <= self.now <= one.not_after

    def after(self, one: Made, *, renewed: bool) -> bool:
        """Whether it serves after it; ``renewed``: it is a sub-CA without another issuer, which is renewed in time."""
        if one.label in self.lost:
            return False
        return one.not_before <= self.then <= one.not_after or (renewed and self.before(one))


def who_breaks(truth: Truth, loss: Loss) -> dict[tuple[str, str], str]:
    """By station and certificate type what happens; the worst of several, none that hold.

    ``"breaks"``, ``"already broken"``, ``"not checked"`` (nobody can name an entry, so it may be the lost) or ``"saved"``.
    """
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for station, certificate_type, verdict in _verdicts(truth, loss):
        found[station, certificate_type].append(verdict)
    order = ("breaks", "already broken", "not checked", "saved", "holds")
    worst = {key: min(verdicts, key=order.index) for key, verdicts in found.items()}
    return {key: verdict for key, verdict in worst.items() if verdict != "holds"}


def _verdicts(truth: Truth, loss: Loss) -> Iterator[tuple[str, str, str]]:
    chains: dict[tuple[str, int], list[Entry]] = defaultdict(list)
    roots: dict[str, list[Entry]] = defaultdict(list)
    for one in truth.current():
        if one.certificate_type == CHAIN_TYPE:
            chains[one.station, one.chain].append(one)
        else:
            roots[one.station].append(one)
    kinds = [truth.authorities[label].kind for label in loss.lost]
    types = {one for kind in kinds for begin, those in _TYPES_OF.items() if kind.startswith(begin) for one in those}
    if loss.how != "removed":
        for (station, _), links in chains.items():
            nameless = CHAIN_TYPE in types and not any(one.issuer_shows for one in links)
            yield station, CHAIN_TYPE, "not checked" if nameless else _chain(truth, loss, links)
    for station, listed in roots.items():
        named = {one.certificate_type for one in listed if one.made.label in loss.lost}
        for one in listed:
            if one.certificate_type in types - named - {CSMS_ROOT} and not one.issuer_shows:
                yield station, one.certificate_type, "not checked"
            if one.certificate_type != CSMS_ROOT and one.made.label in loss.lost:
                yield station, one.certificate_type, _stored(truth, loss, one, listed)
        yield station, CSMS_ROOT, _reach(truth, loss, station, [one.made for one in listed if one.certificate_type == CSMS_ROOT])


def _ways(truth: Truth, one: Made, seen: tuple[str, ...] = ()) -> Iterator[tuple[Made, ...]]:
    """Every way up from a CA by the certificates at hand, to a self-signed one."""
    for each in truth.authorities.all:
        if each.authority == one.authority and each.at_hand and each.label not in seen:
            if each.issuer is None:
                yield (each,)
            else:
                yield from ((each, *rest) for rest in _ways(truth, each.issuer, (*seen, each.label)))


def _chain(truth: Truth, loss: Loss, links: Sequence[Entry]) -> str:
    """A vehicle follows what the station sends to a root of its own."""
    leaf = links[0].made
    shown = [one for one in links if one.issuer_shows]
    if not shown or not leaf.signer.at_hand:
        return "holds"  # it is a private CA's: what is lost is at hand, and none of it
    if leaf.named and leaf.label in loss.lost:
        return "breaks"
    listed = {one.made.label for one in links if one.child > 0}
    ways = list(_ways(truth, leaf.signer))
    sent = [way for way in ways if all(one.issuer is None or one.label in listed for one in way)] or ways
    standing = [way for way in sent if all(map(loss.before, way))]
    if not any(loss.lost & {one.label for one in way} for way in ways):
        return "holds"
    if not standing or (leaf.named and not loss.before(leaf)):
        return "already broken"
    if not loss.lost & {one.label for one in min(standing, key=len)}:
        return "holds"
    return "saved" if any(all(_serves(truth, loss, one) for one in way) for way in ways) else "breaks"


def _serves(truth: Truth, loss: Loss, one: Made) -> bool:
    """Whether a CA's certificate helps after the loss: a sub-CA without another issuer is renewed in time."""
    twins = sum(each.authority == one.authority for each in truth.authorities.all)
    return loss.after(one, renewed=one.issuer is not None and twins == 1)


def _stored(truth: Truth, loss: Loss, gone: Entry, listed: Sequence[Entry]) -> str:
    """Whether another root that the station keeps verifies the same."""
    types = {gone.certificate_type, _ALSO.get(gone.certificate_type, gone.certificate_type)}
    kept = {one.made.label for one in listed if one.certificate_type in types and loss.after(one.made, renewed=False)}
    # a root that is kept stands as it is; the way to it must not use what is lost
    above = {
        way[place].label
        for way in _ways(truth, gone.made)
        for place in range(len(way))
        if all(loss.after(one, renewed=False) for one in way[:place])
    }
    saved = {label for label in kept & above if label not in loss.lost}
    if saved:
        return "saved"
    return "breaks" if loss.before(gone.made) else "already broken"


def _reach(truth: Truth, loss: Loss, station: str, roots: Sequence[Made]) -> str:
    """The server shows its certificate, its sub-CA's, and the new root's by the old one: any of the three roots verifies it."""
    if not roots:
        return "holds"
    if truth.members[station].security_profile in {0, 1}:
        return "holds"
    lost = loss.lost
    sub, link = truth.authorities[CSMS_SUB], truth.authorities[CSMS_LINK]
    sent = loss.how != "removed"
    chain_lost = sent and sub.label in lost
    link_lost = (sent and link.label in lost) or not (loss.after(link, renewed=False) if sent else loss.before(link))
    after = {
        label: label not in lost
        and loss.after(truth.authorities[label], renewed=False)
        and not chain_lost
        and not (label == CSMS_OLD and link_lost)
        for label in (CSMS_OLD, CSMS_NEW, CSMS_LINK)
    }
    by_link = sent and link.label in lost and any(one.label == CSMS_OLD for one in roots)
    concerned = any(one.label in lost for one in roots) or chain_lost or by_link
    if not concerned:
        return "holds"
    return "saved" if any(after[one.label] for one in roots) else "breaks"


def one_expiry_away(truth: Truth) -> dict[str, str | None]:
    """By station that reaches the CSMS by one root alone: its SHA-256."""
    roots: dict[str, set[Made]] = defaultdict(set)
    for one in truth.current():
        if one.certificate_type == CSMS_ROOT and truth.members[one.station].security_profile not in {0, 1}:
            roots[one.station].add(one.made)
    return {station: next(iter(some)).named for station, some in roots.items() if len(some) == 1}


def waterfall(truth: Truth) -> list[tuple[datetime, str, str, int, int]]:
    """At, label, certificate type, how many stations break then, and how many are left, in the order of time."""
    ends: dict[tuple[str, str], list[tuple[datetime, str]]] = defaultdict(list)
    for one in truth.current():
        end = _end(truth, one)
        if end is not None and not (one.certificate_type == CSMS_ROOT and truth.members[one.station].security_profile in {0, 1}):
            ends[one.station, one.certificate_type].append(end)
    stations: dict[tuple[datetime, str, str], int] = defaultdict(int)
    for (_, certificate_type), found in ends.items():
        at, label = max(found) if certificate_type == CSMS_ROOT else min(found)
        if at > truth.at:
            stations[at, label, certificate_type] += 1
    left: dict[str, int] = defaultdict(int)
    for (_, _, certificate_type), number in stations.items():
        left[certificate_type] += number
    rows = []
    for (at, label, certificate_type), number in sorted(stations.items()):
        left[certificate_type] -= number
        rows.append((at, label, certificate_type, number, left[certificate_type]))
    return rows


def _end(truth: Truth, one: Entry) -> tuple[datetime, str] | None:
    """When what an entry stands for ends, and by which certificate; of a leaf, when its CAs do."""
    if one.certificate_type == CHAIN_TYPE:
        if one.child > 0:
            return None if one.made.named is None else _best(truth, one.made)
        return _best(truth, one.made.signer) if one.issuer_shows else None
    if one.made.named is None:
        return None
    if one.certificate_type != CSMS_ROOT:
        return one.made.not_after, one.made.label
    below = {CSMS_OLD: (CSMS_LINK, CSMS_SUB)}.get(one.made.label, (CSMS_SUB,))
    return min((each.not_after, each.label) for each in (one.made, *(truth.authorities[label] for label in below)))


def _best(truth: Truth, one: Made) -> tuple[datetime, str] | None:
    """The end of the longest-lived way up from a CA."""
    ways = [min((each.not_after, each.label) for each in way) for way in _ways(truth, one)]
    return max(ways, default=None)
