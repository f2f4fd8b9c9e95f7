"""From a message class and a version to its shape: the annotations, changed where the version differs."""

from __future__ import annotations

from dataclasses import MISSING, fields
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from workbench.messages.custom_data import CustomData
from workbench.messages.shapes import Choice, Custom, Field, Flag, Many, Number, Object, Shape, Text, Whole
from workbench.messages.versions import DIFFERENCES, Version, What
from workbench.messages.wire import Wire

_IN_201: dict[tuple[What, str], Any] = {(difference.what, difference.place): difference.in_201 for difference in DIFFERENCES}


def object_of(cls: type, version: Version) -> Object:
    """The shape of a message, or of a data type, in a version.

    Fields stand in the order of the class. A message that the version does not have has a shape all the same: that it may not
    be sent is known to :mod:`workbench.messages.actions`.
    """
    return _object_of(cls, version)


@cache
def _object_of(cls: type, version: Version) -> Object:
    hints = get_type_hints(cls, include_extras=True)
    return Object(
        cls,
        tuple(
            _field(cls, field.name, hints[field.name], required=field.default is MISSING, version=version)
            for field in fields(cls)
            if _is_there(cls, _wire(hints[field.name]), version)
        ),
    )


def _wire(hint: Any) -> Wire:
    return next(extra for extra in get_args(hint) if isinstance(extra, Wire))


def _is_there(cls: type, wire: Wire, version: Version) -> bool:
    return bool(_differing("field", f"{cls.__name__}.{wire.name}", version, otherwise=True))


def _differing(what: What, place: str, version: Version, *, otherwise: Any) -> Any:
    return _IN_201.get((what, place), otherwise) if version is Version.V201 else otherwise


def _field(cls: type, attribute: str, hint: Any, *, required: bool, version: Version) -> Field:
    wire = _wire(hint)
    place = f"{cls.__name__}.{wire.name}"
    required = _differing("required", place, version, otherwise=required)
    return Field(attribute, wire.name, required, _shape(_without_none(get_args(hint)[0]), wire, place, version))


def _without_none(hint: Any) -> Any:
    if get_origin(hint) in {Union, UnionType}:
        (hint,) = (arm for arm in get_args(hint) if arm is not NoneType)
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _shape(hint: Any, wire: Wire, place: str, version: Version) -> Shape:  # noqa: PLR0911  one line per shape
    if get_origin(hint) is tuple:
        return Many(_shape(get_args(hint)[0], wire, place, version), wire.fewest, wire.most)
    if hint is CustomData:
        return Custom()
    if hint is bool:
        return Flag()
    if hint is int:
        return Whole(_differing("least", place, version, otherwise=wire.least))
    if hint is float:
        return Number()
    if hint is str:
        members = _differing("members", place, version, otherwise=None)
        return Choice(members) if members else Text(_differing("longest", place, version, otherwise=wire.longest), wire.form)
    if issubclass(hint, StrEnum):
        return Choice(
            tuple(
                member.value for member in hint if _differing("member", f"{hint.__name__}.{member.value}", version, otherwise=True)
            ),
            hint,
        )
    return object_of(hint, version)
