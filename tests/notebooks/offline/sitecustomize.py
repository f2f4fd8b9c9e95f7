"""Python imports this before all else where its folder is on PYTHONPATH: from then on nothing but this machine can be reached.

An audit hook cannot be taken out again. Each try is written to $OFFLINE_LOG: a notebook that swallows the error is seen too.
"""

import os
import sys
from pathlib import Path
from typing import Any

_LOCAL = {"127.0.0.1", "::1", "localhost", "", None}


def _refuse_the_world(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in {"socket.connect", "socket.sendto"} and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if (host.decode() if isinstance(host, bytes) else host) not in _LOCAL:
        with Path(os.environ["OFFLINE_LOG"]).open("a") as log:
            log.write(f"{event} {host}\n")
        raise OSError(f"no network in this test: {host}")


sys.addaudithook(_refuse_the_world)
