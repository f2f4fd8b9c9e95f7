"""How the lines of a file of answers are shaped, told from its first ones: which key says what, and where the answer stands."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.certs.loading.hash_objects import HASH_FIELDS
from workbench.fleet.ingest.names import LISTS, REQUESTS, STATION_COLUMNS, WRAPPERS, column_of, folded

if TYPE_CHECKING:
    import pyarrow as pa

CHAIN = "certificateHashDataChain"
_ASIDE = frozenset({"customdata", "statusinfo"})
_SAMPLE = 50
_WORDS = frozenset({"station", "seen_at", "source"})
_OTHER_TYPES = frozenset({"security_profile", "most_entries", "additional_root_check"})


@dataclass(frozen=True, slots=True)
class AnswerShape:
    """Where an answer's parts stand in its line.

    Attributes
    ----------
    schema
        What Arrow is told to expect; a line with any other key, or another type, does not fit.
    keys
        Declared column (``station``, ``seen_at``, ``source`` and those of stations) to the key that tells it.
    payload
        The key under which the answer stands; empty where it is the line itself.
    request
        The key under which the request stands; empty where there is none.
    """

    schema: pa.Schema
    keys: dict[str, str] = field(default_factory=dict)
    payload: str = ""
    request: str = ""


def answer_shape(content: bytes) -> AnswerShape | None:
    """The shape of the lines that the content begins with; None where they are no answers, or are shaped in ways left to others."""
    records = _first_records(content)
    if not records:
        return None
    shape = _Shape()
    if not all(shape.takes(key, [one[key] for one in records if one.get(key) is not None]) for key in _keys(records)):
        return None
    return shape.finished()


def _keys(records: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(key for record in records for key in record))


class _Shape:
    """A shape in the making, key by key."""

    def __init__(self) -> None:
        self._fields: dict[str, pa.DataType] = {}
        self._columns: dict[str, str] = {}
        self._payload = self._request = ""

    def takes(self, key: str, values: list[Any]) -> bool:
        """Whether a key with these values has a place in it."""
        kind = _chains() if key == CHAIN else self._kind(key, column_of(key), values)
        if kind is not None:
            self._fields[key] = kind
        return kind is not None

    def _kind(self, key: str, column: str, values: list[Any]) -> pa.DataType | None:
        import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays

        word = folded(key)
        if word in {*WRAPPERS, *LISTS, *REQUESTS}:
            return self._around(key, word, values)
        if not column:
            return _plain(values)
        if column == "status":
            return pa.string() if key == "status" else None
        if column in self._columns or column not in {*_WORDS, *STATION_COLUMNS}:
            return None
        self._columns[column] = key
        return _plain(values) if column in _OTHER_TYPES else pa.string()

    def _around(self, key: str, word: str, values: list[Any]) -> pa.DataType | None:
        import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays

        objects = all(isinstance(one, dict) for one in values)
        if word in REQUESTS and not self._request and objects and all(set(one) <= {"certificateType"} for one in values):
            self._request = key
            return pa.struct([("certificateType", pa.list_(pa.string()))])
        if word in WRAPPERS and not self._payload and values and objects:
            self._payload = key
            return _payload(values)
        return None

    def finished(self) -> AnswerShape | None:
        """The shape; None where something that is needed is not told, or told twice."""
        import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays

        twice = (CHAIN in self._fields) == bool(self._payload) or (self._payload and "status" in self._fields)
        if twice or not {"station", "seen_at"} <= set(self._columns):
            return None
        if not self._payload:
            self._fields.setdefault("status", pa.string())
        return AnswerShape(pa.schema(self._fields), self._columns, self._payload, self._request)


def _first_records(content: bytes) -> list[dict[str, Any]]:
    found = []
    for line in content.split(b"\n", _SAMPLE)[:_SAMPLE]:
        try:
            value = json.loads(line)
        except ValueError:  # a broken line, or the last one, cut off
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def _entry() -> pa.DataType:
    import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays

    return pa.struct([(name, pa.string()) for name in HASH_FIELDS])


def _chains() -> pa.DataType:
    import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays

    element = [
        ("certificateType", pa.string()),
        ("certificateHashData", _entry()),
        ("childCertificateHashData", pa.list_(_entry())),
    ]
    return pa.list_(pa.struct(element))


def _payload(values: list[dict[str, Any]]) -> pa.DataType | None:
    import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays

    fields: dict[str, pa.DataType] = {"status": pa.string(), CHAIN: _chains()}
    for key in dict.fromkeys(key for value in values for key in value):
        if key in fields:
            continue
        inner = [value[key] for value in values if value.get(key) is not None]
        kind = _aside(inner) if folded(key) in _ASIDE else None
        if kind is None:
            return None
        fields[key] = kind
    return pa.struct(list(fields.items()))


def _aside(values: list[Any]) -> pa.DataType | None:
    """An object that is not looked into, of plain values: statusInfo, customData."""
    import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays

    if not all(isinstance(value, dict) for value in values):
        return None
    kinds = {key: _plain([value[key] for value in values if key in value]) for key in dict.fromkeys(k for v in values for k in v)}
    return None if None in kinds.values() else pa.struct(list(kinds.items()))


def _plain(values: list[Any]) -> pa.DataType | None:
    """The type of plain values that tell nothing; None where they are not of one plain type."""
    import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays

    types = {type(value) for value in values if value is not None}
    if len(types) > 1:
        return None
    return {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}.get(next(iter(types), str))
