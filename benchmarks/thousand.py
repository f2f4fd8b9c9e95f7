"""A thousand stations at one ``pnc csms``, a process of its own, over TLS on 127.0.0.1: how soon they are in, and are answered.

``python -m benchmarks.thousand [STATIONS]``. Every station makes a full TLS handshake, presents itself, and then all of them send
heartbeats at once, while one asks alone. With as many files as the system allows (``ulimit -Hn``).
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from workbench.cli.endpoints import allow_many_files
from workbench.display import Table
from workbench.messages.versions import Version
from workbench.net.machines.issuer import sample
from workbench.net.machines.opening import ClientSide
from workbench.net.websocket import ServerName, TimeOuts, WebSocketOpener
from workbench.sample_pki import reference_time

if TYPE_CHECKING:
    from workbench.net.ocppj.transport import Transport

BOOT = '[2,"{}","BootNotification",{{"reason":"PowerUp","chargingStation":{{"model":"M","vendorName":"V"}}}}]'
HEARTBEAT = '[2,"{}","Heartbeat",{{}}]'
AT_ONCE = 100
"""Stations that knock at the same time."""


class Crowd(NamedTuple):
    """Seconds, but for the two counts.

    Attributes
    ----------
    stations, answered
        How many connected, and how many of their heartbeats were answered.
    connecting
        Until all were connected and had their BootNotification answered.
    heartbeats
        Until all had theirs answered, sent at once.
    alone
        The slowest of ten heartbeats of one station, one after the other, while the others are there.
    memory
        Of the CSMS, in MB.
    """

    stations: int
    answered: int
    connecting: float
    heartbeats: float
    alone: float
    memory: float


def measured(stations: int, profile: int = 2) -> Crowd:
    """One crowd at one CSMS."""
    allow_many_files()
    command = [sys.executable, "-m", "workbench.cli.main", "csms", "--profile", str(profile)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        try:
            url = next(line.split()[-1] for line in process.stderr if line.startswith("pnc: listening at "))
            return asyncio.run(_crowd(url, stations, profile, process.pid))
        finally:
            process.terminate()
            process.stderr.read()


async def _crowd(url: str, stations: int, profile: int, pid: int) -> Crowd:
    gate = asyncio.Semaphore(AT_ONCE)
    began = time.perf_counter()
    ways = await asyncio.gather(*(_connected(url, f"CS{number:05}", profile, gate) for number in range(stations)))
    connecting = time.perf_counter() - began
    began = time.perf_counter()
    answers = await asyncio.gather(*(_ask(way, HEARTBEAT, "h") for way in ways))
    heartbeats = time.perf_counter() - began
    alone = 0.0
    for number in range(10):
        began = time.perf_counter()
        await _ask(ways[0], HEARTBEAT, f"a{number}")
        alone = max(alone, time.perf_counter() - began)
    memory = _megabytes(pid)
    await asyncio.gather(*(way.close() for way in ways))
    return Crowd(len(ways), sum(answers), connecting, heartbeats, alone, memory)


async def _connected(url: str, identity: str, profile: int, gate: asyncio.Semaphore) -> Transport:
    way = WebSocketOpener(server_name=ServerName(name="csms.pnc.example"), time_outs=TimeOuts(opening=60.0, ping=None))
    side = ClientSide(identity, Version.V21, sample("ocpp/csms-root"), password="any", at=reference_time())  # noqa: S106
    async with gate:
        transport = await way.go_on(await way.present(url, profile, side), url, side)
        assert await _ask(transport, BOOT, "b")
    return transport


async def _ask(way: Transport, message: str, number: str) -> bool:
    await way.send(message.format(number))
    return str(await asyncio.wait_for(way.recv(), 120)).startswith("[3,")


def _megabytes(pid: int) -> float:
    """Resident memory of a process; 0 where the system does not say."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:  # noqa: PTH123
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))
    except OSError:
        return 0.0


def main() -> None:
    stations = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    runs = [measured(stations) for _ in range(3)]
    assert all(run.answered == run.stations == stations for run in runs)
    rows = [
        ("all connected over TLS and registered", f"{median(run.connecting for run in runs):.1f} s"),
        ("a heartbeat of each, sent at once: all answered", f"{median(run.heartbeats for run in runs):.2f} s"),
        ("a heartbeat of one while all are there, the slowest of ten", f"{median(run.alone for run in runs) * 1000:.1f} ms"),
        ("memory of the CSMS", f"{median(run.memory for run in runs):.0f} MB"),
    ]
    print(Table(("", "median of 3"), rows, caption=f"{stations:,} stations at one pnc csms").to_text(120))


if __name__ == "__main__":
    main()
