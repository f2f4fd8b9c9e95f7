"""The call: what the caller gives is settled, the certificates are gone through, many at a time, and the fetcher is shut again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.net import clock
from workbench.net.fetcher import to_the_end
from workbench.net.given import items_of
from workbench.net.status.at_hand import AtHand
from workbench.net.status.conduct import Conduct, exempt_but_revoked
from workbench.net.status.crl_judging import CrlJudge
from workbench.net.status.exchange import Exchange
from workbench.net.status.issuers import with_issuers
from workbench.net.status.settling import algorithm_named, moment, sources_named, switched_on
from workbench.net.status.statuses import Statuses
from workbench.net.status.subjects import Subjects, subjects_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.messages.certificate_status import CertificateStatusSource
    from workbench.net.fetcher import Fetcher
    from workbench.net.status.checked import Checked
    from workbench.net.status.running_twin import RunningTwin
    from workbench.net.twin import Twin

AT_ONCE = 64
"""Certificates under way; how many fetches that may be is the fetcher's to say."""


def check_status(  # noqa: PLR0913  # each is one thing that the caller may want
    pile: Any,
    *,
    at: datetime | None = None,
    fetcher: Fetcher | None = None,
    allow: Iterable[str] = (),
    twin: RunningTwin | Twin | None = None,
    offline: bool = False,
    proxy: str = "",
    algorithm: str = "SHA256",
    nonce: bool = True,
    sources: Iterable[str] = ("OCSP", "CRL"),
    crls: Any = (),
    ocsp_responses: Any = (),
    fetch_issuers: bool = False,
    progress: Callable[[int, int], None] | None = None,
    caller: str = "check_status",
) -> Statuses:
    """Is it revoked? Every certificate of a pile but its roots is asked about where it says itself. The call is the consent.

    Parameters
    ----------
    pile
        A pile, a chain, certificates, or what ``wb.load`` takes. Issuers come from it; so do OCSP responses and CRLs at hand.
    at
        The time to judge answers at, UTC-aware; default: the twin's, else the pile's, else now, or the samples' reference time if
        all of it is sample data.
    fetcher
        One of the caller's own, not open; it is switched on for this call. ``allow`` and ``proxy`` are its own then.
    allow
        Addresses or networks that may be asked besides public ones: ``"10.0.0.0/8"``, ``"ocsp.lab:8080"``.
    twin
        A running offline twin, which is asked instead of the network: nothing leaves this machine.
    offline
        Nothing is sent: only what is at hand counts.
    proxy
        The URL of a proxy; the environment's are never taken.
    algorithm
        ``"SHA1"``, ``"SHA256"``, ``"SHA384"`` or ``"SHA512"``: of the hashes in OCSP requests. A responder that says unauthorized
        is asked by SHA-1 too.
    nonce
        Whether each OCSP request has a new one; without, short requests go by GET, which caches on the way can answer.
    sources
        Which sources, the preferred one first.
    crls, ocsp_responses
        More of what is at hand.
    fetch_issuers
        Whether an issuer that the pile lacks is fetched where the certificate's AIA names it.
    progress
        Called with how many of how many are done.
    caller
        Whose call it is, for the log.

    Raises
    ------
    InputError
        A path does not exist, an argument is none of its kind, or there is no certificate.
    """
    asked = _Asked(
        items=(*items_of(pile), *items_of(crls), *items_of(ocsp_responses)),
        sources=sources_named(sources),
        algorithm=algorithm_named(algorithm),
        nonce=nonce,
        fetch_issuers=fetch_issuers,
        progress=progress,
        simulation=twin is not None and not offline,
    )
    if not any(item.facts for item in asked.items):
        raise InputError("There is no certificate to ask about.", hint="`pnc show` with the same files says what is in them.")
    asked.at, asked.why_then = moment(asked.items, at, pile, twin)
    if offline:
        return to_the_end(lambda: _run(asked, None))
    asked.reserved = fetcher is not None or twin is not None
    with switched_on(caller, fetcher=fetcher, allow=allow, twin=twin, proxy=proxy) as ready:
        return to_the_end(lambda: _run(asked, ready))


@dataclass(slots=True, kw_only=True)
class _Asked:
    items: tuple[Item, ...]
    sources: tuple[CertificateStatusSource, ...]
    algorithm: str
    nonce: bool
    fetch_issuers: bool
    progress: Callable[[int, int], None] | None
    simulation: bool
    reserved: bool = False
    why_then: str = ""
    at: datetime = field(default_factory=clock.now)


async def _run(asked: _Asked, fetcher: Fetcher | None) -> Statuses:
    at_hand = AtHand(asked.items)

    def conduct(subjects: Subjects, exchange: Exchange | None) -> Conduct:
        return Conduct(
            at=asked.at,
            crls=CrlJudge(subjects.pool, asked.at),
            at_hand=at_hand,
            exchange=exchange,
            sources=asked.sources,
            algorithm=asked.algorithm,
            nonce=asked.nonce,
        )

    if fetcher is None:
        subjects = subjects_of(asked.items)
        checked = await _all(conduct(subjects, None), subjects, asked.progress)
    else:
        async with fetcher:
            exchange = Exchange(fetcher, reserved=asked.reserved, by_get=not asked.nonce)
            try:
                items = await with_issuers(asked.items, exchange) if asked.fetch_issuers else asked.items
                subjects = subjects_of(items)
                checked = await _all(conduct(subjects, exchange), subjects, asked.progress)
            finally:
                await exchange.close()
    revoked = exempt_but_revoked(conduct(subjects, None), subjects, at_hand.and_those_of(checked))
    gone = {one.sha256 for one in revoked}
    return Statuses(
        certificates=(*checked, *revoked),
        exempt=tuple((one.certificate, why) for one, why in subjects.exempt if one.certificate.facts.sha256 not in gone),
        at=asked.at,
        why_then=asked.why_then,
        log=None if fetcher is None else fetcher.log,
        simulation=asked.simulation,
    )


async def _all(conduct: Conduct, subjects: Subjects, progress: Callable[[int, int], None] | None) -> tuple[Checked, ...]:
    """Each certificate's status, in their order; so many at a time that neither memory nor sockets run out."""
    results: dict[int, Checked] = {}
    waiting = iter(list(enumerate(subjects.asked)))

    async def work() -> None:
        for place, subject in waiting:
            results[place] = await conduct.check(subject)
            if progress is not None:
                progress(len(results), len(subjects.asked))

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(AT_ONCE, len(subjects.asked))):
                group.create_task(work())
    except BaseExceptionGroup as group:  # the caller's progress raised: the group is nothing that the caller knows
        raise _first(group) from None
    return tuple(results[place] for place in range(len(results)))


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner
