"""Answers to GetInstalledCertificateIds in parsed JSON, under whatever key and around whatever else they stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from workbench.certs.loading.hash_objects import HELD_AS, hash_fields
from workbench.fleet.ingest.entry import HINT, EntryFault, entry_of, plain_entry_of
from workbench.fleet.ingest.json_values import NumberText, parsed
from workbench.fleet.ingest.names import LISTS, PEM, REQUESTS, WRAPPERS, column_of, folded, near_type, spelled
from workbench.fleet.ingest.tally import quoted
from workbench.fleet.ingest.times import HINT as TIME_HINT
from workbench.fleet.ingest.times import UNREADABLE, moment_of_key
from workbench.fleet.ingest.told import Told, identity
from workbench.fleet.schema import CERTIFICATE_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from workbench.fleet.ingest.entry import HashData
    from workbench.fleet.ingest.rows import Gathering

_CHAIN = "certificateHashDataChain"
_DEEPEST = 12
_STATUSES = frozenset({"Accepted", "NotFound"})
_SIDE_BY_SIDE = frozenset({"customdata", "statusinfo", "meta", "metadata", "headers", "context"})

NO_STATION = "It is not told which station this is of."
STATION_HINT = "Name the station with --station, or in a key or column called station."
NO_TIME = "It is not told when this was said."
NO_TIME_HINT = "Give a time for the file, or a key or column called seen_at."
AT_DEFAULT = (
    "Records without a time: {n}. They were taken to be of the time given, or now: what a station lists in all of them counts as "
    "one answer. Where they are of several days, keep each day's with its time (pnc inventory ingest DAY --at TIME --into "
    "FILE.duckdb), or add a column seen_at."
)
NO_TYPE = "It is not told which certificateType the entry has."
WRONG_TYPE = "The certificateType {} is none of GetCertificateIdUse{}."
TYPE_HINT = f"There are {', '.join(CERTIFICATE_TYPES)}."
TABLE_TERM = ": it is a word of a table in the standard; intermediates stand under a V2GCertificateChain, as its children"
NO_LIST = "certificateHashDataChain is no list."
NO_ANSWER = "There is no answer in this, no hash entry and nothing about a station: {}."
ANSWER_HINT = 'An answer is {"status": ..., "certificateHashDataChain": [...]}, alone or under a key such as response.'
NOTFOUND_LISTS = "Entries or answers that say NotFound and list something all the same: {n}. It was kept."
ACCEPTED_EMPTY = (
    "Answers that say Accepted and list nothing, where OCPP wants NotFound: {n}. They were kept as answers that list nothing."
)
OTHER_STATUS = "Answers with a status that is neither Accepted nor NotFound: {n}. It was left out."
INCOMPLETE = "Answers of which some entries were refused: {n}. They were kept without these, so what they list is not all there is."
BY_KEY = "Answers whose station is told by the key above them alone: {n}."
TOO_DEEP = "This is nested deeper than any export."


class Answers:
    """The walk through values; what it finds goes into a :class:`Gathering`, flat hash entries into :attr:`flat`.

    Attributes
    ----------
    flat
        Objects that are a hash entry each, with what was told around them: column to text, and the line.
    """

    def __init__(self, gathering: Gathering, name: str) -> None:
        self._gathering, self._tally, self._name = gathering, gathering.tally, name
        self.flat: list[tuple[int | str, dict[str, Any]]] = []

    def take(self, value: Any, told: Told, line: int | str, depth: int = 0) -> None:
        """Everything in a value."""
        if depth > _DEEPEST:
            self._refuse(line, TOO_DEEP, ANSWER_HINT, value)
        elif isinstance(value, dict):
            self._record(value, told, line, depth)
        elif is_frame_like(value):
            self.take(value[2] if len(value) == 3 else value[3], told, line, depth + 1)
        elif isinstance(value, list):
            self._list(value, told, line, depth)
        elif isinstance(value, str) and not isinstance(value, NumberText) and value.lstrip()[:1] in {"{", "["}:
            self._text(value, told, line, depth)
        else:
            self._refuse(line, NO_ANSWER.format(_kind(value)), ANSWER_HINT, value)

    def _text(self, value: str, told: Told, line: int | str, depth: int) -> None:
        try:
            inner = parsed(value)
        except ValueError:
            self._refuse(line, "A text that begins like JSON is none.", ANSWER_HINT, value)
        else:
            self.take(inner, told, line, depth + 1)

    def _list(self, value: list[Any], told: Told, line: int | str, depth: int) -> None:
        elements = bool(value) and all(isinstance(one, dict) and _held(one) and not _says_more(one) for one in value)
        if elements or (not value and told.whose is not None and depth):
            self.answer({_CHAIN: value}, told, line)
        else:
            for place, one in enumerate(value):
                self.take(one, told, line if depth else f"{line}[{place}]", depth + 1)

    def _record(self, record: dict[str, Any], told: Told, line: int | str, depth: int) -> None:
        told = told.with_record(record, self._tally)
        if _CHAIN in record or any(spelled(key) == _CHAIN for key in record):
            self.answer(record, told, line)
        elif _held(record):
            self.answer({_CHAIN: [record]}, told, line)
        elif hash_fields(record) is not None or any(column_of(key) == PEM and _like_pem(value) for key, value in record.items()):
            self._flat(record, told, line)
        elif inner := _inner(record):
            self._nested(inner, told, line, depth)
        elif isinstance(record.get("status"), str) and record["status"] in _STATUSES:
            self.answer(record, told, line)
        elif told.whose is not None and told.particulars:
            self._gathering.station(told.whose, told.at, told.particulars, alone=True)
        else:
            self._refuse(line, NO_ANSWER.format(_keys(record)), ANSWER_HINT, record)

    def _nested(self, inner: dict[str, Any], told: Told, line: int | str, depth: int) -> None:
        """What stands under the keys of an object: usual ones, or a station's identity, or a certificateType."""
        for key, value in inner.items():
            self.take(value, self._told_by_key(key, told), line, depth + 1)

    def _told_by_key(self, key: str, told: Told) -> Told:
        word = folded(key)
        if key in CERTIFICATE_TYPES:
            return replace(told, certificate_type=key)
        if (at := moment_of_key(key, self._tally)) is not None:
            return replace(told, at=told.at or at)
        if word in WRAPPERS or word in LISTS or (told.station is not None and not told.by_key):
            return told
        return replace(told, station=identity(key), by_key=True)

    def answer(self, payload: Mapping[str, Any], told: Told, line: int | str) -> None:
        """One answer; its sound entries are kept whatever the others are."""
        chains = payload.get(_CHAIN) or next((value for key, value in payload.items() if spelled(key) == _CHAIN), None)
        heads = chains if isinstance(chains, list) else []
        fault = _whole_fault(told)
        if fault is not None:
            self._refuse(line, *fault, payload, rows=max(sum(map(_weight, heads)), 1))
            return
        if chains is not None and not isinstance(chains, list):
            self._refuse(line, NO_LIST, ANSWER_HINT, chains)
            return
        refused = self._tally.refused_rows
        entries = [found for chain, element in enumerate(heads) for found in self._chain(chain, element, told, line)]
        if heads and not entries:
            return  # to keep the answer without them would say that nothing is installed
        if told.at is None:
            self._tally.remark(AT_DEFAULT)
        status = self._status(payload.get("status"), heads)
        if told.by_key:
            self._tally.remark(BY_KEY)
        at = told.at or told.default_at
        origin = f"{self._name}:{line}"
        given = self._gathering.answer(told.whose or "", at, (told.source, status, told.asked), origin)  # type: ignore[arg-type]  # the time was looked at
        for chain, child, certificate_type, hash_data in entries:
            self._gathering.entry((given, chain, child), certificate_type, hash_data)
        if told.particulars:
            self._gathering.station(told.whose or "", at, told.particulars, alone=False)
        if self._tally.refused_rows > refused:
            self._tally.remark(INCOMPLETE)

    def _chain(self, chain: int, element: Any, told: Told, line: int | str) -> Iterable[tuple[int, int, str, HashData]]:
        plain = plain_entry_of(element)
        if plain is not None and plain[0] in CERTIFICATE_TYPES:
            return ((chain, 0, *plain),)
        return self._odd_chain(chain, element, told, line)

    def _odd_chain(self, chain: int, element: Any, told: Told, line: int | str) -> Iterator[tuple[int, int, str, HashData]]:
        named = {spelled(key): value for key, value in element.items()} if isinstance(element, dict) else {}
        certificate_type = named.get("certificateType", told.certificate_type)
        if not isinstance(certificate_type, str) or certificate_type not in CERTIFICATE_TYPES:
            self._refuse(line, *type_fault(certificate_type), element, rows=_weight(element))
            return
        for child, node in _entries(element):
            try:
                yield chain, child, certificate_type, entry_of(node, self._tally)
            except EntryFault as fault:
                self._refuse(line, str(fault), HINT, node)

    def _status(self, status: Any, heads: list[Any]) -> str:
        if isinstance(status, str) and status.strip() in _STATUSES:
            status = status.strip()
        else:
            if status is not None:
                self._tally.remark(OTHER_STATUS)
            status = ""
        if status == "NotFound" and heads:
            self._tally.remark(NOTFOUND_LISTS)
        if status == "Accepted" and not heads:
            self._tally.remark(ACCEPTED_EMPTY)
        return str(status)

    def _flat(self, record: dict[str, Any], told: Told, line: int | str) -> None:
        row: dict[str, Any] = {name: value for name, value in told.particulars.items() if value is not None}
        for key, value in record.items():
            column = column_of(key) or column_of(spelled(key))
            if column and column not in row and value is not None:
                row[column] = value
        if told.unreadable:
            row["seen_at"] = told.unreadable
        elif told.at is not None:
            row["seen_at"] = told.at
        row |= {"station": told.station, "source": told.source, "asked": told.asked}
        row.setdefault("certificate_type", told.certificate_type)
        self.flat.append((line, row))

    def _refuse(self, line: int | str, reason: str, hint: str, value: Any, *, rows: int = 1) -> None:
        self._tally.refuse(f"{self._name}:{line}", reason, hint, excerpt_of(value), rows=rows)


def type_fault(certificate_type: Any) -> tuple[str, str]:
    """Reason and hint for a certificateType that is none."""
    if certificate_type is None:
        return NO_TYPE, TYPE_HINT
    if not isinstance(certificate_type, str):
        return WRONG_TYPE.format(_kind(certificate_type), ""), TYPE_HINT
    if certificate_type == "V2GIntermediateCertificate":
        return WRONG_TYPE.format(quoted(certificate_type), TABLE_TERM), TYPE_HINT
    meant = near_type(certificate_type)
    return WRONG_TYPE.format(quoted(certificate_type), f"; {meant} is near" if meant else ""), TYPE_HINT


def is_frame_like(value: Any) -> bool:
    """Whether a value is a CALL or CALLRESULT whose numbers are kept as text."""
    if not isinstance(value, list) or not 3 <= len(value) <= 4:
        return False
    return isinstance(value[0], NumberText) and value[0] in {"2", "3"} and isinstance(value[1], str)


def excerpt_of(value: Any) -> str:
    """How a value begins, as text; not all of a large one is written for it."""
    if isinstance(value, str):
        return value[:400]
    return repr(_cut(value, 4))[:400]


def _cut(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return str(value[:100])
    if not depth:
        return ...
    if isinstance(value, dict):
        return {str(key)[:60]: _cut(value[key], depth - 1) for key in list(value)[:6]}
    if isinstance(value, list):
        return [_cut(one, depth - 1) for one in value[:3]]
    return value


def _whole_fault(told: Told) -> tuple[str, str] | None:
    if not told.whose:
        return NO_STATION, STATION_HINT
    if told.unreadable:
        return UNREADABLE, TIME_HINT
    return (NO_TIME, NO_TIME_HINT) if told.at is None and told.default_at is None else None


def _held(record: dict[str, Any]) -> bool:
    return any(spelled(key) in HELD_AS and isinstance(value, dict | list) for key, value in record.items()) and (
        hash_fields(record) is None
    )


def _says_more(record: dict[str, Any]) -> bool:
    """Whether an element of a list is a record of its own, of a station or a time."""
    return any(column_of(key) in {"station", "seen_at", "source", "asked"} for key in record)


def _inner(record: dict[str, Any]) -> dict[str, Any]:
    """The values that may hold answers; of keys that mean nothing, only those that do hold one."""
    found: dict[str, Any] = {}
    for key, value in record.items():
        word = folded(key)
        if word in _SIDE_BY_SIDE or word in REQUESTS:
            continue
        usual = word in WRAPPERS or word in LISTS
        if isinstance(value, dict | list):
            if usual or _holds(value, 6):
                found[key] = value
        elif usual and isinstance(value, str) and value.lstrip()[:1] in {"{", "["}:
            found[key] = value
    return found


def _holds(value: Any, depth: int) -> bool:
    """Whether an answer, or a hash entry, stands somewhere in a value."""
    if isinstance(value, list):
        return not value or (depth > 0 and any(_holds(one, depth - 1) for one in value))
    if not isinstance(value, dict):
        return False
    if any(spelled(key) in {_CHAIN, *HELD_AS} for key in value) or hash_fields(value) is not None:
        return True
    status = value.get("status")
    if isinstance(status, str) and status in _STATUSES:
        return True
    return depth > 0 and any(_holds(one, depth - 1) for one in value.values())


def _weight(element: Any) -> int:
    """How many entries an element of a chain list has."""
    return len(_entries(element))


def _entries(element: Any) -> list[tuple[int, Any]]:
    """The hash entries of an element, each with its place: 0 for its own, then its children; never none at all."""
    if not isinstance(element, dict):
        return [(0, element)]
    named = {spelled(key): value for key, value in element.items()}
    head, below = (named.get(key) for key in HELD_AS)
    children = below if isinstance(below, list) else [] if below is None else [below]
    found = list(enumerate(children, 1))
    return [(0, element if head is None else head), *found] if head is not None or not found else found


def _like_pem(value: Any) -> bool:
    return isinstance(value, str) and "-----BEGIN" in value


def _keys(record: dict[str, Any]) -> str:
    if not record:
        return "the object is empty"
    names = ", ".join(quoted(key) for key in list(record)[:6])
    return f"its keys are {names}{' …' if len(record) > 6 else ''}"


def _kind(value: Any) -> str:
    if isinstance(value, NumberText):
        return "a number"
    names = {type(None): "null", bool: "true or false", str: "a string", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
