"""The bad days of each party, by name: what is put in, and what it changes in a sound setting."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.display import Cell, Table
from workbench.errors import InputError
from workbench.net.pnc import fault_changes as make
from workbench.net.pnc.credentials import Credential
from workbench.net.pnc.step import Party

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.net.pnc.setting import Setting

_BOTH = ("-2", "-20")


@dataclass(frozen=True, slots=True)
class SessionFault:
    """One fault.

    Attributes
    ----------
    name
        By which it is put in, ``"secc-expired"``.
    party
        Whose it is.
    says
        What is wrong, one sentence.
    editions
        Of ISO 15118, in which it can be.
    change
        Makes the bad setting out of a sound one.
    trouble
        What is wrong behind the controller, see :data:`workbench.net.pnc.meeting.TROUBLES`; empty: nothing.
    """

    name: str
    party: Party
    says: str
    change: Callable[[Setting], Setting] = field(repr=False, default=lambda one: one)
    editions: tuple[str, ...] = _BOTH
    trouble: str = ""


def faults_named(names: str, edition: str) -> tuple[SessionFault, ...]:
    """Faults by their names, several with commas between them; none of an empty text.

    Raises
    ------
    InputError
        There is no such fault, or it cannot be in this edition.
    """
    return tuple(fault_named(one.strip(), edition) for one in names.split(",") if one.strip())


def fault_named(name: str, edition: str) -> SessionFault:
    """A fault by its name.

    Raises
    ------
    InputError
        There is none, or it cannot be in this edition.
    """
    found = FAULTS.get(name)
    if found is None or edition not in found.editions:
        names = ", ".join(one.name for one in FAULTS.values() if edition in one.editions)
        raise InputError(f"There is no fault {str(name)[:40]!r} in ISO 15118{edition}.", hint=f"There are: {names}.")
    return found


def faults_table(edition: str | None = None) -> Table:
    """All of them, or those of one edition."""
    rows = [
        (Cell(one.name, code=True, tight=True), one.party.value, one.says, ", ".join(one.editions))
        for one in FAULTS.values()
        if edition is None or edition in one.editions
    ]
    return Table(("Fault", "Whose", "What is wrong", "ISO 15118"), rows)


def _behind(name: str, party: Party, says: str, trouble: str) -> SessionFault:
    return SessionFault(name, party, says, trouble=trouble)


_ALL = (
    SessionFault("secc-expired", Party.SECC, "The station's certificate ended yesterday.", make.secc_expired),
    SessionFault(
        "secc-wrong-domain-component",
        Party.SECC,
        "Its domain component is CSO, OCPP 2.1's word for the operator, and not CPO.",
        make.secc_renamed,
    ),
    SessionFault(
        "secc-sub-ca-missing", Party.SECC, "The station leaves out the sub-CA that issued its certificate.", make.secc_shortened
    ),
    SessionFault(
        "secc-shows-a-contract",
        Party.SECC,
        "It shows a contract certificate of the same V2G root in TLS.",
        make.contract_as_secc,
        ("-2",),
    ),
    SessionFault(
        "staple-missing", Party.SECC, "The station has no OCSP response.", lambda one: make.at_station_with(one, staple=None)
    ),
    SessionFault("staple-stale", Party.SECC, "Its OCSP response ended yesterday.", make.stale_staple),
    SessionFault(
        "staple-revoked", Party.SECC, "Its OCSP response says that its certificate was revoked yesterday.", make.revoked_staple
    ),
    SessionFault(
        "mo-root-unknown", Party.SECC, "The station does not know the root of the mobility operator.", make.without_mo_root
    ),
    SessionFault("v2g-root-unknown", Party.EV, "The vehicle knows another V2G root than the station's.", make.another_v2g_root),
    SessionFault(
        "vehicle-missing",
        Party.EV,
        "The vehicle shows no certificate in TLS.",
        lambda one: make.with_vehicle(one, vehicle=None),
        ("-20",),
    ),
    SessionFault("vehicle-expired", Party.EV, "The vehicle certificate ended yesterday.", make.vehicle_expired, ("-20",)),
    SessionFault(
        "vehicle-shows-provisioning",
        Party.EV,
        "It shows its OEM provisioning certificate in TLS, which is for asking for contracts.",
        lambda one: make.with_vehicle(one, vehicle=Credential.of_samples("iso15118-20/oem-provisioning")),
        ("-20",),
    ),
    SessionFault(
        "vehicle-critical-ocsp-pointer",
        Party.EV,
        "Its certificate's pointer to OCSP is critical, as ISO 15118-20 allows: OpenSSL does not know it.",
        lambda one: make.with_vehicle(one, vehicle=Credential.of_samples("iso15118-20/vehicle-ocsp")),
        ("-20",),
    ),
    SessionFault(
        "oem-root-unknown",
        Party.SECC,
        "The station does not know the root of the car maker.",
        lambda one: make.at_station_with(
            one, vehicle_roots=tuple(two for two in one.secc.vehicle_roots if two[0] == "V2GRootCertificate")
        ),
        ("-20",),
    ),
    SessionFault("contract-missing", Party.EV, "The vehicle has no contract.", lambda one: make.with_vehicle(one, contract=None)),
    SessionFault("contract-expired", Party.EV, "The contract certificate ended yesterday.", make.contract_expired),
    SessionFault(
        "contract-sub-ca-missing", Party.EV, "It leaves out the sub-CA that issued the contract.", make.contract_shortened
    ),
    SessionFault(
        "contract-key-of-another", Party.EV, "Somebody without the contract's key signs the challenge.", make.another_contract_key
    ),
    SessionFault(
        "challenge-replayed",
        Party.EV,
        "It sends the answer to an earlier challenge.",
        lambda one: make.with_vehicle(one, challenge=bytes(16)),
    ),
    SessionFault(
        "emaid-of-another",
        Party.EV,
        "It says another eMAID than its certificate has.",
        lambda one: make.with_vehicle(one, emaid="DE8AACA2B3C4D5L"),
        ("-2",),
    ),
    replace(
        _behind("vehicle-revoked", Party.CSMS, "The car maker revoked the vehicle certificate.", "vehicle-revoked"),
        editions=("-20",),
    ),
    _behind("contract-revoked", Party.CSMS, "The mobility operator revoked the contract certificate.", "revoked"),
    _behind("contract-blocked", Party.CSMS, "The CSMS knows the contract as blocked: it is not paid for.", "blocked"),
    _behind("contract-unknown", Party.CSMS, "The CSMS knows nothing of this eMAID.", "unknown"),
    _behind("responder-down", Party.CSMS, "The OCSP responder of the mobility operator is down.", "responder-down"),
    _behind("offline", Party.SECC, "The station has no connection, and never heard of this eMAID.", "offline"),
    _behind("offline-known", Party.SECC, "The station has no connection; the CSMS accepted this eMAID before.", "offline-known"),
    _behind(
        "offline-forbidden",
        Party.SECC,
        "No connection, and ContractValidationOffline is false: nobody may charge.",
        "offline-forbidden",
    ),
    replace(
        _behind(
            "central-forbidden", Party.SECC, "MO root unknown, CentralContractValidationAllowed is false.", "central-forbidden"
        ),
        change=make.without_mo_root,
    ),
    _behind("pcid-withdrawn", Party.POOL, "The car maker withdrew the vehicle's provisioning certificate.", "pcid-withdrawn"),
)
FAULTS = {one.name: one for one in _ALL}
"""By name: the station's first, then the vehicle's."""
