"""For each rule of each profile a certificate, or a request, that breaks it: kind, changes, and which other rules it breaks too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cryptography import x509

from tests.profiles.pki import foreign_key, subject_with, subject_without
from workbench.certs.issuing import Extension

_NAMES = Extension.of(x509.NameConstraints([x509.DNSName("example.com")], None), critical=True)
_EVSE_ID = Extension.of(x509.SubjectAlternativeName([x509.UniformResourceIdentifier("urn:evse:DE*PNC*E000084")]))
_LONG = ("http://crl.example/" + "x" * 500,)
_VERY_LONG = ("http://crl.example/" + "x" * 1500,)


@dataclass(frozen=True)
class Breaking:
    kind: str
    changes: dict[str, Any] = field(default_factory=dict)
    also: frozenset[str] = frozenset()
    request: bool = False


def _by(kind: str, *also: str, request: bool = False, **changes: Any) -> Breaking:
    return Breaking(kind, changes, frozenset(also), request=request)


def _named(kind: str, profile: str, *also: str, **values: str) -> Breaking:
    return _by(kind, *also, subject=subject_with(kind, profile, **values))


def _unnamed(kind: str, profile: str, *types: str, also: tuple[str, ...] = ()) -> Breaking:
    return _by(kind, *also, subject=subject_without(kind, profile, *types))


def _iso(profile: str) -> dict[str, Breaking]:
    """What both editions have."""
    size = _LONG if profile == "iso15118-2" else _VERY_LONG
    return {
        "secc-domain-component": _named("secc", profile, DC="V2G"),
        "cps-domain-component": _unnamed("cps", profile, "DC"),
        "contract-domain-component": _named("contract", profile, DC="OEM"),
        "provisioning-domain-component": _named("oem-provisioning", profile, DC="MO"),
        "v2g-root-domain-component": _named("v2g-root", profile, DC="CPO"),
        "leaf-common-name": _unnamed("oem-provisioning", profile, "CN"),
        "station-common-name": _unnamed("cps", profile, "CN"),
        "ca-common-name": _unnamed("mo-sub-ca1", profile, "CN"),
        "contract-emaid": _named("contract", profile, CN="Customer 42"),
        "contract-check-digit": _named("contract", profile, CN="DEPNCC00000042A"),
        "provisioning-pcid": _named("oem-provisioning", profile, CN="Vehicle 42"),
        "provisioning-check-digit": _named("oem-provisioning", profile, CN="WPNP20260000000015"),
        "secc-seccid": _named("secc", profile, CN="Station 42"),
        "secc-check-digit": _named("secc", profile, CN="DEPNCSPNCWORKBENCHSTATION00000000000085"),
        "country": _named("secc", profile, C="UK"),
        "leaf-key-usage": _by("secc", usages=None),
        "leaf-digital-signature": _by("secc", usages=("keyAgreement",)),
        "ca-key-usage": _by("mo-root", usages=None),
        "ca-cert-sign": _by("mo-root", usages=("cRLSign",)),
        "ca-crl-sign": _by("mo-root", usages=("keyCertSign",)),
        "ca-extended-key-usage": _by("v2g-root", purposes=("clientAuth",)),
        "secc-extended-key-usage": _by("secc", purposes=("clientAuth",)),
        "secc-no-evse-id": _by("secc", more=(_EVSE_ID,)),
        "leaf-is-no-ca": _by("secc", basic=(True, None)),
        "ca-is-ca": _by("mo-sub-ca1", basic=(False, None)),
        "root-is-ca": _by("mo-root", basic=(False, None)),
        "root-of-old-form": _by("mo-root", basic=None),
        "first-sub-ca-path-length": _by("mo-sub-ca1", basic=(True, 2)),
        "last-sub-ca-path-length": _by("mo-sub-ca2", basic=(True, None)),
        "root-path-length": _by("mo-root", basic=(True, 2)),
        "critical": _by("secc", critical={"usages"}),
        "key-algorithm": _by("secc", algorithm="P-384", issuer_algorithm="P-256" if profile == "iso15118-2" else "P-521"),
        "signature-algorithm": _by("secc", hash_name="SHA384"),
        "root-signature-algorithm": _by("mo-root", hash_name="SHA1"),
        "request-signature-algorithm": _by("secc", hash_name="SHA384", request=True),
        "validity-order": _by("secc", days=-3),
        "size": _by("contract", crl=size),
        "root-size": _by("mo-root", crl=size),
        "serial-positive": _by("secc", serial=0),
        "serial-length": _by("secc", serial=1 << 159),
        "authority-key-identifier": _by("secc", authority=False),
        "subject-key-identifier": _by("mo-sub-ca1", identifiers=""),
    }


_EDITION_2 = "iso15118-2"
_EDITION_20 = "iso15118-20"

BREAKING: dict[str, dict[str, Breaking]] = {
    _EDITION_2: {
        **_iso(_EDITION_2),
        "cso-sub-ca-domain-component": _named("cso-sub-ca1", _EDITION_2, DC="MO"),
        "cps-sub-ca-domain-component": _named("cps-sub-ca2", _EDITION_2, DC="CPO"),
        "mo-ca-domain-component": _named("mo-sub-ca1", _EDITION_2, DC="OEM"),
        "oem-ca-domain-component": _named("oem-root", _EDITION_2, DC="MO"),
        "contract-emaid-form": _named("contract", _EDITION_2, CN="DE-PNC-C00000042-H"),
        "provisioning-pcid-form": _named("oem-provisioning", _EDITION_2, CN="WOINEV2026SAMPL01"),
        "leaf-organization": _unnamed("secc", _EDITION_2, "O"),
        "contract-key-usage": _by("contract", usages=("digitalSignature",)),
        "provisioning-key-agreement": _by("oem-provisioning", usages=("digitalSignature",)),
        "contract-key-usage-surplus": _by(
            "contract", usages=("digitalSignature", "nonRepudiation", "keyEncipherment", "keyAgreement", "dataEncipherment")
        ),
        "leaf-key-usage-surplus": _by("secc", usages=("digitalSignature", "keyCertSign")),
        "cps-key-usage-surplus": _by("cps", usages=("digitalSignature", "keyAgreement")),
        "ca-key-usage-surplus": _by("mo-sub-ca2", usages=("keyCertSign", "cRLSign", "digitalSignature")),
        "extended-key-usage": _by("contract", purposes=("clientAuth",)),
        "leaf-basic-constraints": _by("secc", basic=None),
        "no-constraints-on-names-and-policies": _by("cso-sub-ca1", more=(_NAMES,)),
        "v2g-root-validity": _by("v2g-root", days=3650),
        "secc-validity": _by("secc", days=365),
        "cps-validity": _by("cps", days=120),
        "contract-validity": _by("contract", days=20),
        "first-sub-ca-validity": _by("cso-sub-ca1", days=3650),
        "last-sub-ca-validity": _by("cps-sub-ca2", days=1000),
        "status-pointer": _by("secc", ocsp=(), crl=()),
    },
    _EDITION_20: {
        **_iso(_EDITION_20),
        "vehicle-domain-component": _named("vehicle", _EDITION_20, DC="OEM"),
        "secc-seccid-form": _named("secc", _EDITION_20, CN="DEPNCS42"),
        "vehicle-evccid": _named("vehicle", _EDITION_20, CN="Vehicle 42"),
        "vehicle-evccid-form": _named("vehicle", _EDITION_20, CN="WPN-V2026000000000023"),
        "vehicle-check-digit": _named("vehicle", _EDITION_20, CN="WPNV2026000000000024"),
        "vehicle-organization": _unnamed("vehicle", _EDITION_20, "O"),
        "vehicle-subject": _named("vehicle", _EDITION_20, OU="Cars"),
        "vehicle-key-usage": _by("vehicle", usages=None),
        "leaf-key-usage-surplus": _by("cps", usages=("digitalSignature", "keyCertSign")),
        "vehicle-key-usage-surplus": _by("vehicle", usages=("digitalSignature", "keyAgreement")),
        "vehicle-extended-key-usage": _by("vehicle", purposes=("anyExtendedKeyUsage",)),
        "vehicle-extended-key-usage-present": _by("vehicle", purposes=()),
        "vehicle-extended-key-usage-critical": _by("vehicle", critical={"basic", "usages"}),
        "vehicle-status-pointer": _by("vehicle", ocsp=(), crl=()),
        "provisioning-status-pointer": _by("oem-provisioning", ocsp=(), crl=()),
        "secc-status-pointer": _by("secc", ocsp=()),
        "key-identifier-length": _by("secc", authority=bytes(32)),
        "contract-key-identifier-length": _by("contract", identifiers="sha1"),
    },
    "ocpp": {
        "server-common-name": _by(
            "csms-server", "server-alternative-name", subject=subject_without("csms-server", "ocpp", "CN"), dns=()
        ),
        "server-host-name": _named("csms-server", "ocpp", CN="Our CSMS"),
        "server-alternative-name": _by("csms-server", dns=("other.example.com",)),
        "station-common-name": _unnamed("station-client", "ocpp", "CN"),
        "station-serial-number": _named("station-client", "ocpp", CN="192.0.2.7:8080"),
        "station-alternative-name": _by("station-client", dns=("station.example.com",)),
        "other-common-name": _unnamed("firmware-signing", "ocpp", "CN"),
        "organization": _unnamed("station-client", "ocpp", "O"),
        "country": _named("csms-root", "ocpp", C="EU"),
        "key-strength": _by("csms-server", public_key_info=foreign_key()),
        "rsa-size": _by("csms-server", algorithm="RSA 1024", issuer_algorithm="P-256"),
        "curve-size": _by("station-client", algorithm="P-192", issuer_algorithm="P-256"),
        "signature-algorithm": _by("csms-server", "signature-preferred", "hash-preferred", hash_name="SHA1"),
        "root-signature-algorithm": _by("csms-root", hash_name="SHA1"),
        "request-signature-algorithm": _by("station-client", hash_name="SHA1", request=True),
        "signature-preferred": _by("csms-server", issuer_algorithm="RSA 2048"),
        "hash-preferred": _by("csms-server", hash_name="SHA384"),
        "key-usage": _by("station-client", usages=None),
        "digital-signature": _by("station-client", usages=("keyAgreement",)),
        "key-usage-surplus": _by("firmware-signing", usages=("digitalSignature", "cRLSign")),
        "ca-key-usage": _by("csms-root", usages=None),
        "ca-cert-sign": _by("csms-root", usages=("cRLSign",)),
        "extended-key-usage": _by("csms-server", purposes=("serverAuth", "clientAuth")),
        "server-extended-key-usage": _by("csms-server", "extended-key-usage", purposes=("clientAuth",)),
        "station-extended-key-usage": _by("station-client", "extended-key-usage", purposes=("serverAuth",)),
        "firmware-extended-key-usage": _by("firmware-signing", "extended-key-usage", purposes=("serverAuth",)),
        "ca-extended-key-usage": _by("csms-sub-ca", "extended-key-usage", purposes=("OCSPSigning", "anyExtendedKeyUsage")),
        "leaf-is-no-ca": _by("csms-server", basic=(True, None)),
        "ca-is-ca": _by("csms-sub-ca", basic=None),
        "root-is-ca": _by("csms-root", "ca-key-usage", basic=None, usages=None),
        "root-of-old-form": _by("csms-root", basic=None),
        "critical": _by("csms-sub-ca", critical={"usages"}),
        "validity-order": _by("csms-server", days=-3),
        "serial-positive": _by("csms-server", serial=-5),
        "serial-length": _by("csms-server", serial=1 << 160),
        "authority-key-identifier": _by("csms-server", authority=False),
        "subject-key-identifier": _by("csms-root", identifiers=""),
        "station-status-pointer": _by("station-client", ocsp=(), crl=()),
    },
}
"""By profile and rule; the rules about chains are tested in ``test_chains.py``."""
