"""``pnc csms --do``: the tasks with the stations that are there, one after the other, each from a calm beginning."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from workbench.cli.csms_tasks import Done, Task, do
from workbench.cli.endpoints import tell, waited
from workbench.csms.procedure import Outcome
from workbench.display import visible
from workbench.display.counting import counted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable

    from workbench.net.machines.csms import Csms

_TICK = 0.05
_QUIET_SECONDS = 1.0


class Working(NamedTuple):
    """What was done, and how many stations did not come in time."""

    done: list[Done]
    missing: int


async def work(
    csms: Csms, tasks: tuple[Task, ...], stop: asyncio.Event, *, stations: int, wait: float, answer_timeout: float
) -> Working:
    """The tasks with the stations that connect in time; of a station that once did not answer, no more is asked.

    Parameters
    ----------
    stations, wait
        How many stations to wait for, and how many seconds.
    answer_timeout
        As the sessions have it, to be told while it is waited for.
    """
    done: list[Done] = []
    ready = await _arrivals(csms, stations, wait, stop)
    missing = max(stations - len(ready), 0)
    silent: dict[str, str] = {}
    for task in tasks if not missing else ():
        await _calm(csms, ready, stop)
        some = await _unless_stopped(_told(task, csms, ready, silent, answer_timeout), stop)
        if some is None:
            break
        for one in some:
            tell(f"{one.task} {one.identity}: {one.outcome.sentence}")
            done.append(one)
            if one.identity not in silent and (action := _not_answered(one.outcome)):
                silent[one.identity] = action
    await _calm(csms, ready, stop)
    return Working(done, missing)


async def _told(task: Task, csms: Csms, ready: list[str], silent: dict[str, str], answer_timeout: float) -> list[Done]:
    """One task, without the stations that are silent; a rotation is for all of them or for none."""
    left = [one for one in ready if one not in silent]
    if task.word == "rotate" and len(left) < len(ready):
        who = counted(len(silent), "station gave", "stations gave")
        why = f"It was not begun: {who} no usable answer, and the server switches for all."
        return [_skipped(task, csms, one, why) for one in ready]
    skipped = [
        _skipped(task, csms, one, f"It was not asked: the station gave no usable answer to {action} before.")
        for one, action in silent.items()
        if one in ready
    ]
    if not left:
        return skipped
    notice = asyncio.get_running_loop().call_later(_QUIET_SECONDS, tell, _waiting(task, left, answer_timeout))
    try:
        return [*await do(task, csms, left), *skipped]
    finally:
        notice.cancel()


def _waiting(task: Task, identities: list[str], answer_timeout: float) -> str:
    named = visible(identities[0], 60) if len(identities) == 1 else counted(len(identities), "station")
    return f"{task.word}: waiting for {named}; each answer may take {answer_timeout:g} s (--answer-timeout)."


def _skipped(task: Task, csms: Csms, identity: str, why: str) -> Done:
    return Done(task.word, identity, Outcome(ok=False, sentence=why, record=csms.record(identity)))


def _not_answered(outcome: Outcome) -> str:
    """The action that was sent and had no usable answer; empty where there is none. A CALLERROR is an answer."""
    silence = any(one.code == "csms-no-answer" and one.observed == "no answer" for one in outcome.findings)
    last = next((one for one in reversed(outcome.exchanges) if one.response is None), None)
    return type(last.request).__name__.removesuffix("Request") if silence and last is not None else ""


async def _unless_stopped(work: Awaitable[list[Done]], stop: asyncio.Event) -> list[Done] | None:
    """What came of it; None where it is time to stop before."""
    working, stopping = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not working.done():
        working.cancel()
        return None
    return working.result()


async def _arrivals(csms: Csms, stations: int, wait: float, stop: asyncio.Event) -> list[str]:
    """The stations that are connected and have presented themselves (BootNotification)."""
    loop = asyncio.get_running_loop()
    until = loop.time() + wait
    while True:
        ready = sorted(one for one, record in csms.stations.items() if record.connected and record.outfit.model)
        if len(ready) >= stations or loop.time() >= until or await waited(stop, _TICK):
            break
    return ready


async def _calm(csms: Csms, identities: Iterable[str], stop: asyncio.Event) -> None:
    """Until what follows from a task is done too: a CSR that comes, is signed and answered, and the reconnect with its chain."""
    quiet = 0
    for _ in range(200):
        quiet = 0 if any(_busy(csms, one) for one in identities) else quiet + 1
        if quiet >= 6 or await waited(stop, _TICK):
            return


def _busy(csms: Csms, identity: str) -> bool:
    line = csms.line(identity)
    return csms.coming(identity) if line is None else not line.idle or bool(csms.record(identity).signings)
