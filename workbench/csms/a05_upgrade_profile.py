"""A05: move a station to a higher security profile: what it will need is looked at first, for afterwards it is too late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.csms.b05_b06_variables import set_variables
from workbench.csms.decision import follows, guarded
from workbench.csms.limits import COMMUNICATION
from workbench.csms.m03_list import list_certificates
from workbench.csms.policy import STRICT
from workbench.csms.procedure import Course, ExpectReconnect
from workbench.csms.record import CSMS_ROOT
from workbench.messages.network_profile import (
    NetworkConnectionProfile,
    OCPPInterface,
    OCPPTransport,
    OCPPVersion,
    SetNetworkProfileRequest,
    SetNetworkProfileResponse,
    SetNetworkProfileStatus,
)
from workbench.messages.reset import ResetKind, ResetRequest, ResetResponse, ResetStatus
from workbench.messages.sign_certificate import CertificateSigningUse
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.csms.policy import Policy
    from workbench.csms.procedure import Procedure
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding

_CLIENT_USES = (CertificateSigningUse.CHARGING_STATION_CERTIFICATE, None)


def upgrade_profile(
    record: StationRecord,
    security_profile: int,
    url: str,
    *,
    slot: int = 2,
    kept_slots: Sequence[int] = (1,),
    policy: Policy = STRICT,
) -> Procedure:
    """Set a connection profile, put it first, restart, and see the station come back under it.

    Parameters
    ----------
    security_profile
        2 or 3; higher than the present one.
    url
        Where the CSMS serves that profile.
    slot, kept_slots
        Of the new profile, and those to try after it.
    """
    course = Course(record)
    if security_profile >= 2:
        outcome = course.join((yield from list_certificates(course.record, CSMS_ROOT, policy=policy)))
        if not outcome.ok:
            return course.end("Nothing was changed: the station did not say which CSMS roots it holds.", ok=False)
    if not course.note(*_missing(course.record, security_profile)):
        return course.end("Nothing was changed: the station would not come back.", ok=False)
    return (yield from _moved(course, _profile(course.record, security_profile, url, slot), kept_slots, policy))


def _moved(course: Course, request: SetNetworkProfileRequest, kept_slots: Sequence[int], policy: Policy) -> Procedure:
    response = yield from course.ask(request)
    if not (isinstance(response, SetNetworkProfileResponse) and response.status is SetNetworkProfileStatus.ACCEPTED):
        return course.end("The connection profile was not taken.", ok=False)
    order = ",".join(str(one) for one in (request.configuration_slot, *kept_slots))
    first = {(COMMUNICATION, "NetworkConfigurationPriority", ""): order}
    outcome = course.join((yield from set_variables(course.record, first, policy=policy)))
    if not outcome.ok and not any(one.observed == "RebootRequired" for one in outcome.findings):
        return course.end("The new profile is stored, and not used: its priority was not set.", ok=False)
    response = yield from course.ask(ResetRequest(type=ResetKind.ON_IDLE))
    if not (isinstance(response, ResetResponse) and response.status is not ResetStatus.REJECTED):
        return course.end("The new profile is used after the next restart, which the station did not take now.", ok=False)
    course.take((yield ExpectReconnect("the station restarts and connects by the new profile")))
    wanted, present = request.connection_data.security_profile, course.record.security_profile
    if course.record.connected and present == wanted:
        return course.end(f"The station is connected with security profile {wanted}.", ok=True)
    where = f"with {present}" if course.record.connected else "not at all"
    course.note(
        follows(
            f"The station is not back with security profile {wanted}, but {where}.",
            remedy="Keep the old endpoint up until it is; look at its security events.",
        )
    )
    return course.end("The station did not move.", ok=False)


def _missing(record: StationRecord, security_profile: int) -> Iterator[Finding]:
    """What the station would lack under the new profile."""
    present = record.security_profile
    if present is not None and security_profile <= present:
        yield guarded(
            f"The station has security profile {present} already: {security_profile} is no upgrade, and a downgrade is not sent.",
            remedy="A downgrade is made at the station itself.",
        )
    listing = record.listing(CSMS_ROOT)
    if security_profile >= 2 and (listing is None or not listing.entries):
        yield guarded(
            "The station lists no CSMS root: it could not verify the server.",
            requirement="M03.FR.04",
            remedy="Install the CSMS root first (M05).",
        )
    if security_profile >= 3 and not any(one.certificate_type in _CLIENT_USES for one in record.issued):
        yield guarded(
            "The record knows no client certificate of the station: it could not authenticate itself.",
            requirement="A02.FR.08",
            remedy="Trigger the signing of its ChargingStationCertificate first (A02).",
        )


def _profile(record: StationRecord, security_profile: int, url: str, slot: int) -> SetNetworkProfileRequest:
    profile = NetworkConnectionProfile(
        ocpp_version=OCPPVersion.OCPP20 if record.version is Version.V201 else None,
        ocpp_interface=OCPPInterface.WIRED0,
        ocpp_transport=OCPPTransport.JSON,
        ocpp_csms_url=url,
        message_timeout=30,
        security_profile=security_profile,
    )
    return SetNetworkProfileRequest(configuration_slot=slot, connection_data=profile)
