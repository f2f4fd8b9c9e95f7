"""M01, ISO 15118-20: the number of contracts that remain, written into the message for the vehicle; what is signed stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.contracts.exi.codec import SCHEMAS, read_message, write_message
from workbench.contracts.exi.messages_20 import CertificateInstallationRes
from workbench.errors import CodecError
from workbench.findings import Severity
from workbench.station.decision import consequence
from workbench.station.m01_ev_message import ISO_20

if TYPE_CHECKING:
    from workbench.findings import Finding

_MOST = 255
"""RemainingContractCertificateChains is an unsignedByte."""


def with_remaining(exi: bytes, remaining: int) -> tuple[bytes, tuple[Finding, ...]]:
    """The CertificateInstallationRes with that number [M01.FR.05]; as it came where it says so already, or cannot be written.

    The CPS signs SignedInstallationData alone, so its signature holds all the same. A message that this codec would write otherwise
    than it came is left alone.
    """
    schema = SCHEMAS[ISO_20]
    try:
        message, _ = read_message(schema, exi)
        exactly = isinstance(message, CertificateInstallationRes) and write_message(schema, message) == exi
    except CodecError as reason:
        return exi, (_left(f"it cannot be read: {reason.message}"),)
    if not isinstance(message, CertificateInstallationRes):
        return exi, (_left("it is no CertificateInstallationRes"),)
    before = message.remaining_contract_certificate_chains
    if before == remaining:
        return exi, ()
    if not exactly or not 0 <= remaining <= _MOST:
        return exi, (_left(f"{remaining} cannot be written into it"),)
    sentence = f"RemainingContractCertificateChains is set to {remaining}, as the CSMS says; the pool's message had {before}."
    note = consequence(sentence, requirement="M01.FR.05", severity=Severity.INFO)
    return write_message(schema, replace(message, remaining_contract_certificate_chains=remaining)), (note,)


def _left(why: str) -> Finding:
    because = why[:200].rstrip(".")
    sentence = f"The message for the vehicle is passed on as it came, without the number of contracts that remain: {because}."
    return consequence(sentence, requirement="M01.FR.05")
