"""What a station's decisions ask for that needs no connection: keys, passwords, the outbox."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from workbench.station.effects import (
    AcceptServer,
    AcceptVehicle,
    AnswerVehicle,
    AuthorizeVehicle,
    DenyVehicle,
    DestroyKey,
    KeepSecret,
    MakeKey,
    RefuseServer,
    RefuseVehicle,
    Restart,
    Send,
)
from workbench.station.events import Restarted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.net.machines.happenings import Happenings
    from workbench.station.effects import Effect

_MOST = 1000
"""Effects of one event, and of what they lead to: far more than any decision has."""


def carry_out(past: Happenings, effects: Iterable[Effect]) -> None:
    """All of them, in order, for a station without a link: what needs one is noted as unmet."""
    todo = deque(effects)
    for _ in range(_MOST):
        if not todo:
            return
        effect = todo.popleft()
        match effect:
            case AcceptServer() | RefuseServer() | AcceptVehicle() | RefuseVehicle():
                pass  # there is no handshake
            case AnswerVehicle() | AuthorizeVehicle() | DenyVehicle():
                pass  # whoever waits at the plug has heard it
            case Restart():
                todo.extend(past.happen(Restarted(), follows=True).effects)
            case _ if (more := local(past, effect)) is not None:
                todo.extend(more)
            case _:
                past.unmet = (*past.unmet, effect)


def local(past: Happenings, effect: Effect) -> tuple[Effect, ...] | None:
    """Carry out one effect; what follows from it, or None where it needs a connection."""
    match effect:
        case MakeKey():
            return past.happen(past.keys.make(effect), follows=True).effects
        case DestroyKey():
            past.keys.destroy(effect.key)
        case KeepSecret():
            past.secrets = past.secrets.keeping(effect.component, effect.name, effect.value)
        case Send():
            past.outbox = (*past.outbox, effect.message)
        case _:
            return None
    return ()
