"""Who is meant by the words beside a frame: "ChargePoint>CentralSystem", "CS->CSMS", "from server", "Received", "Tx", "outbound".

Some words name the side (a station, a CSMS); others only say which way the frame went, seen by whoever wrote the log: "received".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from workbench.messages.actions import Side

Way = Literal["sent", "received"]
"""Which way a frame went, seen by the writer of the log."""

_STATION = frozenset("cp station chargpoint chargstation chargbox charger chargers evse client device cs".split())  # noqa: SIM905  a list of words
_CSMS = frozenset("csms centralsystem central server backend cms cpms cpo system".split())  # noqa: SIM905  as above
_RECEIVED = frozenset("received receive receives receiving recv rcv rx incoming inbound".split())  # noqa: SIM905  as above
_SENT = frozenset("sent send sends sending snd tx outgoing outbound".split())  # noqa: SIM905  as above
_IN, _OUT = frozenset({"in", "IN", "In"}), frozenset({"out", "OUT", "Out"})
_JOINED = re.compile(r"(charg)(?:e|ing)[ _-]?(point|station|box)s?(?![A-Za-z])|(central)[ _-]?(system)(?![A-Za-z])", re.IGNORECASE)
_TOKEN = re.compile(r"->|→|=>|>+|<-|←|<=|<+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_RIGHT, _LEFT = frozenset({"->", "→", "=>", ">", ">>", ">>>"}), frozenset({"<-", "←", "<=", "<", "<<", "<<<"})
_BARE: dict[str, Way] = {"->": "sent", "→": "sent", "<-": "received", "←": "received"}
_NOT_SIDES = frozenset({"the", "a", "json", "ocpp", "message", "websocket", "ws", "to", "from"})
_LONGEST = 160
"""Words that are further from their frame than this say nothing of it."""


@lru_cache(maxsize=4096)
def told(words: str, *, field: bool = False) -> tuple[Side | None, Way | None]:
    """What the words before a frame, or in a field of a record, say: the sender, or only which way it went.

    Parameters
    ----------
    field
        The words are a field's whole value: "in", "out", "csms" alone are taken for what they say.
    """
    text = words[-_LONGEST:]
    tokens = _TOKEN.findall(_JOINED.sub(_joined, text))
    return _sender(tokens, field=field), _way(tokens, field=field)


def _joined(found: re.Match[str]) -> str:
    """One lower-case word of two: ``chargpoint``, ``centralsystem``."""
    return f" {''.join(filter(None, found.groups())).lower()} "


def _sender(tokens: list[str], *, field: bool) -> Side | None:
    for place in range(len(tokens) - 1, -1, -1):  # the words nearest to the frame come first
        word = tokens[place]
        if (word in _RIGHT or word in _LEFT or word.casefold() == "to") and 0 < place < len(tokens) - 1:
            pair = _sides(tokens[place - 1], tokens[place + 1])
            if pair is not None:
                return pair[1] if word in _LEFT else pair[0]
        if word.casefold() in {"from", "to"}:
            side = next((_side(one) for one in tokens[place + 1 : place + 4] if one.casefold() not in _NOT_SIDES), None)
            if side is not None:
                return side if word.casefold() == "from" else _other(side)
    return _side(tokens[0]) if field and len(tokens) == 1 else None


def _sides(left: str, right: str) -> tuple[Side, Side] | None:
    """The sides of a pair: CS is a charging station beside a CSMS, and the central system beside a CP."""
    first, second = left.casefold(), right.casefold()
    if first == "cs" and second in _STATION:
        return "csms", "station"
    if second == "cs" and first in _STATION:
        return "station", "csms"
    sides = _side(first), _side(second)
    if sides == ("station", "csms"):
        return "station", "csms"
    return ("csms", "station") if sides == ("csms", "station") else None


def _side(word: str) -> Side | None:
    folded = word.casefold()
    return "station" if folded in _STATION else "csms" if folded in _CSMS else None


def _other(side: Side) -> Side:
    return "csms" if side == "station" else "station"


def _way(tokens: list[str], *, field: bool) -> Way | None:
    if len(tokens) > 1 and tokens[-1] in _BARE and not field:
        return _BARE[tokens[-1]]  # "CS1 ->": whether CS1 sends, or is sent to, the actions of the log tell
    for word in reversed(tokens):
        folded = word.casefold()
        # "in" and "out" are words of every language's sentences: alone in a field, or shouted, they are a direction
        if folded in _RECEIVED or (word in _IN and (field or word == "IN")) or word == "<<<":
            return "received"
        if folded in _SENT or (word in _OUT and (field or word == "OUT")) or word == ">>>":
            return "sent"
    return None
