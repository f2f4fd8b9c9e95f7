"""Who is there: connections, boot, heartbeat, security events; and what this CSMS does not do."""

from datetime import timedelta

import pytest

from tests.csms.driving import on_the_wire, there
from tests.trust.pki import NOW
from workbench.csms.csms import decide
from workbench.csms.events import Answered, Connected, Disconnected, NoAnswer, Received
from workbench.csms.policy import Policy
from workbench.csms.record import MOST_KEPT, StationRecord
from workbench.messages.authorize import AuthorizeRequest
from workbench.messages.boot_notification import BootNotificationRequest, BootReason, ChargingStation, HeartbeatRequest
from workbench.messages.certificates import (
    GetInstalledCertificateIdsRequest,
    GetInstalledCertificateIdsResponse,
    GetInstalledCertificateStatus,
    InstallCertificateResponse,
    InstallCertificateStatus,
)
from workbench.messages.faults import ErrorCode
from workbench.messages.id_token import IdToken
from workbench.messages.reset import ResetKind, ResetRequest, ResetResponse, ResetStatus
from workbench.messages.security_event import SecurityEvent, SecurityEventNotificationRequest
from workbench.messages.status_notification import ConnectorStatus, StatusNotificationRequest
from workbench.times import rfc3339

BOOT = BootNotificationRequest(
    reason=BootReason.POWER_UP, charging_station=ChargingStation(model="M1", vendor_name="V", firmware_version="1.0")
)


def event(type_):
    return SecurityEventNotificationRequest(type=type_, timestamp=rfc3339(NOW), tech_info="info")


def received(record, message, policy=None):
    decision = decide(record, Received(message), NOW, *([policy] if policy else []))
    if decision.reply is not None:
        on_the_wire(decision.reply, record.version)
    return decision


def test_a_boot_is_accepted_with_the_time_and_the_outfit_is_kept():
    decision = received(there(), BOOT)
    assert (decision.reply.status, decision.reply.current_time) == ("Accepted", rfc3339(NOW))
    assert decision.record.outfit.firmware == "1.0"
    assert received(there(), BOOT, Policy(accept_boot=False)).reply.status == "Pending"


def test_heartbeat_and_status_are_answered():
    assert received(there(), HeartbeatRequest()).reply.current_time == rfc3339(NOW)
    status = StatusNotificationRequest(
        timestamp=rfc3339(NOW), connector_status=ConnectorStatus.AVAILABLE, evse_id=1, connector_id=1
    )
    assert received(there(), status).reply is not None


@pytest.mark.requirement("A04.FR.03")
@pytest.mark.parametrize("type_", [*SecurityEvent, "somebody's own"])
def test_every_security_event_is_acknowledged_and_kept(type_):
    decision = received(there(), event(str(type_)))
    assert decision.reply is not None
    assert decision.record.security_events[-1].type == type_


@pytest.mark.requirement("A02.FR.07")
def test_an_invalid_certificate_event_says_what_to_do():
    findings = received(there(), event("InvalidChargingStationCertificate")).findings
    assert any("trigger" in one.remedy for one in findings)


def test_a_record_keeps_a_bounded_number_of_events():
    record = there()
    for _ in range(MOST_KEPT + 5):
        record = received(record, event("TamperDetectionActivated")).record
    assert len(record.security_events) == MOST_KEPT


def test_what_this_csms_does_not_do_is_refused_and_never_invented():
    decision = received(there(), AuthorizeRequest(id_token=IdToken(id_token="x", type="ISO14443")))
    assert decision.reply is None
    assert decision.refused is not None
    assert decision.refused.code is ErrorCode.NOT_SUPPORTED


def test_a_connection_without_tls_is_said():
    decision = decide(StationRecord(identity="a"), Connected(security_profile=1), NOW)
    assert decision.findings[0].code == "csms-consequence"
    assert not decide(StationRecord(identity="a"), Connected(security_profile=3), NOW).findings


def test_a_lost_connection_changes_nothing_else():
    record = there()
    after = decide(record, Disconnected(), NOW + timedelta(days=1)).record
    assert (after.connected, after.last_seen) == (False, NOW + timedelta(days=1))
    assert after.believed == record.believed


def test_a_response_of_another_action_teaches_nothing():
    response = InstallCertificateResponse(status=InstallCertificateStatus.ACCEPTED)
    decision = decide(there(), Answered(GetInstalledCertificateIdsRequest(), response), NOW)
    assert decision.record == there()
    assert decision.findings[0].severity == "error"


def test_a_reset_is_remembered():
    request = ResetRequest(type=ResetKind.IMMEDIATE)
    decision = decide(there(), Answered(request, ResetResponse(status=ResetStatus.ACCEPTED)), NOW)
    assert decision.record.answers[-1].action == "Reset"
    assert decide(there(), NoAnswer(request, "gone"), NOW).record.answers[-1].status == "no answer"


@pytest.mark.requirement("M05.FR.13")
@pytest.mark.parametrize(("server", "stale"), [("old", False), ("new", True)])
def test_another_server_puts_the_listed_csms_roots_in_doubt(server, stale):
    record = decide(StationRecord(identity="a"), Connected(server="old"), NOW).record
    response = GetInstalledCertificateIdsResponse(status=GetInstalledCertificateStatus.NOT_FOUND)
    record = decide(record, Answered(GetInstalledCertificateIdsRequest(), response), NOW).record
    record = decide(decide(record, Disconnected(), NOW).record, Connected(server=server), NOW).record
    assert {one.certificate_type for one in record.listings if one.stale} == ({"CSMSRootCertificate"} if stale else set())
