"""A CSMS asks OCSP responders and CRL servers while a station waits (M06, M07): through the one way out, within its patience."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from workbench.csms.events import LookedUp
from workbench.csms.status_looking import NothingCame, searches
from workbench.errors import NetworkError
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.net.fetcher import CRL, OCSP, Fetched, Get, Post

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import datetime

    from workbench.csms.effects import LookUp
    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.csms.status_looking import Found
    from workbench.net.fetcher import Fetcher
    from workbench.revocation.questions import Ask, Question

WITHIN = 20.0
"""Seconds for all that one message asks: a station gives a CALL up after 30."""
MOST_AT_ONCE = 200
"""Messages of stations that wait at once; the others are told so, and ask again later."""
_OFF = NothingCame("live revocation checks are off at this CSMS")
_LATE = NothingCame(f"no answer within the {WITHIN:.0f} seconds that a station can wait")
_BUSY = NothingCame(f"this CSMS looks up for {MOST_AT_ONCE} stations already")


class LookingUp:
    """What a CSMS can ask; without a fetcher, or while that is off, nothing.

    Parameters
    ----------
    fetcher
        It must be open, and switched on, while stations ask.
    within
        Seconds for all that one message asks.
    """

    def __init__(self, fetcher: Fetcher | None, *, within: float = WITHIN) -> None:
        self._fetcher, self._within = fetcher, within
        self._under_way = 0

    async def look_up(self, record: StationRecord, order: LookUp, now: datetime, policy: Policy) -> LookedUp:
        """Ask everyone who has to be asked, all questions at once; never raises on what they answer."""
        running = searches(record, order, now, policy)
        off = self._fetcher is None or not self._fetcher.is_on
        refusal = _OFF if off else _BUSY if self._under_way >= MOST_AT_ONCE else None
        counts = refusal is None
        self._under_way += counts
        try:
            deadline = asyncio.get_running_loop().time() + self._within
            pairs = zip(order.questions, running, strict=True)
            found = await asyncio.gather(*(self._one(question, search, deadline, refusal) for question, search in pairs))
        finally:
            self._under_way -= counts
        return LookedUp(order, tuple(found), off)

    async def _one(
        self,
        question: Question,
        search: Generator[Ask, bytes | NothingCame, Found],
        deadline: float,
        refusal: NothingCame | None,
    ) -> Found:
        came: bytes | NothingCame | None = None
        while True:
            try:
                ask = next(search) if came is None else search.send(came)
            except StopIteration as end:
                found: Found = end.value
                return found
            came = refusal if refusal is not None else await self._fetched(question, ask, deadline)

    async def _fetched(self, question: Question, ask: Ask, deadline: float) -> bytes | NothingCame:
        if self._fetcher is None:
            return _OFF
        purpose = OCSP if question.source is CertificateStatusSource.OCSP else CRL
        request = Get(ask.url) if ask.request is None else Post(ask.url, ask.request)
        try:
            async with asyncio.timeout_at(deadline):
                result = await self._fetcher.fetch(request, purpose)
        except TimeoutError:
            return _LATE
        except NetworkError as reason:
            return NothingCame(reason.message)
        if isinstance(result, Fetched):
            return result.body
        return NothingCame(result.finding.message, result.finding)
