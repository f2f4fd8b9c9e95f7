"""Rows to take along out of a browser's panel, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.views.browsing_parts import labelled

if TYPE_CHECKING:
    from collections.abc import Callable


class Taking:
    """Rows as text to copy: a field to select and copy from, for a page may not touch the clipboard on its own.

    Attributes
    ----------
    most
        Rows that the field holds at most.
    text
        The field.
    """

    most = 5_000

    def __init__(self, take_all: Callable[[], None], take_row: Callable[[], None]) -> None:
        import ipywidgets as widgets  # noqa: PLC0415  # only who looks at a panel pays

        self.all = labelled(
            widgets.Button(description="CSV of these rows", tooltip="All rows found, as text to copy", layout={"width": "auto"}),
            lambda _button: take_all(),
        )
        self.row = labelled(
            widgets.Button(
                description="CSV of this row", tooltip="The row shown in full, as text to copy", layout={"width": "auto"}
            ),
            lambda _button: take_row(),
        )
        self.text = widgets.Textarea(layout={"width": "100%", "height": "120px", "display": "none"})
        self.words = widgets.HTML()
        buttons = widgets.HBox([self.row, self.all]).add_class("pnc-browse-bar")
        self.widget = widgets.VBox([buttons, self.words, self.text])

    def can_take_row(self, can: bool) -> None:  # noqa: FBT001
        """Whether a row is picked; what was taken before goes."""
        self.row.disabled = not can
        self.give("", 0)

    def give(self, text: str, rows: int) -> None:
        """The text of so many rows; empty: nothing is shown."""
        self.text.value = text
        self.text.layout.display = "flex" if text else "none"
        more = f" The first {self.most:,} of {rows:,} rows; all: .to_csv(path)." if rows > self.most else ""
        words = f"Click into it, Ctrl+A, Ctrl+C. Formulas in it are harmless.{more}" if text else ""
        self.words.value = f'<span class="pnc-browse-note">{words}</span>' if words else ""
