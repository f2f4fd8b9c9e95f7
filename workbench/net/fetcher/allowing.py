"""What the user allows besides public addresses and ports 80 and 443.

An entry is an address, a network or a name, each with a port or without: ``127.0.0.1:8080``, ``10.0.0.0/8``,
``[fd00::1]:80``, ``[fd00::/8]:8080``, ``localhost:8080``, ``ocsp.example:8080``. Without a port it is for 80 and 443.

A *name* opens a port, and no private address: who owns the name decides where it leads. Only an *address or network* opens a
private range. ``localhost`` is its two addresses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_network
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.errors import InputError
from workbench.net.fetcher.addresses import NEVER, Address, Network
from workbench.net.fetcher.hosts import host_of
from workbench.net.fetcher.outcomes import NotFetchedError
from workbench.net.fetcher.urls import STANDARD_PORTS

if TYPE_CHECKING:
    from collections.abc import Iterable

_USUAL = frozenset(STANDARD_PORTS.values())
_ENTRY = re.compile(
    r"(?:\[(?P<ipv6>[0-9A-Fa-f:.]+(?:/\d+)?)\]|(?P<bare>[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:/\d+)?)|(?P<other>[^:\[\]]+))(?::(?P<port>[1-9]\d{0,4}))?"
)
_FORMS = "Write 127.0.0.1:8080, 10.0.0.0/8, [fd00::1]:8080, localhost:8080 or ocsp.example:8080."


@dataclass(frozen=True, slots=True)
class Allowed:
    """One entry; either a network or a name."""

    network: Network | None
    name: str
    ports: frozenset[int]


@dataclass(frozen=True, slots=True)
class AllowList:
    """The entries of one fetcher."""

    entries: tuple[Allowed, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[str]) -> AllowList:
        """The list that these entries make.

        Raises
        ------
        InputError
            One is none, or lies where nothing is ever asked.
        """
        if isinstance(entries, str):
            raise InputError("The allow-list is one text, not a list of entries.", hint='Give allow=("127.0.0.1:8080",).')
        return cls(tuple(one for entry in entries for one in _parsed(entry)))

    def opens_port(self, port: int) -> bool:
        """Whether any entry could let this port be asked; a first look, before a name is resolved."""
        return port in _USUAL or any(port in entry.ports for entry in self.entries)

    def port(self, name: str, address: Address | None, port: int) -> bool:
        """Whether this port of this host may be asked; ``address`` is None where only a proxy knows it."""
        return (
            port in _USUAL
            or self.address(address, port)
            or any(port in entry.ports and entry.name == name for entry in self.entries)
        )

    def address(self, address: Address | None, port: int) -> bool:
        """Whether this address may be asked at this port though it is not public."""
        return address is not None and any(
            port in entry.ports
            and entry.network is not None
            and entry.network.version == address.version
            and address in entry.network
            for entry in self.entries
        )

    def named(self, name: str, port: int) -> bool:
        """Whether this name and port are an entry."""
        return any(port in entry.ports and entry.name == name for entry in self.entries)


def _parsed(entry: str) -> tuple[Allowed, ...]:
    parts = _ENTRY.fullmatch(entry)
    if parts is None or (parts["port"] and int(parts["port"]) > 0xFFFF):
        raise _no_entry(entry)
    ports = frozenset({int(parts["port"])}) if parts["port"] else _USUAL
    what = parts["ipv6"] or parts["bare"] or parts["other"]
    if what.lower() == "localhost":
        return tuple(Allowed(ip_network(one), "", ports) for one in ("127.0.0.1", "::1"))
    try:
        network = ip_network(what)
    except ValueError:
        if not parts["other"] or "/" in what:
            raise _no_entry(entry) from None
    else:
        if any(network.version == never.version and network.subnet_of(never) for never in NEVER):  # type: ignore[arg-type]
            raise InputError(f"{visible(entry, 60)} is never asked, whoever allows it.", hint="Leave it out.")
        return (Allowed(network, "", ports),)
    try:
        host = host_of(what)
    except NotFetchedError:
        raise _no_entry(entry) from None
    return (Allowed(None, host.text, ports),)


def _no_entry(entry: str) -> InputError:
    return InputError(f"{visible(entry, 60)} is no entry of an allow-list.", hint=_FORMS)
