"""What a wrap and an unwrap give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from cryptography.hazmat.primitives.asymmetric import ec, ed448, x448

from workbench.contracts.faults import errors
from workbench.display import Readable, findings_table, view

if TYPE_CHECKING:
    from workbench.contracts.keywrap.steps import Steps
    from workbench.findings import Finding

ContractKey = ec.EllipticCurvePrivateKey | ed448.Ed448PrivateKey
"""The private key of a contract certificate: on secp256r1 (-2), secp521r1 or Ed448 (-20)."""

ReceiverKey = ec.EllipticCurvePrivateKey | x448.X448PrivateKey
"""The static private key that a wrap is for: of the provisioning certificate, or of the contract that an update replaces."""


@dataclass(frozen=True, slots=True)
class Wrapped(Readable):
    """A wrapped contract key.

    Attributes
    ----------
    curve
        ``"secp256r1"`` (ISO 15118-2), ``"SECP521"`` or ``"X448"`` (ISO 15118-20's ECDHCurve).
    encrypted_private_key
        48, 94 or 84 octets.
    dh_public_key
        The ephemeral public key: 65, 133 or 56 octets.
    steps
        How it came about.
    """

    curve: str
    encrypted_private_key: bytes
    dh_public_key: bytes
    steps: Steps = field(repr=False)

    def _repr_html_(self) -> str:
        return self.steps._repr_html_()

    def __str__(self) -> str:
        return str(self.steps)


@dataclass(frozen=True, slots=True, eq=False)
class Unwrapped(Readable):
    """What the receiver got out.

    Attributes
    ----------
    key
        The contract's private key, None where a check failed; in no repr, and it cannot be copied or written.
    steps
        How far it came.
    findings
        What is wrong; all of it.
    """

    key: ContractKey | None = field(repr=False)
    steps: Steps = field(repr=False)
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the key is there and every check holds."""
        return self.key is not None and not errors(self.findings)

    def _repr_html_(self) -> str:
        tables = [findings_table(self.findings).to_html()] if self.findings else []
        return str(view(self.steps.table().to_html(), *tables))

    def __str__(self) -> str:
        return "\n\n".join([str(self.steps), *([findings_table(self.findings).to_text()] if self.findings else [])])

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("private keys are not copied and not written")
