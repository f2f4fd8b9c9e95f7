"""A04: security events are acknowledged, kept, and those that are about certificates are explained."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.decision import CsmsDecision, follows, said
from workbench.csms.record import MOST_KEPT
from workbench.csms.seen import SecurityEventSeen
from workbench.messages.security_event import SecurityEvent, SecurityEventNotificationResponse

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.csms.record import StationRecord
    from workbench.messages.security_event import SecurityEventNotificationRequest

_MEANS = {
    SecurityEvent.INVALID_CHARGING_STATION_CERTIFICATE: (
        "The station refused the certificate that it was sent, and will not ask again on its own.",
        "A02.FR.07",
        "Find the cause with `pnc diagnose --use station-client`, mend it at the CA, then trigger the signing anew.",
    ),
    SecurityEvent.INVALID_CSMS_CERTIFICATE: (
        "The station did not trust the server certificate that it was shown.",
        "",
        "Compare the server's chain with the CSMS roots that the station lists.",
    ),
    SecurityEvent.DISCARDED_RENEWED_CLIENT_CERTIFICATE: (
        "The station gave its renewed client certificate up and uses the former one.",
        "A02.FR.29",
        "See why the server refused the renewed one: its anchors, its name, its validity; then trigger the signing anew.",
    ),
}


def security_event(record: StationRecord, message: SecurityEventNotificationRequest, now: datetime) -> CsmsDecision:
    """The acknowledgement [A04.FR.03], whatever the event is called."""
    seen = SecurityEventSeen(message.type, message.timestamp, message.tech_info or "", now)
    after = replace(record, last_seen=now, security_events=(*record.security_events, seen)[-MOST_KEPT:])
    findings = [
        said("csms-answered", "The security event is acknowledged and kept.", requirement="A04.FR.03", observed=message.type)
    ]
    means = next((told for event, told in _MEANS.items() if event == message.type), None)
    if means is not None:
        sentence, requirement, remedy = means
        findings.append(follows(sentence, requirement=requirement, remedy=remedy))
    return CsmsDecision(after, SecurityEventNotificationResponse(), tuple(findings))
