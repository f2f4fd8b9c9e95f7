"""What a fault changes in a sound setting: one function each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from workbench.certs.issuing import derive_private_key
from workbench.net.machines.issuer import sample
from workbench.net.pnc.credentials import Credential
from workbench.net.pnc.reissued import reissued
from workbench.net.pnc.staple_made import staple_for

if TYPE_CHECKING:
    from workbench.net.pnc.setting import Setting

_DAY = timedelta(days=1)


def folder_of(setting: Setting) -> str:
    """Of the samples."""
    return f"iso15118{setting.edition}"


def at_station_with(setting: Setting, **changed: Any) -> Setting:
    """The same vehicle at a station that has something else."""
    return replace(setting, secc=replace(setting.secc, **changed))


def with_vehicle(setting: Setting, **changed: Any) -> Setting:
    """Another vehicle at the same station."""
    return replace(setting, ev=replace(setting.ev, **changed))


def showing(setting: Setting, own: Credential) -> Setting:
    """Another certificate at the station, with a fresh OCSP response for it: the certificate alone is wrong."""
    return at_station_with(setting, own=own, staple=staple_for(own.chain, f"{folder_of(setting)}/cpo-sub-ca2", setting.at))


def secc_expired(setting: Setting) -> Setting:
    """The station's certificate ended a day ago."""
    end = setting.at - _DAY
    return showing(
        setting,
        reissued(f"{folder_of(setting)}/secc", f"{folder_of(setting)}/cpo-sub-ca2", not_before=end - 90 * _DAY, not_after=end),
    )


def secc_renamed(setting: Setting) -> Setting:
    """Its domain component is another."""
    return showing(setting, reissued(f"{folder_of(setting)}/secc", f"{folder_of(setting)}/cpo-sub-ca2", subject={"DC": "CSO"}))


def secc_shortened(setting: Setting) -> Setting:
    """Its sub-CA 2 is left out."""
    leaf, _, *rest = setting.secc.own.chain
    return at_station_with(setting, own=replace(setting.secc.own, chain=(leaf, *rest)))


def another_v2g_root(setting: Setting) -> Setting:
    """The vehicle knows another V2G root."""
    name = "variants/v2g-root-b" if setting.edition == "-2" else "iso15118-2/v2g-root"
    return with_vehicle(setting, roots=sample(name))


def stale_staple(setting: Setting) -> Setting:
    """The OCSP response ended a day ago."""
    ca, made = f"{folder_of(setting)}/cpo-sub-ca2", setting.at - 8 * _DAY
    return at_station_with(setting, staple=staple_for(setting.secc.own.chain, ca, made, lasts=7 * _DAY))


def revoked_staple(setting: Setting) -> Setting:
    """The OCSP response says revoked."""
    ca = f"{folder_of(setting)}/cpo-sub-ca2"
    return at_station_with(setting, staple=staple_for(setting.secc.own.chain, ca, setting.at, revoked_since=setting.at - _DAY))


def contract_as_secc(setting: Setting) -> Setting:
    """A contract's chain in TLS, with a sound OCSP response."""
    own = Credential.of_samples("iso15118-2/v2g-contract")
    return at_station_with(setting, own=own, staple=staple_for(own.chain, "iso15118-2/v2g-mo-sub-ca2", setting.at))


def vehicle_expired(setting: Setting) -> Setting:
    """The vehicle certificate ended a day ago."""
    end = setting.at - _DAY
    return with_vehicle(setting, vehicle=reissued("iso15118-20/vehicle", "iso15118-20/oem-sub-ca2", not_after=end))


def contract_expired(setting: Setting) -> Setting:
    """The contract certificate ended a day ago."""
    folder, end = folder_of(setting), setting.at - _DAY
    return with_vehicle(setting, contract=reissued(f"{folder}/contract", f"{folder}/mo-sub-ca2", not_after=end))


def contract_shortened(setting: Setting) -> Setting:
    """The contract's sub-CA 2 is left out."""
    own = Credential.of_samples(f"{folder_of(setting)}/contract")
    leaf, _, *rest = own.chain
    return with_vehicle(setting, contract=replace(own, chain=(leaf, *rest)))


def another_contract_key(setting: Setting) -> Setting:
    """Somebody else's key signs."""
    own = Credential.of_samples(f"{folder_of(setting)}/contract")
    curve = "P-256" if setting.edition == "-2" else "P-521"
    return with_vehicle(setting, contract=replace(own, key=derive_private_key(b"pnc-workbench", "somebody else's key", curve)))


def without_mo_root(setting: Setting) -> Setting:
    """The station has no MO root."""
    return at_station_with(
        setting, contract_roots=tuple(one for one in setting.secc.contract_roots if one[0] != "MORootCertificate")
    )
