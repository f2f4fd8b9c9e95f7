"""A02.FR.15: which of several V2G certificates the SECC uses: under each root the one whose validity began last."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.certs.kinds import profile_of_key
from workbench.findings import Finding, Severity
from workbench.station.decision import told

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.station.installed import KeyedChain
    from workbench.station.state import SigningUse, StationState


class Purpose(NamedTuple):
    """What makes two V2G certificates take turns: one SECC, one edition of ISO 15118, one root.

    Attributes
    ----------
    common_name
        The SECC's identifier; a station may have one for each EVSE.
    edition
        ``"iso15118-2"``, ``"iso15118-20"``, or empty where the key is neither's.
    root
        See :attr:`~workbench.station.installed.KeyedChain.root`.
    """

    common_name: str
    edition: str
    root: tuple[str, str]


def purpose(chain: KeyedChain) -> Purpose:
    """What a V2G chain is for."""
    facts = chain.leaf.facts
    return Purpose(facts.subject.common_name or "", profile_of_key(facts.key), chain.root)


def use_of(chain: KeyedChain) -> SigningUse:
    """What a signing request for its successor names."""
    return "V2G20Certificate" if purpose(chain).edition == "iso15118-20" else "V2GCertificate"


def newest(chains: Iterable[KeyedChain]) -> tuple[KeyedChain, ...]:
    """For each purpose the chain whose leaf's validity began last; of equal ones the one that came last."""
    found: dict[Purpose, KeyedChain] = {}
    for chain in chains:
        other = found.get(purpose(chain))
        if other is None or _begin(chain) >= _begin(other):
            found[purpose(chain)] = chain
    return tuple(found.values())


def _begin(chain: KeyedChain) -> float:
    begin = chain.leaf.facts.not_before
    return begin.timestamp() if begin is not None else float("-inf")


class InUse(NamedTuple):
    """A V2G chain that the SECC presents, and why this one."""

    chain: KeyedChain
    finding: Finding


def in_use(state: StationState, now: datetime) -> tuple[InUse, ...]:
    """What the SECC presents to vehicles now, for each of its purposes; leaves outside their validity are none of it.

    Whether the vehicle knows the root is between the two of them; signatures were judged when the chain came.
    """
    valid = [one for one in state.v2g_chains if _valid(one, now)]
    return tuple(InUse(one, _finding(state, one, sum(purpose(other) == purpose(one) for other in valid))) for one in newest(valid))


def _valid(chain: KeyedChain, now: datetime) -> bool:
    begin, end = chain.leaf.facts.not_before, chain.leaf.facts.not_after
    return begin is not None and end is not None and begin <= now <= end


def _finding(state: StationState, chain: KeyedChain, rivals: int) -> Finding:
    of_several = f"of {rivals} valid certificates under its root it is the youngest" if rivals > 1 else "no other is valid"
    return Finding(
        code="station-consequence",
        message=told(f"{{}} is what the SECC presents: {of_several}.", chain.leaf),
        severity=Severity.INFO,
        requirement="A03.FR.15" if use_of(chain) in state.own_initiative else "A02.FR.15",
        item="certificate",
        certificate=chain.leaf.sha256,
        subject=str(chain.leaf.facts.subject),
    )
