"""A station's store and its CSMS's record side by side: what both have, and where they drifted apart."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from workbench.csms.drift import drift
from workbench.csms.record import StationRecord
from workbench.display import Cell, Readable, Table, Tone, html, view, visible
from workbench.errors import InputError
from workbench.findings import Severity
from workbench.station.as_tables import full
from workbench.station.state import StationState
from workbench.views.paper_picture import PaperPicture
from workbench.views.side_by_side_drawing import WIDTH, details_of, draw, height_of, label_of
from workbench.views.side_by_side_rows import Mark, aligned, believed_by, held_by

if TYPE_CHECKING:
    from workbench.csms.drift import Difference
    from workbench.views.side_by_side_rows import Held, Pair

SIGNS = {Mark.SAME: "=", Mark.DIFFERENT: "≠", Mark.ONLY_HERE: "◀", Mark.ONLY_THERE: "▶"}
_TONES = {Mark.SAME: Tone.GOOD, Mark.DIFFERENT: Tone.WARNING, Mark.ONLY_HERE: Tone.ERROR, Mark.ONLY_THERE: Tone.ERROR}
_SEVERITIES = {Severity.ERROR: Tone.ERROR, Severity.WARNING: Tone.WARNING, Severity.INFO: Tone.INFO}
_TITLE = "The station's store and the CSMS's record"
_HEAD = Markup('<div style="font-weight:600;margin:.3em 0">{}</div>')
_MOST = 30
_MOST_ROWS = 300


@dataclass(frozen=True)
class SideBySide(Readable):
    """Both sides, aligned by hash data.

    Attributes
    ----------
    pairs
        The rows, by type.
    names
        Of the two sides. Hostile text.
    differences
        What the CSMS knows of it, by the station's last listing.
    """

    pairs: tuple[Pair, ...]
    names: tuple[str, str] = ("charging station", "CSMS's record")
    differences: tuple[Difference, ...] = ()

    @property
    def agree(self) -> bool:
        """Whether every row is the same on both sides."""
        return all(pair.mark is Mark.SAME for pair in self.pairs)

    @property
    def summary(self) -> str:
        """How many rows of each mark there are."""
        if not self.pairs:
            return "Neither side has an entry."
        counts = Counter(pair.mark for pair in self.pairs)
        return ", ".join(f"{counts[mark]:,} {mark}" for mark in Mark if counts[mark]) + "."

    def _shown(self, most: int) -> tuple[list[Pair], int]:
        """So many rows, those that differ first to stay; and how many are left out."""
        if len(self.pairs) <= most:
            return list(self.pairs), 0
        ranked = sorted(range(len(self.pairs)), key=lambda place: (self.pairs[place].mark is Mark.SAME, place))
        return [self.pairs[place] for place in sorted(ranked[:most])], len(self.pairs) - most

    @cached_property
    def picture(self) -> PaperPicture:
        """Boxes on both sides; of more than 30 rows those that differ."""
        pairs, hidden = self._shown(_MOST)
        subtitle = self.summary + (f" {hidden:,} rows are left out." if hidden else "")
        differing = "; ".join(f"{_called(pair)}: {pair.mark}" for pair in pairs if pair.mark is not Mark.SAME)
        alt = visible(f"{_TITLE}: {self.summary} {differing}", 1000)
        return PaperPicture(
            alt,
            size=(float(WIDTH), height_of(pairs)),
            title=_TITLE,
            paint=lambda paper: draw(paper, pairs, self.names, _TITLE, subtitle),
        )

    def table(self) -> Table:
        """The rows as a table."""
        pairs, hidden = self._shown(_MOST_ROWS)
        rows: list[tuple[Cell | str, ...]] = [
            (
                Cell(visible(pair.certificate_type, 60), tight=True),
                _side(pair.here, pair.there),
                _side(pair.there, pair.here),
                Cell(f"{SIGNS[pair.mark]} {pair.mark}{f': {pair.why}' if pair.why else ''}", _TONES[pair.mark]),
                _hash_data(pair),
            )
            for pair in pairs
        ]
        caption = f"{_TITLE}: {self.summary}" + (f" {hidden:,} rows are left out." if hidden else "")
        columns = ("Type", self.names[0], self.names[1], "", "Hash data")
        return Table(columns, rows, caption=caption, limit=_MOST_ROWS)

    def told(self) -> Table:
        """What the CSMS itself found out, by what the station listed."""
        rows = [
            (
                Cell(str(one.kind), _SEVERITIES[one.finding.severity], tight=True),
                visible(one.certificate_type, 60),
                one.finding.message[:500],
                one.finding.remedy[:300],
            )
            for one in self.differences
        ]
        return Table(("Drift", "Type", "What the CSMS sees", "What to do"), rows, caption="What the CSMS can know of it", limit=100)

    def to_html(self) -> Markup:
        """The tables, to stand in a :func:`workbench.display.view`."""
        if not self.pairs:
            return _HEAD.format(html(self.summary))
        parts = [self.table().to_html()]
        if self.differences:
            parts.append(self.told().to_html())
        return Markup("").join(parts)

    def to_text(self, width: int = 140) -> str:
        """The tables for a terminal."""
        if not self.pairs:
            return self.summary
        return "\n\n".join([self.table().to_text(width), *([self.told().to_text(width)] if self.differences else [])])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:  # noqa: ARG002
        png = base64.b64encode(self.picture.png).decode("ascii")
        data = {"text/html": str(view(self.to_html())), "image/png": png, "text/plain": self.to_text()}
        return data, {"image/png": {"width": WIDTH, "alt": self.picture.alt}}

    def __str__(self) -> str:
        return self.to_text()


def _called(pair: Pair) -> str:
    one = pair.here or pair.there
    return label_of(one, None) if one is not None else ""


def _side(held: Held | None, other: Held | None) -> Cell:
    if held is None:
        return Cell("not here", Tone.MUTED)
    words = label_of(held, other) + (f" ({held.note})" if held.note else "")
    return Cell(words)


def _hash_data(pair: Pair) -> Cell:
    """Once where both sides have the same."""
    sides = [one for one in (pair.here, pair.there) if one is not None]
    words = list(dict.fromkeys(details_of(one) for one in sides))
    hover = "; ".join(dict.fromkeys(full(data).replace("\n", "") for one in sides for data in one.hash_data))
    text = words[0] if len(words) == 1 else f"station: {words[0]}; record: {words[1]}"
    return Cell(text, code=any(one.hash_data for one in sides), hover=hover)


def side_by_side(station: StationState | Any, csms: StationRecord | Any, identity: str = "") -> SideBySide:
    """A station's store against what a CSMS believes of it.

    Parameters
    ----------
    station
        A state, or a station that has one as ``.state``.
    csms
        The record, or a CSMS that has records as ``.stations``.
    identity
        Which record; by default the station's own ``.identity``, or the only one there is.

    Raises
    ------
    InputError
        There is no such state or record.
    """
    state = station if isinstance(station, StationState) else getattr(station, "state", None)
    if not isinstance(state, StationState):
        raise InputError("There is no station's state in this.", hint="Give a station, or its state.")
    record = csms if isinstance(csms, StationRecord) else _record(csms, identity or str(getattr(station, "identity", "")))
    names = (visible(record.identity, 60) or "charging station", "The CSMS's record")
    return SideBySide(aligned(held_by(state), believed_by(record)), names, drift(record))


def _record(csms: Any, identity: str) -> StationRecord:
    records = getattr(csms, "stations", None) or {}
    record = records.get(identity) if identity or len(records) != 1 else next(iter(records.values()))
    if not isinstance(record, StationRecord):
        raise InputError(
            f"The CSMS has no record of {visible(identity, 40)!r}.", hint="Give the identity that the station connected under."
        )
    return record
