"""The library's snake_case and OCPP's own spelling, by the schema instead of by rule.

The library derives one from the other, which goes wrong for ``prioritizedEMAIDs``, ``iso15118SchemaVersion``, forty others, and
for every key inside customData, which is a vendor's.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from workbench.net.ocpp_peer.library import library, squashed, wire_names

if TYPE_CHECKING:
    from workbench.messages.versions import Version
    from workbench.net.ocpp_peer.library import Kind

_CUSTOM_DATA = "customData"


def to_wire(message: Any, action: str, kind: Kind, version: Version) -> dict[str, Any]:
    """The JSON object of one of the library's messages; what is None is left out, customData stays as it is."""
    return cast("dict[str, Any]", _written(message, wire_names(action, kind, version)))


def _written(value: Any, names: dict[str, str]) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, dict):
        pairs = ((_wire_name(key, names), inner) for key, inner in value.items() if inner is not None)
        return {key: inner if key == _CUSTOM_DATA else _written(inner, names) for key, inner in pairs}
    if isinstance(value, Decimal):
        return float(value)
    return [_written(one, names) for one in value if one is not None] if isinstance(value, list | tuple) else value


def _wire_name(key: str, names: dict[str, str]) -> str:
    return key if key in names.values() else names.get(squashed(key), key)


def to_keywords(payload: Any, action: str, kind: Kind, version: Version) -> dict[str, Any]:
    """The keyword arguments for a handler or a message class of the library: named as the fields of that class."""
    modules = library(version)
    message = getattr(modules.call if kind == "request" else modules.call_result, action, None)
    own = {squashed(field.name): field.name for field in fields(message)} if message is not None else {}
    read = _read(payload)
    return {own.get(squashed(key), key): value for key, value in read.items()}


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        return {_snake(key): inner if key == _CUSTOM_DATA else _read(inner) for key, inner in value.items()}
    return [_read(one) for one in value] if isinstance(value, list) else value


def _snake(key: str) -> str:
    """As the library has it, so that handlers written for it go on working."""
    return str(next(iter(import_module("ocpp.charge_point").camel_to_snake_case({key: None}))))
