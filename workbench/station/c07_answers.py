"""C07: what the CSMS says of a contract. Both must be good: the certificate (certificateStatus) and the eMAID (idTokenInfo)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from workbench.display import visible
from workbench.messages.authorize import AuthorizeCertificateStatus
from workbench.messages.emaids import comparable
from workbench.messages.id_token import AuthorizationStatus
from workbench.messages.moments import moment_of
from workbench.station.c07_verdict import authorise, deny
from workbench.station.decision import Decision, consequence
from workbench.station.device_model import AUTHORIZATION_CACHE
from workbench.station.plug import CachedToken

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.messages.authorize import AuthorizeRequest, AuthorizeResponse
    from workbench.station.events import AuthorizeAnswered
    from workbench.station.policy import Policy
    from workbench.station.state import StationState

_CERTIFICATE_OK, _TOKEN_OK = AuthorizeCertificateStatus.ACCEPTED, AuthorizationStatus.ACCEPTED
_ASK = "Ask the mobility operator: the contract is over, or does not charge here."
_LOOK = "See what the CSMS found in the chain, and whether it knows the operator's root."
_NEW = "Let the vehicle ask for a new contract (M01): neither an end nor a revocation can be taken back."
_BY_STATUS = {
    AuthorizeCertificateStatus.CONTRACT_CANCELLED: ("C07.FR.13", _ASK),
    AuthorizeCertificateStatus.CERTIFICATE_EXPIRED: ("C07.FR.15", _NEW),
    AuthorizeCertificateStatus.CERTIFICATE_REVOKED: ("C07.FR.16", _NEW),
    AuthorizeCertificateStatus.CERT_CHAIN_ERROR: ("C07.FR.17", _LOOK),
}
_SHOWN = 200


def answered(state: StationState, event: AuthorizeAnswered, policy: Policy) -> Decision:
    """The vehicle may charge where both are Accepted; what was said of the eMAID is kept [C07.FR.09]."""
    response, request = event.response, event.request
    certificate, token = response.certificate_status, response.id_token_info.status
    state = _remembering(state, request, response)
    found = state.plug.authorising(request)
    if found is None:
        sentence = "An answer about a contract comes too late: no vehicle waits for it."
        return Decision(state, None, (consequence(sentence, requirement="C07.FR.04"),))
    if certificate is not None and certificate is not _CERTIFICATE_OK:
        why = f"{found.name} is refused: the CSMS says {certificate} of its certificate, and {token} of its eMAID."
        requirement, remedy = _BY_STATUS.get(certificate, ("C07.FR.17", _LOOK))
        return deny(state, found.session, found, found.emaid, why, requirement=requirement, remedy=remedy, **_said(response))
    if token is not _TOKEN_OK:
        why = f"{found.name} is refused: the CSMS says {token} of its eMAID."
        return deny(state, found.session, found, found.emaid, why, requirement="C07.FR.04", remedy=_ASK, **_said(response))
    if certificate is None and policy.without_certificate_status == "refuse":
        why = f"{found.name} is refused: the CSMS accepts its eMAID and says nothing of its certificate."
        remedy = "Answer with certificateStatus wherever a certificate or hash data came along."
        return deny(state, found.session, found, found.emaid, why, requirement="C07.FR.14", remedy=remedy, **_said(response))
    why = f"{found.name} may charge: the CSMS says {certificate or 'nothing'} of its certificate and Accepted of its eMAID."
    return authorise(state, found.session, found, found.emaid, why, requirement="C07.FR.14", **_said(response))


class _Said(TypedDict):
    certificate_status: str
    token_status: str


def _said(response: AuthorizeResponse) -> _Said:
    return {"certificate_status": str(response.certificate_status or ""), "token_status": str(response.id_token_info.status)}


def unanswered(state: StationState, request: AuthorizeRequest, said: str) -> Decision:
    """No response at all: nobody charges on a guess."""
    found = state.plug.authorising(request)
    if found is None:
        return Decision(state)
    why = f"{found.name} is refused: the CSMS did not answer: {visible(said, _SHOWN)}"
    return deny(state, found.session, found, found.emaid, why, requirement="C07.FR.01")


def waited(state: StationState, session: str) -> Decision:
    """The vehicle's time is up."""
    found = state.plug.authorisation(session)
    if found is None:
        return Decision(state)
    why = f"{found.name} is refused: the CSMS did not answer within the time that a vehicle waits."
    return deny(state, session, found, found.emaid, why, requirement="C07.FR.01")


def time_up(state: StationState, now: datetime) -> Decision:
    """Vehicles that have waited as long as they do."""
    decision = Decision(state)
    for one in state.plug.authorisations:
        if one.until <= now:
            ended = waited(decision.state, one.session)
            decision = replace(ended, findings=(*decision.findings, *ended.findings), effects=(*decision.effects, *ended.effects))
    return decision


def _remembering(state: StationState, request: AuthorizeRequest, response: AuthorizeResponse) -> StationState:
    """The Authorization Cache with this answer, where it is on.

    An eMAID that is Accepted while its certificate is not says nothing for later: offline it would stand for the whole contract.
    """
    if not state.model.flag(AUTHORIZATION_CACHE, "Enabled"):
        return state
    info = response.id_token_info
    if info.status is _TOKEN_OK and response.certificate_status not in {None, _CERTIFICATE_OK}:
        return replace(state, plug=state.plug.without_token(comparable(request.id_token.id_token)))
    until = moment_of(info.cache_expiry_date_time) if info.cache_expiry_date_time else None
    kept = CachedToken(comparable(request.id_token.id_token), str(info.status), until)
    return replace(state, plug=state.plug.with_token(kept))
