"""The types of the values that rules give to checks: what a profile's file may say there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

DUE: Final = object()
"""The default of a value that a rule has to give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text, where ``one_of`` names any one of them."""

    default: Any = DUE
    one_of: tuple[str, ...] = ()

    def fault(self, value: Any) -> str:
        """What is wrong with a value, in words that complete "... has to be"; empty where nothing is."""
        if isinstance(value, str) and (not self.one_of or value in self.one_of):
            return ""
        return f"one of {', '.join(self.one_of)}" if self.one_of else "a text in quotes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """A list of texts, which may be empty only by default."""

    default: Any = DUE
    one_of: tuple[str, ...] = ()

    def fault(self, value: Any) -> str:
        """As :meth:`Text.fault`."""
        if isinstance(value, list) and value and all(Text(one_of=self.one_of).fault(one) == "" for one in value):
            return ""
        return f"a list of {', '.join(self.one_of)}" if self.one_of else 'a list of texts, as in ["one", "two"]'


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A whole number, 0 or more."""

    default: Any = DUE

    def fault(self, value: Any) -> str:
        """As :meth:`Text.fault`."""
        return "" if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else "a whole number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """A list of whole numbers."""

    default: Any = DUE

    def fault(self, value: Any) -> str:
        """As :meth:`Text.fault`."""
        sound = isinstance(value, list) and value and not any(Number().fault(one) for one in value)
        return "" if sound else "a list of whole numbers, as in [8, 20]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """true or false."""

    default: Any = DUE

    def fault(self, value: Any) -> str:
        """As :meth:`Text.fault`."""
        return "" if isinstance(value, bool) else "true or false"


ValueType = Text | Texts | Number | Numbers | Flag
