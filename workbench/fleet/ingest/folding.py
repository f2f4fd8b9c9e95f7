"""What stands there again: chains by their content, each as often as one answer lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.fleet.schema import HASH_COLUMNS

if TYPE_CHECKING:
    import pandas as pd


def chains_of(entries: pd.DataFrame) -> pd.DataFrame:
    """Entries with ``content``: equal for chains of equal type and equal entries, and ``first``: where their chain begins.

    Parameters
    ----------
    entries
        With ``given``, ``answer``, ``chain``, ``child``, the type and the four fields; their order is kept.
    """
    entries = entries.reset_index(drop=True)
    row = entries.groupby(["certificate_type", "child", *HASH_COLUMNS], sort=False, dropna=False).ngroup()
    unit = entries.groupby(["given", "chain"], sort=False).ngroup()
    size = unit.groupby(unit).transform("size")
    content = row.copy()
    long = size > 1
    if long.any():  # chains with children: their rows together are the content
        order = entries[long].assign(unit=unit[long], row=row[long]).sort_values(["unit", "row"])
        told = order.groupby("unit", sort=False)["row"].agg(tuple)
        codes: dict[Any, int] = {}
        start = int(row.max()) + 1
        numbers = {one: start + codes.setdefault(rows, len(codes)) for one, rows in told.items()}
        content[long] = unit[long].map(numbers)
    first = ~unit.duplicated()
    return entries.assign(unit=unit, content=content, first=first)


def folded_again(entries: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Of each entry whether its chain stands in the same answer already, by another giving."""
    chains = entries[entries["first"]]
    nth = chains.groupby(["given", "content"], sort=False).cumcount()
    again = chains.assign(nth=nth).duplicated(["answer", "content", "nth"])
    return np.isin(entries["unit"].to_numpy(), chains["unit"].to_numpy()[again.to_numpy()])


def dense_chains(entries: pd.DataFrame) -> pd.DataFrame:
    """Entries by answer, chain and child, the chains of each answer numbered from 0 in the order in which they were given."""
    if not len(entries):
        return entries.reset_index(drop=True)
    columns = [entries[name].to_numpy() for name in ("answer", "given", "chain", "child")]
    order = np.lexsort(columns[::-1])
    entries = entries.iloc[order].reset_index(drop=True)
    answer, given, chain, _ = (column[order] for column in columns)
    new_answer = np.r_[True, answer[1:] != answer[:-1]]
    new_chain = new_answer | np.r_[True, (given[1:] != given[:-1]) | (chain[1:] != chain[:-1])]
    running = np.cumsum(new_chain) - 1
    return entries.assign(chain=(running - np.maximum.accumulate(np.where(new_answer, running, 0))).astype("int32"))
