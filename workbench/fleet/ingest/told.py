"""What stands around an answer: whose it is, when, on whose word, what was asked, and what sort of station it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from workbench.fleet.ingest.decoding import kept
from workbench.fleet.ingest.json_values import NumberText
from workbench.fleet.ingest.names import REQUESTS, STATION_COLUMNS, column_of, folded
from workbench.fleet.ingest.times import when
from workbench.fleet.schema import ALL_TYPES, CERTIFICATE_TYPES, Side

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from workbench.fleet.ingest.context import Context
    from workbench.fleet.ingest.tally import Tally

OTHER_SOURCE = "Sources that are neither the station nor the CSMS: {n}. The file was taken for what it was said to be."
NOT_A_NUMBER = "Numbers of stations that cannot be read: {n}. They were left out."

_SIDES = {
    **dict.fromkeys(("station", "cs", "cp", "chargingstation", "chargepoint", "charger", "device", "evse"), Side.STATION.value),
    **dict.fromkeys(("csms", "centralsystem", "central", "server", "backend", "cms", "record", "database", "db"), Side.CSMS.value),
}
_TRUTHS = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
_IDENTITIES = ("id", "identity", "identifier", "name", "uid")
_VERSIONS = {"201": "2.0.1", "21": "2.1", "16": "1.6", "20": "2.0", "15": "1.5"}
_WHOLE = frozenset({"security_profile", "most_entries"})
_LONGEST = 1024
NOTHING = frozenset({"", "null", "none", "nan", "nat", "n/a", "\\n"})
"""How exports write that a cell is empty, folded."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told so far, from the outside in."""

    station: str | None = None
    by_key: bool = False
    """The station is a key of a map, not the value of a key that says so."""
    at: datetime | None = None
    default_station: str | None = None
    """Whose it is where the file does not tell."""
    default_at: datetime | None = None
    """When it was where the file does not tell."""
    unreadable: str = ""
    """A time that is none."""
    source: str = Side.STATION
    asked: str | None = None
    certificate_type: str | None = None
    particulars: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def nothing(cls, context: Context) -> Told:
        """What is told before anything of a file is read."""
        return cls(default_station=context.station, default_at=context.at, source=str(context.source))

    @property
    def whose(self) -> str | None:
        """The station, told or taken."""
        return self.station or self.default_station

    def with_record(self, record: Mapping[str, Any], tally: Tally) -> Told:
        """With what the keys of a JSON object tell."""
        found = _Found(tally)
        for key, value in record.items():
            if value is not None and value != "":
                found.take(key, value)
        changed = found.changed
        if found.particulars:
            changed["particulars"] = {**self.particulars, **found.particulars}
        if "station" in changed:
            changed["by_key"] = False
        return replace(self, **changed) if changed else self


class _Found:
    """What the keys of one object tell; of two that tell the same thing the first counts."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self.changed: dict[str, Any] = {}
        self.particulars: dict[str, Any] = {}

    def take(self, key: str, value: Any) -> None:
        column = column_of(key)
        if column == "station":
            self._station(value)
        elif column in _READERS:
            for name, told in _READERS[column](value, self._tally).items():
                if not self.changed.get(name):
                    self.changed[name] = told
        elif column in STATION_COLUMNS:
            self._particular(column, value)
        elif isinstance(value, dict) and folded(key) in REQUESTS:
            self.changed["asked"] = asked_by(value)

    def _station(self, value: Any) -> None:
        if isinstance(value, dict):  # {"id": "CS001", "vendorName": ..., "model": ...}
            for key, inner in value.items():
                column = column_of(key)
                if folded(key) in _IDENTITIES or column == "station":
                    self._named(inner)
                elif column in STATION_COLUMNS:
                    self._particular(column, inner)
        else:
            self._named(value)

    def _named(self, value: Any) -> None:
        if (name := identity(value)) is not None:
            self.changed.setdefault("station", name)

    def _particular(self, column: str, value: Any) -> None:
        if (read := particular(column, value, self._tally)) is not None:
            self.particulars.setdefault(column, read)


def identity(value: Any) -> str | None:
    """A station's identity; None where the value is none."""
    if not isinstance(value, str):
        return None
    name = value.strip()
    return kept(name) if name and len(name) <= _LONGEST else None


@lru_cache(maxsize=1024)
def side_of(word: str) -> str | None:
    """Whose word it is; None where the word says neither."""
    return _SIDES.get(folded(word.strip()))


def asked_by(request: Any) -> str | None:
    """What a GetInstalledCertificateIds request asks for, as ``answers.asked`` has it; None where it cannot be told."""
    if not isinstance(request, dict):
        return None
    types = request.get("certificateType", request.get("certificate_type"))
    return asked_of(types) if types is not None else ALL_TYPES


def asked_of(types: Any) -> str | None:
    """The types that were asked for, each once, in OCPP's order; None where a word among them is no type."""
    if isinstance(types, str):
        types = [one for one in types.replace(";", ",").replace("|", ",").replace(" ", ",").split(",") if one]
    if not isinstance(types, list) or not all(one in CERTIFICATE_TYPES for one in types):
        return None
    return ",".join(one for one in CERTIFICATE_TYPES if one in types)


def particular(column: str, value: Any, tally: Tally) -> Any:
    """What is told of a station, as the column has it; None where it cannot be read."""
    if isinstance(value, bool):
        return value if column == "additional_root_check" else None
    text = value.strip() if isinstance(value, str) else ""
    if text.lower() in NOTHING or len(text) > _LONGEST:
        return None
    if column in _WHOLE:
        return _whole(text, tally)
    if column == "additional_root_check":
        return _TRUTHS.get(text.lower())
    return version(text) if column == "ocpp_version" else kept(text)


def _whole(text: str, tally: Tally) -> int | None:
    digits = text.removesuffix(".0")
    if digits.isascii() and digits.isdecimal() and len(digits) < 10:
        return int(digits)
    tally.remark(NOT_A_NUMBER)
    return None


def version(text: str) -> str | None:
    """``2.0.1`` of ``ocpp2.0.1``, ``OCPP201``; None of what is none of OCPP's versions."""
    return _VERSIONS.get(folded(text).removeprefix("ocpp").removeprefix("v").removesuffix("j"))


def _seen_at(value: Any, tally: Tally) -> dict[str, Any]:
    if isinstance(value, dict | list | bool):
        return {}
    at = when(float(value) if isinstance(value, NumberText) and "e" in value.lower() else value, tally)
    return {"at": at, "unreadable": ""} if at is not None else {"at": None, "unreadable": str(value)}


def _source(value: Any, tally: Tally) -> dict[str, Any]:
    side = side_of(value) if isinstance(value, str) and len(value) < 60 else None
    if side is None:
        tally.remark(OTHER_SOURCE)
        return {}
    return {"source": side}


def _asked(value: Any, _: Tally) -> dict[str, Any]:
    return {"asked": asked_of(value)}


_READERS = {"seen_at": _seen_at, "source": _source, "asked": _asked}
