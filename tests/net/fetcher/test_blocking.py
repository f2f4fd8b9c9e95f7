"""For callers without await: with and without a running loop, as a notebook's cell has it."""

import asyncio
import socket
import threading

import pytest

from tests.net.fetcher.servers import answer
from workbench.errors import InputError, NetworkError
from workbench.net.fetcher import OCSP, Fetcher, Get, Outcome, fetch_all, to_the_end


@pytest.fixture
def url():
    """A server in a thread: the caller's loop stands still."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(answer())

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def ask(url):
    fetcher = Fetcher(allow=[url.split("/")[2]]).switch_on("a test")
    first = fetch_all(fetcher, [(Get(url), OCSP)] * 5)
    return [*first, *fetch_all(fetcher, [(Get("file:///x"), OCSP)])]  # the same fetcher again, in another loop


def test_without_a_loop(url):
    assert [one.outcome if hasattr(one, "outcome") else one.body for one in ask(url)] == [b"yes"] * 5 + [Outcome.REFUSED]


def test_within_a_running_loop_as_in_a_notebook(url):
    async def cell():
        return ask(url)

    assert [one.outcome if hasattr(one, "outcome") else one.body for one in asyncio.run(cell())] == [b"yes"] * 5 + [Outcome.REFUSED]


@pytest.mark.parametrize("running", [False, True])
def test_what_the_work_raises_is_raised_to_the_caller(running):
    async def work():
        raise NetworkError("no", hint="yes")

    async def cell():
        return to_the_end(work)

    with pytest.raises(NetworkError, match="no"):
        asyncio.run(cell()) if running else to_the_end(work)


def test_an_interrupt_of_the_waiting_thread_cancels_the_work(monkeypatch):
    ended = []

    async def work():
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("cancelled")

    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.net.fetcher.blocking._wait", interrupted)

    async def cell():
        to_the_end(work)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(cell())
    assert ended == ["cancelled"]


def test_a_switch_needs_words():
    with pytest.raises(InputError, match="consent"):
        Fetcher().switch_on("  ")
    assert not Fetcher().is_on


def test_nothing_leaves_without_consent(url):
    with pytest.raises(NetworkError, match="switched off"):
        fetch_all(Fetcher(allow=[url.split("/")[2]]), [(Get(url), OCSP)])
