"""Whoever gives up in the middle of connecting leaves no socket, no task and no station behind."""

import asyncio
import gc
from itertools import count

import pytest

from tests.net.tls.wire_pki import NAME
from tests.net.websocket.ports import client, port
from workbench.net.machines.csms import Csms
from workbench.net.machines.linking import connect
from workbench.net.machines.station import Station
from workbench.net.websocket import ServerName, TimeOuts, WebSocketOpener


class Watched(WebSocketOpener):
    """It remembers every connection that it began."""

    def __init__(self):
        super().__init__(server_name=ServerName(name=NAME), time_outs=TimeOuts(opening=5.0, closing=0.5))
        self.begun = []

    def _protocol(self, *given):
        self.begun.append(super()._protocol(*given))
        return self.begun[-1]

    @property
    def left_open(self):
        return [one for one in self.begun if (way := getattr(one, "transport", None)) is not None and not way.is_closing()]


async def attempt(way, url, profile, side):
    presented = await way.present(url, profile, side)
    try:
        return await way.go_on(presented, url, side)
    except asyncio.CancelledError:
        if presented is not None:
            await way.break_off(presented)
        raise


@pytest.mark.parametrize(("profile", "server"), [(0, "old"), (2, "old"), (2, "new")])
def test_an_opening_may_be_cancelled_at_any_moment_and_leaves_nothing_open(profile, server):
    async def run():
        csms = Csms()
        csms.switch_server(server)  # below the new root: refused, then looked at once more
        cancelled = 0
        async with port(profile, csms=csms, time_outs=TimeOuts(opening=5.0, closing=0.5)) as host:
            for steps in count(1, 2):
                way = Watched()
                task = asyncio.create_task(attempt(way, host.url, profile, client(profile)))
                for _ in range(steps):
                    await asyncio.sleep(0)
                if task.done():
                    if task.exception() is None:
                        await task.result().close()
                    break
                task.cancel()
                await asyncio.wait({task})
                cancelled += task.cancelled()
                assert way.left_open == []
        assert cancelled > 5

    asyncio.run(run())
    gc.collect()  # a socket that was forgotten is a ResourceWarning, and those are errors here


@pytest.mark.parametrize("first", range(4))
def test_a_link_over_websockets_may_be_closed_at_any_moment_and_nothing_is_left_running(first):
    async def run(steps):
        station, csms = Station(root_check=True), Csms()
        link = await connect(station, csms, over="websocket")
        task = asyncio.create_task(csms.trigger(station, "ChargingStationCertificate"))
        for _ in range(steps):
            await asyncio.sleep(0)
        await link.close()
        await asyncio.wait({task}, timeout=5)
        assert task.done()
        assert not station.state.connection.connected
        assert not csms.record(station.identity).connected
        assert asyncio.all_tasks() == {asyncio.current_task()}

    for steps in range(first * 12, 240, 48):
        asyncio.run(run(steps))
    gc.collect()
