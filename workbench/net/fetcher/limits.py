"""How much one fetcher does, and how long it waits. What one answer may cost is its :class:`~.asking.Purpose`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one fetcher.

    Attributes
    ----------
    connect
        Seconds for one connection, its TLS handshake included.
    silence
        Seconds without an octet from the server.
    at_once
        Exchanges under way, all hosts together.
    per_host
        Exchanges under way at one host and port.
    large_at_once
        Exchanges under way whose body may be large: two CRLs of 64 MiB fit into any memory, sixteen do not.
    addresses
        How many of a name's addresses are tried.
    redirects
        How many redirects are followed, all on the same host and port.
    logged
        How many rows the log keeps, the newest ones.
    """

    connect: float = 5.0
    silence: float = 5.0
    at_once: int = 16
    per_host: int = 4
    large_at_once: int = 2
    addresses: int = 4
    redirects: int = 3
    logged: int = 10_000
