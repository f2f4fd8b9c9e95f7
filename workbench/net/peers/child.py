"""An engine that is a Python library, in a worker process that can be killed at any time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from threading import Event, Lock, Timer
from typing import TYPE_CHECKING

from workbench.diagnosis.opinions import Opinion
from workbench.net.peers.limits import clean_environment, ended, out_of_time, unanswered
from workbench.net.peers.wire import packed

if TYPE_CHECKING:
    from workbench.net.peers.asked import Asked

LIBRARIES = ("pyOpenSSL", "cryptography", "pyhanko-certvalidator")
"""Engines that are Python libraries, by the name of their distribution."""

# -I: neither the current folder nor PYTHONPATH may slip in a module
_WORKER = (sys.executable, "-I", "-m", "workbench.net.peers.worker")

START_SECONDS = 60.0
"""The longest that loading a library may take; not part of the time for a question, for the machine may be busy."""


class LibraryEngine:
    """One engine in one worker process, which is started when it is first asked and again after it had to be killed.

    Parameters
    ----------
    name
        One of :data:`LIBRARIES`.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._version = ""
        self._missing = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._asking = Lock()
        self._starting = Lock()  # against close(): no process is started behind its back

    def ask(self, asked: Asked, seconds: float) -> Opinion:
        """What the library says, within that time."""
        with self._asking:
            why = self._started()
            if why:
                return unanswered(self._name, self._version, why)
            line, why = self._exchange(packed(asked, seconds), seconds)
            return Opinion(**json.loads(line)) if line else unanswered(self._name, self._version, why)

    def close(self) -> None:
        """Kills the process; whoever waits for its answer is told at once."""
        with self._starting:
            self._closed = True
            process = self._process
        if process is not None:
            process.kill()
        with self._asking:
            self._end()

    def _started(self) -> str:
        """Why there is no worker; empty where there is one."""
        if self._missing or self._process is not None:
            return self._missing
        with self._starting:
            if self._closed:
                return "not asked any more"
            self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                [*_WORKER, self._name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=clean_environment(),
                start_new_session=os.name == "posix",  # Ctrl-C is the caller's affair
            )
        line, why = self._exchange(b"", START_SECONDS)
        if not line:
            return f"its worker did not start: {why}"
        greeting = json.loads(line)
        self._version = greeting["version"]
        if greeting["missing"]:
            self._end()
            self._missing = greeting["missing"]
        return self._missing

    def _exchange(self, line: bytes, seconds: float) -> tuple[bytes, str]:
        """The worker's next line after it was given one; or nothing, and why."""
        process = self._process
        assert process is not None  # noqa: S101  # for mypy: _started() made it
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        late = Event()

        def stop() -> None:
            late.set()
            process.kill()

        timer = Timer(seconds, stop)
        timer.start()
        try:
            process.stdin.write(line)
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:  # it ended while it was being written to
            answer = b""
        timer.cancel()
        if answer.endswith(b"\n"):
            return answer, ""
        self._end()
        return b"", out_of_time(seconds) if late.is_set() else ended(process.returncode)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not sent to a dead process
                    pipe.close()
