"""What a station has when it comes from the factory: states built from certificates at hand, each issuer found among them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.pairing import name_of
from workbench.errors import InputError
from workbench.station.installed import CSMS_ROOT, ROOT_TYPES, InstalledCertificate, KeyedChain, same
from workbench.station.judging import faults_of_root, issuer_in, other_role, signed_by, weaknesses

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

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


def with_csms_root(state: StationState, root: Item, pile: Collection[Item], now: datetime) -> StationState:
    """The state with one more CSMS root, judged as M05 would; only its validity is not asked, for it may have ended since.

    Under AdditionalRootCertificateCheck there is one, and besides it the one that signed it: that is the fallback then.

    Raises
    ------
    InputError
        M05 would not take it.
    """
    held = _held(state, root, pile)
    faults = [one for one in (*faults_of_root(root, now), *weaknesses(root)) if one.code not in {"expired", "not-yet-valid"}]
    if faults:
        raise InputError(faults[0].message, hint="Give a CSMS root; `pnc show FILE` tells what a file holds.")
    if role := other_role(root, CSMS_ROOT):
        raise InputError(f"{name_of(held.facts)} is a {role} and no CSMS root.", hint="Give a CSMS root.")
    current = state.csms_root
    if current is None or not state.root_check or same(held, current):
        return with_root(state, CSMS_ROOT, root, pile)
    if state.fallback is not None or signed_by(root, root) or not signed_by(root, current.item):
        raise InputError(
            f"{name_of(held.facts)} cannot stand beside {name_of(current.facts)}, which did not sign it: "
            "with AdditionalRootCertificateCheck a station has one CSMS root (M05.FR.09).",
            hint="Leave one of the two out, or --root-check; a root and its successor are given in that order.",
        )
    return replace(state, fallback=current.sha256).with_store(state.store.with_entry(CSMS_ROOT, held))


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
