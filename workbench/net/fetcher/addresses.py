"""May an address be asked at all? IANA's special-purpose registries, and the addresses at which clouds hand out their secrets.

Python's ``is_global`` changed between its versions, so the networks are listed here. An address that carries another one within
(IPv4-mapped, NAT64, 6to4, Teredo) is also judged by that one, and the stricter judgement holds.
"""

from __future__ import annotations

from enum import IntEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import NamedTuple, TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network


class Reach(IntEnum):
    """Who may be asked there; the larger the stricter."""

    PUBLIC = 0
    """Anyone."""
    ALLOWED = 1
    """Only what the user's allow-list holds."""
    NEVER = 2
    """Nobody, whatever the allow-list holds."""


class Judged(NamedTuple):
    """An address's reach, and what it is."""

    reach: Reach
    what: str


NEVER: dict[Network, str] = {
    ip_network(network): what
    for network, what in {
        "0.0.0.0/8": "this machine (an unspecified address)",
        "169.254.0.0/16": "link-local, where clouds hand out their secrets",
        "100.100.100.200/32": "a cloud's metadata service",
        "168.63.129.16/32": "a cloud's metadata service",
        "192.0.0.192/32": "a cloud's metadata service",
        "255.255.255.255/32": "broadcast",
        "::/128": "this machine (an unspecified address)",
        "fe80::/10": "link-local",
        "fd00:ec2::/32": "a cloud's metadata service",
        "fd20:ce::254/128": "a cloud's metadata service",
        "fd00:42::42/128": "a cloud's metadata service",
    }.items()
}
_SPECIAL: dict[Network, str] = {
    ip_network(network): what
    for network, what in {
        "10.0.0.0/8": "private",
        "100.64.0.0/10": "a provider's internal network (CGNAT)",
        "127.0.0.0/8": "loopback: this machine",
        "172.16.0.0/12": "private",
        "192.0.0.0/24": "reserved for protocols",
        "192.0.2.0/24": "for documentation",
        "192.88.99.0/24": "a former 6to4 relay",
        "192.168.0.0/16": "private",
        "198.18.0.0/15": "for benchmarks",
        "198.51.100.0/24": "for documentation",
        "203.0.113.0/24": "for documentation",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved",
        "::1/128": "loopback: this machine",
        "64:ff9b:1::/48": "a local NAT64",
        "2001::/23": "reserved for protocols (Teredo among them)",
        "2001:db8::/32": "for documentation",
        "2002::/16": "6to4",
        "3fff::/20": "for documentation",
        "fc00::/7": "private (unique local)",
        "fec0::/10": "private (site-local)",
        "ff00::/8": "multicast",
    }.items()
}
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")


def plain(address: Address) -> Address:
    """What a connection to the address goes to: the IPv4 address of an IPv4-mapped one, and no zone."""
    if isinstance(address, IPv4Address):
        return address
    return address.ipv4_mapped or IPv6Address(int(address))


def judged(address: Address) -> Judged:
    """Who may be asked at this address; the strictest judgement of it and of the addresses within it."""
    address = plain(address)
    own = _alone(address)
    within = [
        Judged(one.reach, f"{way} of {inner}, {one.what}")
        for way, inner in _within(address)
        if (one := _alone(inner)).reach is not Reach.PUBLIC
    ]
    return max([*within, own], key=lambda one: one.reach)  # of equals the first: what is within says more


def _alone(address: Address) -> Judged:
    for networks, reach in ((NEVER, Reach.NEVER), (_SPECIAL, Reach.ALLOWED)):
        for network, what in networks.items():
            if address.version == network.version and address in network:
                return Judged(reach, what)
    if isinstance(address, IPv4Address) or address in _GLOBAL_UNICAST or address in _NAT64:
        return Judged(Reach.PUBLIC, "public")
    return Judged(Reach.ALLOWED, "not assigned to anyone")


def _within(address: Address) -> list[tuple[str, IPv4Address]]:
    """The IPv4 addresses that an IPv6 address carries, each with the name of the way."""
    if isinstance(address, IPv4Address):
        return []
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    found = []
    if address in _NAT64:
        found.append(("NAT64", last))
    if address in _COMPATIBLE and int(address) > 1:
        found.append(("the IPv4-compatible form", last))
    if address.sixtofour is not None:
        found.append(("6to4", address.sixtofour))
    if address.teredo is not None:
        found += [("Teredo", one) for one in address.teredo]
    if (int(address) >> 32) & 0xFDFFFFFF == 0x00005EFE:
        found.append(("ISATAP", last))
    return found
