"""Texts as small numbers while an answer is thought through: a million rows share some hundred reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.fleet.schema import CERTIFICATE_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir
    import pandas as pd
    import pyarrow as pa

    Numbers = Any
    """A numpy array of whole numbers."""

TEXTS = ("verdict", "reason", "certificate", "by", "needs")
CODED = ("station", "type", "chain", *TEXTS, "earlier")
"""The columns of verdicts: place of the station and of the certificate type in :class:`Rows`, chain, the numbers of five texts, and
a time of UTC, ``datetime64[us]``."""


_NAMED = ("station", "certificate_type")


class Texts:
    """Texts by number, each once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, text: str) -> int:
        """The number of a text, which is taken up."""
        return self._numbers.setdefault(text, len(self._numbers))

    def numbers(self, texts: Iterable[str]) -> Numbers:
        """Those of several."""
        import numpy as np  # noqa: PLC0415  # with pandas: half a second that only a fleet pays

        return np.array([self.number(text) for text in texts], dtype="int32")

    def words(self) -> list[str]:
        """The texts in the order of their numbers."""
        return list(self._numbers)


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """What the engine found.

    Attributes
    ----------
    frame
        Whole numbers; absent is -1: station and type (their places in the other two), chain, and what the engine computed beside.
    stations
        Identities, sorted.
    types
        Certificate types, as OCPP lists them.
    """

    frame: pd.DataFrame
    stations: pa.Array
    types: tuple[str, ...]


def fetched(expression: ir.Table) -> Rows:
    """The rows of an expression with station, certificate_type and whole numbers that are never absent; the engine runs now."""
    import numpy as np  # noqa: PLC0415  # with pandas: half a second that only a fleet pays
    import pandas as pd  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    table = expression.to_pyarrow()
    types, places = _coded(table["certificate_type"])
    named = tuple(dict.fromkeys([*CERTIFICATE_TYPES, *types.to_pylist()]))
    stations, whose = _coded(table["station"])
    order = pc.sort_indices(stations)
    rank = np.empty(len(order), dtype="int32")
    rank[order.to_numpy()] = np.arange(len(order))
    kinds = np.array([named.index(one) for one in types.to_pylist()], dtype="int32")
    columns = {name: table[name].cast(pa.int32()).to_numpy() for name in table.column_names if name not in _NAMED}
    frame = pd.DataFrame({"station": rank[whose], "type": kinds[places], **columns}, copy=False)
    return Rows(frame, stations.take(order).cast(pa.large_string()), named)


def _coded(column: pa.ChunkedArray) -> tuple[pa.Array, Numbers]:
    import pyarrow as pa  # noqa: PLC0415  # see fetched

    coded = column.combine_chunks().dictionary_encode()
    coded = coded.unify_dictionaries().chunk(0) if isinstance(coded, pa.ChunkedArray) else coded
    return coded.dictionary, coded.indices.to_numpy()


def told(rows: Rows, coded: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """The verdicts in words: station, certificate_type, those of :data:`TEXTS`, earlier."""
    import pyarrow as pa  # noqa: PLC0415  # see fetched

    every = pa.array(texts.words(), pa.large_string())
    columns = {
        "station": rows.stations.take(pa.array(coded["station"])),
        "certificate_type": pa.array(rows.types, pa.large_string()).take(pa.array(coded["type"])),
        **{name: every.take(pa.array(coded[name])) for name in TEXTS},
        "earlier": pa.array(coded["earlier"]).cast(pa.timestamp("us", "UTC")),
    }
    frame: pd.DataFrame = pa.table(columns).to_pandas(self_destruct=True, split_blocks=True)
    return frame
