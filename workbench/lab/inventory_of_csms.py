"""A running CSMS as a source of an inventory: what its stations listed last, what it believes of them, what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.csms.limits import limits_of
from workbench.fleet.ingest import Listing, read_frame, rows_of
from workbench.fleet.schema import Side
from workbench.messages.certificates import CertificateHashDataChain, GetCertificateIdUse
from workbench.messages.hash_data import CertificateHashDataType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.csms.record import Believed, StationRecord
    from workbench.fleet.ingest import Rows
    from workbench.net.machines.csms import Csms

_TYPES = frozenset(GetCertificateIdUse)


def rows_of_csms(csms: Csms) -> list[Rows]:
    """Rows of the listings and the beliefs, and of the stations themselves. Ask the stations first: ``await csms.list(station)``.

    A belief without hash data (its issuer is not at hand) cannot be written as an entry and is left out.
    """
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    records = csms.stations
    listings = [one for name, record in records.items() for one in _listings(name, record)]
    now = csms.clock.now()
    beliefs = [_beliefs(name, record, record.last_seen or now) for name, record in records.items()]
    stations = pd.DataFrame([_station(name, record) for name, record in records.items()])
    return [rows_of([*listings, *beliefs], name="CSMS"), *([read_frame(stations, "CSMS")] if len(stations) else [])]


def _listings(name: str, record: StationRecord) -> Iterator[Listing]:
    for one in record.listings:
        yield Listing(name, one.at, one.entries, Side.STATION, (one.certificate_type,))


def _beliefs(name: str, record: StationRecord, at: datetime) -> Listing:
    chains = [chain for one in record.believed if not one.superseded for chain in _chain(one)]
    return Listing(name, at, chains, Side.CSMS, ())


def _chain(one: Believed) -> Iterator[CertificateHashDataChain]:
    if one.hash_data and one.certificate_type in _TYPES:
        yield CertificateHashDataChain(
            certificate_type=GetCertificateIdUse(one.certificate_type),
            certificate_hash_data=CertificateHashDataType.of(one.hash_data[0]),
            child_certificate_hash_data=tuple(CertificateHashDataType.of(child) for child in one.children) or None,
        )


def _station(name: str, record: StationRecord) -> dict[str, object]:
    limits, outfit = limits_of(record), record.outfit
    return {
        "station": name,
        "vendor_name": outfit.vendor or None,
        "model": outfit.model or None,
        "firmware_version": outfit.firmware or None,
        "ocpp_version": str(record.version),
        "security_profile": record.security_profile,
        "most_entries": limits.most_entries,
        "additional_root_check": limits.root_check,
    }
