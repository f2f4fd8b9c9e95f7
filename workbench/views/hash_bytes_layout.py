"""Where everything on a hash picture is: pure numbers, CSS pixels from the upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.views.hash_bytes_rows import ELLIPSIS, certificate_rows, issuer_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.hash_inspection import HashInspection
    from workbench.views.hash_bytes_rows import Row, Strip

WIDTH = 1072
MARGIN = 24
TOP = 84
PANEL = 324
"""Width of a certificate."""
FIELD = 208
"""Width of a field's box."""
PAD = 12
INSET = 4
"""Between a certificate's edge and the frame around a row that matters."""
SQUARE, SQUARE_HEIGHT = 18.5, 19
WORDS_X = 6 * SQUARE + 8
"""Words beside a strip, from its left end."""
_HEAD, _FOOT = 62, 46
_ROW, _LINE, _GAP = 22, 17, 7
_VALUE_LINE, _VALUE_TOP = 15, 30
_BETWEEN = 12
DIGITS = 24
"""Of a value, on one line."""
_MOST_LINES = 6
PILL, PILL_HEIGHT = 60, 22
_INDENT = 4
_BEND = 9
"""A line turns so far from its certificate."""


@dataclass(frozen=True, slots=True)
class PlacedStrip:
    """A strip whose upper left corner is ``x``, ``y``; its words stand at half their height ``words_y``."""

    strip: Strip
    x: float
    y: float
    words_x: float
    words_y: float


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row from its upper edge on.

    Attributes
    ----------
    strips
        With their places.
    lines
        y of each attribute's line, at half its height.
    """

    row: Row
    y: float
    height: float
    strips: tuple[PlacedStrip, ...]
    lines: tuple[float, ...]

    def start(self, wanted: float) -> float:
        """Where an arrow starts: as near as may be to where it is wanted, beside the last strip or the lines below it."""
        first, last = self.strips[-1].y + _INDENT, max(self.strips[-1].y + SQUARE_HEIGHT, *self.lines, 0) - _INDENT
        return min(max(wanted, first), last)


@dataclass(frozen=True, slots=True)
class FieldBox:
    """A field of the hash data, its value cut into lines."""

    name: str
    lines: tuple[str, ...]
    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        """Half its height."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a row to a field's box.

    Attributes
    ----------
    pill
        The middle of what stands on its way.
    words
        What happens there.
    hashed
        Whether that is a hash.
    """

    points: tuple[tuple[float, float], ...]
    pill: tuple[float, float]
    words: str
    hashed: bool


@dataclass(frozen=True, slots=True)
class HashLayout:
    """A hash picture.

    Attributes
    ----------
    left, right
        Rows of the checked certificate and of the issuer's.
    fields
        Top to bottom: serialNumber, issuerNameHash, issuerKeyHash, hashAlgorithm.
    named
        Thin lines from the hash functions to hashAlgorithm.
    """

    height: float
    panel_height: float
    left: tuple[PlacedRow, ...]
    right: tuple[PlacedRow, ...]
    fields: tuple[FieldBox, ...]
    arrows: tuple[Arrow, ...]
    named: tuple[tuple[tuple[float, float], ...], ...]

    @property
    def legend_y(self) -> float:
        """At half the height of the legend's line."""
        return self.height - _FOOT / 2


LEFT_X, RIGHT_X = MARGIN, WIDTH - MARGIN - PANEL
_FIELD_X = (WIDTH - FIELD) / 2


def lay_out(inspection: HashInspection) -> HashLayout:
    """The place of everything."""
    left = _placed(certificate_rows(inspection), LEFT_X)
    right = _placed(issuer_rows(inspection), RIGHT_X)
    rows = {placed.row.field: placed for placed in (*left, *right) if placed.row.field}
    values = {field.name: field.value for field in inspection.fields}
    fields: list[FieldBox] = []
    for name in ("serialNumber", "issuerNameHash", "issuerKeyHash", "hashAlgorithm"):
        lines = _cut(values[name])
        height = _VALUE_TOP + _VALUE_LINE * len(lines) + 5
        # beside what it comes from where there is room: so that no arrow crosses another
        top = fields[-1].y + fields[-1].height + _BETWEEN if fields else TOP
        beside = rows[name].start(0) + SQUARE_HEIGHT / 2 - _INDENT - height / 2 if name in rows else top
        fields.append(FieldBox(name, lines, _FIELD_X, max(top, beside), height))
    serial, name_hash, key_hash, algorithm = fields
    digest = algorithm.lines[0].replace("SHA", "SHA-")
    arrows = (
        _arrow(rows[serial.name].start(serial.middle), serial, "as hex", from_left=True, hashed=False),
        _arrow(rows[name_hash.name].start(name_hash.middle), name_hash, digest, from_left=True, hashed=True),
        _arrow(rows[key_hash.name].start(key_hash.middle), key_hash, digest, from_left=False, hashed=True),
    )
    named = tuple(
        ((x, y + PILL_HEIGHT / 2), (x, algorithm.middle), (end, algorithm.middle))
        for (x, y), end in ((arrows[1].pill, _FIELD_X), (arrows[2].pill, _FIELD_X + FIELD))
    )
    bottom = max(*(placed[-1].y + placed[-1].height + PAD for placed in (left, right)), algorithm.y + algorithm.height)
    return HashLayout(bottom + _FOOT, bottom - TOP, left, right, tuple(fields), arrows, named)


def _placed(rows: Sequence[Row], x: float) -> tuple[PlacedRow, ...]:
    placed, y = [], TOP + _HEAD
    for row in rows:
        strips, lines, at = [], [], y + _ROW + 2
        for strip in row.strips:
            if strip.whole_line:
                above = at + _LINE / 2 - 2 if strip.words else at
                at += _LINE if strip.words else 0
                strips.append(PlacedStrip(strip, x + PAD, at, x + PAD, above))
            else:
                strips.append(PlacedStrip(strip, x + PAD, at, x + PAD + WORDS_X, at + SQUARE_HEIGHT / 2))
            at += SQUARE_HEIGHT + 4
        for _ in row.lines:
            lines.append(at + _LINE / 2)
            at += _LINE
        height = at + _GAP - y if row.strips else _ROW
        placed.append(PlacedRow(row, y, height, tuple(strips), tuple(lines)))
        y += height
    return tuple(placed)


def _cut(value: str) -> tuple[str, ...]:
    lines = [value[i : i + DIGITS] for i in range(0, len(value), DIGITS)] or [""]
    return tuple(lines) if len(lines) <= _MOST_LINES else (*lines[: _MOST_LINES - 2], ELLIPSIS, lines[-1])


def _arrow(start: float, box: FieldBox, words: str, *, from_left: bool, hashed: bool) -> Arrow:
    edge, towards, direction = (LEFT_X + PANEL - INSET, _FIELD_X, 1) if from_left else (RIGHT_X + INSET, _FIELD_X + FIELD, -1)
    bend = edge + direction * (INSET + _BEND)
    path = [(edge, start), (bend, start), (bend, box.middle), (towards, box.middle)]
    pill = ((bend + towards) / 2 - 2 * direction, box.middle)  # an arrow's head takes room
    return Arrow(tuple(dict.fromkeys(path)), pill, words, hashed)
