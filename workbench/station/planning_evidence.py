"""Evidence that a CSMS waits for between two steps of a rotation: what M03 lists, and under which root the station is connected."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.messages.certificates import (
    GetCertificateIdUse,
    GetInstalledCertificateIdsRequest,
    GetInstalledCertificateIdsResponse,
)
from workbench.station.events import Received
from workbench.station.installed import CSMS_ROOT

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.station.moves import Decider, World

_ASK = Received(GetInstalledCertificateIdsRequest(certificate_type=(GetCertificateIdUse(CSMS_ROOT),)))


@dataclass(frozen=True, slots=True)
class Listed:
    """M03 lists a CSMS root, or no longer does: by its hash data, as the CSMS computes it from certificate and issuer.

    Attributes
    ----------
    name
        For people, e.g. ``"M03 shows root B"``.
    wanted
        Its hash data by each algorithm.
    there
        Whether it must be listed, or must not.
    """

    name: str
    wanted: tuple[CertificateHashData, ...] = field(repr=False)
    there: bool = True

    def holds(self, world: World, personality: Decider) -> bool:
        """Whether the station's answer says so now."""
        if not world.state.connection.connected:
            return False
        reply = personality.decide(world.state, _ASK, world.now).reply
        if not isinstance(reply, GetInstalledCertificateIdsResponse):
            return False
        listed = [one.certificate_hash_data.plain for one in reply.certificate_hash_data_chain or ()]
        return any(one in self.wanted for one in listed) is self.there


@dataclass(frozen=True, slots=True)
class ConnectedUnder:
    """The station has connected to a server under a root; the CSMS knows which of its servers that was.

    Attributes
    ----------
    name
        For people, e.g. ``"connected under root B"``.
    root
        SHA-256 of the root.
    """

    name: str
    root: str

    def holds(self, world: World, personality: Decider) -> bool:  # noqa: ARG002  # as every guard
        """Whether that connection stands."""
        return world.state.connection.connected and world.state.connection.root == self.root


@dataclass(frozen=True, slots=True)
class TimeHasCome:
    """A moment is reached; nobody can hurry it.

    Attributes
    ----------
    name
        For people, e.g. ``"root E is valid"``.
    since
        UTC-aware.
    """

    name: str
    since: datetime

    def holds(self, world: World, personality: Decider) -> bool:  # noqa: ARG002  # as every guard
        """Whether it is that late."""
        return world.now >= self.since


Guard = Listed | ConnectedUnder | TimeHasCome
