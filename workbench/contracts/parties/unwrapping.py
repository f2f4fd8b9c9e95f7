"""The vehicle's side of the key wrap: which form came, and with which of its keys it is unwrapped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec

from workbench.certs.quiet import quietly
from workbench.contracts import keywrap
from workbench.contracts.faults import fault
from workbench.contracts.installation.parts import key_identifier
from workbench.contracts.keywrap import Unwrapped, iso15118_2, secp521, x448

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.x448 import X448PrivateKey

    from workbench.contracts.installation.answering import Answer
    from workbench.contracts.keywrap import ContractKey
    from workbench.findings import Finding


@dataclass(frozen=True, slots=True, eq=False)
class Receiver:
    """For whom a key was wrapped.

    Attributes
    ----------
    pcid
        The vehicle's.
    key
        Of the provisioning certificate, or of the contract that is replaced.
    alternate
        The vehicle's X448 key; None: it has none.
    """

    pcid: str
    key: ContractKey = field(repr=False)
    alternate: X448PrivateKey | None = field(default=None, repr=False)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("private keys are not copied and not written")


def unwrap(answer: Answer, receiver: Receiver, *, reveal: bool = False) -> Unwrapped | None:
    """The contract key of an answer, with the receiver's checks; None where there is no contract certificate to hold it against."""
    leaf = answer.contract_chain[0].certificate if answer.contract_chain else None
    if leaf is None:
        return None
    wrapped, dh, certified = answer.encrypted_private_key, answer.dh_public_key, _public_key(leaf)
    own = receiver.key if isinstance(receiver.key, ec.EllipticCurvePrivateKey) else None
    pcid, identifier = receiver.pcid, key_identifier(leaf)
    if answer.curve == "secp256r1" and own is not None:
        return iso15118_2.unwrap(wrapped, dh, own, certified, reveal=reveal)
    if answer.curve == "SECP521" and own is not None:
        return secp521.unwrap(wrapped, dh, own, certified, pcid=pcid, key_identifier=identifier, reveal=reveal)
    if answer.curve == "X448" and receiver.alternate is not None:
        return x448.unwrap(wrapped, dh, receiver.alternate, certified, pcid=pcid, key_identifier=identifier, reveal=reveal)
    refusal = keywrap.not_done(wrapped) if answer.curve == "TPM" else _no_key(answer.curve)
    return Unwrapped(None, keywrap.Steps("not unwrapped"), (refusal,))


def _public_key(leaf: x509.Certificate) -> object:
    """None where a hostile certificate has a key that nobody knows: it is then not the one that came out."""
    try:
        with quietly():
            return leaf.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None


def _no_key(curve: str) -> Finding:
    return fault(
        "keywrap-receiver",
        f"The key is wrapped for {curve}, and this vehicle has no such key.",
        requirement="V2G20-2534" if curve == "X448" else "",
        observed=curve,
        expected="a curve on which the vehicle has a key",
        remedy="Wrap for X448 only where the provisioning certificate has an alternate public key.",
    )
