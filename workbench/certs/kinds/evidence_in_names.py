"""What the words, numbers, domain components and identifiers of names tell."""

from __future__ import annotations

from workbench.certs.kinds.vocabulary import Kind, Level, Pki
from workbench.certs.kinds.weights import ISO_LEAVES, LEAVES, Evidence, Target, Weights, each, scaled

_CSO: Weights = {Pki.CSO: 5, Kind.STATION_CLIENT: 1}
_MO: Weights = {Pki.MO: 5}

DOMAIN_COMPONENTS: dict[str, Evidence] = {
    # scripts give it to the CPO's Sub-CAs as well (EcoG, RISE-V2G), no profile to a leaf
    "V2G": Evidence(
        "DC",
        "DC=V2G",
        {Pki.V2G: 4, Pki.CSO: 2.5, Pki.CPS: 1, Pki.MO: 0.5, Pki.OEM: 0.5, **each(ISO_LEAVES, -2), Kind.SECC: -4},
    ),
    "CPO": Evidence("DC", "DC=CPO [V2G2-925]", _CSO),
    "CSO": Evidence("DC", "DC=CSO", _CSO),
    "CPS": Evidence("DC", "DC=CPS [V2G2-925]", {Pki.CPS: 5}),
    "MO": Evidence("DC", "DC=MO", _MO),
    "MSP": Evidence("DC", "DC=MSP", _MO),
    "EMSP": Evidence("DC", "DC=EMSP", _MO),
    "EMP": Evidence("DC", "DC=EMP", _MO),
    "OEM": Evidence("DC", "DC=OEM", {Pki.OEM: 5, Kind.OEM_PROVISIONING: 1, Kind.VEHICLE: -1}),
    "EV": Evidence("DC", "DC=...EV [V2G20-3073]", {Pki.OEM: 4, Kind.VEHICLE: 2.5, Kind.OEM_PROVISIONING: -2}),
    "CSMS": Evidence("DC", "DC=CSMS", {Pki.CSMS: 5}),
    "OCSP": Evidence("DC", "DC=OCSP", {Kind.OCSP_SIGNER: 4}),
}
"""By the value that names a role, in capitals."""

_CSO_WORD: Weights = {Pki.CSO: 4, Pki.CSMS: 0.5}
_MO_WORD: Weights = {Pki.MO: 4}
_PROVISIONING_WORD: Weights = {Kind.CPS_SUB_CA1: 2, Kind.CPS_SUB_CA2: 2, Kind.CPS: 1, Kind.OEM_PROVISIONING: 2.5}
_VEHICLE_WORD: Weights = {Pki.OEM: 1.5, Kind.VEHICLE: 3, Kind.OEM_PROVISIONING: -1}
_STATION_WORD: Weights = {Kind.STATION_CLIENT: 2}

ROLE_WORDS: dict[str, Weights] = {
    "v2g": {Pki.V2G: 3, Pki.CSO: 0.5, Pki.CPS: 0.5, Pki.MO: 0.5, Pki.OEM: 0.5},
    "cpo": _CSO_WORD,
    "cso": _CSO_WORD,
    "secc": {Pki.CSO: 3, Kind.SECC: 1.5},
    "evse": {Pki.CSO: 2, Kind.SECC: 1},
    "cps": {Pki.CPS: 4},
    "prov": _PROVISIONING_WORD,
    "provisioning": _PROVISIONING_WORD,
    "mo": _MO_WORD,
    "msp": _MO_WORD,
    "emsp": _MO_WORD,
    "emp": _MO_WORD,
    "contract": {Pki.MO: 1, Kind.CONTRACT: 3},
    "oem": {Pki.OEM: 4},
    "vehicle": _VEHICLE_WORD,
    "evcc": _VEHICLE_WORD,
    "csms": {Pki.CSMS: 4},
    "ocpp": {Pki.CSMS: 3},
    "manufacturer": {Pki.MANUFACTURER: 4},
    "mfr": {Pki.MANUFACTURER: 4},
    "firmware": {Pki.MANUFACTURER: 3, Kind.FIRMWARE_SIGNING: 2},
    "ocsp": {Kind.OCSP_SIGNER: 3},
    "est": {Kind.EST_SERVER: 1.5},
    "station": _STATION_WORD,
    "chargingstation": _STATION_WORD,
    "chargepoint": _STATION_WORD,
}
"""Words of a common name or organisational unit, in lower case."""

_SUB_WORD: Weights = {Level.SUB1: 1, Level.SUB2: 1, Level.ROOT: -1.5}
LEVEL_WORDS: dict[str, Weights] = {
    "root": {Level.ROOT: 4},
    "sub": _SUB_WORD,
    "subca": _SUB_WORD,
    "subordinate": _SUB_WORD,
    "intermediate": _SUB_WORD,
    "leaf": {Level.LEAF: 4},
}
"""Words that tell a level."""

_IDENTIFIERS: dict[str, tuple[str, Weights]] = {
    "EMAID": ("an EMAID", {Kind.CONTRACT: 5, Level.LEAF: 2}),
    "PCID": ("a PCID", {Kind.OEM_PROVISIONING: 5, Kind.VEHICLE: 0.5, Level.LEAF: 2}),
    "EVCCID": ("an EVCCID", {Kind.VEHICLE: 5, Kind.OEM_PROVISIONING: 0.5, Level.LEAF: 2}),
    "SECCID": ("a SECCID", {Kind.SECC: 5, Kind.STATION_CLIENT: 1.5, Level.LEAF: 2}),
    "EVSEID": ("an EVSEID", {Kind.SECC: 4, Kind.STATION_CLIENT: 1.5, Level.LEAF: 2}),
}


_PROVISIONING_ISSUER: dict[str, Weights] = {"prov": {Pki.CPS: 2.5}, "provisioning": {Pki.CPS: 2.5}}


def _identifiers() -> dict[str, Evidence]:
    rows = {}
    for scheme, (name, weights) in _IDENTIFIERS.items():
        odd = scheme == "EVSEID"  # an SECC serves several outlets: the CN should be a SECCID
        rows[f"cn:{scheme}:sure"] = Evidence("CN", f"CN is {name}: {{{scheme}}}", weights, doubt=odd)
        rows[f"cn:{scheme}:maybe"] = Evidence("CN", f"CN may be {name}: {{{scheme}}}", scaled(weights, 0.5), doubt=odd)
        wrong = f"CN looks like {name} with a wrong check digit: {{{scheme}}}"
        rows[f"cn:{scheme}:wrong"] = Evidence("CN", wrong, scaled(weights, 0.6), doubt=True)
    return rows


def _of_issuer(weights: Weights) -> Weights:
    """What a role in the issuer's name tells: the PKI of what it issues, not the kind; below a V2G root it may be any."""
    told: dict[Target, float] = {t: weight for t, weight in weights.items() if isinstance(t, Pki) and t is not Pki.V2G}
    return scaled(told, 0.6)


IN_NAMES: dict[str, Evidence] = {
    **_identifiers(),
    "cn:none": Evidence("CN", "no common name", each(LEAVES, -1), specific=False),
    "cn:hostname": Evidence("CN", "CN is a host name", {Kind.CSMS_SERVER: 3, Kind.EST_SERVER: 1.5, Level.LEAF: 2}, specific=False),
    "cn:serial": Evidence("CN", "CN looks like a serial number", {Kind.STATION_CLIENT: 2, Kind.SECC: 0.5}, specific=False),
    **{f"dc:{value}": row for value, row in DOMAIN_COMPONENTS.items()},
    "dc:none": Evidence(
        "DC",
        "no DC names a role [V2G2-925]",
        {Pki.V2G: -1, Pki.CSO: -1, Pki.CPS: -1, Pki.MO: -1, Pki.OEM: -1, Kind.SECC: -1, Kind.CPS: -1, Kind.VEHICLE: 1},
        specific=False,
    ),
    "dc:none:ca": Evidence(
        "DC", "no DC names a role", {Pki.V2G: -1, Pki.CSO: -1, Pki.CPS: -1, Pki.MO: -1, Pki.OEM: -1}, specific=False
    ),
    **{
        f"word:{word}": Evidence("name", f'the name says "{word}"', weights) for word, weights in (ROLE_WORDS | LEVEL_WORDS).items()
    },
    "word:v2g root": Evidence("name", 'the name says "V2G root"', {Kind.V2G_ROOT: 3}),
    "number:1": Evidence("level", "the name numbers it 1", {Level.SUB1: 2.5}),
    "number:2": Evidence("level", "the name numbers it 2", {Level.SUB2: 2.5}),
    **{
        f"issuer:dc:{value}": Evidence("issuer", f"its issuer has {row.words}", _of_issuer(row.weights))
        for value, row in DOMAIN_COMPONENTS.items()
    },
    **{
        f"issuer:word:{word}": Evidence("issuer", f'its issuer\'s name says "{word}"', _of_issuer(weights))
        for word, weights in (ROLE_WORDS | _PROVISIONING_ISSUER).items()
    },
    "issuer:number:1": Evidence("level", "its issuer's name is numbered 1", {Level.SUB2: 1.5}),
    "issuer:number:2": Evidence("level", "its issuer's name is numbered 2", {Level.LEAF: 1.5}),
    "issuer:root": Evidence("level", "its issuer is named a root", {Level.SUB1: 1}),
    "operator root": Evidence(
        "name", "a root in an operator's name: perhaps its private root [V2G2-868]", {Kind.V2G_ROOT: 3}, doubt=True
    ),
    "root by root": Evidence("level", "named a root and issued by one: a rotation or a cross-sign", {Level.ROOT: 4}),
}
"""By mark."""
