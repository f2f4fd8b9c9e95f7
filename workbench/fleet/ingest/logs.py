"""OCPP-J logs: the answers to GetInstalledCertificateIds in them, and what else they tell of the stations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.fleet.ingest.answers import ANSWER_HINT, NO_ANSWER, STATION_HINT, Answers
from workbench.fleet.ingest.json_values import parsed
from workbench.fleet.ingest.told import Told, asked_by, identity, particular, version
from workbench.messages.log import LogEntry, LogRefusal, exchanges_of, read_log

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workbench.fleet.ingest.context import Context
    from workbench.fleet.ingest.rows import Gathering
    from workbench.messages.log import LoggedExchange

_M03 = "GetInstalledCertificateIds"
_VARIABLES = {
    ("securityctrlr", "additionalrootcertificatecheck"): "additional_root_check",
    ("securityctrlr", "securityprofile"): "security_profile",
}
_ENTRIES = ("securityctrlr", "certificateentries")

OTHER_FRAMES = "Exchanges in logs about other things: {n}. They were passed over."
NO_REPLY = "GetInstalledCertificateIds requests without an answer in the log: {n}."
WITH_ERROR = "GetInstalledCertificateIds requests that were answered with an error: {n}."


def holds_frames(text: str) -> bool:
    """Whether OCPP-J messages stand in a text."""
    return any(isinstance(one, LogEntry) for one in read_log(text))


def read_log_of(text: str, name: str, context: Context, gathering: Gathering) -> None:
    """Take a log."""
    answers = Answers(gathering, name)
    for exchange in exchanges_of(_entries(text, name, context, gathering)):
        if exchange.action == _M03 or (not exchange.action and _lists(exchange.answer)):
            _listing(exchange, answers, name, (context, gathering))
        elif not _tells(exchange, context, gathering):
            gathering.tally.remark(OTHER_FRAMES)


def _entries(text: str, name: str, context: Context, gathering: Gathering) -> Iterator[LogEntry]:
    for one in read_log(text):
        if isinstance(one, LogRefusal):
            gathering.tally.refuse(f"{name}:{context.line(one.line)}", one.reason, one.hint, one.excerpt)
        else:
            yield one


def _lists(answer: LogEntry | None) -> bool:
    """Whether an answer whose request is not in the log is one to GetInstalledCertificateIds."""
    payload = answer.payload if answer is not None else None
    return isinstance(payload, dict) and "certificateHashDataChain" in payload


def _listing(exchange: LoggedExchange, answers: Answers, name: str, into: tuple[Context, Gathering]) -> None:
    context, gathering = into
    call, answer = exchange.call, exchange.answer
    if answer is None:
        gathering.tally.remark(NO_REPLY)
        return
    if answer.kind != 3:
        gathering.tally.remark(WITH_ERROR)
        return
    line = context.line(answer.line)
    payload = parsed(answer.text)[2]  # again, for the digits of numbers as they stand there
    told = Told(
        station=_station(exchange, context),
        at=answer.at or (call.at if call is not None else None),
        default_at=context.at,
        source=str(context.source),
        asked=asked_by(call.payload) if call is not None else None,
    )
    if isinstance(payload, dict):
        answers.answer(payload, told, line)
    else:
        gathering.tally.refuse(f"{name}:{line}", NO_ANSWER.format("the payload is no object"), ANSWER_HINT, answer.text)
    if told.station is not None and answer.version in {"2.0.1", "2.1"}:
        gathering.station(told.station, told.at, {"ocpp_version": answer.version}, alone=False)


def _station(exchange: LoggedExchange, context: Context) -> str | None:
    named = (one.station for one in (exchange.answer, exchange.call) if one is not None)
    return identity(next((one for one in named if one), None)) or context.station


def _tells(exchange: LoggedExchange, context: Context, gathering: Gathering) -> bool:
    """Whether an exchange tells of its station; what it tells is taken."""
    call = exchange.call
    if call is None or not isinstance(call.payload, dict):
        return False
    if exchange.action == "BootNotification":
        found = _booted(call, gathering)
    elif exchange.action == "NotifyReport":
        found = _reported(call.payload.get("reportData"), gathering)
    elif exchange.action == "GetVariables" and exchange.answer is not None and isinstance(exchange.answer.payload, dict):
        found = _got(exchange.answer.payload.get("getVariableResult"), gathering)
    else:
        return False
    station = _station(exchange, context)
    if found and station is None:
        gathering.tally.remark(f"{exchange.action} without a station: {{n}}. It was passed over. {STATION_HINT}")
    elif found and station is not None:
        gathering.station(station, (exchange.answer or call).at or call.at or context.at, found, alone=False)
    return True


def _booted(call: LogEntry, gathering: Gathering) -> dict[str, Any]:
    station = call.payload.get("chargingStation")
    told = station if isinstance(station, dict) else {}
    names = {"vendor_name": "vendorName", "model": "model", "firmware_version": "firmwareVersion"}
    found = {column: particular(column, told.get(name), gathering.tally) for column, name in names.items()}
    found["ocpp_version"] = version(call.version) if call.version else None
    return {column: value for column, value in found.items() if value is not None}


def _reported(report: Any, gathering: Gathering) -> dict[str, Any]:
    """Of NotifyReport: the variables' actual values, and maxLimit of SecurityCtrlr.CertificateEntries."""
    found: dict[str, Any] = {}
    for one in report if isinstance(report, list) else []:
        if not isinstance(one, dict):
            continue
        named = _variable(one)
        characteristics = one.get("variableCharacteristics")
        if named == _ENTRIES and isinstance(characteristics, dict):
            _put(found, "most_entries", characteristics.get("maxLimit"), gathering)
        attributes = one.get("variableAttribute")
        for attribute in attributes if isinstance(attributes, list) else []:
            if isinstance(attribute, dict) and named in _VARIABLES and attribute.get("type", "Actual") == "Actual":
                _put(found, _VARIABLES[named], attribute.get("value"), gathering)
    return found


def _got(results: Any, gathering: Gathering) -> dict[str, Any]:
    """Of GetVariables: the variables' actual values, and the MaxSet of CertificateEntries."""
    found: dict[str, Any] = {}
    for one in results if isinstance(results, list) else []:
        if not isinstance(one, dict) or one.get("attributeStatus") != "Accepted":
            continue
        named, kind = _variable(one), one.get("attributeType", "Actual")
        if named == _ENTRIES and kind == "MaxSet":
            _put(found, "most_entries", one.get("attributeValue"), gathering)
        elif named in _VARIABLES and kind == "Actual":
            _put(found, _VARIABLES[named], one.get("attributeValue"), gathering)
    return found


def _variable(one: Mapping[str, Any]) -> tuple[str, str]:
    """Component and variable, whose names have no letter case."""
    names = (one.get(part) for part in ("component", "variable"))
    component, variable = (str(part.get("name", "")).casefold() if isinstance(part, dict) else "" for part in names)
    return component, variable


def _put(found: dict[str, Any], column: str, value: Any, gathering: Gathering) -> None:
    text = (
        value
        if isinstance(value, str)
        else None
        if value is None or isinstance(value, bool)
        else f"{value:.10g}"
        if isinstance(value, int | float)
        else None
    )
    read = value if isinstance(value, bool) else particular(column, text, gathering.tally)
    if read is not None:
        found[column] = read
