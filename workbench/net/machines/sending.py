"""What a station sends of itself: first its presentation, then what waits in its outbox, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import LocalProtocolError, NetworkError, PeerProtocolError
from workbench.messages.boot_notification import BootNotificationRequest
from workbench.messages.certificate_status import (
    GetCertificateChainStatusRequest,
    GetCertificateChainStatusResponse,
    GetCertificateStatusRequest,
    GetCertificateStatusResponse,
)
from workbench.messages.sign_certificate import SignCertificateRequest, SignCertificateResponse
from workbench.net.machines.boot import Registration
from workbench.station.events import SigningAnswered, SigningFailed, StatusAnswered, StatusUnanswered

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.messages.actions import RequestToCsms, Response
    from workbench.net.machines.station import Station
    from workbench.net.ocppj.session import Session
    from workbench.station.decision import Decision
    from workbench.station.events import Event

_MOST_REPEATS = 3
"""How often a message is sent again that had no answer while the connection stood."""


class Sending:
    """One station's outgoing messages; ``happen`` and ``note`` as in :class:`~workbench.net.machines.reaching.Reach`."""

    def __init__(self, station: Station, happen: Callable[[Event], Decision], note: Callable[[str, str, str], None]) -> None:
        self._station, self._happen, self._note = station, happen, note
        self._repeats = 0
        self.registration = Registration(station.identity)

    def switched_on(self) -> None:
        """The station must present itself anew."""
        self.registration = Registration(self._station.identity)

    @property
    def due(self) -> bool:
        """Whether there is something to send, once a connection stands."""
        return self.registration.wanted or (self.registration.accepted and bool(self._station.past.outbox))

    async def one(self, session: Session) -> None:
        """The next message. Where no answer comes, it stays first; it is repeated over one connection, but not for ever."""
        past, registering = self._station.past, self.registration.wanted
        request: RequestToCsms = self.registration.request() if registering else past.outbox[0]
        try:
            response = await session.call(request)
        except (PeerProtocolError, LocalProtocolError) as refused:
            self._give_up(f"The CSMS did not take {type(request).__name__}.", request, refused.message)
        except NetworkError as reason:
            self._repeats += 1
            if not session.ended and self._repeats > _MOST_REPEATS:
                self._give_up(f"{type(request).__name__} is given up.", request, reason.message)
        else:
            self._repeats = 0
            if not registering and past.outbox[:1] == (request,):  # undo may have taken it back meanwhile
                past.outbox = past.outbox[1:]
            self.answered(request, response)

    def _give_up(self, what: str, request: RequestToCsms, observed: str) -> None:
        self._repeats = 0
        self._note("message-refused", what, observed)
        past = self._station.past
        if isinstance(request, BootNotificationRequest):
            self.registration.refused()
        elif past.outbox[:1] == (request,):  # undo may have taken it back meanwhile
            past.outbox = past.outbox[1:]
        if isinstance(request, SignCertificateRequest):
            self._happen(SigningFailed(request, observed))
        elif isinstance(request, GetCertificateStatusRequest | GetCertificateChainStatusRequest):
            self._happen(StatusUnanswered(request, observed))

    def answered(self, request: RequestToCsms, response: Response) -> None:
        """What an answer is for the station."""
        if isinstance(request, SignCertificateRequest) and isinstance(response, SignCertificateResponse):
            self._happen(SigningAnswered(request, response))
        elif isinstance(request, GetCertificateStatusRequest | GetCertificateChainStatusRequest) and isinstance(
            response, GetCertificateStatusResponse | GetCertificateChainStatusResponse
        ):
            self._happen(StatusAnswered(request, response))
        self.registration.heard(response, self._station.clock.now())
