"""What is asked for, and what for: an OCSP response is small and quick, a CRL may be large and slow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Purpose:
    """What an answer is for, and what it may cost.

    Attributes
    ----------
    name
        As the log shows it.
    octets
        The most octets of a body.
    seconds
        The most time, from the name's look-up to the last octet; waiting for a turn does not count.
    accept
        The Accept field of the request.
    statuses
        The HTTP statuses that are answers and whose bodies are read; any other is none. Redirects are followed all the same.
    fields
        The fields of the answer that are kept, by lower-case name.
    """

    name: str
    octets: int
    seconds: float
    accept: str = "*/*"
    statuses: frozenset[int] = frozenset({200})
    fields: tuple[str, ...] = ()

    @property
    def large(self) -> bool:
        """Whether only few of its kind are under way at once, for each may fill the memory."""
        return self.octets > _MIB


OCSP = Purpose("OCSP", _MIB, 10.0, "application/ocsp-response, */*;q=0.5")
"""An OCSP response (RFC 6960 appendix A): 1 MiB, 10 s."""

CRL = Purpose("CRL", 64 * _MIB, 60.0, "application/pkix-crl, */*;q=0.5")
"""A CRL (RFC 5280 4.2.1.13): 64 MiB, 60 s."""


@dataclass(frozen=True, slots=True)
class Get:
    """A GET of a URL, as a certificate has it; hostile text.

    Attributes
    ----------
    headers
        More fields of the request; they may hold credentials, and are in no repr and no log.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    method: str = field(default="GET", init=False)


@dataclass(frozen=True, slots=True)
class Post:
    """A POST of octets to a URL, e.g. an OCSP request in DER; ``headers`` as of :class:`Get`."""

    url: str
    body: bytes
    content_type: str = "application/ocsp-request"
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    method: str = field(default="POST", init=False)


Request: TypeAlias = Get | Post
