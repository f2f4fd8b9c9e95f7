"""JupyterLab as a user gets it: started by the real ``pnc lab`` in a throw-away folder, with a throw-away configuration."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Server:
    """A running JupyterLab.

    Attributes
    ----------
    directory
        Where it works; put a notebook in here and open it by its path.
    url
        What ``pnc lab`` printed: the start notebook, token included.
    log
        What it wrote to standard error.
    process
        The running ``pnc lab``.
    """

    directory: Path
    url: str
    log: Path
    process: subprocess.Popen[str]

    def address(self, path: str, query: str = "") -> str:
        """The address of a path of the server, with its token."""
        parts = urlsplit(self.url)
        return parts._replace(path=path, query=f"{parts.query}{query}").geturl()

    def sessions(self) -> list[dict[str, Any]]:
        """The open notebooks and their kernels."""
        with urllib.request.urlopen(self.address("/api/sessions"), timeout=5) as answer:
            sessions: list[dict[str, Any]] = json.load(answer)
            return sessions

    def close_kernels(self) -> None:
        """End every kernel, so that the next test starts without."""
        for session in self.sessions():
            request = urllib.request.Request(self.address(f"/api/sessions/{session['id']}"), method="DELETE")
            urllib.request.urlopen(request, timeout=10).close()

    def forget_tabs(self) -> None:
        """Drop what JupyterLab saved of the open tabs: they would come back at the plain address, without their kernels."""
        with suppress(HTTPError):  # there may be nothing saved
            request = urllib.request.Request(self.address("/lab/api/workspaces/default"), method="DELETE")
            urllib.request.urlopen(request, timeout=10).close()


@contextmanager
def running_lab(scratch: Path) -> Iterator[Server]:
    """``pnc lab`` serving a new folder below ``scratch``; waits until it answers, ends it on leaving."""
    log = scratch / "server.log"
    command = [pnc(), "lab", "lab", "--no-browser", "--port", "0", "--format", "json"]
    environment = os.environ | throwaway_jupyter(scratch)
    with (
        log.open("w") as errors,
        subprocess.Popen(command, cwd=scratch, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        try:
            assert process.stdout
            announced = json.loads("".join(iter_until(process.stdout, "}\n")) or "{}")
            assert announced, f"pnc lab said nothing: {log.read_text()}"
            server = Server(Path(announced["directory"]), announced["url"], log, process)
            _wait_for(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def pnc() -> str:
    """The installed command of this very environment."""
    command = shutil.which("pnc", path=Path(sys.executable).parent)
    assert command, "the package is not installed in this environment"
    return command


def throwaway_jupyter(scratch: Path) -> dict[str, str]:
    """Environment variables that keep Jupyter from reading or writing anything of this machine's user."""
    places = (
        "JUPYTER_CONFIG_DIR",
        "JUPYTER_DATA_DIR",
        "JUPYTER_RUNTIME_DIR",
        "JUPYTERLAB_SETTINGS_DIR",
        "JUPYTERLAB_WORKSPACES_DIR",
    )
    return {name: str(scratch / "jupyter" / name.lower()) for name in places} | {
        "JUPYTER_PLATFORM_DIRS": "1",
        "IPYTHONDIR": str(scratch / "ipython"),
    }


def iter_until(lines: Iterator[str], last: str) -> Iterator[str]:
    """Lines up to and including ``last``."""
    for line in lines:
        yield line
        if line == last:
            return


def _wait_for(server: Server, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert server.process.poll() is None, f"JupyterLab ended: {server.log.read_text()}"
        try:
            server.sessions()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"JupyterLab did not answer: {server.log.read_text()}")
