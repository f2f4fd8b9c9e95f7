"""Two sessions, or one and a bare end of the pipe, for one test."""

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from workbench.messages.boot_notification import HeartbeatResponse
from workbench.messages.certificates import (
    GetInstalledCertificateIdsRequest,
    GetInstalledCertificateIdsResponse,
    GetInstalledCertificateStatus,
    InstallCertificateRequest,
    InstallCertificateResponse,
    InstallCertificateStatus,
    InstallCertificateUse,
)
from workbench.messages.versions import Version
from workbench.net.ocppj.answering import Answer
from workbench.net.ocppj.pipe import pipe
from workbench.net.ocppj.session import Session

NOW = datetime(2026, 11, 21, tzinfo=UTC)
NOT_FOUND = GetInstalledCertificateIdsResponse(status=GetInstalledCertificateStatus.NOT_FOUND)
ASK = GetInstalledCertificateIdsRequest()
INSTALL = InstallCertificateRequest(certificate_type=InstallCertificateUse.CSMS_ROOT_CERTIFICATE, certificate="PEM")
INSTALLED = InstallCertificateResponse(status=InstallCertificateStatus.ACCEPTED)


async def answer(request):
    """A station's and a CSMS's, of a few requests."""
    match type(request).__name__:
        case "GetInstalledCertificateIdsRequest":
            return Answer(NOT_FOUND)
        case "InstallCertificateRequest":
            return Answer(INSTALLED)
        case "HeartbeatRequest":
            return Answer(HeartbeatResponse(current_time="2026-11-21T00:00:00Z"))
    raise KeyError(request)


async def settle(rounds=60):
    """Let every task run that can."""
    for _ in range(rounds):
        await asyncio.sleep(0)


class Sleeps:
    """A sleep that ends when the test says so."""

    def __init__(self):
        self.waiting = []

    async def __call__(self, seconds):
        future = asyncio.get_running_loop().create_future()
        self.waiting.append((seconds, future))
        await future

    def ring(self):
        """Let every sleep end."""
        waiting, self.waiting = self.waiting, []
        for _, future in waiting:
            if not future.done():
                future.set_result(None)


class Bare:
    """The other end, spoken by the test in plain JSON."""

    def __init__(self, end, session, frames, sleeps):
        self.end, self.session, self.frames, self.sleeps = end, session, frames, sleeps

    async def say(self, *elements):
        await self.end.send(json.dumps(elements))

    async def hear(self):
        return json.loads(await self.end.recv())

    @property
    def notes(self):
        return [frame.note for frame in self.frames if frame.note]


@asynccontextmanager
async def bare(side="station", version=Version.V21, answer=answer, **options):
    """A session of ours, and the other end bare. At the end nothing of it may run any more."""
    ours, theirs = pipe()
    frames: list[Any] = []
    sleeps = Sleeps()
    session = Session(ours, side, version, answer, log=frames.append, clock=lambda: NOW, sleep=sleeps, **options)
    running = asyncio.create_task(session.run())
    try:
        yield Bare(theirs, session, frames, sleeps)
    finally:
        await theirs.close()
        await running
        await session.finished()
        await nothing_runs()


@asynccontextmanager
async def both(version=Version.V21, station=answer, csms=answer, **options):
    """A station's session and a CSMS's."""
    ours, theirs = pipe()
    one = Session(ours, "station", version, station, clock=lambda: NOW, **options)
    other = Session(theirs, "csms", version, csms, clock=lambda: NOW, **options)
    running = [asyncio.create_task(one.run()), asyncio.create_task(other.run())]
    try:
        yield one, other
    finally:
        await one.close()
        await asyncio.gather(*running)
        await one.finished()
        await other.finished()
        await nothing_runs()


async def nothing_runs():
    await settle(3)
    assert asyncio.all_tasks() == {asyncio.current_task()}
