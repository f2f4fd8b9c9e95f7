"""The panel of a browser: plain ipywidgets, so Tab, Enter and the arrow keys do what they do everywhere; no script of its own."""

from __future__ import annotations

from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from workbench.display import html, view, visible
from workbench.views.browsing_csv import csv_text
from workbench.views.browsing_parts import Filter, Pager, labelled
from workbench.views.browsing_table import ROW, STYLE, page_html, row_card, title, widths
from workbench.views.browsing_taking import Taking

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.views.browsing import Browser

_AS_TYPED = 200_000
"""Rows; with more of them a search begins at Enter."""
_NUMBERS = 64
_LONGEST = 2000
_MIME = "application/vnd.jupyter.widget-view+json"


def _said(act: Callable[..., None]) -> Callable[..., None]:
    """A callback whose exception is shown in the panel: else a notebook keeps it to itself."""

    @wraps(act)
    def shown(panel: Panel, *given: Any) -> None:
        try:
            act(panel, *given)
        except Exception as error:  # noqa: BLE001  # whatever it is, who pressed the button is to know
            panel.complain(f"{type(error).__name__}: {error}")
        else:
            panel.complain("")

    return shown


class Panel:
    """Search, filters, columns that sort, pages, and the row that was picked.

    Attributes
    ----------
    widget
        What is displayed.
    search, filter, pager, taking
        Its parts, for programs and tests; setting a value does what typing does.
    heads, numbers
        The buttons that sort, one for each column; the buttons that pick a row, one for each row of a page.
    picked
        The place in the frame of the row that is shown in full; None: no row is.
    """

    def __init__(self, browser: Browser) -> None:
        import ipywidgets as widgets  # noqa: PLC0415  # only who looks at a panel pays

        self.browser = browser
        self.picked: int | None = None
        self._across = widths(browser.rows)
        self._places = browser.rows.places(browser.wanted)
        often = len(browser.rows) <= _AS_TYPED
        hint = "words, in any column" if often else "words, in any column; then Enter"
        self.search = widgets.Text(
            value=browser.wanted.search, placeholder=hint, description="Search", continuous_update=often, layout={"width": "320px"}
        )
        self.filter = Filter(browser.rows, self._filtered)
        self.pager = Pager(self._turned)
        self.taking = Taking(self._take_all, self._take_row)
        self.complaint = widgets.HTML(layout={"display": "none"})
        self._table = widgets.HTML(layout={**_sized(f"{sum(self._across)}px"), "height": "auto"})
        self._card = widgets.HTML()
        self.heads = [
            labelled(
                widgets.Button(tooltip=f"Sort by {visible(title(column), 80)}", layout=_sized(f"{pixels}px")), self._sorting(column)
            )
            for column, pixels in zip(browser.rows.columns, self._across, strict=True)
        ]
        self._number_size = widgets.Layout(**_sized(f"{_NUMBERS}px"))
        self.numbers: list[Any] = []
        self._numbered = widgets.VBox(layout={**_sized(f"{_NUMBERS}px"), "height": "auto", "overflow": "visible"})
        self._numbered.add_class("pnc-browse-rows")
        self.search.observe(self._searched, "value")
        self.widget = self._put_together(widgets)
        self._show()

    def _put_together(self, widgets: Any) -> Any:
        corner = widgets.HTML('<span class="pnc-browse-note">row</span>', layout=_sized(f"{_NUMBERS}px"))
        whole = {**_sized(f"{_NUMBERS + sum(self._across)}px"), "height": "auto", "overflow": "visible"}
        head = widgets.HBox([corner, *self.heads], layout=whole).add_class("pnc-browse-head")
        body = widgets.HBox([self._numbered, self._table], layout=whole)
        # one box scrolls both, so that a head stays above its column
        sheet = widgets.VBox([head, body], layout={"overflow": "auto", "width": "100%"})
        return widgets.VBox(
            [
                widgets.HTML(str(STYLE + self._headline())),
                widgets.HBox([self.search, *self.filter.widgets], layout={"flex_flow": "row wrap"}),
                self.filter.chips,
                self.pager.widget,
                self.complaint,
                sheet,
                self._card,
                self.taking.widget,
            ]
        ).add_class("pnc-browse")

    def _headline(self) -> Markup:
        parts = [Markup('<div class="pnc-browse-said">{}</div>').format(html(self.browser.sentence, _LONGEST))]
        parts += [Markup('<div class="pnc-browse-note">{}</div>').format(html(note, _LONGEST)) for note in self.browser.notes]
        return Markup("").join(parts if self.browser.sentence else parts[1:])

    def mimebundle(self) -> dict[str, Any]:
        """What a notebook needs to show the panel."""
        return {_MIME: {"version_major": 2, "version_minor": 0, "model_id": self.widget.model_id}}

    def complain(self, words: str) -> None:
        """Say what went wrong; nothing: it is well again."""
        self.complaint.value = f'<div class="pnc-browse-note" role="alert">{html(words, _LONGEST)}</div>' if words else ""
        self.complaint.layout.display = "flex" if words else "none"

    @_said
    def _searched(self, _change: Any) -> None:
        self._want(replace(self.browser.wanted, search=self.search.value))

    @_said
    def _filtered(self, only: tuple[tuple[str, str], ...]) -> None:
        self._want(replace(self.browser.wanted, only=only))

    def _sorting(self, column: str) -> Callable[[Any], None]:
        """First upwards, then downwards, then as the frame has it."""

        def sort(_button: Any) -> None:
            wanted = self.browser.wanted
            if wanted.by != column:
                self._want_said(replace(wanted, by=column, descending=False))
            elif not wanted.descending:
                self._want_said(replace(wanted, descending=True))
            else:
                self._want_said(replace(wanted, by="", descending=False))

        return sort

    @_said
    def _want_said(self, wanted: Any) -> None:
        self._want(wanted)

    def _want(self, wanted: Any) -> None:
        self.browser.wanted = wanted
        self._places = self.browser.rows.places(wanted)
        self.picked = None
        self.pager.to_the_first()
        self._show()

    @_said
    def _turned(self) -> None:
        self.picked = None
        self._show()

    def _picking(self, number: int) -> Callable[[Any], None]:
        def pick(_button: Any) -> None:
            self._pick(number)

        return pick

    @_said
    def _pick(self, number: int) -> None:
        place = int(self._places[self.pager.first + number])
        self.picked = None if self.picked == place else place
        self._show()

    def _show(self) -> None:
        """All that depends on what is wanted."""
        rows, wanted = self.browser.rows, self.browser.wanted
        self.pager.count(len(self._places), len(rows))
        first = self.pager.first
        places = self._places[first : first + self.pager.size]
        if len(places):
            self._table.value = str(page_html(rows, places, self._across, self.browser.tones, self.picked))
        else:
            self._table.value = '<div class="pnc-browse-note">No row has all of that. Search for less, or take a filter away.</div>'
        for column, button in zip(rows.columns, self.heads, strict=True):
            arrow = "" if column != wanted.by else " ▼" if wanted.descending else " ▲"
            button.description = visible(title(column), 60) + arrow
        self._number(first, len(places))
        self.filter.offer(wanted)
        self._show_picked()

    def _number(self, first: int, count: int) -> None:
        import ipywidgets as widgets  # noqa: PLC0415  # see __init__

        while len(self.numbers) < count:
            button = widgets.Button(tooltip="Show this row in full", layout=self._number_size)
            self.numbers.append(labelled(button, self._picking(len(self.numbers))))
        for number, button in enumerate(self.numbers[:count]):
            button.description = f"{first + number + 1:,}"
        if len(self._numbered.children) != count:
            self._numbered.children = tuple(self.numbers[:count])

    def _show_picked(self) -> None:
        self.taking.can_take_row(self.picked is not None)
        if self.picked is None:
            self._card.value = ""
            return
        number = self._places.tolist().index(self.picked) + 1
        self._card.value = str(view(row_card(self.browser.rows, self.picked, self.browser.tones, number).to_html()))

    @_said
    def _take_all(self) -> None:
        self.taking.give(csv_text(self.browser.rows.frame.iloc[self._places[: self.taking.most]]), len(self._places))

    @_said
    def _take_row(self) -> None:
        if self.picked is not None:
            self.taking.give(csv_text(self.browser.rows.frame.iloc[[self.picked]]), 1)


def _sized(width: str) -> dict[str, str]:
    return {"width": width, "min_width": width, "height": f"{ROW}px", "margin": "0", "flex": "0 0 auto"}
