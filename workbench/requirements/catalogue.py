"""The catalogue: what each requirement says, in our own words, and where we know it from.

The data are the CSV files beside this module, one per body: ``ocpp-2.1.csv``, ``rfc.csv``, ``iso-15118.csv``. They are read at the
first look-up. ISO texts are licensed: ids and short paraphrases only.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypedDict

from workbench.display import Card, Cell, Readable, Tone, view, visible
from workbench.errors import InputError
from workbench.findings import Confidence
from workbench.requirements.spelling import canonical, standard_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILES = ("ocpp-2.1.csv", "rfc.csv", "iso-15118.csv")
# Of these use cases the catalogue has every id of OCPP 2.1 Edition 1, so an id that is missing there does not exist.
_COMPLETE = frozenset({"A02", "A03", "A04", "M01", "M02", "M03", "M04", "M05", "M06", "M07"})


class Status(StrEnum):
    """Whether anyone has to follow a requirement."""

    LIVING = "living"
    """A duty."""
    GUIDANCE = "guidance"
    """Should, may, recommended, explained: in force, but nobody breaks the standard by not following it."""
    WITHDRAWN = "withdrawn"
    """Was there in an earlier edition."""
    NO_SUCH = "no such requirement"
    """The standard has no such id, though it looks as if it had."""


_TONES = {Status.LIVING: Tone.PLAIN, Status.GUIDANCE: Tone.INFO, Status.WITHDRAWN: Tone.WARNING, Status.NO_SUCH: Tone.ERROR}


class RequirementJson(TypedDict):
    """The JSON form of a :class:`Requirement`."""

    id: str
    standard: str
    status: str
    actor: str
    precondition: str
    text: str
    note: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement(Readable):
    """One entry of the catalogue.

    Attributes
    ----------
    id
        The canonical spelling, e.g. ``"M05.FR.11"``, ``"RFC 5280 4.2.1.9"``, ``"V2G2-925"``.
    standard
        With its version: OCPP 1.6 gives some ids of 2.1 another meaning; the note then says which.
    status
        See :class:`Status`.
    actor
        Who has the duty: CS (charging station), CSMS, CSO, CA, verifier ...
    precondition
        When it applies.
    text
        The requirement in our own words; not the standard's sentence.
    note
        What else is worth knowing.
    source
        Where we know it from.
    confidence
        How sure we are that the standard says so.
    """

    id: str
    standard: str
    status: Status
    actor: str
    precondition: str
    text: str
    note: str
    source: str
    confidence: Confidence

    @property
    def in_force(self) -> bool:
        """Whether a finding may name it: a duty or guidance of the standard's present edition."""
        return self.status in (Status.LIVING, Status.GUIDANCE)

    def to_dict(self) -> RequirementJson:
        """The JSON form."""
        return {
            "id": self.id,
            "standard": self.standard,
            "status": self.status.value,
            "actor": self.actor,
            "precondition": self.precondition,
            "text": self.text,
            "note": self.note,
            "source": self.source,
            "confidence": self.confidence.value,
        }

    def card(self) -> Card:
        """The entry for people; empty fields are left out."""
        fields = (
            ("Standard", Cell(self.standard)),
            ("Status", Cell(self.status.value, _TONES[self.status])),
            ("Actor", Cell(self.actor)),
            ("When", Cell(self.precondition)),
            ("Requirement", Cell(self.text)),
            ("Note", Cell(self.note)),
            ("Source", Cell(f"{self.source} ({self.confidence.value})", Tone.MUTED)),
        )
        return Card(self.id, tuple((label, cell) for label, cell in fields if cell.text))

    def _repr_html_(self) -> str:
        return str(view(self.card().to_html()))

    def __str__(self) -> str:
        return self.card().to_text()


class UnknownRequirement(InputError):  # noqa: N818  # it says what was asked, not what broke
    """An id that the catalogue does not have.

    Attributes
    ----------
    given
        What was asked for, as it was written.
    nearest
        Ids of the catalogue that begin with it, else those that look like it, best first; may be empty.
    """

    def __init__(self, given: str) -> None:
        wanted = canonical(given) or given.strip().upper()
        self.given = given
        below = [known for known in _catalogue() if len(wanted) > 2 and known.startswith(wanted)]
        self.nearest = tuple(below or get_close_matches(wanted, _catalogue(), n=3, cutoff=0.7))
        if wanted.startswith("OCPP"):
            hint = "The catalogue holds OCPP 2.1: where OCPP 1.6 gives an id another meaning, the note of the 2.1 entry says which."
        elif self.nearest:
            hint = f"Nearest in the catalogue: {', '.join(self.nearest)}."
        else:
            hint = "Ids look like M05.FR.11, RFC 5280 4.2.1.9, V2G2-925 or V2G20-2319."
        super().__init__(f'The catalogue has no requirement "{visible(given, 60)}".', hint=hint)


def find(text: str) -> Requirement:
    """The catalogue's entry for an id, however it is spelled.

    An id that the standard withdrew, or does not have although its neighbours exist, is answered with an entry that says so.

    Parameters
    ----------
    text
        E.g. ``"m05.fr.11"``, ``"M05FR11"``, ``"rfc 5280 §4.2.1.9"``, ``"[V2G2-925]"``.

    Raises
    ------
    UnknownRequirement
        The catalogue has no such entry; the hint names the nearest ids.
    """
    wanted = canonical(text) or ""
    if entry := _catalogue().get(wanted):
        return entry
    if wanted[:3] in _COMPLETE:
        return _missing(wanted)
    raise UnknownRequirement(text)


def all_requirements() -> tuple[Requirement, ...]:
    """Every entry, in the order of the data files, withdrawn and missing ids included."""
    return tuple(_catalogue().values())


def _missing(requirement: str) -> Requirement:
    """The answer for an id of a use case that the catalogue has completely."""
    use_case = requirement[:3]
    numbers = [entry.id for entry in all_requirements() if entry.id.startswith(f"{use_case}.") and entry.in_force]
    return Requirement(
        id=requirement,
        standard=standard_of(requirement),
        status=Status.NO_SUCH,
        actor="",
        precondition="",
        text=f"There is no {requirement} in OCPP 2.1: {use_case} goes from {min(numbers)} to {max(numbers)}.",
        note="",
        source="OCPP 2.1 Edition 1, Part 2",
        confidence=Confidence.CERTAIN,
    )


@cache
def _catalogue() -> Mapping[str, Requirement]:
    folder = files(__package__)
    rows = (row for name in _FILES for row in csv.DictReader((folder / name).read_text(encoding="utf-8").splitlines()))
    return {row["id"]: _entry(row) for row in rows}


def _entry(row: Mapping[str, str]) -> Requirement:
    return Requirement(
        id=row["id"],
        standard=standard_of(row["id"]),
        status=Status(row["status"]),
        actor=row["actor"],
        precondition=row["precondition"],
        text=row["requirement"],
        note=row["note"],
        source=row["source"],
        confidence=Confidence(row["confidence"]),
    )
