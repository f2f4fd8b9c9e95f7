"""The twin in a thread of its own: it runs until it is stopped, and holds nothing back at Python's end."""

import asyncio
import socket
import subprocess
import sys
import threading

import pytest

import workbench as wb
from workbench.errors import InputError
from workbench.net.status import RunningTwin


def listens(port: int) -> bool:
    """Whether it answers there; the answer is read to its end, so that no connection is left half open."""
    with socket.socket() as client:
        if client.connect_ex(("127.0.0.1", port)):
            return False
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        while client.recv(4096):
            pass
    return True


def threads() -> int:
    return sum(thread.name == "offline twin" for thread in threading.enumerate())


def test_it_runs_until_it_is_stopped_and_stopping_twice_is_nothing():
    twin = wb.twin("iso15118-2")
    port = twin.port
    before = twin.is_running, listens(port)
    assert "simulation" in str(twin)
    assert "simulation" in repr(twin)
    twin.stop()
    twin.stop()
    assert (before, twin.is_running, listens(port)) == ((True, True), False, False)
    assert threads() == 0


def test_with_and_async_with_stop_it():
    with RunningTwin() as twin:
        assert listens(twin.port)

    async def story() -> RunningTwin:
        async with RunningTwin() as other:
            assert listens(other.port)
        return other

    assert not asyncio.run(story()).is_running
    assert threads() == 0


def test_one_that_nobody_holds_any_more_stops():
    wb.twin()
    assert threads() == 0


def test_what_a_twin_has_it_has_too():
    with RunningTwin() as twin:
        twin.set_fault("stale")
        assert {"set_fault", "revoke", "requests", "stop"} <= set(dir(twin))
        assert len(twin.faults) == 1
        with pytest.raises(AttributeError):
            twin.no_such_thing  # noqa: B018


def test_a_twin_that_cannot_be_made_says_why():
    with pytest.raises(InputError):
        wb.twin("no such folder")
    assert threads() == 0


def test_python_ends_though_it_was_never_stopped():
    script = "import workbench as wb; twin = wb.twin(); print(twin.port)"
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert not done.stderr
    assert not listens(int(done.stdout))
