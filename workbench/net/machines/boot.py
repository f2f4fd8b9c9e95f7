"""B01: the station presents itself after it was switched on; until the CSMS accepts it, it sends nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from workbench._version import __version__
from workbench.messages.boot_notification import (
    BootNotificationRequest,
    BootNotificationResponse,
    BootReason,
    ChargingStation,
    RegistrationStatus,
)

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.actions import Response

_SHORTEST = 1
_LONGEST_NUMBER = 25


class Registration:
    """Whether the CSMS has accepted the station since it was switched on."""

    def __init__(self, identity: str) -> None:
        self._identity = identity
        self._again_at: datetime | None = None
        self.wanted = True
        self.accepted = False
        self.interval = 0

    def request(self) -> BootNotificationRequest:
        """The presentation."""
        fits = 0 < len(self._identity) <= _LONGEST_NUMBER
        return BootNotificationRequest(
            reason=BootReason.POWER_UP,
            charging_station=ChargingStation(
                model="Simulated station",
                vendor_name="PnC PKI Workbench",
                serial_number=self._identity if fits else None,
                firmware_version=__version__,
            ),
        )

    def heard(self, response: Response, now: datetime) -> None:
        """The CSMS's answer: accepted, or when to ask again at the earliest."""
        if not isinstance(response, BootNotificationResponse):
            return
        self.wanted = False
        self.accepted = response.status is RegistrationStatus.ACCEPTED
        self.interval = response.interval
        self._again_at = None if self.accepted else now + timedelta(seconds=max(response.interval, _SHORTEST))

    def refused(self) -> None:
        """There was no answer that can be used: the station goes on, as many do, and does not ask again."""
        self.wanted, self.accepted = False, True

    def look(self, now: datetime) -> None:
        """The time: ask again, if that is due."""
        if self._again_at is not None and now >= self._again_at:
            self.wanted, self._again_at = True, None
