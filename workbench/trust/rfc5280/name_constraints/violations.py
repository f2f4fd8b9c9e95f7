"""What is wrong with a name under name constraints, as values and in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.trust.rfc5280.name_constraints.general_names import GeneralName
    from workbench.trust.rfc5280.name_constraints.subtrees import Subtrees, Unusable


@dataclass(frozen=True, slots=True)
class NameViolation:
    """One name that one CA's constraints do not allow. All texts are shortened and hostile: escape with :mod:`workbench.display`.

    Attributes
    ----------
    form
        The name's form, e.g. ``"dNSName"``; ``"rfc822Name"`` of an emailAddress in the subject too.
    name
        The name.
    constraint
        The excluded subtree, or all permitted ones of this form.
    permitted
        True where the name lies in no permitted subtree, False where it lies in an excluded one; likewise where it cannot be
        compared with those.
    sentence
        All of it in one plain sentence.
    restriction
        Which of the name space's restrictions it was, counted from 0 in the order in which they were made.
    """

    form: str
    name: str
    constraint: str
    permitted: bool
    sentence: str
    restriction: int = 0


@dataclass(frozen=True, slots=True)
class NameJudgement:
    """All names of one certificate under all constraints.

    Attributes
    ----------
    violations
        In the order of the names: the subject, the alternative names, mail addresses in the subject.
    complete
        False where a bound was hit: what is in :attr:`violations` holds, but there may be more.
    """

    violations: tuple[NameViolation, ...] = ()
    complete: bool = True


def not_permitted(name: GeneralName, subtrees: Subtrees, restriction: int) -> NameViolation:
    """The name lies in none of the permitted subtrees, of which some may be unusable."""
    shown, constraint = name.shown, subtrees.shown()
    words = f'The {name.called} "{shown}" lies in no permitted subtree; permitted: {constraint}{_reasons(subtrees.unusable)}.'
    return NameViolation(name.form, shown, constraint, permitted=True, sentence=words, restriction=restriction)


def excluded(name: GeneralName, base: GeneralName, restriction: int) -> NameViolation:
    """The name lies in an excluded subtree."""
    shown, constraint = name.shown, base.shown
    words = f'The {name.called} "{shown}" lies in the excluded subtree "{constraint}".'
    return NameViolation(name.form, shown, constraint, permitted=False, sentence=words, restriction=restriction)


def cannot_tell(name: GeneralName, unusable: Unusable, restriction: int) -> NameViolation:
    """The name may lie in an excluded subtree that cannot be applied; RFC 5280 4.2.1.10 then asks to reject."""
    shown, constraint = name.shown, unusable.base.shown
    words = (
        f'The {name.called} "{shown}" may lie in the excluded subtree "{constraint}", which cannot be applied: {unusable.reason}.'
    )
    return NameViolation(name.form, shown, constraint, permitted=False, sentence=words, restriction=restriction)


def not_comparable(name: GeneralName, reason: str, subtrees: Subtrees, restriction: int, *, permitted: bool) -> NameViolation:
    """The name is such that the rules of its form cannot be applied to it."""
    shown, constraint = name.shown, subtrees.shown()
    kind = "permitted" if permitted else "excluded"
    words = f'The {name.called} "{shown}" cannot be compared with the {kind} subtrees ({constraint}): {reason}.'
    return NameViolation(name.form, shown, constraint, permitted=permitted, sentence=words, restriction=restriction)


def _reasons(unusable: tuple[Unusable, ...]) -> str:
    return f' ("{unusable[0].base.shown}" cannot be applied, {unusable[0].reason})' if unusable else ""
