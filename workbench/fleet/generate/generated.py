"""A generated fleet: tables, certificates, and the truth about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cryptography import x509

from workbench.certs.items import Item, ItemType, Source
from workbench.display import Card, Readable, view
from workbench.fleet.generate.truth import Truth
from workbench.fleet.schema import ANSWERS, SIGHTINGS, STATIONS, schema_of
from workbench.fleet.tables import Tables
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    import pandas as pd

    from workbench.fleet.generate.authorities import Authorities
    from workbench.fleet.generate.held import GeneratedStation
    from workbench.fleet.generate.made import Made
    from workbench.fleet.generate.telling import Telling
    from workbench.fleet.inventory import Inventory
    from workbench.fleet.schema import Column

CERTIFICATES_FILE, CHAIN_FILE = "certificates.pem", "csms-chain.pem"


@dataclass(frozen=True, eq=False)
class GeneratedFleet(Readable):
    """What :func:`~workbench.fleet.generate.generate` gives.

    Attributes
    ----------
    seed, at, days
        As they were given.
    sightings, answers, stations
        Frames with the columns of :mod:`workbench.fleet.schema`; times are UTC.
    made
        The CAs and leaves that were made; those with ``at_hand`` are who asks' to use.
    server
        What the CSMS's server shows, leaf first.
    members
        The stations with what they hold at the end.
    truth
        What is true of it.
    """

    seed: int
    at: datetime
    days: int
    sightings: pd.DataFrame = field(repr=False)
    answers: pd.DataFrame = field(repr=False)
    stations: pd.DataFrame = field(repr=False)
    made: tuple[Made, ...] = field(repr=False)
    server: tuple[Made, ...] = field(repr=False)
    members: tuple[GeneratedStation, ...] = field(repr=False)
    truth: Truth = field(repr=False)

    @classmethod
    def of(
        cls, seed: int, at: datetime, days: int, members: Iterable[GeneratedStation], authorities: Authorities, telling: Telling
    ) -> GeneratedFleet:
        """From what was collected."""
        members = tuple(members)
        sightings = _frame(telling.sightings, SIGHTINGS)
        answers = _frame(telling.answers, ANSWERS)
        stations = _frame([_station_row(one) for one in members], STATIONS)
        leaves = {id(one): one for one in telling.made if one.der is not None and one.kind == "secc"}
        made = (*authorities.all, *leaves.values())
        truth = Truth.of(at, telling, authorities, members)
        return cls(seed, at, days, sightings, answers, stations, made, authorities.csms_chain, members, truth)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The certificates at hand, as they would be loaded from :data:`CERTIFICATES_FILE`."""
        return _items([one for one in self.made if one.at_hand], CERTIFICATES_FILE)

    @cached_property
    def csms_chain(self) -> tuple[Item, ...]:
        """What the CSMS's server shows, leaf first."""
        return _items(self.server, CHAIN_FILE)

    def item(self, label: str) -> Item:
        """The certificate of a label, at hand or not: ``"V2G Root A"``."""
        return _items([next(one for one in self.made if one.label == label)], CERTIFICATES_FILE)[0]

    def tables(self) -> Tables:
        """The frames as tables of DuckDB's default connection."""
        import ibis  # noqa: PLC0415  # a quarter of a second that only a fleet pays

        frames = ((self.sightings, SIGHTINGS), (self.answers, ANSWERS), (self.stations, STATIONS))
        return Tables(*(ibis.memtable(frame, schema=schema_of(columns)) for frame, columns in frames))

    def inventory(self, *, chain: bool = True) -> Inventory:
        """Ready to be asked; ``chain``: whether the CSMS server's chain is declared."""
        from workbench.fleet.inventory import Inventory  # noqa: PLC0415  # it knows the questions, which a generator need not
        from workbench.fleet.known import Known  # noqa: PLC0415

        return Inventory(self.tables(), Known.of(self.items), self.at, self.csms_chain if chain else ())

    def _card(self) -> Card:
        return Card(
            "Generated fleet",
            [
                ("Seed", str(self.seed)),
                ("Stations", f"{len(self.stations):,}"),
                ("Answers", f"{len(self.answers):,}"),
                ("Hash entries", f"{len(self.sightings):,}"),
                ("Certificates at hand", f"{len(self.items):,}"),
                ("As of", rfc3339(self.at)),
            ],
        )

    def __str__(self) -> str:
        return self._card().to_text(120)

    def _repr_html_(self) -> str:
        return str(view(self._card().to_html()))


def _items(made: Iterable[Made], file: str) -> tuple[Item, ...]:
    octets = [one.der for one in made if one.der is not None]
    return tuple(
        Item(ItemType.CERTIFICATE, der, Source(file, position), x509.load_der_x509_certificate(der))
        for position, der in enumerate(octets, start=1)
    )


def _station_row(one: GeneratedStation) -> tuple[Any, ...]:
    vendor = one.vendor
    return (
        one.identity,
        vendor.name,
        vendor.model,
        one.firmware.version,
        vendor.ocpp_version,
        one.security_profile,
        one.most_entries,
        vendor.root_check,
    )


_TYPES = {
    "!string": "str",
    "string": "str",
    "!int64": "int64",
    "int64": "Int64",
    "!int32": "int32",
    "boolean": "boolean",
    "!timestamp('UTC')": "datetime64[us, UTC]",
}


def _frame(rows: Sequence[tuple[Any, ...]], columns: tuple[Column, ...]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    values = zip(*rows, strict=True) if rows else [() for _ in columns]
    given = dict(zip((column.name for column in columns), values, strict=True))
    return pd.DataFrame({column.name: pd.Series(list(given[column.name]), dtype=_TYPES[column.type]) for column in columns})
