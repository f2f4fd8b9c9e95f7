"""One response of a pool into contracts for the vehicle, or into why there are none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from workbench.contracts.faults import fault
from workbench.display import visible
from workbench.findings import Severity
from workbench.net.contract_pool.wire import JSON, UnreadableError, contents_of, refusal_in
from workbench.net.fetcher.outcomes import Outcome

if TYPE_CHECKING:
    from workbench.findings import Finding
    from workbench.net.contract_pool.shapes import PoolShape
    from workbench.net.contract_pool.wire import Content
    from workbench.net.fetcher import Fetched, Unfetched

_STATUS = {
    400: ("refuses the request", "Look into the vehicle's message: pnc exi says what is in it, and whether its signature holds."),
    401: ("wants to know who asks", "Give the token: access=Access(token=...), or --bearer-file FILE; is it still valid?"),
    403: ("does not let this client ask", "Ask the pool's operator which rights the token has: a CSO may ask for contracts."),
    404: (
        "has no contract for this vehicle, or nothing at this path",
        "Did the driver's operator put one in? Is the base URL right?",
    ),
    405: ("does not take this method here", "Is the base URL right?"),
    415: ("does not take JSON here", "Is the base URL right?"),
    429: ("was asked too often", "Ask again later."),
}
_REMEDIES = {
    Outcome.NO_TLS: "Give the root of the server's certificate as anchor; is its name in the URL, and does the port speak TLS?",
    Outcome.TOO_LARGE: "Is that the right URL? No contract is as large.",
    Outcome.REDIRECTED: "Give the new URL as base, if it is the right one: tokens are sent nowhere else unasked.",
    Outcome.TIMED_OUT: "Have the pool answer sooner: a vehicle waits 5 seconds, and CSMS and station take their part.",
}


class Said(NamedTuple):
    """What a response says.

    Attributes
    ----------
    contents
        Contracts, or one refusal for the vehicle.
    """

    contents: tuple[Content, ...] = ()
    findings: tuple[Finding, ...] = ()


def unreached(result: Unfetched) -> Said:
    """Why no answer came, and what to do about it where a pool is asked."""
    code = "check-failed" if result.outcome is Outcome.FAULT else "pool-unreachable"
    remedy = _REMEDIES.get(result.outcome, result.finding.remedy)
    return Said((), (replace(result.finding, code=code, severity=Severity.ERROR, item="message", remedy=remedy),))


def read(came: Fetched, shape: PoolShape) -> Said:
    """What a response says; never raises on what it holds."""
    if came.status not in {200, 404}:
        return Said((), (_status(came),))
    try:
        contents = contents_of(came.body)
    except UnreadableError as why:
        return Said((), (_status(came) if came.status != 200 else _unreadable(came, str(why)),))
    if came.status != 200:
        return _refusal(came, contents, shape)
    if shape.emaid and not contents[0].emaid:
        return Said((), (_no_emaid(shape),))
    return Said(contents, _form(came))


def _refusal(came: Fetched, contents: tuple[Content, ...], shape: PoolShape) -> Said:
    """404 with an answer for the vehicle, which OPCP calls "ISO compliant"."""
    if not shape.refusals:
        passed = f" {shape.name} takes no answer but HTTP 200: what the pool has for the vehicle is left out."
        return Said((), (_status(came, passed),))
    found = fault(
        "pool-status",
        "The pool has no contract for this vehicle (HTTP 404), and an answer for it that says so, which is passed on.",
        observed="HTTP 404",
        expected="HTTP 200",
        remedy=_STATUS[404][1],
        severity=Severity.WARNING,
    )
    return Said(contents[:1], (found, *_form(came)))


def _status(came: Fetched, more: str = "") -> Finding:
    usual = ("has a fault of its own", "Ask again later, then the pool's operator.")
    words, remedy = _STATUS.get(
        came.status, usual if came.status >= 500 else ("gives no answer that is known", "Ask its operator.")
    )
    said = refusal_in(came.body)
    return fault(
        "pool-status",
        f"The pool {words} (HTTP {came.status})" + (f": {said}" if said else ".") + more,
        observed=f"HTTP {came.status}",
        expected="HTTP 200",
        remedy=remedy,
    )


def _unreadable(came: Fetched, why: str) -> Finding:
    return fault(
        "pool-content",
        f"The pool's answer cannot be used: {why}.",
        observed=f"{len(came.body):,} octets of {visible(came.content_type, 80) or 'no type'}",
        expected="JSON with CCPResponse.emaidContent[].messageDef.certificateInstallationRes",
        remedy="Is that the right URL? Look at the answer with curl, then ask the pool's operator.",
    )


def _no_emaid(shape: PoolShape) -> Finding:
    return fault(
        "pool-content",
        f"The contract comes without its eMAID in the JSON, and {shape.name} takes none without.",
        observed="no emaid",
        expected="messageDef.emaid",
        remedy="Ask the pool's operator: OPCP does not require it there, but this CSMS does.",
    )


def _form(came: Fetched) -> tuple[Finding, ...]:
    kind = came.content_type.partition(";")[0].strip().lower()
    if kind == JSON:
        return ()
    found = fault(
        "pool-content",
        f"The pool's answer is {visible(kind, 60) or 'of no type'}, and was read all the same.",
        observed=visible(came.content_type, 80) or "none",
        expected=JSON,
        remedy="Tell the pool's operator: other clients may refuse it.",
        severity=Severity.WARNING,
    )
    return (found,)
