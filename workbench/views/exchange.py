"""The message sequence of a station and its CSMS: who said what when, how it was answered, and which requirement decided."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from workbench.display import Readable, html, view, visible
from workbench.errors import InputError
from workbench.messages.wire_log import WireLog
from workbench.replay.result import Replay
from workbench.station.journal import Journal
from workbench.views.exchange_drawing import draw_page
from workbench.views.exchange_html import STYLE, table
from workbench.views.exchange_journal import journal_rows
from workbench.views.exchange_layout import WIDTH, lay_out
from workbench.views.exchange_page import line, page
from workbench.views.exchange_pairing import merged
from workbench.views.exchange_wire import wire_rows
from workbench.views.exchange_words import Outcome
from workbench.views.paper_picture import PaperPicture

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from workbench.views.exchange_rows import Row

ON_A_PAGE = 40
"""Rows of one picture."""
_FOLDED_PAGES = 5
_TITLE = "What station and CSMS said to each other"
_HOW = "A click on a message opens it."


@dataclass(frozen=True)
class MessageSequence(Readable):
    """A message sequence: the latest page in a notebook, earlier ones folded; :meth:`page` has any.

    Attributes
    ----------
    rows
        What happened, the oldest first.
    names
        Of the station and of the CSMS. Hostile text.
    left_out
        Frames that the log no longer has.
    """

    rows: tuple[Row, ...]
    names: tuple[str, str] = ("charging station", "CSMS")
    left_out: int = 0

    @property
    def pages(self) -> int:
        """How many pages of :data:`ON_A_PAGE` rows there are, at least one."""
        return max(-(-len(self.rows) // ON_A_PAGE), 1)

    def page(self, number: int = -1) -> PaperPicture:
        """The picture of a page, the first being 1; -1 is the last, as for a list.

        Raises
        ------
        InputError
            There is no such page.
        """
        place = number - 1 if number > 0 else self.pages + number
        if number == 0 or not 0 <= place < self.pages:
            raise InputError(f"There is no page {number}.", hint=f"There are the pages 1 to {self.pages}.")
        rows = self._rows_of(place)
        layout = lay_out(rows)
        subtitle = self._subtitle(place, len(rows))
        return PaperPicture(
            self._alt(rows),
            size=(float(WIDTH), layout.height),
            title=_TITLE,
            paint=lambda paper: draw_page(paper, layout, self.names, _TITLE, subtitle),
        )

    def _rows_of(self, place: int) -> tuple[Row, ...]:
        return self.rows[place * ON_A_PAGE : (place + 1) * ON_A_PAGE]

    @cached_property
    def picture(self) -> PaperPicture:
        """The last page."""
        return self.page()

    def _subtitle(self, place: int, count: int) -> str:
        words = f"{self._counted}."
        if self.pages > 1:
            first = place * ON_A_PAGE + 1
            words += f" Page {place + 1} of {self.pages}: rows {first:,} to {first + count - 1:,} of {len(self.rows):,}."
        return words + (f" {self.left_out:,} earlier frames are no longer in the log." if self.left_out else "")

    @property
    def _counted(self) -> str:
        counts = Counter(row.kind for row in self.rows)
        requests, answers = counts["request"], counts["answer"]
        return f"{requests:,} request{'s' * (requests != 1)}, {answers:,} answer{'s' * (answers != 1)}"

    def _alt(self, rows: tuple[Row, ...]) -> str:
        said = [f"{row.told[0]} {f'({row.requirement})' if row.requirement else ''}".strip() for row in rows]
        refused = sum(row.told[2] is Outcome.REFUSED for row in rows)
        what = "; ".join(visible(one, 80) for one in said)
        return visible(f"{_TITLE}: {self._counted}, {refused:,} refused or failed. {what}.", 1000)

    def to_html(self) -> Markup:
        """The last page open, some earlier ones folded, to stand in a :func:`workbench.display.view`."""
        last = self.pages - 1
        first = max(last - _FOLDED_PAGES, 0)
        parts = [
            STYLE,
            Markup('<div class="pnc-muted" style="font-size:13px">{}</div>').format(
                html(f"{self._subtitle(last, len(self._rows_of(last)))} {_HOW}")
            ),
        ]
        if first:
            hidden = first * ON_A_PAGE
            words = f"The first {hidden:,} rows are left out here: .page(1) to .page({first}) show them."
            parts.append(Markup('<div class="pnc-muted" style="font-size:13px">{}</div>').format(words))
        for place in range(first, last):
            name = f"Rows {place * ON_A_PAGE + 1:,} to {(place + 1) * ON_A_PAGE:,}"
            folded = table(self._rows_of(place), self.names)
            parts.append(
                Markup('<details class="pnc" style="font-size:13px"><summary>{}</summary>{}</details>').format(name, folded)
            )
        if self.rows:
            parts.append(table(self._rows_of(last), self.names))
        else:
            parts.append(Markup("<div>Nothing was said yet.</div>"))
        return Markup("").join(parts)

    @cached_property
    def html(self) -> str:
        """A page of its own: nothing in it is loaded from elsewhere, nothing is run; light or dark as the reader's system."""
        return page(_TITLE, self.to_html())

    def to_text(self, *, most: int = 200) -> str:
        """A line for each row, the latest ``most``."""
        shown = self.rows[-most:]
        lines = [f"{self._counted}."]
        if len(shown) < len(self.rows):
            lines.append(f"… {len(self.rows) - len(shown):,} earlier rows")
        return "\n".join([*lines, *(line(row) for row in shown)])

    def save(self, path: str | os.PathLike[str], *, page: int = -1) -> None:
        """Write ``.html``, or a page as ``.png`` or ``.svg``, by the path's ending.

        Raises
        ------
        InputError
            The path ends in none of them, or there is no such page.
        """
        if Path(path).suffix.lower() == ".html":
            Path(path).write_text(self.html, encoding="utf-8", newline="\n")
        else:
            self.page(page).save(path)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:  # noqa: ARG002
        png = base64.b64encode(self.picture.png).decode("ascii")
        data = {"text/html": str(view(self.to_html())), "image/png": png, "text/plain": self.to_text()}
        return data, {"image/png": {"width": WIDTH, "alt": self.picture.alt}}

    def __str__(self) -> str:
        return self.to_text()


def sequence(*sources: Journal | WireLog | Replay | Any, names: tuple[str, str] | None = None) -> MessageSequence:
    """The sequence of a station's journal, of a wire log, or of both in one; of a replay, the messages around the first wrong step.

    Parameters
    ----------
    sources
        Journals and wire logs, one of each at most; or things that have them as ``.journal`` and ``.wire_log``; or one replay.
    names
        Of the station and of the CSMS; by default the station's ``.identity`` where it has one.

    Raises
    ------
    InputError
        There is neither in what is given, or one of them twice.
    """
    if len(sources) == 1 and isinstance(sources[0], Replay):
        from workbench.views.replay import replay_sequence  # noqa: PLC0415  # it stands on this module

        return replay_sequence(sources[0])
    found = list(_parts(sources))
    journals = [one for one in found if isinstance(one, Journal)]
    logs = [one for one in found if isinstance(one, WireLog)]
    if not found or len(journals) > 1 or len(logs) > 1:
        raise InputError(
            "There is not one journal or one wire log in this.", hint="Give a station, a connection, a journal or a wire log."
        )
    names = names if names is not None else (_identity(sources), "CSMS")
    told: Iterator[Row] = journal_rows(journals[0]) if journals else iter(())
    if not logs or (journals and not logs[0].frames):  # what is not on a wire has no frame to stand beside
        return MessageSequence(tuple(told), names)
    return MessageSequence(tuple(merged(told, tuple(wire_rows(logs[0])), whole=not logs[0].dropped)), names, logs[0].dropped)


def _identity(sources: tuple[Any, ...]) -> str:
    named = (getattr(one, "identity", "") for source in sources for one in (source, getattr(source, "station", None)))
    return next((visible(one, 60) for one in named if isinstance(one, str) and one), "charging station")


def _parts(sources: tuple[Any, ...]) -> Iterator[Journal | WireLog]:
    seen: set[int] = set()
    for source in sources:
        named = [getattr(source, name, None) for name in ("journal", "wire_log")]
        if not isinstance(source, Journal | WireLog) and (station := getattr(source, "station", None)) is not None:
            named.append(getattr(station, "journal", None))
        for one in (source, *named):
            if isinstance(one, Journal | WireLog) and id(one) not in seen:
                seen.add(id(one))
                yield one
