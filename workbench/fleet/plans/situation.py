"""What an inventory tells of each station, as plans need it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import WeakKeyDictionary

from workbench.fleet.frames import frame_of
from workbench.fleet.schema import CHAIN_TYPE, HASH_COLUMNS
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.inventory import Inventory

CSMS_ROOT, MAKER_ROOT = "CSMSRootCertificate", "ManufacturerRootCertificate"
V2G_ROOT, MO_ROOT, OEM_ROOT = "V2GRootCertificate", "MORootCertificate", "OEMRootCertificate"


class Listed(NamedTuple):
    """One entry that a station lists, with what it was resolved to; see :func:`workbench.fleet.resolve.resolved`.

    Attributes
    ----------
    fields
        Algorithm, name hash, key hash, serial number: verbatim, to be echoed [M04.FR.07].
    """

    certificate_type: str
    chain: int
    child: int
    fields: tuple[str, str, str, str]
    certificate: str | None
    mistakes: str
    authority: str | None
    own_authority: str | None

    @property
    def is_root(self) -> bool:
        """Whether it is an entry of a root type."""
        return self.certificate_type != CHAIN_TYPE and self.child == 0

    @property
    def same(self) -> tuple[str, ...]:
        """Equal where a station takes two entries for one: the fields without case."""
        return tuple(one.lower() for one in self.fields)


@dataclass(frozen=True, slots=True)
class Situation:
    """One station.

    Attributes
    ----------
    identity
        Hostile text.
    sender
        Vendor, model, firmware and OCPP version in one text: such stations behave alike.
    version
        None where it is not known.
    covered
        Certificate type to when the answer was given that covers it.
    listed
        What it lists now.
    guessed
        Whether an answer of these does not tell what was asked: it is taken for everything.
    """

    identity: str
    sender: str
    version: Version | None
    security_profile: int | None
    most_entries: int | None
    root_check: bool | None
    covered: dict[str, datetime]
    listed: tuple[Listed, ...]
    guessed: bool = False

    def of_type(self, certificate_type: str) -> list[Listed]:
        """The entries of its own of a type, children left out."""
        return [one for one in self.listed if one.certificate_type == certificate_type and one.child == 0]

    @property
    def types(self) -> tuple[str, ...]:
        """The certificate types of its version; of both where that is not known."""
        return TYPES_OF_201 if self.version is Version.V201 else (*TYPES_OF_201, OEM_ROOT)


TYPES_OF_201 = (V2G_ROOT, MO_ROOT, CSMS_ROOT, CHAIN_TYPE, MAKER_ROOT)


def situations(inventory: Inventory) -> tuple[Situation, ...]:
    """Every station of the inventory as of its time, by identity; read once, for a plan and its rehearsal."""
    if inventory not in _READ:
        _READ[inventory] = tuple(_read(inventory))
    return _READ[inventory]


_READ: WeakKeyDictionary[Inventory, tuple[Situation, ...]] = WeakKeyDictionary()


def _read(inventory: Inventory) -> list[Situation]:
    listed = _listed(frame_of(inventory.resolved))
    covered: dict[str, dict[str, datetime]] = defaultdict(dict)
    guessed = set()
    columns = ("station", "certificate_type", "seen_at", "untold")
    latest = frame_of(_latest(inventory))
    for station, certificate_type, seen_at, untold in zip(*(latest[name] for name in columns), strict=True):
        covered[station][certificate_type] = seen_at
        if untold:
            guessed.add(station)
    stations = frame_of(inventory.tables.stations).sort_values("station")
    names = ("station", "vendor_name", "model", "firmware_version", "ocpp_version")
    numbers = ("security_profile", "most_entries", "additional_root_check")
    rows = zip(*(_plain(stations[name]) for name in (*names, *numbers)), strict=True)
    return [
        Situation(
            identity=row[0],
            sender="|".join(one or "" for one in row[1:5]),
            version=_VERSIONS.get(row[4] or ""),
            security_profile=row[5],
            most_entries=row[6],
            root_check=row[7],
            covered=covered.get(row[0], {}),
            listed=tuple(listed.get(row[0], ())),
            guessed=row[0] in guessed,
        )
        for row in _told(list(rows), inventory.progress)
    ]


def _told(rows: list[tuple[Any, ...]], progress: Callable[[int, int], None] | None) -> Iterator[tuple[Any, ...]]:
    """The same, with the progress told."""
    for number, row in enumerate(rows, start=1):
        if progress is not None and (number % 1_000 == 0 or number == len(rows)):
            progress(number, len(rows))
        yield row


def _latest(inventory: Inventory) -> ir.Table:
    """The answers that count, with whether they do not tell what was asked."""
    answers = inventory.tables.answers
    latest = inventory.tables.latest(at=inventory.at).select("answer", "station", "certificate_type", "seen_at")
    return latest.join(answers.select("answer", untold=answers.asked.isnull()), "answer")


_VERSIONS = {version.value: version for version in Version}


def _listed(frame: pd.DataFrame) -> dict[str, list[Listed]]:
    frame = frame.sort_values(["station", "answer", "chain", "child"])
    fields = zip(*(frame[name] for name in HASH_COLUMNS), strict=True)
    told = (_plain(frame[name]) for name in ("certificate", "mistakes", "authority", "own_authority"))
    places = (frame[name] for name in ("certificate_type", "chain", "child"))
    found: dict[str, list[Listed]] = defaultdict(list)
    for station, *place, data, certificate, mistakes, authority, own in zip(frame["station"], *places, fields, *told, strict=True):
        found[station].append(Listed(place[0], int(place[1]), int(place[2]), data, certificate, mistakes or "", authority, own))
    return found


def _plain(column: pd.Series) -> list[Any]:
    """The values as Python's own, absent ones None."""
    values: list[Any] = column.astype(object).where(column.notna(), None).tolist()
    return values
