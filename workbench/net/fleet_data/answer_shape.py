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
    import pyarrow as pa  # noqa: PLC0415  # a tenth of a second that only a fleet pays

    records = _first_records(content)
    if not records:
        return None
    fields: dict[str, pa.DataType] = {}
    keys: dict[str, str] = {}
    payload = request = ""
    for key in dict.fromkeys(key for record in records for key in record):
        values = [record[key] for record in records if record.get(key) is not None]
        column, word = column_of(key), folded(key)
        kind: pa.DataType | None
        if key == CHAIN:
            kind = _chains()
        elif word in REQUESTS and not request and all(isinstance(one, dict) and set(one) <= {"certificateType"} for one in values):
            request, kind = key, pa.struct([("certificateType", pa.list_(pa.string()))])
        elif word in WRAPPERS and not payload and values and all(isinstance(one, dict) for one in values):
            payload, kind = key, _payload(values)
        elif word in WRAPPERS or word in LISTS or word in REQUESTS:
            return None
        elif column in keys or (column and column not in {*_WORDS, *STATION_COLUMNS, "status"}):
            return None
        elif column and column != "status":
            keys[column] = key
            kind = _plain(values) if column in _OTHER_TYPES else pa.string()
        else:
            kind = pa.string() if key == "status" else _plain(values)
        if kind is None:
            return None
        fields[key] = kind
    if not {"station", "seen_at"} <= set(keys) or (CHAIN in fields) == bool(payload) or (payload and "status" in fields):
        return None
    if not payload:
        fields.setdefault("status", pa.string())
    return AnswerShape(pa.schema(fields), keys, payload, request)


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
    import pyarrow as pa  # noqa: PLC0415  # see answer_shape

    return pa.struct([(name, pa.string()) for name in HASH_FIELDS])


def _chains() -> pa.DataType:
    import pyarrow as pa  # noqa: PLC0415  # see answer_shape

    element = [
        ("certificateType", pa.string()),
        ("certificateHashData", _entry()),
        ("childCertificateHashData", pa.list_(_entry())),
    ]
    return pa.list_(pa.struct(element))


def _payload(values: list[dict[str, Any]]) -> pa.DataType | None:
    import pyarrow as pa  # noqa: PLC0415  # see answer_shape

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
    import pyarrow as pa  # noqa: PLC0415  # see answer_shape

    if not all(isinstance(value, dict) for value in values):
        return None
    kinds = {key: _plain([value[key] for value in values if key in value]) for key in dict.fromkeys(k for v in values for k in v)}
    return None if None in kinds.values() else pa.struct(list(kinds.items()))


def _plain(values: list[Any]) -> pa.DataType | None:
    """The type of plain values that tell nothing; None where they are not of one plain type."""
    import pyarrow as pa  # noqa: PLC0415  # see answer_shape

    types = {type(value) for value in values if value is not None}
    if len(types) > 1:
        return None
    return {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}.get(next(iter(types), str))
