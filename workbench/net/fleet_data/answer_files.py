"""A file of answers, one a line: Arrow takes the plain ones, the exact reader the others, each at its place in the order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from workbench.fleet.ingest import Context, read
from workbench.net.fleet_data.answer_lines import read_lines
from workbench.net.fleet_data.landing import Kind
from workbench.net.fleet_data.lines import pieces_of
from workbench.net.fleet_data.rows_landing import land_rows, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from workbench.fleet.ingest import Rows
    from workbench.fleet.ingest.tally import Tally
    from workbench.net.fleet_data.answer_lines import Taken
    from workbench.net.fleet_data.answer_shape import AnswerShape
    from workbench.net.fleet_data.landing import Landing
    from workbench.net.fleet_data.lines import Piece

_JSON = b"[]\n"
"""Before lines out of a file of JSON: an empty list, which gives nothing and says that what follows is JSON."""
TOO_LONG = "A line is longer than 64 MiB."
TOO_LONG_HINT = "Write each answer as one JSON object, on a line of its own."


def read_answer_file(
    stream: BinaryIO,
    name: str,
    shape: AnswerShape,
    into: tuple[Landing, Tally],
    context: Context,
    rest: tuple[bytes, Callable[[int], None]],
) -> None:
    """Take a file; ``rest``: what was read of the stream already, and what is called with the octets of each piece."""
    landing, tally = into
    start, tell = rest

    def land(piece: Piece, coming: Future[tuple[list[Taken], list[int]]]) -> None:
        taken, left = coming.result()
        rows = _others(piece, left, name, context) if left else None
        if rows is not None:
            tally.take(rows.tally)
        _land(taken, rows, name, landing)
        tell(len(piece.content))

    waiting: list[tuple[Piece, Future[tuple[list[Taken], list[int]]]]] = []
    long = False
    # one piece is read while the one before it lands
    with ThreadPoolExecutor(1) as ahead:
        for piece in pieces_of(stream, start):
            if long or not piece.whole:
                while waiting:
                    land(*waiting.pop())
                if not long:
                    told = piece.content[:400].decode("utf-8", "replace")
                    tally.refuse(f"{name}:{piece.first_line}", TOO_LONG, TOO_LONG_HINT, told)
                long = not piece.whole
                end = piece.content.find(b"\n") + 1 if piece.whole else len(piece.content)
                piece = type(piece)(piece.content[end:], piece.first_line + 1)  # noqa: PLW2901  # the rest of it
            if piece.content:
                coming = ahead.submit(read_lines, piece, shape, str(context.source))
                while waiting:
                    land(*waiting.pop())
                waiting.append((piece, coming))
        while waiting:
            land(*waiting.pop())


def _others(piece: Piece, left: list[int], name: str, context: Context) -> Rows:
    """What :mod:`workbench.fleet.ingest` makes of the lines that are not plain."""
    lines = piece.content.split(b"\n")
    chosen = [lines[number - piece.first_line] for number in left]
    content = _JSON + b"\n".join(chosen)
    return read(content, name, context=Context(context.station, context.at, context.source, (0, *left)))


def _land(taken: list[Taken], rows: Rows | None, name: str, landing: Landing) -> None:
    """Number all answers of a piece by their lines, and land them."""
    parts: list[Any] = [one.lines for one in taken]
    if rows is not None:
        parts.append(lines_of(rows.answers))
    lines = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
    first = landing.numbers(len(lines))
    numbers = np.empty(len(lines), dtype=np.int64)
    numbers[np.argsort(lines, kind="stable")] = np.arange(first, first + len(lines))
    at = 0
    for one in taken:
        _land_taken(one, numbers[at : at + len(one.lines)], name, landing)
        at += len(one.lines)
    if rows is not None:
        land_rows(rows, numbers[at:], landing)


def _land_taken(taken: Taken, numbers: Any, name: str, landing: Landing) -> None:
    import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays
    import pyarrow.compute as pc  # noqa: PLC0415

    count = len(numbers)
    if not count:
        return
    origin = pc.binary_join_element_wise(pa.scalar(name), pa.array(taken.lines).cast(pa.string()), ":")
    answers = taken.answers.append_column("answer", pa.array(numbers)).append_column("origin", origin)
    landing.land_answers(answers, Kind.LISTED)
    if taken.told is not None:
        landing.land_told(taken.told)
    landing.empty += count - len(np.unique(taken.parents))
    places = pa.array(taken.parents, pa.int32())
    entries = taken.entries.append_column("answer", pa.array(numbers[taken.parents]))
    for column in ("station", "seen_at", "source"):
        whole = answers[column].combine_chunks()
        whole = whole if isinstance(whole, pa.Array) else pa.concat_arrays(whole.chunks)
        repeated = whole.take(places) if column == "seen_at" else pa.DictionaryArray.from_arrays(places, whole)
        entries = entries.append_column(column, repeated)
    landing.land("sightings", entries)
