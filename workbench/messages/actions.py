"""Every action that is known here: its two messages, who sends the request, in which versions it exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workbench.messages import (
    authorize,
    boot_notification,
    certificate_status,
    certificates,
    ev_certificate,
    network_profile,
    reset,
    security_event,
    sign_certificate,
    status_notification,
    trigger_message,
    variables,
)
from workbench.messages.versions import DIFFERENCES, Version

Kind = Literal["request", "response"]
Side = Literal["station", "csms"]

RequestToStation = (
    certificates.InstallCertificateRequest
    | certificates.DeleteCertificateRequest
    | certificates.GetInstalledCertificateIdsRequest
    | sign_certificate.CertificateSignedRequest
    | trigger_message.TriggerMessageRequest
    | variables.GetVariablesRequest
    | variables.SetVariablesRequest
    | network_profile.SetNetworkProfileRequest
    | reset.ResetRequest
)
"""What a CSMS asks of a station."""

ResponseFromStation = (
    certificates.InstallCertificateResponse
    | certificates.DeleteCertificateResponse
    | certificates.GetInstalledCertificateIdsResponse
    | sign_certificate.CertificateSignedResponse
    | trigger_message.TriggerMessageResponse
    | variables.GetVariablesResponse
    | variables.SetVariablesResponse
    | network_profile.SetNetworkProfileResponse
    | reset.ResetResponse
)
"""What a station answers."""

RequestToCsms = (
    sign_certificate.SignCertificateRequest
    | certificate_status.GetCertificateStatusRequest
    | certificate_status.GetCertificateChainStatusRequest
    | ev_certificate.Get15118EVCertificateRequest
    | security_event.SecurityEventNotificationRequest
    | boot_notification.BootNotificationRequest
    | boot_notification.HeartbeatRequest
    | status_notification.StatusNotificationRequest
    | authorize.AuthorizeRequest
)
"""What a station asks of a CSMS, or tells it."""

ResponseFromCsms = (
    sign_certificate.SignCertificateResponse
    | certificate_status.GetCertificateStatusResponse
    | certificate_status.GetCertificateChainStatusResponse
    | ev_certificate.Get15118EVCertificateResponse
    | security_event.SecurityEventNotificationResponse
    | boot_notification.BootNotificationResponse
    | boot_notification.HeartbeatResponse
    | status_notification.StatusNotificationResponse
    | authorize.AuthorizeResponse
)
"""What a CSMS answers."""

Request = RequestToStation | RequestToCsms
Response = ResponseFromStation | ResponseFromCsms
Message = Request | Response


@dataclass(frozen=True, slots=True)
class Action:
    """One action.

    Attributes
    ----------
    name
        As in the CALL, the message's name without "Request".
    request, response
        Its classes.
    sender
        Who sends the request; the other side gets NotSupported for it.
    versions
        Where it exists.
    """

    name: str
    request: type[Request]
    response: type[Response]
    sender: Side
    versions: frozenset[Version]


_ONLY_IN_21 = {difference.place for difference in DIFFERENCES if difference.what == "message"}


def _actions(requests: object, responses: object, sender: Side) -> dict[str, Action]:
    """Request and response classes, paired as they stand in their unions."""
    found = {}
    for request, response in zip(requests.__args__, responses.__args__, strict=True):  # type: ignore[attr-defined]
        name = request.__name__.removesuffix("Request")
        versions = frozenset({Version.V21}) if name in _ONLY_IN_21 else frozenset(Version)
        found[name] = Action(name, request, response, sender, versions)
    return found


ACTIONS: dict[str, Action] = {
    **_actions(RequestToStation, ResponseFromStation, "csms"),
    **_actions(RequestToCsms, ResponseFromCsms, "station"),
}
"""By name."""

_BY_CLASS: dict[type, tuple[Action, Kind]] = {
    **{action.request: (action, "request") for action in ACTIONS.values()},
    **{action.response: (action, "response") for action in ACTIONS.values()},
}


def action_of(cls: type) -> tuple[Action, Kind]:
    """The action of a message class, and which of its messages it is.

    Raises
    ------
    KeyError
        It is no message but a part of one.
    """
    return _BY_CLASS[cls]
