"""A02 and A03: after a renewal the station tries the new client certificate; what proves to be of no use is discarded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.messages.security_event import SecurityEvent
from workbench.station.a03_own_initiative import numbered
from workbench.station.a04_security_events import reported
from workbench.station.decision import Decision, consequence
from workbench.station.deleting import dropped_keys

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.station.policy import Policy
    from workbench.station.state import StationState


_WITH_CLIENT_CERTIFICATE = 3
"""The security profile under which a connection shows which certificate is in use."""


def settle(state: StationState, now: datetime, policy: Policy) -> Decision:
    """A connection stands: the client certificate that is not in use goes, and its key."""
    gone = state.former_station_chain
    if gone is None or state.station_chain is None:
        return Decision(state)
    after = replace(state, former_station_chain=None)
    if state.connection.security_profile == _WITH_CLIENT_CERTIFICATE:
        sentence = "{} is discarded: the station is connected with another client certificate."
    else:
        profile = state.connection.security_profile
        sentence = f"{{}} is discarded: another took its place. Security profile {profile} uses none, so neither was tried."
    notes = [consequence(sentence, requirement="A02.FR.10", about=gone.leaf, severity=Severity.INFO)]
    given_up = _newer(state) and policy.report_discarded_renewal
    if given_up:
        notes.append(consequence("{}, the renewed one, is what was given up.", requirement="A02.FR.29", about=gone.leaf))
    done = Decision(after, None, tuple(notes), dropped_keys(state, after))
    if given_up:
        done = reported(done, SecurityEvent.DISCARDED_RENEWED_CLIENT_CERTIFICATE, notes[-1].message, now, online=True)
    return numbered(done, state, "ChargingStationCertificate")


def _newer(state: StationState) -> bool:
    """Whether the one that is laid aside is the younger of the two."""
    if state.former_station_chain is None or state.station_chain is None:
        return False
    aside, used = (one.leaf.facts.not_before for one in (state.former_station_chain, state.station_chain))
    return aside is not None and used is not None and aside > used


def alternate(state: StationState) -> Decision:
    """A connection failed: the next attempt is made with the other client certificate."""
    if state.former_station_chain is None or state.connection.security_profile != _WITH_CLIENT_CERTIFICATE:
        return Decision(state)
    after = replace(state, station_chain=state.former_station_chain, former_station_chain=state.station_chain)
    note = consequence("The next attempt is made with {}.", requirement="A02.FR.28", about=state.former_station_chain.leaf)
    return numbered(Decision(after, None, (note,)), state, "ChargingStationCertificate")
