"""What a pool that was asked over HTTP answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.contracts.faults import errors
from workbench.contracts.pool.answer import PoolAnswer
from workbench.display import Card, Cell, Tone, visible
from workbench.messages.codec import to_wire
from workbench.messages.ev_certificate import Get15118EVCertificateResponse, Iso15118EVCertificateStatus
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.status_info import status_info
from workbench.messages.versions import Version
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.findings import Finding

_REASONS = {
    "exi-too-long": ReasonCode.TOO_LARGE_ELEMENT,
    "exi-base64": ReasonCode.INVALID_VALUE,
    "exi-unreadable": ReasonCode.INVALID_VALUE,
    "exi-another-message": ReasonCode.INVALID_VALUE,
    "exi-schema-mismatch": ReasonCode.UNSUPPORTED_PARAM,
    "check-failed": ReasonCode.INTERNAL_ERROR,
}
_LONGEST_URL = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpPoolAnswer(PoolAnswer):
    """What goes back to the station, and how it came.

    Attributes
    ----------
    url
        Where the pool was asked.
    at
        When, by the caller's clock.
    http_status
        None where nothing came, or where nobody had to be asked: the contract came with an earlier answer.
    seconds
        How long it took; None where nothing came.
    version
        Of OCPP.
    """

    url: str
    at: datetime
    http_status: int | None = None
    seconds: float | None = None
    version: Version = Version.V21

    @property
    def sentence(self) -> str:
        """What came of it, in one."""
        wrong = errors(self.findings)
        if wrong:
            return wrong[0].message
        if self.findings and any(one.code == "response-code" for one in self.findings):
            return "There is an answer for the vehicle, which refuses."
        more = self.response.remaining_contracts
        return "There is a contract for the vehicle" + (f", and {more} more." if more else ".")

    def card(self) -> Card:
        """The outcome."""
        card = PoolAnswer.card(self)
        how = "no answer" if self.http_status is None else f"HTTP {self.http_status}"
        took = "" if self.seconds is None else f", {self.seconds:.2f} s"
        rows = (("asked", Cell(visible(self.url, _LONGEST_URL), code=True)), ("came", Cell(f"{how}{took}", Tone.PLAIN)))
        return Card("The contract certificate pool's answer, over HTTP", (*rows, *card.fields))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as ``workbench/schemas/pool.schema.json`` has them."""
        return {
            "url": self.url,
            "at": rfc3339(self.at),
            "ok": self.ok,
            "http_status": self.http_status,
            "sentence": self.sentence,
            "ocpp": self.version.value,
            "response": to_wire(self.response, self.version),
            "steps": [{"what": one.what, "seen": one.seen, "ok": one.ok} for one in self.steps],
            "findings": [one.to_dict() for one in self.findings],
        }


def refused(findings: Sequence[Finding], version: Version) -> Get15118EVCertificateResponse:
    """No answer for the vehicle: the first error is the reason. exiResponse is empty, for the schema wants it there."""
    first = errors(tuple(findings))[0]
    reason = ReasonCode.NOT_FOUND if first.observed == "HTTP 404" else _REASONS.get(first.code, ReasonCode.UNSPECIFIED)
    info = status_info(reason, first.message, version)
    return Get15118EVCertificateResponse(status=Iso15118EVCertificateStatus.FAILED, status_info=info, exi_response="")
