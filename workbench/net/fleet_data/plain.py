"""Whether texts are in the plainest form, a column at a time; where they are few, each different one is read once by Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.fleet.ingest.told import identity

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

_TIME = r"^(19|20)\d\d-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-4]):[0-5]\d)$"
_PRINTABLE = r"^[!-~]([ -~]*[!-~])?$"
_LONGEST_NAME = 1024
_LONGEST_FIELD = 4096


def mask_of(array: Any) -> Any:
    """A boolean Arrow array as numpy's; null is False."""
    return array.fill_null(False).to_numpy(zero_copy_only=False)  # noqa: FBT003  # Arrow's


def times_of(column: pa.Array) -> pa.Array:
    """The moments of texts in RFC 3339 with seconds and a zone; null for any other text.

    Returns
    -------
    ``timestamp[us, UTC]``.
    """
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    kind = pa.timestamp("us", "UTC")
    if pa.types.is_timestamp(column.type):
        return column.cast(kind) if column.type.tz else pa.nulls(len(column), kind)
    plain = mask_of(pc.match_substring_regex(column, _TIME))
    texts = pc.if_else(pa.array(plain), column, None) if not plain.all() else column
    read = pd.to_datetime(texts.to_pandas(), format="ISO8601", utc=True, errors="coerce")
    return pa.Array.from_pandas(read.astype("datetime64[us, UTC]"), type=kind)


def named(column: pa.Array) -> Any:
    """Which texts are a station's identity as they stand: not empty, not too long, without blanks around it."""
    import pyarrow.compute as pc  # noqa: PLC0415  # see times_of

    plain = mask_of(pc.match_substring_regex(column, _PRINTABLE)) & mask_of(pc.less_equal(pc.binary_length(column), _LONGEST_NAME))
    for place in np.flatnonzero(~plain & mask_of(column.is_valid())).tolist():
        text = column[place].as_py()
        plain[place] = identity(text) == text
    return plain


def filled(column: pa.Array) -> Any:
    """Which texts are there, not empty, and no longer than a hash field may be."""
    import pyarrow.compute as pc  # noqa: PLC0415  # see times_of

    lengths = pc.binary_length(column).fill_null(0).to_numpy(zero_copy_only=False)
    return (lengths > 0) & (lengths <= _LONGEST_FIELD)


def read_once(column: pa.Array, read: Callable[[Any], Any], kind: pa.DataType) -> tuple[pa.Array, Any]:
    """What each value says, and which values say anything.

    Parameters
    ----------
    read
        Gives what a value, or None, says; ``...`` for one that it leaves to others.
    """
    import pyarrow as pa  # noqa: PLC0415  # see times_of

    coded = column.dictionary_encode(null_encoding="encode")
    said = [read(value) for value in coded.dictionary.to_pylist()]
    indices = coded.indices
    sound = np.array([value is not ... for value in said] or [False])[indices.to_numpy(zero_copy_only=False)]
    values = pa.array([None if value is ... else value for value in said], kind)
    return values.take(indices), sound
