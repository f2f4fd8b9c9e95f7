"""What a frame of entries gains by the certificates at hand: their names, and when they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.fleet.schema import CERTIFICATE_TYPES, HASH_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import ibis.expr.types as ir
    import pandas as pd

    from workbench.fleet.known import Known

"""The four fields of an entry."""


def folded(table: ir.Table) -> ir.Table:
    """The same with the four fields in one case: hexadecimal has none, and neither has the algorithm's name."""
    parts = {name: table[name].lower() for name in HASH_COLUMNS[1:]}
    return table.mutate(hash_algorithm=table["hash_algorithm"].upper(), **parts)


def identity(table: ir.Table) -> ir.StringValue:
    """What two entries of one certificate share: its SHA-256; where nobody knows it, the four fields."""
    written: ir.StringValue = table["hash_algorithm"].upper()
    for name in HASH_COLUMNS[1:]:
        written = written + ":" + table[name].lower()
    named: ir.StringValue = table["certificate"].fill_null(written)
    return named


def texts(table: ir.Table, *names: str) -> dict[str, ir.StringValue]:
    """These columns as texts that may be absent: a union takes no two columns of which one alone may."""
    return {name: table[name].cast("string") for name in names}


def with_names(frame: pd.DataFrame, known: Known, *more: str) -> pd.DataFrame:
    """The same with ``name``, and with ``more`` columns of the known certificates, right behind ``certificate``."""
    about = known.certificates.set_index("certificate")
    place = list(frame.columns).index("certificate") + 1
    named = frame.copy()
    for offset, column in enumerate(("name", *more)):
        # not map: without certificates at hand it knows no type
        named.insert(place + offset, column, about[column].reindex(named["certificate"]).array)
    return named


def in_order(frame: pd.DataFrame, *keys: str, falling: Sequence[str] = ()) -> pd.DataFrame:
    """The rows sorted by these columns: certificate types as OCPP lists them, text by code points, absent values last."""

    def rank(column: pd.Series) -> pd.Series:
        if column.name == "certificate_type":
            return column.map({name: place for place, name in enumerate(CERTIFICATE_TYPES)})
        return column

    rising = [key not in falling for key in keys]
    return frame.sort_values(list(keys), ascending=rising, key=rank, kind="stable", na_position="last").reset_index(drop=True)


def a_moment(at: datetime) -> datetime:
    """The same.

    Raises
    ------
    InputError
        It has no time zone.
    """
    if getattr(at, "tzinfo", None) is None:
        raise InputError("The time has no time zone, or is none.", hint="Write datetime(2026, 11, 21, tzinfo=UTC).")
    return at
