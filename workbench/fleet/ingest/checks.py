"""Rows under examination: which still stand, and where each stands in its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from workbench.fleet.ingest.tally import Tally

_MOST_FORMS = 300
"""Different wrong values of a column that are told apart."""


class Checks:
    """The rows of a frame, and those of them that nothing was found against.

    Attributes
    ----------
    frame
        As it came, for excerpts.
    alive
        Of each row whether it still stands.
    tally
        Where refusals go.
    """

    def __init__(self, frame: pd.DataFrame, lines: Sequence[int], name: str, tally: Tally) -> None:
        self.frame, self.tally = frame, tally
        self.name = name
        self.lines = lines
        self.alive = np.ones(len(frame), dtype=bool)

    def origin(self, row: int) -> str:
        """Where a row stands."""
        return f"{self.name}:{self.lines[row]}"

    def refuse(self, wrong: Any, reason: str, hint: str) -> None:
        """Refuse the rows of a mask that still stand."""
        rows = np.flatnonzero(np.asarray(wrong, dtype=bool) & self.alive)
        if not len(rows):
            return
        self.alive[rows] = False
        shown = rows[: self.tally.room]
        origins = [self.origin(int(row)) for row in shown]
        self.tally.refuse_many(reason, hint, origins, [self._excerpt(int(row)) for row in shown], len(rows))

    def refuse_by_value(self, wrong: Any, column: pd.Series, reason: Callable[[str], tuple[str, str]]) -> None:
        """Refuse the rows of a mask, each with the reason and hint that its value asks for."""
        import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

        rows = np.flatnonzero(np.asarray(wrong, dtype=bool) & self.alive)
        codes, forms = pd.factorize(column.iloc[rows].astype("object"), use_na_sentinel=False)
        for place, form in enumerate(forms[:_MOST_FORMS]):
            self.refuse(self._mask(rows[codes == place]), *reason(str(form)))
        self.refuse(self._mask(rows[codes >= _MOST_FORMS]), *reason("many other values"))

    def _mask(self, rows: Any) -> Any:
        mask = np.zeros(len(self.alive), dtype=bool)
        mask[rows] = True
        return mask

    def refuse_all(self, reason: str, hint: str) -> None:
        """Refuse all rows that still stand, as one: it is the file that is wrong."""
        rows = np.flatnonzero(self.alive)
        if len(rows):
            self.alive[rows] = False
            self.tally.refuse(self.origin(int(rows[0])), reason, hint, self._excerpt(int(rows[0])), rows=len(rows))

    def _excerpt(self, row: int) -> str:
        cells = self.frame.iloc[row].tolist()
        return ", ".join("" if cell is None or cell != cell else str(cell)[:80] for cell in cells[:20])  # noqa: PLR0124  # NaN
