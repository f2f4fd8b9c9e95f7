"""One request to the twin: whose URL it is, what the answer is, and the line in the log."""

from __future__ import annotations

import asyncio
import base64
import binascii
from http import HTTPStatus
from typing import TYPE_CHECKING

from aiohttp import web

from workbench.display import visible
from workbench.net.twin.asked import Asked, RequestLog
from workbench.net.twin.delivery import Pace, Reply, changed, deliver, plain
from workbench.net.twin.faults import Fault
from workbench.net.twin.ocsp_answer import answer
from workbench.net.twin.sites import Found, Kind, Site

if TYPE_CHECKING:
    from workbench.net.twin.fault_rules import FaultRules
    from workbench.net.twin.pki import PlayedPki

MOST_OCTETS = 64 * 2**10
"""So long may a request's body be; one about a hundred certificates has some 12 kB."""
_PATIENCE = 10.0
_SHOWN = 200
_REQUEST = "application/ocsp-request"


class Handler:
    """Answers the requests to one twin."""

    def __init__(self, pki: PlayedPki, log: RequestLog, rules: FaultRules, pace: Pace) -> None:
        self._pki, self._log, self._rules, self._pace = pki, log, rules, pace

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """The answer to one request, sent."""
        host = request.headers.get("Host", "")
        found = self._pki.sites.find(host, request.raw_path)
        reply, asked, answered, fault = await self._reply(request, found)
        target = request.raw_path
        if found.site is not None:
            named = f"/{found.host}"  # the first segment, where the client goes by the twin's address
            target = target.removeprefix(named) if host.partition(":")[0].lower() != found.host else target
        sent = changed(reply, fault, found.host, target)
        self._log.add(
            Asked(
                at=self._pki.now(),
                method=visible(request.method, 20),
                host=visible(host, _SHOWN),
                path=visible(request.raw_path, _SHOWN),
                url=found.site.url if found.site else "",
                asked=asked,
                answered=_words(reply, sent, answered, fault),
                status=0 if fault is Fault.DEAD else sent.status,
                octets=len(sent.body),
                fault=fault,
            )
        )
        return await deliver(request, sent, fault, self._pace)

    async def _reply(self, request: web.BaseRequest, found: Found) -> tuple[Reply, str, str, Fault | None]:
        site = found.site
        if site is None:
            return plain(HTTPStatus.NOT_FOUND, "No certificate of the samples names this URL."), "nothing of the samples", "", None
        if request.method != "GET" and (site.kind is not Kind.OCSP or request.method != "POST"):
            return plain(HTTPStatus.METHOD_NOT_ALLOWED), site.kind.name, "", None
        if site.kind is Kind.OCSP:
            return await self._ocsp(request, site, found)
        if found.rest:
            return plain(HTTPStatus.NOT_FOUND), site.kind.name, "", None
        fault = None if found.again else self._rules.take(site)
        authority = self._pki.authority(site.issuer)
        if site.kind is Kind.CERTIFICATE:
            return Reply(HTTPStatus.OK, authority.der, site.kind.value), "its certificate", "its certificate", fault
        urls = self._pki.sites.urls_of(site.issuer, Kind.CRL)
        body, words = self._pki.lists.crl(authority, urls, self._pki.now(), fault)
        return Reply(HTTPStatus.OK, body, site.kind.value), "CRL", words, fault

    async def _ocsp(self, request: web.BaseRequest, site: Site, found: Found) -> tuple[Reply, str, str, Fault | None]:
        refusal: HTTPStatus | None = None
        octets = b""
        if request.method == "GET":
            octets = _unpacked(found.rest)
        elif request.content_type != _REQUEST:
            refusal = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        else:
            refusal, octets = await _body(request)
        if refusal is not None:
            return plain(refusal, f"An OCSP request has the content type {_REQUEST}."), "OCSP", "", None

        def fault(serials: tuple[int, ...]) -> Fault | None:
            return None if found.again else self._rules.take(site, serials)

        pki = self._pki
        said, wanted = answer(pki.authority(site.issuer), octets, pki.responders, now=pki.now(), lasts=pki.lasts, fault=fault)
        return Reply(HTTPStatus.OK, said.der, site.kind.value), said.asked, said.answered, wanted


def _words(meant: Reply, sent: Reply, answered: str, fault: Fault | None) -> str:
    """What was answered, for the log."""
    if fault is Fault.DEAD:
        return "nothing, connection reset"
    if sent.status != HTTPStatus.OK:
        return f"HTTP {sent.status}"
    return answered if sent.body == meant.body else "what is no answer"


def _unpacked(text: str) -> bytes:
    """The request in a path (RFC 6960 A.1); nothing where it is none."""
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""


async def _body(request: web.BaseRequest) -> tuple[HTTPStatus | None, bytes]:
    """The body, or the status that says why there is none."""
    read = bytearray()
    try:
        async with asyncio.timeout(_PATIENCE):
            async for piece in request.content.iter_any():
                read += piece
                if len(read) > MOST_OCTETS:
                    return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b""
    except TimeoutError:
        return HTTPStatus.REQUEST_TIMEOUT, b""
    except (web.RequestPayloadError, ConnectionError):
        return HTTPStatus.BAD_REQUEST, b""
    return None, bytes(read)
