"""One CA's nameConstraints extension, ready for look-up, and what it has against a name (RFC 5280 4.2.1.10)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.trust.rfc5280.name_constraints import violations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.trust.rfc5280.name_constraints.general_names import GeneralName
    from workbench.trust.rfc5280.name_constraints.subtrees import Subtrees
    from workbench.trust.rfc5280.name_constraints.violations import NameViolation


@dataclass(frozen=True, slots=True)
class Restriction:
    """What one CA allows below it.

    Attributes
    ----------
    value, critical
        The extension, as it was given.
    permitted, excluded
        By form of name; a form that is not there is not constrained by that list.
    notes
        Sentences about what is odd in it.
    cost
        What reading it cost of the allowance.
    complete
        False where the allowance was used up before its end.
    """

    value: bytes = field(repr=False)
    critical: bool
    permitted: Mapping[str, Subtrees] = field(compare=False, repr=False)
    excluded: Mapping[str, Subtrees] = field(compare=False, repr=False)
    notes: tuple[str, ...] = field(compare=False)
    cost: int = field(compare=False)
    complete: bool = field(compare=False)

    def concerns(self, form: str) -> bool:
        """Whether it says anything on names of that form."""
        return form in self.permitted or form in self.excluded

    def look_up_cost(self, form: str) -> int:
        """How many comparisons it takes to judge one name of that form."""
        return sum(subtrees[form].cost for subtrees in (self.permitted, self.excluded) if form in subtrees)

    def broken_by(self, name: GeneralName, ready: Any, reason: str, number: int) -> Iterator[NameViolation]:
        """What it has against a name: at most one violation of each list.

        Parameters
        ----------
        ready
            The name as its form's rules have made it ready.
        reason
            Why they could not; otherwise empty.
        number
            The number of this restriction, for the violation.
        """
        permitted, excluded = self.permitted.get(name.form), self.excluded.get(name.form)
        # unusable subtrees of an extension that is not critical may be ignored; what they would permit is not known then
        if permitted and (self.critical or not permitted.unusable):
            if reason:
                yield violations.not_comparable(name, reason, permitted, number, permitted=True)
            elif self.complete and permitted.containing(ready) is None:
                yield violations.not_permitted(name, permitted, number)
        if excluded and (self.critical or excluded.bases):
            if reason:
                yield violations.not_comparable(name, reason, excluded, number, permitted=False)
            elif (base := excluded.containing(ready)) is not None:
                yield violations.excluded(name, base, number)
            elif self.critical and excluded.unusable:
                yield violations.cannot_tell(name, excluded.unusable[0], number)
