"""The steps of a wrap or unwrap, to look at: public octets whole, of secret ones only the length and a SHA-256 prefix."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, SupportsIndex

from workbench.display import Cell, Readable, Table, Tone, view

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = 8
"""Hexadecimal digits of a secret's SHA-256 that are shown: enough to see that two sides have the same."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes
    ----------
    name
        What came of it, by the standard's letter or word.
    formula
        How.
    rule
        The requirement that says so; may be empty.
    length
        Octets; 0 for a check.
    digest
        The first :data:`PREFIX` hexadecimal digits of their SHA-256; empty for a check.
    octets
        Empty where they are secret and were not asked for.
    secret
        Whether they are.
    holds
        Of a check: whether it holds; None for everything else.
    """

    name: str
    formula: str
    rule: str = ""
    length: int = 0
    digest: str = ""
    octets: bytes = field(default=b"", repr=False)
    secret: bool = False
    holds: bool | None = None

    @property
    def shown(self) -> str:
        """The value for people."""
        if self.holds is not None:
            return "holds" if self.holds else "does not hold"
        if self.secret and not self.octets:
            return f"secret, {self.length} octets, SHA-256 {self.digest}…"
        return self.octets.hex() or "(empty)"

    def __reduce_ex__(self, protocol: SupportsIndex) -> Any:
        if self.secret and self.octets:
            raise TypeError("secret octets are not copied and not written")
        return object.__reduce_ex__(self, protocol)


@dataclass(frozen=True, slots=True)
class Steps(Readable):
    """All of them in order.

    Attributes
    ----------
    title
        Which wrap of which standard, and whose side.
    """

    title: str
    steps: tuple[Step, ...] = ()

    def __iter__(self) -> Iterator[Step]:
        return iter(self.steps)

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, name: str) -> Step:
        """A step by its name.

        Raises
        ------
        KeyError
            There is none.
        """
        found = next((one for one in self.steps if one.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def table(self) -> Table:
        """One row for each step."""
        rows = [
            (
                Cell(one.name, tight=True),
                Cell(one.formula),
                Cell(str(one.length) if one.length else "", tight=True),
                Cell(one.shown, _tone(one), code=one.holds is None and not (one.secret and not one.octets)),
                Cell(one.rule, Tone.MUTED, tight=True),
            )
            for one in self.steps
        ]
        return Table(("Step", "How", "Octets", "Value", "Rule"), rows, caption=self.title)

    def _repr_html_(self) -> str:
        return str(view(self.table().to_html()))

    def __str__(self) -> str:
        return self.table().to_text()


class Recorder:
    """Takes the steps down while they are done.

    Parameters
    ----------
    reveal
        Whether secret octets are kept. Only for the samples' published test keys.
    """

    __slots__ = ("_reveal", "_steps", "_title")

    def __init__(self, title: str, *, reveal: bool = False) -> None:
        self._title, self._reveal = title, reveal
        self._steps: list[Step] = []

    def public(self, name: str, formula: str, octets: bytes, rule: str = "") -> None:
        """Octets that anybody may see."""
        self._steps.append(Step(name, formula, rule, len(octets), _prefix(octets), octets))

    def secret(self, name: str, formula: str, octets: bytes, rule: str = "") -> None:
        """Octets that only both ends may know."""
        kept = octets if self._reveal else b""
        self._steps.append(Step(name, formula, rule, len(octets), _prefix(octets), kept, secret=True))

    def check(self, name: str, formula: str, *, holds: bool, rule: str = "") -> bool:
        """A check; gives back whether it holds."""
        self._steps.append(Step(name, formula, rule, holds=holds))
        return holds

    @property
    def steps(self) -> Steps:
        """What was taken down so far."""
        return Steps(self._title, tuple(self._steps))


def _prefix(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()[:PREFIX]


def _tone(step: Step) -> Tone:
    if step.holds is not None:
        return Tone.GOOD if step.holds else Tone.ERROR
    return Tone.WARNING if step.secret else Tone.PLAIN
