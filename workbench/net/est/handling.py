"""One request to the sample EST server: which operation, who asks, whether the CSR may be signed, and the line in the log."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING

from asn1crypto import pem

from workbench.certs import loading
from workbench.certs.items import Item, ItemType
from workbench.display import visible
from workbench.findings import Severity
from workbench.net.est import csr, sending
from workbench.net.est.asked import EstAsked
from workbench.net.est.bodies import body_of
from workbench.net.est.faults import EstFault
from workbench.net.est.paths import Operation, operation_at
from workbench.net.est.sending import Reply, said
from workbench.net.est.wire import CSR_ATTRIBUTES, PKCS10, UnreadableError, attributes, from_base64, to_base64
from workbench.net.machines.authority import SigningRefusedError

if TYPE_CHECKING:
    from aiohttp import web

    from workbench.net.est.gate import Caller
    from workbench.net.est.server import EstServer
    from workbench.station.state import SigningUse

MOST_OCTETS = 64 * 2**10
"""So long may a request be; a CSR has some 500 octets."""
_MOST_PENDING = 1000
_SHOWN = 200
_ISSUED_WRONG = {
    EstFault.WRONG_KEY: "wrong-key",
    EstFault.EXPIRED: "expired",
    EstFault.NOT_YET_VALID: "not-yet-valid",
}
_ATTRIBUTES = ("1.2.840.113549.1.9.14", "1.2.840.10045.4.3.2")
"""extensionRequest (RFC 2985), ecdsa-with-SHA256: what a CSR of ISO 15118-2 has."""


class Handler:
    """Answers the requests to one server."""

    def __init__(self, server: EstServer) -> None:
        self._server = server
        self._pending: dict[str, None] = {}

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """The answer to one request, sent."""
        server = self._server
        found = operation_at(request.raw_path)
        caller = server.gate.caller(request, server.client_anchors, server.clock.now())
        fault = server.take_fault() if found is not None else None
        subject = ""
        if found is None:
            reply = said(HTTPStatus.NOT_FOUND, "There is no operation of EST at this path.")
        elif (early := sending.refusal(fault, server.retry_after)) is not None:
            reply = early
        elif found[0] in {Operation.CACERTS, Operation.CSRATTRS}:
            reply = self._informed(request, *found, fault)
        else:
            reply, subject = await self._enrolled(request, *found, caller, fault)
        reply = sending.changed(reply, fault)
        server.requests.add(
            EstAsked(
                at=server.clock.now(),
                method=visible(request.method, 20),
                path=visible(request.raw_path, _SHOWN),
                who=caller.named,
                subject=visible(subject, _SHOWN),
                answered="nothing, connection reset" if fault is EstFault.DEAD else reply.words,
                status=0 if fault is EstFault.DEAD else int(reply.status),
                fault=str(fault or ""),
            )
        )
        return await sending.deliver(request, reply, fault, server.slow, server.closing)

    def _informed(self, request: web.BaseRequest, operation: Operation, label: str, fault: EstFault | None) -> Reply:
        """What is for everybody: cacerts and csrattrs [RFC 7030 4.1.2]."""
        if request.method != "GET":
            return said(HTTPStatus.METHOD_NOT_ALLOWED, f"{operation} is asked for by GET.")
        if self._server.ca.use(_named(label)) is None:
            return said(HTTPStatus.NOT_FOUND, "There is no such label.")
        if operation is Operation.CSRATTRS:
            return Reply(HTTPStatus.OK, to_base64(attributes(_ATTRIBUTES)), CSR_ATTRIBUTES, "attributes")
        found = self._server.ca.certificates(_named(label))
        if fault is EstFault.WRONG_CHAIN:
            found = self._server.ca.certificates("station")
        return sending.certificates(found, self._server.lines, f"{len(found)} CA certificates")

    async def _enrolled(  # noqa: PLR0911  # a reason a line
        self, request: web.BaseRequest, operation: Operation, label: str, caller: Caller, fault: EstFault | None
    ) -> tuple[Reply, str]:
        """The answer to simpleenroll and simplereenroll, and for whom."""
        if request.method != "POST":
            return said(HTTPStatus.METHOD_NOT_ALLOWED, f"{operation} is asked for by POST."), ""
        if not caller.allowed:
            if caller.challenge:
                headers = {"WWW-Authenticate": caller.challenge}
                return said(HTTPStatus.UNAUTHORIZED, f"Show who you are: {self._server.gate.mode}.", headers), ""
            return said(HTTPStatus.FORBIDDEN, f"This server wants {self._server.gate.mode}."), ""
        item = await _request_in(request)
        if isinstance(item, Reply):
            return item, ""
        subject = item.parsed.subject.rfc4514_string()
        use = self._server.ca.use(_named(label), item)
        if use is None:
            return said(HTTPStatus.NOT_FOUND, "There is no such label."), subject
        if why := self._against(item, operation, use, caller):
            return said(HTTPStatus.BAD_REQUEST, why), subject
        if fault is EstFault.RETRY_AFTER and self._first_time(item):
            return sending.later(HTTPStatus.ACCEPTED, self._server.retry_after), subject
        return self._issued(item, use, fault), subject

    def _against(self, item: Item, operation: Operation, use: SigningUse, caller: Caller) -> str:
        """Why the CSR is not signed, in a sentence; empty: it is."""
        if not csr.is_sound(item):
            return "The request is not signed with the key that it is for."
        if operation is Operation.REENROL:
            if not caller.chain:
                return "A renewal shows the certificate that it renews in TLS."
            if faults := csr.renewal_faults(item, caller.chain[0]):
                return faults[0].message
        if use == "ChargingStationCertificate" or not self._server.strict:
            return ""
        edition = "iso15118-20" if use == "V2G20Certificate" else "iso15118-2"
        wrong = [one for one in csr.departures(item, edition) if one.severity is Severity.ERROR]
        return wrong[0].message if wrong else ""

    def _first_time(self, item: Item) -> bool:
        known = hashlib.sha256(item.der).hexdigest()
        if known in self._pending:
            del self._pending[known]
            return False
        self._pending[known] = None
        if len(self._pending) > _MOST_PENDING:
            del self._pending[next(iter(self._pending))]
        return True

    def _issued(self, item: Item, use: SigningUse, fault: EstFault | None) -> Reply:
        server = self._server
        authority, former = server.ca.authority, server.ca.authority.fault
        text = pem.armor("CERTIFICATE REQUEST", item.der).decode("ascii")
        try:
            if fault in _ISSUED_WRONG:
                authority.fault = _ISSUED_WRONG[fault]  # type: ignore[assignment]  # one of its words
            issued = server.ca.issue(text, use, server.clock.now())
        except SigningRefusedError as reason:
            return said(HTTPStatus.BAD_REQUEST, reason.message)
        finally:
            authority.fault = former
        return sending.certificates([issued], server.lines, "a certificate")


def _named(label: str) -> str:
    return label.lower()


async def _request_in(request: web.BaseRequest) -> Item | Reply:  # a reason a line
    """The CSR of a request, or what to answer because there is none."""
    if request.content_type.lower() != PKCS10:
        return said(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"A request for a certificate is {PKCS10}.")
    read = await body_of(request, MOST_OCTETS, said)
    if isinstance(read, Reply):
        return read
    try:
        der, _ = from_base64(read)
    except UnreadableError as why:
        return said(HTTPStatus.BAD_REQUEST, f"The request cannot be read: {why}.")
    items = loading.load([("request", der)]).items if der[:1] == b"\x30" else ()
    try:
        if len(items) == 1 and items[0].type is ItemType.CSR:
            items[0].parsed.subject.rfc4514_string()
            return items[0]
    except (ValueError, AttributeError):
        pass
    return said(HTTPStatus.BAD_REQUEST, "The request is no PKCS #10.")
