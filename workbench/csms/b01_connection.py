"""Connections, BootNotification, Heartbeat and StatusNotification: who is there, and since when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.decision import CsmsDecision, follows, said
from workbench.csms.record import CSMS_ROOT
from workbench.csms.seen import Outfit
from workbench.messages.boot_notification import BootNotificationResponse, HeartbeatResponse, RegistrationStatus
from workbench.messages.status_notification import StatusNotificationResponse
from workbench.times import rfc3339

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.csms.events import Connected
    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding
    from workbench.messages.boot_notification import BootNotificationRequest

_LONGEST = 50


def connected(record: StationRecord, event: Connected, now: datetime) -> CsmsDecision:
    """The station is there. Under another server than before it may have dropped its fallback root [M05.FR.13]."""
    profile = event.security_profile
    after = replace(record, connected=True, version=event.version, security_profile=profile, server=event.server, last_seen=now)
    if record.server and event.server != record.server:
        after = after.doubting([CSMS_ROOT])
    if profile >= 2:
        return CsmsDecision(after)
    note = follows(
        f"The connection has security profile {profile}, no TLS: whatever is installed over it, anybody may have written.",
        remedy="Move the station to security profile 2 or 3.",
    )
    return CsmsDecision(after, findings=(note,))


def lost(record: StationRecord, now: datetime) -> CsmsDecision:
    """The station is gone; nothing else changes."""
    return CsmsDecision(replace(record, connected=False, last_seen=now))


def booted(record: StationRecord, message: BootNotificationRequest, now: datetime, policy: Policy) -> CsmsDecision:
    """Accepted, or Pending while the CSMS looks at its certificates first."""
    told = message.charging_station
    outfit = Outfit(told.vendor_name[:_LONGEST], told.model[:_LONGEST], (told.firmware_version or "")[:_LONGEST])
    status = RegistrationStatus.ACCEPTED if policy.accept_boot else RegistrationStatus.PENDING
    reply = BootNotificationResponse(current_time=rfc3339(now), interval=policy.heartbeat_interval, status=status)
    findings: tuple[Finding, ...] = ()
    if record.outfit.firmware and outfit != record.outfit:
        findings = (
            said("csms-consequence", "The station has other firmware than before: what was learned of its ways may not hold."),
        )
    return CsmsDecision(replace(record, outfit=outfit, last_seen=now), reply, findings)


def alive(record: StationRecord, now: datetime) -> CsmsDecision:
    """The time."""
    return CsmsDecision(replace(record, last_seen=now), HeartbeatResponse(current_time=rfc3339(now)))


def status(record: StationRecord, now: datetime) -> CsmsDecision:
    """Received."""
    return CsmsDecision(replace(record, last_seen=now), StatusNotificationResponse())
