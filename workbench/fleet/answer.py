"""The answer to a question about a fleet: one sentence, a frame, and what was not checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from workbench.display import Cell, Readable, Table, Tone, html, terminal, view

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

SCHEMA = "pnc-workbench/inventory/1"
_ROWS = 50
"""Rows that a notebook or a terminal shows; all are in the frame."""
_CODE = ("hash", "serial", "certificate", "authority")
_LONGEST_CODE = 24
"""Characters of a hash or fingerprint that a table shows; longer ones are cut to :data:`_CUT`, whole on hover and in the frame."""
_CUT = 14


@dataclass(frozen=True, slots=True, eq=False)
class Answer(Readable):
    """What a question gave.

    Attributes
    ----------
    question
        The name of the method and of the verb: ``"who-breaks"``.
    title
        The question in words.
    sentence
        The answer in one sentence. Holds text of strangers: escape it with :mod:`workbench.display`.
    frame
        All rows, sorted as the question says; times are UTC.
    notes
        What was assumed, and what was not checked.
    ok
        False where the answer is one to act on: a break, an unknown entry. The exit status of ``pnc inventory``.
    tones
        By column, by value: the colour of a cell that says it.
    """

    question: str
    title: str
    sentence: str
    frame: pd.DataFrame = field(repr=False)
    notes: tuple[str, ...] = ()
    ok: bool = True
    tones: Mapping[str, Mapping[Any, Tone]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.frame)

    def to_frame(self) -> pd.DataFrame:
        """A copy of the frame. Not escaped."""
        return self.frame.copy()

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``pnc inventory --format json``: times in RFC 3339, absent values null."""
        return {
            "schema": SCHEMA,
            "question": self.question,
            "title": self.title,
            "answer": self.sentence,
            "ok": self.ok,
            "notes": list(self.notes),
            "columns": list(self.frame.columns),
            "rows": [list(row) for row in zip(*(_plain_column(self.frame[name]) for name in self.frame.columns), strict=True)],
        }

    def table(self, limit: int = _ROWS) -> Table:
        """The first rows as a table to show, without the columns that hold nothing in them."""
        head = self.frame.head(limit)
        told = [name for name in head.columns if not head[name].isna().all() and not (head[name] == "").all()]
        rows = [
            [self._cell(name, value) for name, value in zip(told, row, strict=True)]
            for row in head[told].itertuples(index=False, name=None)
        ]
        more = len(self.frame) - len(rows)
        rest = f" (the first {len(rows):,} of {len(self.frame):,} rows; all: .to_frame())" if more > 0 else ""
        return Table([name.replace("_", " ") for name in told], rows, caption=f"{self.title}{rest}", limit=limit)

    def _cell(self, column: str, value: Any) -> Cell:
        said = plain(value)
        text = "" if said is None else f"{said:,}" if isinstance(said, int) and not isinstance(said, bool) else str(said)
        code = any(word in column for word in _CODE) and column != "certificate_type" and bool(text)
        cut = code and len(text) > _LONGEST_CODE and " " not in text
        return Cell(
            _short(text) if cut else text,
            tone=self.tones.get(column, {}).get(value, Tone.PLAIN),
            hover=text if cut else "",
            code=code,
        )

    def to_text(self, width: int = 120, *, colour: bool = False, limit: int = _ROWS) -> str:
        """The sentence, the first rows, and the notes."""
        lines = [terminal(self.sentence)]
        if len(self.frame):
            lines += ["", self.table(limit).to_text(width, colour=colour)]
        if self.notes:
            lines += ["", *(f"Note: {terminal(note)}" for note in self.notes)]
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        parts = [Markup("<p><strong>{}</strong></p>").format(html(self.sentence))]
        if len(self.frame):
            parts.append(self.table().to_html())
        parts += [Markup('<p class="pnc-muted">{}</p>').format(html(note)) for note in self.notes]
        return str(view(*parts))


def _short(text: str) -> str:
    """A fingerprint's beginning; of an authority that only hashes name, that of its name hash: ``sighted:SHA256:0b89ba5d…``."""
    kind, _, rest = text.partition(":")
    algorithm, colon, name = rest.partition(":")
    return f"{kind}:{algorithm}:{name[:_CUT]}…" if colon else f"{text[:_CUT]}…"


def _plain_column(column: pd.Series[Any]) -> list[Any]:
    """As :func:`plain` has its cells, a column at a time: an answer may have a million."""
    from pandas.api.types import is_datetime64_any_dtype, is_object_dtype  # noqa: PLC0415  # see plain

    if is_object_dtype(column.dtype):
        return [plain(value) for value in column]
    if is_datetime64_any_dtype(column.dtype):
        column = column.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    absent = column.isna().to_numpy()
    return [None if gone else value for gone, value in zip(absent, column.tolist(), strict=True)]


def plain(value: Any) -> Any:
    """A cell as JSON has it: None for what is absent, RFC 3339 for a time, Python's own numbers, lists as lists."""
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    from workbench.times import rfc3339  # noqa: PLC0415

    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if getattr(value, "ndim", None):
        return [plain(one) for one in value.tolist()]
    if value is None or value is pd.NaT or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return rfc3339(value.to_pydatetime(warn=False))
    return value.item() if hasattr(value, "item") else value
