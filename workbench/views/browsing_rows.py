"""The rows that somebody wants to see: searched, filtered and sorted, in milliseconds for 100,000 of them. No widget in here."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_BETWEEN = "\x1f"
"""Between two cells of a row in the text that is searched: no word reaches from one cell into the next."""
_DIGITS = ".6g"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to see.

    Attributes
    ----------
    search
        Each of these words stands in some cell of the row, in whatever case; ``"two words"`` in quotes stand together.
    only
        Column and text: such cells only.
    by, descending
        The column to sort by; empty: the frame's own order. What is absent comes last.
    """

    search: str = ""
    only: tuple[tuple[str, str], ...] = ()
    by: str = ""
    descending: bool = False


@dataclass(frozen=True, eq=False)
class Rows:
    """A frame to browse. Columns are named by texts, each once: see :func:`rows_of`."""

    frame: pd.DataFrame = field(repr=False)
    _texts: dict[str, pd.Series] = field(default_factory=dict, repr=False)
    _orders: dict[str, np.ndarray] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def columns(self) -> tuple[str, ...]:
        """Left to right."""
        return tuple(self.frame.columns)

    def texts(self, column: str) -> pd.Series:
        """A column as it is shown, as searched and as filtered: texts, empty where nothing is."""
        if column not in self._texts:
            self._texts[column] = texts_of(self.frame[column])
        return self._texts[column]

    def text(self, place: int, column: str) -> str:
        """One cell of it."""
        return str(self.texts(column).iloc[place])

    @cached_property
    def _folded(self) -> pd.Series:
        """All cells of each row in one text, in lower case."""
        import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

        whole = pd.Series([""] * len(self), dtype="str")
        for column in self.columns:
            whole = whole + _BETWEEN + self.texts(column)
        return whole.str.lower()

    def places(self, wanted: Wanted) -> np.ndarray:
        """The places in the frame of the rows that are wanted, in the order that is wanted."""
        import numpy as np  # noqa: PLC0415  # as pandas

        kept = np.ones(len(self), dtype=bool)
        for word in words_of(wanted.search):
            kept &= self._folded.str.contains(_lowered(word), regex=False).to_numpy(dtype=bool)
        for column, text in wanted.only:
            if column in self.columns:
                kept &= (self.texts(column) == text).to_numpy(dtype=bool)
        if wanted.by not in self.columns:
            return np.flatnonzero(kept)
        order = self._order(wanted.by)
        if wanted.descending:
            present = int(self.frame[wanted.by].notna().sum())
            order = np.concatenate([order[:present][::-1], order[present:]])
        found: np.ndarray = order[kept[order]]
        return found

    def _order(self, column: str) -> np.ndarray:
        if column not in self._orders:
            values = self.frame[column]
            if not _comparable(values):
                values = self.texts(column).str.lower().where(values.notna().to_numpy())
            self._orders[column] = values.reset_index(drop=True).sort_values(kind="stable", na_position="last").index.to_numpy()
        return self._orders[column]

    def values(self, column: str, most: int, wanted: Wanted | None = None) -> list[tuple[str, int]]:
        """The commonest texts of a column and how often they stand there, at most ``most``; of the rows that are wanted."""
        texts = self.texts(column)
        if wanted is not None:
            texts = texts.iloc[self.places(wanted)]
        counts = texts.value_counts().head(most)
        return [(str(text), int(count)) for text, count in counts.items()]


def rows_of(frame: pd.DataFrame) -> Rows:
    """A frame as rows to browse: an index that says something becomes columns, names of columns become texts, each of them once."""
    import pandas as pd  # noqa: PLC0415  # see Rows

    if not isinstance(frame.index, pd.RangeIndex):
        frame = frame.reset_index(allow_duplicates=True)
    names: list[str] = []
    given: list[Any] = list(frame.columns)
    for name in given:
        text = " ".join(map(str, name)) if isinstance(name, tuple) else str(name)
        names.append(text if text not in names else f"{text} ({len(names) + 1})")
    return Rows(frame.set_axis(names, axis=1).reset_index(drop=True))


def words_of(search: str) -> list[str]:
    """The words of a search; what is in double quotes is one."""
    parts = search.split('"')
    # every second part stood in quotes; a quote that is not closed is none
    quoted = [part for part in parts[1::2] if part.strip()] if len(parts) % 2 else []
    plain = " ".join(parts[::2] if len(parts) % 2 else parts)
    return [*quoted, *plain.split()]


def texts_of(values: pd.Series) -> pd.Series:
    """A column's cells as texts: times in RFC 3339 UTC, truth as yes and no, lists with commas, empty where nothing is."""
    from pandas.api import types  # noqa: PLC0415  # see Rows

    if types.is_datetime64_any_dtype(values):
        said = _moments(values)
    elif types.is_bool_dtype(values):
        said = values.map({True: "yes", False: "no"})
    elif types.is_float_dtype(values):
        said = values.map(lambda value: f"{value:{_DIGITS}}", na_action="ignore")
    elif types.is_string_dtype(values) or types.is_integer_dtype(values):
        said = values
    else:
        return _texts(values.map(_one))
    return _texts(said).mask(values.isna().to_numpy(), "").fillna("")


def _texts(values: pd.Series) -> pd.Series:
    """As pandas keeps texts; half a character, which JSON may hold and UTF-8 may not, is written as its escape."""
    fresh = values.reset_index(drop=True)
    try:
        return fresh.astype("str")
    except UnicodeEncodeError:
        return fresh.map(_whole, na_action="ignore").astype("str")


def _whole(value: Any) -> str:
    return str(value).encode("utf-8", "backslashreplace").decode("utf-8")


def _moments(values: pd.Series) -> pd.Series:
    import numpy as np  # noqa: PLC0415  # see Rows
    import pandas as pd  # noqa: PLC0415

    plain = values.dt.tz_convert(None) if values.dt.tz is not None else values
    return pd.Series(np.datetime_as_string(plain.to_numpy().astype("datetime64[s]")), dtype="str") + "Z"


def _one(value: Any) -> str:
    if isinstance(value, (list, tuple, set, frozenset)) or bool(getattr(value, "ndim", 0)):
        return ", ".join(map(_one, value))
    import pandas as pd  # noqa: PLC0415  # see Rows

    return "" if pd.api.types.is_scalar(value) and pd.isna(value) else str(value)


def _comparable(values: pd.Series) -> bool:
    from pandas.api import types  # noqa: PLC0415  # see Rows

    return types.is_numeric_dtype(values) or types.is_datetime64_any_dtype(values) or types.is_bool_dtype(values)


def _lowered(word: str) -> str:
    """In lower case as the texts are: an engine's letters may differ from Python's."""
    import pandas as pd  # noqa: PLC0415  # see Rows

    return str(pd.Series([_whole(word)], dtype="str").str.lower()[0])
