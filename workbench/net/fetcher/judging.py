"""Which of a host's addresses are asked. All of them must be ones that may be, or none is.

A name that leads to a public and to a private address is either an attack (the answers are chosen so that one of two programs takes
the private one) or a network that should be looked at; taking the addresses that pass would let chance decide, and hide it.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

from workbench.display import visible
from workbench.net.fetcher.addresses import Address, Reach, judged, plain
from workbench.net.fetcher.outcomes import NotFetchedError, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.net.fetcher.allowing import AllowList
    from workbench.net.fetcher.urls import Target


class Endpoint(NamedTuple):
    """One address and port, judged; a connection goes here and nowhere else."""

    address: Address
    port: int

    def __str__(self) -> str:
        return written(self.address, self.port)


def written(address: Address, port: int) -> str:
    """``192.0.2.1:80`` or ``[2001:db8::1]:80``, as an allow-list takes it."""
    return f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"


def require_port(target: Target, allow: AllowList) -> None:
    """Go on where some entry could open the URL's port.

    Raises
    ------
    NotFetchedError
        None could: the name need not even be resolved.
    """
    if not allow.opens_port(target.port):
        raise _port_closed(
            target, target.port, written(target.address, target.port) if target.address else f"{target.name}:{target.port}"
        )


def endpoints(target: Target, answers: Sequence[tuple[str, int]], allow: AllowList) -> tuple[Endpoint, ...]:
    """What a host's name leads to, each endpoint once, in the resolver's order.

    Parameters
    ----------
    target
        Whose host was resolved.
    answers
        The resolver's answers: an address and a port each.
    allow
        What the user allows.

    Raises
    ------
    NotFetchedError
        There is none, or one of them may not be asked.
    """
    found = tuple(dict.fromkeys(_endpoint(target, *answer) for answer in answers))
    if not found:
        raise NotFetchedError(
            f"The host {visible(target.name, 100)} has no address.",
            hint="Is the name right, and is this machine online?",
            outcome=Outcome.UNKNOWN_HOST,
            retry=True,
        )
    for endpoint in found:
        _require(target, endpoint, allow)
    return found


def _endpoint(target: Target, address: str, port: int) -> Endpoint:
    try:
        return Endpoint(plain(ip_address(address)), port)
    except ValueError:
        raise NotFetchedError(
            f"The host {visible(target.name, 100)} was resolved to {visible(address, 60)}, which is no address.",
            hint="Look at the resolver.",
            outcome=Outcome.UNKNOWN_HOST,
        ) from None


def _require(target: Target, endpoint: Endpoint, allow: AllowList) -> None:
    address, port = endpoint
    reach, what = judged(address)
    leads = "is" if target.address is not None else f"leads to {address}, which is"
    if reach is Reach.NEVER:
        raise NotFetchedError(
            f"The host {visible(target.name, 100)} {leads} never asked: {what}.",
            hint="No allow-list changes that. Give the CRL or OCSP response as a file.",
            observed=str(address),
            expected="an address that may be asked",
        )
    if reach is Reach.ALLOWED and not allow.address(address, port):
        raise NotFetchedError(
            f"The host {visible(target.name, 100)} {leads} not public: {what}.",
            hint=f"If that server is meant, allow it by its address: {endpoint}.",
            observed=str(endpoint),
            expected="a public address, or one of the allow-list",
        )
    if not allow.port(target.name, address, port):
        raise _port_closed(target, port, f"{target.name}:{port}" if target.address is None else str(endpoint))


def _port_closed(target: Target, port: int, entry: str) -> NotFetchedError:
    return NotFetchedError(
        f"Port {port} of {visible(target.name, 100)} is none that is asked: only 80 and 443 are, and what is allowed.",
        hint=f"If that server is meant, allow it: {visible(entry, 120)}.",
        observed=str(port),
        expected="80, 443, or one of the allow-list",
    )
