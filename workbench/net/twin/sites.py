"""Which URL of the samples' certificates belongs to which CA, and what is to be had there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from workbench.sample_pki.declaration import Declaration

ELSEWHERE = "elsewhere.pnc.example"
"""A host that no certificate names; redirections to another host lead there."""
AGAIN = "/.again"
"""What stands before a path to which a redirection leads."""


class Kind(Enum):
    """What is to be had at a URL."""

    OCSP = "application/ocsp-response"
    CRL = "application/pkix-crl"
    CERTIFICATE = "application/pkix-cert"


@dataclass(frozen=True, slots=True)
class Site:
    """One URL.

    Attributes
    ----------
    issuer
        Name of the CA's certificate in the declaration.
    """

    url: str
    kind: Kind
    issuer: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where a request leads.

    Attributes
    ----------
    rest
        The path behind the site's, without its slash: the base64 of an OCSP request by GET.
    again
        The client came by a redirection.
    """

    host: str
    site: Site | None
    rest: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Sites:
    """All of them by host and path."""

    by_place: dict[tuple[str, str], Site] = field(default_factory=dict)

    @classmethod
    def of(cls, declaration: Declaration, folders: Collection[str] | None) -> Sites:
        """The URLs in the certificates of some folders of the samples; None: of all."""
        found = cls()
        for one in declaration.certificates.values():
            if folders is None or one.name.partition("/")[0] in folders:
                for kind, urls in ((Kind.OCSP, one.ocsp), (Kind.CRL, one.crl), (Kind.CERTIFICATE, one.ca_issuers)):
                    for url in urls:
                        parts = urlsplit(url)
                        found.by_place.setdefault((parts.hostname or "", parts.path), Site(url, kind, one.issuer))
        return found

    def __iter__(self) -> Iterator[Site]:
        yield from self.by_place.values()

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host, each once; the one of redirections last."""
        return (*dict.fromkeys(host for host, _ in self.by_place), ELSEWHERE)

    def urls_of(self, issuer: str, kind: Kind) -> tuple[str, ...]:
        """Where something of a CA is."""
        return tuple(site.url for site in self if site.issuer == issuer and site.kind is kind)

    def find(self, host: str, target: str) -> Found:
        """Where a request target leads: under the original host name, or with that as the first segment of the path.

        Parameters
        ----------
        host
            The Host field, with or without a port.
        target
            As it came, percent-encoded; a whole URL where the client takes the twin for a proxy.
        """
        if target.lower().startswith("http://"):
            authority, _, path = target[7:].partition("/")
            host, target = authority, f"/{path}"
        host = host.partition(":")[0].lower()
        path = unquote(target.partition("?")[0])
        again = path.startswith(f"{AGAIN}/")
        path = path[len(AGAIN) :] if again else path
        again = again or host == ELSEWHERE
        if host not in self.hosts or host == ELSEWHERE:
            first, _, behind = path[1:].partition("/")
            host, path = first.lower(), f"/{behind}"
        # a certificate's path has one segment; what stands behind it is base64, in which slashes may be left as they are
        name, _, rest = path[1:].partition("/")
        return Found(host, self.by_place.get((host, f"/{name}")), rest, again)
