"""The stations of a generated fleet as they are on its first day."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from workbench.fleet.generate import figures
from workbench.fleet.generate.authorities import (
    BY_HAND,
    CSMS_LINK,
    CSMS_NEW,
    CSMS_OLD,
    MO_A,
    MO_B,
    PRIVATE_ROOT,
    V2G_A,
    V2G_B,
    V2G_C,
    maker_root,
)
from workbench.fleet.generate.held import GeneratedStation, Held
from workbench.fleet.schema import CHAIN_TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.fleet.generate.authorities import Authorities
    from workbench.fleet.generate.made import Made

_ROOT_OF = {"A": V2G_A, "B": V2G_B, "C": V2G_C, "private": PRIVATE_ROOT}
_SUB_CAS = {
    "A": (("CPO Sub-CA 2 A", "CPO Sub-CA 1 A"), ("CPO Sub-CA 2 A2", "CPO Sub-CA 1 A")),
    "B": (("CPO Sub-CA 2 B", "CPO Sub-CA 1 B"),),
    "C": (("CPO Sub-CA 2 C", "CPO Sub-CA 1 C"),),
    "private": (("Stadtwerk CPO Sub-CA 2", "Stadtwerk CPO Sub-CA 1"),),
    "stray": (("Testfeld CPO Sub-CA 2", "Testfeld CPO Sub-CA 1"),),
}
V2G, MO, OEM = "V2GRootCertificate", "MORootCertificate", "OEMRootCertificate"
CSMS, MAKER = "CSMSRootCertificate", "ManufacturerRootCertificate"


class Drawing:
    """Draws the stations of one fleet; each has its own chance, so that a longer fleet begins like a shorter one.

    Parameters
    ----------
    seed
        Of everything that is drawn.
    """

    def __init__(self, seed: int, authorities: Authorities) -> None:
        self._seed, self._authorities, self._leaves = seed, authorities, 0

    def chance(self, *about: object) -> random.Random:
        """The chance of one thing."""
        return random.Random("/".join(str(one) for one in (self._seed, *about)))  # noqa: S311  # an invented fleet, no secret

    def station(self, number: int) -> GeneratedStation:
        """The station of a number, from 1."""
        chance = self.chance(number)
        vendor = _drawn(chance, [(one, one.share) for one in figures.VENDORS])
        firmware = _drawn(chance, [(one, one.share) for one in vendor.firmwares])
        profile = _drawn(chance, figures.SECURITY_PROFILES)
        station = GeneratedStation(f"CS-{number:06}", vendor, firmware, profile, _drawn(chance, figures.V2G_GROUPS))
        station.holds.extend(self._v2g(chance, station))
        station.holds.extend(Held(MO, (self._authorities[name],)) for name, share in figures.MO_ROOTS if chance.random() < share)
        if vendor.ocpp_version != "2.0.1":  # which has no OEMRootCertificate
            station.holds.extend(
                Held(OEM, (self._authorities[name],)) for name, share in figures.OEM_ROOTS if chance.random() < share
            )
        if chance.random() < figures.MAKER_ROOT:
            station.holds.append(Held(MAKER, (self._authorities[maker_root(vendor.name)],)))
        station.holds.extend(self._csms(chance, station))
        self._oddities(chance, station)
        most = vendor.most_entries
        station.most_entries = None if most is None else max(most, station.entries + station.listed_twice)
        return station

    def leaf(self, chance: random.Random, station: GeneratedStation, sub_cas: Sequence[Made]) -> Held:
        """A chain with a new leaf."""
        self._leaves += 1
        serial = chance.getrandbits(chance.choice((63, 64, 80, 92))) | 1 << 60
        since = chance.randrange(-60, -1)
        made = chance.random() < figures.LEAF_AT_HAND and sub_cas[0].at_hand and self._leaves <= figures.MOST_LEAVES
        label = f"SECC {station.identity} {self._leaves}"
        leaf = self._authorities.leaf(label, sub_cas[0], serial, since, made=made)
        return Held(CHAIN_TYPE, (leaf, *sub_cas))

    def sub_cas(self, chance: random.Random, group: str) -> tuple[Made, ...]:
        """The CAs between leaf and root for a group, the leaf's issuer first."""
        return tuple(self._authorities[label] for label in chance.choice(_SUB_CAS[group]))

    def _v2g(self, chance: random.Random, station: GeneratedStation) -> list[Held]:
        group = station.group
        found = [Held(V2G, (self._authorities[_ROOT_OF[group]],))] if group in _ROOT_OF else []
        if group not in {"A", "none"} and chance.random() < figures.SECOND_V2G_ROOT:
            found.append(Held(V2G, (self._authorities[V2G_A],)))
        if group == "none":
            return found
        chains = 2 if station.firmware.lists == "last leaf" and chance.random() < figures.SECOND_CHAIN else 1
        return [*found, *(self.leaf(chance, station, self.sub_cas(chance, group)) for _ in range(chains))]

    def _csms(self, chance: random.Random, station: GeneratedStation) -> list[Held]:
        if station.security_profile in {0, 1} and chance.random() < 0.8:
            return []
        state = _drawn(chance, figures.CSMS_ROOTS[bool(station.vendor.root_check)])
        labels = {"old": [CSMS_OLD], "both": [CSMS_OLD, CSMS_NEW], "new": [CSMS_NEW]}
        labels |= {"both linked": [CSMS_OLD, CSMS_LINK], "linked": [CSMS_LINK]}
        return [Held(CSMS, (self._authorities[label],)) for label in labels[state]]

    def _oddities(self, chance: random.Random, station: GeneratedStation) -> None:
        if chance.random() < figures.UNDER_TWO_TYPES and station.group == "A":
            station.holds.append(Held(MO, (self._authorities[V2G_A],)))
        if chance.random() < figures.BY_HAND:
            station.holds.append(Held(V2G, (self._authorities[BY_HAND],)))
        station.listed_twice = chance.random() < figures.LISTED_TWICE
        self._record(chance, station)

    def _record(self, chance: random.Random, station: GeneratedStation) -> None:
        """The CSMS's record: what it installed and heard of."""
        if chance.random() < figures.NOT_RECORDED:
            return
        record = [one for one in station.holds if one.certificates[0].label != BY_HAND]
        roots = [one for one in record if one.certificate_type in {MO, OEM}]
        if roots and chance.random() < figures.UNANSWERED_INSTALL:
            record.remove(chance.choice(roots))
        gone = [Held(MO, (self._authorities[label],)) for label in (MO_A, MO_B)]
        gone = [one for one in gone if one not in station.holds]
        if gone and chance.random() < figures.DELETED_LOCALLY:
            record.append(chance.choice(gone))
        chains = [one for one in record if one.certificate_type == CHAIN_TYPE]
        if chains and chance.random() < figures.RENEWED_UNSEEN:
            former = self.leaf(chance, station, chains[0].certificates[1:])
            record[record.index(chains[0])] = former
        station.recorded = record


def _drawn(chance: random.Random, shares: Sequence[tuple[Any, float]]) -> Any:
    return chance.choices([one for one, _ in shares], [share for _, share in shares])[0]
