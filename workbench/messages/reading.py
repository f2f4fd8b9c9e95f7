"""Parsed JSON held against a shape: read into dataclasses, all faults collected, nothing raised.

A reader is a closure made once for a shape. It takes the value, the path of its parent and its own key, for a path is written only
where there is a fault.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from workbench.messages.custom_data import DEEPEST, LONGEST_VENDOR_ID, CustomData
from workbench.messages.faults import ErrorCode, Fault, echo, step
from workbench.messages.shapes import Choice, Custom, Flag, Many, Number, Object, Shape, Text, Whole

Reader = Callable[[Any, str, str | int, list[Fault]], Any]
"""(value, parent's path, own key, faults so far) -> the value read; anything where a fault was added."""


def read_object(shape: Object, payload: Any) -> tuple[Any, tuple[Fault, ...]]:
    """The dataclass that a payload says, or None, and its faults."""
    faults: list[Fault] = []
    value = _object(payload, "$", faults, *_compiled(shape))
    return (None, tuple(faults)) if faults else (value, ())


def _of(value: Any) -> str:
    """What a value is in JSON."""
    names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return "null" if value is None else names.get(type(value), f"no JSON ({type(value).__name__})")


def _type_fault(value: Any, at: str, key: str | int, due: str) -> Fault:
    path = step(at, key)
    return Fault(ErrorCode.TYPE_CONSTRAINT_VIOLATION, path, f"{path} is {_of(value)}, {due} is due.")


def _property_fault(at: str, key: str | int, rest: str) -> Fault:
    path = step(at, key)
    return Fault(ErrorCode.PROPERTY_CONSTRAINT_VIOLATION, path, f"{path} {rest}.")


def _occurrence_fault(at: str, key: str | int, rest: str) -> Fault:
    path = step(at, key)
    return Fault(ErrorCode.OCCURRENCE_CONSTRAINT_VIOLATION, path, f"{path} {rest}.")


@cache
def _compiled(shape: Object) -> tuple[type, tuple[tuple[str, str, bool, Reader], ...], frozenset[str]]:
    rows = tuple((field.name, field.attribute, field.required, _reader(field.shape)) for field in shape.fields)
    return shape.cls, rows, frozenset(field.name for field in shape.fields)


def _object(
    value: Any, path: str, faults: list[Fault], cls: type, rows: tuple[tuple[str, str, bool, Reader], ...], names: frozenset[str]
) -> Any:
    if type(value) is not dict:
        # The payload itself is no field, so its code is that of a payload that is syntactically incorrect.
        code = ErrorCode.FORMAT_VIOLATION if path == "$" else ErrorCode.TYPE_CONSTRAINT_VIOLATION
        faults.append(Fault(code, path, f"{path} is {_of(value)}, an object is due."))
        return None
    before = len(faults)
    arguments: dict[str, Any] = {}
    for name, attribute, required, reader in rows:
        if name in value:
            arguments[attribute] = reader(value[name], path, name, faults)
        elif required:
            faults.append(_occurrence_fault(path, name, "is missing"))
        else:
            arguments[attribute] = None
    if not value.keys() <= names:
        strange = [step(path, str(key)) for key in value if key not in names]
        code = ErrorCode.FORMAT_VIOLATION
        faults += [Fault(code, where, f"{where} is no field of this object in this version.") for where in strange]
    return cls(**arguments) if len(faults) == before else None


def _reader(shape: Shape) -> Reader:  # noqa: PLR0911  one line per shape
    match shape:
        case Text(longest=longest):
            return _text(longest)
        case Whole(least=least):
            return _whole(least)
        case Choice(members=members, enum=enum):
            return _choice({member: enum(member) if enum else member for member in members})
        case Many(item=item, fewest=fewest, most=most):
            return _many(_reader(item), fewest or 0, most)
        case Object():
            compiled = _compiled(shape)
            return lambda value, at, key, faults: _object(value, step(at, key), faults, *compiled)
        case Number():
            return _number
        case Flag():
            return _flag
        case Custom():
            return _custom


def _text(longest: int | None) -> Reader:
    def read(value: Any, at: str, key: str | int, faults: list[Fault]) -> Any:
        if not isinstance(value, str):
            faults.append(_type_fault(value, at, key, "a string"))
        elif longest is not None and len(value) > longest:
            faults.append(_property_fault(at, key, f"has {len(value)} characters, {longest} are allowed"))
        return value

    return read


def _whole(least: int | None) -> Reader:
    def read(value: Any, at: str, key: str | int, faults: list[Fault]) -> Any:
        if type(value) is float and value.is_integer():
            value = int(value)
        if type(value) is not int:
            faults.append(_type_fault(value, at, key, "an integer"))
        elif least is not None and value < least:
            faults.append(_property_fault(at, key, f"is less than {least}"))
        return value

    return read


def _number(value: Any, at: str, key: str | int, faults: list[Fault]) -> Any:
    if type(value) not in {int, float}:
        faults.append(_type_fault(value, at, key, "a number"))
    return value


def _flag(value: Any, at: str, key: str | int, faults: list[Fault]) -> Any:
    if type(value) is not bool:
        faults.append(_type_fault(value, at, key, "true or false"))
    return value


def _choice(members: dict[str, Any]) -> Reader:
    listed = ", ".join(members)

    def read(value: Any, at: str, key: str | int, faults: list[Fault]) -> Any:
        if not isinstance(value, str):
            faults.append(_type_fault(value, at, key, "a string"))
        elif value not in members:
            faults.append(_property_fault(at, key, f"is {echo(value)}, which this version does not have; it has {listed}"))
        else:
            return members[value]
        return None

    return read


def _many(item: Reader, fewest: int, most: int | None) -> Reader:
    def read(value: Any, at: str, key: str | int, faults: list[Fault]) -> Any:
        if type(value) is not list:
            faults.append(_type_fault(value, at, key, "an array"))
            return None
        if len(value) < fewest:
            faults.append(
                _occurrence_fault(at, key, f"has {len(value)} elements, at least {fewest} is due; an empty list is left out")
            )
        elif most is not None and len(value) > most:
            faults.append(_occurrence_fault(at, key, f"has {len(value)} elements, {most} are allowed"))
            return None  # a long list of faults helps nobody
        path = step(at, key)
        return tuple([item(one, path, index, faults) for index, one in enumerate(value)])

    return read


def _custom(value: Any, at: str, key: str | int, faults: list[Fault]) -> Any:
    if type(value) is not dict:
        faults.append(_type_fault(value, at, key, "an object"))
        return None
    path = step(at, key)
    if "vendorId" not in value:
        faults.append(_occurrence_fault(path, "vendorId", "is missing"))
        return None
    _text(LONGEST_VENDOR_ID)(value["vendorId"], path, "vendorId", faults)
    try:
        return CustomData.of(value)
    except (TypeError, ValueError):
        faults.append(Fault(ErrorCode.FORMAT_VIOLATION, path, f"{path} is nested more than {DEEPEST} deep, or no JSON."))
        return None
