"""The subtrees of one form in one list, kept so that a name is looked up in them instead of compared with each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from workbench.trust.rfc5280.name_constraints.general_names import GeneralName


class IncomparableError(ValueError):
    """A name or a constraint to which its form's rules cannot be applied; the message is a clause that says why."""


@dataclass(frozen=True, slots=True)
class Base:
    """A subtree's base, made ready for look-up.

    Attributes
    ----------
    scope
        Which part of a name it speaks of: so many labels, so many RDNs, a mask.
    key
        What that part must equal.
    note
        A clause about what RFC 5280 leaves undefined in it; empty mostly.
    weight
        How much work one comparison is, as a multiple of the usual.
    """

    scope: Hashable
    key: Hashable
    note: str = ""
    weight: int = 1


class Rules(Protocol):
    """How names of one form are compared; each module of a form is one."""

    def constraint(self, content: bytes) -> Base:
        """A constraint; raises :exc:`IncomparableError`."""

    def name(self, content: bytes) -> Any:
        """A name, made ready for :meth:`cut`; raises :exc:`IncomparableError`."""

    def cut(self, name: Any, scope: Any) -> Hashable | None:
        """The part of a name that a scope speaks of; None where it has no such part."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A subtree that cannot be applied, and why."""

    base: GeneralName
    reason: str


@dataclass(frozen=True, slots=True)
class Subtrees:
    """The subtrees of one form that one CA permits, or those that it excludes.

    Attributes
    ----------
    bases
        By scope, then by key.
    unusable
        Those to which no name can be compared.
    cost
        The comparisons that one look-up takes.
    """

    rules: Rules | None
    bases: Mapping[Hashable, Mapping[Hashable, GeneralName]]
    unusable: tuple[Unusable, ...]
    cost: int

    def containing(self, name: Any) -> GeneralName | None:
        """The base of a subtree in which a name lies that :attr:`rules` made ready."""
        if self.rules is not None:
            for scope, bases in self.bases.items():
                key = self.rules.cut(name, scope)
                if key is not None and key in bases:
                    return bases[key]
        return None

    def shown(self) -> str:
        """The bases for people, the first few; hostile text."""
        usable = [base for bases in self.bases.values() for base in bases.values()]
        every = usable + [unusable.base for unusable in self.unusable]
        words = ", ".join(f'"{base.shown}"' for base in every[:_MOST_SHOWN])
        return words if len(every) <= _MOST_SHOWN else f"{words} and {len(every) - _MOST_SHOWN} more"


_MOST_SHOWN = 4
