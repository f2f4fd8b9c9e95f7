"""An explicit proxy, as corporate networks have one; the environment's are never taken.

The same rules hold for what is handed over: the URL, its port, and where its name leads as far as this machine can tell. Where it
cannot (such networks often resolve no outside name) the proxy resolves it, and only names that cannot mean this machine or its
neighbours are handed over. The proxy's own address may be private, for the user named it, but never a metadata address.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from yarl import URL

from workbench.display import visible
from workbench.errors import InputError
from workbench.net.fetcher.addresses import Reach, judged, plain
from workbench.net.fetcher.judging import Endpoint
from workbench.net.fetcher.outcomes import NotFetchedError, Outcome
from workbench.net.fetcher.urls import Target, target_of

if TYPE_CHECKING:
    from workbench.net.fetcher.allowing import AllowList
    from workbench.net.fetcher.resolving import Answers

_LOCAL = frozenset(
    {
        *("localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "private", "arpa", "test"),
        *("svc", "cluster"),
    }
)
_HINT = "Write it as http://proxy.example:3128, with USER:PASSWORD@ before the host where it asks for that."


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that the user named; its password is in no repr."""

    target: Target
    credentials: str = field(default="", repr=False)
    """USER:PASSWORD, percent-encoded; empty: none."""

    @classmethod
    def of(cls, url: str) -> Proxy:
        """The proxy of a URL.

        Raises
        ------
        InputError
            It is no ``http://`` URL of a host alone.
        """
        scheme, _, rest = url.partition("://")
        credentials, _, place = rest.rpartition("@")
        try:
            target = target_of(f"{scheme}://{place}")
        except NotFetchedError as fault:
            raise InputError(f"This is no URL of a proxy: {visible(place, 100)}.", hint=_HINT) from fault
        if target.secure or target.path != "/":
            raise InputError(f"This is no http:// URL of a proxy's host and port: {visible(place, 100)}.", hint=_HINT)
        return cls(target, credentials)

    @property
    def url(self) -> URL:
        """Its URL, without credentials."""
        return URL(self.target.url, encoded=True)

    @property
    def headers(self) -> dict[str, str]:
        """What it is told, and nobody behind it."""
        if not self.credentials:
            return {}
        return {"Proxy-Authorization": f"Basic {b64encode(unquote_to_bytes(self.credentials)).decode()}"}

    def endpoints(self, answers: Answers) -> tuple[Endpoint, ...]:
        """Where the proxy is; private addresses are fine.

        Raises
        ------
        NotFetchedError
            It has no address, or one that is never asked.
        """
        found = tuple(dict.fromkeys(Endpoint(plain(ip_address(address)), port) for address, port in answers))
        if not found or any(judged(one.address).reach is Reach.NEVER for one in found):
            raise NotFetchedError(
                f"The proxy {visible(self.target.name, 100)} has no address that may be asked.",
                hint="Is its name right?",
                outcome=Outcome.NO_CONNECTION,
            )
        return found


def require_outside_name(target: Target, allow: AllowList) -> None:
    """Go on where a name that this machine does not know may be handed to a proxy.

    Raises
    ------
    NotFetchedError
        The name is one of a machine nearby, or its port is not asked.
    """
    labels = target.name.split(".")
    if not allow.named(target.name, target.port) and (len(labels) == 1 or labels[-1] in _LOCAL):
        raise NotFetchedError(
            f"The name {visible(target.name, 100)} is one of this machine or its network, and only the proxy knows where it leads.",
            hint=f"If that server is meant, allow it: {visible(target.name, 100)}:{target.port}.",
        )
    if not allow.port(target.name, None, target.port):
        raise NotFetchedError(
            f"Port {target.port} of {visible(target.name, 100)} is none that is asked: only 80 and 443 are, and what is allowed.",
            hint=f"If that server is meant, allow it: {visible(target.name, 100)}:{target.port}.",
        )
