"""What ``pnc est serve`` and ``pnc pool serve`` share: a simulated server on this machine until it is stopped."""

from __future__ import annotations

import re
import ssl
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.console import print_json
from workbench.cli.endpoints import tell, waited
from workbench.errors import InputError
from workbench.times import rfc3339

if TYPE_CHECKING:
    import argparse
    import asyncio

    from workbench.net.contract_pool import ContractPoolServer
    from workbench.net.est import EstServer

_PLACE = re.compile(r"(?:127\.0\.0\.1)?:(\d{1,5})")


def port_in(text: str, name: str, example: int) -> int:
    """The port of ``--listen``: of this machine alone.

    Raises
    ------
    InputError
        It is another machine's address, or no port; names the server, and a port to write.
    """
    found = _PLACE.fullmatch(text)
    if found is None or int(found[1]) > 0xFFFF:
        raise InputError(f"{name} listens on this machine alone.", hint=f"Write --listen 127.0.0.1:{example}.")
    return int(found[1])


async def served(
    server: EstServer | ContractPoolServer, arguments: argparse.Namespace, stop: asyncio.Event, *, who: str, schema: str
) -> int:
    """Serve until the end; then print what was asked.

    Parameters
    ----------
    who
        Whose time is told beside the address: ``"its CA is"``.
    schema
        Of the JSON.
    """
    try:
        async with server:
            if arguments.anchor_out and server.anchor is not None:
                _write(arguments.anchor_out, ssl.DER_cert_to_PEM_cert(server.anchor.der))
            tell(f"listening at {server.url} (a simulation; {who} at {rfc3339(server.clock.now())})")
            url = server.url
            await waited(stop, arguments.seconds if arguments.seconds is not None else 10.0**9)
    except OSError as error:
        raise InputError(f"It cannot listen or write: {error.strerror or error}.", hint="Take another port or file.") from None
    if arguments.format == "json":
        requests = [asdict(one) | {"at": rfc3339(one.at)} for one in server.requests]
        print_json({"schema": schema, "url": url, "simulation": True, "requests": requests})
    else:
        print(server.requests)
    return 0


def _write(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="ascii")
