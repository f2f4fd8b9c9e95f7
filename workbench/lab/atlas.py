"""The atlas of broken chains as exercises: what an engineer has on the desk, the diagnosis, and what an expert says."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from workbench.certs import loading
from workbench.certs.bundle import Bundle
from workbench.data import samples_directory
from workbench.diagnosis import PolicyInputs, given
from workbench.diagnosis.request import Request, answer, use_named
from workbench.display import Card, Cell, Readable, Table, Tone
from workbench.errors import InputError
from workbench.net import files
from workbench.profiles import profile
from workbench.sample_pki import reference_time
from workbench.sample_pki.atlas import Case, read_cases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.diagnosis.anchors import Anchors
    from workbench.diagnosis.diagnoses import Diagnoses
    from workbench.diagnosis.result import Diagnosis


@dataclass(frozen=True)
class Exercise(Readable):
    """One broken chain, or a sound one that looks broken.

    Attributes
    ----------
    case
        The declaration, with the solution: ``cause``, ``why``, ``teaches``.
    """

    case: Case = field(repr=False)

    @property
    def name(self) -> str:
        """Its name in the atlas."""
        return self.case.name

    @property
    def at(self) -> datetime:
        """The time to judge at, UTC-aware."""
        return self.case.at or reference_time()

    @cached_property
    def bundle(self) -> Bundle:
        """The files on the desk."""
        return Bundle(_items(self.case.files), self.at, "the exercise's time")

    @cached_property
    def anchors(self) -> Anchors | None:
        """The trust anchors; None: those that are self-signed in the files."""
        if not self.case.anchors:
            return None
        pairs = [entry.rpartition("=")[::2] for entry in self.case.anchors]
        return given((type_, item) for type_, path in pairs for item in _items([path]))

    @cached_property
    def diagnoses(self) -> Diagnoses:
        """The diagnosis, and what is to be said of the files.

        Raises
        ------
        InputError
            There is no certificate to judge: that is what is wrong.
        """
        case = self.case
        request = Request(
            leaf=case.leaf,
            uses=(use_named(case.use),),
            profile=profile(case.profile) if case.profile else None,
            name=case.asked_name,
            policies=PolicyInputs(**{key: _set(value) for key, value in case.policies.items()}),
            require_revocation=case.require_revocation,
        )
        return answer(self.bundle.items, request, self.at, anchors=self.anchors, status=_items((*case.crls, *case.ocsp)))

    @property
    def diagnosis(self) -> Diagnosis:
        """Why it is accepted or rejected."""
        return self.diagnoses.results[0]

    @property
    def command(self) -> str:
        """The same on a terminal, in the samples' folder."""
        case = self.case
        options = [f"--anchor {anchor}" for anchor in case.anchors] + [f"--crl {crl}" for crl in case.crls]
        options += [f"--ocsp {response}" for response in case.ocsp]
        options += [f"--use {case.use}"] + ([f"--name '{case.asked_name}'"] if case.asked_name else [])
        options += [f"--at {self.at:%Y-%m-%dT%H:%M:%SZ}"] + (["--require revocation"] if case.require_revocation else [])
        return " ".join(["pnc diagnose", *case.files, *options])

    @property
    def solution(self) -> Card:
        """What an expert says."""
        case = self.case
        return Card(
            case.title,
            [
                ("accepted", Cell("yes", Tone.GOOD) if case.ok else Cell("no", Tone.ERROR)),
                ("cause", Cell(case.cause or "none", code=True)),
                ("about", case.certificate or "no certificate of its own"),
                ("why", case.why),
                ("clause", case.teaches),
            ],
        )

    def _card(self) -> Card:
        case = self.case
        rows = [("files", ", ".join(case.files)), ("trusted", ", ".join(case.anchors) or "not said"), ("for", case.use)]
        return Card(
            f"Exercise {case.name}: is this accepted, and if not, why?", [*rows, ("on a terminal", Cell(self.command, code=True))]
        )

    def _repr_html_(self) -> str:
        return self._card()._repr_html_()

    def __str__(self) -> str:
        return str(self._card())


@dataclass(frozen=True)
class Atlas(Readable):
    """All exercises, in the atlas's order; ``atlas["name"]`` is one."""

    exercises: tuple[Exercise, ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.exercises)

    def __iter__(self) -> Iterator[Exercise]:
        return iter(self.exercises)

    def __getitem__(self, name: str) -> Exercise:
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        near = [exercise.name for exercise in self.exercises if any(word in exercise.name for word in name.split("-"))]
        raise InputError(
            f"There is no exercise {name!r}.", hint=f"There are {', '.join(near[:8] or [one.name for one in self][:8])} ..."
        )

    def about(self, code: str) -> Atlas:
        """Those whose cause, or another finding, has this code."""
        return Atlas(tuple(one for one in self if code in {one.case.cause, *one.case.findings}))

    def _table(self) -> Table:
        rows = [
            (
                Cell(one.name, code=True, tight=True),
                one.case.title,
                Cell(one.case.use, tight=True),
                Cell(one.case.cause, Tone.ERROR, tight=True) if one.case.cause else Cell("sound" if one.case.ok else "", Tone.GOOD),
            )
            for one in self
        ]
        return Table(("Exercise", "What is wrong", "Use", "Cause"), rows, caption=f"{len(self)} exercises")

    def _repr_html_(self) -> str:
        return self._table()._repr_html_()

    def __str__(self) -> str:
        return str(self._table())


@cache
def atlas() -> Atlas:
    """The atlas of the samples."""
    text = (samples_directory() / "atlas" / "CASES.toml").read_text("utf-8")
    return Atlas(tuple(Exercise(case) for case in read_cases(text)))


def _items(paths: Sequence[str]) -> tuple[Item, ...]:
    folder = samples_directory()
    found = loading.load(files.read_paths([folder / path for path in paths])) if paths else Bundle(())
    return found.items


def _set(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list | tuple) else value
