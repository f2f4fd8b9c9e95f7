"""OCPP's enumerations: closed lists of words."""

from __future__ import annotations

from enum import StrEnum


class Enumeration(StrEnum):
    """One of OCPP's closed lists. A member is its word, and looks like it: ``'Accepted'``, as the JSON has it."""

    def __repr__(self) -> str:
        return repr(self.value)
