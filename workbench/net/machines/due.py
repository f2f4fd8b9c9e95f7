"""When a station has something to do by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.station.a02_a03_time_passed import renewal_of
from workbench.station.m06_certificate_status import next_moments
from workbench.station.v2g_chains import newest, use_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.station.policy import Policy
    from workbench.station.state import StationState


def due(state: StationState, now: datetime, policy: Policy) -> Iterator[datetime]:
    """When a station has something to do by itself.

    Requests to send again, certificates that come near their end [A03.FR.02], the status of its own certificates [M06.FR.10], and
    vehicles for whom it waits no longer.
    """
    yield from (one.resend_at for one in state.pending if one.resend_at is not None)
    yield from (one.until for one in state.resting)
    waiting = (*(one.certificate_type for one in state.pending), *(one.certificate_type for one in state.resting))
    under_way = {*state.making, *waiting}
    own = (("ChargingStationCertificate", state.station_chain),) if state.station_chain is not None else ()
    for use, chain in (*own, *((use_of(one), one) for one in newest(state.v2g_chains))):
        if use not in under_way and (moment := renewal_of(chain)) is not None:
            yield moment
    yield from (one.until for one in state.statuses.vehicles)
    yield from (one.until for one in state.plug.installations if one.until is not None)
    yield from (one.until for one in state.plug.authorisations)
    yield from next_moments(state, now, policy)


def status_due(state: StationState, now: datetime, policy: Policy) -> bool:
    """Whether the status of a certificate of its own is to be asked for now [M06.FR.06]."""
    return any(moment <= now for moment in next_moments(state, now, policy))
