"""How an answer of the sample pool goes out: as it is, or as a fault changes it."""

from __future__ import annotations

import base64
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from workbench.contracts.parties.samples import sample_items
from workbench.contracts.pool import Operator, sample_emaid
from workbench.contracts.pool.answer import octets_of
from workbench.contracts.standards import ISO_20
from workbench.net.contract_pool.faults import PoolFault
from workbench.net.contract_pool.refusing import document, for_the_vehicle, said
from workbench.net.contract_pool.wire import Content, answered
from workbench.net.est.faults import EstFault
from workbench.net.est.sending import deliver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from workbench.contracts.installation.asking import Asked
    from workbench.net.contract_pool.contracts import Given
    from workbench.net.est.sending import Reply

__all__ = ["TRANSPORT", "changed", "deliver", "refusal"]

_PAGE = b"<!DOCTYPE html><title>Sign in</title><h1>Partner portal</h1><p>Please sign in."
_LINE = 76
TRANSPORT: Mapping[PoolFault, EstFault] = {PoolFault.SLOW: EstFault.SLOW, PoolFault.DEAD: EstFault.DEAD}
"""What happens on the connection itself is the same for every server."""

_REFUSALS: Mapping[PoolFault, Callable[[], Reply]] = {
    PoolFault.UNAUTHORIZED: lambda: said(HTTPStatus.UNAUTHORIZED, "Who asks?", {"WWW-Authenticate": "Bearer"}),
    PoolFault.FORBIDDEN: lambda: said(HTTPStatus.FORBIDDEN, "This client may not ask for contracts."),
    PoolFault.NOT_FOUND: lambda: said(HTTPStatus.NOT_FOUND, "Contract or Vehicle not found."),
    PoolFault.ERROR: lambda: said(HTTPStatus.INTERNAL_SERVER_ERROR, "The pool has a fault."),
    PoolFault.BUSY: lambda: said(HTTPStatus.SERVICE_UNAVAILABLE, "The pool is busy."),
    PoolFault.REDIRECT: lambda: said(HTTPStatus.TEMPORARY_REDIRECT, "Elsewhere.", {"Location": "https://elsewhere.pnc.example/"}),
}


def refusal(fault: PoolFault | None) -> Reply | None:
    """What a fault answers before anything is looked at; None: it does not."""
    refused = _REFUSALS.get(fault) if fault is not None else None
    return refused() if refused is not None else None


_BODIES: Mapping[PoolFault, Callable[[Reply], Reply]] = {
    PoolFault.HTML_PAGE: lambda reply: replace(reply, body=_PAGE, content_type="text/html"),
    PoolFault.EMPTY: lambda reply: replace(reply, body=b""),
    PoolFault.TRUNCATED: lambda reply: replace(reply, body=reply.body[: len(reply.body) // 2]),
    PoolFault.WRONG_JSON: lambda reply: replace(reply, body=b'{"status": "ok", "data": []}'),
    PoolFault.NO_CONTRACTS: lambda reply: replace(reply, body=b'{"CCPResponse": {"emaidContent": []}}'),
    PoolFault.TOO_LARGE: lambda reply: replace(reply, body=reply.body + b" " * 2**21),
}


def changed(given: Given, fault: PoolFault | None, question: str, now: datetime) -> Reply:
    """What a fault makes of a right answer with contracts.

    Parameters
    ----------
    question
        The vehicle's message in base64.
    """
    if fault is None or not given.contents or given.asked is None:
        return given.reply
    if fault is PoolFault.REFUSAL:
        return _refused(given.asked)
    if fault in _BODIES:
        return _BODIES[fault](given.reply)
    first = given.contents[0]
    other: Content | None = None
    match fault:
        case PoolFault.NO_EMAID:
            other = Content(first.exi)
        case PoolFault.NOT_BASE64:
            other = Content("no base64, " + first.exi[:40], first.emaid)
        case PoolFault.LINE_BREAKS:
            lines = (first.exi[at : at + _LINE] for at in range(0, len(first.exi), _LINE))
            other = Content("\r\n".join(lines), first.emaid)
        case PoolFault.CUT_EXI:
            whole = octets_of(first.exi) or b""
            other = Content(base64.b64encode(whole[: len(whole) // 2]).decode("ascii"), first.emaid)
        case PoolFault.OTHER_SCHEMA:
            other = Content(_of_the_other(given.asked.schema, given.asked.session, now), first.emaid)
        case PoolFault.ECHO:
            other = Content(question, first.emaid)
    return given.reply if other is None else document(HTTPStatus.OK, answered([other]), given.reply.words)


def _refused(asked: Asked) -> Reply:
    """No contract; for ISO 15118-2 with an answer for the vehicle."""
    sentence = "Contract or Vehicle not found."
    return said(HTTPStatus.NOT_FOUND, sentence) if asked.schema == ISO_20 else for_the_vehicle(asked.session, sentence)


def _of_the_other(schema: str, session: bytes, now: datetime) -> str:
    """A contract for the sample vehicle of the other standard."""
    folder = "iso15118-2" if schema == ISO_20 else "iso15118-20"
    chain = sample_items(folder, "oem-provisioning", "oem-sub-ca2", "oem-sub-ca1")
    made = Operator.of_samples(folder).install(chain, sample_emaid(999), now)
    return base64.b64encode(made.response(session, now)).decode("ascii")
