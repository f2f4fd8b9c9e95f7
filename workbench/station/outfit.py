"""What a station has when it comes from the factory: states built from certificates at hand, each issuer found among them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.errors import InputError
from workbench.station.installed import ROOT_TYPES, InstalledCertificate, KeyedChain
from workbench.station.judging import issuer_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from workbench.certs.items import Item
    from workbench.station.installed import KeyReference
    from workbench.station.state import StationState


def with_root(state: StationState, certificate_type: str, root: Item, pile: Collection[Item] = ()) -> StationState:
    """The state with one more trust anchor, without asking whether M05 would take it.

    Parameters
    ----------
    pile
        Where the issuer of a root that is not self-signed may be, besides the store.

    Raises
    ------
    InputError
        There is no such type, or the item is no certificate.
    """
    if certificate_type not in ROOT_TYPES:
        raise InputError(f"There is no certificate type {certificate_type!r}.", hint=f"OCPP has {', '.join(ROOT_TYPES)}.")
    return state.with_store(state.store.with_entry(certificate_type, _held(state, root, pile)))


def with_v2g_chain(
    state: StationState, certificates: Sequence[Item], key: KeyReference, pile: Collection[Item] = ()
) -> StationState:
    """The state with one more V2G chain: the leaf first, its sub-CAs upwards, no root.

    Raises
    ------
    InputError
        It is empty, or one of its items is no certificate.
    """
    return replace(state, v2g_chains=(*state.v2g_chains, _chain(state, certificates, key, pile)))


def with_station_chain(
    state: StationState, certificates: Sequence[Item], key: KeyReference, pile: Collection[Item] = ()
) -> StationState:
    """The state with this TLS client chain, in the form of :func:`with_v2g_chain`.

    Raises
    ------
    InputError
        It is empty, or one of its items is no certificate.
    """
    return replace(state, station_chain=_chain(state, certificates, key, pile))


def _chain(state: StationState, certificates: Sequence[Item], key: KeyReference, pile: Collection[Item]) -> KeyedChain:
    if not certificates:
        raise InputError("A chain has at least one certificate.", hint="Give the leaf first, then its sub-CAs.")
    return KeyedChain(tuple(_held(state, one, [*certificates, *pile]) for one in certificates), key)


def _held(state: StationState, item: Item, pile: Collection[Item]) -> InstalledCertificate:
    if item.facts is None or item.certificate is None:
        what = name_of(item.facts) if item.facts is not None else str(item.source)
        raise InputError(f"{what} is no certificate that a station can hold.", hint="`pnc show` tells what is wrong with it.")
    return InstalledCertificate.of(item, issuer_in([*(one.item for _, one in state.store.entries), *pile], item))
