"""Of each kind of certificate: how long before its end it is renewed, who does that, by which use case, and what follows else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from workbench.certs.items import ItemType
from workbench.certs.kinds import Kind
from workbench.revocation.cache_rules import CachePolicy
from workbench.station.a02_a03_request import MONTH

_YEAR = timedelta(days=365)
LONGEST = 2 * _YEAR
"""So long before its end, at most, a CA is renewed for the sake of what it issues."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of certificate is renewed.

    Attributes
    ----------
    lead
        So long before the end the renewal is due; of a CA by default, where nothing that it issues is at hand.
    who
        Who must act.
    how
        By which use case, or otherwise.
    otherwise
        What happens if nobody does.
    requirement
        Where the lead comes from; empty: it is usual, and no rule.
    """

    lead: timedelta
    who: str
    how: str
    otherwise: str
    requirement: str = ""


_STATION = "the station by itself; the operator by TriggerMessage where it does not"
_ROOT = "its operator; everybody who trusts it needs the next one first"
_SUB_CA = "the CA above it, for its operator"
_CUT = "what it issues is cut short, then ends with it"
_ROLLOVER = "a new CA certificate; chains with it reach stations by A02, vehicles by M02"

RULES: dict[Kind, Rule] = {
    Kind.SECC: Rule(
        MONTH,
        _STATION,
        "A03; A02 by SignV2GCertificate or SignV2G20Certificate",
        "vehicles refuse the TLS handshake: no Plug & Charge; with ISO 15118-20 nothing at all",
        "A03.FR.02",
    ),
    Kind.STATION_CLIENT: Rule(
        MONTH,
        _STATION,
        "A03; A02 by SignChargingStationCertificate",
        "under security profile 3 the station cannot connect any more, and nobody can renew it from afar",
        "A03.FR.02",
    ),
    Kind.CONTRACT: Rule(
        MONTH,
        "the vehicle, at any station; the mobility operator must have the next one in the pool",
        "M02 (ISO 15118-2), M01 anew (ISO 15118-20)",
        "no Plug & Charge; after the end only a new installation helps (M01)",
    ),
    Kind.OEM_PROVISIONING: Rule(
        _YEAR, "the vehicle manufacturer", "its own way to the vehicle", "the vehicle gets no contracts any more (M01)"
    ),
    Kind.VEHICLE: Rule(
        _YEAR / 2,
        "the vehicle manufacturer",
        "its own way to the vehicle",
        "stations of ISO 15118-20 refuse the handshake: the vehicle cannot charge there",
    ),
    Kind.CPS: Rule(
        MONTH, "the certificate provisioning service", "its own CA", "vehicles refuse every contract that it signs (M01, M02)"
    ),
    Kind.CSMS_SERVER: Rule(
        MONTH, "the CSMS operator", "its own CA; stations need nothing while the root stays", "no station can connect any more"
    ),
    Kind.EST_SERVER: Rule(MONTH, "the CA's operator", "its own CA", "the CSMS gets no certificates for its stations (A02)"),
    Kind.FIRMWARE_SIGNING: Rule(
        _YEAR / 2, "the station manufacturer", "its own CA", "stations refuse firmware signed with it from then on (L01)"
    ),
    Kind.OCSP_SIGNER: Rule(MONTH, "the CA whose answers it signs", "that CA", "its OCSP responses count no more (M06, M07, C07)"),
    Kind.CSO_SUB_CA2: Rule(timedelta(days=90), _SUB_CA, _ROLLOVER, _CUT),
    Kind.CSO_SUB_CA1: Rule(_YEAR, _SUB_CA, _ROLLOVER, _CUT),
    Kind.CSMS_SUB_CA: Rule(_YEAR, _SUB_CA, "a new CA certificate; stations get chains with it by A02", _CUT),
    Kind.CSMS_ROOT: Rule(
        LONGEST,
        _ROOT,
        "M05 to every station, signed by the old root where it checks that (M05.FR.10); then the server is switched",
        "stations trust no CSMS any more, and nobody can mend that from afar",
    ),
    Kind.V2G_ROOT: Rule(LONGEST, _ROOT, "M05 to every station; vehicles by their makers", "all below it ends: no Plug & Charge"),
    Kind.MO_ROOT: Rule(LONGEST, _ROOT, "M05 to every station that checks contracts by itself", "its contracts are refused (C07)"),
    Kind.OEM_ROOT: Rule(LONGEST, _ROOT, "M05 to every station of ISO 15118-20", "its vehicles are refused at the handshake (M07)"),
    Kind.MANUFACTURER_ROOT: Rule(LONGEST, _ROOT, "M05 to every station", "stations refuse all firmware (L01)"),
}
_OTHER_SUB_CA = Rule(_YEAR, _SUB_CA, "a new CA certificate", _CUT)
_OTHER = Rule(MONTH, "whoever issued it", "not known", "what stands on it ends with it")
_REFRESH = CachePolicy().refresh_ahead
OCSP_RULE = Rule(
    _REFRESH,
    "the station, through its CSMS",
    "M06, a day before the end and a week after it came at the latest",
    "vehicles that ask for a status in the handshake get none, and may refuse",
    "M06.FR.10",
)
CRL_RULE = Rule(
    _REFRESH, "the CA that publishes it", "its next CRL", "nobody can say any more whether its certificates are revoked"
)


def rule_of(kind: Kind, *, is_ca: bool) -> Rule:
    """The rule of a certificate."""
    return RULES.get(kind) or (_OTHER_SUB_CA if is_ca else _OTHER)


def rule_of_status(type_: ItemType) -> Rule:
    """The rule of an OCSP response or a CRL."""
    return CRL_RULE if type_ is ItemType.CRL else OCSP_RULE
