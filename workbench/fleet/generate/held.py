"""A generated station: what it holds, and how it tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from workbench.fleet.schema import CERTIFICATE_TYPES, CHAIN_TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.fleet.generate.figures import Firmware, Vendor
    from workbench.fleet.generate.made import Made


class Held(NamedTuple):
    """Something installed: a root alone, or a V2G chain from its leaf up, the root not among it."""

    certificate_type: str
    certificates: tuple[Made, ...]


@dataclass
class GeneratedStation:
    """A station while its fleet is made.

    Attributes
    ----------
    identity
        ``CS-000001`` ...
    holds
        What is installed, in the order of installation; changes from day to day.
    most_entries
        Its maxLimit of CertificateEntries; None: never read.
    recorded
        What the CSMS believes that it holds; None: it does not know the station.
    """

    identity: str
    vendor: Vendor
    firmware: Firmware
    security_profile: int | None
    group: str
    holds: list[Held] = field(default_factory=list)
    recorded: list[Held] | None = None
    listed_twice: bool = False
    most_entries: int | None = None

    def listing(self, holds: Sequence[Held] | None = None) -> list[Held]:
        """What it answers to GetInstalledCertificateIds, in order, with its habits: see :class:`.figures.Firmware`.

        Parameters
        ----------
        holds
            As if it held these; None: what it holds.
        """
        held = self.holds if holds is None else holds
        entries = [one for certificate_type in CERTIFICATE_TYPES for one in held if one.certificate_type == certificate_type]
        chains = [one for one in entries if one.certificate_type == CHAIN_TYPE]
        if self.firmware.lists == "last leaf":
            entries = [one for one in entries if one.certificate_type != CHAIN_TYPE or one is chains[-1]]
        listed = [self._chain(one) if one.certificate_type == CHAIN_TYPE else one for one in entries]
        return [*listed, listed[-1]] if self.listed_twice and listed and holds is None else listed

    def _chain(self, one: Held) -> Held:
        leaf, *children = one.certificates
        if self.firmware.lists == "no children":
            return Held(one.certificate_type, (leaf,))
        return Held(one.certificate_type, (leaf, *(reversed(children) if self.firmware.lists == "root first" else children)))

    @property
    def entries(self) -> int:
        """How much it holds, children of chains included."""
        return sum(len(one.certificates) for one in self.holds)

    def has(self, certificate_type: str) -> bool:
        """Whether anything of a type is installed."""
        return any(one.certificate_type == certificate_type for one in self.holds)
