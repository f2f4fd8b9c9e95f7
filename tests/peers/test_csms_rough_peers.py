"""Peers that stall, vanish, answer nothing or rubbish, at the processes ``pnc csms`` and ``pnc station``: others are served on."""

from __future__ import annotations

import asyncio
import json
import signal
import ssl
from base64 import b64encode
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import websockets

from tests.cli.wire import PNC, csms
from tests.net.machines.stories import story
from tests.peers.ocpp_csms import Tap
from tests.peers.ocpp_station_point import modules

PROTOCOLS = [websockets.Subprotocol("ocpp2.1")]
BOOT = {"reason": "PowerUp", "chargingStation": {"model": "M", "vendorName": "V"}}
RUBBISH = [
    "",
    "[",
    "null",
    "[]",
    "{}",
    "[2]",
    '[3,"nobody asked",{}]',
    '[4,"nobody asked","X","",{}]',
    '[9,"1",{}]',
    '[2,"","Heartbeat",{}]',
    '[2,7,"Heartbeat",{}]',
    '[2,"n","\\u001b[31m",{}]',
    '[2,"d","InstallCertificate",{"certificateType":"CSMSRootCertificate","certificate":"' + "A" * 200_000 + '"}]',
    "[" * 60_000,
    '[2,"x","Heartbeat",' + '{"a":' * 20_000 + "1" + "}" * 20_000 + "]",
    b"\x00\xff\xfe",
    '[2,"nan","Heartbeat",{"a":NaN}]',
    '[2,"big","Heartbeat",{"a":' + "9" * 5000 + "}]",
]


async def until_mine(connection, name):
    """The answer of that id; what the other side asks meanwhile is refused."""
    while True:
        frame = json.loads(await asyncio.wait_for(connection.recv(), 20))
        if frame[0] in {3, 4} and frame[1] == name:
            return frame
        if frame[0] == 2:
            await connection.send(json.dumps([4, frame[1], "NotSupported", "", {}]))


async def asked(connection, name, action, payload):
    await connection.send(json.dumps([2, name, action, payload]))
    return await until_mine(connection, name)


@asynccontextmanager
async def tcp(url, context=None):
    host, port = url.split("/")[2].split(":")
    reader, writer = await asyncio.open_connection(host, int(port), ssl=context, server_hostname="x" if context else None)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


def blind():
    """TLS that verifies nothing: these peers are no stations."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def neighbour(connection):
    """A station of the plain library that has nothing installed."""
    from ocpp.routing import on  # noqa: PLC0415  # a second of import, only here

    package: Any = modules("2.1")

    class Neighbour(package.ChargePoint):  # type: ignore[misc]
        @on("GetInstalledCertificateIds")
        def on_list(self, **_):
            return package.call_result.GetInstalledCertificateIds(status="NotFound")

    return Neighbour("neighbour", connection, response_timeout=20)


async def rough(connection, enough):
    """Boots, leaves the first CALL without an answer until it is enough, then answers with rubbish and vanishes without a word."""
    assert (await asked(connection, "b", "BootNotification", BOOT))[0] == 3
    while json.loads(await connection.recv())[0] != 2:
        pass
    await enough.wait()
    with suppress(websockets.ConnectionClosed):
        for one in RUBBISH:
            await connection.send(one)
    connection.transport.abort()


@pytest.mark.parametrize("profile", [pytest.param(0, marks=pytest.mark.deep), 2])
def test_the_csms_works_with_one_station_while_others_stall_vanish_and_talk_rubbish(profile):
    with csms("--profile", str(profile), "--stations", "2", "--wait", "30", "--for", "0", "--do", "list") as running:

        @story
        async def run():
            way: dict[str, Any] = {"subprotocols": PROTOCOLS, "proxy": None, "ssl": blind() if profile else None}

            def called(identity):
                password = {"Authorization": "Basic " + b64encode(f"{identity}:x".encode()).decode()}
                return websockets.connect(f"{running.url}/{identity}", additional_headers=password if profile else {}, **way)

            context = blind() if profile else None
            async with tcp(running.url), tcp(running.url, context), tcp(running.url, context) as (_, half):
                half.write(b"GET /ocpp/CS-HALF HTTP/1.1\r\nHost: x\r\nUpgrade: webso")
                async with called("A-ROUGH") as bad, called("B-SOUND") as good:
                    library = neighbour(good)
                    serving = asyncio.create_task(library.start())
                    boot = modules("2.1").call.BootNotification({"model": "M", "vendor_name": "V"}, "PowerUp")
                    enough = asyncio.Event()
                    worst = asyncio.create_task(rough(bad, enough))
                    assert (await library.call(boot, suppress=False)).status == "Accepted"
                    assert (await library.call(modules("2.1").call.Heartbeat(), suppress=False)).current_time
                    enough.set()
                    await worst
                    assert (await library.call(modules("2.1").call.Heartbeat(), suppress=False)).current_time
                    with suppress(websockets.ConnectionClosed):
                        await serving

        run()
        document = running.ended()
    told = {one["identity"]: one["ok"] for one in document["outcomes"]}
    assert told == {"A-ROUGH": False, "B-SOUND": True}
    assert running.status == 1
    assert "Traceback" not in "".join(running.said)
    assert not any(one["code"] == "check-failed" for one in document["findings"])


class Rough(Tap):
    """The first connection breaks before a byte was answered."""

    calls = 0

    async def _accept(self, reader, writer):
        self.calls += 1
        if self.calls == 1:
            await reader.read(10)
            writer.transport.abort()
            return
        await super()._accept(reader, writer)


@story
async def test_the_station_lives_through_a_csms_that_breaks_off_talks_rubbish_and_answers_wrongly():
    lists: list[Any] = []

    async def serve(connection):
        if not lists:
            name = json.loads(await connection.recv())[1]
            for one in RUBBISH:
                await connection.send(one)
            await connection.send(json.dumps([3, name, {"status": "Maybe", "currentTime": 7}]))
        lists.append(await asked(connection, "mine", "GetInstalledCertificateIds", {}))
        if len(lists) == 1:
            connection.transport.abort()
        else:
            running.send_signal(signal.SIGINT)
        with suppress(websockets.ConnectionClosed):
            await connection.wait_closed()

    async with (
        websockets.serve(serve, "127.0.0.1", 0, subprotocols=PROTOCOLS) as server,
        Rough(server.sockets[0].getsockname()[1], []).listening() as port,
    ):
        command = [*PNC, "station", "--connect", f"ws://127.0.0.1:{port}/ocpp", "--profile", "0", "--for", "40", "--format", "json"]
        running = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        out, err = await running.communicate()
    document = json.loads(out)
    assert running.returncode == 0
    assert b"Traceback" not in err
    assert [one[2]["status"] for one in lists] == ["Accepted", "Accepted"]
    assert document["connections"] == 2
    assert not any(one["code"] == "check-failed" for one in document["findings"])
