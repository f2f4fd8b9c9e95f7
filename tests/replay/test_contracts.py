"""M01, M02 and C07 in a log: right messages with a vehicle's real EXI, and what is odd and no fault."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from tests.replay.story import EMAID, STATION, Said, Story, replayed, right
from tests.station.plug_made import request_of
from workbench.contracts.parties import ISO_2, ISO_20


def steps(*said):
    return [(one.verdict, one.requirement) for one in replayed(Story(list(said)).text())]


@pytest.mark.requirement("M01.FR.01", "M01.FR.03", "M02.FR.01")
@pytest.mark.parametrize(("schema", "action"), [(ISO_2, "Install"), (ISO_2, "Update"), (ISO_20, "Install")])
def test_a_vehicles_real_message_that_is_passed_on_rightly_is_right(schema, action):
    exi = request_of(schema, action) if schema == ISO_2 else request_of(schema, maximum=3)
    asked: dict[str, Any] = {"iso15118SchemaVersion": schema, "action": action, "exiRequest": b64encode(exi).decode()}
    answer: dict[str, Any] = {"status": "Accepted", "exiResponse": "gJgCAA=="}
    if schema == ISO_20:
        asked["maximumContractCertificateChains"], answer["remainingContracts"] = 3, 0
    found = steps(Said(STATION, "Get15118EVCertificate", asked, answer))
    assert [verdict for verdict, _ in found] == ["right", "right"]


@pytest.mark.parametrize(
    ("change", "requirement"),
    [
        (lambda s: s["contract"].answer.update(status="Failed"), "M01.FR.01"),
        (lambda s: s["contract"].answer.update(remainingContracts=1), "M01.FR.04"),
        (
            lambda s: (s["authorize"].request.pop("iso15118CertificateHashData"), s["authorize"].answer.pop("certificateStatus")),
            "C07.FR.02",
        ),
    ],
)
@pytest.mark.requirement("M01.FR.01", "C07.FR.02")
def test_what_is_odd_and_no_fault_is_tolerated(change, requirement):
    story = right()
    change(story)
    found = replayed(story.text())
    assert found.ok
    assert requirement in [one.requirement for one in found if one.verdict == "tolerated"]


def test_an_authorize_of_a_card_is_none_of_this():
    card = {"idToken": {"idToken": "0815", "type": "ISO14443"}}
    for answer in ({"idTokenInfo": {"status": "Blocked"}}, {"idTokenInfo": {"status": "Accepted"}}):
        assert [verdict for verdict, _ in steps(Said(STATION, "Authorize", card, answer))] == ["right", "right"]
    token = {"idToken": EMAID, "iso15118CertificateHashData": []}
    assert steps(Said(STATION, "Authorize", token, {"idTokenInfo": {"status": "Accepted"}}))[0][0] == "wrong", "the schema"
