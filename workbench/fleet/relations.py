"""Small frames made in Python as tables for an engine: with declared types, so that an empty one has them too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import ibis.expr.types as ir
    import pandas as pd


def relation(frame: pd.DataFrame, types: Mapping[str, str]) -> ir.Table:
    """The columns named in ``types``, in that order, as Ibis' types; absent values are NULL in every engine."""
    import ibis  # noqa: PLC0415  # a quarter of a second that only a fleet pays
    import pyarrow as pa  # noqa: PLC0415

    schema = ibis.schema(types)
    table = pa.Table.from_pandas(frame[list(types)], schema=schema.to_pyarrow(), preserve_index=False)
    return ibis.memtable(table.combine_chunks())  # Spark writes absent strings of several chunks as the text "NaN"


def relation_of(rows: Iterable[tuple[Any, ...]], types: Mapping[str, str]) -> ir.Table:
    """The same of tuples, in the order of ``types``."""
    import ibis  # noqa: PLC0415  # see relation
    import pyarrow as pa  # noqa: PLC0415

    schema = ibis.schema(types)
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.to_pyarrow().types, strict=True)]
    return ibis.memtable(pa.Table.from_arrays(arrays, schema=schema.to_pyarrow()))
