"""When a fault is in force: everywhere, at one responder, for one certificate, or for the next few requests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.net.twin.faults import Fault, Part
from workbench.net.twin.sites import Kind

if TYPE_CHECKING:
    from collections.abc import Collection

    from workbench.net.twin.sites import Site


@dataclass(slots=True)
class Rule:
    """One fault and what it is for.

    Attributes
    ----------
    where
        A URL or the name of a CA; empty: everywhere.
    issuer, serial
        The CA and serial number of the one certificate whose status is asked for; None: of any. CRLs are about all of them.
    left
        For how many requests more; None: for all.
    hits
        How many it was in force for.
    """

    fault: Fault
    where: str = ""
    issuer: str = ""
    serial: int | None = None
    left: int | None = None
    hits: int = 0

    def fits(self, site: Site, serials: Collection[int]) -> bool:
        """Whether it is in force for a request."""
        part = Part.CRL if site.kind is Kind.CRL else Part.OCSP if site.kind is Kind.OCSP else Part.WAY
        return (
            self.fault.part in {Part.WAY, part}
            and self.left != 0
            and self.where in {"", site.url, site.issuer}
            and (self.serial is None or (self.issuer == site.issuer and self.serial in serials))
        )


class FaultRules:
    """All that are in force; of those that fit the one that was set last."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def take(self, site: Site, serials: Collection[int] = ()) -> Fault | None:
        """The fault for a request that is being answered; counted."""
        for rule in reversed(self.rules):
            if rule.fits(site, serials):
                rule.hits += 1
                rule.left = None if rule.left is None else rule.left - 1
                return rule.fault
        return None
