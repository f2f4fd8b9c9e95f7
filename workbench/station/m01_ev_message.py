"""M01 and M02: what the vehicle's own message says, as far as it can be read; it is passed on all the same."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from workbench.contracts.exi import messages_2, messages_20
from workbench.contracts.exi.codec import SCHEMAS, read_message
from workbench.errors import CodecError
from workbench.messages.ev_certificate import CertificateAction

ISO_2, ISO_20 = SCHEMAS
"""The URNs of the two editions' messages."""


class Said(NamedTuple):
    """A vehicle's request.

    Attributes
    ----------
    action
        What it asks for by its kind; None where it cannot be read.
    maximum, prioritized
        ISO 15118-20: MaximumContractCertificateChains, PrioritizedEMAIDs.
    vehicle
        SHA-256 of its provisioning certificate; empty where there is none.
    fault
        Why it cannot be read, in words; empty where it can.
    """

    action: CertificateAction | None = None
    maximum: int | None = None
    prioritized: tuple[str, ...] = ()
    vehicle: str = ""
    fault: str = ""


def look_into(exi: bytes, schema_version: str) -> Said:
    """What the message says; never raises on octets that a vehicle may send."""
    schema = SCHEMAS.get(schema_version)
    if schema is None:
        return Said(fault="its schema is none of the two that are known here")
    try:
        message, _ = read_message(schema, exi)
    except CodecError as reason:
        return Said(fault=reason.message)
    own = message.body.message if isinstance(message, messages_2.V2GMessage) else message
    match own:
        case messages_20.CertificateInstallationReq():
            vehicle = sha256(own.oem_provisioning_certificate_chain.certificate).hexdigest()
            return Said(CertificateAction.INSTALL, own.maximum_contract_certificate_chains, own.prioritized_emaids, vehicle)
        case messages_2.CertificateInstallationReq():
            return Said(CertificateAction.INSTALL)
        case messages_2.CertificateUpdateReq():
            return Said(CertificateAction.UPDATE)
        case _:
            return Said(fault=f"it is {'empty' if own is None else f'a {type(own).__name__}'}")
