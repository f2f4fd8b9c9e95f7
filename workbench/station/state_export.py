"""A station's state as JSON and back. Keys are references there too; certificates are DER in base64.

Vehicles that wait for an answer are left out; what the CSMS said of eMAIDs is in.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workbench.certs import loading
from workbench.certs.hashdata import CertificateHashData
from workbench.errors import InputError
from workbench.messages.security_event import SecurityEvent
from workbench.messages.versions import Version
from workbench.station.device_model import DataType, DeviceModel, Mutability, Variable
from workbench.station.installed import InstalledCertificate, KeyedChain, KeyReference, TrustStore
from workbench.station.plug import CachedToken, Plug
from workbench.station.state import Connection, LoggedEvent, Migration, PendingRequest, Profile, Rest, StationState
from workbench.station.statuses import Statuses
from workbench.station.statuses_export import statuses_from_dict, statuses_to_dict
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.certs.items import Item


def state_to_dict(state: StationState) -> dict[str, Any]:
    """The JSON object; :func:`state_from_dict` gives an equal state of it."""
    return {
        "store": [{"type": type_, **_certificate(one)} for type_, one in state.store.entries],
        "fallback": state.fallback,
        "v2g_chains": [_chain(one) for one in state.v2g_chains],
        "station_chain": _chain(state.station_chain) if state.station_chain else None,
        "former_station_chain": _chain(state.former_station_chain) if state.former_station_chain else None,
        "pending": [{**asdict(one), "resend_at": rfc3339(one.resend_at)} for one in state.pending],
        "making": sorted(state.making),
        "own_initiative": sorted(state.own_initiative),
        "resting": [{**asdict(one), "until": rfc3339(one.until)} for one in state.resting],
        "requests": state.requests,
        "profiles": [asdict(one) for one in state.profiles],
        "connection": asdict(state.connection),
        "variables": [asdict(one) for one in state.model.variables],
        "security_log": [{**asdict(one), "at": rfc3339(one.at)} for one in state.security_log],
        "statuses": statuses_to_dict(state.statuses),
        "tokens": [{"emaid": one.emaid, "status": one.status, "until": _written(one.until)} for one in state.plug.tokens],
    }


def _certificate(one: InstalledCertificate) -> dict[str, Any]:
    return {"certificate": b64encode(one.item.der).decode(), "hash_data": [data.to_dict() for data in one.hash_data]}


def _chain(chain: KeyedChain) -> dict[str, Any]:
    return {"certificates": [_certificate(one) for one in chain.certificates], "key": chain.key}


def state_from_dict(value: Mapping[str, Any]) -> StationState:
    """The state that :func:`state_to_dict` wrote.

    Raises
    ------
    InputError
        The object is none of that kind.
    """
    try:
        return _state(value)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as reason:
        raise InputError(
            f"This is no state of a station: {type(reason).__name__}.", hint="Take what the export of a journal wrote."
        ) from None


def _state(value: Mapping[str, Any]) -> StationState:
    chains = [_read_chain(value[name]) if value[name] else None for name in ("station_chain", "former_station_chain")]
    connection = value["connection"]
    migration = connection["migration"]
    return StationState(
        store=TrustStore(tuple((str(one["type"]), _read(one)) for one in value["store"])),
        fallback=value["fallback"],
        v2g_chains=tuple(_read_chain(one) for one in value["v2g_chains"]),
        station_chain=chains[0],
        former_station_chain=chains[1],
        pending=tuple(PendingRequest(**{**one, "resend_at": _moment(one["resend_at"])}) for one in value["pending"]),
        making=frozenset(value["making"]),
        own_initiative=frozenset(value["own_initiative"]),
        resting=tuple(Rest(**{**one, "until": datetime.fromisoformat(one["until"])}) for one in value.get("resting", ())),
        requests=int(value["requests"]),
        profiles=tuple(Profile(**one) for one in value["profiles"]),
        connection=Connection(
            **{**connection, "version": Version(connection["version"]), "migration": Migration(**migration) if migration else None}
        ),
        model=DeviceModel(tuple(_variable(one) for one in value["variables"])),
        security_log=tuple(_logged(one) for one in value.get("security_log", ())),
        statuses=statuses_from_dict(value["statuses"]) if "statuses" in value else Statuses(),
        plug=Plug(tokens=tuple(_token(one) for one in value.get("tokens", ()))),
    )


def _variable(value: Mapping[str, Any]) -> Variable:
    kinds = {"mutability": Mutability(value["mutability"]), "data_type": DataType(value["data_type"])}
    return Variable(**{**value, **kinds})


def _logged(value: Mapping[str, Any]) -> LoggedEvent:
    event, at = SecurityEvent(value["event"]), datetime.fromisoformat(value["at"])
    return LoggedEvent(event, at, str(value["tech_info"]), waiting=bool(value["waiting"]))


def _token(value: Mapping[str, Any]) -> CachedToken:
    return CachedToken(str(value["emaid"]), str(value["status"]), _moment(value["until"]))


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _read(value: Mapping[str, Any]) -> InstalledCertificate:
    data = (CertificateHashData(*(one[name] for name in _NAMES)) for one in value["hash_data"])
    item = item_from_base64(value["certificate"])
    if item.facts is None:
        raise ValueError("no certificate")
    return replace(InstalledCertificate.of(item, None), hash_data=tuple(data))


_NAMES = ("hashAlgorithm", "issuerNameHash", "issuerKeyHash", "serialNumber")


def _read_chain(value: Mapping[str, Any]) -> KeyedChain:
    return KeyedChain(tuple(_read(one) for one in value["certificates"]), KeyReference(value["key"]))


def item_from_base64(text: str) -> Item:
    """The thing whose DER this is.

    Raises
    ------
    ValueError
        It is no base64, or nothing.
    """
    return loading.load([("station", b64decode(text, validate=True))]).items[0]
