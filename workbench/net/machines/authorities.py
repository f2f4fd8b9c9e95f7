"""What a CSMS asks of whatever signs its stations' requests: at once in this process, or over a network, and then not at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.net.machines.issuer import Issuer
    from workbench.station.state import SigningUse


class NotYet(NamedTuple):
    """The CA has not decided: the same request is to be sent again then.

    Attributes
    ----------
    at
        UTC-aware; None: the CA did not say.
    """

    at: datetime | None


class Authority(Protocol):
    """What every authority has."""

    @property
    def chains(self) -> tuple[tuple[Item, ...], ...]:
        """The certificates of its CAs as far as they are known, each its own first, then the sub-CAs above it."""

    def follow(self, issuer: Issuer) -> None:
        """The CSMS shows a server of this CA from now on."""


@runtime_checkable
class RemoteAuthority(Authority, Protocol):
    """One that is asked over a network; :class:`~workbench.net.machines.est_authority.EstAuthority`."""

    async def enrol(self, csr: str, certificate_type: SigningUse, now: datetime) -> str | NotYet:
        """The certificate of a CSR and the sub-CAs above it, PEM, leaf first, no root; or not yet.

        Raises
        ------
        SigningRefusedError
            It issues none, or could not be asked.
        """
