"""READ FIRST: a client of EST (RFC 7030): the CAs, a certificate for a CSR, a renewal; every answer explained."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

from workbench.certs.items import ItemType
from workbench.diagnosis.request import use_named
from workbench.display.findings import Findings
from workbench.errors import InputError
from workbench.findings import Severity
from workbench.net.est import csr
from workbench.net.est.access import Access
from workbench.net.est.answer import EstAnswer
from workbench.net.est.judging import Judged, about_cas, judge
from workbench.net.est.paths import EstPaths, Operation
from workbench.net.est.reading import read, unreached
from workbench.net.est.remarks import no_cas, nothing_to_renew, unsound
from workbench.net.est.trust import client_tls
from workbench.net.est.wire import CSR_ATTRIBUTES, PKCS7, PKCS10, to_base64
from workbench.net.fetcher import Fetched, Fetcher, FetchLog, Get, Limits, Post, Purpose
from workbench.net.given import items_of
from workbench.net.machines.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.net.fetcher import Resolver
    from workbench.net.fetcher.asking import Request

MOST_OCTETS = 1 << 20
"""Of an answer; cacerts of a CA with twenty certificates has some 40 kB."""
_STATUSES = frozenset((*range(200, 300), *range(400, 600)))
_FIELDS = ("retry-after", "www-authenticate", "content-transfer-encoding")
_MOST_LOGGED = 1000
_SHORTEST_WAIT = 1.0


class EstClient:
    """One EST server as a client sees it. Each call is the consent to ask it, and nobody else.

    Parameters
    ----------
    url
        Its base, ``https://HOST[:PORT]``; the paths come from ``paths``.
    paths
        ``"rfc"``, ``"maeve"``, ``"citrineos"``, or an :class:`~workbench.net.est.paths.EstPaths`.
    label
        Which of the server's CAs (RFC 7030 3.2.2).
    anchors
        The roots of the *server's* certificate, and no others (the explicit trust anchors of RFC 7030 3.6.1), in any form that
        ``wb.load`` takes; None: the machine's roots (the implicit ones of 3.6.2).
    roots
        What *issued* certificates are to lead to, e.g. the V2G root; None: the self-signed ones of cacerts, which the answer says.
    access
        Who asks.
    use
        What certificates are judged for, a value of :class:`~workbench.diagnosis.uses.Use`; ``"secc"`` also has the CSR linted.
    clock
        By which certificates are judged and Retry-After counts; None: the machine's. TLS goes by the machine's in any case.
    allow, proxy
        As :class:`~workbench.net.fetcher.Fetcher` takes them: what may be asked besides public addresses.
    careful
        Whether a request that is wrong in itself stays here; False sends it, to see what the server makes of it.
    seconds
        The most time for one request.
    sleep
        How time is waited for in ``wait``.

    Attributes
    ----------
    log
        What went out.
    ca_certificates
        What cacerts gave last; empty: it was not asked yet.
    """

    def __init__(  # noqa: PLR0913  # each has a name
        self,
        url: str,
        *,
        paths: str | EstPaths = "rfc",
        label: str = "",
        anchors: Any = None,
        roots: Any = None,
        access: Access | None = None,
        use: str = "any",
        clock: Clock | None = None,
        allow: Iterable[str] = (),
        proxy: str = "",
        resolver: Resolver | None = None,
        careful: bool = True,
        seconds: float = 30.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        form = EstPaths.named(paths, label) if isinstance(paths, str) else paths
        self.paths = form.labelled(label) if label else form
        self.url = url
        self.paths.url(url, Operation.CACERTS)  # a wrong one is said now
        self.access = access or Access()
        self.clock = clock or Clock()
        self.careful = careful
        self._use = use_named(use)
        self._roots = _certificates(roots, "roots") if roots is not None else ()
        self._tls = client_tls(None if anchors is None else _certificates(anchors, "anchors"), self.access)
        self._allow, self._proxy, self._resolver, self._sleep = tuple(allow), proxy, resolver, sleep
        self._purpose = Purpose("EST", MOST_OCTETS, seconds, f"{PKCS7}, {CSR_ATTRIBUTES}", _STATUSES, _FIELDS)
        self._limits = Limits(silence=seconds, logged=_MOST_LOGGED)
        self._fetcher()  # an entry of `allow` that is none is said now
        self.log = FetchLog(_MOST_LOGGED)
        self.log.about = "each call is the consent"
        self.ca_certificates: tuple[Item, ...] = ()

    async def cacerts(self, *, wait: float = 0.0) -> EstAnswer:
        """The server's CA certificates (RFC 7030 4.1), each with what it is: a root, a sub-CA, a root's change of key."""
        answer = await self._asked(Operation.CACERTS, None, wait)
        if not answer.certificates:
            return answer
        self.ca_certificates = answer.certificates
        return replace(answer, findings=Findings((*answer.findings, *about_cas(answer.certificates, self._roots))))

    async def csrattrs(self) -> EstAnswer:
        """What the server wants to see in a CSR (RFC 7030 4.5); nothing where it does not say."""
        return await self._asked(Operation.CSRATTRS, None, 0.0)

    async def simpleenroll(self, request: Any, *, wait: float = 0.0) -> EstAnswer:
        """A certificate for a CSR (RFC 7030 4.2.1). The CAs are asked for before, once, so that its chain can be judged.

        Parameters
        ----------
        request
            One CSR in any form that ``wb.load`` takes.
        wait
            So many seconds it may come again where the server says "not yet"; 0: then the answer is ``pending``.

        Raises
        ------
        InputError
            There is no CSR, or several.
        """
        return await self._enrolled(Operation.ENROL, csr.request_in(request), wait)

    async def simplereenroll(self, request: Any, *, wait: float = 0.0) -> EstAnswer:
        """A new certificate for the name of the one that :attr:`access` shows in TLS (RFC 7030 4.2.2); else as simpleenroll."""
        return await self._enrolled(Operation.REENROL, csr.request_in(request), wait)

    async def _enrolled(self, operation: Operation, request: Item, wait: float) -> EstAnswer:
        about = Findings(self._about(operation, request))
        if self.careful and any(one.code == "est-request" and one.severity is Severity.ERROR for one in about):
            url = self.paths.url(self.url, operation)
            return EstAnswer(operation=operation, url=url, at=self.clock.now(), request_findings=about)
        fresh = not self.ca_certificates
        before = await self._know_cas() if fresh else ()
        answer = replace(await self._asked(operation, request, wait), request_findings=about)
        if not answer.certificates:
            return replace(answer, findings=Findings((*answer.findings, *before)))
        judged = self._judged(request, answer)
        if not fresh and any(one.code == "issuer-missing" for one in judged.findings):
            before = await self._know_cas()  # a CA has another sub-CA since
            judged = self._judged(request, answer)
        return replace(
            answer,
            chain=judged.chain,
            diagnosis=judged.diagnosis,
            findings=Findings((*answer.findings, *before, *judged.findings)),
            not_checked=judged.not_checked,
        )

    async def _know_cas(self) -> tuple[Finding, ...]:
        known = await self.cacerts()
        return () if known.ok else (no_cas(known),)

    def _judged(self, request: Item, answer: EstAnswer) -> Judged:
        return judge(request, answer.certificates, self.ca_certificates, self._roots, self._use, self.clock.now())

    def _about(self, operation: Operation, request: Item) -> list[Finding]:
        """What is to be said of a CSR before it goes out."""
        found = list(request.findings)
        if not csr.is_sound(request):
            found.append(unsound())
        if operation is Operation.REENROL:
            found += csr.renewal_faults(request, self.access.chain[0]) if self.access.chain else [nothing_to_renew()]
        return [*found, *(csr.departures(request) if self._use.value == "secc" else ())]

    async def _asked(self, operation: Operation, request: Item | None, wait: float) -> EstAnswer:
        """One answer, or after "not yet" the one that came within ``wait`` seconds."""
        left = wait
        while True:
            answer = await self._once(operation, request)
            pause = self._pause(answer)
            if pause is None or pause > left:
                return answer
            left -= pause
            await self._sleep(pause)

    def _pause(self, answer: EstAnswer) -> float | None:
        if answer.pending is None or answer.pending.retry_at is None:
            return None
        return max(_SHORTEST_WAIT, (answer.pending.retry_at - self.clock.now()).total_seconds())

    async def _once(self, operation: Operation, request: Item | None) -> EstAnswer:
        url, fields = self.paths.url(self.url, operation), self.access.fields()
        asked: Request = Get(url, fields) if request is None else Post(url, to_base64(request.der), PKCS10, fields)
        now = self.clock.now()
        fetcher = self._fetcher().switch_on(f"EST {operation} was called")
        async with fetcher:
            came = await fetcher.fetch(asked, self._purpose)
        for row in fetcher.log:
            self.log.add(row)
        said = read(operation, came, now, self.access.ways) if isinstance(came, Fetched) else unreached(came)
        return EstAnswer(
            operation=operation,
            url=url,
            at=now,
            http_status=came.status if isinstance(came, Fetched) else None,
            certificates=said.certificates,
            attributes=said.attributes,
            pending=said.pending,
            findings=Findings(said.findings),
        )

    def _fetcher(self) -> Fetcher:
        return Fetcher(allow=self._allow, limits=self._limits, proxy=self._proxy, resolver=self._resolver, tls=self._tls)

    def now(self) -> datetime:
        """The time, by its clock."""
        return self.clock.now()

    def __repr__(self) -> str:
        return f"EstClient({self.url!r}, {self.paths.name!r}, {self.access!r})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("credentials are not copied and not written")


def _certificates(given: Any, what: str) -> tuple[Item, ...]:
    found = tuple(one for one in items_of(given) if one.type is ItemType.CERTIFICATE and one.certificate is not None)
    if not found:
        raise InputError(
            f"There is no certificate among the {what}.", hint="Give PEM or DER; `pnc show FILE` says what a file holds."
        )
    return found
