"""How a station reaches its CSMS: handshake, judgement, WebSocket; and what becomes of an attempt that fails."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from workbench.errors import NetworkError
from workbench.net.machines.opening import ClientSide
from workbench.station.connection import trusted_now
from workbench.station.device_model import COMMUNICATION, SECURITY
from workbench.station.effects import AcceptServer, OpenConnection
from workbench.station.events import ConnectionFailed, ServerPresented

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.net.machines.opening import Opener, Presented
    from workbench.net.machines.patience import Patience
    from workbench.net.machines.station import Station
    from workbench.net.ocppj.transport import Transport
    from workbench.station.decision import Decision
    from workbench.station.events import Event

_DEFAULT_ATTEMPTS = 3
_MOST_LOSSES = 20
"""Connections that end one after the other with nothing said on them."""


class Reach:
    """Attempts to connect, and how many there are left.

    Parameters
    ----------
    url
        Where the CSMS is, for slots without a connection profile.
    happen
        Lets an event happen to the station; what follows is done later.
    note
        Takes a finding: its code, its sentence, what was observed.
    """

    def __init__(  # each its own thing
        self,
        station: Station,
        opener: Opener,
        url: str,
        patience: Patience,
        happen: Callable[[Event], Decision],
        note: Callable[[str, str, str], None],
    ) -> None:
        self._station, self._opener, self._patience = station, opener, patience
        self._happen, self._note = happen, note
        self.url = url
        self.gave_up = False
        self._failures = self._losses = 0

    def anew(self) -> None:
        """All attempts are there again."""
        self._failures = self._losses = 0
        self.gave_up = False

    def spoken(self) -> None:
        """Something was said: the connection was worth its while."""
        self._losses = 0

    async def lost(self) -> bool:
        """The connection was lost; whether to connect again, after a while."""
        self._losses += 1
        self._failures = 0
        self.gave_up = self._losses > _MOST_LOSSES and not self._patience.endless
        if not self.gave_up:
            await self._patience.wait(self._losses)
        return not self.gave_up

    async def open(self, slot: int) -> tuple[Transport | None, OpenConnection | None]:
        """One attempt: the connection, or None and the next attempt, if there is to be one."""
        state = self._station.state
        url = next((one.url for one in state.profiles if one.slot == slot), self.url)
        profile = state.connection.security_profile
        try:
            client = self._client(profile)
            presented = await self._opener.present(url, profile, client)
            if presented is not None:
                refused = await self._judged(presented)
                if refused is not None:
                    return None, await self._again(refused)
            transport = await self._go_on(presented, url, client)
        except NetworkError as error:
            failed = self._happen(ConnectionFailed(getattr(error, "noticed", None), error.message))
            return None, await self._again(failed)
        self._failures = 0
        return transport, None

    async def _go_on(self, presented: Presented | None, url: str, client: ClientSide) -> Transport:
        try:
            return await self._opener.go_on(presented, url, client)
        except asyncio.CancelledError:
            if presented is not None:
                await self._opener.break_off(presented)
            raise

    async def _judged(self, presented: Presented) -> Decision | None:
        """The decision by which the connection may not go on; None where it may. OpenSSL judges too, and the stricter one wins."""
        decision = self._happen(ServerPresented(presented.chain, presented.name))
        accepted = any(isinstance(one, AcceptServer) for one in decision.effects)
        if presented.trusted is not None and accepted is not presented.trusted:
            words = (
                "accepts the server, the station does not" if presented.trusted else "refuses the server, the station accepts it"
            )
            self._note("engines-disagree", f"OpenSSL {words}: the stricter verdict counts.", presented.said)
        if accepted and presented.trusted is not False:
            return None
        await self._opener.break_off(presented)
        return self._happen(ConnectionFailed(said=presented.said)) if accepted else decision

    async def _again(self, failed: Decision) -> OpenConnection | None:
        """Another attempt, while there are some left; none of ours where the decision itself asks for one."""
        if any(isinstance(one, OpenConnection) for one in failed.effects):
            await self._patience.wait(1)
            return None
        self._failures += 1
        state = self._station.state
        most = self._patience.attempts or state.model.integer(COMMUNICATION, "NetworkProfileConnectionAttempts")
        if self._patience.endless or self._failures < (most or _DEFAULT_ATTEMPTS):
            await self._patience.wait(self._failures)
            return OpenConnection(self._station.state.connection.slot)
        self.gave_up = True
        return None

    def _client(self, profile: int) -> ClientSide:
        station, state = self._station, self._station.state
        chain = state.station_chain if profile == 3 else None
        return ClientSide(
            identity=station.identity,
            version=state.connection.version,
            anchors=tuple(one.item for one in trusted_now(state)) if profile >= 2 else (),
            chain=tuple(one.item for one in chain.certificates) if chain is not None else (),
            key=station.past.keys.private_key(chain.key) if chain is not None else None,
            password=station.secrets.value(SECURITY, "BasicAuthPassword") if profile in {1, 2} else "",
            at=station.clock.now() if station.clock.simulated else None,
        )
