"""What constraints, usages, alternative names and the key tell."""

from __future__ import annotations

from workbench.certs.kinds.vocabulary import ISO_15118, Kind, Level, Pki
from workbench.certs.kinds.weights import ISO_LEAVES, LEAVES, Evidence, Weights, each

_CAS = (Level.ROOT, Level.SUB1, Level.SUB2)
_NO_SERVER: Weights = {Kind.CONTRACT: -2, Kind.OEM_PROVISIONING: -2, Kind.CPS: -1.5}
_SERVER: Weights = {Kind.CSMS_SERVER: 2.5, Kind.EST_SERVER: 1.5, Kind.SECC: 0.5, Kind.STATION_CLIENT: -2, Kind.VEHICLE: -3}
_CLIENT: Weights = {
    Kind.STATION_CLIENT: 2.5,
    Kind.VEHICLE: 2,
    Kind.SECC: -2,
    Kind.CPS: -1.5,
    Kind.CONTRACT: -1,
    Kind.OEM_PROVISIONING: -1,
    Kind.CSMS_SERVER: -2.5,
    Kind.EST_SERVER: -2,
}
_HOST: Weights = {Kind.CSMS_SERVER: 1.5, Kind.EST_SERVER: 1, Kind.STATION_CLIENT: -0.5, Kind.VEHICLE: -1}
_SIGNATURE: Weights = {Kind.CPS: 0.7, Kind.VEHICLE: 0.4, Kind.SECC: 0.3, Kind.FIRMWARE_SIGNING: 0.4}


def _common(source: str, words: str, weights: Weights) -> Evidence:
    """Something that certificates outside e-mobility show as well."""
    return Evidence(source, words, weights, specific=False)


IN_CONTENT: dict[str, Evidence] = {
    "self-issued": Evidence("level", "self-issued", {Level.ROOT: 5, Level.SUB1: -4, Level.SUB2: -4}),
    "issued": Evidence("level", "issued by another", {Level.ROOT: -2}),
    "ca:yes": Evidence("level", "a CA by basicConstraints", {**each(_CAS, 2), Level.LEAF: -5}),
    "ca:no": Evidence("level", "no CA by basicConstraints", {**each(_CAS, -6), Level.LEAF: 5}),
    "ca:absent": Evidence("level", "no basicConstraints", {Level.LEAF: 2}),
    "ku:certificates": Evidence("level", "keyCertSign", {**each(_CAS, 1.5), Level.LEAF: -1.5}),
    "path:0": Evidence("level", "path length 0", {Level.SUB2: 2.5, Level.ROOT: -1}),
    "path:1": Evidence("level", "path length 1", {Level.SUB1: 2.5}),
    "path:more": Evidence("level", "path length above 1", {Level.SUB1: 1, Level.ROOT: 0.5}),
    # --- usages of a leaf ---
    "ku:contract": Evidence("KU", "the key usages of a contract certificate (ISO 15118-2 F.4)", {Kind.CONTRACT: 2.5}),
    "ku:non-repudiation": _common("KU", "nonRepudiation", {Kind.CONTRACT: 1}),
    "ku:agreement": _common("KU", "keyAgreement", {Kind.SECC: 0.7, Kind.OEM_PROVISIONING: 0.7, Kind.VEHICLE: -0.7}),
    "ku:signature": _common("KU", "digitalSignature alone", _SIGNATURE),
    "ku:encipherment": _common("KU", "keyEncipherment", {Kind.CSMS_SERVER: 1}),
    "ku:none": _common("KU", "no keyUsage, which ISO 15118 demands", each(ISO_LEAVES, -1)),
    "eku:server": _common("EKU", "extendedKeyUsage serverAuth", {**_SERVER, **_NO_SERVER}),
    "eku:client": _common("EKU", "extendedKeyUsage clientAuth", _CLIENT),
    "eku:both": _common(
        "EKU",
        "extendedKeyUsage serverAuth and clientAuth",
        {Kind.CSMS_SERVER: 1, Kind.STATION_CLIENT: 1, Kind.SECC: 0.5, Kind.VEHICLE: 0.5, **_NO_SERVER},
    ),
    "eku:code": _common("EKU", "extendedKeyUsage codeSigning", {**each(LEAVES, -2), Kind.FIRMWARE_SIGNING: 5}),
    "eku:ocsp": Evidence("EKU", "extendedKeyUsage OCSPSigning", {**each(LEAVES, -2), Kind.OCSP_SIGNER: 9}),
    "eku:cmc": Evidence("EKU", "extendedKeyUsage cmcRA (RFC 7030 3.6.1)", {Kind.EST_SERVER: 5}),
    "eku:none": _common("EKU", "no extendedKeyUsage", {Kind.VEHICLE: -3, Kind.OCSP_SIGNER: -4}),
    "san:host": _common("SAN", "a host name among the alternative names", {**_HOST, **_NO_SERVER}),
    # --- key ---
    "key:P-256": _common("key", "a P-256 key, as ISO 15118-2 has it", {**each(ISO_15118, 0.5), Kind.VEHICLE: -2}),
    "key:P-521": _common("key", "a P-521 key, as ISO 15118-20 has it", {**each(ISO_15118, 1.5), Kind.VEHICLE: 0.5}),
    "key:Ed448": _common("key", "an Ed448 key, as ISO 15118-20 has it", {**each(ISO_15118, 1.5), Kind.VEHICLE: 0.5}),
    "key:RSA": _common(
        "key", "an RSA key, which ISO 15118 does not know", {**each(ISO_15118, -3), Pki.CSMS: 1, Pki.MANUFACTURER: 1}
    ),
    "key:other": _common("key", "a key that ISO 15118 does not know", each(ISO_15118, -1.5)),
}
"""By mark."""
