"""Plain tables and cards, as HTML for notebooks and as text for terminals. Every cell is escaped on the way out.

The HTML carries its look inline or in one scoped ``<style>``; without any style sheet (GitHub, a mail) it is still a plain table.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from enum import StrEnum
from textwrap import TextWrapper
from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.display.escape import html, terminal
from workbench.display.readable import Readable

if TYPE_CHECKING:
    from collections.abc import Sequence


_LONG_WORD = 32
"""Characters of a word from which on it may be broken: an identifier must not make a table wider than its page."""


class Tone(StrEnum):
    """What a cell's colour says; the words say it too."""

    PLAIN = "plain"
    GOOD = "good"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    MUTED = "muted"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; plain strings and numbers are cells without a tone.

    Attributes
    ----------
    text
        What stands in the cell. Hostile text is welcome.
    tone
        Its colour.
    hover
        Longer text shown on hover in HTML; left out in plain text.
    code
        Shown in a fixed-width font (fingerprints, serials).
    tight
        Never wrapped in HTML (dates, key names).
    """

    text: str
    tone: Tone = Tone.PLAIN
    hover: str = ""
    code: bool = False
    tight: bool = False


_STYLE = Markup(
    "<style>"
    ".pnc-view{color:var(--jp-ui-font-color1,inherit);max-width:100%;overflow-x:auto}"
    ".pnc-view table.pnc{border-collapse:collapse;margin:.3em 0 .6em;font-size:13px;color:inherit}"
    ".pnc-view table.pnc caption{caption-side:top;text-align:left;font-weight:600;padding:.3em 0;color:inherit;"
    "width:max-content;max-width:52em}"  # not as narrow as a narrow table
    ".pnc-view table.pnc th,.pnc-view table.pnc td{text-align:left!important;vertical-align:top;padding:.28em .7em;"
    "border-bottom:1px solid var(--jp-border-color2,#d0d7de);overflow-wrap:break-word;max-width:34em;white-space:normal}"
    ".pnc-view table.pnc th{font-weight:600;white-space:nowrap}"
    ".pnc-view table.pnc th[scope=col]{border-bottom:2px solid var(--jp-border-color1,#8c959f)}"
    ".pnc-view .pnc-code{font-family:var(--jp-code-font-family,monospace);font-size:12px;overflow-wrap:anywhere}"
    ".pnc-view table.pnc td.pnc-tight{white-space:nowrap}.pnc-view table.pnc td.pnc-code{max-width:21em}"  # half a SHA-256 a line
    ".pnc-view table.pnc td.pnc-long{overflow-wrap:anywhere}"
    ".pnc-view .pnc-good{color:var(--jp-success-color0,#1a7f37)}.pnc-view .pnc-info{color:var(--jp-info-color0,#0550ae)}"
    ".pnc-view .pnc-warning{color:var(--jp-warn-color0,#9a6700)}"
    ".pnc-view .pnc-error{color:var(--jp-error-color0,#cf222e);font-weight:600}"
    ".pnc-view .pnc-muted{color:var(--jp-ui-font-color2,#656d76)}"
    "</style>"
)
_RICH_STYLES = {
    Tone.PLAIN: "",
    Tone.GOOD: "green",
    Tone.INFO: "cyan",
    Tone.WARNING: "yellow",
    Tone.ERROR: "bold red",
    Tone.MUTED: "dim",
}


def view(*parts: Markup) -> Markup:
    """One notebook output made of parts; brings the style sheet along."""
    # the two other classes keep MathJax, which a notebook runs over every output, from setting $...$ in a subject as mathematics
    return Markup('<div class="pnc-view mathjax_ignore tex2jax_ignore">{}{}</div>').format(_STYLE, Markup("").join(parts))


@dataclass(frozen=True, slots=True)
class Table(Readable):
    """Rows of cells under named columns.

    Attributes
    ----------
    columns
        Column titles, left to right.
    rows
        One sequence per row, as long as ``columns``.
    caption
        Shown above.
    limit
        The most rows to draw; how many were left out is said below the table.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell | str | int]]
    caption: str = ""
    limit: int = 200

    def to_html(self) -> Markup:
        """An HTML ``<table>``, escaped; put it into :func:`view`."""
        head = Markup("").join(Markup('<th scope="col">{}</th>').format(html(title)) for title in self.columns)
        body = Markup("").join(
            Markup("<tr>{}</tr>").format(Markup("").join(_html_cell(_as_cell(cell)) for cell in row))
            for row in self.rows[: self.limit]
        )
        caption = Markup("<caption>{}</caption>").format(html(self.caption)) if self.caption else Markup("")
        more = Markup('<div class="pnc-muted">{}</div>').format(html(self._left_out)) if self._left_out else Markup("")
        return Markup('<table class="pnc">{}<thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}').format(
            caption, head, body, more
        )

    def to_text(self, width: int = 120, *, colour: bool = False) -> str:
        """A table for a terminal of ``width`` columns, cells wrapped; colour as ANSI escapes only where asked for."""
        from rich import box  # noqa: PLC0415  # rich costs 40 ms: only those who print a table pay
        from rich.console import Console  # noqa: PLC0415
        from rich.table import Table as RichTable  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        grid = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold" if colour else "")
        for title in self.columns:
            grid.add_column(Text(terminal(title)), overflow="fold")
        for row in self.rows[: self.limit]:
            cells = [_as_cell(cell) for cell in row]
            grid.add_row(*(Text(terminal(cell.text), style=_RICH_STYLES[cell.tone]) for cell in cells))
        sheet = io.StringIO()
        console = Console(
            file=sheet,
            width=width,
            color_system="standard" if colour else None,
            force_terminal=colour,
            force_jupyter=False,  # else rich shows the table in the notebook and writes nothing
            legacy_windows=False,
        )
        console.print(grid)
        lines = [line.rstrip() for line in sheet.getvalue().splitlines()]
        caption = [terminal(self.caption)] if self.caption else []
        return "\n".join([*caption, *lines, *([self._left_out] if self._left_out else [])]).strip("\n")

    @property
    def _left_out(self) -> str:
        hidden = len(self.rows) - self.limit
        return f"… and {hidden:,} more rows" if hidden > 0 else ""

    def _repr_html_(self) -> str:
        return str(view(self.to_html()))

    def __str__(self) -> str:
        return self.to_text()


@dataclass(frozen=True, slots=True)
class Card(Readable):
    """A titled list of label and value: one certificate, one requirement, one answer."""

    title: str
    fields: Sequence[tuple[str, Cell | str | int]] = field(default=())

    def to_html(self) -> Markup:
        """An HTML table with the labels as row headers; put it into :func:`view`."""
        rows = Markup("").join(
            Markup('<tr><th scope="row">{}</th>{}</tr>').format(html(label), _html_cell(_as_cell(value)))
            for label, value in self.fields
        )
        return Markup('<table class="pnc"><caption>{}</caption><tbody>{}</tbody></table>').format(html(self.title), rows)

    def to_text(self, width: int | None = None) -> str:
        """One field per line under the title, labels aligned; values wrapped between words where a width in columns is given."""
        indent = max((len(label) for label, _ in self.fields), default=0)
        lines = [(f"  {terminal(label):<{indent}}  ", terminal(_as_cell(value).text)) for label, value in self.fields]
        if width is None:
            return "\n".join([terminal(self.title), *(label + value for label, value in lines)])
        wrap = TextWrapper(width, subsequent_indent=" " * (indent + 4), break_long_words=False, break_on_hyphens=False)
        return "\n".join([terminal(self.title), *(wrap.fill(label + value) for label, value in lines)])

    def _repr_html_(self) -> str:
        return str(view(self.to_html()))

    def __str__(self) -> str:
        return self.to_text()


def _as_cell(value: Cell | str | int) -> Cell:
    return value if isinstance(value, Cell) else Cell(str(value))


def _html_cell(cell: Cell) -> Markup:
    classes = " ".join(
        name
        for name, on in (
            (f"pnc-{cell.tone.value}", cell.tone is not Tone.PLAIN),
            ("pnc-code", cell.code),
            ("pnc-tight", cell.tight),
            ("pnc-long", not cell.tight and any(len(word) > _LONG_WORD for word in cell.text.split())),
        )
        if on
    )
    attributes = Markup(' class="{}"').format(classes) if classes else Markup("")
    if cell.hover:
        attributes += Markup(' title="{}"').format(html(cell.hover))
    return Markup("<td{}>{}</td>").format(attributes, html(cell.text))
