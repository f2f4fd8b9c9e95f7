"""Which columns of a flat table are taken in batches: the declared ones, under any of the names that the exact reader knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.fleet.ingest.names import ENTRY_COLUMNS, STATION_COLUMNS, WRAPPERS, flattened_column_of, folded
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEEDED = frozenset({"station", "seen_at", "certificate_type", *HASH_COLUMNS})
_TAKEN = frozenset({*_NEEDED, *ENTRY_COLUMNS, *STATION_COLUMNS, "source", "asked", "status"})


def flat_shape(names: Iterable[str]) -> dict[str, int] | None:
    """Declared column to the place of the column that tells it; None where the table is left to the exact reader.

    It is where a needed column is missing, one is told twice, or one holds more than its row's entry: PEM, children, answers.
    """
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        if folded(name) in WRAPPERS:
            return None
        column = flattened_column_of(name)
        if not column:
            continue
        if column in found or column not in _TAKEN:
            return None
        found[column] = place
    if not set(found) >= _NEEDED or ("chain" in found) != ("child" in found):
        return None
    return found
