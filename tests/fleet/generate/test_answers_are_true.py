"""Every question's answer about a generated fleet, against what is true of it from how it was made."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from workbench.fleet.frames import frame_of
from workbench.fleet.generate import generate
from workbench.fleet.generate import right_lists as right
from workbench.fleet.generate import right_losses as losses
from workbench.fleet.generate.truth import Truth

SEEDS = (7, 2026)
FIELDS = ("hash_algorithm", "issuer_name_hash", "issuer_key_hash", "serial_number")


@pytest.fixture(scope="module", params=[SEEDS[0], *(pytest.param(one, marks=pytest.mark.deep) for one in SEEDS[1:])])
def fleet(request):
    return generate(150, seed=request.param, days=3)


@pytest.fixture(scope="module")
def inventory(fleet):
    return fleet.inventory()


def absent(value):
    return value is None or value != value  # noqa: PLR0124  # not a number


def identity(row) -> str:
    """As :attr:`Entry.identity` has it."""
    if not absent(row.certificate):
        return str(row.certificate)
    return ":".join((row.hash_algorithm, *(getattr(row, name).lower() for name in FIELDS[1:])))


def rows(answer):
    return list(answer.to_frame().itertuples(index=False))


def habit(mistakes: str) -> str:
    """Base64 that happens to hold no ``-`` and no ``_`` is both kinds of base64; the contract names the plain one first."""
    return mistakes.replace("encoding:base64url", "encoding:base64")


def test_each_entry_is_resolved_to_what_it_truly_is(fleet, inventory) -> None:
    given = fleet.truth.to_frame().query("current and source == 'station'")
    found = frame_of(inventory.resolved)
    keys = ["station", "answer", "certificate_type", "chain", "child"]
    both = found.merge(given, on=keys, how="outer", suffixes=("", "_true"), indicator=True)
    assert (both["_merge"] == "both").all()
    assert (both["result"] == both["result_true"]).all()
    assert (both["certificate"].fillna("") == both["certificate_true"].fillna("")).all()
    named = both[both["certificate"].notna()]
    assert (named["mistakes"].map(habit) == named["mistakes_true"].map(habit)).all()


def test_installed(fleet, inventory) -> None:
    found = {(one.certificate_type, identity(one), one.result): (one.stations, one.entries) for one in rows(inventory.installed())}
    assert found == right.installed(fleet.truth)


def test_unknown(fleet, inventory) -> None:
    found = {}
    for one in rows(inventory.unknown()):
        sender = (one.vendor_name, one.model, one.firmware_version)
        found[tuple(getattr(one, name) for name in FIELDS), one.certificate_type, sender] = one.stations
    assert found == {key: count.stations for key, count in right.unknown(fleet.truth).items()}


def test_mistakes(fleet, inventory) -> None:
    found: Counter[object] = Counter()
    for one in rows(inventory.mistakes()):
        found[(one.vendor_name, one.model, one.firmware_version), habit(one.mistakes)] += one.entries
    wanted: Counter[object] = Counter()
    for key, count in right.mistakes(fleet.truth).items():
        who, code = key
        wanted[who, habit(code)] += count.entries
    assert found == wanted


def test_duplicates(fleet, inventory) -> None:
    found = {}
    for one in rows(inventory.duplicates()):
        key = one.certificate if not absent(one.certificate) else one.serial_number
        found[one.station, key] = (tuple(one.certificate_types.split()), one.entries)
    wanted = {}
    for (station, name), said in right.duplicates(fleet.truth).items():
        wanted[station, name.split(":")[-1]] = said
    assert found == wanted
    assert found


def test_expired_and_expiring(fleet, inventory) -> None:
    def triples(answer):
        return {(one.station, one.certificate_type, one.certificate) for one in rows(answer)}

    before, later = fleet.at - timedelta(seconds=1), fleet.at + timedelta(days=90)
    assert triples(inventory.expired()) == right.ending(fleet.truth, None, before)
    assert triples(inventory.expiring(within_days=90)) == right.ending(fleet.truth, fleet.at, later)
    assert right.ending(fleet.truth, None, before)


def test_calendar(fleet, inventory) -> None:
    found = {(one.month, one.certificate_type): (one.certificates, one.entries, one.stations) for one in rows(inventory.calendar())}
    assert found == right.calendar(fleet.truth)


def test_headroom(fleet, inventory) -> None:
    found = {one.station: one.verdict for one in rows(inventory.headroom())}
    assert found == right.headroom(fleet.truth)
    assert set(found.values()) == {"fits", "cannot", "not checked"}


def test_drift(fleet, inventory) -> None:
    found = {
        (one.station, one.certificate_type, one.side, identity(one))
        for one in rows(inventory.drift())
        if one.side in {"station only", "csms only"}
    }
    assert found == right.drift(fleet.truth)
    assert {one[2] for one in found} == {"station only", "csms only"}


def test_changes(fleet, inventory) -> None:
    since = fleet.at - timedelta(days=1)
    found = {
        (one.station, one.certificate_type, one.change, identity(one))
        for one in rows(inventory.changes(since=since))
        if one.change in {"added", "removed"}
    }
    assert found == right.changes(fleet.truth, since, fleet.at)
    assert found


def test_orphaned(fleet, inventory) -> None:
    found = {(one.station, one.chain, one.verdict) for one in rows(inventory.orphaned())}
    assert found == right.orphaned(fleet.truth)


def test_private_cas(fleet, inventory) -> None:
    found: dict[str, set[str]] = {}
    for one in rows(inventory.ask("private_cas", by="station")):
        if one.authority.startswith("sighted:"):
            found.setdefault(one.authority.removeprefix("sighted:").lower(), set()).add(one.station)
    assert found == {pair: stations for (pair, _), stations in right.private_cas(fleet.truth).items()}


LABELS = (
    "V2G Root A",
    "V2G Root B",
    "V2G Root B by A",
    "V2G Root C",
    "CPO Sub-CA 2 A",
    "CPO Sub-CA 1 B",
    "MO Root B",
    "OEM Root B",
    "CSMS Root 1",
    "CSMS Root 2",
    "CSMS Root 2 by 1",
    "CSMS Sub-CA 2",
    "Torq Manufacturer Root",
)
WAYS = ("expired", "revoked", "removed")


@pytest.mark.parametrize(
    "number",
    # every fourth has all three ways, and a root of V2G, of the CSMS and of a maker, and a Sub-CA
    [pytest.param(one, id=label, marks=[] if one % 4 == 0 else pytest.mark.deep) for one, label in enumerate(LABELS)],
)
def test_who_breaks(fleet, inventory, number) -> None:
    label = LABELS[number]
    how = WAYS[(number + SEEDS.index(fleet.seed)) % len(WAYS)]  # the fleets take turns, and have all ways together
    made = fleet.truth.authorities[label]
    then = fleet.at
    if how == "expired":
        then = max(fleet.at, made.not_after + timedelta(seconds=1))
    loss = losses.Loss(frozenset({label}), how, fleet.at, then)
    found = {(one.station, one.certificate_type): one.verdict for one in rows(inventory.who_breaks(fleet.item(label), how=how))}
    assert found == losses.who_breaks(fleet.truth, loss), how


def test_one_expiry_away(fleet, inventory) -> None:
    found = {one.station: one.last_root for one in rows(inventory.one_expiry_away()) if one.verdict == "one root left"}
    assert found == losses.one_expiry_away(fleet.truth)


def test_waterfall(fleet, inventory) -> None:
    labels = {one.named: one.label for one in fleet.made if one.named}
    found = [
        (one.at.to_pydatetime(), labels[one.certificate], one.certificate_type, one.breaks, one.stations_left)
        for one in rows(inventory.waterfall())
    ]
    assert sorted(found) == sorted(losses.waterfall(fleet.truth))


def test_without_the_chain_of_the_server_nothing_is_said_of_reaching_it(fleet) -> None:
    inventory = fleet.inventory(chain=False)
    found = inventory.who_breaks(fleet.item("CSMS Root 1")).to_frame().query("certificate_type == 'CSMSRootCertificate'")
    assert set(found["verdict"]) == {"not checked"}


def test_the_truth_is_not_of_hashes(fleet) -> None:
    assert isinstance(fleet.truth, Truth)
    assert len(fleet.truth.entries) == len(fleet.sightings)
    assert [one.station for one in fleet.truth.entries] == fleet.sightings["station"].tolist()
