"""A profile: its rules, and what a file of one's own has changed in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.certs.kinds import Kind
from workbench.profiles.checks import CHECKS, ChainCheck
from workbench.profiles.rules import Applies

if TYPE_CHECKING:
    from workbench.profiles.rules import Gap, Override, Rule


@dataclass(frozen=True)
class Profile:
    """A profile of certificates.

    Attributes
    ----------
    name
        ``"iso15118-2"``, ``"iso15118-20"``, ``"ocpp"``; a profile of one's own has its file's name.
    title
        For people.
    rules
        All of them, in the order of the file.
    kinds
        The kinds of certificates that it is about.
    gaps
        What it may ask for and no rule looks at.
    overrides
        What a file of one's own changed, in its order; empty for the three above.
    based_on
        The name of the profile that such a file changes; empty for the three above.
    """

    name: str
    title: str
    rules: tuple[Rule, ...] = field(repr=False)
    kinds: frozenset[Kind] = field(repr=False)
    gaps: tuple[Gap, ...] = field(default=(), repr=False)
    overrides: tuple[Override, ...] = ()
    based_on: str = ""

    def rules_for(self, kind: Kind, *, request: bool = False) -> tuple[Rule, ...]:
        """The rules that look at a certificate, or a request, of this kind; of an unknown kind: those that look at every kind."""
        return self._by_kind.get((kind, request), ())

    def chain_rules_for(self, kind: Kind) -> tuple[Rule, ...]:
        """The rules that look at a chain whose leaf is of this kind."""
        return tuple(rule for rule in self._chain_rules if kind in rule.kinds)

    @property
    def has_chain_rules(self) -> bool:
        """Whether any rule looks at chains."""
        return bool(self._chain_rules)

    def gaps_for(self, kind: Kind) -> tuple[Gap, ...]:
        """What it may ask of a certificate of this kind and no rule looks at."""
        return tuple(gap for gap in self.gaps if kind in gap.kinds)

    @cached_property
    def _chain_rules(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if isinstance(CHECKS[rule.check], ChainCheck))

    @cached_property
    def _by_kind(self) -> dict[tuple[Kind, bool], tuple[Rule, ...]]:
        single = [rule for rule in self.rules if not isinstance(CHECKS[rule.check], ChainCheck)]
        return {
            (kind, request): tuple(
                rule for rule in single if _is_about(rule, kind, self.kinds) and _looks_at(rule, request=request)
            )
            for kind in Kind
            for request in (False, True)
        }


def _is_about(rule: Rule, kind: Kind, kinds: frozenset[Kind]) -> bool:
    return kinds <= rule.kinds if kind is Kind.UNKNOWN else kind in rule.kinds


def _looks_at(rule: Rule, *, request: bool) -> bool:
    check = CHECKS[rule.check]
    if not request:
        return rule.applies is not Applies.REQUESTS
    return rule.applies in {Applies.ALL, Applies.REQUESTS} and not isinstance(check, ChainCheck) and check.requests
