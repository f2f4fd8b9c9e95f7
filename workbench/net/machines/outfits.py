"""What a new station of a notebook has: nothing, or the samples' roots, client chain and V2G chain with their keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from workbench.errors import InputError
from workbench.net.machines.issuer import sample, sample_key
from workbench.sample_pki import reference_time, reference_time_for
from workbench.station.device_model import ISO15118, SECURITY, default_model
from workbench.station.outfit import with_root, with_station_chain, with_v2g_chain
from workbench.station.state import StationState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from workbench.net.machines.keys import KeyRing
    from workbench.station.device_model import DeviceModel

SAMPLE_IDENTITY = "PNCWB-2026-000184"
"""The sample station's serial number: CN of its client certificate."""
SAMPLE_PASSWORD = "published-with-the-samples"  # noqa: S105  # protects nothing
"""BasicAuthPassword of stations built of the samples."""
_SECC_ID = "DEPNCSPNCWORKBENCHSTATION00000000000084"
_ORGANIZATION = "Sample Charge Point Operator"


class Outfit(NamedTuple):
    """A state, and the time at which it makes sense; None: now."""

    state: StationState
    time: datetime | None


def _empty(model: DeviceModel, _: KeyRing) -> StationState:
    return StationState(model=model)


def _roots(model: DeviceModel, keys: KeyRing) -> StationState:
    state = with_root(_empty(model, keys), "CSMSRootCertificate", sample("ocpp/csms-root")[0])
    state = with_root(state, "ManufacturerRootCertificate", sample("ocpp/manufacturer-root")[0])
    return with_root(state, "V2GRootCertificate", sample("iso15118-2/v2g-root")[0])


def _factory(model: DeviceModel, keys: KeyRing) -> StationState:
    state = _roots(model, keys)
    pile = [one.item for _, one in state.store.entries]
    client = keys.put(sample_key("ocpp/station-client"), "station-client")
    state = with_station_chain(state, sample("ocpp/station-client", "ocpp/csms-sub-ca"), client, pile)
    secc = keys.put(sample_key("iso15118-2/secc"), "secc")
    chain = sample("iso15118-2/secc", "iso15118-2/cpo-sub-ca2", "iso15118-2/cpo-sub-ca1")
    return with_v2g_chain(state, chain, secc, pile)


def _factory_20(model: DeviceModel, keys: KeyRing) -> StationState:
    return with_root(_factory(model, keys), "V2GRootCertificate", sample("iso15118-20/v2g-root")[0])


OUTFITS: dict[str, Callable[[DeviceModel, KeyRing], StationState]] = {
    "empty": _empty,
    "roots": _roots,
    "factory": _factory,
    "factory-20": _factory_20,
}
"""``"empty"`` has nothing, ``"roots"`` the samples' CSMS, manufacturer and V2G root, ``"factory"`` its TLS client chain and an ISO
15118-2 chain besides, ``"factory-20"`` the V2G root of ISO 15118-20 as well."""


def outfit(name: str, identity: str, keys: KeyRing, *, root_check: bool = False, max_entries: int = 20) -> Outfit:
    """A new station.

    Raises
    ------
    InputError
        There is no outfit of that name.
    """
    if name not in OUTFITS:
        raise InputError("There is no such outfit.", hint=f"There are {', '.join(OUTFITS)}; or give a StationState.")
    model = default_model(root_check=root_check, max_entries=max_entries)
    values = (
        (SECURITY, "Identity", identity),
        (SECURITY, "OrganizationName", _ORGANIZATION),
        (ISO15118, "SeccId", _SECC_ID),
        (ISO15118, "OrganizationName", _ORGANIZATION),
    )
    for component, variable, value in values:
        model = model.with_value(component, variable, value)
    return Outfit(OUTFITS[name](model, keys), None if name == "empty" else reference_time())


def time_of(state: StationState) -> datetime | None:
    """The samples' reference time where a state's certificates are samples, all of them; else None."""
    chains = [*state.v2g_chains, *(one for one in (state.station_chain,) if one is not None)]
    held = [one.item for _, one in state.store.entries] + [one.item for chain in chains for one in chain.certificates]
    return reference_time_for(held)


def with_version(state: StationState, version: str) -> StationState:
    """The state of a station that speaks this version of OCPP.

    Raises
    ------
    InputError
        There is no such version.
    """
    known = type(state.connection.version)
    if version not in list(known):
        raise InputError("There is no such version of OCPP here.", hint=f"There are {', '.join(repr(str(one)) for one in known)}.")
    return replace(state, connection=replace(state.connection, version=known(version)))
