"""The parts of the ``ocpp`` package that are used here, imported on first use."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.messages.versions import Version

Kind = Literal["request", "response"]

_NUMBERS = {"request": 2, "response": 3}
_ACTION = re.compile(r"[A-Za-z0-9]{1,64}", re.ASCII)


class Library(NamedTuple):
    """The modules of one OCPP version.

    Attributes
    ----------
    charge_point
        Its class ``ChargePoint``.
    call, call_result
        The modules with its messages.
    exceptions, messages
        The modules with its errors and its frames.
    """

    charge_point: Any
    call: Any
    call_result: Any
    exceptions: Any
    messages: Any


@contextmanager
def _no_grammars() -> Iterator[None]:
    """Without the grammars of URIs: ``jsonschema`` builds them when it is imported, in a second, where Jupyter brought them.

    They serve a check of formats that ``ocpp`` does not ask for.
    """
    name = "rfc3987_syntax"
    if name in sys.modules or "jsonschema" in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # so Python is told that a module is not there
    try:
        yield
    finally:
        del sys.modules[name]


@cache
def library(version: Version) -> Library:
    """The library for a version. The first call imports it."""
    with _no_grammars():
        package = import_module(f"ocpp.v{version.value.replace('.', '')}")
    exceptions, messages = (import_module(f"ocpp.{name}") for name in ("exceptions", "messages"))
    return Library(package.ChargePoint, package.call, package.call_result, exceptions, messages)


def validator_of(action: str, kind: Kind, version: Version) -> Any | None:
    """The library's own validator of a payload, or None where it has no such message. The action may be a peer's text."""
    if not _ACTION.fullmatch(action):
        return None  # it becomes part of a file name there
    try:
        with _no_grammars():
            messages = import_module("ocpp.messages")
        return messages.get_validator(_NUMBERS[kind], action, version.value)
    except OSError:
        return None


@cache
def wire_names(action: str, kind: Kind, version: Version) -> dict[str, str]:
    """Every property name of a message's schema, nested ones too, by its letters and digits alone in lower case."""
    validator = validator_of(action, kind, version)
    return {} if validator is None else {squashed(name): name for name in _names(validator.schema)}


def squashed(name: str) -> str:
    """A name without what the spellings differ in: ``prioritizedEMAIDs`` and ``prioritized_emaids`` are one."""
    return name.replace("_", "").lower()


def _names(node: Any) -> list[str]:
    if isinstance(node, list):
        return [name for one in node for name in _names(one)]
    if not isinstance(node, dict):
        return []
    own = node.get("properties")
    return [*(own if isinstance(own, dict) else ()), *(name for one in node.values() for name in _names(one))]
