"""The questions again in plain pandas, over the fleet by hand and a generated one; whose an entry is, is told by who made it."""

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from tests.fleet import fleet_by_hand
from workbench.fleet import Inventory, Tables
from workbench.fleet.generate import generate
from workbench.fleet.known import Known
from workbench.fleet.schema import CERTIFICATE_TYPES
from workbench.net.warehouse import connect

pytestmark = pytest.mark.deep

NAMES = ("sightings", "answers", "stations")
FIELDS = ["hash_algorithm", "issuer_name_hash", "issuer_key_hash", "serial_number"]
TYPE = ["station", "certificate_type"]


class Peer:
    """The three frames; ``sightings`` with a column more, ``certificate``."""

    def __init__(self, frames, certificates, ends, at):
        self.sightings = frames["sightings"].assign(certificate=certificates)
        for name in FIELDS:
            self.sightings[name] = self.sightings[name].str.upper()
        written = self.sightings[FIELDS].agg(":".join, axis=1)
        self.sightings["identity"] = self.sightings["certificate"].where(self.sightings["certificate"].notna(), written)
        self.answers, self.stations, self.ends, self.at = frames["answers"], frames["stations"], ends, at

    def latest(self, source="station", at=None):
        answers = self.answers[(self.answers["source"] == source) & (self.answers["seen_at"] <= (at or self.at))]
        rows = [
            (station, kind, answer, seen_at)
            for station, answer, seen_at, asked in answers[["station", "answer", "seen_at", "asked"]].itertuples(index=False)
            for kind in CERTIFICATE_TYPES
            if pd.isna(asked) or asked == "" or kind in asked.split(",")
        ]
        frame = pd.DataFrame(rows, columns=[*TYPE, "answer", "seen_at"])
        return frame.sort_values(["seen_at", "answer"]).drop_duplicates(TYPE, keep="last")

    def current(self, source="station", at=None):
        return self.sightings.merge(self.latest(source, at)[["answer", "certificate_type"]], on=["answer", "certificate_type"])

    def lists(self, source="station", at=None):
        """By station and type the entries, as pairs of identity and fields."""
        found: dict[tuple[str, str], set[Any]] = {
            (row.station, row.certificate_type): set() for row in self.latest(source, at).itertuples()
        }
        for row in self.current(source, at).itertuples():
            found[row.station, row.certificate_type].add((row.identity, tuple(getattr(row, name) for name in FIELDS)))
        return found


def compared(ours, theirs):
    """Identities that one has and the other has not; those on both sides, of which ours is written otherwise."""
    mine, other = {one for one, _ in ours}, {one for one, _ in theirs}
    return mine - other, other - mine, {one for one, fields in ours if one in other and (one, fields) not in theirs}


def fleet_of_hand():
    frames = dict(zip(NAMES, fleet_by_hand.frames(), strict=True))
    letters = [entry.rstrip("~").split("/")[0] for _, entry in fleet_by_hand.entries()]
    certificates = [fleet_by_hand.sha256(one) if one in fleet_by_hand.AT_HAND else None for one in letters]
    ends = {fleet_by_hand.sha256(one): fleet_by_hand.read(one).not_valid_after for one in fleet_by_hand.AT_HAND}
    return frames, certificates, ends, Known.of(fleet_by_hand.at_hand().values()), fleet_by_hand.AT


def generated_fleet():
    fleet = generate(120, seed=99, days=40)
    frames = {name: getattr(fleet, name).copy() for name in NAMES}
    certificates = [entry.made.named for entry in fleet.truth.entries]
    items: tuple[Any, ...] = fleet.items
    ends = {item.facts.sha256: item.certificate.not_valid_after_utc for item in items}
    return frames, certificates, ends, Known.of(fleet.items), fleet.at


@pytest.fixture(scope="module", params=[fleet_of_hand, generated_fleet], ids=["by hand", "generated"])
def both(request):
    frames, certificates, ends, known, at = request.param()
    with connect(":memory:") as warehouse:
        tables = warehouse.store(frames)
        assert isinstance(tables, Tables)
        yield Inventory(tables, known, at), Peer(frames, certificates, ends, at)


def rows(frame, *columns):
    return sorted(
        tuple(None if pd.isna(value) else value for value in row) for row in frame[list(columns)].itertuples(index=False, name=None)
    )


def test_installed(both):
    inventory, peer = both
    current = peer.current()
    known = current[current["certificate"].notna()]
    mine = known.groupby(["certificate_type", "certificate"]).size().reset_index(name="entries")
    theirs = (
        inventory.ask("installed").frame.dropna(subset="certificate").groupby(["certificate_type", "certificate"])["entries"].sum()
    )
    assert rows(mine, "certificate_type", "certificate", "entries") == rows(
        theirs.reset_index(), "certificate_type", "certificate", "entries"
    )
    by_type = inventory.ask("installed", by="type").frame
    asked = peer.latest().groupby("certificate_type")["station"].nunique()
    holding = current.groupby("certificate_type")["station"].nunique()
    nameless = current[current["certificate"].isna()].groupby("certificate_type")["identity"].nunique()
    assert rows(by_type, "certificate_type", "asked", "stations", "unknown") == sorted(
        (kind, asked.get(kind, 0), holding.get(kind, 0), nameless.get(kind, 0)) for kind in CERTIFICATE_TYPES
    )


def test_duplicates(both):
    inventory, peer = both
    current = peer.current()
    # a sub-CA below several chains is listed once for each
    places = current.assign(place=current["chain"].where(current["child"] > 0, -1), beneath=current["child"] > 0)
    there = places.groupby(["station", "certificate_type", "identity", *FIELDS, "beneath", "place"]).size()
    once = there.groupby(level=[0, 1, 2, 3, 4, 5, 6, 7]).max()
    copies = once.groupby(level=[0, 2]).sum()
    often = copies[copies > 1].reset_index(name="copies")
    frame = inventory.ask("duplicates").frame
    assert rows(often, "station", "copies") == rows(frame, "station", "entries")
    assert len(frame)


@pytest.mark.parametrize("days", [30, 4000])
def test_expiring_and_expired(both, days):
    inventory, peer = both
    now, then = peer.at, peer.at + timedelta(days=days)
    current = peer.current()
    current = current[current["certificate"].notna()].drop_duplicates([*TYPE, "certificate"])
    ends = current["certificate"].map(peer.ends)
    soon, over = current[(ends >= now) & (ends <= then)], current[ends < then]
    columns = (*TYPE, "certificate")
    assert rows(inventory.ask("expiring", within_days=days).frame, *columns) == rows(soon, *columns)
    assert rows(inventory.ask("expired", at=then).frame, *columns) == rows(over, *columns)


def test_the_calendar(both):
    inventory, peer = both
    current = peer.current()
    months = ["not known" if pd.isna(certificate) else f"{peer.ends[certificate]:%Y-%m}" for certificate in current["certificate"]]
    mine = current.assign(month=months).groupby(["month", "certificate_type"])
    mine = mine.agg(certificates=("identity", "nunique"), entries=("identity", "size"), stations=("station", "nunique"))
    columns = ("month", "certificate_type", "certificates", "entries", "stations")
    assert rows(inventory.ask("calendar").frame, *columns) == rows(mine.reset_index(), *columns)


@pytest.mark.parametrize("more", [1, 9])
def test_headroom(both, more):
    inventory, peer = both
    entries = peer.current().groupby("station").size()
    covered = peer.latest().groupby("station")["certificate_type"].agg(set)
    mine = {}
    for station in peer.stations.itertuples():
        types, held = covered.get(station.station, set()), entries.get(station.station, 0)
        wanted = set(CERTIFICATE_TYPES) - ({"OEMRootCertificate"} if station.ocpp_version == "2.0.1" else set())
        if not types or pd.isna(station.most_entries):
            mine[station.station] = "not checked"
        elif held + more > station.most_entries:
            mine[station.station] = "cannot"
        else:
            mine[station.station] = "fits" if wanted <= types else "not checked"
    frame = inventory.ask("headroom", more=more).frame
    assert dict(zip(frame["station"], frame["verdict"], strict=True)) == mine


def test_drift(both):
    inventory, peer = both
    station, csms = peer.lists(), peer.lists("csms")
    mine = set()
    for where in station.keys() & csms.keys():
        here, there, other = compared(station[where], csms[where])
        mine |= {(*where, "station only", one) for one in here}
        mine |= {(*where, "csms only", one) for one in there}
        mine |= {(*where, "both", one) for one in other}
    assert told(inventory.ask("drift").frame, "side", {"station only", "csms only", "both"}) == mine_named(mine)


def test_changes(both):
    inventory, peer = both
    since = peer.at - timedelta(days=20)
    before, after = peer.lists(at=since), peer.lists()
    mine = set()
    for where in before:
        added, removed, other = compared(after[where], before[where])
        mine |= {(*where, "added", one) for one in added}
        mine |= {(*where, "removed", one) for one in removed}
        mine |= {(*where, "written otherwise", one) for one in other}
    frame = inventory.ask("changes", since=since).frame
    assert told(frame, "change", {"added", "removed", "written otherwise"}) == mine_named(mine)
    then, now = {station for station, _ in before}, {station for station, _ in after}
    assert set(frame.loc[frame["change"] == "new station", "station"]) == now - then
    answers = peer.answers[(peer.answers["source"] == "station") & (peer.answers["seen_at"] <= peer.at)]
    heard = set(answers.loc[answers["seen_at"] > since, "station"])
    assert set(frame.loc[frame["change"] == "no newer answer", "station"]) == then - heard


def told(frame, column, values):
    """station, type, what, SHA-256; without nameless entries: this peer knows no "perhaps"."""
    frame = frame[frame[column].isin(values) & frame["certificate"].notna()]
    return {tuple(row) for row in frame[[*TYPE, column, "certificate"]].itertuples(index=False, name=None)}


def mine_named(found):
    return {row for row in found if ":" not in row[3]}
