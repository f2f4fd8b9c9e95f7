"""Small fleets by hand: stations with what they hold, each in a line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.fleet.generate.authorities import Authorities
from workbench.fleet.generate.figures import Firmware, Vendor
from workbench.fleet.generate.generated import GeneratedFleet
from workbench.fleet.generate.held import GeneratedStation, Held
from workbench.fleet.generate.telling import Telling
from workbench.fleet.generate.writing import RIGHT
from workbench.fleet.plans.situation import _READ, Listed, Situation
from workbench.fleet.schema import CHAIN_TYPE, Side
from workbench.messages.versions import Version

AT = datetime(2026, 6, 1, tzinfo=UTC)
V2G, MO, CSMS, MAKER, OEM = (
    "V2GRootCertificate",
    "MORootCertificate",
    "CSMSRootCertificate",
    "ManufacturerRootCertificate",
    "OEMRootCertificate",
)
CAS = Authorities(1, AT, {"Ampwerk": 4000})


def root(certificate_type, label):
    return Held(certificate_type, (CAS[label],))


def chain(*labels, serial=0x5ECC, made=True):
    sub_cas = tuple(CAS[label] for label in labels)
    return Held(CHAIN_TYPE, (CAS.leaf(f"SECC {serial:x}", sub_cas[0], serial, -10, made=made), *sub_cas))


USUAL = (root(V2G, "V2G Root A"), root(MO, "MO Root A"), root(CSMS, "CSMS Root 1"), chain("CPO Sub-CA 2 A", "CPO Sub-CA 1 A"))


def station(
    identity="CS-1",
    *holds,
    vendor="Ampwerk",
    firmware="1",
    profile=2,
    most=20,
    check="false",
    version="2.1",
    writing=RIGHT,
    lists="all",
):
    made = Firmware(firmware, 1, writing, lists)
    return GeneratedStation(
        identity,
        Vendor(vendor, "M", 1, version, most, check, 4000, (made,)),
        made,
        profile,
        "A",
        list(holds or USUAL),
        most_entries=most,
    )


def fleet(*stations, asked=None, silent=()):
    """As :class:`GeneratedFleet`; ``asked``: identity to the types that it was asked for."""
    telling = Telling()
    for one in stations:
        if one.identity in silent:
            continue
        question = (asked or {}).get(one.identity, "")
        listing = [held for held in one.listing() if not question or held.certificate_type in question.split(",")]
        ways = [one.firmware.writing] * len(listing)
        telling._tell(one.identity, AT - timedelta(hours=1), Side.STATION, question, listing, ways)
    return GeneratedFleet.of(1, AT, 1, stations, CAS, telling)


def inventory(*stations, chain=True, asked=None, silent=()):
    """With its situations told from how it was made, which saves the engine's time; test_situation holds the two together."""
    found = fleet(*stations, asked=asked, silent=silent)
    given = found.inventory(chain=chain)
    _READ[given] = situations_of(found, given.known)
    return given


def situations_of(found, known):
    """The situations of a generated fleet as :func:`workbench.fleet.plans.situation.situations` must read them."""
    authority = dict(zip(known.certificates["certificate"], known.certificates["authority"], strict=True))
    called = {one.authority: authority[one.named] for one in found.made if one.named and isinstance(authority[one.named], str)}
    roots = {one.fields[:3] for one in found.truth.entries if one.certificate_type != CHAIN_TYPE and one.made.named is None}

    def sighted(one):
        return f"sighted:{':'.join(one.fields[:3])}".lower().replace("sha", "SHA") if one.fields[:3] in roots else None

    def listed(one):
        issuer = called.get(one.made.signer.authority) if one.issuer_shows else sighted(one)
        root = one.certificate_type != CHAIN_TYPE and one.child == 0
        own = called.get(one.made.authority) if one.made.named else sighted(one) if root else None
        shown = one.mistakes if one.made.named else ""
        return Listed(one.certificate_type, one.chain, one.child, one.fields, one.made.named, shown, issuer, own)

    entries: dict[str, list[Any]] = {}
    covered: dict[str, dict[str, Any]] = {}
    for one in found.truth.current():
        entries.setdefault(one.station, []).append(one)
    answers = {number: (seen_at, asked) for number, _, seen_at, _, asked in found.truth.answers}
    for (side, name, kind), number in found.truth.covered.items():
        if side == Side.STATION:
            covered.setdefault(name, {})[kind] = answers[number]
    return tuple(
        Situation(
            identity=one.identity,
            sender="|".join((one.vendor.name, one.vendor.model, one.firmware.version, one.vendor.ocpp_version or "")),
            version={version.value: version for version in Version}.get(one.vendor.ocpp_version),
            security_profile=one.security_profile,
            most_entries=one.most_entries,
            root_check=one.vendor.root_check,
            covered={kind: seen_at for kind, (seen_at, _) in covered.get(one.identity, {}).items()},
            listed=tuple(
                listed(each)
                for each in sorted(entries.get(one.identity, ()), key=lambda each: (each.answer, each.chain, each.child))
            ),
            guessed=any(asked is None for _, asked in covered.get(one.identity, {}).values()),
        )
        for one in sorted(found.members, key=lambda one: one.identity)
    )


def item(label):
    return fleet(station()).item(label)


def ruling(plan, identity="CS-1"):
    """Verdict and requirement of a station, and the reason of its first step."""
    first = next(one for one in plan.steps if one.station == identity)
    return str(first.verdict), first.requirement


def reason(plan, identity="CS-1"):
    return next(one.reason for one in plan.steps if one.station == identity)


def rulings(plan):
    """By station: verdict and requirement."""
    return {one.station: (str(one.verdict), one.requirement) for one in reversed(plan.steps)}
