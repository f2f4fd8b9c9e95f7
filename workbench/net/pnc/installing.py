"""A vehicle asks for a contract in the session (M01), or for its contract's successor (M02): through the controller to the pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from workbench.findings import Finding, Severity
from workbench.net.pnc.step import Outcome, Party, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.contracts.parties import Contract, Vehicle
    from workbench.net.pnc.course import Backend, Course

Action = Literal["Install", "Update"]


async def install(
    course: Course, vehicle: Vehicle, action: Action, backend: Backend | None, entropy: Callable[[int], bytes]
) -> Contract:
    """The contract that the vehicle has then.

    Raises
    ------
    Refused
        Nobody answers, or the vehicle does not take the answer.
    InputError
        There is no contract to update.
    """
    now, modern = course.setting.at, course.setting.edition == "-20"
    name = "CertificateUpdate" if action == "Update" and not modern else "CertificateInstallation"
    exi = vehicle.request(now, action=action, session=entropy(8))
    arrived = course.carries(Party.EV, f"{name}Req", exi, f"{vehicle.pcid}, signed with its {_whose(name)} key")
    if backend is None:
        raise course.refuses(Party.SECC, _nobody())
    answer, steps = await backend.vehicle_asks(arrived, action, 1 if modern else None)
    course.steps.extend(steps)
    if not answer.ok:
        failed = "FAILED; not encoded here: the station has nothing to pass on"
        course.steps.append(Step(Party.SECC, Party.EV, f"{name}Res", said=failed, outcome=Outcome.REFUSED))
        raise course.refuses(_blamed(steps), _failed(answer.why, answer.findings))
    octets = course.carries(Party.SECC, f"{name}Res", answer.exi_response, "the contract, its key wrapped; signed by the CPS")
    got = vehicle.receive(octets, now)
    said = f"contract {got.contract.emaid} until {got.contract.not_after:%Y-%m-%d}" if got.contract else "nothing is installed"
    course.does(Party.EV, "unwraps the key", ok=got.ok, said=said, findings=got.findings)
    if got.contract is None:
        cause = next((one for one in got.findings if one.severity is Severity.ERROR), _failed("", ()))
        raise course.refuses(Party.EV, cause)
    return got.contract


def _whose(name: str) -> str:
    return "contract's" if name == "CertificateUpdate" else "provisioning certificate's"


def _blamed(steps: tuple[Step, ...]) -> Party:
    return next((one.sender for one in steps if one.outcome is Outcome.REFUSED), Party.SECC)


def _nobody() -> Finding:
    return Finding(
        code="contract-none",
        message="The vehicle asks for a contract, and the station stands alone: nobody can make one.",
        severity=Severity.ERROR,
        item="message",
        requirement="M01.FR.01",
        remedy="Connect the station to a CSMS that has a contract pool.",
    )


def _failed(why: str, findings: tuple[Finding, ...]) -> Finding:
    found = next((one for one in findings if one.severity is Severity.ERROR), None)
    return found or Finding(
        code="contract-none",
        message=why or "The vehicle gets no contract.",
        severity=Severity.ERROR,
        item="message",
        requirement="M01.FR.01",
        remedy="See what the pool found in the request.",
    )
