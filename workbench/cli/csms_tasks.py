"""``pnc csms --do``: what the CSMS is to do with its stations, in words; each becomes procedures of :mod:`workbench.csms`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench import api
from workbench.cli.endpoints import certificates_in
from workbench.csms.certificates import pem_of
from workbench.errors import InputError
from workbench.station.installed import CHAIN_TYPE, ROOT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.csms.procedure import Outcome
    from workbench.net.machines.csms import Csms

USES = ("ChargingStationCertificate", "V2GCertificate", "V2G20Certificate")
WORDS = """list [TYPE...] | limits | install TYPE FILE | delete FILE [really] | trigger USE | set COMPONENT VARIABLE VALUE |
rotate [ROOT-FILE]"""


class Task(NamedTuple):
    """One of the words, and what stands behind it, read already."""

    word: str
    given: tuple[Any, ...] = ()


class Done(NamedTuple):
    """What became of a task with one station."""

    task: str
    identity: str
    outcome: Outcome


def read_tasks(words: Iterable[Sequence[str]], *, next_server: str) -> tuple[Task, ...]:
    """The tasks; every file is read now, so that no station waits for a misspelt name.

    Parameters
    ----------
    next_server
        The name of the server to which a rotation leads; empty: there is none.

    Raises
    ------
    InputError
        A word is not known, or its files cannot be used.
    """
    return tuple(_read(word, rest, next_server) for word, *rest in words)


def _read(word: str, rest: list[str], next_server: str) -> Task:
    if word == "rotate" and len(rest) <= 1:
        return _rotation(rest, next_server)
    given = _given(word, rest)
    if given is None:
        raise InputError(f"--do {' '.join([word, *rest])!r} is not understood.", hint=f"There are: {' '.join(WORDS.split())}.")
    return Task(word, given)


def _given(word: str, rest: list[str]) -> tuple[Any, ...] | None:
    given: tuple[Any, ...] | None = None
    match word, rest:
        case "limits", []:
            given = ()
        case "list", types:
            given = tuple(_one_of(one, (*ROOT_TYPES, CHAIN_TYPE), "certificate type") for one in types)
        case "install", [type_, file]:
            given = (_one_of(type_, ROOT_TYPES, "certificate type"), _pem(file))
        case ("delete", [file]) | ("delete", [file, "really"]):
            given = (_named(file), len(rest) == 2)
        case "trigger", [use]:
            given = (_one_of(use, USES, "use"),)
        case "set", [component, variable, value]:
            given = (component, variable, value)
    return given


def _rotation(rest: list[str], next_server: str) -> Task:
    if not next_server:
        raise InputError("A rotation leads to another server.", hint="Give it: --next-server-chain FILE --next-server-key FILE.")
    if not rest and next_server != "new":
        raise InputError("A rotation needs the new root.", hint="Write --do rotate ROOT-FILE.")
    root = rest[0] if rest else str(api.samples("ocpp/csms-root-new.pem"))
    return Task("rotate", (_pem(root), next_server))


async def do(task: Task, csms: Csms, identities: Sequence[str]) -> list[Done]:
    """One task with these stations; a rotation with all of them together, the rest one after the other."""
    if task.word == "rotate":
        root, server = task.given
        outcomes = await csms.rotate(list(identities), root, server)
        return [Done(task.word, identity, outcome) for identity, outcome in zip(identities, outcomes, strict=False)]
    return [Done(task.word, identity, await _one(task, csms, identity)) for identity in identities]


async def _one(task: Task, csms: Csms, identity: str) -> Outcome:
    given = task.given
    match task.word:
        case "limits":
            return await csms.read_limits(identity)
        case "list":
            return await csms.list(identity, *given)
        case "install":
            return await csms.install(identity, *given)
        case "delete":
            return await csms.delete(identity, given[0], really=given[1])
        case "trigger":
            return await csms.trigger(identity, *given)
        case _:
            component, variable, value = given
            return await csms.set_variables(identity, {(component, variable): value})


def _one_of(text: str, known: Sequence[str], what: str) -> str:
    found = next((one for one in known if one.lower() == text.lower()), "")
    if not found:
        raise InputError(f"There is no {what} {text!r}.", hint=f"There are {', '.join(known)}.")
    return found


def _pem(file: str) -> str:
    return pem_of(certificates_in([file])[:1])


def _named(file: str) -> Any:
    """A certificate, or hash data as JSON."""
    if file.endswith(".json"):
        try:
            return json.loads(Path(file).read_text("utf-8"))
        except (OSError, ValueError):
            raise InputError(
                f"{file!r} is no JSON.", hint="Write an object with the four fields of CertificateHashDataType."
            ) from None
    return certificates_in([file])[0]
