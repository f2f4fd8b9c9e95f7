"""The grammar of one type as states, each with its productions in the order of their event codes (EXI 1.0, 8.5.4).

Every state also has one *escape*, the last code, to what the schema does not declare: the streams of ISO 15118 are not strict.
No encoder of ISO 15118 uses it, but for an empty text; :mod:`.decoder` names what it would have led to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.contracts.exi.positions import positions_of

if TYPE_CHECKING:
    from workbench.contracts.exi.particles import Particle

EventKind = Literal["AT", "SE", "SE(*)", "EE", "CH"]


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A qualified name, with the namespace's prefix instead of its URI; sorted as event codes are: by local name first."""

    local: str
    prefix: str

    def __str__(self) -> str:
        return f"{self.prefix}:{self.local}" if self.prefix else self.local


@dataclass(frozen=True, slots=True)
class Production:
    """One declared event: its kind, name and type (a key of the schema's types), and the state that follows it."""

    kind: EventKind
    target: int
    name: Name | None = None
    type: str = ""

    def __str__(self) -> str:
        return f"{self.kind}({self.name})" if self.name else self.kind


@dataclass(frozen=True, slots=True)
class State:
    """A place in a grammar: its productions, the width of an event code in bits, and the escape's second-level events."""

    productions: tuple[Production, ...]
    width: int
    escapes: tuple[str, ...]

    @property
    def second_width(self) -> int:
        """Bits of the second part of an undeclared event's code."""
        return (len(self.escapes) - 1).bit_length()

    @property
    def may_be_empty(self) -> bool:
        """Whether text is due here and its lack can be said, by the escape to an end: the first undeclared event."""
        return self.escapes[0] == "EE" and any(one.kind == "CH" for one in self.productions)

    @property
    def expected(self) -> str:
        """The declared events, for a message."""
        more = len(self.productions) - 8
        return ", ".join(str(one) for one in self.productions[:8]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute's declaration."""

    name: Name
    type: str
    required: bool


@dataclass(frozen=True, slots=True)
class Element:
    """An element's declaration, resolved: its name and its type's key; a wildcard has neither."""

    name: Name | None
    type: str = ""


def state(productions: list[Production], escapes: tuple[str, ...]) -> State:
    """A state of these declared productions and the escape."""
    return State(tuple(productions), len(productions).bit_length(), escapes)


def escapes_of(productions: list[Production], *, first: bool, before_content: bool) -> tuple[str, ...]:
    """The second-level events of a state (EXI 1.0, 8.5.4.4.1), comments, instructions, prefixes and so on not being preserved."""
    found = [] if any(one.kind == "EE" for one in productions) else ["EE"]
    if first:
        found += ["AT(xsi:type)", "AT(xsi:nil)"]
    if before_content:
        found += ["AT(*)", "AT [untyped value]"]
    return (*found, "SE(*)", "CH [untyped value]")


def type_states(attributes: tuple[Attribute, ...], content: list[list[Production]]) -> tuple[State, ...]:
    """States of a type: attributes by name, each optional one skippable, then the content.

    Parameters
    ----------
    attributes
        In any order.
    content
        The content's states; targets count from the first of them.
    """
    ordered = sorted(attributes, key=lambda one: (one.name.local, one.name.prefix))
    start = len(ordered)
    shifted = [[Production(one.kind, one.target + start, one.name, one.type) for one in productions] for productions in content]
    states: list[State] = []
    for index in range(start + 1):
        productions: list[Production] = []
        for later in range(index, start):
            productions.append(Production("AT", later + 1, ordered[later].name, ordered[later].type))
            if ordered[later].required:
                break
        else:
            productions += shifted[0]
        states.append(state(productions, escapes_of(productions, first=index == 0, before_content=True)))
    states += [state(one, escapes_of(one, first=False, before_content=False)) for one in shifted[1:]]
    return tuple(states)


def simple_content(kind: str) -> list[list[Production]]:
    """The content of text of the simple type `kind`: characters, then the end."""
    return [[Production("CH", 1, None, kind)], [Production("EE", 0)]]


def element_content(model: Particle, elements: dict[int, list[Element]], *, mixed: bool) -> list[list[Production]]:
    """The content of elements: a state at its start and one after each position.

    Parameters
    ----------
    model
        The content model.
    elements
        For each position the elements that may stand there: several where a substitution group's head is referred to.
    mixed
        Whether text may stand anywhere between; it comes last in every state, as a string.
    """
    positions = positions_of(model)

    def after(following: list[int], own: int, *, may_end: bool) -> list[Production]:
        named = [Production("SE", at + 1, one.name, one.type) for at in following for one in elements[at] if one.name]
        foreign = [Production("SE(*)", at + 1) for at in following if elements[at][0].name is None]
        ends = [Production("EE", 0)] if may_end else []
        return [*named, *foreign[:1], *ends, *([Production("CH", own, None, "xs:string")] if mixed else [])]

    start = after(positions.first, 0, may_end=positions.empty)
    return [start, *(after(sorted(next_), at + 1, may_end=at in positions.last) for at, next_ in enumerate(positions.follow))]
