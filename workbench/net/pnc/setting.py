"""Who meets whom: a vehicle (EV), a charging station's controller (SECC), a time; and what each trusts and shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.net.machines.issuer import sample
from workbench.net.pnc.credentials import Credential
from workbench.net.pnc.staple_made import staple_for
from workbench.sample_pki import reference_time

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.net.pnc.asked_of_hello import Edition
    from workbench.net.pnc.credentials import ContractHolder

FOLDERS: dict[str, Edition] = {"iso15118-2": "-2", "iso15118-20": "-20"}
TypedRoots = tuple[tuple[str, "Item"], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EV:
    """A vehicle.

    Attributes
    ----------
    roots
        The V2G roots that it knows.
    contract
        What it pays with; None: it has no contract.
    vehicle
        Its vehicle certificate for TLS, ISO 15118-20 alone; None: it shows none.
    emaid
        What it says in PaymentDetailsReq; None: what stands in its contract certificate.
    challenge
        What it answers to every challenge: one that it heard before; None: the one that it is given.
    insists
        Whether it breaks off where no OCSP response is stapled; None: as its edition has it (-2 does).
    """

    roots: tuple[Item, ...]
    contract: ContractHolder | None = None
    vehicle: Credential | None = None
    emaid: str | None = None
    challenge: bytes | None = None
    insists: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SECC:
    """The controller of a charging station towards the vehicle.

    Attributes
    ----------
    own
        What it shows in TLS.
    staple
        The OCSP response for its certificate, DER; None: it has none.
    vehicle_roots
        Under which it takes vehicles in TLS (ISO 15118-20): OEM and V2G roots, with their types.
    contract_roots
        Under which it takes contracts: MO and V2G roots, with their types (OCPP's InstallCertificateUse).
    """

    own: Credential
    staple: bytes | None = field(default=None, repr=False)
    vehicle_roots: TypedRoots = ()
    contract_roots: TypedRoots = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting:
    """A vehicle at a station, at a time.

    Attributes
    ----------
    edition
        Of ISO 15118: ``"-2"`` or ``"-20"``.
    at
        UTC-aware; by it certificates, OCSP responses and messages are judged and made.
    """

    edition: Edition
    at: datetime
    ev: EV
    secc: SECC

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise InputError("The time has no time zone.", hint="Write datetime(2026, 6, 1, tzinfo=UTC).")

    @classmethod
    def of_samples(cls, folder: str = "iso15118-2", at: datetime | None = None, *, ed448: bool = False) -> Setting:
        """All that is sound, out of the samples.

        Parameters
        ----------
        folder
            ``"iso15118-2"`` or ``"iso15118-20"``.
        at
            None: the samples' reference time.
        ed448
            Whether the vehicle of -20 has the sample certificate on Ed448 rather than the one on secp521r1.

        Raises
        ------
        InputError
            There is no such folder.
        """
        if folder not in FOLDERS:
            raise InputError(f"There is no edition {str(folder)[:20]!r} here.", hint=f"There are {' and '.join(FOLDERS)}.")
        edition, now = FOLDERS[folder], at or reference_time()
        (v2g,), (mo,) = sample(f"{folder}/v2g-root"), sample(f"{folder}/mo-root")
        own = Credential.of_samples(f"{folder}/secc")
        vehicle: Credential | None = None
        oem: tuple[Item, ...] = ()
        if edition == "-20":
            kind = "ed448-" if ed448 else ""
            vehicle = Credential.of_samples(f"{folder}/{kind}vehicle")
            oem = sample(f"{folder}/oem-root", f"{folder}/ed448-oem-root")
        return cls(
            edition=edition,
            at=now,
            ev=EV(roots=(v2g,), contract=Credential.of_samples(f"{folder}/contract"), vehicle=vehicle),
            secc=SECC(
                own=own,
                staple=staple_for(own.chain, f"{folder}/cpo-sub-ca2", now),
                vehicle_roots=(*(("OEMRootCertificate", one) for one in oem), ("V2GRootCertificate", v2g)) if oem else (),
                contract_roots=(("MORootCertificate", mo), ("V2GRootCertificate", v2g)),
            ),
        )
