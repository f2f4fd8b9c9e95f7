"""The CAs of a generated fleet: several of each PKI, an old and a new CSMS root, a cross-sign, some that end soon, a private one.

All days are counted from the fleet's now, so that every fleet has the same story: see :data:`AUTHORITIES`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cryptography import x509

from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    derive_private_key,
    derive_serial,
    encode_name,
    issue_certificate,
    key_identifier,
    public_key_info,
)
from workbench.certs.issuing.extensions import key_usage
from workbench.fleet.generate.made import Made

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.issuing import PrivateKey


class Declared(NamedTuple):
    """A CA to make.

    Attributes
    ----------
    label
        In the truth, and the common name.
    organization, domain
        O and DC of the subject; no DC where empty.
    issuer
        Label; empty: self-signed.
    since, until
        Days from now.
    octets
        Of the serial number; the first half octet is zero where ``odd``, so that a padded one shows.
    named_as
        Label of the CA whose name and key this certificate certifies once more.
    at_hand
        Whether who asks has it.
    """

    label: str
    kind: str
    organization: str
    domain: str
    issuer: str
    since: int
    until: int
    octets: int = 8
    odd: bool = False
    named_as: str = ""
    at_hand: bool = True


V2G_A, V2G_B, V2G_C, V2G_CROSS = "V2G Root A", "V2G Root B", "V2G Root C", "V2G Root B by A"
PRIVATE_ROOT, STRAY_SUB_CA, BY_HAND = "Stadtwerk V2G Root", "Testfeld CPO Sub-CA 1", "Labor Root"
MO_A, MO_B, OEM_A, OEM_B = "MO Root A", "MO Root B", "OEM Root A", "OEM Root B"
CSMS_OLD, CSMS_NEW, CSMS_LINK = "CSMS Root 1", "CSMS Root 2", "CSMS Root 2 by 1"
CSMS_SUB, CSMS_SERVER = "CSMS Sub-CA 2", "csms.example.com"

AUTHORITIES = (
    Declared(V2G_A, "v2g-root", "Example V2G", "V2G", "", -2300, 12000),
    Declared(V2G_B, "v2g-root", "Sample Mobility", "V2G", "", -3600, 49, octets=12, odd=True),
    Declared(V2G_CROSS, "v2g-root", "Sample Mobility", "V2G", V2G_A, -150, 3500, named_as=V2G_B),
    Declared(V2G_C, "v2g-root", "Early Charge", "V2G", "", -3700, -31, octets=4),
    Declared("CPO Sub-CA 1 A", "cso-sub-ca1", "Example V2G", "V2G", V2G_A, -700, 760),
    Declared("CPO Sub-CA 2 A", "cso-sub-ca2", "Example V2G", "V2G", "CPO Sub-CA 1 A", -660, 70, odd=True),
    Declared("CPO Sub-CA 2 A2", "cso-sub-ca2", "Example V2G", "V2G", "CPO Sub-CA 1 A", -60, 670),
    Declared("CPO Sub-CA 1 B", "cso-sub-ca1", "Sample Mobility", "V2G", V2G_B, -400, 1060, odd=True),
    Declared("CPO Sub-CA 2 B", "cso-sub-ca2", "Sample Mobility", "V2G", "CPO Sub-CA 1 B", -300, 430),
    Declared("CPO Sub-CA 1 C", "cso-sub-ca1", "Early Charge", "V2G", V2G_C, -1000, 100),
    Declared("CPO Sub-CA 2 C", "cso-sub-ca2", "Early Charge", "V2G", "CPO Sub-CA 1 C", -600, 95),
    Declared(PRIVATE_ROOT, "v2g-root", "Stadtwerk", "V2G", "", -800, 6000, at_hand=False),
    Declared("Stadtwerk CPO Sub-CA 1", "cso-sub-ca1", "Stadtwerk", "V2G", PRIVATE_ROOT, -800, 900, at_hand=False),
    Declared("Stadtwerk CPO Sub-CA 2", "cso-sub-ca2", "Stadtwerk", "V2G", "Stadtwerk CPO Sub-CA 1", -700, 500, at_hand=False),
    Declared("Testfeld Root", "v2g-root", "Testfeld", "V2G", "", -900, 2000, at_hand=False),
    Declared(STRAY_SUB_CA, "cso-sub-ca1", "Testfeld", "V2G", "Testfeld Root", -900, 900, at_hand=False),
    Declared("Testfeld CPO Sub-CA 2", "cso-sub-ca2", "Testfeld", "V2G", STRAY_SUB_CA, -800, 400, at_hand=False),
    Declared(BY_HAND, "v2g-root", "Labor", "V2G", "", -100, 3000, at_hand=False),
    Declared(MO_A, "mo-root", "Roam MO", "MO", "", -1500, 5000),
    Declared(MO_B, "mo-root", "Hub MO", "MO", "", -2000, 39, odd=True),
    Declared(OEM_A, "oem-root", "Autohaus", "OEM", "", -1500, 9000),
    Declared(OEM_B, "oem-root", "Wagenbau", "OEM", "", -1200, 300),
    Declared(CSMS_OLD, "csms-root", "Charge Operations", "", "", -3500, 91),
    Declared(CSMS_NEW, "csms-root", "Charge Operations", "", "", -120, 3530, odd=True),
    Declared(CSMS_LINK, "csms-root", "Charge Operations", "", CSMS_OLD, -120, 3530, named_as=CSMS_NEW),
    Declared(CSMS_SUB, "csms-sub-ca", "Charge Operations", "", CSMS_NEW, -110, 1700),
)  # fmt: skip
"""Certificate authorities by their label; a certificate stands behind its issuer."""

_LEAF_KEYS = 8


class Authorities:
    """The certificates of one fleet, made when they are first asked for.

    Parameters
    ----------
    seed
        Of all keys and serial numbers.
    at
        The fleet's now.
    makers
        Vendor to the day on which its manufacturer root ends.
    """

    def __init__(self, seed: int, at: datetime, makers: dict[str, int]) -> None:
        self._seed, self._at = f"fleet {seed}".encode(), at
        self._made: dict[str, Made] = {}
        self._keys: dict[str, tuple[PrivateKey, bytes]] = {}
        roots = (Declared(maker_root(name), "manufacturer-root", name, "", "", -2000, until) for name, until in makers.items())
        for declared in (*AUTHORITIES, *roots):
            self._made[declared.label] = self._make(declared)

    def __getitem__(self, label: str) -> Made:
        return self._made[label]

    @property
    def all(self) -> tuple[Made, ...]:
        """Every CA, in the order of the declaration."""
        return tuple(self._made.values())

    @cached_property
    def csms_chain(self) -> tuple[Made, ...]:
        """What the CSMS's server shows, leaf first: the link certificate leads stations with the old root alone to the new one."""
        name = Declared(CSMS_SERVER, "csms-server", "Charge Operations", "", CSMS_SUB, -20, 70)
        leaf = self._issued(name, _subject(name), "leaf 0", derive_serial(self._seed, CSMS_SERVER))
        return leaf, self[CSMS_SUB], self[CSMS_LINK]

    def leaf(self, label: str, issuer: Made, serial: int, since: int, *, made: bool) -> Made:
        """A SECC leaf of 90 days; where it is not ``made``, only its hash data will be."""
        name = Declared(label, "secc", "Charge Operations", "CPO", issuer.label, since, since + 90, at_hand=made)
        return self._issued(name, _subject(name) if made else b"", f"leaf {serial % _LEAF_KEYS}", serial)

    def _make(self, declared: Declared) -> Made:
        first = self._made.get(declared.named_as)
        serial = derive_serial(self._seed, declared.label, declared.octets) | 1 << (8 * declared.octets - 1)
        subject = first.subject if first else _subject(declared)
        return self._issued(declared, subject, declared.named_as or declared.label, serial >> 4 if declared.odd else serial)

    def _issued(self, declared: Declared, subject: bytes, key_label: str, serial: int) -> Made:
        """A CA's certificate, whether at hand or not; of others, of whom there are many, only what is at hand."""
        ca = "root" in declared.kind or "sub-ca" in declared.kind
        issuer = self._made[declared.issuer] if declared.issuer else None
        key, info = self._key(key_label)
        midnight = self._at.replace(hour=0, minute=0, second=0, microsecond=0)
        content = CertificateContent(
            serial=serial,
            issuer=issuer.subject if issuer else subject,
            subject=subject,
            not_before=midnight + timedelta(days=declared.since),
            not_after=midnight + timedelta(days=declared.until, seconds=-1),
            public_key_info=info,
        )
        if made := ca or declared.at_hand:
            content = replace(content, extensions=_extensions(key, issuer.key if issuer else None, ca=ca))
        return Made(
            label=declared.label,
            kind=declared.kind,
            subject=subject,
            key=key,
            key_info=info,
            serial=serial,
            not_before=content.not_before,
            not_after=content.not_after,
            issuer=issuer,
            der=issue_certificate(content, issuer.key if issuer else key) if made else None,
            at_hand=declared.at_hand,
        )

    def _key(self, label: str) -> tuple[PrivateKey, bytes]:
        if label not in self._keys:
            key = derive_private_key(self._seed, label, "P-256")
            self._keys[label] = (key, public_key_info(key))
        return self._keys[label]


def _subject(declared: Declared) -> bytes:
    parts = [
        NameAttribute("CN", declared.label),
        NameAttribute("O", declared.organization),
        NameAttribute("C", "DE", "PrintableString"),
    ]
    return encode_name([*parts, NameAttribute("DC", declared.domain, "IA5String")] if declared.domain else parts)


def maker_root(vendor: str) -> str:
    """Label of a vendor's manufacturer root."""
    return f"{vendor} Manufacturer Root"


def _extensions(key: PrivateKey, issuer: PrivateKey | None, *, ca: bool) -> tuple[Extension, ...]:
    """basicConstraints, keyUsage and key identifiers, as ISO 15118-2 Annex F has them."""
    usage = ("keyCertSign", "cRLSign") if ca else ("digitalSignature", "keyAgreement")
    found = [
        Extension.of(x509.BasicConstraints(ca=ca, path_length=None), critical=True),
        Extension.of(key_usage(usage), critical=True),
        Extension.of(x509.SubjectKeyIdentifier(key_identifier(key))),
    ]
    if issuer is not None:
        found.append(Extension.of(x509.AuthorityKeyIdentifier(key_identifier(issuer), None, None)))
    return tuple(found)
