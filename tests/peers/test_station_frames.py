"""Every action that the ``ocpp`` package knows, broken in every place, at the processes ``pnc station`` and ``pnc csms``."""

from __future__ import annotations

import asyncio
import json
import signal
from collections import Counter
from typing import Any

import pytest
import websockets

from tests.cli.wire import PNC, csms
from tests.net.machines.stories import story
from tests.peers.ocpp_frames import FORMATS, NOT_OURS, actions, broken, is_valid
from workbench.messages.actions import ACTIONS
from workbench.messages.versions import Version

VERSIONS = pytest.mark.parametrize("version", ["2.1", "2.0.1"])


def ours(side, version):
    """The actions that a side of ours answers."""
    return {one.name for one in ACTIONS.values() if one.sender != side and Version(version) in one.versions}


class Peer:
    """Raw frames over a WebSocket: one CALL after the other; what the other side calls is refused."""

    def __init__(self, connection):
        self._connection, self._number = connection, 0

    async def asked(self, action, payload):
        """The answer to a CALL."""
        self._number += 1
        name = f"peer-{self._number}"
        await self._connection.send(json.dumps([2, name, action, payload]))
        while True:
            frame = json.loads(await asyncio.wait_for(self._connection.recv(), 20))
            if frame[0] == 2:
                await self._connection.send(json.dumps([4, frame[1], "NotSupported", "", {}]))
            elif frame[1] == name:
                return frame

    async def judged(self, side, version):
        """Where the answers to all broken payloads are not what the package's schemas say; and how many there were of each."""
        wrong: list[Any] = []
        counted: Counter[str] = Counter()
        for action in actions(version):
            if action not in ours(side, version):
                frame = await self.asked(action, {})
                if frame[0] != 4 or frame[2] not in NOT_OURS:
                    wrong.append((action, "is not ours", frame[:3]))
                counted["not ours"] += 1
                continue
            for one in broken(action, version):
                valid = is_valid(one.payload, action, version)
                if valid and action == "Reset":
                    continue  # it would end the connection
                frame = await self.asked(action, one.payload)
                refused = frame[0] == 4 and frame[2] in FORMATS
                counted["valid" if valid else "broken"] += 1
                if refused is valid or (frame[0] == 4 and frame[2] not in FORMATS | NOT_OURS):
                    wrong.append((action, one.where, one.how, valid, frame[:4]))
        return wrong, counted


@VERSIONS
@story
async def test_our_station_refuses_exactly_what_the_packages_schemas_refuse(version):
    found = []

    async def serve(connection):
        found.append(await Peer(connection).judged("station", version))
        running.send_signal(signal.SIGINT)
        await connection.wait_closed()

    protocol = websockets.Subprotocol(f"ocpp{version}")
    async with websockets.serve(serve, "127.0.0.1", 0, subprotocols=[protocol], max_size=None) as server:
        url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/ocpp"
        command = [*PNC, "station", "--connect", url, "--profile", "0", "--ocpp", version, "--for", "50", "--format", "json"]
        running = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        out, err = await running.communicate()
    assert running.returncode == 0, err.decode()
    ((wrong, counted),) = found
    assert wrong == []
    assert counted["broken"] > 300
    assert counted["valid"] > 30
    assert json.loads(out)["connections"] == 1
    assert not any(one["code"] == "check-failed" for one in json.loads(out)["findings"])


@VERSIONS
def test_our_csms_refuses_exactly_what_the_packages_schemas_refuse_and_its_neighbour_lives_on(version):
    with csms("--profile", "0", "--ocpp", version, "--for", "50") as running:

        @story
        async def run():
            protocol = websockets.Subprotocol(f"ocpp{version}")
            opened = [
                websockets.connect(f"{running.url}/{name}", subprotocols=[protocol], max_size=None, proxy=None)
                for name in ("CS-FRAMES", "CS-NEIGHBOUR")
            ]
            async with opened[0] as connection, opened[1] as neighbour:
                wrong, counted = await Peer(connection).judged("csms", version)
                assert wrong == []
                assert counted["broken"] > 300
                assert counted["valid"] > 30
                assert (await Peer(neighbour).asked("Heartbeat", {}))[0] == 3

        run()
        running.process.send_signal(signal.SIGINT)
        document = running.ended()
    assert document["connections"] == 2
    assert not any(one["code"] == "check-failed" for one in document["findings"])
