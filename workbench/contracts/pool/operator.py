"""Who makes what a pool hands out: a mobility operator and a CPS together, each simulated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from workbench.certs.identifiers.check_digits import emi3
from workbench.contracts.faults import errors, fault
from workbench.contracts.installation.parts import common_name
from workbench.contracts.parties import MobilityOperator, ProvisioningService
from workbench.contracts.parties.mobility_operator import TWO_YEARS
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from cryptography import x509

    from workbench.certs.items import Item
    from workbench.contracts.installation.contract_data import ContractData, SignedContractData
    from workbench.findings import Finding


class RefusedError(WorkbenchError):
    """An operator renews only its own contracts, and a CPS does not sign what does not fit its standard.

    Parameters
    ----------
    findings
        Why.
    """

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"No such contract is made: {findings[0].message}", hint=findings[0].remedy)
        self.findings = findings


class Maker(Protocol):
    """Whatever makes signed contract data; raises :class:`RefusedError` where it does not."""

    def install(self, provisioning: Sequence[Item], emaid: str, now: datetime) -> SignedContractData:
        """A contract for the vehicle with this provisioning chain."""
        ...

    def update(self, contract: Sequence[Item], now: datetime) -> SignedContractData:
        """The successor of this contract, if it is the operator's own; ISO 15118-2."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Operator:
    """A mobility operator and the CPS that signs for it, if what it made fits the standard."""

    mobility_operator: MobilityOperator
    provisioning_service: ProvisioningService

    @classmethod
    def of_samples(cls, folder: str, *, seed: bytes | None = None, lifetime: timedelta = TWO_YEARS) -> Operator:
        """Both of the sample PKI; ``lifetime`` is of a contract certificate."""
        operator = MobilityOperator.of_samples(folder, seed=seed, lifetime=lifetime)
        return cls(operator, ProvisioningService.of_samples(folder, seed=seed))

    def install(self, provisioning: Sequence[Item], emaid: str, now: datetime) -> SignedContractData:
        """A contract for the vehicle with this provisioning chain."""
        self._in_force(now)
        return self._signed(self.mobility_operator.make(provisioning, emaid, now), now)

    def update(self, contract: Sequence[Item], now: datetime) -> SignedContractData:
        """The successor of this contract, if the operator's CA issued it."""
        leaf = contract[0].certificate if contract else None
        if leaf is not None and not self.mobility_operator.issued(leaf):
            raise RefusedError((_another_operators(leaf),))
        self._in_force(now)
        return self._signed(self.mobility_operator.renew(contract, now), now)

    def _in_force(self, now: datetime) -> None:
        end = self.mobility_operator.ended(now)
        if end is not None:
            raise RefusedError((_ended("mobility operator", end, now),))

    def _signed(self, data: ContractData, now: datetime) -> SignedContractData:
        if wrong := errors(data.findings):
            raise RefusedError(wrong)
        signed = self.provisioning_service.sign(data, now)
        end = min(one.certificate.not_valid_after_utc for one in signed.cps_chain if one.certificate is not None)
        if now > end and not self.provisioning_service.fault:
            raise RefusedError((_ended("CPS", end, now),))
        return signed


def _ended(whose: str, end: datetime, now: datetime) -> Finding:
    return fault(
        "contract-ended",
        f"The {whose}'s own chain ended on {end:%Y-%m-%d}: no vehicle would take what it issues or signs.",
        observed=f"{now:%Y-%m-%d}",
        expected=f"a time before {end:%Y-%m-%d}",
        remedy=f"Give the {whose} a new sub-CA certificate first.",
    )


def spoils(maker: Maker | None) -> bool:
    """Whether a maker's operator or CPS has a fault now: what it makes is then not kept."""
    parties = (getattr(maker, name, None) for name in ("mobility_operator", "provisioning_service"))
    return any(getattr(party, "fault", "") for party in parties)


def _another_operators(leaf: x509.Certificate) -> Finding:
    return fault(
        "contract-none",
        "The contract is another operator's: this one did not issue it, and makes no successor.",
        requirement="M02.FR.01",
        observed=common_name(leaf)[:40],
        expected="a contract certificate that this operator's CA issued",
        remedy="Ask the operator whose name its issuer bears.",
    )


def sample_emaid(number: int) -> str:
    """The account with this number at the sample operator DE-PNC, with its check digit."""
    code = f"DEPNCC{number:08d}"
    return code + emi3(code)
