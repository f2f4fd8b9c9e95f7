"""A name's addresses are asked for once and all judged; the connection goes to one of these, whatever DNS says later."""

import asyncio
import socket
import threading
from dataclasses import replace
from ipaddress import ip_address

import aiohttp
import pytest

from tests.net.fetcher.servers import QUICK, Changing, answer, on, one, server
from workbench.net.fetcher import OCSP, Get, Outcome, Post, SystemResolver
from workbench.net.fetcher.judging import Endpoint
from workbench.net.fetcher.limits import Limits
from workbench.net.fetcher.pinning import session_settings


def test_the_name_is_resolved_once_and_the_second_answer_is_never_seen():
    async def run():
        async with server() as good, server() as other:
            names = Changing([("127.0.0.1", good.port)], [("127.0.0.2", other.port)])
            async with on(allow=[f"127.0.0.0/8:{good.port}"], resolver=names) as fetcher:
                first = await fetcher.fetch(Get("http://any.example/"), OCSP)
                asked = names.asked
                second = await fetcher.fetch(Get("http://any.example/"), OCSP)
            return first, asked, second, good, other

    first, asked, second, good, other = asyncio.run(run())
    assert first.required().address == f"127.0.0.1:{good.port}"
    assert asked == 1
    assert second.outcome is Outcome.REFUSED  # the next fetch judges the next answer
    assert (good.connections, other.connections) == (1, 0)


def test_a_redirect_on_the_same_host_goes_to_the_same_address_without_a_look_up():
    async def run():
        async def behave(_, writer):
            first = len(good.requests) == 1
            writer.write(answer(b"", "307 Temporary Redirect", "Location: /next") if first else answer())
            await writer.drain()

        async with server(behave) as good, server() as other:
            names = Changing([("127.0.0.1", good.port)], [("127.0.0.1", other.port)])
            async with on(allow=[f"127.0.0.1:{good.port}", f"127.0.0.1:{other.port}"], resolver=names) as fetcher:
                result = await fetcher.fetch(Post("http://any.example/", b"question"), OCSP)
            return result, names.asked, good, other

    result, asked, good, other = asyncio.run(run())
    assert result.required().body == b"yes"
    assert asked == 1
    assert (good.connections, other.connections) == (2, 0)
    assert good.requests[1].startswith(b"POST /next ")


@pytest.mark.parametrize(
    "answers",
    [["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"], ["2606:4700::1111", "::ffff:127.0.0.1"], ["8.8.8.8", "169.254.169.254"]],
)
def test_one_address_that_must_not_be_asked_refuses_the_name(answers):
    result = one("http://any.example/", resolver=Changing(answers), limits=QUICK)
    assert result.outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("answers", "outcome"), [([], Outcome.UNKNOWN_HOST), (["rubbish"], Outcome.UNKNOWN_HOST), (["127.1"], Outcome.UNKNOWN_HOST)]
)
def test_answers_that_are_no_addresses_lead_nowhere(answers, outcome):
    assert one("http://any.example/", resolver=Changing(answers)).outcome is outcome


def test_the_machines_resolver_is_asked_once_and_its_answer_judged(monkeypatch):
    asked = []

    def look_up(name, port, **_):
        asked.append(name)
        return [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("fe80::1%lo", port, 0, 1))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    result = one("http://any.example/")
    assert result.outcome is Outcome.REFUSED
    assert "link-local" in result.finding.message
    assert asked == ["any.example"]


def test_the_machines_resolver_finds_localhost():
    found = asyncio.run(SystemResolver().resolve("localhost", 80))
    assert {ip_address(address).is_loopback for address, _ in found} == {True}


def test_a_resolver_that_hangs_ends_within_the_time(monkeypatch):
    end = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: end.wait(10) and [])
    try:
        result = one("http://any.example/", replace(OCSP, seconds=0.2))
    finally:
        end.set()
    assert result.outcome is Outcome.TIMED_OUT
    assert result.retry


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "any.example"])
def test_the_socket_itself_goes_to_no_other_endpoint(host):
    """Even where aiohttp is asked for another host, its resolver and its literals lead nowhere else."""

    async def run():
        async with server() as seen, server() as other:
            pinned = Endpoint(ip_address("127.0.0.1"), seen.port)
            async with aiohttp.ClientSession(**session_settings(pinned, Limits(), [], tls=True)) as session:
                with_port = other.port if host[0] == "1" else 80
                try:
                    async with session.get(f"http://{host}:{with_port}/") as response:
                        return response.status, seen.connections, other.connections
                except aiohttp.ClientConnectorError as error:
                    return str(error), seen.connections, other.connections

    said, reached, astray = asyncio.run(run())
    assert astray == 0
    if host == "any.example":
        assert (said, reached) == (200, 1)
    else:
        assert "pinned" in said
