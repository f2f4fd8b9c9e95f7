"""What a request asks for, and what is wrong with it: read by whoever answers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from workbench.contracts.exi import messages_2, messages_20
from workbench.contracts.exi.codec import SCHEMAS, read_message
from workbench.contracts.faults import fault
from workbench.contracts.installation import budgets, signed_elements
from workbench.contracts.installation.parts import certificate_items, common_name, unreadable
from workbench.errors import CodecError

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.contracts.exi.signature import X509IssuerSerial
    from workbench.findings import Finding

Action = Literal["Install", "Update"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, read.

    Attributes
    ----------
    schema
        The URN by which it was read.
    message
        The typed message; None where nothing could be read.
    action
        What the EXI itself asks for.
    session
        The session's id, which the answer repeats.
    chain
        The certificate that asks and its sub-CAs: of provisioning, or for an update of the contract.
    emaid
        Of an update; else empty.
    maximum, prioritized
        ISO 15118-20 only.
    roots
        The V2G roots that the vehicle says it has.
    findings
        What is wrong with it, the signature included; not whether the chain is trusted.
    """

    schema: str
    message: Any = field(default=None, repr=False)
    action: Action = "Install"
    session: bytes = b""
    chain: tuple[Item, ...] = field(default=(), repr=False)
    emaid: str = ""
    maximum: int | None = None
    prioritized: tuple[str, ...] = ()
    roots: tuple[X509IssuerSerial, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        """Who asks: the leaf's common name, a PCID or an eMAID."""
        certificate = self.chain[0].certificate if self.chain else None
        return common_name(certificate) if certificate is not None else ""


def read(schema: str, exi: bytes) -> Asked:
    """A vehicle's request; never raises.

    Parameters
    ----------
    schema
        As ``iso15118SchemaVersion`` says.
    """
    if schema not in SCHEMAS:
        return Asked(schema=schema, findings=(_unknown_schema(schema),))
    try:
        message, stream = read_message(SCHEMAS[schema], exi)
    except CodecError as refusal:
        return Asked(schema=schema, findings=(_unreadable(schema, exi, refusal),))
    asked = _of_20(message) if isinstance(message, messages_20.CertificateInstallationReq) else _of_2(message)
    if asked is None:
        return Asked(schema=schema, message=message, findings=(_another_message(message),))
    fields, wanted, who = asked
    chain = fields["chain"]
    found = (
        *unreadable(chain),
        *budgets.judge_chain(schema, chain, "The vehicle's chain"),
        *signed_elements.judge(SCHEMAS[schema], stream.root, chain[0].certificate, wanted, who),
    )
    return Asked(schema=schema, message=message, findings=found, **fields)


def _of_20(message: messages_20.CertificateInstallationReq) -> tuple[dict[str, Any], tuple[str, ...], str]:
    chain = message.oem_provisioning_certificate_chain
    fields = {
        "session": message.header.session_id,
        "chain": certificate_items("provisioning certificate", chain.certificate, chain.sub_certificates),
        "maximum": message.maximum_contract_certificate_chains,
        "prioritized": message.prioritized_emaids,
        "roots": message.root_certificate_ids,
    }
    return fields, signed_elements.REQUEST_20, "the provisioning certificate"


def _of_2(message: Any) -> tuple[dict[str, Any], tuple[str, ...], str] | None:
    if not isinstance(message, messages_2.V2GMessage):
        return None
    body = message.body.message
    if isinstance(body, messages_2.CertificateInstallationReq):
        fields: dict[str, Any] = {"chain": certificate_items("provisioning certificate", body.oem_provisioning_cert, ())}
        who = "the provisioning certificate"
    elif isinstance(body, messages_2.CertificateUpdateReq):
        presented = body.contract_signature_cert_chain
        chain = certificate_items("contract certificate", presented.certificate, presented.sub_certificates)
        fields = {"chain": chain, "action": "Update", "emaid": body.emaid}
        who = "the contract that is to be replaced"
    else:
        return None
    fields |= {"session": message.header.session_id, "roots": body.root_certificate_ids}
    return fields, (type(body).__name__,), who


def _unknown_schema(schema: str) -> Finding:
    return fault(
        "exi-schema-unknown",
        "iso15118SchemaVersion names a schema that has no contracts.",
        observed=schema[:60],
        expected=" or ".join(SCHEMAS),
        remedy="Have the station send the namespace that the vehicle chose in supportedAppProtocol.",
    )


def _unreadable(schema: str, exi: bytes, refusal: CodecError) -> Finding:
    """With the schema that it follows instead, where there is one."""
    for other, tables in SCHEMAS.items():
        if other == schema:
            continue
        try:
            read_message(tables, exi)
        except CodecError:
            continue
        return fault(
            "exi-schema-mismatch",
            "iso15118SchemaVersion and the EXI contradict each other: the message follows the other schema.",
            requirement="M01.FR.01",
            observed=other,
            expected=schema,
            remedy="Have the station send the namespace that the vehicle chose in supportedAppProtocol.",
        )
    return fault(
        "exi-unreadable",
        f"The message cannot be read: {refusal.message.rstrip('.')}.",
        observed=f"{len(exi)} octets, the first {exi[:4].hex() or 'none'}",
        expected=f"EXI of {schema}",
        remedy=refusal.hint,
    )


def _another_message(message: Any) -> Finding:
    body = message.body.message if isinstance(message, messages_2.V2GMessage) else message
    return fault(
        "exi-another-message",
        f"This is {type(body).__name__}, no request for a contract certificate.",
        observed=type(body).__name__,
        expected="CertificateInstallationReq or CertificateUpdateReq",
        remedy="Hand on what the vehicle sent for its certificate, and nothing else.",
    )
