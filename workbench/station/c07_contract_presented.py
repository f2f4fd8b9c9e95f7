"""C07, Plug & Charge: a vehicle presents its contract; online the CSMS decides, offline the station as its variables say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.findings import Severity
from workbench.messages.authorize import AuthorizeRequest
from workbench.messages.emaids import EMAID_TYPE, same_contract
from workbench.messages.id_token import IdToken
from workbench.messages.lengths import longest
from workbench.station.c07_contract import look_at, ocsp_data
from workbench.station.c07_offline import offline
from workbench.station.c07_verdict import deny
from workbench.station.decision import Decision, consequence
from workbench.station.device_model import ISO15118
from workbench.station.effects import Send
from workbench.station.plug import Authorisation

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.findings import Finding
    from workbench.station.c07_contract import Contract
    from workbench.station.events import ContractPresented
    from workbench.station.policy import Policy
    from workbench.station.state import StationState

_SHOWN = 80


def contract_presented(state: StationState, event: ContractPresented, now: datetime, policy: Policy) -> Decision:
    """Refused at once, asked of the CSMS [C07.FR.01, C07.FR.02, C07.FR.06], or decided here while offline [C07.FR.07]."""
    contract = look_at(state, event.chain, now)
    emaid = event.emaid or contract.common_name
    findings: list[Finding] = []
    if obstacle := _obstacle(state, contract, emaid):
        return deny(state, event.session, contract, emaid, obstacle, requirement="C07.FR.02")
    if event.emaid and contract.common_name and not same_contract(event.emaid, contract.common_name):
        sentence = (
            f"The vehicle names the eMAID {visible(event.emaid, _SHOWN)}, and its contract certificate is "
            f"{visible(contract.common_name, _SHOWN)}'s."
        )
        if policy.other_emaid == "refuse":
            return deny(state, event.session, contract, emaid, sentence, requirement="C07.FR.02")
        findings.append(consequence(sentence, requirement="C07.FR.02"))
    if not state.connection.connected:
        return _said(offline(state, event.session, contract, emaid, now), *findings)
    return _said(_online(state, event.session, contract, emaid, now, policy), *findings)


def _obstacle(state: StationState, contract: Contract, emaid: str) -> str:
    """Why nobody is asked, as a sentence; empty where somebody is."""
    enabled = state.model.find(ISO15118, "PnCEnabled")
    if enabled is not None and enabled.value != "true":
        return "Plug & Charge is off: ISO15118Ctrlr.PnCEnabled is false."
    if not contract.readable:
        return "What the vehicle presents is no chain of certificates that can be read."
    if other := contract.another_kind:
        return f"{contract.name} is {other}, where a contract certificate is due: its root may be the same, it pays for nothing."
    if not contract.common_name:
        return "The contract certificate has no common name, so there is no eMAID."
    most = longest(IdToken, "idToken", state.connection.version)
    if len(emaid) > most:
        return f"The eMAID has {len(emaid)} characters, and OCPP {state.connection.version} allows {most}."
    return ""


def _online(state: StationState, session: str, contract: Contract, emaid: str, now: datetime, policy: Policy) -> Decision:
    token = IdToken(id_token=emaid, type=EMAID_TYPE)
    if not contract.root_known:
        return _centrally(state, session, contract, token, now, policy)
    if not contract.holds and policy.invalid_contract == "refuse":
        why = f"{contract.name} is refused: {contract.shown.fault}."
        return _said(deny(state, session, contract, emaid, why, requirement="C07.FR.02"), *contract.shown.findings)
    if not contract.holds:
        return _centrally(state, session, contract, token, now, policy)
    entries, findings = ocsp_data(contract, state.connection.version, policy)
    if not entries:
        return _said(_centrally(state, session, contract, token, now, policy), *findings)
    request = AuthorizeRequest(id_token=token, iso15118_certificate_hash_data=entries)
    sentence = f"The CSMS is asked about {contract.name}: the eMAID, and hash data of {len(entries)} certificates of its chain."
    return _asked(state, session, contract, request, now, policy, sentence, "C07.FR.02", findings)


def _centrally(  # as its caller
    state: StationState, session: str, contract: Contract, token: IdToken, now: datetime, policy: Policy
) -> Decision:
    """The chain itself, for the CSMS to validate [C07.FR.06]; where it may not, or it cannot be sent, the vehicle is refused."""
    why = "its contract certificate names no responder that hash data could name" if contract.holds else contract.shown.fault
    if not state.model.flag(ISO15118, "CentralContractValidationAllowed"):
        sentence = (
            f"{contract.name} is refused: {why}, and the CSMS may not validate it "
            "(ISO15118Ctrlr.CentralContractValidationAllowed is false)."
        )
        remedy = "Install the root of its mobility operator (M05), or allow central validation."
        return deny(state, session, contract, token.id_token, sentence, requirement="C07.FR.06", remedy=remedy)
    pem, most = contract.pem(), longest(AuthorizeRequest, "certificate", state.connection.version)
    if not 0 < len(pem) <= most:
        sentence = (
            f"{contract.name} is refused: {why}, and its chain has {len(pem)} characters of PEM, where OCPP "
            f"{state.connection.version} allows {most}."
        )
        remedy = "Install the root of its mobility operator (M05), so that hash data are enough."
        return deny(state, session, contract, token.id_token, sentence, requirement="C07.FR.06", remedy=remedy)
    request = AuthorizeRequest(id_token=token, certificate=pem)
    sentence = f"The CSMS is asked to validate {contract.name}, its chain goes along as PEM: {why}."
    return _asked(state, session, contract, request, now, policy, sentence, "C07.FR.06", ())


def _asked(  # noqa: PLR0913, PLR0917  # the parts of a question
    state: StationState,
    session: str,
    contract: Contract,
    request: AuthorizeRequest,
    now: datetime,
    policy: Policy,
    sentence: str,
    requirement: str,
    findings: tuple[Finding, ...],
) -> Decision:
    until = now + timedelta(seconds=policy.vehicle_budget)
    new = Authorisation(session, contract.leaf, contract.name, request.id_token.id_token, request, until)
    note = consequence(sentence, requirement=requirement, severity=Severity.INFO)
    after = replace(state, plug=state.plug.with_authorisation(new))
    return Decision(after, None, (note, *findings), (Send(request),))


def _said(decision: Decision, *findings: Finding) -> Decision:
    return replace(decision, findings=(*decision.findings, *findings))
