"""Requests for certificates that are with a CA over the network: beside the connections, so that no station waits for another's."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from workbench.csms.events import Signed, SigningFailed
from workbench.net.machines.authorities import NotYet, RemoteAuthority
from workbench.net.machines.authority import SigningRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.csms.effects import SignCsr
    from workbench.csms.events import Event
    from workbench.net.machines.hosting import Hosting

MOST_TIMES = 10
"""So often one request is sent; a CA that still says "not yet" then is taken to refuse."""
MOST_AT_ONCE = 1000
"""Requests that are with the CA, or wait to go there again."""


class _Waiting(NamedTuple):
    at: datetime
    identity: str
    signing: SignCsr
    times: int


class Enrolling:
    """The requests of one CSMS's stations. A request that a station repeats [A02.FR.17] while it is here is not sent twice."""

    def __init__(self, csms: Hosting) -> None:
        self._csms = csms
        self._here: set[tuple[object, ...]] = set()
        self._asking: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: list[_Waiting] = []

    def begin(self, identity: str, signing: SignCsr) -> None:
        """Send a request to the CA; what becomes of it is an event later."""
        address = _address(identity, signing)
        if address in self._here:
            return
        if len(self._here) >= MOST_AT_ONCE:
            self._csms.signing_ends(identity, SigningFailed(signing, f"{MOST_AT_ONCE} requests are with the CA already."))
            return
        self._here.add(address)
        self._send(identity, signing, 1)

    def busy(self, identity: str) -> bool:
        """Whether a request of a station is on its way now; one that waits to be sent again is not."""
        return self._asking[identity] > 0

    def due(self) -> Iterator[datetime]:
        """When requests are to be sent again, by a simulated clock."""
        yield from (one.at for one in self._waiting)

    def time_passed(self, now: datetime) -> None:
        """A simulated clock was advanced."""
        ready = [one for one in self._waiting if one.at <= now]
        self._waiting = [one for one in self._waiting if one.at > now]
        for one in ready:
            self._send(one.identity, one.signing, one.times)

    def _send(self, identity: str, signing: SignCsr, times: int) -> None:
        self._asking[identity] += 1  # now, and not when the task begins: else a look in between sees nothing to wait for
        task = asyncio.get_running_loop().create_task(self._sent(identity, signing, times))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _sent(self, identity: str, signing: SignCsr, times: int) -> None:
        try:
            result = await self._asked(identity, signing)
            if isinstance(result, NotYet) and times < MOST_TIMES and result.at is not None:
                self._again(identity, signing, times, result.at)
                return
            self._here.discard(_address(identity, signing))
            self._csms.signing_ends(identity, _still(signing, result, times) if isinstance(result, NotYet) else result)
        finally:
            self._asking[identity] -= 1
            if not self._asking[identity]:
                del self._asking[identity]

    async def _asked(self, identity: str, signing: SignCsr) -> Event | NotYet:
        authority = self._csms.authority
        if not isinstance(authority, RemoteAuthority):
            raise TypeError("an authority that is asked over a network")
        use = signing.certificate_type.value if signing.certificate_type is not None else "Combined"
        try:
            result = await authority.enrol(signing.csr, use, self._csms.clock.now())  # type: ignore[arg-type]  # OCPP's names
        except SigningRefusedError as refusal:
            return SigningFailed(signing, refusal.message)
        except Exception as fault:  # noqa: BLE001  # an own fault is said, and the CSMS lives on
            self._csms.failed(identity, fault)
            return SigningFailed(signing, "asking the CA failed by a fault of this workbench.")
        return result if isinstance(result, NotYet) else Signed(signing, result)

    def _again(self, identity: str, signing: SignCsr, times: int, at: datetime) -> None:
        if self._csms.clock.simulated:
            self._waiting.append(_Waiting(at, identity, signing, times + 1))
            return
        seconds = max(0.0, (at - self._csms.clock.now()).total_seconds())
        asyncio.get_running_loop().call_later(seconds, self._send, identity, signing, times + 1)


def _address(identity: str, signing: SignCsr) -> tuple[object, ...]:
    return identity, signing.certificate_type, signing.request_id, signing.public_key_sha256


def _still(signing: SignCsr, result: NotYet, times: int) -> SigningFailed:
    why = "the CA says to come again and not when." if result.at is None else f"the CA said {times} times to come again."
    return SigningFailed(signing, why)
