"""What plans know of a station, read from an inventory, against how its fleet was made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fleet.plans.small import fleet as fleet_of
from tests.fleet.plans.small import situations_of, station
from workbench.fleet.generate import generate
from workbench.fleet.plans.situation import situations


@pytest.mark.parametrize("days", [1, 3])
def test_situations_are_read_as_they_were_made(days) -> None:
    fleet = generate(80, seed=9, days=days)
    told: list[tuple[int, int]] = []
    given = replace(fleet.inventory(), progress=lambda done, of: told.append((done, of)))
    assert situations(given) == situations_of(fleet, given.known)
    assert told[-1] == (80, 80)
    assert situations(given) is situations(given)


def test_a_version_that_is_not_known_and_absent_values_are_none() -> None:
    given = fleet_of(station("CS-1", version="1.6", most=None, check="", profile=None)).inventory()
    (found,) = situations(given)
    assert (found.version, found.most_entries, found.root_check, found.security_profile) == (None, None, None, None)
