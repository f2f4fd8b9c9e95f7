"""F06: the CSMS has the station send something; of all messages those are here that begin a renewal (A02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.findings import Severity
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.trigger_message import MessageTrigger, TriggerMessageResponse, TriggerMessageStatus
from workbench.messages.versions import Version
from workbench.station.a02_a03_request import begin, lacking
from workbench.station.decision import Decision, answered, consequence, why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.messages.trigger_message import TriggerMessageRequest
    from workbench.station.state import SigningUse, StationState

_SIGNING: Mapping[MessageTrigger, tuple[SigningUse, str]] = {
    MessageTrigger.SIGN_CHARGING_STATION_CERTIFICATE: ("ChargingStationCertificate", "A02.FR.02"),
    MessageTrigger.SIGN_V2G_CERTIFICATE: ("V2GCertificate", "A02.FR.22"),
    MessageTrigger.SIGN_V2G20_CERTIFICATE: ("V2G20Certificate", "A02.FR.23"),
    MessageTrigger.SIGN_COMBINED_CERTIFICATE: ("Combined", "A02.FR.02"),
}
_NEW_IN_21 = frozenset({MessageTrigger.SIGN_V2G20_CERTIFICATE, MessageTrigger.CUSTOM_TRIGGER})


def trigger(state: StationState, message: TriggerMessageRequest) -> Decision:
    """The answer, and behind it the key pair that the message needs; whatever waited for a certificate of that type is dropped."""
    asked = message.requested_message
    if asked not in _SIGNING or (asked in _NEW_IN_21 and state.connection.version is Version.V201):
        sentence = f"The station does not send {asked.value} on demand."
        reply = TriggerMessageResponse(
            status=TriggerMessageStatus.NOT_IMPLEMENTED, status_info=why(state, ReasonCode.UNSUPPORTED_REQUEST, sentence)
        )
        return Decision(state, reply, (answered("Rejected", sentence, requirement="F06.FR.08"),))
    certificate_type, requirement = _SIGNING[asked]
    if name := lacking(state, certificate_type):
        sentence = f"{name} is empty: the signing request would name nobody."
        reply = TriggerMessageResponse(
            status=TriggerMessageStatus.REJECTED, status_info=why(state, ReasonCode.MISSING_DEV_MODEL_INFO, sentence)
        )
        remedy = f"Set {name} first."
        return Decision(state, reply, (answered("Rejected", sentence, requirement="F06.FR.05", remedy=remedy),))
    begun = begin(state, certificate_type)
    finding = answered("Accepted", f"A key pair is made and {asked.value} follows.", requirement=requirement)
    first = consequence("This answer goes first: the key is only made behind it.", requirement="F06.FR.04", severity=Severity.INFO)
    follows = consequence("Then the message follows.", requirement="F06.FR.10", severity=Severity.INFO)
    reply = TriggerMessageResponse(status=TriggerMessageStatus.ACCEPTED)
    return Decision(begun.state, reply, (finding, first, follows), begun.effects)
