"""What a contract certificate pool is asked and gives: the words between it and a CSMS."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from workbench.display import Card, Cell, Readable, Table, Tone, findings_table, view
from workbench.messages.ev_certificate import Get15118EVCertificateResponse, Iso15118EVCertificateStatus
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.status_info import status_info
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.findings import Finding
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest

_REASONS = {
    "exi-too-long": ReasonCode.TOO_LARGE_ELEMENT,
    "exi-base64": ReasonCode.INVALID_VALUE,
    "exi-unreadable": ReasonCode.INVALID_VALUE,
    "exi-another-message": ReasonCode.INVALID_VALUE,
    "exi-action-mismatch": ReasonCode.INVALID_VALUE,
    "exi-schema-mismatch": ReasonCode.INVALID_VALUE,
    "exi-schema-unknown": ReasonCode.UNSUPPORTED_PARAM,
    "pcid-unknown": ReasonCode.NOT_FOUND,
    "pcid-withdrawn": ReasonCode.NOT_FOUND,
    "contract-none": ReasonCode.NOT_FOUND,
    "contracts-all-delivered": ReasonCode.NOT_FOUND,
    "contracts-maximum-conflict": ReasonCode.INVALID_VALUE,
    "check-failed": ReasonCode.INTERNAL_ERROR,
}
"""Of what stands first among the errors; a certificate or signature is at fault in all other cases."""


@dataclass(frozen=True, slots=True)
class Did:
    """One thing that the pool did, and what came of it."""

    what: str
    seen: str
    ok: bool = True


@dataclass(frozen=True, slots=True)
class PoolAnswer(Readable):
    """What goes back to the station.

    Attributes
    ----------
    response
        ``Failed`` has an empty exiResponse and says why.
    findings
        What is wrong with the request, or what was in its way.
    steps
        What the pool did, in order.
    not_checked
        What was left open. It is not taken for valid.
    """

    response: Get15118EVCertificateResponse
    findings: tuple[Finding, ...] = ()
    steps: tuple[Did, ...] = field(default=(), repr=False)
    not_checked: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is an answer for the vehicle."""
        return self.response.status is Iso15118EVCertificateStatus.ACCEPTED

    @property
    def exi(self) -> bytes:
        """The answer for the vehicle; empty where there is none."""
        return base64.b64decode(self.response.exi_response)

    def card(self) -> Card:
        """The outcome."""
        why = self.response.status_info
        rows: list[tuple[str, Cell | str | int]] = [
            ("status", Cell(self.response.status.value, Tone.GOOD if self.ok else Tone.ERROR)),
            ("exiResponse", f"{len(self.response.exi_response):,} characters"),
        ]
        if self.response.remaining_contracts is not None:
            rows.append(("remainingContracts", self.response.remaining_contracts))
        if why is not None:
            rows += [("reasonCode", why.reason_code), ("additionalInfo", why.additional_info or "")]
        if self.not_checked:
            rows.append(("Not checked", Cell("; ".join(self.not_checked), Tone.MUTED)))
        return Card("The contract certificate pool's answer (simulated)", rows)

    def table(self) -> Table:
        """What the pool did."""
        rows = [(one.what, Cell(one.seen, Tone.PLAIN if one.ok else Tone.ERROR)) for one in self.steps]
        return Table(("Step", "What came of it"), rows)

    def _repr_html_(self) -> str:
        tables = [findings_table(self.findings).to_html()] if self.findings else []
        return str(view(self.card().to_html(), self.table().to_html(), *tables))

    def __str__(self) -> str:
        tables = [findings_table(self.findings).to_text()] if self.findings else []
        return "\n\n".join([self.card().to_text(), self.table().to_text(), *tables])


class ContractPool(Protocol):
    """Whatever answers a station's Get15118EVCertificateRequest: the one in memory, or one that is asked over HTTP."""

    def answer(
        self, request: Get15118EVCertificateRequest, now: datetime, *, version: Version = Version.V21, longest: int | None = None
    ) -> PoolAnswer:
        """The answer; a bad request is answered with Failed and raises nothing.

        Parameters
        ----------
        version
            Of OCPP, as spoken with the station.
        longest
            FieldLength of exiResponse where the station's device model says one; None: the version's.
        """
        ...


def accepted(exi: bytes, remaining: int | None) -> Get15118EVCertificateResponse:
    """An answer for the vehicle."""
    return Get15118EVCertificateResponse(
        status=Iso15118EVCertificateStatus.ACCEPTED,
        exi_response=base64.b64encode(exi).decode("ascii"),
        remaining_contracts=remaining,
    )


def failed(findings: Sequence[Finding], version: Version = Version.V21) -> Get15118EVCertificateResponse:
    """No answer for the vehicle: the first of these errors is the reason. exiResponse is empty, for the schema wants it there."""
    first = findings[0]
    reason = _REASONS.get(first.code, ReasonCode.INVALID_CERTIFICATE)
    return Get15118EVCertificateResponse(
        status=Iso15118EVCertificateStatus.FAILED, status_info=status_info(reason, first.message, version), exi_response=""
    )


def octets_of(text: str) -> bytes | None:
    """What a base64 field holds; None where it is no base64."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
