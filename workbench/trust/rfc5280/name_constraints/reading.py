"""Reads a nameConstraints extension (RFC 5280 4.2.1.10), within an allowance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, elements, whole
from workbench.trust.rfc5280.name_constraints.forms import RULES
from workbench.trust.rfc5280.name_constraints.general_names import general_name
from workbench.trust.rfc5280.name_constraints.restriction import Restriction
from workbench.trust.rfc5280.name_constraints.subtrees import IncomparableError, Subtrees, Unusable

if TYPE_CHECKING:
    from collections.abc import Hashable

    from workbench.trust.rfc5280.name_constraints.general_names import GeneralName
    from workbench.trust.rfc5280.name_constraints.subtrees import Base, Rules


def read(value: bytes, *, critical: bool, allowance: int) -> Restriction:
    """Read an extension's value.

    Parameters
    ----------
    allowance
        How much may be read: one for each subtree and each further 64 octets in it.

    Raises
    ------
    DerError
        It is no DER ``NameConstraints``.
    """
    reading = _Reading(critical, allowance)
    start, before = whole(value, 0x30, "nameConstraints")[0], 0
    for tag, _, at, end in elements(value, start, len(value)):
        if tag not in {0xA0, 0xA1} or tag <= before:
            raise DerError(f"tag {tag:#04x} does not belong there in nameConstraints")
        before = tag
        reading.subtrees(tag == 0xA1, value, at, end)
    if not (reading.lists[False] or reading.lists[True]):
        reading.note("They hold no subtree, so they allow all names; RFC 5280 4.2.1.10 forbids CAs to issue that.")
    permitted, excluded = ({form: part.built() for form, part in reading.lists[which].items()} for which in (False, True))
    cost = min(reading.spent, allowance)
    return Restriction(value, critical, permitted, excluded, tuple(reading.notes.values()), cost, reading.spent <= allowance)


@dataclass(slots=True)
class _Part:
    """The subtrees of one form, while they are read."""

    rules: Rules | None
    bases: dict[Hashable, dict[Hashable, GeneralName]] = field(default_factory=dict)
    unusable: list[Unusable] = field(default_factory=list)
    cost: int = 1

    def add(self, name: GeneralName, limited: str) -> Base | None:
        """Raises :exc:`IncomparableError` where it is unusable."""
        if self.rules is None:
            raise IncomparableError("for this form of name no way to compare is defined")
        if limited:
            raise IncomparableError(limited)
        base = self.rules.constraint(name.content)
        if base.scope not in self.bases:
            self.bases[base.scope] = {}
            self.cost += base.weight
        self.bases[base.scope].setdefault(base.key, name)
        return base

    def built(self) -> Subtrees:
        return Subtrees(self.rules, self.bases, tuple(self.unusable), self.cost)


class _Reading:
    """A reading of one extension, within its allowance."""

    def __init__(self, critical: bool, allowance: int) -> None:  # noqa: FBT001 - private, and named by its parameter
        self.critical = critical
        self.allowance = allowance
        self.spent = 0
        self.lists: dict[bool, dict[str, _Part]] = {False: {}, True: {}}  # excluded?
        self.notes: dict[str, str] = {}

    def note(self, sentence: str, kind: str = "") -> None:
        """Each kind once, and few altogether."""
        if len(self.notes) < _MOST_NOTES:
            self.notes.setdefault(kind or sentence, sentence)

    def subtrees(self, excluded: bool, value: bytes, at: int, end: int) -> None:  # noqa: FBT001 - as above
        for tag, _, start, stop in elements(value, at, end):
            self.spent += 1 + (stop - start) // 64
            if self.spent > self.allowance:
                self.note("They hold more subtrees than are read here: only the first ones are applied.")
                return
            if tag != 0x30:
                raise DerError(f"no SEQUENCE for a subtree at byte {start}")
            self.subtree(excluded, value, start, stop)

    def subtree(self, excluded: bool, value: bytes, at: int, end: int) -> None:  # noqa: FBT001 - as above
        parts = list(elements(value, at, end))
        if not parts or [tag for tag, *_ in parts[1:]] not in _DISTANCES:
            raise DerError(f"no base, minimum and maximum in the subtree at byte {at}")
        tag, _, start, stop = parts[0]
        name = general_name(value, tag, start, stop)
        limited = ""
        for distance, _, start, stop in parts[1:]:
            if distance == 0x81:
                limited = "it has a maximum, which RFC 5280 does not use"
            elif value[start:stop].strip(b"\0"):
                limited = "its minimum is not 0, which RFC 5280 does not use"
        part = self.lists[excluded].get(name.form) or self.lists[excluded].setdefault(name.form, _Part(RULES.get(name.form)))
        which = f'The {"excluded" if excluded else "permitted"} {name.form} "'
        try:
            base = part.add(name, limited)
        except IncomparableError as error:
            part.unusable.append(Unusable(name, str(error)))
            outcome = "names of its form may be rejected for it" if self.critical else "it is ignored, as they are not critical"
            self.note(f'{which}{name.shown}" cannot be applied, {error}; {outcome}.', str(error))
        else:
            if base is not None and base.note:
                self.note(f'{which}{name.shown}" is odd: {base.note}.', base.note)


_DISTANCES: tuple[list[int], ...] = ([], [0x80], [0x81], [0x80, 0x81])
_MOST_NOTES = 12
