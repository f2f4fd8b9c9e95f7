"""Every kind in ISO 15118-2 and -20, clean and disturbed: right where it can be told, less sure where something is wrong."""

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import pytest
from cryptography import x509

from workbench.certs.fact_finding import facts_of
from workbench.certs.facts import CertificateFacts
from workbench.certs.identifiers.check_digits import emi3, iso20
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    PrivateKey,
    derive_private_key,
    encode_name,
    issue_certificate,
    key_identifier,
    public_key_info,
)
from workbench.certs.issuing.extensions import extended_key_usage, key_usage
from workbench.certs.kinds import ISO_15118, Classification, Kind, Pki, classify, profile_of_key
from workbench.findings import Confidence

SURE = [Confidence.UNKNOWN, Confidence.POSSIBLE, Confidence.LIKELY, Confidence.CERTAIN]

# identifiers with the check digits that all readings agree on
EMAID = "DEABCC12345678" + emi3("DEABCC12345678")
PCID = "WPNEV2026SAMPLE01"
SECCID = "DEABCS" + "A" * 8 + "1" * 24 + iso20(("DE", "ABC", "S", "A" * 8 + "1" * 24))[0]
EVCCID = "US3VAA0000453C4D58Y9"
OTHER_STYLES: dict[str, str | None] = {
    "EMAID": EMAID,
    "PCID": PCID,
    "SECCID": SECCID,
    "EVCCID": EVCCID,
    "host name": "csms.example.org",
    "none": None,
}

CA_USAGE = frozenset({"keyCertSign", "cRLSign"})
Name = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Spec:
    """One certificate to be made. ``ca``: path length, -1 for none, None for a leaf."""

    kind: Kind
    label: str
    issuer: str
    name: Name
    ca: int | None = None
    usages: frozenset[str] | None = CA_USAGE
    purposes: tuple[str, ...] | None = None
    hosts: tuple[str, ...] = ()
    algorithm: str = "P-256"
    flagged: bool = True
    identifiers: bool = True

    def renamed(self, **values: str | None) -> "Spec":
        """Another value of an attribute, or none."""
        kept = tuple((kind, value) for kind, value in self.name if kind not in values)
        return replace(self, name=(*kept, *((kind, value) for kind, value in values.items() if value is not None)))


def leaf(kind: Kind, label: str, issuer: str, name: Name, usages: Iterable[str]) -> Spec:
    return Spec(kind, label, issuer, name, usages=frozenset(usages))


def dn(common_name: str, role: str | None, organisation: str = "Example") -> Name:
    role_attribute = (("DC", role),) if role else ()
    return (("CN", common_name), ("O", organisation), ("C", "DE"), *role_attribute)


def three_tiers(role: str, dc: str | None, root: str | None, own_root: Kind | None) -> list[Spec]:
    """The CAs of one role: an own root where it has one, and two Sub-CAs."""
    kinds = {part: Kind(f"{role}-sub-ca{part}") for part in (1, 2)}
    label = {"cso": "CPO"}.get(role, role.upper())
    top = f"{role}-root" if own_root else str(root)
    roots = [Spec(own_root, top, top, dn(f"{label} Root CA", dc), ca=-1)] if own_root else []
    return [
        *roots,
        Spec(kinds[1], f"{role}1", top, dn(f"{label} Sub-CA 1", dc), ca=1),
        Spec(kinds[2], f"{role}2", f"{role}1", dn(f"{label} Sub-CA 2", dc), ca=0),
    ]


def hierarchy(algorithm: str) -> dict[str, Spec]:
    """Every kind, as clean as the profiles have it; the vehicle only in -20."""
    contract_usage = ("digitalSignature", "nonRepudiation", "keyEncipherment", "keyAgreement")
    edition = [
        Spec(Kind.V2G_ROOT, "v2g", "v2g", dn("V2G Root CA", "V2G"), ca=-1),
        *three_tiers("cso", "V2G", "v2g", None),
        leaf(Kind.SECC, "secc", "cso2", dn(SECCID, "CPO"), ("digitalSignature", "keyAgreement")),
        *three_tiers("cps", "CPS", "v2g", None),
        leaf(Kind.CPS, "cps", "cps2", dn("CPS Leaf", "CPS"), ("digitalSignature",)),
        *three_tiers("mo", "MO", None, Kind.MO_ROOT),
        leaf(Kind.CONTRACT, "contract", "mo2", dn(EMAID, "MO"), contract_usage),
        *three_tiers("oem", "OEM", None, Kind.OEM_ROOT),
        leaf(Kind.OEM_PROVISIONING, "oem", "oem2", dn(PCID, "OEM"), ("digitalSignature", "keyAgreement")),
        replace(
            leaf(Kind.OCSP_SIGNER, "ocsp", "cso1", dn("OCSP Responder", None), ("digitalSignature",)), purposes=("OCSPSigning",)
        ),
    ]
    if algorithm != "P-256":
        vehicle = leaf(Kind.VEHICLE, "vehicle", "oem2", (("CN", EVCCID), ("O", "Example Motors")), ("digitalSignature",))
        edition.append(replace(vehicle, purposes=("clientAuth",)))
    return {spec.label: replace(spec, algorithm=algorithm) for spec in edition}


def station_pkis() -> dict[str, Spec]:
    """The PKIs of OCPP: CSMS and manufacturer."""
    server = leaf(Kind.CSMS_SERVER, "csms", "csms1", dn("csms.example.org", None), ("digitalSignature", "keyAgreement"))
    station = leaf(Kind.STATION_CLIENT, "station", "csms1", dn("CS-0042-2026", None), ("digitalSignature", "keyAgreement"))
    specs = [
        Spec(Kind.CSMS_ROOT, "csms-root", "csms-root", dn("Example CSMS Root CA", None), ca=-1),
        Spec(Kind.CSMS_SUB_CA, "csms1", "csms-root", dn("Example CSMS Sub-CA", None), ca=0),
        replace(server, purposes=("serverAuth",), hosts=("csms.example.org",)),
        replace(station, purposes=("clientAuth",)),
        replace(server.renamed(CN="est.example.org"), kind=Kind.EST_SERVER, label="est", purposes=("serverAuth", "cmcRA")),
        Spec(Kind.MANUFACTURER_ROOT, "maker", "maker", dn("Example Manufacturer Root CA", None), ca=-1),
        Spec(Kind.MANUFACTURER_SUB_CA, "maker1", "maker", dn("Example Manufacturer Sub-CA", None), ca=0),
        replace(
            leaf(Kind.FIRMWARE_SIGNING, "firmware", "maker1", dn("Example Firmware Signing", None), ("digitalSignature",)),
            purposes=("codeSigning",),
        ),
        replace(station, label="factory", issuer="maker1", purposes=("clientAuth",)).renamed(CN="SN20260000017"),
    ]
    return {spec.label: spec for spec in specs}


@lru_cache(maxsize=512)
def key_of(label: str, algorithm: str) -> PrivateKey:
    return derive_private_key(b"kinds", label, algorithm)


@lru_cache(maxsize=4096)
def made(spec: Spec, issuer: Spec) -> CertificateFacts:
    key, issuer_key = key_of(spec.label, spec.algorithm), key_of(issuer.label, issuer.algorithm)
    extensions = []
    if spec.flagged:
        constraints = x509.BasicConstraints(ca=spec.ca is not None, path_length=None if spec.ca in {None, -1} else spec.ca)
        extensions.append(Extension.of(constraints, critical=True))
    if spec.usages is not None:
        extensions.append(Extension.of(key_usage(spec.usages), critical=True))
    if spec.purposes is not None:
        extensions.append(Extension.of(extended_key_usage(spec.purposes)))
    if spec.hosts:
        extensions.append(Extension.of(x509.SubjectAlternativeName([x509.DNSName(host) for host in spec.hosts])))
    if spec.identifiers:
        extensions.append(Extension.of(x509.SubjectKeyIdentifier(key_identifier(key))))
        extensions.append(Extension.of(x509.AuthorityKeyIdentifier(key_identifier(issuer_key), None, None)))
    content = CertificateContent(
        serial=sum(map(ord, spec.label)),
        issuer=encoded(issuer.name),
        subject=encoded(spec.name),
        not_before=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        not_after=dt.datetime(2028, 1, 1, tzinfo=dt.UTC),
        public_key_info=public_key_info(key),
        extensions=tuple(extensions),
    )
    der = issue_certificate(content, issuer_key)
    return facts_of(der, x509.load_der_x509_certificate(der))


def encoded(name: Name) -> bytes:
    types = {"C": "PrintableString", "DC": "IA5String"}
    return encode_name([NameAttribute(kind, value, types.get(kind, "UTF8String")) for kind, value in name])


def facts(pile: dict[str, Spec]) -> dict[str, CertificateFacts]:
    return {label: made(spec, pile[spec.issuer]) for label, spec in pile.items()}


def classified(pile: dict[str, Spec], *labels: str) -> dict[str, Classification]:
    """Those certificates (all where none is named), classified together."""
    made_ones = facts(pile)
    chosen = labels or tuple(pile)
    return dict(zip(chosen, classify([made_ones[label] for label in chosen]), strict=True))


def sureness(classification: Classification) -> int:
    return SURE.index(classification.confidence)


PILES = {
    "iso15118-2": hierarchy("P-256"),
    "iso15118-20": hierarchy("P-521"),
    "iso15118-20 Ed448": hierarchy("Ed448"),
    "ocpp": station_pkis(),
}
EACH = [(pile, label) for pile, specs in PILES.items() for label in specs]
LEAVES = [(pile, label) for pile, label in EACH if PILES[pile][label].ca is None]
ISO_LEAVES = [(p, label) for p, label in LEAVES if p != "ocpp" and label != "ocsp"]


# --- clean ---


@pytest.mark.parametrize("pile", PILES)
def test_a_clean_pile_is_told_for_sure(pile: str) -> None:
    found = classified(PILES[pile])
    assert {label: c.kind for label, c in found.items()} == {label: spec.kind for label, spec in PILES[pile].items()}
    assert {label for label, c in found.items() if sureness(c) < SURE.index(Confidence.LIKELY)} == set()
    if pile.startswith("iso"):
        assert {label for label, c in found.items() if c.confidence is not Confidence.CERTAIN} <= {"ocsp"}


@pytest.mark.parametrize(("pile", "label"), EACH)
def test_alone_it_is_the_same_or_less_sure(pile: str, label: str) -> None:
    together = classified(PILES[pile])[label]
    alone = classified(PILES[pile], label)[label]
    assert alone.kind in {PILES[pile][label].kind, Kind.UNKNOWN}
    assert sureness(alone) <= sureness(together)
    if pile != "ocpp":
        assert alone.kind is PILES[pile][label].kind


def test_pki_profile_and_identifier_come_with_the_kind() -> None:
    found = classified(PILES["iso15118-2"]) | {f"20 {k}": v for k, v in classified(PILES["iso15118-20"]).items()}
    pkis = {label: found[label].pki for label in ("v2g", "secc", "cps", "contract", "oem", "ocsp")}
    assert pkis == {"v2g": Pki.V2G, "secc": Pki.CSO, "cps": Pki.CPS, "contract": Pki.MO, "oem": Pki.OEM, "ocsp": Pki.CSO}
    assert found["secc"].profile == "iso15118-2"
    assert found["20 secc"].profile == found["20 vehicle"].profile == "iso15118-20"
    assert (found["secc"].title, found["20 secc"].title) == (
        "SECC certificate (ISO 15118-2)",
        "SECC certificate (ISO 15118-20)",
    )
    schemes = {k: c.identifier.scheme for k, c in found.items() if c.identifier}
    assert schemes == {
        "secc": "SECCID",
        "contract": "EMAID",
        "oem": "PCID",
        "20 secc": "SECCID",
        "20 contract": "EMAID",
        "20 oem": "PCID",
        "20 vehicle": "EVCCID",
    }
    stations = classified(station_pkis())
    assert {stations[label].pki for label in ("csms", "station", "est")} == {Pki.CSMS}
    assert {stations[label].pki for label in ("firmware", "factory")} == {Pki.MANUFACTURER}
    assert {c.profile for c in stations.values()} == {""}


def test_reasons_name_what_was_seen() -> None:
    found = classified(PILES["iso15118-2"])
    assert "DC=CPO [V2G2-925]" in found["secc"].reasons
    assert "issued by a CPO Sub-CA 2 in this pile" in found["secc"].reasons
    assert "its issuer allows no CA below itself" in found["secc"].reasons
    assert {"two below a root in this pile", "path length 0"} <= set(found["cso2"].reasons)
    assert f"CN is an EMAID: DE-ABC-C12345678-{EMAID[-1]}" in found["contract"].reasons
    assert "extendedKeyUsage OCSPSigning" in found["ocsp"].reasons
    assert not any(reason.startswith("but") for c in found.values() for reason in c.reasons)


def test_profile_by_key() -> None:
    keys = ("P-256", "P-521", "Ed448", "P-384", "RSA 2048", "Ed25519", "")
    assert [profile_of_key(key) for key in keys] == ["iso15118-2", "iso15118-20", "iso15118-20", "", "", "", ""]


# --- one thing wrong at a time ---


def disturbances(spec: Spec) -> dict[str, Spec]:
    """What each way of being wrong makes of a leaf."""
    own_role = dict(spec.name).get("DC")
    changed = {
        **{f"DC={role}": spec.renamed(DC=role) for role in ("V2G", "CPO", "CPS", "MO", "OEM", "CSMS") if role != own_role},
        **{f"CN in the style of {style}": spec.renamed(CN=cn) for style, cn in OTHER_STYLES.items() if cn != dict(spec.name)["CN"]},
        "no key usage": replace(spec, usages=None),
        "other key usage": replace(spec, usages=frozenset({"keyEncipherment"})),
        "RSA-like usage of EKU serverAuth": replace(spec, purposes=("serverAuth",)),
        "EKU clientAuth": replace(spec, purposes=("clientAuth",)),
        "EKU codeSigning": replace(spec, purposes=("codeSigning",)),
        "a host name": replace(spec, hosts=("www.example.org",)),
        "a CA": replace(spec, ca=1, usages=CA_USAGE),
        "no basicConstraints": replace(spec, flagged=False),
        "no key identifiers": replace(spec, identifiers=False),
    }
    if own_role:
        changed["no DC"] = spec.renamed(DC=None)
    if spec.purposes:
        changed["no EKU"] = replace(spec, purposes=None)
    return {what: other for what, other in changed.items() if other != spec}


DISTURBED = [(pile, label, what) for pile, label in LEAVES for what in disturbances(PILES[pile][label])]
HARMLESS = {("vehicle", "DC=OEM")}  # no profile has it, yet it names the vehicle's PKI
MUST_LOWER = ("DC=", "no DC", "CN in the style", "no key usage", "no EKU", "a CA")


@pytest.mark.parametrize(("pile", "label", "what"), DISTURBED)
def test_one_wrong_thing_lowers_the_certainty_and_does_not_mislead(pile: str, label: str, what: str) -> None:
    specs = PILES[pile]
    clean = classified(specs)[label]
    disturbed = {**specs, label: disturbances(specs[label])[what]}
    found = classified(disturbed)[label]
    alone = classified(disturbed, label)[label]
    if (pile, label) in ISO_LEAVES:
        assert found.kind is specs[label].kind
        assert sureness(found) <= sureness(clean)
        if what.startswith(MUST_LOWER) and (label, what) not in HARMLESS:
            assert found.confidence is not Confidence.CERTAIN
            assert any(reason.startswith("but") for reason in found.reasons) or "CN" in what
    assert found.kind is specs[label].kind or found.confidence is not Confidence.CERTAIN
    if what != "a CA":  # alone, a firmware signing certificate that says it is a CA is one
        assert alone.kind is specs[label].kind or alone.confidence is not Confidence.CERTAIN


@pytest.mark.parametrize(("pile", "label"), ISO_LEAVES)
@pytest.mark.parametrize("role", ["V2G", "CPO", "CPS", "MO", "OEM"])
@pytest.mark.parametrize("style", OTHER_STYLES)
def test_two_wrong_things_are_never_certain_in_the_pile(pile: str, label: str, role: str, style: str) -> None:
    spec = PILES[pile][label]
    if role == dict(spec.name).get("DC") or OTHER_STYLES[style] == dict(spec.name)["CN"]:
        return
    found = classified({**PILES[pile], label: spec.renamed(DC=role, CN=OTHER_STYLES[style])})[label]
    assert found.kind is spec.kind or found.confidence in {Confidence.POSSIBLE, Confidence.LIKELY, Confidence.UNKNOWN}
    assert found.confidence is not Confidence.CERTAIN


CAS = [(pile, label) for pile, label in EACH if PILES[pile][label].ca is not None]


@pytest.mark.parametrize(("pile", "label"), CAS)
def test_a_ca_that_is_named_freely_or_for_another_role_is_not_certain_and_wrong(pile: str, label: str) -> None:
    spec = PILES[pile][label]
    for common_name in ("Aurora", "MO Sub-CA 1", "CSMS Root", "OEM Sub-CA 2", "CPS Sub-CA 1", "V2G Root CA", EMAID):
        for role in (dict(spec.name).get("DC"), None, "V2G", "MO", "CPS"):
            other = spec.renamed(CN=common_name, DC=role)
            disturbed = {**PILES[pile], label: other}
            for found in (classified(disturbed)[label], classified(disturbed, label)[label]):
                assert (
                    found.kind is spec.kind or found.confidence is not Confidence.CERTAIN or other_is_indistinguishable(spec, other)
                )


def other_is_indistinguishable(spec: Spec, other: Spec) -> bool:
    """Role and name of the other agree, so that alone nothing is left of what it was."""
    name, role = dict(other.name)["CN"], dict(other.name).get("DC")
    return spec.name != other.name and role is not None and name.startswith(role)


@pytest.mark.parametrize("label", ["v2g", "cso1", "cso2", "cps1", "cps2", "mo-root", "mo1", "mo2", "oem-root", "oem1", "oem2"])
@pytest.mark.parametrize("pile", ["iso15118-2", "iso15118-20"])
def test_the_pile_tells_a_ca_whose_name_tells_nothing(pile: str, label: str) -> None:
    spec = PILES[pile][label].renamed(CN="Aurora", DC=None)
    found = classified({**PILES[pile], label: spec})[label]
    assert found.kind is spec.kind
    assert found.confidence is not Confidence.CERTAIN


def test_a_wrong_check_digit_lowers_the_certainty() -> None:
    pile = dict(PILES["iso15118-2"])
    wrong = EMAID[:-1] + ("A" if EMAID[-1] != "A" else "B")
    pile["contract"] = pile["contract"].renamed(CN=wrong)
    found = classified(pile)["contract"]
    assert (found.kind, found.confidence) == (Kind.CONTRACT, Confidence.LIKELY)
    assert found.identifier is not None
    assert found.identifier.check_digit_ok is False
    assert any("wrong check digit" in reason for reason in found.reasons)


# --- what the field does ---


def below(pile: dict[str, Spec], changes: dict[str, Spec | None]) -> dict[str, Classification]:
    merged = {**pile, **changes}
    return classified({label: spec for label, spec in merged.items() if spec is not None})


@pytest.mark.parametrize("pile", ["iso15118-2", "iso15118-20"])
def test_chains_of_two_and_three(pile: str) -> None:
    specs = PILES[pile]
    two = below(specs, {"cso1": None, "cso2": None, "ocsp": None, "secc": replace(specs["secc"], issuer="v2g")})
    assert (two["secc"].kind, two["v2g"].kind) == (Kind.SECC, Kind.V2G_ROOT)
    three = below(specs, {"cso1": None, "ocsp": None, "cso2": replace(specs["cso2"], issuer="v2g")})
    assert (three["secc"].kind, three["secc"].confidence) == (Kind.SECC, Confidence.CERTAIN)
    assert three["cso2"].kind is Kind.CSO_SUB_CA2
    unnumbered = replace(specs["cso2"].renamed(CN="CPO CA"), issuer="v2g", ca=-1)
    three = below(specs, {"cso1": None, "ocsp": None, "cso2": unnumbered})
    assert three["cso2"].pki is Pki.CSO
    assert three["cso2"].kind in {Kind.CSO_SUB_CA1, Kind.CSO_SUB_CA2}
    assert three["secc"].kind is Kind.SECC


def test_mo_and_oem_below_the_v2g_root() -> None:
    specs = PILES["iso15118-2"]
    found = below(
        specs,
        {
            "mo-root": None,
            "mo1": replace(specs["mo1"], issuer="v2g"),
            "oem-root": None,
            "oem1": replace(specs["oem1"], issuer="v2g"),
        },
    )
    assert {label: c.kind for label, c in found.items()} == {label: specs[label].kind for label in found}
    assert found["v2g"].confidence is Confidence.CERTAIN


def test_a_private_operator_root_is_a_v2g_root_with_low_certainty() -> None:
    """[V2G2-868] [V2G2-927]: an operator's own root may anchor its SECC certificates."""
    specs = PILES["iso15118-2"]
    own = specs["v2g"].renamed(CN="Example CPO Root", DC="CPO")
    found = classified({label: own if label == "v2g" else specs[label] for label in ("v2g", "cso1", "cso2", "secc")})
    assert found["v2g"].kind is Kind.V2G_ROOT
    assert found["v2g"].confidence is not Confidence.CERTAIN
    assert (found["secc"].kind, found["cso1"].kind, found["cso2"].kind) == (Kind.SECC, Kind.CSO_SUB_CA1, Kind.CSO_SUB_CA2)


def test_an_eku_in_the_root_changes_nothing() -> None:
    """Hubject's V2G root has one."""
    specs = PILES["iso15118-2"]
    found = below(specs, {"v2g": replace(specs["v2g"], purposes=("serverAuth", "clientAuth"))})
    assert (found["v2g"].kind, found["v2g"].confidence) == (Kind.V2G_ROOT, Confidence.CERTAIN)


def test_names_of_the_field() -> None:
    """Common names seen at EcoG, RISE-V2G, EVerest and Hubject."""
    specs = PILES["iso15118-2"]
    found = below(
        specs,
        {
            "v2g": specs["v2g"].renamed(CN="V2G Root CA QA G1"),
            "cso1": specs["cso1"].renamed(CN="CPO Sub1 CA QA G1.2.1"),
            "cso2": specs["cso2"].renamed(CN="CPO Sub2 CA QA G1.2.1"),
            "cps1": specs["cps1"].renamed(CN="ProvSubCA1"),
            "mo1": specs["mo1"].renamed(CN="PKI-Ext_CRT_MO_SUB1_VALID"),
            "mo2": specs["mo2"].renamed(CN="PKI-Ext_CRT_MO_SUB2_VALID"),
            "secc": specs["secc"].renamed(CN="SECCCert"),
            "contract": specs["contract"].renamed(CN="UKSWI123456791A", C="UK"),
            "oem": specs["oem"].renamed(CN="OEMProvCert"),
        },
    )
    assert {label: c.kind for label, c in found.items()} == {label: spec.kind for label, spec in specs.items()}
    assert all(sureness(c) >= SURE.index(Confidence.LIKELY) for c in found.values())


def test_a_root_signed_by_the_old_one_is_a_root() -> None:
    """The rotation of OCPP M05: the new root is not self-signed."""
    specs = station_pkis()
    specs["csms-root"] = specs["csms-root"].renamed(CN="Example CSMS Root CA 1")
    specs["new"] = replace(specs["csms-root"].renamed(CN="Example CSMS Root CA 2"), label="new", issuer="csms-root")
    found = classified(specs)
    assert found["new"].kind is Kind.CSMS_ROOT
    assert any("rotation" in reason for reason in found["new"].reasons)
    assert classified(specs, "new")["new"].kind is Kind.CSMS_ROOT


def test_a_cross_signed_root_is_a_root() -> None:
    specs = dict(PILES["iso15118-20"])
    specs["other"] = replace(specs["v2g"].renamed(CN="Aurora Root", O="Aurora"), label="other", issuer="other")
    specs["cross"] = replace(specs["v2g"], issuer="other")
    pile = facts({label: spec for label, spec in specs.items() if label != "cross"})
    cross = made(specs["cross"], specs["other"])
    found = classify([*pile.values(), cross])[-1]
    assert found.kind is Kind.V2G_ROOT
    assert any("same name and key" in reason for reason in found.reasons)


def test_station_certificates_below_the_operators_sub_ca() -> None:
    """OCPP A00.FR.602, and what a public test PKI does: CSMS leaves below the CPO Sub-CA 2, DC=CSMS."""
    specs = dict(PILES["iso15118-2"])
    usages = frozenset({"digitalSignature"})
    specs["client"] = Spec(Kind.STATION_CLIENT, "client", "cso2", dn("CS-0042-2026", None), usages=usages, purposes=("clientAuth",))
    specs["server"] = Spec(Kind.CSMS_SERVER, "server", "cso2", dn("host.docker.internal", "CSMS"), usages=usages)
    found = classified(specs)
    assert (found["client"].kind, found["server"].kind) == (Kind.STATION_CLIENT, Kind.CSMS_SERVER)
    assert found["secc"].kind is Kind.SECC
    assert found["cso2"].kind is Kind.CSO_SUB_CA2


@pytest.mark.parametrize("algorithm", ["P-256", "P-384"])
def test_the_web_pki_is_not_taken_for_v2g(algorithm: str) -> None:
    web = {
        "root": Spec(Kind.UNKNOWN, "root", "root", (("CN", "ISRG Root X2"), ("O", "Internet Security Research Group")), ca=-1),
        "sub": Spec(Kind.UNKNOWN, "sub", "root", (("CN", "E6"), ("O", "Let's Encrypt"), ("C", "US")), ca=0),
        "a": Spec(
            Kind.UNKNOWN,
            "a",
            "sub",
            (("CN", "www.example.org"),),
            purposes=("serverAuth", "clientAuth"),
            hosts=("x.org",),
            usages=None,
        ),
        "b": Spec(Kind.UNKNOWN, "b", "sub", (("CN", "shop.example.org"),), purposes=("serverAuth",), hosts=("x.org",), usages=None),
        "ev": Spec(Kind.UNKNOWN, "ev", "sub", (("CN", "DigiCert EV RSA CA G2"),), ca=0),
        "device": Spec(Kind.UNKNOWN, "device", "sub", (("CN", "printer-7"), ("DC", "dev"), ("DC", "example")), usages=None),
    }
    found = classified({label: replace(spec, algorithm=algorithm) for label, spec in web.items()})
    assert {c.pki for c in found.values()} <= {Pki.CSMS, Pki.UNKNOWN, Pki.MANUFACTURER}
    assert {c.confidence for c in found.values()} <= {Confidence.POSSIBLE, Confidence.UNKNOWN}
    assert (found["a"].kind, found["root"].kind, found["ev"].kind) == (Kind.CSMS_SERVER, Kind.UNKNOWN, Kind.UNKNOWN)
    assert found["root"].reasons[-1] == "nothing tells which PKI it belongs to"


def test_a_vehicle_with_the_role_of_the_amendment() -> None:
    for role in ("EV", "ExampleMotorsEV"):
        specs = {**PILES["iso15118-20"], "vehicle": PILES["iso15118-20"]["vehicle"].renamed(DC=role)}
        found = classified(specs)["vehicle"]
        assert (found.kind, found.confidence) == (Kind.VEHICLE, Confidence.CERTAIN)
        assert "DC=...EV [V2G20-3073]" in found.reasons or role == "EV"


def test_a_dc_that_happens_to_end_in_ev_is_no_vehicle() -> None:
    for role in ("dev", "DEV"):
        specs = {**PILES["iso15118-20"], "vehicle": PILES["iso15118-20"]["vehicle"].renamed(DC=role)}
        assert not any("EV [" in reason for reason in classified(specs)["vehicle"].reasons)


def test_one_weak_word_is_no_more_than_possible() -> None:
    root = Spec(Kind.CSMS_ROOT, "root", "root", (("CN", "Example OCPP Root"),), ca=-1)
    found = classified({"root": root})["root"]
    assert (found.kind, found.confidence) == (Kind.CSMS_ROOT, Confidence.POSSIBLE)


# --- the pile as a whole ---


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_pile_and_duplicates_change_nothing(seed: int) -> None:
    pile = [one for specs in PILES.values() for one in facts(specs).values()]
    answers = dict(zip([one.sha256 for one in pile], classify(pile), strict=True))
    shuffled = pile + pile[::3]
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    assert [answers[one.sha256] for one in shuffled] == list(classify(shuffled))


def test_a_certificate_does_not_hear_its_own_echo() -> None:
    """What a nameless CA is known to be from one leaf alone does not make that leaf surer; from two it makes both surer."""
    specs = dict(PILES["iso15118-2"])
    specs["cso1"], specs["cso2"] = specs["cso1"].renamed(CN="Terra", DC=None), specs["cso2"].renamed(CN="Aurora", DC=None)
    specs["secc"] = specs["secc"].renamed(CN="Borealis")
    specs["second"] = replace(specs["secc"].renamed(CN="Australis"), label="second")
    one, two = classified(specs, "cso2", "secc"), classified(specs, "cso2", "secc", "second")
    assert one["cso2"].kind is two["cso2"].kind is Kind.CSO_SUB_CA2
    assert one["secc"].confidence is classified(specs, "secc")["secc"].confidence is Confidence.LIKELY
    assert {two["secc"].confidence, two["second"].confidence} == {Confidence.CERTAIN}


def test_branches_of_different_roles_make_a_nameless_root_a_v2g_root_for_each() -> None:
    specs = PILES["iso15118-2"]
    pile = {"v2g": specs["v2g"].renamed(CN="Aurora", DC=None), "cso1": specs["cso1"].renamed(DC=None)}
    assert not any("V2G root" in reason for reason in classified(pile)["cso1"].reasons)
    found = classified({**pile, "mo1": replace(specs["mo1"], issuer="v2g")})
    assert found["v2g"].kind is Kind.V2G_ROOT
    assert all("issued by a V2G root in this pile" in found[label].reasons for label in ("cso1", "mo1"))
    assert not any("MO root" in reason for reason in found["cso1"].reasons)


def test_all_pkis_in_one_pile_do_not_disturb_each_other() -> None:
    expected, pile = [], []
    for specs in PILES.values():
        expected += [spec.kind for spec in specs.values()]
        pile += list(facts(specs).values())
    assert [c.kind for c in classify(pile)] == expected


def test_no_pile_no_answer() -> None:
    assert classify([]) == ()


def test_the_json_form() -> None:
    found = classified(PILES["iso15118-2"])["contract"].to_dict()
    assert (found["kind"], found["pki"], found["profile"], found["confidence"]) == ("contract", "MO", "iso15118-2", "certain")
    assert found["identifier"] is not None
    assert found["identifier"]["scheme"] == "EMAID"
    assert found["reasons"]


def test_every_kind_was_tried() -> None:
    tried = {spec.kind for specs in PILES.values() for spec in specs.values()}
    assert tried == set(Kind) - {Kind.UNKNOWN}
    assert {classified(PILES["iso15118-20"])[label].pki for label in ("v2g", "secc", "cps", "contract", "oem")} == ISO_15118
