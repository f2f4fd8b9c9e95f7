"""Sound certificates of every kind and profile, written down by hand from the public sources, and how to break them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.certs import loading
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    derive_private_key,
    encode_name,
    issue_certificate,
    issue_request,
    key_identifier,
    public_key_info,
)
from workbench.certs.issuing.extensions import authority_information, crl_distribution_points, extended_key_usage, key_usage
from workbench.certs.kinds import Kind

if TYPE_CHECKING:
    from workbench.certs.items import Item

START = datetime(2026, 1, 1, tzinfo=UTC)
SEED = b"profiles"
CA = ("keyCertSign", "cRLSign")

# kind: CN, DC, path length or None, key usages, days in -2
_ISO: dict[str, tuple[str, str, int | None, tuple[str, ...], int]] = {
    "v2g-root": ("V2G Root", "V2G", None, CA, 14610),
    "mo-root": ("MO Root", "MO", None, CA, 7300),
    "oem-root": ("OEM Root", "OEM", None, CA, 7300),
    "cso-sub-ca1": ("CPO Sub-CA 1", "V2G", 1, CA, 1461),
    "cso-sub-ca2": ("CPO Sub-CA 2", "CPO", 0, CA, 730),
    "cps-sub-ca1": ("CPS Sub-CA 1", "CPS", 1, CA, 1461),
    "cps-sub-ca2": ("CPS Sub-CA 2", "CPS", 0, CA, 730),
    "mo-sub-ca1": ("MO Sub-CA 1", "MO", 1, CA, 4000),
    "mo-sub-ca2": ("MO Sub-CA 2", "MO", 0, CA, 4000),
    "oem-sub-ca1": ("OEM Sub-CA 1", "OEM", 1, CA, 9000),
    "oem-sub-ca2": ("OEM Sub-CA 2", "OEM", 0, CA, 9000),
    "secc": ("DEPNCSPNCWORKBENCHSTATION00000000000084", "CPO", None, ("digitalSignature", "keyAgreement"), 90),
    "cps": ("CPS Leaf", "CPS", None, ("digitalSignature",), 90),
    "contract": (
        "DEPNCC00000042H",
        "MO",
        None,
        ("digitalSignature", "nonRepudiation", "keyEncipherment", "keyAgreement"),
        730,
    ),
    "oem-provisioning": ("WPNEV2026SAMPLE01", "OEM", None, ("digitalSignature", "keyAgreement"), 9000),
    "vehicle": ("WPNV2026000000000023", "PNCEV", None, ("digitalSignature",), 9000),
}
_OCPP: dict[str, tuple[str, tuple[str, ...], int]] = {
    "csms-root": ("CSMS Root", CA, 3650),
    "csms-sub-ca": ("CSMS Sub-CA", CA, 3000),
    "csms-server": ("csms.example.com", ("digitalSignature",), 90),
    "station-client": ("STATION-0001", ("digitalSignature",), 365),
    "manufacturer-root": ("Manufacturer Root", CA, 3650),
    "manufacturer-sub-ca": ("Manufacturer Sub-CA", CA, 3000),
    "firmware-signing": ("Firmware", ("digitalSignature",), 365),
}


@cache
def key(label: str, algorithm: str) -> Any:
    if algorithm == "P-192":
        return ec.derive_private_key(int.from_bytes(hashlib.sha256(label.encode()).digest()[:20]), ec.SECP192R1())
    return derive_private_key(SEED, label, algorithm)


def sound(kind: str, profile: str) -> dict[str, Any]:
    """What a sound certificate of that kind says; any of it can be changed."""
    root, ca = kind.endswith("root"), "root" in kind or "sub-ca" in kind
    if profile == "ocpp":
        name, usages, days = _OCPP[kind]
        subject = [("CN", name), ("O", "Workbench"), ("C", "DE")]
        path_length = None
    else:
        name, component, path_length, usages, days = _ISO[kind]
        subject = [("CN", name), ("O", "Workbench"), ("C", "DE"), ("DC", component)]
        if kind == "vehicle":
            subject.remove(("C", "DE"))
    return {
        "subject": subject,
        "self_signed": root,
        "algorithm": "P-521" if profile == "iso15118-20" else "P-256",
        "issuer_algorithm": "",  # as its own
        "hash_name": "",
        "days": days,
        "serial": 0x4711,
        "basic": (ca, path_length),
        "usages": usages,
        "purposes": ("clientAuth",) if kind == "vehicle" else (),
        "critical": {"basic", "usages", "purposes"},
        "identifiers": "sha1-60" if (kind, profile) == ("contract", "iso15118-20") else "sha1",
        "authority": not root,
        "ocsp": () if root else ("http://ocsp.example/",),
        "crl": () if root else ("http://crl.example/",),
        "dns": ("csms.example.com",) if kind == "csms-server" else (),
        "more": (),
        "public_key_info": b"",
    }


def subject_without(kind: str, profile: str, *types: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in sound(kind, profile)["subject"] if name not in types]


def subject_with(kind: str, profile: str, **values: str) -> list[tuple[str, str]]:
    kept = subject_without(kind, profile, *values)
    return [*((name, value) for name, value in values.items()), *kept]


def _extensions(content: dict[str, Any], own: Any, theirs: Any) -> tuple[Extension, ...]:
    critical = content["critical"]
    found = []
    if content["basic"] is not None:
        ca, length = content["basic"]
        found.append(Extension.of(x509.BasicConstraints(ca, length), critical="basic" in critical))
    if content["usages"] is not None:
        found.append(Extension.of(key_usage(content["usages"]), critical="usages" in critical))
    if content["purposes"]:
        found.append(Extension.of(extended_key_usage(content["purposes"]), critical="purposes" in critical))
    if identifier := content["identifiers"]:
        octets = identifier if isinstance(identifier, bytes) else key_identifier(own, identifier)
        found.append(Extension.of(x509.SubjectKeyIdentifier(octets)))
    if content["authority"]:
        octets = content["authority"] if isinstance(content["authority"], bytes) else key_identifier(theirs)
        found.append(Extension.of(x509.AuthorityKeyIdentifier(octets, None, None)))
    if content["ocsp"]:
        found.append(Extension.of(authority_information(content["ocsp"], ())))
    if content["crl"]:
        found.append(Extension.of(crl_distribution_points(content["crl"])))
    if content["dns"]:
        found.append(Extension.of(x509.SubjectAlternativeName([x509.DNSName(name) for name in content["dns"]])))
    return (*found, *content["more"])


def der(kind: str, profile: str, **changes: Any) -> bytes:
    """The DER of a certificate that is sound but for the changes."""
    content = sound(kind, profile)
    assert changes.keys() <= content.keys(), changes
    content |= changes
    own = key(kind, content["algorithm"])
    theirs = own if content["self_signed"] else key("issuer", content["issuer_algorithm"] or content["algorithm"])
    name = encode_name(NameAttribute(*pair) for pair in content["subject"])
    issuer = name if content["self_signed"] else encode_name([NameAttribute("CN", "Issuer")])
    return issue_certificate(
        CertificateContent(
            serial=content["serial"],
            issuer=issuer,
            subject=name,
            not_before=START,
            not_after=START + timedelta(days=content["days"], seconds=-1),
            public_key_info=content["public_key_info"] or public_key_info(own),
            extensions=_extensions(content, own, theirs),
        ),
        theirs,
        content["hash_name"],
    )


def certificate(kind: str, profile: str, **changes: Any) -> Item:
    return item(der(kind, profile, **changes))


def request(kind: str, profile: str, **changes: Any) -> Item:
    """A request for such a certificate, with its usages and host names."""
    content = sound(kind, profile) | changes
    own = key(kind, content["algorithm"])
    wanted = content | {"basic": None, "identifiers": "", "authority": False, "ocsp": (), "crl": ()}
    name = encode_name(NameAttribute(*pair) for pair in content["subject"])
    return item(issue_request(name, own, _extensions(wanted, own, own), content["hash_name"]))


def item(octets: bytes) -> Item:
    [one] = loading.load([("made.der", octets)]).items
    return one


def foreign_key() -> bytes:
    """A SubjectPublicKeyInfo of X25519: a key that signs nothing."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey  # noqa: PLC0415

    public = X25519PrivateKey.from_private_bytes(bytes(range(32))).public_key()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


KINDS = {
    "iso15118-2": [Kind(name) for name in _ISO if name != "vehicle"],
    "iso15118-20": [Kind(name) for name in _ISO],
    "ocpp": [Kind(name) for name in _OCPP],
}
