"""Flat rows that carry their chain as JSON: the entries below in one column, or the entry above in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.certs.loading.hash_objects import hash_fields
from workbench.fleet.ingest.checks import Checks
from workbench.fleet.ingest.entry import HINT, EntryFault, HashData, entry_of
from workbench.fleet.ingest.json_values import parsed
from workbench.fleet.ingest.names import CHILDREN, PARENT
from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from workbench.fleet.ingest.tally import Tally

NOT_JSON = "The column for the entries below holds no JSON list of hash entries."
LOST_PARENT = "Rows that name an entry above them which no row of the same answer has: {n}. They were kept without it."
_WHOSE = ("station", "seen_at", "source")


def expanded(columns: dict[str, pd.Series], checks: Checks) -> tuple[dict[str, pd.Series], Checks, Any]:
    """The rows with one more for each child entry that stands in a cell.

    Returns
    -------
    columns, checks, units
        With ``child`` told for each row; ``units`` numbers the chains.
    """
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    rows = len(checks.alive)
    source, child, fields = list(range(rows)), [0] * rows, dict[int, HashData]()
    unit = _by_parent(columns, checks, child) if PARENT in columns else list(range(rows))
    cells = columns[CHILDREN] if CHILDREN in columns else columns[PARENT].where(lambda column: column.isna() & column.notna())
    for row in np.flatnonzero(cells.notna().to_numpy()).tolist():
        if checks.alive[row]:
            for place, data in _children(str(cells.iloc[row]), checks.origin(row), checks.tally):
                fields[len(source)] = data
                source.append(row)
                child.append(place)
                unit.append(unit[row])
    taken = np.array(source)
    found = {
        name: column.iloc[taken].reset_index(drop=True)
        for name, column in columns.items()
        if name not in {CHILDREN, PARENT, "child", "chain"}
    }
    for place, name in enumerate(HASH_COLUMNS):
        cells_of = found.get(name, pd.Series(pd.NA, index=range(len(taken)), dtype="str")).astype("object")
        for row, data in fields.items():
            cells_of.iloc[row] = data[place]
        found[name] = cells_of.astype("str")
    found["child"] = pd.Series([str(one) for one in child], dtype="str")
    more = Checks(checks.frame.iloc[taken].reset_index(drop=True), [checks.lines[row] for row in source], checks.name, checks.tally)
    more.alive = checks.alive[taken]
    return found, more, np.array(unit)


def _children(text: str, origin: str, tally: Tally) -> list[tuple[int, HashData]]:
    try:
        value = parsed(text)
    except ValueError:
        value = None
    nodes = value if isinstance(value, list) else [value] if isinstance(value, dict) else None
    if nodes is None:
        tally.refuse(origin, NOT_JSON, HINT, text)
        return []
    found = []
    for place, node in enumerate(nodes, 1):
        try:
            found.append((place, entry_of(node, tally)))
        except EntryFault as fault:
            tally.refuse(origin, str(fault), HINT, str(node)[:400])
    return found


def _by_parent(columns: dict[str, pd.Series], checks: Checks, child: list[int]) -> list[int]:
    """The chain of each row: its own, or that of the row that its cell names by JSON or by serial number."""
    whose = [columns[name].astype("object").tolist() for name in _WHOSE if name in columns]
    keys = list(zip(*whose, strict=True)) if whose else [()] * len(child)
    above = columns[PARENT].astype("object").tolist()
    serials = columns["serial_number"].astype("object").tolist() if "serial_number" in columns else [None] * len(child)
    heads = {
        (key, str(serial).lower()): row
        for row, (key, serial, parent) in enumerate(zip(keys, serials, above, strict=True))
        if not isinstance(parent, str)
    }
    unit, used = list(range(len(child))), dict[int, int]()
    for row, parent in enumerate(above):
        if not isinstance(parent, str):
            continue
        head = heads.get((keys[row], _serial(parent).lower()))
        if head is None:
            checks.tally.remark(LOST_PARENT)
            child[row] = 1
            continue
        used[head] = used.get(head, 0) + 1
        unit[row], child[row] = head, used[head]
    return unit


def _serial(parent: str) -> str:
    """The serial number by which a row names the one above: the cell itself, or that of the JSON in it."""
    if not parent.lstrip().startswith("{"):
        return parent.strip()
    try:
        value = parsed(parent)
    except ValueError:
        return parent
    fields = hash_fields(value) if isinstance(value, dict) else None
    return str((fields or {}).get("serialNumber", parent))
