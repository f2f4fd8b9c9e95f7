"""The words before a frame on its line: when, which station, which way, which version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workbench.certs.loading.text import unescaped
from workbench.messages.log.directions import told
from workbench.messages.log.moments import moment_in

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.actions import Side
    from workbench.messages.log.directions import Way

LONGEST = 600
"""Characters before a frame that are looked at."""

_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,200})>")
_NAME = r"([A-Za-z0-9][A-Za-z0-9*_.@:\-]{0,63}?)"
_STATIONS = (
    re.compile(
        r"\b(?:(?:charge_?box|charge_?point|charging_?station|station|charger|cp|client)_?id\s*[=:]\s*|(?:identity|identifier)\s*[=:]\s*"
        rf"|(?:station|charge_?point|charging_?station|charger|cp)[=:])[\"'(\[]?{_NAME}(?=[\"'\])}},;|\s]|:?\s*$|: )",
        re.IGNORECASE,
    ),
    re.compile(rf"/ocpp(?:/[\w.]{{1,20}})?/{_NAME}(?=[\s\"'\])?,;:]|$)", re.IGNORECASE),
    re.compile(r"(?:^|[\s:|\]])([^\s:|\[\]]{1,64}): (?:receive message|send)\s*$"),
    # a name right before the arrow between two sides: "2026-05-31T15:14:53Z CS-000001 CSMS->CS"; a time or a log level is none
    re.compile(rf"(?:^|[\s\[\](|]){_NAME}[\])|:]?\s+(?:CS|CP|CSMS|station|server)\s*(?:[-=]>|<[-=]|→|←)", re.IGNORECASE),
    # a name with a digit beside a bare arrow: "CS1 -> [2,"; threads and sockets are no stations
    re.compile(
        r"(?:^|[\s\[(|])(?!(?:thread|worker|pool|conn|connection|session|ws|socket|task|exec|nio|http|ocpp|v)[\w.\-]*\d)(?=[^\s]*\d)"
        rf"{_NAME}[\])|:]?\s+(?:[-=]>|<[-=]|→|←)\s*$",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:received JSON message from|sent JSON message to|message from|message to) {_NAME}: *$", re.IGNORECASE),
)
_NOT_NAMES = frozenset(
    "server client csms station info debug trace notice warn warning error fatal ocpp the cs cp null none".split()  # noqa: SIM905  a list of words
)
_TIME = re.compile(r"\d{1,4}[-:./]\d{1,2}[-:./T]|\d+(?:\.\d+)?Z?$")
"""How a word begins that is a date or a time, and no name."""
_VERSION = re.compile(r"ocpp[ _-]?v?(1\.6|2\.0\.1|2\.1|16|201|21)(?!\d)", re.IGNORECASE)
_VERSIONS = {"16": "1.6", "201": "2.0.1", "21": "2.1"}


class Around(NamedTuple):
    """What is told around a frame."""

    at: datetime | None = None
    station: str = ""
    sender: Side | None = None
    way: Way | None = None
    version: str | None = None

    def over(self, outer: Around) -> Around:
        """What is told here, and where that is silent, what was told further out."""
        silent = self.sender is None and self.way is None
        return Around(
            self.at or outer.at,
            self.station or outer.station,
            outer.sender if silent else self.sender,
            outer.way if silent else self.way,
            self.version or outer.version,
        )


def around(words: str) -> Around:
    """What the words before a frame say."""
    words = words[-LONGEST:]
    if not words.strip():
        return Around()
    if "<" in words or "&" in words:
        words = unescaped(_TAG.sub(" ", words))
    sender, way = told(words.rstrip("[( \t\r\n"))
    return Around(moment_in(words), station_in(words), sender, way, version_in(words))


def station_in(words: str) -> str:
    """The station's identity, where the words name it."""
    for pattern in _STATIONS:
        for found in pattern.finditer(words):
            if found[1].casefold() not in _NOT_NAMES and _TIME.match(found[1]) is None:
                return found[1]
    return ""


def version_in(words: str) -> str | None:
    """``"2.0.1"`` in ``ocpp2.0.1``, ``OCPP 2.0.1``, ``ocpp201``."""
    found = _VERSION.search(words)
    return _VERSIONS.get(found[1], found[1]) if found else None
