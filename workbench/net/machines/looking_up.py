"""A CSMS asks OCSP responders and CRL servers while a station waits (M06, M07, C07): through the one way out, in time.

For a contract's chain (C07) what a responder said before serves while it holds, a week at most [C07.FR.05].
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from workbench.csms.events import LookedUp
from workbench.csms.status_looking import NothingCame, searches
from workbench.errors import NetworkError
from workbench.messages.authorize import AuthorizeRequest
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.net.fetcher import CRL, OCSP, Fetched, Get, Post
from workbench.revocation.cache import StatusCache

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
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
MOST_KEPT = 10_000
"""OCSP responses that are kept."""
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
        self.cache = StatusCache()

    async def look_up(self, record: StationRecord, order: LookUp, now: datetime, policy: Policy) -> LookedUp:
        """Ask everyone who has to be asked, all questions at once; never raises on what they answer."""
        running = searches(record, order, now, policy)
        off = self._fetcher is None or not self._fetcher.is_on
        kept = self._kept(order, now)
        refusal = _OFF if off else _BUSY if self._under_way >= MOST_AT_ONCE else None
        counts = refusal is None
        self._under_way += counts
        try:
            deadline = asyncio.get_running_loop().time() + self._within
            pairs = zip(order.questions, running, strict=True)
            found = await asyncio.gather(
                *(self._one(question, search, deadline, refusal, kept.get(question.hash_data)) for question, search in pairs)
            )
        finally:
            self._under_way -= counts
        self._keep(found, now)
        return LookedUp(order, tuple(found), off and len(kept) < len(order.questions))

    def _kept(self, order: LookUp, now: datetime) -> dict[CertificateHashData, bytes]:
        """The responses that serve instead of asking."""
        if not isinstance(order.request, AuthorizeRequest):
            return {}
        source = CertificateStatusSource.OCSP
        entries = (self.cache.get(one.hash_data, source, now) for one in order.questions)
        return {entry.hash_data: entry.response for entry in entries if entry is not None and entry.response}

    def _keep(self, found: Iterable[Found], now: datetime) -> None:
        for one in found:
            if one.octets is not None and one.verdict is not None and one.verdict.source is CertificateStatusSource.OCSP:
                self.cache = self.cache.with_verdict(one.verdict, now)
        if len(self.cache) > MOST_KEPT:
            self.cache = self.cache.pruned(now)
        if len(self.cache) > MOST_KEPT:
            self.cache = StatusCache()

    async def _one(
        self,
        question: Question,
        search: Generator[Ask, bytes | NothingCame, Found],
        deadline: float,
        refusal: NothingCame | None,
        kept: bytes | None = None,
    ) -> Found:
        came: bytes | NothingCame | None = None
        while True:
            try:
                ask = next(search) if came is None else search.send(came)
            except StopIteration as end:
                found: Found = end.value
                return found
            if kept is not None:
                came, kept = kept, None
            else:
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
