"""Two fleets, and all that is asked of them: the same text for every engine."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd
import pytest

from tests.fleet import fleet_by_hand
from tests.peers.engines.time_limit import at_most
from workbench.fleet import Inventory
from workbench.fleet.generate import generate
from workbench.fleet.known import Known
from workbench.net.warehouse import connect


@dataclass(frozen=True)
class Fleet:
    """Frames by the tables' names, and what an inventory of them needs besides."""

    frames: dict[str, pd.DataFrame]
    known: Known
    at: datetime
    csms_chain: tuple[Any, ...]
    v2g_root: str
    csms_root: str

    def inventory(self, warehouse):
        tables = warehouse.store(self.frames, replace=True)
        return Inventory(tables, self.known, self.at, csms_chain=self.csms_chain)

    def asked(self):
        """Question and parameters."""
        since = self.at - timedelta(days=20)
        return {
            "installed by certificate": ("installed", {}),
            "installed by station": ("installed", {"by": "station"}),
            "installed by type": ("installed", {"by": "type"}),
            "duplicates": ("duplicates", {}),
            "expired": ("expired", {}),
            "expiring": ("expiring", {"within_days": 400}),
            "calendar": ("calendar", {}),
            "headroom": ("headroom", {}),
            "headroom for a CSMS root": ("headroom", {"certificate_type": "CSMSRootCertificate"}),
            "headroom for three OEM roots": ("headroom", {"certificate_type": "OEMRootCertificate", "more": 3}),
            "drift": ("drift", {}),
            "changes": ("changes", {"since": since}),
            "unknown": ("unknown", {}),
            "mistakes": ("mistakes", {}),
            "orphaned": ("orphaned", {}),
            "private CAs": ("private_cas", {}),
            "private CAs by station": ("private_cas", {"by": "station"}),
            "waterfall": ("waterfall", {}),
            "one expiry away": ("one_expiry_away", {}),
            **{
                f"a V2G root {how}": ("who_breaks", {"lost": self.v2g_root, "how": how})
                for how in ("expired", "revoked", "removed")
            },
            "a CSMS root revoked": ("who_breaks", {"lost": self.csms_root, "how": "revoked", "all": True}),
        }


@cache
def by_hand():
    names = ("sightings", "answers", "stations")
    known = Known.of(fleet_by_hand.at_hand().values())
    frames = dict(zip(names, fleet_by_hand.frames(), strict=True))
    roots = (fleet_by_hand.sha256(letter) for letter in ("V1", "A"))
    return Fleet(frames, known, fleet_by_hand.AT, fleet_by_hand.csms_chain(), *roots)


@cache
def generated():
    fleet = generate(80, seed=20260601, days=30)
    frames = {"sightings": fleet.sightings, "answers": fleet.answers, "stations": fleet.stations}
    items: list[Any] = [fleet.item(name) for name in ("V2G Root A", "CSMS Root 1")]
    roots = (item.facts.sha256 for item in items)
    return Fleet(frames, Known.of(fleet.items), fleet.at, tuple(fleet.csms_chain), *roots)


FLEETS = {"by hand": by_hand, "generated": generated}

LONGEST = 60
"""Seconds until a question is given up: many times what it takes."""


@cache
def expected(name):
    """What DuckDB answers, by the names of ``asked``."""
    fleet = FLEETS[name]()
    with connect(":memory:") as warehouse:
        inventory = fleet.inventory(warehouse)
        return {asked: inventory.ask(question, **given) for asked, (question, given) in fleet.asked().items()}


def same(answer, wanted):
    """Everything an answer says; the frame to the last bit and type."""
    pd.testing.assert_frame_equal(answer.frame, wanted.frame, check_exact=True)
    assert (answer.sentence, answer.notes, answer.ok, answer.title) == (wanted.sentence, wanted.notes, wanted.ok, wanted.title)


def ask_all(engine, name, inventory, subtests):
    """Every question to an engine; ends at the first that is not answered in :data:`LONGEST`, and says which."""
    for asked, (question, given) in FLEETS[name]().asked().items():
        wanted = expected(name)[asked]
        what = f"{engine}, the fleet {name!r}, the question {asked!r}"
        with subtests.test(asked), at_most(LONGEST, what) as passed:
            same(inventory.ask(question, **given), wanted)
        if passed.is_set():  # what its connection would say now is worth nothing
            pytest.fail(f"{what}: no answer after {LONGEST} s; nothing more was asked", pytrace=False)
