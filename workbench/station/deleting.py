"""What a deletion leaves behind: chains without their root, types without a root, keys without a certificate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.station.decision import consequence
from workbench.station.effects import DestroyKey
from workbench.station.judging import leads_to

if TYPE_CHECKING:
    from workbench.findings import Finding
    from workbench.station.installed import InstalledCertificate, KeyedChain, KeyReference
    from workbench.station.state import StationState

_WITHOUT = {
    "CSMSRootCertificate": "no server of a CSMS can be verified any more: under security profile 2 and 3 the station is cut off "
    "at the next reconnect",
    "ManufacturerRootCertificate": "no signed firmware can be verified any more, and so none can be installed",
    "V2GRootCertificate": "no V2G chain can be renewed or verified, and no contract chain that ends at a V2G root",
    "MORootCertificate": "contract chains below an MO root can only be validated by the CSMS",
    "OEMRootCertificate": "provisioning certificates of vehicles cannot be verified at the station",
}


def last_of_type(certificate_type: str, gone: InstalledCertificate) -> Finding:
    """What the station can no longer do without any root of that type."""
    return consequence(
        f"{{}} was the last {certificate_type}: {_WITHOUT[certificate_type]}.",
        requirement="M04.FR.03",
        about=gone,
        severity=Severity.WARNING,
        remedy=f"Install another {certificate_type}.",
    )


def below(root: InstalledCertificate, before: StationState, after: StationState) -> tuple[KeyedChain, ...]:
    """The V2G chains that led to a root, and lead to none that is left. Whether they are valid in time is not asked."""
    left = [one.item for _, one in after.store.entries]
    return tuple(
        chain
        for chain in before.v2g_chains
        if leads_to([one.item for one in chain.certificates], [root.item])
        and not leads_to([one.item for one in chain.certificates], left)
    )


def without_sub_ca(chain: KeyedChain, sub_ca: InstalledCertificate) -> KeyedChain:
    """The chain without one of its sub-CAs; the leaf stays."""
    kept = tuple(one for one in chain.sub_cas if one.sha256 != sub_ca.sha256)
    return replace(chain, certificates=(chain.leaf, *kept))


def dropped_keys(before: StationState, after: StationState) -> tuple[DestroyKey, ...]:
    """The keys that nothing uses any more."""
    left = _keys(after)
    return tuple(DestroyKey(key) for key in _keys(before) if key not in left)


def _keys(state: StationState) -> dict[KeyReference, None]:
    chains = [*state.v2g_chains, *(one for one in (state.station_chain, state.former_station_chain) if one is not None)]
    return dict.fromkeys([*(chain.key for chain in chains), *(one.key for one in state.pending)])
