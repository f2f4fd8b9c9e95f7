"""Payloads of every action by the JSON schemas of the ``ocpp`` package alone, and each of them broken in every place."""

from __future__ import annotations

import copy
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from jsonschema import Draft4Validator

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMATS = {"FormatViolation", "FormationViolation", "OccurrenceConstraintViolation", "OccurenceConstraintViolation"}
FORMATS |= {"PropertyConstraintViolation", "TypeConstraintViolation", "ProtocolError"}
"""The error codes that say that a payload breaks its schema."""
NOT_OURS = {"NotImplemented", "NotSupported"}


class Broken(NamedTuple):
    """A payload, where it was changed, and how."""

    where: str
    how: str
    payload: Any


@cache
def schema(action: str, version: str) -> Any:
    """The schema of a request, by its file in the package."""
    folder = files("ocpp") / f"v{version.replace('.', '')}" / "schemas"
    return json.loads((folder / f"{action}Request.json").read_text("utf-8-sig"))


@cache
def actions(version: str) -> list[str]:
    """All for which the package has a request."""
    folder = files("ocpp") / f"v{version.replace('.', '')}" / "schemas"
    return sorted(one.name.removesuffix("Request.json") for one in folder.iterdir() if one.name.endswith("Request.json"))


@cache
def _validator(action: str, version: str) -> Any:
    return Draft4Validator(schema(action, version))


def is_valid(payload: Any, action: str, version: str) -> bool:
    """By the validator class that the package itself takes; null counts as the empty object, which Part 4, 4.1.5 allows."""
    return bool(_validator(action, version).is_valid({} if payload is None else payload))


def _resolved(node: Any, whole: Any) -> Any:
    return whole["definitions"][node["$ref"].rpartition("/")[2]] if "$ref" in node else node


def full(action: str, version: str) -> Any:
    """With every field that the schema has, to a depth of five."""
    whole = schema(action, version)
    return _made(whole, whole, 0)


def _made(node: Any, whole: Any, depth: int) -> Any:  # noqa: PLR0911  # one line per type
    node = _resolved(node, whole)
    if "enum" in node:
        return node["enum"][0]
    match node.get("type"):
        case "object":
            wanted = node.get("required", []) if depth > 4 else node.get("properties", {})
            made = {key: _made(node["properties"][key], whole, depth + 1) for key in wanted}
            return made if node.get("properties") else {"any": "thing"}
        case "array":
            return [_made(node["items"], whole, depth + 1)] * max(node.get("minItems", 0), 1)
        case "string":
            return "2026-06-01T00:00:00Z" if node.get("format") == "date-time" else "x"
        case "integer":
            return int(max(node.get("minimum", 1), 1))
        case "number":
            return max(node.get("minimum", 0), 0) + 0.5
        case "boolean":
            return True
        case _:
            return "anything"


def broken(action: str, version: str) -> Iterator[Broken]:
    """The full payload, and with one change in each place; whether that breaks the schema is the validator's word."""
    whole = schema(action, version)
    payload = full(action, version)
    yield Broken("$", "as it is", payload)
    for path, node in _places(payload, whole, whole, ()):
        for how, value in _changes(_at(payload, path), node):
            changed = copy.deepcopy(payload)
            if path:
                _at(changed, path[:-1])[path[-1]] = value
            else:
                changed = value
            yield Broken(_name(path), how, changed)
        if path and isinstance(path[-1], str):
            changed = copy.deepcopy(payload)
            del _at(changed, path[:-1])[path[-1]]
            yield Broken(_name(path), "left out", changed)


def _places(value: Any, node: Any, whole: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    node = _resolved(node, whole)
    yield path, node
    if isinstance(value, dict):
        for key, one in value.items():
            if key in node.get("properties", {}):
                yield from _places(one, node["properties"][key], whole, (*path, key))
    elif isinstance(value, list) and value:
        yield from _places(value[0], node["items"], whole, (*path, 0))


def _changes(value: Any, node: Any) -> Iterator[tuple[str, Any]]:
    wrongs: tuple[Any, ...] = (None, "text", 7, 1.5, True, {}, [], [[]])
    for wrong in wrongs:
        if type(wrong) is not type(value) or wrong in ({}, []):
            yield f"is {wrong!r}", wrong
    if "enum" in node:
        yield "is no member", "NoMember"
    if "maxLength" in node:
        yield "is as long as it may be", "x" * node["maxLength"]
        yield "is too long", "x" * (node["maxLength"] + 1)
    if "minimum" in node:
        yield "is too small", node["minimum"] - 1
    if "maximum" in node:
        yield "is too large", node["maximum"] + 1
    if "maxItems" in node:
        yield "has too many", [value[0]] * (node["maxItems"] + 1)
    if isinstance(value, dict):
        yield "has one more", {**value, "surplus": 1}


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _name(path: tuple[Any, ...]) -> str:
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in ("$", *path)).removeprefix(".")
