"""What the tests of pools over HTTP share: vehicles, what a station makes of their messages, codes of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.contracts.making import FOLDERS, NOW, handed_on
from workbench.contracts.parties import Vehicle
from workbench.contracts.pool import Pool
from workbench.contracts.standards import ISO_20

if TYPE_CHECKING:
    from workbench.messages.ev_certificate import Get15118EVCertificateRequest

__all__ = ["FOLDERS", "NOW", "asks", "codes", "of_2", "of_20", "pool"]


def of_2() -> Any:
    return Vehicle.of_samples("iso15118-2", seed=b"vehicle")


def of_20() -> Any:
    return Vehicle.of_samples("iso15118-20", seed=b"vehicle")


def asks(vehicle: Any, maximum: int = 1, **more: Any) -> Get15118EVCertificateRequest:
    """What a station makes of the vehicle's request."""
    if vehicle.schema != ISO_20:
        return handed_on(vehicle, vehicle.request(NOW), **more)
    exi = vehicle.request(NOW, maximum=maximum)
    return handed_on(vehicle, exi, maximum_contract_certificate_chains=maximum, **more)


def pool(contracts: int = 1) -> Pool:
    return Pool.of_samples(NOW, seed=b"pool", contracts=contracts)


def codes(answer: Any) -> set[tuple[str, str]]:
    return {(one.code, one.severity.value) for one in answer.findings}
