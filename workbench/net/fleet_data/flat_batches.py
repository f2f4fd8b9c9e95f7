"""Flat rows in batches, a hash entry each, checked a column at a time; rows of one answer stand together, or are merged later.

What is not plain beyond doubt is named, with the whole run of rows that it stands in, and left to :mod:`workbench.fleet.ingest`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.fleet.ingest.names import STATION_COLUMNS
from workbench.fleet.ingest.tally import Tally
from workbench.fleet.ingest.told import NOTHING, asked_of, particular, side_of
from workbench.fleet.schema import CERTIFICATE_TYPES, HASH_COLUMNS
from workbench.net.fleet_data.landing import Kind
from workbench.net.fleet_data.plain import filled, mask_of, named, times_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from workbench.net.fleet_data.landing import Landing

_PRINTABLE = r"^[!-~]+$"
_ROUNDED = r"[.,+]|[eE]-"
_KINDS = {"additional_root_check": "bool", "security_profile": "int64", "most_entries": "int64"}


@dataclass(frozen=True, slots=True)
class Runs:
    """Rows of one answer that stand together, in order.

    Attributes
    ----------
    first
        Of each run the place of its first row.
    answers
        Arrow table: station, seen_at, source, status, asked.
    told
        By column of stations, with ``told_at``; None where the table tells nothing.
    parents
        Of each entry the place of its run.
    entries
        Arrow table: chain, child, certificate_type and the four fields.
    loose
        Whether each row is a chain of its own.
    """

    first: Any
    answers: pa.Table
    told: dict[str, pa.Array] | None
    parents: Any
    entries: pa.Table
    loose: bool


def runs_of(columns: dict[str, pa.Array], source: str) -> tuple[Runs, Any]:
    """What the rows give, and which rows are left.

    Parameters
    ----------
    columns
        By declared name, texts; ``seen_at`` may be times.
    source
        Whose word it is where the rows do not say it.
    """
    import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays

    rows = len(columns["station"])
    coded = {name: _coded(columns[name]) for name in columns if name not in _AS_THEY_ARE}
    sound = np.ones(rows, dtype=bool)
    for name, plain in (("station", _stations), ("certificate_type", _types)):
        sound &= plain(coded[name].dictionary)[_codes(coded[name])]
    seen_at = _times(columns["seen_at"])
    sound &= mask_of(seen_at.is_valid())
    readers: dict[str, Callable[[str | None], Any]] = {
        "source": lambda word: source if word is None else side_of(word) or ...,
        "asked": lambda word: None if word is None else asked_of(word),
        "status": lambda word: "Accepted" if word == "Accepted" else ... if word == "NotFound" else "",
    }
    said = {}
    for name, reader in readers.items():
        said[name], plain = _read(coded.get(name), rows, reader, pa.string())
        sound &= plain
    told = {}
    for name in STATION_COLUMNS:
        if name in coded:
            told[name], plain = _read(coded[name], rows, _particular(name), pa.type_for_alias(_KINDS.get(name, "string")))
            sound &= plain
    for name in HASH_COLUMNS:
        sound &= _plain_field(columns[name], serial=name == "serial_number")
    keys = [_codes(coded["station"]), seen_at.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)]
    keys += [_codes(_coded(said[name])) for name in ("source", "asked")]
    changes = _changes(keys)
    run = np.cumsum(changes) - 1
    chain, child = _chains(columns, changes, run, sound)
    if not sound.all():
        # what is told of a station at one time counts in the order read: then all of its rows go to one reader
        sound &= ~_with_the_others(keys[:1] if told else keys, run, ~sound)
    keep = np.flatnonzero(sound)
    starts = np.flatnonzero(changes & sound)
    parents = (np.cumsum(changes & sound) - 1)[keep]
    told_at = starts if not told else np.flatnonzero(_changes([*keys, *(_codes(_coded(one)) for one in told.values())]) & sound)
    answers = {
        "station": coded["station"].take(starts).cast(pa.string()),
        "seen_at": seen_at.take(starts),
        "source": said["source"].take(starts),
    }
    answers |= {"status": _best(said["status"], run, starts), "asked": said["asked"].take(starts)}
    entries = {"chain": pa.array(chain[keep], pa.int32()), "child": pa.array(child[keep], pa.int32())}
    entries |= {"certificate_type": coded["certificate_type"], **{name: columns[name] for name in HASH_COLUMNS}}
    if len(keep) < rows:
        entries = {name: cells if name in {"chain", "child"} else cells.take(pa.array(keep)) for name, cells in entries.items()}
    particulars = None
    if told:
        particulars = {"station": coded["station"].take(told_at).cast(pa.string()), "told_at": seen_at.take(told_at)}
        particulars |= {name: one.take(told_at) for name, one in told.items()}
    return Runs(starts, pa.table(answers), particulars, parents, pa.table(entries), "chain" not in columns), ~sound


_AS_THEY_ARE = frozenset({"seen_at", "chain", "child", *HASH_COLUMNS})


def _coded(column: Any) -> pa.DictionaryArray:
    if hasattr(column, "dictionary"):
        return column if not column.null_count else column.dictionary_decode().dictionary_encode(null_encoding="encode")
    return column.dictionary_encode(null_encoding="encode")


def _codes(coded: pa.DictionaryArray) -> Any:
    return coded.indices.fill_null(0).to_numpy(zero_copy_only=False)


def _stations(names: pa.Array) -> Any:
    found = named(names)
    for place, name in enumerate(names.to_pylist()):
        if name is None or (len(name) < 5 and name.lower() in NOTHING):
            found[place] = False
    return found


def _types(names: pa.Array) -> Any:
    return np.array([name in CERTIFICATE_TYPES for name in names.to_pylist()], dtype=bool)


def _times(column: pa.Array) -> pa.Array:
    import pyarrow as pa  # noqa: PLC0415  # see runs_of

    if pa.types.is_timestamp(column.type):
        return times_of(column)
    coded = _coded(column)
    return times_of(coded.dictionary).take(coded.indices)


def _read(
    coded: pa.DictionaryArray | None, rows: int, reader: Callable[[str | None], Any], kind: pa.DataType
) -> tuple[pa.Array, Any]:
    """What each cell says, and which cells say anything; an empty one is None to the reader."""
    import pyarrow as pa  # noqa: PLC0415  # see runs_of

    if coded is None:
        return pa.repeat(pa.scalar(reader(None), kind), rows), np.ones(rows, dtype=bool)
    forms = [None if text is None or text.strip().lower() in NOTHING else text.strip() for text in coded.dictionary.to_pylist()]
    said = [reader(text) for text in forms]
    sound = np.array([one is not ... for one in said] or [False])[_codes(coded)]
    return pa.array([None if one is ... else one for one in said], kind).take(coded.indices), sound


def _particular(name: str) -> Callable[[str | None], Any]:
    def read(text: str | None) -> Any:
        if text is None:
            return None
        tally = Tally()
        said = particular(name, text, tally)
        return ... if tally.remarks else said

    return read


def _plain_field(cells: pa.Array, *, serial: bool) -> Any:
    """Whether hash fields are there and hold no blank, nothing invisible, no word for an empty cell, no rounded number."""
    if hasattr(cells, "dictionary"):
        return _plain_texts(cells.dictionary, serial=serial)[_codes(cells)] & mask_of(cells.is_valid())
    return _plain_texts(cells, serial=serial)


def _plain_texts(cells: pa.Array, *, serial: bool) -> Any:
    import pyarrow as pa  # noqa: PLC0415  # see runs_of
    import pyarrow.compute as pc  # noqa: PLC0415

    sound = filled(cells)
    odd = np.flatnonzero(~mask_of(pc.ascii_is_alnum(cells)) & sound)
    if len(odd):
        those = cells.take(pa.array(odd))
        plain = mask_of(pc.match_substring_regex(those, _PRINTABLE))
        if serial:
            plain &= ~mask_of(pc.match_substring_regex(those, _ROUNDED))
        sound[odd] &= plain
    short = np.flatnonzero((pc.binary_length(cells).fill_null(9).to_numpy(zero_copy_only=False) < 5) & sound)
    if len(short):
        those = pc.utf8_lower(cells.take(pa.array(short)))
        sound[short] &= ~mask_of(pc.is_in(those, pa.array(sorted(NOTHING))))
    return sound


def _changes(keys: list[Any]) -> Any:
    """Of each row whether it differs from the one before."""
    changes = np.zeros(len(keys[0]), dtype=bool)
    changes[:1] = True
    for key in keys:
        changes[1:] |= key[1:] != key[:-1]
    return changes


def _chains(columns: dict[str, pa.Array], changes: Any, run: Any, sound: Any) -> tuple[Any, Any]:
    """Chain and child of each row; rows whose numbers do not simply count on are marked as not sound."""
    rows = np.arange(len(run))
    starts = rows[changes][run] if len(run) else rows
    if "chain" not in columns:
        return rows - starts, np.zeros(len(run), dtype=np.int32)
    (chain, plain), (child, also) = _counted(columns["chain"]), _counted(columns["child"])
    step, below = np.diff(chain, prepend=0), np.diff(child, prepend=0)
    on = np.where(changes, (chain == 0), ((step == 1) | ((step == 0) & (below > 0))))
    sound &= plain & also & on
    return chain, child


def _counted(cells: pa.Array) -> tuple[Any, Any]:
    import pyarrow as pa  # noqa: PLC0415  # see runs_of
    import pyarrow.compute as pc  # noqa: PLC0415

    cells = cells.dictionary_decode() if hasattr(cells, "dictionary") else cells
    if pa.types.is_integer(cells.type):
        numbers = cells.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
        return numbers, (numbers >= 0) & (numbers < 10**9)
    plain = mask_of(pc.match_substring_regex(cells, r"^[0-9]{1,9}$"))
    texts = cells if plain.all() else pc.if_else(pa.array(plain), cells, "0")
    return texts.cast(pa.int64()).to_numpy(zero_copy_only=False), plain


def _with_the_others(keys: list[Any], run: Any, odd: Any) -> Any:
    """The rows of the batch that have the keys of an odd one."""
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    starts = np.flatnonzero(np.diff(run, prepend=-1))
    answers = pd.DataFrame({place: key[starts] for place, key in enumerate(keys)}).groupby([*range(len(keys))], sort=False).ngroup()
    answer = answers.to_numpy()[run]
    return np.isin(answer, np.unique(answer[odd]))


def _best(status: pa.Array, run: Any, starts: Any) -> pa.Array:
    """Of each run whether a row says Accepted."""
    import pyarrow as pa  # noqa: PLC0415  # see runs_of
    import pyarrow.compute as pc  # noqa: PLC0415

    accepted = np.unique(run[mask_of(pc.equal(status, "Accepted"))])
    return pa.array(np.where(np.isin(run[starts], accepted), "Accepted", "").tolist(), pa.string())


def land_runs(runs: Runs, numbers: Any, origins: pa.Array, landing: Landing) -> None:
    """Land them; ``numbers``, ``origins``: of each run its answer's."""
    import pyarrow as pa  # noqa: PLC0415  # see runs_of

    count = len(numbers)
    if not count:
        return
    answers = runs.answers.append_column("answer", pa.array(numbers)).append_column("origin", origins)
    landing.land_answers(answers, Kind.LOOSE if runs.loose else Kind.PLACED)
    if runs.told is not None:
        landing.land_told(runs.told)
    places = pa.array(runs.parents, pa.int32())
    entries = runs.entries.append_column("answer", pa.array(numbers[runs.parents]))
    for column in ("station", "seen_at", "source"):
        whole = _whole(runs.answers[column])
        repeated = whole.take(places) if column == "seen_at" else pa.DictionaryArray.from_arrays(places, whole)
        entries = entries.append_column(column, repeated)
    landing.land("sightings", entries, loose=runs.loose)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa  # noqa: PLC0415  # see runs_of

    whole = column.combine_chunks()
    return whole if isinstance(whole, pa.Array) else pa.concat_arrays(whole.chunks)
