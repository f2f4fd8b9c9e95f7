"""Whether a server's certificate is for the server that was called, and for a server at all; revocation is not judged here."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from workbench.certs.kinds import Kind
from workbench.diagnosis import identity
from workbench.diagnosis.uses import Use
from workbench.findings import Severity
from workbench.station.judging import departures, purposes_left_out
from workbench.trust.graph import TrustGraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.items import Item
    from workbench.findings import Finding
    from workbench.station.policy import Policy


def checkable(host: str) -> bool:
    """Whether a certificate can be held against this host: a name with a dot, no address; A00.FR.510 speaks of an FQDN."""
    host = identity.host_of(host)
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return "." in host.rstrip(".")
    return False


def not_checked(host: str) -> str:
    """What stays open, for people."""
    name = "" if checkable(host) else ", its name (the station called it by none)"
    return f"Not checked: revocation{name}."


def faults(path: Sequence[Item], host: str, policy: Policy) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What speaks against this path, its leaf first, for the server at this host: what refuses it, and what is only said."""
    leaf = path[0]
    refuses: list[Finding] = []
    said: list[Finding] = []
    if checkable(host):
        node = next(iter(TrustGraph([leaf])))
        (refuses if policy.server_name == "refuse" else said).extend(identity.judge(node, Use.CSMS_SERVER, host))
    unfit = (*(one for one in departures(leaf, Kind.CSMS_SERVER) if _unfit(one)), *purposes_left_out(path))
    (refuses if policy.server_usage == "refuse" else said).extend(unfit)
    return tuple(refuses), tuple(said)


def _unfit(departure: Finding) -> bool:
    """A TLS client refuses what may not sign a handshake, and what is for other purposes only."""
    if departure.code == "leaf-key-usage":
        return departure.severity is Severity.ERROR
    return departure.requirement == "RFC 5280 4.2.1.12"
