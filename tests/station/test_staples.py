"""What the SECC staples to its handshake with a vehicle."""

from dataclasses import replace

import pytest

from tests.station.makers import react
from tests.station.status_made import (
    DAY,
    HOUR,
    LEAF,
    accepted,
    answered,
    asked,
    certificate_of,
    response,
    with_chain,
)
from tests.trust.pki import NOW
from workbench.station import staples as module
from workbench.station.events import StatusAnswered, TimePassed
from workbench.station.personalities import personality
from workbench.station.staples import staples
from workbench.station.v2g_chains import purpose


def begun(**ways):
    decision = react(with_chain(), TimePassed())
    return answered(decision.state, asked(decision), **ways)


@pytest.mark.requirement("M06.FR.06")
def test_tls_1_2_staples_the_leafs_response_and_tls_1_3_one_for_each_certificate(monkeypatch):
    (two,) = staples(begun(), NOW)
    assert (two.edition, len(two.responses), two.findings) == ("iso15118-2", 1, ())
    assert two.responses[0]
    monkeypatch.setattr(module, "purpose", lambda chain: purpose(chain)._replace(edition="iso15118-20"))
    (twenty,) = staples(begun(), NOW)
    assert len(twenty.responses) == 3
    assert all(twenty.responses)


@pytest.mark.requirement("M06.FR.06", "M06.FR.10")
def test_what_is_missing_over_or_revoked_is_said():
    (none,) = staples(with_chain(), NOW)
    assert none.responses == (None,)
    assert [one.code for one in none.findings] == ["revocation-unknown"]
    (over,) = staples(begun(), NOW + 3 * DAY)
    assert over.responses == (None,)
    assert [one.code for one in over.findings] == ["revocation-stale"]
    decision = react(with_chain(), TimePassed())
    request = next(one for one in asked(decision) if certificate_of(one) == LEAF)
    state = react(decision.state, StatusAnswered(request, accepted(response(LEAF, "revoked")))).state
    (revoked,) = staples(state, NOW)
    assert revoked.responses[0]
    assert revoked.findings[0].code == "revoked"


@pytest.mark.requirement("M06.FR.10")
def test_a_station_that_ignores_next_update_staples_what_no_vehicle_takes():
    state = begun(policy=personality("ignores-next-update").policy, lasts=HOUR)
    (late,) = staples(state, NOW + DAY)
    assert late.responses[0]
    assert late.findings[0].code == "revocation-stale"
    assert "breaks off" in late.findings[0].message


def test_a_chain_that_is_over_is_not_presented_and_staples_nothing():
    assert staples(begun(), NOW + 400 * DAY) == ()
    assert staples(replace(begun(), v2g_chains=()), NOW) == ()
