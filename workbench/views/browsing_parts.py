"""The parts of a browser's panel: filters and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.display import visible
from workbench.views.browsing_rows import Wanted
from workbench.views.browsing_table import title

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.views.browsing_rows import Rows

_MOST_VALUES = 200
_SIZES = (15, 25, 50, 100)
_LONGEST = 60
_ANY = "— any value —"
_NONE = "— filter by —"


def labelled(button: Any, pressed: Callable[[Any], None]) -> Any:
    """The button, once it knows what to do."""
    button.on_click(pressed)
    return button


class Filter:
    """One column at a time is chosen, and a value of it; what was chosen before stays, as a button that takes it away.

    Attributes
    ----------
    column, value, chips
        The two lists, and the buttons of what was chosen.
    """

    def __init__(self, rows: Rows, chosen: Callable[[tuple[tuple[str, str], ...]], None]) -> None:
        import ipywidgets as widgets  # noqa: PLC0415  # only who looks at a panel pays

        self._rows, self._chosen, self._setting = rows, chosen, False
        self._wanted = Wanted()
        columns = [(visible(title(column), _LONGEST), column) for column in rows.columns]
        self.column = widgets.Dropdown(options=[(_NONE, ""), *columns], value="", layout={"width": "190px"})
        self.value = widgets.Dropdown(options=[(_ANY, "")], value="", layout={"width": "300px"}, disabled=True)
        for one, words in ((self.column, "Column to filter by"), (self.value, "Value to keep")):
            one.tooltip = words
        self.widgets = (self.column, self.value)
        self.chips = widgets.HBox(layout={"flex_flow": "row wrap"}).add_class("pnc-browse-chips")
        self.column.observe(self._column_chosen, "value")
        self.value.observe(self._value_chosen, "value")

    def offer(self, wanted: Wanted) -> None:
        """The values that the rows have that are wanted, the other filters in force; and a button for each filter."""
        self._wanted = wanted
        self._offer_values()
        import ipywidgets as widgets  # noqa: PLC0415  # see __init__

        if len(self.chips.children) == len(wanted.only) and getattr(self, "_chipped", None) == wanted.only:
            return
        self._chipped = wanted.only
        self.chips.children = tuple(
            labelled(
                widgets.Button(
                    description=f"{visible(title(column), 30)}: {visible(text, 30) or 'nothing'}  ✕",
                    tooltip="Take this filter away",
                    layout={"width": "auto"},
                ),
                self._taking_away((column, text)),
            )
            for column, text in wanted.only
        )

    def _offer_values(self) -> None:
        column = self.column.value
        options: list[tuple[str, Any]] = [(_ANY, "")]
        chosen: Any = ""
        if column:
            others = tuple(one for one in self._wanted.only if one[0] != column)
            values = self._rows.values(column, _MOST_VALUES + 1, Wanted(self._wanted.search, others))
            options += [(f"{visible(text, _LONGEST) or 'nothing'}  ({count:,})", (text,)) for text, count in values[:_MOST_VALUES]]
            if len(values) > _MOST_VALUES:
                options[0] = (f"— any; the commonest {_MOST_VALUES}, search for others —", "")
            now = next(((text,) for name, text in self._wanted.only if name == column), "")
            if now and now not in {value for _, value in options}:
                options.append((f"{visible(now[0], _LONGEST) or 'nothing'}  (0)", now))
            chosen = now
        self._set(options, chosen, disabled=not column)

    def _set(self, options: list[tuple[str, Any]], value: Any, *, disabled: bool) -> None:
        self._setting = True
        try:
            if tuple(options) != tuple(self.value.options):
                self.value.options = options
            self.value.value, self.value.disabled = value, disabled
        finally:
            self._setting = False

    def _column_chosen(self, _change: Any) -> None:
        self._offer_values()

    def _value_chosen(self, _change: Any) -> None:
        if self._setting:
            return
        others = tuple(one for one in self._wanted.only if one[0] != self.column.value)
        chosen = ((self.column.value, self.value.value[0]),) if self.value.value else ()
        self._chosen(others + chosen)

    def _taking_away(self, one: tuple[str, str]) -> Callable[[Any], None]:
        def take_away(_button: Any) -> None:
            self._chosen(tuple(other for other in self._wanted.only if other != one))

        return take_away


class Pager:
    """Which rows of those that are wanted are shown.

    Attributes
    ----------
    words
        How many there are: a status that screen readers say.
    page
        The number of the page, from 1.
    """

    def __init__(self, turned: Callable[[], None]) -> None:
        import ipywidgets as widgets  # noqa: PLC0415  # see Filter

        self._turned, self._setting = turned, False
        self.words = widgets.HTML(layout={"min_width": "260px"})
        self.page = widgets.BoundedIntText(value=1, min=1, max=1, description="Page", layout={"width": "160px"})
        self._pages = widgets.HTML(layout={"min_width": "70px"})
        self.rows = widgets.Dropdown(
            options=[(f"{size} rows", size) for size in _SIZES], value=_SIZES[0], layout={"width": "110px"}
        )
        self.rows.tooltip = "Rows on a page"
        self.back = labelled(widgets.Button(description="◀", tooltip="The page before", layout={"width": "40px"}), self._step(-1))
        self.on = labelled(widgets.Button(description="▶", tooltip="The next page", layout={"width": "40px"}), self._step(1))
        self.page.observe(self._changed, "value")
        self.rows.observe(self._resized, "value")
        parts = [self.words, self.back, self.page, self._pages, self.on, self.rows]
        self.widget = widgets.HBox(parts, layout={"flex_flow": "row wrap", "align_items": "center"}).add_class("pnc-browse-bar")

    @property
    def size(self) -> int:
        """Rows on a page."""
        return int(self.rows.value)

    @property
    def first(self) -> int:
        """The first row of the page among those that are wanted, from 0."""
        return (int(self.page.value) - 1) * self.size

    def count(self, count: int, every: int) -> None:
        """So many rows are wanted, of so many."""
        pages = max(-(-count // self.size), 1)
        self._setting = True
        try:
            self.page.max = pages
        finally:
            self._setting = False
        found = f"{count:,} of {every:,} rows" if count != every else f"{every:,} row{'s' * (every != 1)}"
        last = min(self.first + self.size, count)
        where = f", {self.first + 1:,} to {last:,} shown" if count > self.size else ""
        self.words.value = f'<span role="status" class="pnc-browse-note">{found}{where}</span>'
        self._pages.value = f'<span class="pnc-browse-note">of {pages:,}</span>'
        self.back.disabled, self.on.disabled = self.page.value <= 1, self.page.value >= pages

    def to_the_first(self) -> None:
        """Without a word to anybody."""
        self._setting = True
        try:
            self.page.value = 1
        finally:
            self._setting = False

    def _step(self, by: int) -> Callable[[Any], None]:
        def step(_button: Any) -> None:
            self.page.value += by

        return step

    def _changed(self, _change: Any) -> None:
        if not self._setting:
            self._turned()

    def _resized(self, _change: Any) -> None:
        self.to_the_first()
        self._turned()
