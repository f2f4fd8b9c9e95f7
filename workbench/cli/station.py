"""``pnc station --connect URL``: a charging station over a real WebSocket. Exit status 1 where no connection came about."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.console import add_clock, add_format, print_json
from workbench.cli.endpoints import seconds, tell, until_stopped, waited
from workbench.cli.station_made import give_password, made_station, security_profile, server_name
from workbench.cli.station_report import document_of, write_journal
from workbench.display import terminal
from workbench.errors import InputError, NetworkError
from workbench.messages.versions import Version
from workbench.net.machines.driver import Driver
from workbench.net.machines.patience import Patience
from workbench.net.websocket import ServerName, WebSocketOpener
from workbench.net.websocket.urls import address_of
from workbench.station.personalities import PERSONALITIES
from workbench.times import rfc3339

if TYPE_CHECKING:
    import argparse

    from workbench.net.machines.opening import ClientSide, Presented
    from workbench.net.machines.station import Station
    from workbench.net.ocppj.transport import Transport

_TICK = 0.05


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--connect", required=True, metavar="URL", help="the CSMS, without the identity: wss://127.0.0.1:8443/ocpp")
    parser.add_argument("--identity", default="", help="of the station (default: CN of its certificate, else the sample station's)")
    parser.add_argument("--profile", type=int, choices=range(4), help="security profile (default: by URL and --chain)")
    parser.add_argument(
        "--root", action="append", default=[], metavar="FILE", help="CSMS roots that it trusts (default: the sample's)"
    )
    parser.add_argument("--chain", metavar="FILE", help="its client certificate, leaf first (default: the sample's)")
    parser.add_argument("--key", metavar="FILE", help="the private key of that certificate")
    parser.add_argument("--key-password-file", metavar="FILE", help="first line: the password of an encrypted key")
    parser.add_argument("--password-file", metavar="FILE", help="first line: BasicAuthPassword, for security profiles 1 and 2")
    parser.add_argument(
        "--server-name", metavar="NAME", help="what the server's certificate must hold (default: the URL's host); - checks none"
    )
    names = ", ".join(one.name for one in PERSONALITIES)
    parser.add_argument("--personality", default="strict", metavar="NAME", help=f"its ways: {names}")
    parser.add_argument("--ocpp", choices=[str(one) for one in Version], default="2.1", help="the version that it speaks")
    parser.add_argument(
        "--root-check", action="store_true", help="AdditionalRootCertificateCheck: a new root must be signed by the old"
    )
    parser.add_argument("--journal", metavar="OUT.json", help="write what happened and what it made of it")
    parser.add_argument("--for", dest="seconds", type=seconds, metavar="SECONDS", help="end after that time (default: at Ctrl-C)")
    parser.add_argument("--once", action="store_true", help="one connection: one attempt, and the end when it ends")
    add_clock(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Connect, stay, and say what happened."""
    if arguments.journal and Path(arguments.journal).exists():
        raise InputError(f"{arguments.journal!r} is there already, and is not overwritten.", hint="Let --journal write a new file.")
    assumptions: list[str] = []
    station = made_station(arguments, assumptions)
    profile = security_profile(arguments)
    address_of(arguments.connect, station.identity)
    give_password(arguments, station, profile, assumptions)
    opener = _Opener(server_name(arguments, profile, assumptions), once=arguments.once)
    patience = Patience(attempts=1) if arguments.once else Patience(first=1.0, longest=60.0, endless=True)

    async def live(stop: asyncio.Event) -> dict[str, Any]:
        driver = Driver(station, opener, url=arguments.connect, patience=patience)
        return await _live(driver, station, profile, arguments, stop)

    for sentence in (*assumptions, *_warnings(profile)):
        tell(sentence)
    lived = until_stopped(live)
    document = document_of(station, arguments, profile, assumptions, lived)
    if arguments.journal:
        write_journal(Path(arguments.journal), station)
    if arguments.format == "json":
        print_json(document)
    else:
        print(station)
        print(f"\n{terminal(document['summary'])}")
    return 0 if document["ok"] else 1


async def _live(
    driver: Driver, station: Station, profile: int, arguments: argparse.Namespace, stop: asyncio.Event
) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    end = loop.time() + arguments.seconds if arguments.seconds is not None else float("inf")
    starting = loop.create_task(driver.start(slot=1, security_profile=profile))
    seen = 0
    while not await waited(stop, _TICK):
        seen = _progress(station, seen)
        if starting.done():
            starting.result()
        over = arguments.once and starting.done() and not driver.connected
        if over or loop.time() >= end:
            break
    connected = driver.connected
    starting.cancel()
    with suppress(asyncio.CancelledError):
        await starting
    await driver.stop()
    _progress(station, seen)
    return {"connected_at_end": connected, "frames": len(station.wire_log.frames), "findings": driver.findings}


def _progress(station: Station, seen: int) -> int:
    for entry in station.journal.entries[seen:]:
        said = " ".join([getattr(entry.event, "said", ""), *(one.message for one in entry.decision.findings)]).strip()
        tell(f"{rfc3339(entry.at)} {type(entry.event).__name__}{': ' if said else ''}{said}")
    return len(station.journal.entries)


class _Opener(WebSocketOpener):
    """With ``--once``, the second connection is not opened."""

    def __init__(self, server_name: ServerName, *, once: bool) -> None:
        super().__init__(server_name=server_name)
        self._once, self._stood = once, False

    async def present(self, url: str, security_profile: int, client: ClientSide) -> Presented | None:
        """As the parent's."""
        if self._once and self._stood:
            raise NetworkError("The station does not connect again.", hint="Leave --once out.")
        return await super().present(url, security_profile, client)

    async def go_on(self, presented: Presented | None, url: str, client: ClientSide) -> Transport:
        """As the parent's."""
        transport = await super().go_on(presented, url, client)
        self._stood = True
        return transport


def _warnings(profile: int) -> list[str]:
    if profile == 0:
        return ["SECURITY PROFILE 0: nothing is encrypted, nobody proves who they are."]
    return ["SECURITY PROFILE 1: nothing is encrypted, the password travels in the clear."] if profile == 1 else []
