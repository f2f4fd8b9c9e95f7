"""M01, M02 and C07 together: requests without a response, vehicles that wait no longer, vehicles that are gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.messages.authorize import AuthorizeRequest
from workbench.station import c07_answers, m01_answers
from workbench.station.decision import Decision

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from workbench.station.events import PlugUnanswered
    from workbench.station.state import StationState


def unanswered(state: StationState, event: PlugUnanswered) -> Decision:
    """No response."""
    if isinstance(event.request, AuthorizeRequest):
        return c07_answers.unanswered(state, event.request, event.said)
    return m01_answers.unanswered(state, event.request, event.said)


def waited(state: StationState, session: str) -> Decision:
    """Whatever a session waits for, it is told now."""
    return _both(m01_answers.waited(state, session), lambda after: c07_answers.waited(after, session))


def gone(state: StationState, session: str) -> Decision:
    """Nothing is kept of a session."""
    return Decision(replace(state, plug=state.plug.without_installation(session).without_authorisation(session)))


def time_up(state: StationState, now: datetime) -> Decision:
    """Vehicles that have waited as long as they do."""
    return _both(m01_answers.time_up(state, now), lambda after: c07_answers.time_up(after, now))


def _both(first: Decision, then: Callable[[StationState], Decision]) -> Decision:
    second = then(first.state)
    return replace(second, findings=(*first.findings, *second.findings), effects=(*first.effects, *second.effects))
