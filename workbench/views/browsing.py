"""READ FIRST: a table of any length to look through: search, filter, sort, page by page, take rows out as CSV.

:mod:`browsing_rows` finds the rows, :mod:`browsing_table` writes them, :mod:`browsing_widget` is the panel with the buttons.
Where no widget can run (a page on GitHub, a console) the first rows are shown, with how many more there are and how to get them.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from workbench.display import Readable, html, terminal, view
from workbench.errors import InputError
from workbench.views.browsing_csv import csv_text
from workbench.views.browsing_rows import Wanted, rows_of
from workbench.views.browsing_table import first_rows

if TYPE_CHECKING:
    import os

    import pandas as pd

    from workbench.fleet.answer import Answer
    from workbench.views.browsing_table import Tones
    from workbench.views.browsing_widget import Panel

_FIRST = 25
_IN_A_CONSOLE = 20
_LONGEST_HEAD = 2000


class Browser(Readable):
    """A table to look through.

    Attributes
    ----------
    rows
        All of them.
    wanted
        What is searched for, filtered and sorted by; the panel sets it, and so may a program.
    sentence, notes
        Of the answer that is looked through; empty for a plain frame. Hostile text.
    """

    def __init__(self, frame: pd.DataFrame, *, sentence: str = "", notes: tuple[str, ...] = (), tones: Tones | None = None) -> None:
        self.rows = rows_of(frame)
        self.wanted = Wanted()
        self.sentence = sentence
        self.notes = notes
        self.tones: Tones = tones or {}

    def __len__(self) -> int:
        """How many rows are wanted."""
        return len(self.rows.places(self.wanted))

    @property
    def selected(self) -> pd.DataFrame:
        """The rows that are wanted, in the order that is wanted. Not escaped."""
        return self.rows.frame.iloc[self.rows.places(self.wanted)].reset_index(drop=True)

    def to_frame(self) -> pd.DataFrame:
        """All rows. Not escaped."""
        return self.rows.frame.copy()

    def to_csv(self, path: str | os.PathLike[str] | None = None) -> str:
        """The rows that are wanted as CSV that a spreadsheet can open; written to ``path`` where one is given.

        Raises
        ------
        InputError
            It cannot be written there.
        """
        text = csv_text(self.selected)
        if path is not None:
            try:
                Path(path).write_text(text, encoding="utf-8", newline="")
            except OSError as error:
                raise InputError(
                    f"{str(path)!r} cannot be written: {error.strerror or error}.", hint="Choose another place."
                ) from None
        return text

    @cached_property
    def panel(self) -> Panel:
        """The widget: made when it is first shown, the same wherever it is shown again."""
        from workbench.views.browsing_widget import Panel  # noqa: PLC0415  # ipywidgets: only who looks at a panel pays

        return Panel(self)

    def _words(self, shown: int) -> str:
        count, every = len(self), len(self.rows)
        words = f"{count:,} of {every:,} rows" if count != every else f"{every:,} row{'s' * (every != 1)}"
        return f"{words}; the first {shown:,} are shown, all: .selected or .to_csv(path)" if count > shown else words

    def to_html(self) -> Markup:
        """The first rows, without a widget."""
        parts = [Markup("<p><strong>{}</strong></p>").format(html(self.sentence, _LONGEST_HEAD))] if self.sentence else []
        places = self.rows.places(self.wanted)
        if len(places):
            parts.append(first_rows(self.rows, places, self.tones, _FIRST).to_html())
        parts.append(Markup('<p class="pnc-muted">{}.</p>').format(self._words(_FIRST)))
        parts += [Markup('<p class="pnc-muted">{}</p>').format(html(note, _LONGEST_HEAD)) for note in self.notes]
        return view(*parts)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:  # noqa: ARG002  # as IPython calls it
        return {**self.panel.mimebundle(), "text/html": str(self.to_html()), "text/plain": str(self)}

    def __str__(self) -> str:
        places = self.rows.places(self.wanted)
        lines = [terminal(self.sentence, _LONGEST_HEAD), ""] if self.sentence else []
        if len(places):
            lines += [first_rows(self.rows, places, self.tones, _IN_A_CONSOLE).to_text(), ""]
        lines.append(f"{self._words(_IN_A_CONSOLE)}.")
        return "\n".join([*lines, *(f"Note: {terminal(note, _LONGEST_HEAD)}" for note in self.notes)])


def browse(given: pd.DataFrame | Answer | Any) -> Browser:
    """A table to look through: of a frame, of an answer about a fleet, or of any value with ``.to_frame()``.

    Raises
    ------
    InputError
        There are no rows in this.
    """
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    if isinstance(given, Browser):
        return given
    if isinstance(given, pd.DataFrame):
        return Browser(given)
    frame = given.to_frame() if hasattr(given, "to_frame") else None
    if not isinstance(frame, pd.DataFrame):
        raise InputError(f"There are no rows in this: {type(given).__name__}.", hint="Give a frame, or a value with .to_frame().")
    words = {name: getattr(given, name, None) for name in ("sentence", "notes", "tones")}
    return Browser(
        frame,
        sentence=words["sentence"] if isinstance(words["sentence"], str) else "",
        notes=tuple(words["notes"] or ()) if isinstance(words["notes"], (tuple, list)) else (),
        tones=words["tones"],
    )
