"""READ FIRST: a contract certificate pool that is asked over HTTP, for ``wb.Csms(pool=...)``; every answer explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.contracts.faults import errors, fault
from workbench.contracts.pool.answer import Did, accepted
from workbench.contracts.standards import ISO_20
from workbench.display import visible
from workbench.errors import InputError
from workbench.findings import Severity
from workbench.messages.ev_certificate import CertificateAction
from workbench.messages.versions import Version
from workbench.net.contract_pool.answer import HttpPoolAnswer, refused
from workbench.net.contract_pool.judging import NOT_CHECKED, judge
from workbench.net.contract_pool.keeping import Kept
from workbench.net.contract_pool.reading import Said, read, unreached
from workbench.net.contract_pool.shapes import PoolShape
from workbench.net.contract_pool.wire import JSON, question
from workbench.net.est.access import Access
from workbench.net.est.trust import client_tls
from workbench.net.fetcher import Fetched, Fetcher, FetchLog, Limits, Post, Purpose, to_the_end
from workbench.net.given import items_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest
    from workbench.net.contract_pool.wire import Content
    from workbench.net.fetcher import Resolver, Unfetched

WITHIN = 4.0
"""Seconds: a vehicle waits 5 for its station, which gives a CSMS some 4.5 (EVerest's V2G_SECC_MSG_CERTINSTALL_TIME)."""
MOST_OCTETS = 1 << 20
"""Of an answer; one contract has some 7 kB in base64."""
_STATUSES = frozenset((*range(200, 300), *range(400, 600)))
_MOST_LOGGED = 1000


class HttpPool:
    """One pool as a CSMS sees it. Each call is the consent to ask it, and nobody else.

    Parameters
    ----------
    url
        Its base, ``https://HOST[:PORT]``; http, with a token, for this machine alone. The path comes from ``shape``.
    shape
        ``"opcp"``, ``"maeve"``, ``"citrineos"``, or a :class:`~workbench.net.contract_pool.shapes.PoolShape`.
    access
        Who asks: a bearer token, a TLS client certificate.
    anchors
        The roots of the server's certificate and no others, in any form that ``wb.load`` takes; None: the machine's roots.
    allow, proxy
        As :class:`~workbench.net.fetcher.Fetcher` takes them: what may be asked besides public addresses.
    seconds
        The most time for one answer.

    Attributes
    ----------
    log
        What went out.
    """

    def __init__(  # noqa: PLR0913  # each has a name
        self,
        url: str,
        *,
        shape: str | PoolShape = "opcp",
        access: Access | None = None,
        anchors: Any = None,
        allow: Iterable[str] = (),
        proxy: str = "",
        resolver: Resolver | None = None,
        seconds: float = WITHIN,
    ) -> None:
        self.shape = PoolShape.named(shape) if isinstance(shape, str) else shape
        self.access = access or Access()
        self.url = self.shape.url(url, secret=bool(self.access.fields()))
        self.seconds = seconds
        self._tls = client_tls(None if anchors is None else _anchors(anchors), self.access)
        self._allow, self._proxy, self._resolver = tuple(allow), proxy, resolver
        self._purpose = Purpose("contract", MOST_OCTETS, seconds, JSON, _STATUSES)
        self._limits = Limits(connect=seconds, silence=seconds, logged=_MOST_LOGGED)
        self._fetcher()  # an entry of `allow` that is none is said now
        self._kept = Kept()
        self.log = FetchLog(_MOST_LOGGED)
        self.log.about = "each call is the consent"

    def answer(
        self, request: Get15118EVCertificateRequest, now: datetime, *, version: Version = Version.V21, longest: int | None = None
    ) -> HttpPoolAnswer:
        """The answer; whatever the pool does, it is one, and nothing is raised. In a running event loop :meth:`ask` is the same.

        Parameters
        ----------
        version
            Of OCPP, as spoken with the station.
        longest
            FieldLength of exiResponse where the station's device model says one; None: the version's.
        """
        return to_the_end(lambda: self.ask(request, now, version=version, longest=longest))

    async def ask(
        self, request: Get15118EVCertificateRequest, now: datetime, *, version: Version = Version.V21, longest: int | None = None
    ) -> HttpPoolAnswer:
        """As :meth:`answer`."""
        several = request.iso15118_schema_version == ISO_20 and version is Version.V21
        kept = self._kept.take(request.exi_request) if several else ()
        asked: dict[str, Any] = {"url": self.url, "at": now, "version": version}
        if kept:
            steps = (Did("take the next contract", "it came with the answer to the first request; the pool is not asked again"),)
            return self._given(request, kept, (), steps, longest, asked)
        before = tuple(self._about(request))
        came = await self._fetched(request)
        step = Did("ask the pool", _outcome(came), ok=isinstance(came, Fetched))
        if isinstance(came, Fetched):
            asked |= {"http_status": came.status, "seconds": came.seconds}
        said = read(came, self.shape) if isinstance(came, Fetched) else unreached(came)
        if not said.contents:
            return HttpPoolAnswer(refused(said.findings, version), (*before, *said.findings), (step,), **asked)
        taken, told = self._taken(request, said, several=several)
        return self._given(request, taken, (*before, *said.findings, *told), (step,), longest, asked)

    def _about(self, request: Get15118EVCertificateRequest) -> Iterator[Finding]:
        """What is to be said of a question before it goes out."""
        if request.action is CertificateAction.UPDATE and request.iso15118_schema_version != ISO_20:
            yield fault(
                "pool-update",
                "OPCP describes no update: the vehicle's CertificateUpdateReq goes out as certificateInstallationReq.",
                observed="Update",
                expected="Install",
                remedy="Ask the pool's operator whether it takes updates; else have the vehicle install anew.",
                severity=Severity.WARNING,
            )
        named = self.shape.namespace
        if named and named != request.iso15118_schema_version:
            yield fault(
                "exi-schema-mismatch",
                f"{self.shape.name} names one schema always, and the vehicle speaks another: the pool will not understand it.",
                observed=named,
                expected=visible(request.iso15118_schema_version, 60),
                remedy='Ask as the vehicle speaks: shape="opcp".',
                severity=Severity.WARNING,
            )

    async def _fetched(self, request: Get15118EVCertificateRequest) -> Fetched | Unfetched:
        body = question(request.exi_request, self.shape.namespace or request.iso15118_schema_version)
        fields = self.access.fields()
        if self.shape.api_key and self.access.token:
            fields = (*fields, ("x-api-key", self.access.token))
        fetcher = self._fetcher().switch_on("a contract certificate pool was asked")
        async with fetcher:
            came = await fetcher.fetch(Post(self.url, body, JSON, fields), self._purpose)
        for row in fetcher.log:
            self.log.add(row)
        return came

    def _taken(
        self, request: Get15118EVCertificateRequest, said: Said, *, several: bool
    ) -> tuple[tuple[Content, ...], tuple[Finding, ...]]:
        """Of several contracts those that this client goes on with, the next one first."""
        contents = said.contents
        if len(contents) == 1:
            return contents, ()
        most = request.maximum_contract_certificate_chains
        if self.shape.taking == "each" and several:
            return contents[: max(1, most)] if most is not None else contents, ()
        last = self.shape.taking == "last"
        found = fault(
            "pool-several",
            f"The pool has {len(contents)} contracts for this vehicle, and the {'last' if last else 'first'} one is handed on.",
            observed=visible(", ".join(one.emaid for one in contents), 200),
            expected="one contract, or ISO 15118-20 over OCPP 2.1",
            remedy="MaEVe hands on the first, CitrineOS the last: have the driver choose one at the pool.",
            severity=Severity.INFO,
        )
        return (contents[-1:] if last else contents[:1]), (found,)

    def _given(  # what an answer is made of
        self,
        request: Get15118EVCertificateRequest,
        contents: tuple[Content, ...],
        findings: tuple[Finding, ...],
        steps: tuple[Did, ...],
        longest: int | None,
        asked: dict[str, Any],
    ) -> HttpPoolAnswer:
        version: Version = asked["version"]
        schema = request.iso15118_schema_version
        taken, *left = contents
        judged = judge(taken.exi, schema, version, longest)
        found = (*findings, *judged.findings)
        wrong = errors(judged.findings)
        name = visible(taken.emaid, 40) or "no eMAID named"
        told = (
            *steps,
            Did("look into the answer", wrong[0].message if wrong else f"{name}: a vehicle can read it", ok=not wrong),
            Did("not checked", NOT_CHECKED),
        )
        if wrong:
            return HttpPoolAnswer(refused(judged.findings, version), found, told, **asked)
        counted = schema == ISO_20 and version is Version.V21 and self.shape.taking == "each"
        if counted:
            self._kept.keep(request.exi_request, tuple(left))
        return HttpPoolAnswer(accepted(judged.octets, len(left) if counted else None), found, told, **asked)

    def _fetcher(self) -> Fetcher:
        return Fetcher(allow=self._allow, limits=self._limits, proxy=self._proxy, resolver=self._resolver, tls=self._tls)

    def __repr__(self) -> str:
        return f"HttpPool({self.url!r}, {self.shape.name!r}, {self.access!r})"


def _anchors(given: Any) -> tuple[Item, ...]:
    found = tuple(one for one in items_of(given) if one.certificate is not None)
    if not found:
        raise InputError("There is no certificate among the anchors.", hint="Give PEM or DER; `pnc show FILE` says what it holds.")
    return found


def _outcome(came: Fetched | Unfetched) -> str:
    return f"HTTP {came.status}, {len(came.body):,} octets" if isinstance(came, Fetched) else came.outcome.value
