"""READ FIRST of Plug & Charge in a notebook: a vehicle is plugged in, and the session is there to look at."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal

from workbench.contracts.parties import Contract, Vehicle
from workbench.errors import InputError
from workbench.net.pnc.at_station import at_station
from workbench.net.pnc.behind import StationBehind
from workbench.net.pnc.faults import faults_named, faults_table
from workbench.net.pnc.handshake_told import sealed, told
from workbench.net.pnc.meeting import meeting
from workbench.net.pnc.running import run_session
from workbench.net.pnc.session import Session
from workbench.net.pnc.setting import FOLDERS, Setting
from workbench.net.pnc.step import Party

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from workbench.display import Table
    from workbench.net.machines.csms import Csms
    from workbench.net.machines.station import Station
    from workbench.net.pnc.faults import SessionFault
    from workbench.net.pnc.handshake import Handshake
    from workbench.net.pnc.installing import Action
    from workbench.views.paper_picture import PaperPicture


@dataclass(frozen=True, slots=True, kw_only=True)
class PlugAndCharge(Session):
    """A session with its pictures."""

    @property
    def picture(self) -> PaperPicture:
        """Who said what to whom."""
        from workbench.views.pnc import steps_picture  # noqa: PLC0415  # matplotlib: only pictures pay

        title = f"A vehicle is plugged in: ISO 15118{self.edition}"
        return steps_picture(self.steps, title=title, sentence=self.sentence, good=self.ok, encrypted=self.through_tls)

    @property
    def handshake_picture(self) -> PaperPicture:
        """The handshake, record by record."""
        return picture_of(self.handshake)


async def plug_in(  # noqa: PLR0913  # who takes part, by name
    edition: str = "iso15118-2",
    fault: str = "",
    *,
    station: Station | None = None,
    csms: Csms | None = None,
    alone: bool = False,
    vehicle: Vehicle | None = None,
    action: Action | Literal[""] = "",
    setting: Setting | None = None,
    at: datetime | None = None,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> PlugAndCharge:
    """A vehicle is plugged in: the TLS handshake, the contract, the CSMS's word, the charging. Simulated, but the TLS is real.

    Parameters
    ----------
    edition
        ``"iso15118-2"`` or ``"iso15118-20"``.
    fault
        What is wrong: a name of :func:`session_faults`, or several with commas between them; empty: nothing.
    station
        At which one; it shows its own chain and OCSP response, and trusts what is installed in it. None: at one of this session's
        own, connected to a CSMS with a contract pool and the offline twin's OCSP responders.
    csms
        Of the station that was given: what it finds in a contract is a step then, too.
    alone
        Whether there is nobody behind the station's controller: it decides by its roots.
    vehicle
        One with a provisioning certificate and contracts. None: the samples' one; it has the samples' contract.
    action
        ``"Install"``: it asks for a contract before it pays (M01), ``"Update"``: for its contract's successor (M02). Empty: it does
        not ask; ``"Install"`` where the fault is the contract pool's, for nobody else meets that.
    setting
        Other chains, keys and roots than the samples'.
    at
        The time; None: the station's, else the samples' reference time.
    entropy
        Gives so many random octets, for session ids and challenges.

    Raises
    ------
    InputError
        There is no such edition or fault, or OpenSSL does not take a certificate or a key.
    """
    base = setting or Setting.of_samples(edition, at or (station.clock.now() if station is not None else None))
    faults = faults_named(fault, base.edition)
    if not action and any(one.party is Party.POOL for one in faults):
        action = "Install"
    car = vehicle or (_sample_vehicle(base) if action else None)
    base = base if car is None else _with_vehicle(base, car, keeps=vehicle is None and action != "Install")
    base = base if station is None else at_station(base, station)
    changed = base
    for one in faults:
        changed = one.change(changed)
    _refuse_what_cannot_be(station, faults, base, changed, alone=alone)
    more: dict[str, Any] = {"vehicle": car, "action": action, "fault": fault, "entropy": entropy}
    if alone:
        return _shown(await run_session(changed, **more))
    if station is not None:
        return _shown(await run_session(changed, backend=StationBehind(station, changed.edition, csms=csms), **more))
    trouble = next((one.trouble for one in faults if one.trouble), "")
    async with meeting(changed, trouble=trouble, vehicle=car) as behind:
        return _shown(await run_session(changed, backend=behind.backend, **more))


def _shown(session: Session) -> PlugAndCharge:
    return PlugAndCharge(**{one.name: getattr(session, one.name) for one in fields(session)})


def _sample_vehicle(setting: Setting) -> Vehicle:
    """The samples' vehicle with the samples' contract."""
    folder = f"iso15118{setting.edition}"
    vehicle = Vehicle.of_samples(folder)
    vehicle.install(Contract.of_samples(folder))
    return vehicle


def _with_vehicle(setting: Setting, vehicle: Vehicle, *, keeps: bool) -> Setting:
    """The vehicle's roots and its newest contract; none where it has none. ``keeps``: whether the setting's contract stays."""
    contract = setting.ev.contract if keeps else vehicle.contracts[-1] if vehicle.contracts else None
    return replace(setting, ev=replace(setting.ev, roots=vehicle.v2g_roots, contract=contract))


def _refuse_what_cannot_be(
    station: Station | None, faults: tuple[SessionFault, ...], base: Setting, changed: Setting, *, alone: bool
) -> None:
    behind = next((one.name for one in faults if one.trouble), "")
    if behind and (alone or station is not None):
        raise InputError(f"The fault {behind} is one behind the controller.", hint="Leave out station= and alone=.")
    if station is not None and base.secc.contract_roots != changed.secc.contract_roots:
        raise InputError("The roots of this station are what is installed in it.", hint="Delete the root there (M04).")


def picture_of(handshake: Handshake) -> PaperPicture:
    """A handshake record by record, and from where on it is encrypted."""
    from workbench.views.pnc import steps_picture  # noqa: PLC0415

    title = f"The handshake of ISO 15118{handshake.edition}, record by record"
    return steps_picture(told(handshake), title=title, sentence=handshake.sentence, good=handshake.ok, encrypted=sealed(handshake))


def session_faults(edition: str = "") -> Table:
    """What can be put in with ``fault=``, by name; of ``"iso15118-2"`` or ``"iso15118-20"``, or all of it."""
    return faults_table(FOLDERS.get(edition))
