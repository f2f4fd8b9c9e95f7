"""A station's decisions beside the ``ocpp`` library's round trip, the search of event orders, a fleet's rotation."""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from datetime import timedelta
from functools import cache, partial
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.measure import in_turn, report
from workbench.display import Table
from workbench.messages.certificates import (
    DeleteCertificateRequest,
    GetInstalledCertificateIdsRequest,
    InstallCertificateRequest,
    InstallCertificateUse,
)
from workbench.messages.hash_data import CertificateHashDataType
from workbench.messages.versions import Version
from workbench.station.events import Received
from workbench.station.explore import explore
from workbench.station.installed import CSMS_ROOT
from workbench.station.personalities import PERSONALITIES, STRICT_STATION
from workbench.station.planning_finding import guarded, safe_plans
from workbench.station.planning_fleet import FleetStation, go_or_no_go
from workbench.station.planning_memory import Remembering
from workbench.station.planning_pki import root
from workbench.station.planning_scenarios import scenario
from workbench.station.station import decide

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.messages.actions import RequestToStation
    from workbench.station.state import StationState

ROUNDS = 100
STATIONS = 1_000


@cache
def conversation() -> tuple[StationState, tuple[RequestToStation, ...]]:
    """What a CSMS asks of a station without the check: list, install a root, list, delete it, list."""
    state = scenario(check=False).world.state
    new = root("-unsigned")
    ask = GetInstalledCertificateIdsRequest()
    install = InstallCertificateRequest(certificate_type=InstallCertificateUse(CSMS_ROOT), certificate=new.pem)
    held = decide(state, Received(install), scenario().world.now).state.store.of_type(CSMS_ROOT)[-1]
    delete = DeleteCertificateRequest(certificate_hash_data=CertificateHashDataType.of(held.hash_data[0]))
    return state, (ask, install, ask, delete, ask)


def decided(*, always_later: itertools.count[int] | None = None) -> None:
    """The conversation by ``decide`` alone; at another time each round nothing that was verified can be remembered."""
    state, messages = conversation()
    now = scenario().world.now
    for _ in range(ROUNDS):
        moment = now + timedelta(seconds=next(always_later)) if always_later else now
        after = state
        for message in messages:
            after = decide(after, Received(message), moment).state


class Pipe:
    """A connection as the library takes one: two queues."""

    def __init__(self, receive: asyncio.Queue[str], send: asyncio.Queue[str]) -> None:
        self.recv, self.send = receive.get, send.put


def by_the_library() -> None:
    """The same messages between two of the library's charge points, whose handlers do nothing; it validates each frame."""
    asyncio.run(_by_the_library())


async def _by_the_library() -> None:
    import ocpp.v21 as library  # noqa: PLC0415  # it takes a second
    from ocpp.routing import on  # noqa: PLC0415

    class Station(library.ChargePoint):  # type: ignore[misc]
        @on("GetInstalledCertificateIds")  # type: ignore[untyped-decorator]
        def listed(self, **_: Any) -> Any:
            return library.call_result.GetInstalledCertificateIds(status="NotFound")

        @on("InstallCertificate")  # type: ignore[untyped-decorator]
        def installed(self, **_: Any) -> Any:
            return library.call_result.InstallCertificate(status="Accepted")

        @on("DeleteCertificate")  # type: ignore[untyped-decorator]
        def deleted(self, **_: Any) -> Any:
            return library.call_result.DeleteCertificate(status="Accepted")

    one: asyncio.Queue[str] = asyncio.Queue()
    other: asyncio.Queue[str] = asyncio.Queue()
    station, csms = Station("CS1", Pipe(one, other)), library.ChargePoint("CS1", Pipe(other, one))
    running = [asyncio.create_task(station.start()), asyncio.create_task(csms.start())]
    for _ in range(ROUNDS):
        for message in conversation()[1]:
            await csms.call(_as_call(library.call, message), suppress=False)
    for task in running:
        task.cancel()


def _as_call(call: Any, message: RequestToStation) -> Any:
    match message:
        case InstallCertificateRequest():
            return call.InstallCertificate(certificate_type=str(message.certificate_type), certificate=message.certificate)
        case DeleteCertificateRequest():
            wanted = message.certificate_hash_data
            data = {
                "hash_algorithm": wanted.hash_algorithm.value,
                "issuer_name_hash": wanted.issuer_name_hash,
                "issuer_key_hash": wanted.issuer_key_hash,
                "serial_number": wanted.serial_number,
            }
            return call.DeleteCertificate(certificate_hash_data=data)
        case _:
            return call.GetInstalledCertificateIds()


def timed(work: Callable[[], Any], runs: int = 5) -> tuple[float, Any]:
    """The median of some runs in seconds of the processor, and what the last one gave."""
    times, given = [], None
    for _ in range(runs):
        begin = time.process_time()
        given = work()
        times.append(time.process_time() - begin)
    return median(times), given


def searches() -> None:
    """Worlds and moves a second: by a station that is new to the search, and by one that has been searched before."""
    rows = []
    for title, place in (
        ("rotation", scenario()),
        ("rotation, certificates expire", scenario(expiry=True)),
        ("rotation, expiry and migration", scenario(expiry=True, migration=True)),
        ("second rotation, expiry and migration", scenario("second-rotation", expiry=True, migration=True)),
    ):
        warm = Remembering(STRICT_STATION)
        for how, station in (("new", STRICT_STATION), ("searched before", warm)):
            seconds, found = timed(partial(explore, place.world, place.everything, station))
            rows.append(
                (
                    title,
                    how,
                    f"{found.worlds:,}",
                    f"{found.transitions:,}",
                    f"{seconds * 1000:,.1f} ms",
                    f"{found.worlds / seconds:,.0f}",
                    f"{found.transitions / seconds:,.0f}",
                )
            )
    columns = ("scenario", "station", "worlds", "moves tried", "median", "worlds/s", "moves/s")
    print(Table(columns, rows, caption="Every order of events").to_text(150), end="\n\n")


def plans() -> None:
    """The safe plan for every personality; go or no-go for a thousand stations of few kinds."""
    place = scenario()
    seconds, found = timed(lambda: safe_plans(place))
    rows = [(f"safe plans for {len(PERSONALITIES)} personalities", f"{seconds * 1000:,.1f} ms")]
    plan = guarded(place, found[0])
    fleet = [
        FleetStation(f"CS{number:04}", place.world.state, PERSONALITIES[number % len(PERSONALITIES)]) for number in range(STATIONS)
    ]
    seconds, verdict = timed(lambda: go_or_no_go(fleet, place, plan))
    rows.append((f"go or no-go: {verdict}, {verdict.searched} different", f"{seconds * 1000:,.1f} ms"))
    print(Table(("", "median"), rows, caption="Plans").to_text(150), end="\n\n")


async def rotated(count: int) -> tuple[float, float]:
    """Seconds to connect so many stations over the loopback, TLS handshakes and all, and to rotate their CSMS root."""
    from workbench.net.machines.csms import Csms  # noqa: PLC0415
    from workbench.net.machines.linking import connect  # noqa: PLC0415
    from workbench.net.machines.station import Station  # noqa: PLC0415

    csms = Csms(seed=b"benchmark")
    stations = [Station("factory", identity=f"CS{number:04}", root_check=True) for number in range(count)]
    begin = time.perf_counter()
    links = [await connect(one, csms) for one in stations]
    stands = time.perf_counter()
    outcomes = await csms.rotate(stations, root("-new").pem.encode(), "new")
    done = time.perf_counter()
    if not all(outcome.ok for outcome in outcomes):
        raise SystemExit(next(outcome.sentence for outcome in outcomes if not outcome.ok))
    for link in links:
        await link.close()
    return stands - begin, done - stands


def loopback(count: int) -> None:
    connecting, rotating = asyncio.run(rotated(count))
    rows = [
        ("connect, boot, handshake", f"{connecting:,.1f} s", f"{count / connecting:,.0f}"),
        ("rotate: install, list, switch, reconnect, list", f"{rotating:,.1f} s", f"{count / rotating:,.0f}"),
    ]
    print(Table(("", "once", "stations/s"), rows, caption=f"{count:,} stations over the loopback").to_text(150), end="\n\n")


def main() -> None:
    count = itertools.count(1)
    title = f"{5 * ROUNDS} messages: list, install, list, delete, list; decisions without frames and schemas"
    candidates: dict[str, Callable[[], object]] = {
        "decide": decided,
        "decide, at another time in each round": lambda: decided(always_later=count),
        f"round trip of ocpp, OCPP {Version.V21.value}": by_the_library,
    }
    report(title, in_turn(candidates), [list(candidates)[-1]])
    searches()
    plans()
    loopback(int(sys.argv[1]) if len(sys.argv) > 1 else STATIONS)


if __name__ == "__main__":
    main()
