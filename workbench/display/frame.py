"""Values as a pandas frame: one place, so that text that pandas cannot keep breaks none of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

_HALF = re.compile("[\ud800-\udfff]")


def frame(rows: Iterable[Mapping[str, Any] | Sequence[Any]], columns: Sequence[str] | None = None) -> pd.DataFrame:
    r"""Rows as a frame. Text is not escaped, but for halves of characters (lone surrogates).

    pandas keeps strings by pyarrow where that is installed, as UTF-8, which has no halves of characters; JSON has.

    Parameters
    ----------
    rows
        Mappings by column name, or values in the order of the columns.
    columns
        Their names and order; None: as the first mapping has them.

    Returns
    -------
    One row each; a lone surrogate stands as ``\udXXX``.
    """
    import pandas as pd  # noqa: PLC0415  # half a second that only those pay who want a frame

    whole = [_of_mapping(row) if isinstance(row, Mapping) else tuple(map(_whole, row)) for row in rows]
    return pd.DataFrame(whole, columns=None if columns is None else list(columns))


def _of_mapping(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _whole(value) for name, value in row.items()}


def _whole(value: Any) -> Any:
    if not isinstance(value, str) or value.isascii():
        return value
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", value)
