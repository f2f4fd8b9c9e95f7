"""``install_plan``: a root for every station that can take it, pilots first, each confirmed by what it lists afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display.counting import counted
from workbench.errors import InputError
from workbench.fleet.plans.anchor_faults import faults, named, signers
from workbench.fleet.plans.install_rules import Installing, rulings
from workbench.fleet.plans.making import ask_first, confirming, guesses, left_out, made
from workbench.fleet.plans.plan import Plan, Step
from workbench.fleet.plans.requests import INSTALL, install_request, pem_of, spoken
from workbench.fleet.plans.ruling import Ruling, Verdict, decisive
from workbench.fleet.plans.situation import situations
from workbench.fleet.plans.waves import in_order, waves
from workbench.fleet.schema import ROOT_TYPES

if TYPE_CHECKING:
    from workbench.certs.items import Item
    from workbench.fleet.inventory import Inventory


def install_plan(inventory: Inventory, certificate: Item, certificate_type: str, *, wave_size: int = 500) -> Plan:
    """Who gets a new root, in which wave; who must wait, and who must not get it.

    Parameters
    ----------
    certificate
        The root, at hand.
    certificate_type
        Of InstallCertificateUse: what it is to be trusted for.
    wave_size
        Stations in a wave after the pilot, at most.

    Raises
    ------
    InputError
        The type is none of a root's, or a wave is smaller than one.
    """
    if certificate_type not in ROOT_TYPES:
        raise InputError(f"{certificate_type!r} is no type of a root.", hint=f"One of {', '.join(ROOT_TYPES)}.")
    stations = situations(inventory)
    against = tuple(faults(certificate, certificate_type, inventory.at))
    sha256 = certificate.facts.sha256 if certificate.facts is not None else ""
    text = pem_of(certificate)
    cas = [one for one in inventory.known.items.values() if one.facts is not None and one.facts.is_ca]
    new = Installing(sha256, certificate_type, text, signers(certificate, cas))
    go = Ruling(Verdict.GO, "It takes it, as far as its answers tell; it must list it afterwards.", "M05.FR.02")
    ruled = {one.identity: decisive((*against, *rulings(one, new)), go) for one in stations}
    going = [one for one in stations if ruled[one.identity].verdict is Verdict.GO]
    order = waves(going, wave_size)
    steps: list[Step] = []
    for one in stations:
        ruling, wave = ruled[one.identity], order.get(one.identity, "")
        version = spoken(one.version)
        if ruling.verdict is Verdict.GO:
            payload = install_request(text, certificate_type, version)
            steps.append(made(one, wave, 1, INSTALL, ruling, payload, "Accepted"))
            steps.append(confirming(one, wave, 2, (certificate_type,), "listed"))
        else:
            steps.append(ask_first(one, ruling) if ruling.ask else left_out(one, ruling))
    title = f"Install {named(certificate)} as {certificate_type}"
    return Plan(
        title, inventory.at, in_order(steps, order), (*_notes(new, len(going)), *guesses(stations)), certificate_type, (sha256,)
    )


def _notes(new: Installing, going: int) -> tuple[str, ...]:
    said = ["Send a wave when every pilot, and the wave before it, answered Accepted and lists the certificate."]
    if new.certificate_type == "CSMSRootCertificate":
        said.append("Delete the old root only after the server has shown a chain under the new one and the station came back.")
    if not new.self_signed and going:
        said.append(
            f"It is not self-signed: {counted(going, 'station')} must hold its issuer when it comes. Some take it for a sub-CA."
        )
    return tuple(said)
