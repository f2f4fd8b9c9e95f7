"""The vehicle proves that it has the contract's private key: its signature over the station's challenge, looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448

from workbench.contracts.signature_forensics import examine
from workbench.errors import WorkbenchError
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.contracts.exi.schema import Schema
    from workbench.contracts.exi.tree import Node
    from workbench.contracts.signature_forensics import SignatureResult


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of it.

    Attributes
    ----------
    response_code
        Of edition -2: ``"OK"``, ``"FAILED_ChallengeInvalid"``, ``"FAILED_SignatureError"``.
    signature
        The signature in every grammar; None where there is none to look at.
    findings
        Errors first.
    """

    response_code: str
    signature: SignatureResult | None = field(repr=False)
    findings: tuple[Finding, ...]

    @property
    def cause(self) -> Finding | None:
        """Why it is refused; None where it is not."""
        return next((one for one in self.findings if one.severity is Severity.ERROR), None)


def proved(schema: Schema, root: Node, signed: str, answered: bytes | None, given: bytes, leaf: Item) -> Proof:
    """Look at an AuthorizationReq.

    Parameters
    ----------
    root
        The decoded message.
    signed
        The element that must be signed: ``"AuthorizationReq"``, ``"PnC_AReqAuthorizationMode"``.
    answered, given
        The challenge in the message, and the one that the station gave.
    leaf
        The contract certificate.
    """
    if answered != given:
        return Proof("FAILED_ChallengeInvalid", None, (_another_challenge(answered, given),))
    try:
        key = leaf.certificate.public_key() if leaf.certificate is not None else None
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, ec.EllipticCurvePublicKey | ed448.Ed448PublicKey):
        return _failed("The contract certificate has no key that could have signed.", None)
    try:
        result = examine(schema, root, key)
    except WorkbenchError as error:
        return _failed(error.message, None)
    errors = tuple(one for one in result.findings if one.severity is Severity.ERROR)
    if not result.valid:
        return Proof("FAILED_SignatureError", result, (*errors, *(one for one in result.findings if one not in errors)))
    elements = [node for _, node in root.walk() if node.kind == "element" and node.name.local == signed]
    if len(elements) != 1 or not any(one.element is elements[0] for one in result.references):
        return _failed(f"The signature holds, but not {signed} is what it signs.", result)
    return Proof("OK", result, tuple(result.findings))


def _failed(message: str, result: SignatureResult | None) -> Proof:
    finding = Finding(
        code="message-signature",
        message=message,
        severity=Severity.ERROR,
        item="message",
        expected="a signature by the contract certificate's key over the element with the challenge",
        remedy="Sign that element with the key of the contract certificate that was presented.",
    )
    return Proof("FAILED_SignatureError", result, (finding,))


def _another_challenge(answered: bytes | None, given: bytes) -> Finding:
    return Finding(
        code="challenge-invalid",
        message="The vehicle answers another challenge than the one that the station gave it: an old answer is replayed.",
        severity=Severity.ERROR,
        item="message",
        observed=answered.hex() if answered is not None else "none",
        expected=given.hex(),
        remedy="Sign the GenChallenge of this session's answer; each is used once.",
    )
