"""One request to the sample pool: what is at its path, who asks, the answer, and the line in the log."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.net.contract_pool import provisioning
from workbench.net.contract_pool.contracts import ended, given
from workbench.net.contract_pool.faults import PoolFault
from workbench.net.contract_pool.refusing import document, said
from workbench.net.contract_pool.sending import TRANSPORT, changed, deliver, refusal
from workbench.net.contract_pool.shapes import PATH
from workbench.net.contract_pool.wire import JSON, UnreadableError, asked_in
from workbench.net.est.asked import EstAsked
from workbench.net.est.bodies import body_of
from workbench.net.est.sending import Reply

if TYPE_CHECKING:
    from aiohttp import web

    from workbench.net.contract_pool.server import ContractPoolServer

MOST_OCTETS = 64 * 2**10
"""So long may a request be; the longest exiRequest of OCPP has 11,000 characters."""
_SHOWN = 200
_ID = r"([A-Za-z0-9_*-]{1,40})"
_CONTRACT = re.compile(re.escape(PATH) + "/" + _ID)
_PROVISIONING = "/v1/oem/provCerts"
_CERTIFICATE = re.compile(re.escape(_PROVISIONING) + "/" + _ID)
TOKEN_PATH = "/token"  # noqa: S105  # a path
"""Where a token is to be had for nothing, as at Hubject's test system; there is none where the gate wants one of its own."""


class Handler:
    """Answers the requests to one server."""

    def __init__(self, server: ContractPoolServer) -> None:
        self._server = server

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """The answer to one request, sent."""
        server, now = self._server, self._server.clock.now()
        caller = server.gate.caller(request, (), now)
        fault = server.take_fault() if request.raw_path == PATH else None
        who = ""
        if request.raw_path == TOKEN_PATH and not server.gate.tokens:
            reply = _token(request)
        elif not caller.allowed:
            headers = {"WWW-Authenticate": 'Bearer realm="contract certificate pool (simulation)"'}
            reply = said(HTTPStatus.UNAUTHORIZED, f"Show who you are: {server.gate.mode}.", headers)
        elif (early := refusal(fault)) is not None:
            reply = early
        else:
            reply, who = await self._answered(request, fault)
        server.requests.add(
            EstAsked(
                at=now,
                method=visible(request.method, 20),
                path=visible(request.raw_path, _SHOWN),
                who=caller.named,
                subject=visible(who, _SHOWN),
                answered="nothing, connection reset" if fault is PoolFault.DEAD else reply.words,
                status=0 if fault is PoolFault.DEAD else int(reply.status),
                fault=str(fault or ""),
            )
        )
        on_the_line = TRANSPORT.get(fault) if fault is not None else None
        return await deliver(request, reply, on_the_line, server.slow, server.closing)

    async def _answered(self, request: web.BaseRequest, fault: PoolFault | None) -> tuple[Reply, str]:  # a path a line
        """The answer, and for whom."""
        server, now, path = self._server, self._server.clock.now(), request.raw_path
        match request.method, path:
            case "POST", _ if path == PATH:
                return await self._contracts(request, fault)
            case "PUT", _ if path == _PROVISIONING:
                body = await _json_in(request)
                return (body, "") if isinstance(body, Reply) else provisioning.publish(server.pool, body, now)
            case "DELETE", _ if found := _CONTRACT.fullmatch(path):
                return ended(server.pool, found[1]), found[1]
            case "GET", _ if found := _CERTIFICATE.fullmatch(path):
                return provisioning.look_up(server.pool, found[1], now), found[1]
            case "DELETE", _ if found := _CERTIFICATE.fullmatch(path):
                return provisioning.withdraw(server.pool, found[1]), found[1]
        known = path in {PATH, _PROVISIONING} or _CONTRACT.fullmatch(path) or _CERTIFICATE.fullmatch(path)
        status = HTTPStatus.METHOD_NOT_ALLOWED if known else HTTPStatus.NOT_FOUND
        return said(status, "This is not asked so." if known else "There is nothing at this path."), ""

    async def _contracts(self, request: web.BaseRequest, fault: PoolFault | None) -> tuple[Reply, str]:
        body = await _json_in(request)
        if isinstance(body, Reply):
            return body, ""
        now = self._server.clock.now()
        always = request.headers.get("alwaysReturnEXI", "true").strip().lower() != "false"
        found = given(self._server.pool, body, now, always_exi=always)
        return changed(found, fault, _question(body), now), found.who


def _question(body: bytes) -> str:
    try:
        return asked_in(body)[0]
    except UnreadableError:
        return ""


def _token(request: web.BaseRequest) -> Reply:
    """As Hubject's test system gives one, and as MaEVe and CitrineOS read it: in a text, behind the word Bearer."""
    if request.method != "GET":
        return said(HTTPStatus.METHOD_NOT_ALLOWED, "This is not asked so.")
    text = "Authorization (a simulation: any token will do)\n\nBearer simulation\n"
    return document(HTTPStatus.OK, {"title": "Authorization Token", "data": text}, "a token")


async def _json_in(request: web.BaseRequest) -> bytes | Reply:
    """The body of a request, or what to answer because there is none."""
    if request.content_type.lower() != JSON:
        return said(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"A request is {JSON}.")
    return await body_of(request, MOST_OCTETS, said)
