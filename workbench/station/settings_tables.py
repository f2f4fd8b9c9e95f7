"""What a station declares and wrote down, as tables: device model and security log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Cell, Table, Tone, visible
from workbench.station.device_model import Mutability
from workbench.times import rfc3339

if TYPE_CHECKING:
    from workbench.station.device_model import Variable
    from workbench.station.state import StationState

_LONGEST = 120


def variables(state: StationState) -> Table:
    """The device model; a write-only value is never shown."""
    rows = [
        (
            visible(one.component, 60),
            visible(one.name + (f" [{one.instance}]" if one.instance else ""), _LONGEST),
            Cell("(write-only)", Tone.MUTED) if one.mutability is Mutability.WRITE_ONLY else Cell(visible(one.value, 200)),
            _limits(one),
            one.mutability.value,
        )
        for one in state.device_model.variables
    ]
    return Table(("Component", "Variable", "Value", "Limits", "Access"), rows)


def security_log(state: StationState) -> Table:
    """The security events, the newest first."""
    rows = [
        (
            Cell(rfc3339(one.at), tight=True),
            Cell(str(one.event), tight=True),
            visible(one.tech_info, 255),
            Cell("waits to be told", Tone.WARNING) if one.waiting else Cell(""),
        )
        for one in reversed(state.security_log)
    ]
    return Table(("At", "Security event", "What happened", "The CSMS"), rows)


def _limits(one: Variable) -> str:
    if one.least is None and one.most is None:
        return ""
    if one.most is None:
        return f"at least {one.least:,}"
    return f"{one.least:,} to {one.most:,}" if one.least is not None else f"at most {one.most:,}"
