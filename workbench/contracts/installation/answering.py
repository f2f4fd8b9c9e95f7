"""What an answer brings, and what is wrong with it: read by the vehicle.

Everything is looked at, whatever failed before; only where the answer is a refusal there is nothing else to look at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.contracts.exi import messages_2, messages_20
from workbench.contracts.exi.codec import SCHEMAS, read_message
from workbench.contracts.faults import fault
from workbench.contracts.installation import budgets, said, signed_elements, trusting
from workbench.contracts.installation.parts import certificate_items, common_name, unreadable
from workbench.diagnosis import Use
from workbench.errors import CodecError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.contracts.installation.trusting import Trusted
    from workbench.findings import Finding

CPS = "the certificate provisioning service"
FILLERS = "everything but the response code: the schema wants the other fields there, and a refusal fills them with anything"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer, read and judged; the key is not unwrapped yet.

    Attributes
    ----------
    response_code
        Empty where nothing could be read.
    cps_chain, contract_chain
        Leaf first.
    curve
        ``"secp256r1"``, or of ISO 15118-20 ``"SECP521"``, ``"X448"``, ``"TPM"``.
    encrypted_private_key, dh_public_key
        As they came.
    emaid
        By the message (-2), or by the certificate (-20).
    remaining
        ISO 15118-20 only.
    cps, contract
        What the chains are worth.
    """

    message: Any = field(default=None, repr=False)
    response_code: str = ""
    session: bytes = b""
    cps_chain: tuple[Item, ...] = field(default=(), repr=False)
    contract_chain: tuple[Item, ...] = field(default=(), repr=False)
    curve: str = ""
    encrypted_private_key: bytes = field(default=b"", repr=False)
    dh_public_key: bytes = field(default=b"", repr=False)
    emaid: str = ""
    remaining: int | None = None
    cps: Trusted | None = field(default=None, repr=False)
    contract: Trusted | None = field(default=None, repr=False)
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[str, ...] = ()


def judge(schema: str, exi: bytes, now: datetime, *, v2g_roots: Sequence[Item], mo_roots: Sequence[Item] = ()) -> Answer:
    """CertificateInstallationRes or CertificateUpdateRes; never raises.

    Parameters
    ----------
    v2g_roots
        The CPS's chain must lead to one of them.
    mo_roots
        Where the vehicle has one; else the contract chain is judged up to its last sub-CA.
    """
    try:
        message, stream = read_message(SCHEMAS[schema], exi)
    except CodecError as refusal:
        return Answer(findings=(_unreadable(exi, refusal),))
    fields = _fields(message)
    if fields is None:
        return Answer(message=message, findings=(_another_message(message),))
    refused = tuple(said.response_code(fields["response_code"], getattr(message, "evse_processing", "Finished")))
    if refused:
        return Answer(message=message, findings=refused, not_checked=(FILLERS,), **fields)
    cps_chain, contract_chain = fields["cps_chain"], fields["contract_chain"]
    cps = trusting.judge(cps_chain, [("V2GRootCertificate", one) for one in v2g_roots], Use.CPS, now)
    anchors = [*(("MORootCertificate", one) for one in mo_roots), *(("V2GRootCertificate", one) for one in v2g_roots)]
    contract = trusting.judge(contract_chain, anchors, Use.CONTRACT, now, need_root=False)
    wanted = signed_elements.ANSWER_20 if isinstance(message, messages_20.CertificateInstallationRes) else signed_elements.ANSWER_2
    found = (
        *unreadable((*cps_chain, *contract_chain)),
        *budgets.judge_chain(schema, cps_chain, "The CPS's chain"),
        *budgets.judge_chain(schema, contract_chain, "The contract's chain"),
        *cps.findings,
        *signed_elements.judge(SCHEMAS[schema], stream.root, cps_chain[0].certificate, wanted, CPS),
        *contract.findings,
        *said.emaid(fields["emaid"], contract_chain[0]),
        *said.curve(message, fields["curve"]),
    )
    left_open = tuple(dict.fromkeys((*cps.not_checked, *contract.not_checked)))
    return Answer(message=message, cps=cps, contract=contract, findings=found, not_checked=left_open, **fields)


def _fields(message: Any) -> dict[str, Any] | None:
    if isinstance(message, messages_20.CertificateInstallationRes):
        data = message.signed_installation_data
        chain = data.contract_certificate_chain
        kind = data.encrypted_private_key.name.removesuffix("_EncryptedPrivateKey")
        contract_chain = certificate_items("contract certificate", chain.certificate, chain.sub_certificates)
        cps_20 = message.cps_certificate_chain
        leaf = contract_chain[0].certificate
        return {
            "response_code": message.response_code,
            "session": message.header.session_id,
            "cps_chain": certificate_items("CPS certificate", cps_20.certificate, cps_20.sub_certificates),
            "contract_chain": contract_chain,
            "curve": kind,
            "encrypted_private_key": data.encrypted_private_key.value,
            "dh_public_key": data.dh_public_key,
            "emaid": common_name(leaf) if leaf is not None else "",
            "remaining": message.remaining_contract_certificate_chains,
        }
    body = message.body.message if isinstance(message, messages_2.V2GMessage) else None
    if not isinstance(body, messages_2.CertificateInstallationRes | messages_2.CertificateUpdateRes):
        return None
    cps, contract = body.sa_provisioning_certificate_chain, body.contract_signature_cert_chain
    return {
        "response_code": body.response_code,
        "session": message.header.session_id,
        "cps_chain": certificate_items("CPS certificate", cps.certificate, cps.sub_certificates),
        "contract_chain": certificate_items("contract certificate", contract.certificate, contract.sub_certificates),
        "curve": "secp256r1",
        "encrypted_private_key": body.contract_signature_encrypted_private_key.value,
        "dh_public_key": body.dh_public_key.value,
        "emaid": body.emaid.value,
    }


def _unreadable(exi: bytes, refusal: CodecError) -> Finding:
    return fault(
        "exi-unreadable",
        f"The answer cannot be read: {refusal.message.rstrip('.')}.",
        observed=f"{len(exi)} octets, the first {exi[:4].hex() or 'none'}",
        expected="CertificateInstallationRes or CertificateUpdateRes",
        remedy=refusal.hint,
    )


def _another_message(message: Any) -> Finding:
    body = message.body.message if isinstance(message, messages_2.V2GMessage) else message
    return fault(
        "exi-another-message",
        f"This is {type(body).__name__}, no answer with a contract certificate.",
        observed=type(body).__name__,
        expected="CertificateInstallationRes or CertificateUpdateRes",
        remedy="Hand on the pool's answer as it came.",
    )
