"""What a CSMS would answer to a station's GetCertificateStatus (M06) or GetCertificateChainStatus (M07), asked for real."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.csms import m06_certificate_status as m06
from workbench.csms import m07_chain_status as m07
from workbench.csms.effects import LookUp
from workbench.csms.policy import Policy
from workbench.csms.record import StationRecord
from workbench.display import Findings, Readable, terminal
from workbench.errors import InputError
from workbench.messages.certificate_status import (
    CertificateStatusValue,
    GetCertificateChainStatusRequest,
    GetCertificateChainStatusResponse,
    GetCertificateStatusRequest,
    GetCertificateStatusResponse,
    GetCertificateStatusStatus,
)
from workbench.messages.codec import from_wire, to_wire
from workbench.messages.frame_text import read_frame
from workbench.messages.frames import Call
from workbench.messages.versions import Version
from workbench.net.fetcher import to_the_end
from workbench.net.given import items_of
from workbench.net.machines.looking_up import LookingUp
from workbench.net.status.settling import moment, switched_on
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.net.fetcher import Fetcher, FetchLog
    from workbench.net.status.running_twin import RunningTwin

_KEYS = {"ocspRequestData": "GetCertificateStatus", "certificateStatusRequests": "GetCertificateChainStatus"}
_HINT = "Give a GetCertificateStatusRequest or a GetCertificateChainStatusRequest: its JSON, or the CALL frame."
StatusRequest = GetCertificateStatusRequest | GetCertificateChainStatusRequest
StatusResponse = GetCertificateStatusResponse | GetCertificateChainStatusResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class CsmsAnswer(Readable):
    """The answer, and what stands behind it.

    Attributes
    ----------
    log
        Every fetch; None where nothing was allowed to go out.
    simulation
        Whether the offline twin answered.
    """

    action: str
    version: Version
    at: datetime
    response: StatusResponse
    findings: Findings
    log: FetchLog | None
    simulation: bool

    @property
    def ok(self) -> bool:
        """Accepted, or Good for each certificate; Accepted says that a status was had, not which."""
        if isinstance(self.response, GetCertificateStatusResponse):
            return self.response.status is GetCertificateStatusStatus.ACCEPTED
        return all(one.status is CertificateStatusValue.GOOD for one in self.response.certificate_status)

    @property
    def payload(self) -> dict[str, Any]:
        """The response as it stands on the wire."""
        return to_wire(self.response, self.version)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``pnc status --message``; its schema is ``workbench/schemas/status-answer.schema.json``."""
        return {
            "schema": "pnc-workbench/status-answer/1",
            "ok": self.ok,
            "at": rfc3339(self.at),
            "live": self.log is not None,
            "simulation": self.simulation,
            "action": self.action,
            "version": self.version.value,
            "response": self.payload,
            "findings": [finding.to_dict() for finding in self.findings],
            "fetches": [] if self.log is None else self.log.to_dict(),
        }

    def __str__(self) -> str:
        return "\n\n".join([terminal(f"{self.action}Response"), json.dumps(self.payload, indent=2), str(self.findings)])

    def _repr_html_(self) -> str:
        return self.response._repr_html_() + self.findings._repr_html_()


def csms_answer(  # noqa: PLR0913  # each is one thing that the caller may want
    message: str | bytes | dict[str, Any],
    pool: Any,
    *,
    at: datetime | None = None,
    version: Version = Version.V21,
    fetcher: Fetcher | None = None,
    allow: Iterable[str] = (),
    twin: RunningTwin | None = None,
    offline: bool = False,
    proxy: str = "",
    caller: str = "csms_answer",
) -> CsmsAnswer:
    """Ask whom the message names, as a CSMS does while its station waits. The call is the consent.

    Parameters
    ----------
    message
        The request: JSON of its payload or of its CALL frame, as text, octets or parsed.
    pool
        The CAs that the CSMS has: a pile, or what ``wb.load`` takes.
    version
        What is spoken; M07 is of 2.1.

    Raises
    ------
    InputError
        The message is none of these.
    Refused
        It breaks its schema.
    """
    action, request = _read(message, version)
    known = tuple(item for item in items_of(pool) if item.facts is not None)
    then, _ = moment(known, at, pool, twin)

    async def answered(ready: Fetcher | None) -> tuple[StatusResponse, Findings]:
        if ready is None:
            return await _answered(request, known, then, version, LookingUp(None))
        async with ready:
            return await _answered(request, known, then, version, LookingUp(ready))

    if offline:
        response, findings = to_the_end(lambda: answered(None))
        log = None
    else:
        with switched_on(caller, fetcher=fetcher, allow=allow, twin=twin, proxy=proxy) as ready:
            response, findings = to_the_end(lambda: answered(ready))
            log = ready.log
    simulation = twin is not None and not offline
    return CsmsAnswer(action=action, version=version, at=then, response=response, findings=findings, log=log, simulation=simulation)


async def _answered(
    request: StatusRequest, known: tuple[Item, ...], at: datetime, version: Version, looking: LookingUp
) -> tuple[StatusResponse, Findings]:
    record, policy = StationRecord(identity="a station", known=known, version=version), Policy()
    if isinstance(request, GetCertificateStatusRequest):
        first = m06.asked(record, request, at, policy)
    else:
        first = m07.asked(record, request, at, policy)
    order = next(effect for effect in first.effects if isinstance(effect, LookUp))
    event = await looking.look_up(record, order, at, policy)
    by_m06 = isinstance(request, GetCertificateStatusRequest)
    then = m06.looked_up(record, event, at) if by_m06 else m07.looked_up(record, event, at, policy)
    assert isinstance(then.reply, StatusResponse)  # noqa: S101  # M06 and M07 end with their responses
    return then.reply, Findings(dict.fromkeys((*first.findings, *then.findings)))


def _read(message: str | bytes | dict[str, Any], version: Version) -> tuple[str, StatusRequest]:
    parsed: Any = message
    if isinstance(message, str | bytes):
        octets = message.encode("utf-8", "surrogatepass") if isinstance(message, str) else message
        if octets.lstrip()[:1] == b"[":
            frame = read_frame(octets.lstrip(), version)
            if not isinstance(frame, Call):
                raise InputError("The frame is no CALL, so it asks nothing.", hint=_HINT)
            return _request(frame.action, frame.payload, version)
        try:
            parsed = json.loads(octets)
        except (ValueError, RecursionError):
            raise InputError("The message is no JSON.", hint=_HINT) from None
    if not isinstance(parsed, dict):
        raise InputError("The message is no JSON object.", hint=_HINT)
    action = next((action for key, action in _KEYS.items() if key in parsed), "")
    return _request(action, parsed, version)


def _request(action: str, payload: Any, version: Version) -> tuple[str, StatusRequest]:
    if action not in _KEYS.values():
        raise InputError("The message asks for no status.", hint=_HINT)
    request = from_wire(action, "request", payload, version)
    assert isinstance(request, StatusRequest)  # noqa: S101  # by its action
    return action, request
