"""The subjectAltName: host names that a TLS client looks for, or that should not be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.certs.identifiers import Scheme, candidates
from workbench.profiles.checks.subject import is_host_name
from workbench.profiles.checks.words import listed
from workbench.profiles.examined import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.profiles.examined import Examined


def host_name(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """The host name of the common name is among the dNSNames."""
    found, common_name = examined.host_names(), examined.subject.common_name
    wanted = f"dNSName {common_name}" if is_host_name(common_name) else "the server's FQDN as dNSName"
    if not found:
        yield Fault(
            "has no host name in subjectAltName", "no dNSName", wanted, "Put the server's FQDN into subjectAltName as well."
        )
    elif is_host_name(common_name) and common_name.rstrip(".").lower() not in {one.rstrip(".").lower() for one in found}:
        yield Fault(
            f"has the host name {common_name} in CN but not in subjectAltName",
            listed(found),
            wanted,
            "Put the same FQDN into CN and subjectAltName.",
        )


def no_evse_id(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """There is no EVSE ID among the texts of the subjectAltName, in whatever form of name."""
    found = [one for one in examined.alternative_texts() if any(known.scheme is Scheme.EVSEID for known in candidates(one))]
    if found:
        yield Fault(
            f"has the EVSE ID {listed(found)} in subjectAltName",
            listed(found),
            "no EVSE ID: the SECCID in CN alone",
            "Leave it out; the certificate names the communication controller (SECCID), which may serve many EVSEs.",
        )


def no_host_name(examined: Examined, _values: Mapping[str, Any]) -> Iterator[Fault]:
    """There is no dNSName."""
    if found := examined.host_names():
        yield Fault(
            f"has {listed(found)} as dNSName in subjectAltName",
            listed(found),
            "no dNSName",
            "Leave dNSNames out: a charging station is known by its serial number, not by an address.",
        )
