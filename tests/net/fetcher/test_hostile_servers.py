"""Servers that never end, lie or break: each ends within its limit, with a finding, and a fetch beside it lives on."""

import asyncio
import gzip
import socket
import struct
from dataclasses import replace
from typing import Any

import pytest

from tests.net.fetcher.servers import QUICK, SHORT, Changing, answer, on, server
from workbench.net.fetcher import OCSP, Get, Outcome

BOMB = gzip.compress(b"\0" * 50_000_000)
BEYOND = 15.0
"""Seconds after which a test gives up: far more than any limit here, so that only a hang meets it."""


async def slow_loris(_, writer):
    for letter in answer() * 1000:
        writer.write(bytes([letter]))
        await writer.drain()
        await asyncio.sleep(0.1)


async def silent(reader, _):
    await reader.read()


async def half_open(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthe first octets")
    await writer.drain()
    await reader.read()


async def drip(_, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def without_end(_, writer):
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 4000)
        await writer.drain()


async def chunked_without_end(_, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"400\r\n" + b"x" * 0x400 + b"\r\n")
        await writer.drain()


async def tiny_chunks_without_end(_, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1;extension=" + b"e" * 500 + b"\r\nx\r\n")
        await writer.drain()


async def trailers_without_end(_, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
    while True:
        writer.write(b"Name: value\r\n")
        await writer.drain()
        await asyncio.sleep(0)


async def headers_without_end(_, writer):
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"Name: " + b"x" * 1000 + b"\r\n")
        await writer.drain()


async def one_header_without_end(_, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nName: ")
    while True:
        writer.write(b"x" * 4000)
        await writer.drain()


async def continues_without_end(_, writer):
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0)


async def reset_at_once(_, writer):
    connection = writer.transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def reset_in_the_body(_, writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx")
    await writer.drain()
    await asyncio.sleep(0.05)
    await reset_at_once(_, writer)


async def tls_to_a_plain_port(_, writer):
    writer.write(bytes.fromhex("15030100020228"))
    await writer.drain()


SERVERS: dict[str, tuple[Any, Any]] = {
    "slow loris": (slow_loris, Outcome.TIMED_OUT),
    "silent": (silent, Outcome.TIMED_OUT),
    "half open": (half_open, Outcome.TIMED_OUT),
    "drip": (drip, Outcome.TIMED_OUT),
    "huge, announced": (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", Outcome.TOO_LARGE),
    "huge, up to the close": (without_end, Outcome.TOO_LARGE),
    "one octet too many": (answer(b"x" * 10_001), Outcome.TOO_LARGE),
    "chunked without end": (chunked_without_end, Outcome.TOO_LARGE),
    "tiny chunks without end": (tiny_chunks_without_end, {Outcome.TOO_LARGE, Outcome.TIMED_OUT, Outcome.NO_HTTP}),
    "trailers without end": (trailers_without_end, {Outcome.TIMED_OUT, Outcome.NO_HTTP}),
    "headers without end": (headers_without_end, Outcome.NO_HTTP),
    "one header without end": (one_header_without_end, Outcome.NO_HTTP),
    "continues without end": (continues_without_end, {Outcome.TIMED_OUT, Outcome.NO_HTTP}),
    "gzip bomb": (answer(BOMB[:5000], "200 OK", "Content-Encoding: gzip"), Outcome.NO_HTTP),
    "deflate, br": (answer(b"xx", "200 OK", "Content-Encoding: deflate, br"), Outcome.NO_HTTP),
    "Content-Length too long": (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", Outcome.NO_HTTP),
    "Content-Length negative": (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nx", Outcome.NO_HTTP),
    "Content-Length no number": (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nx", Outcome.NO_HTTP),
    "two Content-Lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", Outcome.NO_HTTP),
    "chunk of no size": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n", Outcome.NO_HTTP),
    "chunk of a negative size": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n", Outcome.NO_HTTP),
    "last chunk missing": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n", Outcome.NO_HTTP),
    "garbage": (b"\x30\x82\x01\x00\xff\x00" * 50, Outcome.NO_HTTP),
    "another protocol": (b"SSH-2.0-OpenSSH_9.2\r\n", Outcome.NO_HTTP),
    "zeros": (b"\0" * 5000, Outcome.NO_HTTP),
    "nothing": (b"", Outcome.NO_HTTP),
    "half a head": (b"HTTP/1.1 200 OK\r\nConte", Outcome.NO_HTTP),
    "bytes in a header": (b"HTTP/1.1 200 OK\r\nNa\0me: v\r\n\r\nx", Outcome.NO_HTTP),
    "status 99999": (b"HTTP/1.1 99999 What\r\n\r\n", Outcome.NO_HTTP),
    "status 000": (b"HTTP/1.1 000 What\r\nContent-Length: 0\r\n\r\n", {Outcome.NO_HTTP, Outcome.HTTP_STATUS}),
    "switching protocols": (b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", Outcome.HTTP_STATUS),
    "TLS to a plain port": (tls_to_a_plain_port, Outcome.NO_HTTP),
    "reset": (reset_at_once, Outcome.NO_CONNECTION),
    "reset in the body": (reset_in_the_body, {Outcome.NO_CONNECTION, Outcome.NO_HTTP}),
}


@pytest.mark.parametrize("name", SERVERS)
def test_a_hostile_server_ends_within_its_limit_and_others_live_on(name):
    behave, outcome = SERVERS[name]

    async def run():
        async with server(behave) as bad, server() as good:
            allow = [f"127.0.0.1:{bad.port}", f"127.0.0.1:{good.port}"]
            async with on(allow=allow, limits=replace(QUICK, silence=0.6)) as fetcher:
                asked = [(Get(bad.url), SHORT), *[(Get(good.url), SHORT)] * 5, (Get(bad.url), SHORT)]
                async with asyncio.timeout(BEYOND):
                    return await fetcher.fetch_all(asked), bad

    results, bad = asyncio.run(run())
    assert [one.required().body for one in results[1:-1]] == [b"yes"] * 5
    assert bad.connections == 2
    for result in (results[0], results[-1]):
        assert result.outcome in (outcome if isinstance(outcome, set) else {outcome})
        assert result.finding.code == "revocation-unreachable"
        assert result.finding.message
        assert result.finding.remedy


def test_of_an_answer_without_end_no_more_than_its_bound_is_taken():
    sent = 0

    async def count(_, writer):
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n")
        while sent < 60_000_000:
            writer.write(b"x" * 65536)
            sent += 65536
            await writer.drain()

    async def run():
        async with server(count) as seen, on(allow=[f"127.0.0.1:{seen.port}"]) as fetcher:
            return await fetcher.fetch(Get(seen.url), replace(OCSP, octets=70_000_000)), await fetcher.fetch(Get(seen.url), OCSP)

    whole, refused = asyncio.run(run())
    assert len(whole.required().body) == 60_000_000
    assert refused.outcome is Outcome.TOO_LARGE


def test_silence_before_the_total_time_is_said_as_silence():
    async def run():
        async with server(silent) as seen, on(allow=[f"127.0.0.1:{seen.port}"], limits=replace(QUICK, silence=0.1)) as fetcher:
            return await fetcher.fetch(Get(seen.url), OCSP)

    result = asyncio.run(run())
    assert "was silent for 0.1 s" in result.finding.message
    assert result.retry


def test_a_port_that_nobody_listens_on_is_no_connection():
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]

    async def run():
        async with on(allow=[f"127.0.0.1:{port}"]) as fetcher:
            return await fetcher.fetch(Get(f"http://127.0.0.1:{port}/"), OCSP)

    result = asyncio.run(run())
    assert (result.outcome, result.retry) == (Outcome.NO_CONNECTION, True)
    assert "refused" in result.finding.message


def test_a_listener_that_takes_no_connection_ends_within_the_time():
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        for filling in (first, second):
            filling.setblocking(False)  # noqa: FBT003  # as sockets have it
            filling.connect_ex(("127.0.0.1", port))

        async def run():
            async with on(allow=[f"127.0.0.1:{port}"], limits=QUICK) as fetcher:
                return await fetcher.fetch(Get(f"http://127.0.0.1:{port}/"), OCSP)

        result = asyncio.run(run())
    assert result.outcome is Outcome.NO_CONNECTION
    assert "within 0.4 s" in result.finding.message


def test_the_next_address_of_a_name_is_tried():
    async def run():
        async with server() as seen:
            with socket.create_server(("127.0.0.1", 0)) as dead:
                port = dead.getsockname()[1]
            names = Changing([("127.0.0.1", port), ("127.0.0.1", seen.port)])
            async with on(allow=[f"127.0.0.1:{port}", f"127.0.0.1:{seen.port}"], resolver=names) as fetcher:
                return await fetcher.fetch(Get("http://any.example/"), OCSP), seen.port

    result, port = asyncio.run(run())
    assert result.required().address == f"127.0.0.1:{port}"
