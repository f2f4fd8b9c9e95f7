"""Peers that stall, lie, flood or vanish: bounded in time and memory, and the others' connections live on."""

import asyncio
import os
import ssl
from contextlib import asynccontextmanager, suppress

import pytest

from tests.net.tls.wire_pki import NAME, STATION
from tests.net.websocket.ports import SHORT, boots, client, codes, opened, opener, port
from workbench.errors import NetworkError
from workbench.net.tls import looking_context
from workbench.net.websocket.timing import LONGEST_MESSAGE


@asynccontextmanager
async def with_a_sound_neighbour(profile, **more):
    """A port with a station that is connected, and still is at the end."""
    async with port(profile, time_outs=SHORT, **more) as server:
        neighbour = await opened(server, profile, **({"identity": "neighbour"} if profile == 0 else {}))
        yield server
        assert await boots(neighbour)
        await neighbour.close()


async def raw(server, context=None):
    host, number = server.url.split("/")[2].split(":")
    return await asyncio.open_connection(host, int(number), ssl=context, server_hostname=NAME if context else None)


async def ended(reader):
    """Everything until the server ends the connection."""
    with suppress(ConnectionError, ssl.SSLError):
        return await asyncio.wait_for(reader.read(), 10)
    return b""


@pytest.mark.parametrize("profile", [0, 2])
@pytest.mark.parametrize(
    "garbage",
    [b"\0" * 64, b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\xff\xff" + b"\xaa" * 600, b"HELO\r\n", b"GET " + b"x" * 99_999],
)
def test_garbage_ends_its_own_connection_only(profile, garbage):
    async def run():
        async with with_a_sound_neighbour(profile) as server:
            reader, writer = await raw(server)
            writer.write(garbage)
            await ended(reader)
            writer.close()

    asyncio.run(run())


@pytest.mark.parametrize("profile", [0, 2])
@pytest.mark.parametrize("beginning", [b"", b"\x16\x03\x01\x02", b"GET /ocpp/CS1 HTTP/1.1\r\nHost:"])
def test_a_peer_that_stalls_in_the_opening_is_cut_off(profile, beginning):
    async def run():
        async with with_a_sound_neighbour(profile) as server:
            reader, writer = await raw(server)
            writer.write(beginning)
            await ended(reader)
            writer.close()

    asyncio.run(run())


def test_a_peer_that_says_nothing_after_the_tls_handshake_is_cut_off():
    async def run():
        async with with_a_sound_neighbour(2) as server:
            reader, writer = await raw(server, looking_context())
            await ended(reader)
            writer.close()

    asyncio.run(run())


def test_a_message_that_is_too_long_ends_its_connection():
    async def run():
        async with with_a_sound_neighbour(0) as server:
            way = await opened(server, 0)
            await way.send("x" * (LONGEST_MESSAGE + 1))
            with pytest.raises(NetworkError, match="too long"):
                await way.recv()
            await way.close()

    asyncio.run(run())


def test_a_peer_that_is_gone_without_a_word_is_noticed_by_its_missing_pong():
    async def run():
        async with with_a_sound_neighbour(0) as server:
            _, writer = await raw(server)
            writer.write(_upgrade(STATION))
            await _until(lambda: STATION in server.connected)
            await _until(lambda: STATION not in server.connected)
            writer.transport.abort()

    asyncio.run(run())


def test_a_peer_that_never_reads_does_not_hold_the_newer_connection_up():
    async def run():
        async with with_a_sound_neighbour(0) as server:
            _, writer = await raw(server)
            writer.write(_upgrade(STATION))
            await _until(lambda: STATION in server.connected)
            way = await opened(server, 0)
            assert await boots(way)
            assert "connected-twice" in codes(server)
            await way.close()
            writer.transport.abort()

    asyncio.run(run())


def _upgrade(identity):
    return (
        f"GET /ocpp/{identity} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ocpp2.1\r\n\r\n"
    ).encode()


async def _until(holds):
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came about")


# --- the station's side -----------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def answering(answer):
    """A server that answers every connection with these bytes; None: never, and it does not close."""
    held = []

    async def serve(reader, writer):
        held.append(writer)
        if answer is not None:
            with suppress(ConnectionError):
                await reader.read(100)
                writer.write(answer)
                await writer.drain()
                writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        for writer in held:
            writer.transport.abort()
        listening.close()
        await listening.wait_closed()


@pytest.mark.parametrize("profile", [0, 2])
@pytest.mark.parametrize(
    "answer",
    [
        b"",
        os.urandom(3000),
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
        b"HTTP/1.1 503 \x1b[31mNo\r\nContent-Length: 9\r\n\r\n\x1b[2J<b>no\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
    ],
    ids=["nothing", "noise", "a page", "escape codes", "ssh", "a wrong accept"],
)
def test_a_server_that_is_none_is_one_clear_error(profile, answer):
    async def run():
        async with answering(answer) as number:
            url = f"{'wss' if profile else 'ws'}://127.0.0.1:{number}/ocpp"
            way, side = opener(time_outs=SHORT), client(profile)
            with pytest.raises(NetworkError) as caught:
                await way.go_on(await way.present(url, profile, side), url, side)
            assert "\x1b" not in str(caught.value)
            assert caught.value.hint

    asyncio.run(run())


@pytest.mark.parametrize(
    ("profile", "words"), [(0, "did not answer the WebSocket upgrade"), (2, "did not finish the TLS handshake")]
)
def test_a_server_that_never_answers_is_given_up(profile, words):
    async def run():
        async with answering(None) as number:
            url = f"{'wss' if profile else 'ws'}://127.0.0.1:{number}/ocpp"
            way, side = opener(time_outs=SHORT), client(profile)
            with pytest.raises(NetworkError, match=words):
                await way.go_on(await way.present(url, profile, side), url, side)

    asyncio.run(run())
