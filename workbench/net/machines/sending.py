"""What a station sends of itself: first its presentation, then what waits in its outbox, one after the other."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from workbench.errors import LocalProtocolError, NetworkError, PeerProtocolError
from workbench.messages.authorize import AuthorizeRequest, AuthorizeResponse
from workbench.messages.boot_notification import BootNotificationRequest
from workbench.messages.certificate_status import (
    GetCertificateChainStatusRequest,
    GetCertificateChainStatusResponse,
    GetCertificateStatusRequest,
    GetCertificateStatusResponse,
)
from workbench.messages.ev_certificate import Get15118EVCertificateRequest, Get15118EVCertificateResponse
from workbench.messages.sign_certificate import SignCertificateRequest, SignCertificateResponse
from workbench.net.machines.boot import Registration
from workbench.station.events import (
    AuthorizeAnswered,
    EvCertificateAnswered,
    PlugUnanswered,
    SigningAnswered,
    SigningFailed,
    StatusAnswered,
    StatusUnanswered,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from workbench.messages.actions import RequestToCsms, Response
    from workbench.net.machines.station import Station
    from workbench.net.ocppj.session import Session
    from workbench.station.decision import Decision
    from workbench.station.events import Event

_MOST_REPEATS = 3
"""How often a message is sent again that had no answer while the connection stood."""
_STILL_SILENT = "it let a question time out, and has said nothing since"
Question = GetCertificateStatusRequest | GetCertificateChainStatusRequest
ForVehicle = Get15118EVCertificateRequest | AuthorizeRequest
"""What a vehicle at the plug may wait for: asked before all else, once."""


class Sending:
    """One station's outgoing messages; ``happen`` and ``note`` as in :class:`~workbench.net.machines.reaching.Reach`."""

    def __init__(self, station: Station, happen: Callable[[Event], Decision], note: Callable[[str, str, str], None]) -> None:
        self._station, self._happen, self._note = station, happen, note
        self._repeats = 0
        self._silence: tuple[Session, int] | None = None
        self._spent = self._in_span = False
        self.registration = Registration(station.identity)

    def switched_on(self) -> None:
        """The station must present itself anew."""
        self.registration = Registration(self._station.identity)

    @property
    def due(self) -> bool:
        """Whether there is something to send, once a connection stands."""
        return self.registration.wanted or (self.registration.accepted and bool(self._station.past.outbox))

    def silent(self, session: Session | None) -> bool:
        """Whether the CSMS let a question about a status time out, and has said nothing since, over this connection."""
        return session is not None and self._silence == (session, session.received)

    @contextmanager
    def span(self) -> Iterator[None]:
        """While a simulated clock runs to its end: a CSMS that is silent costs one time-out, for that is real time."""
        self._spent, self._in_span = False, True
        try:
            yield
        finally:
            self._in_span = False

    async def one(self, session: Session) -> None:
        """The next message. Where no answer comes, it stays first; it is repeated over one connection, but not for ever.

        Questions about a status are not repeated here: the station asks again by its own clock, and a vehicle does not wait.
        """
        past, registering = self._station.past, self.registration.wanted
        request: RequestToCsms = self.registration.request() if registering else _first(past.outbox)
        if self._spent and self._in_span and isinstance(request, Question) and self.silent(session):
            self._give_up("A question about a status was not sent.", request, _STILL_SILENT)
            return
        if (isinstance(request, GetCertificateChainStatusRequest) or _for_vehicle(request)) and not self._awaited(request):
            self._gone(request)
            return
        try:
            response = await session.call(request)
        except (PeerProtocolError, LocalProtocolError) as refused:
            self._give_up(f"The CSMS did not take {type(request).__name__}.", request, refused.message)
        except NetworkError as reason:
            if isinstance(request, Question) and not session.ended:
                self._no_answer(session, request, reason.message)
                return
            if _for_vehicle(request):  # no vehicle waits for a second try
                self._silence = None if session.ended else (session, session.received)
                self._give_up(f"{type(request).__name__} is given up.", request, reason.message)
                return
            self._repeats += 1
            if not session.ended and self._repeats > _MOST_REPEATS:
                self._give_up(f"{type(request).__name__} is given up.", request, reason.message)
        else:
            self._repeats = 0
            if not registering:
                self._gone(request)
            self.answered(request, response)

    def _no_answer(self, session: Session, request: Question, said: str) -> None:
        """By a simulated clock no time passes meanwhile, so what waits behind would wait as long again, each."""
        self._silence, self._spent = (session, session.received), True
        waiting = [one for one in self._station.past.outbox if isinstance(one, Question)]
        behind = [one for one in waiting if one is not request] if self._station.clock.simulated else []
        self._give_up(f"{type(request).__name__} is given up.", request, said)
        for one in behind:
            self._give_up(f"{type(one).__name__} was not sent.", one, said)

    def _awaited(self, request: RequestToCsms) -> bool:
        """Whether a vehicle still waits for it."""
        if isinstance(request, ForVehicle):
            return self._station.state.plug.waits_for(request)
        if not isinstance(request, GetCertificateChainStatusRequest):
            return False
        asked = {(one.certificate_hash_data.plain, one.source) for one in request.certificate_status_requests}
        return any(asked & set(one.waiting) for one in self._station.state.statuses.vehicles)

    def _gone(self, request: RequestToCsms) -> None:
        """Out of the outbox, if undo has not taken it back meanwhile."""
        past = self._station.past
        place = next((place for place, one in enumerate(past.outbox) if one is request), None)
        if place is None:
            place = next((place for place, one in enumerate(past.outbox) if one == request), None)
        if place is not None:
            past.outbox = (*past.outbox[:place], *past.outbox[place + 1 :])

    def _give_up(self, what: str, request: RequestToCsms, observed: str) -> None:
        self._repeats = 0
        self._note("message-refused", what, observed)
        if isinstance(request, BootNotificationRequest):
            self.registration.refused()
        else:
            self._gone(request)
        if isinstance(request, SignCertificateRequest):
            self._happen(SigningFailed(request, observed))
        elif isinstance(request, Question):
            self._happen(StatusUnanswered(request, observed))
        elif isinstance(request, ForVehicle):
            self._happen(PlugUnanswered(request, observed))

    def answered(self, request: RequestToCsms, response: Response, *, by_hand: bool = False) -> None:
        """What an answer is for the station; ``by_hand``: a notebook asked, and no vehicle."""
        if isinstance(request, SignCertificateRequest) and isinstance(response, SignCertificateResponse):
            self._happen(SigningAnswered(request, response))
        elif isinstance(request, Question) and isinstance(
            response, GetCertificateStatusResponse | GetCertificateChainStatusResponse
        ):
            self._happen(StatusAnswered(request, response))
        elif by_hand:
            pass
        elif isinstance(request, Get15118EVCertificateRequest) and isinstance(response, Get15118EVCertificateResponse):
            self._happen(EvCertificateAnswered(request, response))
        elif isinstance(request, AuthorizeRequest) and isinstance(response, AuthorizeResponse):
            self._happen(AuthorizeAnswered(request, response))
        self.registration.heard(response, self._station.clock.now())


def _first(outbox: Sequence[RequestToCsms]) -> RequestToCsms:
    """A vehicle waits at the plug, so what is asked about it goes before all else."""
    urgent = (one for one in outbox if isinstance(one, GetCertificateChainStatusRequest) or _for_vehicle(one))
    return next(urgent, outbox[0])


def _for_vehicle(request: RequestToCsms) -> bool:
    """Whether a vehicle at the plug waits for the answer; an Authorize of a card or an app is none."""
    if isinstance(request, AuthorizeRequest):
        return bool(request.certificate or request.iso15118_certificate_hash_data)
    return isinstance(request, Get15118EVCertificateRequest)
