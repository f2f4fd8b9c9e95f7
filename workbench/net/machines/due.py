"""When a station has something to do by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.station.a02_a03_request import MONTH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.station.state import StationState


def due(state: StationState) -> Iterator[datetime]:
    """When a station has something to do by itself: requests to send again, certificates that come near their end [A03.FR.02]."""
    yield from (one.resend_at for one in state.pending if one.resend_at is not None)
    chains = [*state.v2g_chains, *(one for one in (state.station_chain,) if one is not None)]
    for chain in chains:
        if (end := chain.leaf.facts.not_after) is not None:
            yield end - MONTH
