"""Procedures driven against scripted stations: every message is held against the schemas, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.messages.schemas import validator
from tests.trust.pki import NOW
from workbench.csms.csms import decide
from workbench.csms.events import Answered, Connected, NoAnswer
from workbench.csms.procedure import Ask, ExpectReconnect, Heard, SwitchServer
from workbench.csms.record import StationRecord
from workbench.messages.actions import action_of
from workbench.messages.certificates import (
    CertificateHashDataChain,
    DeleteCertificateRequest,
    DeleteCertificateResponse,
    DeleteCertificateStatus,
    GetCertificateIdUse,
    GetInstalledCertificateIdsRequest,
    GetInstalledCertificateIdsResponse,
    GetInstalledCertificateStatus,
    InstallCertificateRequest,
    InstallCertificateResponse,
    InstallCertificateStatus,
)
from workbench.messages.codec import from_wire, to_wire
from workbench.messages.hash_data import CertificateHashDataType
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.status_info import status_info
from workbench.messages.variables import (
    GetVariableResult,
    GetVariablesRequest,
    GetVariablesResponse,
    GetVariableStatus,
    SetVariableResult,
    SetVariablesRequest,
    SetVariablesResponse,
    SetVariableStatus,
)
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.certs.hashdata import CertificateHashData
    from workbench.csms.procedure import Outcome, Procedure


def there(identity="CS0001", version=Version.V21, **changes: Any) -> StationRecord:
    """A connected station of which nothing is known yet."""
    return decide(StationRecord(identity=identity), Connected(version, **changes), NOW).record


def on_the_wire(message: Any, version: Version) -> Any:
    """The message as it arrives: through the official schema, and our codec, there and back."""
    action, kind = action_of(type(message))
    payload = to_wire(message, version)
    validator(action.name, kind, version).validate(payload)
    return from_wire(action.name, kind, payload, version)


class Script:
    """A station whose answers are scripted: what it lists is a list of entries, what it says to a change is set.

    ``says`` maps a request class to a status; ``silent`` and ``errors`` to no answer and to a CALLERROR's code.
    """

    def __init__(self, entries: Iterable[CertificateHashDataChain] = (), **ways: Any) -> None:
        self.entries = list(entries)
        self.says: dict[type, Any] = ways.get("says", {})
        self.silent: tuple[type, ...] = ways.get("silent", ())
        self.errors: dict[type, str] = ways.get("errors", {})
        self.variables: dict[str, str] = ways.get("variables", {})
        self.installs: Callable[[InstallCertificateRequest], CertificateHashDataChain | None] = ways.get("installs", lambda _: None)
        self.heard: list[Any] = []

    def answer(self, request: Any) -> Any:  # noqa: PLR0911  # one line for each message
        self.heard.append(request)
        if type(request) in self.silent:
            return None
        match request:
            case GetInstalledCertificateIdsRequest(certificate_type=types):
                return self._listed(types)
            case InstallCertificateRequest():
                status = self.says.get(InstallCertificateRequest, InstallCertificateStatus.ACCEPTED)
                if status == "Accepted" and (new := self.installs(request)) is not None:
                    self.entries.append(new)
                return InstallCertificateResponse(status=InstallCertificateStatus(status), status_info=_why(status))
            case DeleteCertificateRequest(certificate_hash_data=data):
                return self._deleted(data)
            case GetVariablesRequest():
                return GetVariablesResponse(get_variable_result=tuple(self._got(one) for one in request.get_variable_data))
            case SetVariablesRequest():
                return SetVariablesResponse(set_variable_result=tuple(self._set(one) for one in request.set_variable_data))
            case _:
                return self.says[type(request)]

    def _listed(self, types: Any) -> GetInstalledCertificateIdsResponse:
        found = tuple(one for one in self.entries if types is None or one.certificate_type in types)
        status = GetInstalledCertificateStatus.ACCEPTED if found else GetInstalledCertificateStatus.NOT_FOUND
        return GetInstalledCertificateIdsResponse(status=status, certificate_hash_data_chain=found or None)

    def _deleted(self, data: CertificateHashDataType) -> DeleteCertificateResponse:
        status = self.says.get(DeleteCertificateRequest)
        if status is None:
            left = [one for one in self.entries if one.certificate_hash_data.plain != data.plain]
            status = "Accepted" if len(left) < len(self.entries) else "NotFound"
            self.entries = left
        return DeleteCertificateResponse(status=DeleteCertificateStatus(status), status_info=_why(status))

    def _got(self, asked: Any) -> GetVariableResult:
        name = ":".join(
            part
            for part in (asked.variable.name, asked.variable.instance, asked.attribute_type and str(asked.attribute_type))
            if part
        )
        value = self.variables.get(name)
        status = GetVariableStatus.UNKNOWN_VARIABLE if value is None else GetVariableStatus.ACCEPTED
        return GetVariableResult(
            attribute_status=status,
            component=asked.component,
            variable=asked.variable,
            attribute_type=asked.attribute_type,
            attribute_value=value,
        )

    def _set(self, asked: Any) -> SetVariableResult:
        status = SetVariableStatus(self.says.get(SetVariablesRequest, "Accepted"))
        return SetVariableResult(attribute_status=status, component=asked.component, variable=asked.variable)


def _why(status: str) -> Any:
    return None if status == "Accepted" else status_info(ReasonCode.UNSPECIFIED, "As scripted.", Version.V201)


def drive(
    procedure: Procedure, record: StationRecord, station: Script, *, reconnect: Any = None, comes_back: Any = None, now=NOW
) -> Outcome:
    """The outcome of a procedure against a scripted station.

    ``reconnect`` is called when the station is to reconnect; ``comes_back`` is the event that follows.
    """
    heard: Heard | None = None
    while True:
        try:
            step = next(procedure) if heard is None else procedure.send(heard)
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome
        match step:
            case Ask(request):
                heard = _asked(record, request, station, now)
            case SwitchServer(name):
                record = decide(record, Connected(record.version, 2, name), now).record
                heard = Heard(None, record)
            case ExpectReconnect():
                if reconnect is not None:
                    reconnect(station)
                heard = Heard(None, decide(record, comes_back, now).record if comes_back else record)
        record = heard.record


def _asked(record: StationRecord, request: Any, station: Script, now: Any) -> Heard:
    response = station.answer(on_the_wire(request, record.version))
    if code := station.errors.get(type(request)):
        decision = decide(record, NoAnswer(request, "As scripted.", code), now)
        return Heard(None, decision.record, decision.findings)
    if response is None:
        decision = decide(record, NoAnswer(request, "No answer within 30 seconds."), now)
        return Heard(None, decision.record, decision.findings)
    response = on_the_wire(response, record.version)
    decision = decide(record, Answered(request, response), now)
    return Heard(response, decision.record, decision.findings)


def entry(type_: str, data: CertificateHashData, *children: CertificateHashData) -> CertificateHashDataChain:
    return CertificateHashDataChain(
        certificate_type=GetCertificateIdUse(type_),
        certificate_hash_data=CertificateHashDataType.of(data),
        child_certificate_hash_data=tuple(CertificateHashDataType.of(one) for one in children) or None,
    )


def codes(outcome: Any) -> list[str]:
    return [one.code for one in outcome.findings]


def errors(outcome: Any) -> list[str]:
    return [one.message for one in outcome.findings if one.severity == "error"]
