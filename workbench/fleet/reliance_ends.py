"""Until when a CA stands if nothing is renewed: a way up lasts as long as its shortest certificate; the longest way counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from workbench.fleet.reliance import CaCertificate, Reliance
    from workbench.fleet.reliance_stores import CsmsReach


class End(NamedTuple):
    """When something ends, and the SHA-256 of the certificate that ends it."""

    at: datetime
    certificate: str


def ends_of_authorities(reliance: Reliance) -> dict[str, End]:
    """By CA: when the last way up from it ends; a way that leads to a CA of which no root is at hand is taken to go on."""
    found: dict[str, End] = {}
    left = True
    while left:  # each round finds ways that are one step longer, or later
        left = False
        for one in reliance.certificates.values():
            end = _through(one, found, reliance)
            if end is not None and (one.authority not in found or end > found[one.authority]):
                found[one.authority], left = end, True
    return found


def _through(one: CaCertificate, found: Mapping[str, End], reliance: Reliance) -> End | None:
    if one.not_after is None:
        return None
    own = End(one.not_after, one.certificate)
    if one.anchor or one.issuer is None or not reliance.of.get(one.issuer):
        return own
    above = found.get(one.issuer)
    return None if above is None else min(own, above)


def ends_of_csms_roots(csms: CsmsReach, reliance: Reliance) -> dict[str, End]:
    """By stored root: until when it verifies the CSMS's chain; the server's own certificate is taken to be renewed."""
    found: dict[str, End] = {}
    for sha256, below in csms.verifying(lambda one: one.not_after is not None, lambda one: one.not_after is not None).items():
        links = [reliance.certificates[one] for one in (sha256, *below)]
        found[sha256] = min(End(one.not_after, one.certificate) for one in links if one.not_after is not None)
    return found
