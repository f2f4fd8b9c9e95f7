"""Redirects: on the same scheme, host and port, a few; nowhere else."""

import asyncio
from dataclasses import replace

import pytest

from tests.net.fetcher.servers import answer, on, server
from workbench.net.fetcher import OCSP, Get, Outcome, Post


def led(location, request=None, status="302 Found", times=1):
    """The result, the server that redirects, and another one that may be led to."""

    async def run():
        async with server() as other:

            async def behave(_, writer):
                where = location.format(port=seen.port, other=other.port)
                away = len(seen.requests) <= times
                writer.write(answer(b"gone", status, f"Location: {where}") if away else answer())
                await writer.drain()

            async with server(behave) as seen:
                allow = [f"127.0.0.1:{seen.port}", f"127.0.0.1:{other.port}", f"localhost:{other.port}"]
                async with on(allow=allow) as fetcher:
                    ask = request or Get(f"{seen.url}/a/b")
                    ask = replace(ask, url=ask.url.format(port=seen.port))
                    return await fetcher.fetch(ask, OCSP), seen, other

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("/next", "/next"),
        ("next", "/a/next"),
        ("?x=1", "/a/b?x=1"),
        ("http://127.0.0.1:{port}/abs", "/abs"),
        ("//127.0.0.1:{port}/n", "/n"),
    ],
)
def test_a_redirect_on_the_same_host_and_port_is_followed(location, path):
    result, seen, _ = led(location)
    assert result.required().body == b"yes"
    assert seen.requests[1].startswith(f"GET {path} ".encode())


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://127.0.0.1:{other}/", "another scheme, host or port"),
        ("http://localhost:{port}/", "another scheme, host or port"),
        ("https://127.0.0.1:{port}/", "another scheme, host or port"),
        ("//localhost:{other}/", "another scheme, host or port"),
        ("http://169.254.169.254/latest/", "another scheme, host or port"),
        ("http://2130706433:{port}/", "no URL"),
        ("http://user@127.0.0.1:{port}/", "no URL"),
        ("file:///etc/passwd", "no URL"),
        ("ldap://127.0.0.1:{port}/", "no URL"),
        ("http://127.0.0.1:{port}\\@localhost:{other}/", "no URL"),
        ("/%0d%0aX: y", "no URL"),
        ("/next#part", "no URL"),
        ("http://[::1", "no URL"),
        ("", "without saying where"),
    ],
)
def test_a_redirect_elsewhere_is_refused_and_nobody_else_is_asked(location, words):
    result, seen, other = led(location)
    assert result.outcome is Outcome.REDIRECTED
    assert words in result.finding.message
    assert not result.retry
    assert (seen.connections, other.connections) == (1, 0)


def test_a_chain_of_redirects_ends():
    result, seen, _ = led("/again", times=99)
    assert result.outcome is Outcome.REDIRECTED
    assert "more than 3 times" in result.finding.message
    assert seen.connections == 4


@pytest.mark.parametrize(
    ("status", "followed"), [("307 T", True), ("308 P", True), ("301 M", False), ("302 F", False), ("303 S", False)]
)
def test_a_post_is_redirected_with_its_body_or_not_at_all(status, followed):
    result, seen, _ = led("/next", Post("http://127.0.0.1:{port}/", b"question"), status)
    assert seen.connections == (2 if followed else 1)
    assert (result.outcome is Outcome.REDIRECTED) is not followed if not followed else result.required().body == b"yes"


@pytest.mark.parametrize("status", ["300 Multiple", "206 Partial Content", "401 Who", "404 Not Found", "418 Tea"])
def test_other_statuses_are_no_answer(status):
    result, seen, _ = led("/next", status=status)
    assert result.outcome is Outcome.HTTP_STATUS
    assert not result.retry
    assert seen.connections == 1


@pytest.mark.parametrize("status", ["500 Oops", "503 Later", "429 Slowly", "408 Slow"])
def test_what_may_pass_is_worth_another_try(status):
    result, _, _ = led("/next", status=status)
    assert (result.outcome, result.retry) == (Outcome.HTTP_STATUS, True)
