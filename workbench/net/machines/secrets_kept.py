"""Passwords that a station was told to keep: immutable, never shown, never written."""

from __future__ import annotations

from typing import NoReturn

_Values = tuple[tuple[tuple[str, str], str], ...]


class Secrets:
    """The values of write-only variables, by component and name without letter case."""

    __slots__ = ("__values",)

    def __init__(self, values: _Values = ()) -> None:
        self.__values = values

    def keeping(self, component: str, name: str, value: str) -> Secrets:
        """The same with one value more, or another one."""
        address = (component.casefold(), name.casefold())
        return Secrets((*((one, kept) for one, kept in self.__values if one != address), (address, value)))

    def value(self, component: str, name: str) -> str:
        """One value; empty where there is none."""
        return dict(self.__values).get((component.casefold(), name.casefold()), "")

    def __repr__(self) -> str:
        return f"Secrets({len(self.__values)} kept)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("passwords are not copied and not written")
