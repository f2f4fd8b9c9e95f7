"""One response of an EST server into what it says: certificates, attributes, "not yet", or in words why it is none of these."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from workbench.certs import loading
from workbench.display import visible
from workbench.findings import Finding, Severity
from workbench.net.est.answer import Pending
from workbench.net.est.paths import Operation
from workbench.net.est.wire import CSR_ATTRIBUTES, PKCS7, UnreadableError, attributes_of, certificates_of, from_base64
from workbench.net.fetcher.outcomes import Outcome

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.net.fetcher import Fetched, Unfetched

LONGEST_WAIT = timedelta(days=30)
"""Longer than any Retry-After that is believed."""
_SAID = 300
_RULES = {Operation.CACERTS: "RFC 7030 4.1.3", Operation.ENROL: "RFC 7030 4.2.3", Operation.REENROL: "RFC 7030 4.2.3"}
_STATUS = {
    400: ("refuses the request", "Look at the findings about the CSR; ask the CA what it wants in one (csrattrs)."),
    401: ("wants to know who asks", "Give what it asks for: HTTP Basic, a bearer token, or a client certificate."),
    403: ("does not let this client enrol", "Ask the CA which credentials may enrol for this name."),
    404: (
        "has nothing at this path",
        "Is the form of the paths right? RFC 7030 has /.well-known/est/LABEL/OPERATION; MaEVe and CitrineOS others.",
    ),
    405: ("does not take this method here", "Is the form of the paths right?"),
    406: ("does not offer this form of answer", "Ask the CA."),
    413: ("calls the request too large", "Ask the CA."),
    415: ("does not take this form of request", "Ask the CA: RFC 7030 4.2.1 wants application/pkcs10 in base64."),
    429: ("was asked too often", "Ask again later."),
    501: (
        "does not have this operation",
        "csrattrs and simplereenroll are missing at some CAs; leave the first, enrol anew instead.",
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a response says.

    Attributes
    ----------
    certificates
        In encoded order.
    """

    certificates: tuple[Item, ...] = ()
    attributes: tuple[str, ...] = ()
    pending: Pending | None = None
    findings: tuple[Finding, ...] = field(default=())


def unreached(result: Unfetched) -> Said:
    """Why no answer came, and what to do about it where EST is asked."""
    remedies = {
        Outcome.NO_TLS: "Give the root of the server's certificate as anchor; is its name in the URL, and does the port speak TLS?",
        Outcome.TOO_LARGE: "Is that the right URL? No PKCS #7 of a CA is as large.",
        Outcome.REDIRECTED: "Give the new URL as base, if it is the right one: credentials are sent nowhere else unasked.",
        Outcome.TIMED_OUT: "Ask again later: whether the CA issued a certificate is not known.",
    }
    code = "check-failed" if result.outcome is Outcome.FAULT else "est-unreachable"
    severity = Severity.ERROR
    remedy = remedies.get(result.outcome, result.finding.remedy)
    return Said(findings=(replace(result.finding, code=code, severity=severity, remedy=remedy),))


def read(operation: Operation, came: Fetched, now: datetime, ways: tuple[str, ...]) -> Said:
    """What a response says; never raises on what it holds.

    Parameters
    ----------
    now
        By which a Retry-After in seconds counts.
    ways
        How the client showed who it is, in words.
    """
    if came.status in {202, 503} and (came.status == 202 or came.fields.get("retry-after")):
        return _later(operation, came, now)
    if operation is Operation.CSRATTRS and came.status in {204, 404}:
        return Said()  # RFC 7030 4.5.2: none are asked for
    if came.status != 200:
        return Said(findings=(_status(operation, came, ways),))
    try:
        der, odd = from_base64(came.body)
        if operation is Operation.CSRATTRS:
            return Said(attributes=attributes_of(der), findings=_form(operation, came, CSR_ATTRIBUTES, odd))
        ders, odd_too = certificates_of(der)
    except UnreadableError as why:
        return Said(findings=(_unreadable(operation, came, str(why)),))
    items = tuple(item for number, one in enumerate(ders, 1) for item in loading.load([(f"{operation} {number}", one)]).items)
    return Said(items, findings=_form(operation, came, PKCS7, odd or odd_too))


def _later(operation: Operation, came: Fetched, now: datetime) -> Said:
    retry_at = retry_time(came.fields.get("retry-after", ""), now)
    said = f"Retry-After: {visible(came.fields.get('retry-after', ''), 60) or 'not there'}"
    if retry_at is None:
        message = f"The server answers HTTP {came.status} and does not say when to come again."
        found = _finding(operation, "est-pending", message, Severity.WARNING, said, "Retry-After", "Ask the CA; come again later.")
    else:
        message = f"The server has not decided yet (HTTP {came.status})."
        found = _finding(operation, "est-pending", message, Severity.INFO, said, "", "Send the same request again then.")
    return Said(pending=Pending(retry_at, came.status), findings=(found,))


def retry_time(text: str, now: datetime) -> datetime | None:
    """When a Retry-After says to come again: seconds or a date (RFC 9110 10.2.3), at most 30 days; None: it says nothing."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return now + timedelta(seconds=min(int(text[:9]), int(LONGEST_WAIT.total_seconds())))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return min(max(moment, now), now + LONGEST_WAIT)


def _status(operation: Operation, came: Fetched, ways: tuple[str, ...]) -> Finding:
    words, remedy = _STATUS.get(came.status, ("", ""))
    if not words:
        words = "has a fault of its own" if came.status >= 500 else "gives no answer that EST knows"
        remedy = "Ask again later, then the CA." if came.status >= 500 else "Ask the CA."
    challenge = visible(came.fields.get("www-authenticate", ""), 100)
    shown = f"; shown was {' and '.join(ways) or 'nothing'}" if came.status in {401, 403} else ""
    asked = f"; it asks for {challenge}" if came.status == 401 and challenge else ""
    text = _text_of(came)
    return _finding(
        operation,
        "est-status",
        f"The server {words} (HTTP {came.status}{asked}{shown})" + (f": {text}" if text else "."),
        Severity.ERROR,
        f"HTTP {came.status}",
        "HTTP 200",
        remedy,
    )


def _text_of(came: Fetched) -> str:
    """What a server says in words, where it says them in plain text."""
    if not came.content_type.lower().startswith("text/plain"):
        return ""
    return visible(" ".join(came.body[:2000].decode("utf-8", "replace").split()), _SAID)


def _unreadable(operation: Operation, came: Fetched, why: str) -> Finding:
    due = "a list of attributes in base64" if operation is Operation.CSRATTRS else "a certs-only PKCS #7 in base64"
    return _finding(
        operation,
        "est-content",
        f"The answer to {operation} cannot be read: {why}.",
        Severity.ERROR,
        f"{len(came.body):,} octets of {visible(came.content_type, 80) or 'no type'}",
        due,
        "Is that the right URL? Look at it with curl, then ask the CA.",
    )


def _form(operation: Operation, came: Fetched, due: str, odd: str) -> tuple[Finding, ...]:
    """What was read and is not as it should be."""
    found = []
    kind = came.content_type.partition(";")[0].strip().lower()
    if kind != due:
        message = f"The answer to {operation} is {visible(kind, 60) or 'of no type'}, and was read all the same."
        found.append(_finding(operation, "est-content", message, Severity.WARNING, visible(came.content_type, 80) or "none", due))
    if odd:
        message = f"The answer to {operation} is not in its form: {odd}. It was read all the same."
        found.append(_finding(operation, "est-content", message, Severity.WARNING, odd, "base64 of a certs-only PKCS #7"))
    return tuple(found)


def _finding(  # noqa: PLR0913, PLR0917  # the fields of a finding
    operation: Operation,
    code: str,
    message: str,
    severity: Severity,
    observed: str,
    expected: str,
    remedy: str = "Tell the CA: other clients may refuse it.",
) -> Finding:
    return Finding(
        code=code,
        message=message,
        severity=severity,
        requirement=_RULES.get(operation, ""),
        item="message",
        source=str(operation),
        observed=observed,
        expected=expected,
        remedy=remedy,
    )
