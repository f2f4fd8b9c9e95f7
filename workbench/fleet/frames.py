"""Frames out of engines: the same types whichever engine computed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import ibis.expr.datatypes as dt
    import ibis.expr.types as ir
    import pandas as pd


def frame_of(expression: ir.Table) -> pd.DataFrame:
    """The rows of an expression; the engine runs now.

    Returns
    -------
    Strings as pandas' ``str``, whole numbers as ``Int64``, truth as ``boolean``, times as ``datetime64[us, UTC]``; absent is NA.
    """
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays
    import pyarrow as pa  # noqa: PLC0415  # see above

    # by Arrow: a million strings are one buffer, not a million objects, and whole numbers never pass through a float
    nullable = {pa.bool_(): pd.BooleanDtype(), **dict.fromkeys((pa.int8(), pa.int16(), pa.int32(), pa.int64()), pd.Int64Dtype())}
    found: pd.DataFrame = expression.to_pyarrow().to_pandas(types_mapper=nullable.get)
    schema = expression.schema()
    columns = {name: _typed(found[name], schema[name]) for name in expression.columns}
    return pd.DataFrame(columns, columns=list(expression.columns))


def _typed(column: pd.Series[Any], kind: dt.DataType) -> pd.Series[Any]:
    import pandas as pd  # noqa: PLC0415  # see frame_of

    if kind.is_timestamp() or kind.is_date():
        return pd.to_datetime(column, utc=True).astype("datetime64[us, UTC]")
    if kind.is_integer():
        return column.astype("Int64")
    if kind.is_boolean():
        return column.astype("boolean")
    if kind.is_string():
        return column.astype("str")
    return column
