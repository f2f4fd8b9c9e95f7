"""What a message is about, and how it was answered, in a few words: from any JSON that a peer may have sent."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from workbench.certs import loading
from workbench.certs.pairing import name_of
from workbench.display import visible
from workbench.messages.redaction import LEFT_OUT, is_secret_variable, text_without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LONGEST = 160
_MOST_PEM = 40_000


class Outcome(StrEnum):
    """How something went; each has a sign and a colour."""

    GOOD = "accepted"
    REFUSED = "refused or failed"
    DOUBT = "worth a look"
    PLAIN = ""


_GOOD = frozenset({"Accepted", "Good", "Installed", "Updated"})
_DOUBT = frozenset({"NotFound", "Pending", "Scheduled", "RebootRequired", "Unknown", "Revoked", "NotRevoked"})


def outcome_of(status: str) -> Outcome:
    """How a status went."""
    return Outcome.GOOD if status in _GOOD else Outcome.DOUBT if status in _DOUBT else Outcome.REFUSED


def about(action: str, payload: Any) -> str:
    """What a request is about, beside its action; empty where its name says it all. Hostile text."""
    if not isinstance(payload, dict) or (words := _ABOUT.get(action)) is None:
        return ""
    try:
        return visible(words(payload), _LONGEST)
    except (TypeError, ValueError, AttributeError, KeyError, IndexError, LookupError):
        return ""  # no message of its schema: the answer says so


def answer(payload: Any) -> tuple[str, str, Outcome]:
    """Of a response: its status, its reason code or what it brings, how it went. Hostile text."""
    if not isinstance(payload, dict):
        return "answered", "", Outcome.DOUBT
    if isinstance(entries := payload.get("getVariableResult") or payload.get("setVariableResult"), list):
        return _of_variables(entries)
    status = payload.get("status") or _id_token_status(payload)
    if not isinstance(status, str):
        return "answered", "", Outcome.GOOD
    info = payload.get("statusInfo")
    reason = str(info.get("reasonCode", "")) if isinstance(info, dict) else ""
    reason = visible(reason, 40) if reason != status else ""
    return visible(status, 40), reason or _brings(payload), outcome_of(status)


def _id_token_status(payload: Mapping[str, Any]) -> Any:
    info = payload.get("idTokenInfo")
    return info.get("status") if isinstance(info, dict) else None


def _of_variables(entries: list[Any]) -> tuple[str, str, Outcome]:
    statuses = [str(one.get("attributeStatus")) for one in entries if isinstance(one, dict)]
    worst = next((one for one in statuses if outcome_of(one) is not Outcome.GOOD), "Accepted")
    value = _value(entries[0]) if len(entries) == 1 else None
    detail = f"= {visible(str(value), 40)}" if value is not None else f"{len(entries)} variables" if len(entries) > 1 else ""
    return visible(worst, 40), detail, outcome_of(worst)


def _value(entry: Any) -> Any:
    if not isinstance(entry, dict) or not isinstance(variable := entry.get("variable"), dict):
        return None
    return LEFT_OUT if is_secret_variable(str(variable.get("name"))) else entry.get("attributeValue")


def _brings(payload: Mapping[str, Any]) -> str:
    listed = payload.get("certificateHashDataChain")
    if isinstance(listed, list):
        return f"{len(listed)} certificate{'s' * (len(listed) != 1)} listed"
    if isinstance(certificate := payload.get("certificateStatus"), str):
        return f"certificate {visible(certificate, 40)}"
    if isinstance(remaining := payload.get("remainingContracts"), int):
        return f"{remaining} contract{'s' * (remaining != 1)} remain{'s' * (remaining == 1)}"
    return ""


def as_json(payload: Any, limit: int = 4000) -> str:
    """A payload to be read: indented JSON in ASCII, without secrets."""
    try:
        text = json.dumps(json.loads(text_without_secrets(json.dumps(payload))), indent=1)
    except (TypeError, ValueError, RecursionError):
        return ""
    return text if len(text) <= limit else f"{text[:limit]}\n… {len(text) - limit:,} characters more"


def _names(pem: Any) -> str:
    """The first certificate's name, and how many more there are."""
    if not isinstance(pem, str) or not pem.strip():
        return "nothing"
    if len(pem) > _MOST_PEM:
        return f"{len(pem):,} characters"
    names = [
        name_of(item.facts) for item in loading.load([("message", pem.encode("utf-8", "replace"))]).items if item.facts is not None
    ]
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{visible(names[0], 80)}{more}" if names else "no certificate"


def _joined(*words: Any) -> str:
    return ", ".join(str(one) for one in words if one not in {None, ""})


def _variables(entries: Any) -> str:
    first = entries[0]
    name = f"{first['component']['name']}.{first['variable']['name']}"
    if instance := first["variable"].get("instance"):
        name += f"[{instance}]"
    if "attributeValue" in first:
        name += f" = {LEFT_OUT if is_secret_variable(first['variable']['name']) else first['attributeValue']}"
    return name + (f" and {len(entries) - 1} more" if len(entries) > 1 else "")


def _token(payload: Mapping[str, Any]) -> str:
    """Whose token it is; with Plug & Charge the eMAID, and what comes along."""
    token, entries = payload["idToken"], payload.get("iso15118CertificateHashData")
    along = "chain as PEM" if payload.get("certificate") else ""
    if isinstance(entries, list):
        along = f"hash data of {len(entries)} certificate{'s' * (len(entries) != 1)}"
    named = visible(str(token.get("idToken")), 60) if along else ""
    return _joined(token.get("type"), named, along)


def _edition(payload: Mapping[str, Any]) -> str:
    named = str(payload.get("iso15118SchemaVersion"))
    return _EDITIONS.get(named, visible(named, 40))


_EDITIONS = {"urn:iso:15118:2:2013:MsgDef": "ISO 15118-2", "urn:iso:std:iso:15118:-20:CommonMessages": "ISO 15118-20"}


def _most_contracts(payload: Mapping[str, Any]) -> str:
    most = payload.get("maximumContractCertificateChains")
    return f"{most} contract{'s' * (most != 1)} at most" if isinstance(most, int) else ""


def _request_id(payload: Mapping[str, Any]) -> str:
    return f"requestId {payload['requestId']}" if "requestId" in payload else ""


_ABOUT: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "InstallCertificate": lambda p: _joined(_names(p.get("certificate")), p.get("certificateType")),
    "DeleteCertificate": lambda p: f"serial {visible(str(p['certificateHashData']['serialNumber']), 24)}",
    "GetInstalledCertificateIds": lambda p: _joined(*(p.get("certificateType") or ["all types"])),
    "CertificateSigned": lambda p: _joined(_names(p.get("certificateChain")), p.get("certificateType") or _request_id(p)),
    "SignCertificate": lambda p: _joined(p.get("certificateType"), _request_id(p)),
    "TriggerMessage": lambda p: str(p.get("requestedMessage")),
    "GetVariables": lambda p: _variables(p["getVariableData"]),
    "SetVariables": lambda p: _variables(p["setVariableData"]),
    "SetNetworkProfile": lambda p: f"slot {p['configurationSlot']}, security profile {p['connectionData'].get('securityProfile')}",
    "Reset": lambda p: str(p.get("type")),
    "SecurityEventNotification": lambda p: str(p.get("type")),
    "BootNotification": lambda p: str(p.get("reason")),
    "StatusNotification": lambda p: str(p.get("connectorStatus")),
    "Authorize": _token,
    "Get15118EVCertificate": lambda p: _joined(p.get("action"), _edition(p), _most_contracts(p)),
}
