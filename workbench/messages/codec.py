"""Messages to JSON and back: ``to_wire(message, version)`` and ``from_wire(action, kind, payload, version)``.

Both ways the payload is held against the same shape, so that what is sent would be taken. What the schema allows is never refused
here; what it is silent on is said by :mod:`workbench.messages.notes`.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar, cast

from workbench.messages.actions import ACTIONS, Kind, Message, action_of
from workbench.messages.custom_data import CustomData
from workbench.messages.faults import ErrorCode, Fault, Refused, Unsendable, echo, worst
from workbench.messages.plans import object_of
from workbench.messages.reading import read_object
from workbench.messages.shapes import Many, Object, Shape
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


def to_wire(message: Message, version: Version) -> dict[str, Any]:
    """The JSON object of a message, checked.

    A field that is None is left out, as OCPP-J wants it (Part 4, 4.1.5). Nothing is dropped in silence: a 2.1 field in a message
    to a 2.0.1 peer is refused; :func:`fitted` leaves such fields out and says which.

    Raises
    ------
    Unsendable
        The message breaks the version's schema, or the version does not have it.
    """
    entry, kind = action_of(type(message))
    if version not in entry.versions:
        raise _unsendable(f"{entry.name} {kind}", version, (Fault(ErrorCode.FORMAT_VIOLATION, "$", "There is no such message."),))
    payload: dict[str, Any] = _plain(message, object_of(type(message), Version.V21))
    _, faults = read_object(object_of(type(message), version), payload)
    if faults:
        raise _unsendable(f"{entry.name} {kind}", version, faults)
    return payload


def _unsendable(name: str, version: Version, faults: tuple[Fault, ...]) -> Unsendable:
    return Unsendable(
        f"This {name} cannot be sent in OCPP {version}: {_told(faults)}",
        hint="Correct the message; fitted() leaves out what the version does not have.",
        faults=faults,
    )


def from_wire(action: str, kind: Kind, payload: Any, version: Version) -> Message:
    """The message that a payload says.

    Parameters
    ----------
    action
        As in the CALL: ``"InstallCertificate"``.
    kind
        ``"request"`` or ``"response"``.
    payload
        Parsed JSON; of numbers, json's own int and float.

    Raises
    ------
    Refused
        The action is unknown in this version (NotImplemented), or the payload breaks its schema; ``faults`` has every departure.
    """
    entry = ACTIONS.get(action)
    if entry is None or version not in entry.versions:
        raise Refused(
            ErrorCode.NOT_IMPLEMENTED,
            f"The action {echo(action)} is not known here in OCPP {version}.",
            hint=f"Known are {', '.join(name for name, one in ACTIONS.items() if version in one.versions)}.",
        )
    return read(entry.request if kind == "request" else entry.response, payload, version)


def read(cls: type[T], payload: Any, version: Version) -> T:
    """The message of a class that is known beforehand, as that of a response is; else as :func:`from_wire`.

    Raises
    ------
    Refused
        The payload breaks the schema.
    """
    value, faults = read_object(object_of(cls, version), payload)
    if faults:
        raise Refused(
            worst(faults),
            _told(faults),
            hint=f"Compare with the schema {cls.__name__} of OCPP {version}.",
            faults=faults,
        )
    return cast("T", value)


def _told(faults: tuple[Fault, ...]) -> str:
    """The first fault of the kind that gives the code, and how many more there are."""
    code = worst(faults)
    more = len(faults) - 1
    first = next(fault.sentence for fault in faults if fault.code is code)
    return first + (f" And {more} more {'fault' if more == 1 else 'faults'}." if more else "")


def _plain(value: Any, shape: Shape) -> Any:
    """The JSON of a value, unchecked; what does not fit its shape stays as it is, for the check to find."""
    if isinstance(value, CustomData):
        return value.value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list) and isinstance(shape, Many):
        return [_plain(item, shape.item) for item in value]
    if isinstance(shape, Object) and isinstance(value, shape.cls):
        return {
            field.name: _plain(inner, field.shape)
            for field in shape.fields
            if (inner := getattr(value, field.attribute)) is not None
        }
    return value


def fitted(message: T, version: Version) -> tuple[T, tuple[str, ...]]:
    """The message without the optional fields that a version does not have, and the paths of those that were left out.

    Lengths and enumerations are not touched: to shorten a certificate mends nothing.
    """
    left_out: list[str] = []
    return _fitted(message, version, "$", left_out), tuple(left_out)


def _fitted(value: Any, version: Version, path: str, left_out: list[str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_fitted(item, version, f"{path}[{index}]", left_out) for index, item in enumerate(value))
    if not is_dataclass(value) or isinstance(value, type | CustomData):
        return value
    there = {field.attribute for field in object_of(type(value), version).fields}
    names = {field.attribute: field.name for field in object_of(type(value), Version.V21).fields}
    changed = dict(_changes(value, names, there, version, (path, left_out)))
    return replace(value, **changed) if changed else value


def _changes(
    value: Any, names: dict[str, str], there: set[str], version: Version, told: tuple[str, list[str]]
) -> Iterator[tuple[str, Any]]:
    path, left_out = told
    for field in fields(value):
        inner = getattr(value, field.name)
        if inner is None:
            continue
        where = f"{path}.{names[field.name]}"
        if field.name not in there:
            left_out.append(where)
            yield field.name, None
        elif (new := _fitted(inner, version, where, left_out)) is not inner:
            yield field.name, new
