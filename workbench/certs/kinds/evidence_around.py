"""What the other certificates of a pile tell of one: who issued it, what it issued, how far below a root it stands."""

from __future__ import annotations

from workbench.certs.kinds.vocabulary import Kind, Level, Pki
from workbench.certs.kinds.weights import SUB_CAS, Evidence, Weights, each, scaled

_BELOW_ROOTS: dict[Kind, Weights] = {
    Kind.V2G_ROOT: {**each((Pki.CSO, Pki.CPS, Pki.MO, Pki.OEM), 1), **each((Pki.CSMS, Pki.MANUFACTURER), -2), Level.SUB1: 1.5},
    Kind.MO_ROOT: {Pki.MO: 5, Level.SUB1: 1.5},
    Kind.OEM_ROOT: {Pki.OEM: 5, Level.SUB1: 1.5},
    Kind.CSMS_ROOT: {Pki.CSMS: 4, Kind.STATION_CLIENT: 1},
    Kind.MANUFACTURER_ROOT: {Pki.MANUFACTURER: 4, Kind.STATION_CLIENT: 1},
    Kind.CSMS_SUB_CA: {Pki.CSMS: 5, Level.LEAF: 2},
    Kind.MANUFACTURER_SUB_CA: {Pki.MANUFACTURER: 5, Level.LEAF: 2},
}

_ISSUED: dict[Pki, tuple[str, Weights]] = {
    Pki.CSO: ("CPO or SECC certificates", {Pki.CSO: 4, Pki.V2G: 3}),
    Pki.CPS: ("CPS certificates", {Pki.CPS: 4, Pki.V2G: 3}),
    Pki.MO: ("MO or contract certificates", {Pki.MO: 4, Pki.V2G: 1}),
    Pki.OEM: ("OEM or vehicle certificates", {Pki.OEM: 4, Pki.V2G: 1}),
    Pki.CSMS: ("CSMS or station certificates", {Pki.CSMS: 4}),
    Pki.MANUFACTURER: ("manufacturer's certificates", {Pki.MANUFACTURER: 4}),
}


def _below() -> dict[str, Evidence]:
    weights_below = dict(_BELOW_ROOTS)
    for pki, (first, second) in SUB_CAS.items():
        # OCPP A00.FR.602: the operator's Sub-CA 2 may sign station certificates as well
        station: Weights = {Kind.STATION_CLIENT: 1.5} if pki is Pki.CSO else {}
        weights_below[first] = {pki: 5, Level.SUB2: 2.5, Level.SUB1: -2, Level.LEAF: 1, **station}
        weights_below[second] = {pki: 5, Level.LEAF: 4, Level.SUB2: -1, Level.SUB1: -3, **station}
    rows = {}
    for kind, weights in weights_below.items():
        rows[f"issuer:{kind}:sure"] = Evidence("issuer", f"issued by {kind.with_article} in this pile", weights)
        maybe = f"issued by what may be {kind.with_article} in this pile"
        rows[f"issuer:{kind}:maybe"] = Evidence("issuer", maybe, scaled(weights, 0.6), specific=False)
    return rows


AROUND: dict[str, Evidence] = {
    **_below(),
    **{f"issues:{pki}": Evidence("children", f"issued {what} in this pile", weights) for pki, (what, weights) in _ISSUED.items()},
    "issues:several": Evidence("children", "issued certificates of several V2G roles in this pile", {Pki.V2G: 5}),
    "issues:cas": Evidence("level", "issued CAs in this pile", {Level.ROOT: 0.5, Level.SUB1: 2, Level.SUB2: -1.5, Level.LEAF: -4}),
    "issues:leaves": Evidence("level", "issued leaves in this pile", {Level.SUB2: 2, Level.LEAF: -3}),
    "depth:1": Evidence("level", "directly below a root in this pile", {Level.SUB1: 1, Level.ROOT: -1}),
    "depth:2": Evidence("level", "two below a root in this pile", {Level.SUB2: 1.5, Level.LEAF: 0.5}),
    "depth:3": Evidence("level", "three below a root in this pile", {Level.LEAF: 3}),
    "depth:more": Evidence("level", "more than three below a root in this pile", {Level.LEAF: 1, Level.SUB1: -1, Level.SUB2: -1}),
    "issuer:path:0": Evidence("level", "its issuer allows no CA below itself", {Level.LEAF: 3, Level.SUB1: -2, Level.SUB2: -2}),
    "cross-signed": Evidence("level", "a self-signed certificate of the same name and key is in this pile", {Level.ROOT: 6}),
    "loop": Evidence("level", "its issuers form a loop", {}, doubt=True),
}
"""By mark."""
