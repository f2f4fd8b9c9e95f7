"""A CSMS on a port of 127.0.0.1, and a station's side that is as good or as bad as a test wants it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.net.tls.wire_pki import NAME, NOW, STATION, sample, sample_key
from workbench.errors import WorkbenchError
from workbench.messages.versions import Version
from workbench.net.machines.clock import Clock
from workbench.net.machines.csms import Csms
from workbench.net.machines.opening import ClientSide
from workbench.net.websocket import CsmsServer, ServerName, TimeOuts, WebSocketOpener

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from workbench.net.ocppj.transport import Transport

UNHURRIED = TimeOuts(opening=30.0, closing=0.5)
"""For peers that are sound: nothing waits so long, but a busy machine may."""
SHORT = TimeOuts(opening=1.0, ping=0.2, pong=0.2, closing=0.3)
PASSWORD = "a password of the tests"
BOOT = '[2,"1","BootNotification",{"reason":"PowerUp","chargingStation":{"model":"M","vendorName":"V"}}]'


@asynccontextmanager
async def port(profile: int = 2, *, csms: Csms | None = None, **more: Any) -> AsyncIterator[CsmsServer]:
    """It knows one station, by its password."""
    known = {STATION: PASSWORD}
    more.setdefault("time_outs", UNHURRIED)
    async with CsmsServer(csms or Csms(passwords=known, clock=Clock(NOW)), security_profile=profile, **more) as server:
        yield server


def csms_of(server: CsmsServer) -> Csms:
    assert isinstance(server.csms, Csms)
    return server.csms


def client(profile: int = 2, **other: Any) -> ClientSide:
    given: dict[str, Any] = {
        "identity": STATION,
        "version": Version.V21,
        "anchors": sample("csms-root") if profile >= 2 else (),
        "chain": sample("station-client-chain") if profile == 3 else (),
        "key": sample_key("station-client") if profile == 3 else None,
        "password": PASSWORD if profile in {1, 2} else "",
        "at": NOW,
    }
    return ClientSide(**{**given, **other})


def opener(**more: Any) -> WebSocketOpener:
    more.setdefault("server_name", ServerName(name=NAME))
    more.setdefault("time_outs", UNHURRIED)
    return WebSocketOpener(**more)


async def opened(server: CsmsServer, profile: int = 2, **other: Any) -> Transport:
    """A connection that stands."""
    way, side = opener(), client(profile, **other)
    presented = await way.present(server.url, profile, side)
    assert presented is None or presented.trusted
    return await way.go_on(presented, server.url, side)


async def boots(transport: Transport) -> bool:
    """Whether the CSMS answers on this connection."""
    await transport.send(BOOT)
    answer = await asyncio.wait_for(transport.recv(), 5)
    return '"Accepted"' in str(answer)


async def refusal(
    server: CsmsServer, profile: int = 2, *, url: str = "", way: WebSocketOpener | None = None, **other: Any
) -> WorkbenchError:
    """The error by which a station learns that it may not connect."""
    way, side, url = way or opener(), client(profile, **other), url or server.url
    try:
        presented = await way.present(url, profile, side)
        assert presented is None or presented.trusted, presented
        transport = await way.go_on(presented, url, side)
    except WorkbenchError as error:
        return error
    await transport.close()
    raise AssertionError("the connection came about")


def codes(server: CsmsServer) -> list[str]:
    return [finding.code for finding in server.findings]
