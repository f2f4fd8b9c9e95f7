"""Whether the leaf holds the name that the other side asks for: an FQDN (RFC 9525), a station's serial number, an identifier."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from cryptography import x509

from workbench.certs.quiet import quietly
from workbench.certs.trimming import extensions_of
from workbench.diagnosis.uses import Use
from workbench.trust.faults import fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.findings import Finding
    from workbench.trust.certificate import PathCertificate

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_SERVERS = frozenset({Use.CSMS_SERVER, Use.EST_SERVER})
_IDENTIFIERS = {
    Use.SECC: ("SECCID", "V2G2-925"),
    Use.CONTRACT: ("EMAID", "V2G2-108"),
    Use.OEM_PROVISIONING: ("PCID", "V2G2-933"),
    Use.VEHICLE: ("EVCCID", "V2G20-2598"),
    Use.STATION_CLIENT: ("serial number of the charging station", "A00.FR.511"),
}
NAMED = _SERVERS | _IDENTIFIERS.keys()
"""Uses whose leaf holds a name that somebody compares."""


def judge(leaf: PathCertificate, use: Use, name: str) -> Iterator[Finding]:
    """``identity-mismatch`` where the leaf holds another name than ``name``; nothing for uses that compare none."""
    if use in _SERVERS:
        yield from _server(leaf, name)
    elif use in _IDENTIFIERS:
        yield from _identifier(leaf, use, name)


def host_of(name: str) -> str:
    """The host of a URL, with or without a port; any other text as it is."""
    host = name.partition("://")[2].partition("/")[0].rpartition("@")[2] if "://" in name else name
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0] if host.count(":") == 1 else host


def _server(leaf: PathCertificate, name: str) -> Iterator[Finding]:
    name = host_of(name.strip())
    wanted = _address(name)
    dns, addresses = _alternatives(leaf)
    common_name = leaf.facts.subject.common_name or ""
    if wanted is not None:
        matches, held = wanted in addresses, [str(address) for address in addresses]
    elif dns:
        matches, held = any(matches_host(value, name) for value in dns), dns
    else:  # A00.FR.510: the name is in the common name; OpenSSL looks there where there is no dNSName
        matches, held = matches_host(common_name, name), [common_name]
    if matches:
        return
    in_common_name = bool(dns) and matches_host(common_name, name)
    yield fault(
        leaf,
        "identity-mismatch",
        f"{{}} is not a certificate for {name}: it is for {_listed(held)}"
        + ("; the common name, which would fit, does not count beside a subjectAltName." if in_common_name else ".")
        + (" The common name does not count for addresses." if wanted is not None and common_name == name else ""),
        requirement="A00.FR.510",
        observed=_listed(held),
        expected=name,
        remedy=f"Connect to the name that the certificate holds, or have it issued with dNSName {name}."
        if wanted is None
        else f"Connect by name; or have it issued with iPAddress {name}.",
    )


def matches_host(pattern: str, name: str) -> bool:
    """RFC 9525 6.3: labels compared without case; ``*`` stands for the whole left-most label only, and never for all of a name."""
    held, wanted = (text.rstrip(".").lower().split(".") for text in (pattern, name))
    if len(held) != len(wanted) or not all(wanted) or not all(held):
        return False
    if held[0] == "*":
        return len(held) > 2 and held[1:] == wanted[1:]
    return held == wanted


def _identifier(leaf: PathCertificate, use: Use, name: str) -> Iterator[Finding]:
    what, requirement = _IDENTIFIERS[use]
    common_name = leaf.facts.subject.common_name or ""
    exact = use is Use.STATION_CLIENT  # a serial number has no separators to leave out
    same = common_name == name if exact else _bare(common_name) == _bare(name)
    if same:
        return
    only_case = exact and common_name.casefold() == name.casefold()
    yield fault(
        leaf,
        "identity-mismatch",
        f"{{}} is not the certificate of {name}: its common name holds another {what}"
        + (", in other upper or lower case." if only_case else "."),
        requirement=requirement,
        observed=f"common name {common_name or '(none)'}",
        expected=name,
        remedy=f"Use the certificate of {name}, or have one issued with that common name.",
    )


def _bare(identifier: str) -> str:
    return "".join(character for character in identifier.upper() if character.isalnum())


def _alternatives(leaf: PathCertificate) -> tuple[list[str], list[_Address]]:
    """The dNSNames and iPAddresses of its subjectAltName; none where that cannot be read."""
    if leaf.item.certificate is None:
        return [], []
    try:
        with quietly():
            read = extensions_of(leaf.item.der, leaf.item.certificate).read
    except (ValueError, x509.DuplicateExtension):
        return [], []
    names = next((one.value for one in read if isinstance(one.value, x509.SubjectAlternativeName)), None)
    if names is None:
        return [], []
    addresses = [value for value in names.get_values_for_type(x509.IPAddress) if isinstance(value, _Address)]
    return names.get_values_for_type(x509.DNSName), addresses


def _address(text: str) -> _Address | None:
    try:
        return ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None


def _listed(names: Iterable[str]) -> str:
    every = [name for name in names if name]
    return ", ".join(every[:4]) + (f" and {len(every) - 4} more" if len(every) > 4 else "") if every else "no name"
