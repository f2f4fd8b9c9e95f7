"""Where an answer may lead: to another path of the same scheme, host and port, judged like any URL. Never to another host."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from workbench.display import visible
from workbench.net.fetcher.outcomes import NotFetchedError, Outcome
from workbench.net.fetcher.urls import require_plain_characters, target_of

if TYPE_CHECKING:
    from workbench.net.fetcher.asking import Request
    from workbench.net.fetcher.exchange import Reply
    from workbench.net.fetcher.urls import Target

_SAME_METHOD = frozenset({307, 308})


def followed(request: Request, target: Target, reply: Reply) -> Target:
    """The target that a redirect leads to; the connection goes to the same judged addresses.

    Raises
    ------
    NotFetchedError
        It leads to another scheme, host or port, to no URL, or asks to make a GET of a POST.
    """
    if not reply.location:
        raise _refused(reply, "without saying where", "")
    if request.method == "POST" and reply.status not in _SAME_METHOD:
        raise _refused(reply, "in a way that drops the request's body", reply.location)
    try:
        require_plain_characters(reply.location)
        onward = target_of(urljoin(target.url, reply.location))
    except (NotFetchedError, ValueError):
        raise _refused(reply, "to what is no URL that may be asked", reply.location) from None
    if onward.origin != target.origin:
        raise _refused(reply, "to another scheme, host or port", reply.location)
    return onward


def too_many(reply: Reply, most: int) -> NotFetchedError:
    """The error of a chain of redirects without an end."""
    return _refused(reply, f"more than {most} times", reply.location)


def _refused(reply: Reply, how: str, location: str) -> NotFetchedError:
    leads = f": {visible(location, 200)}" if location else ""
    return NotFetchedError(
        f"The server redirects (HTTP {reply.status}) {how}{leads}.",
        hint="If the new URL is the right one, ask the CA to put it into its certificates, or fetch it by hand and give the file.",
        outcome=Outcome.REDIRECTED,
        observed=f"HTTP {reply.status}",
        expected="HTTP 200",
        status=reply.status,
    )
