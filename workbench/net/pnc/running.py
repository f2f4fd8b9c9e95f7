"""READ FIRST of the session: from the handshake to the charging, step by step, until somebody ends it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Literal

from workbench.findings import Finding, Severity
from workbench.net.pnc import paying_2, paying_20
from workbench.net.pnc.course import Course, Refused
from workbench.net.pnc.installing import install
from workbench.net.pnc.shaking import VEHICLE_STATUS, shake_hands
from workbench.net.pnc.step import Outcome, Party, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.contracts.parties import Vehicle
    from workbench.net.pnc.course import Backend
    from workbench.net.pnc.installing import Action
    from workbench.net.pnc.session import Session
    from workbench.net.pnc.setting import Setting

_PAYING = {"-2": paying_2, "-20": paying_20}


async def run_session(  # who takes part, by name
    setting: Setting,
    *,
    backend: Backend | None = None,
    vehicle: Vehicle | None = None,
    action: Action | Literal[""] = "",
    fault: str = "",
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> Session:
    """A vehicle is plugged in.

    Parameters
    ----------
    backend
        The station behind the controller with its CSMS; None: the controller decides alone, by its roots.
    vehicle, action
        Who asks for a contract before it pays, and how: ``"Install"`` (M01) or ``"Update"`` (M02); empty: it does not ask.
    fault
        What was put in, for the answer.
    entropy
        Gives so many random octets: session ids and challenges.

    Returns
    -------
    Session
        Whatever happened: a refusal is an answer.

    Raises
    ------
    InputError
        OpenSSL does not take a certificate or a key.
    """
    handshake, channel = shake_hands(setting)
    course = Course(setting, handshake, channel)
    course.steps.append(
        Step(
            Party.EV,
            Party.SECC,
            f"{'TLS 1.2' if setting.edition == '-2' else 'TLS 1.3'} handshake",
            size=handshake.octets,
            said=handshake.sentence,
            outcome=Outcome.GOOD if handshake.ok else Outcome.REFUSED,
            findings=handshake.findings,
            requirement=handshake.cause.requirement if handshake.cause else "",
        )
    )
    try:
        if not handshake.ok:
            cause = handshake.cause or _no_reason()
            raise course.refuses(Party.EV if handshake.ended_by == "EV" else Party.SECC, cause)  # as all refusals
        await _after_the_handshake(course, backend, (vehicle, action), entropy)
    except Refused:
        pass
    return course.ended(fault)


async def _after_the_handshake(
    course: Course, backend: Backend | None, asking: tuple[Vehicle | None, Action | Literal[""]], entropy: Callable[[int], bytes]
) -> None:
    paying = _PAYING[course.setting.edition]
    if backend is not None and course.handshake.vehicle_chain:
        await _status_of_the_vehicle(course, backend)
    course.leaves_out(paying.BEFORE, "the codec has the messages with certificates alone")
    contract = course.setting.ev.contract
    vehicle, action = asking
    if vehicle is not None and action:
        contract = await install(course, vehicle, action, backend, entropy)
    if contract is None:
        raise course.refuses(Party.EV, _no_contract())
    await paying.pay(course, contract, backend, entropy)
    course.does(Party.EV, "charges", ok=True, said=f"under {course.emaid}, without a card")
    course.leaves_out(paying.AFTER, "as above")
    course.not_checked.append(f"Not sent: {paying.BEFORE}, {paying.AFTER}: the codec has the messages with certificates alone.")


async def _status_of_the_vehicle(course: Course, backend: Backend) -> None:
    """ISO 15118-20: nothing is stapled to the vehicle's certificate, so the station asks its CSMS (M07), before any data."""
    ok, why, steps = await backend.vehicle_shown(course.handshake.vehicle_chain)
    course.steps.extend(steps)
    course.not_checked = [one for one in course.not_checked if one != VEHICLE_STATUS]
    if not ok:
        found = next((one for one in steps[-1].findings if one.severity is Severity.ERROR), None)
        raise course.refuses(Party.SECC, found or _revoked(why))


def _revoked(why: str) -> Finding:
    return Finding(
        code="revocation-unknown",
        message=f"The station does not go on with the vehicle: {why}",
        severity=Severity.ERROR,
        item="certificate",
        requirement="M07.FR.11",
        remedy="See what the CSMS was told about each certificate of the vehicle's chain.",
    )


def _no_contract() -> Finding:
    return Finding(
        code="contract-refused",
        message="The vehicle has no contract: it can ask for one (CertificateInstallationReq), or somebody pays with a card.",
        severity=Severity.ERROR,
        item="message",
        remedy='Let it ask for one: action="Install".',
    )


def _no_reason() -> Finding:
    return Finding(code="handshake-failed", message="The handshake failed.", severity=Severity.ERROR, remedy="See the records.")
