"""The dry run of a plan: simulated stations hold what was listed, and what goes otherwise than planned is found."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.fleet.plans.small import CSMS, MO, USUAL, V2G, fleet, inventory, item, root, station
from workbench.certs.hashdata import CertificateHashData
from workbench.errors import InputError
from workbench.fleet.generate import generate
from workbench.fleet.generate.figures import _BASE64URL, _OWN, _PADDED, _SPKI, _UPPER
from workbench.fleet.generate.writing import RIGHT, Writing
from workbench.fleet.plans import Plan, delete_plan, install_plan
from workbench.fleet.plans.requests import install_request, pem_of
from workbench.lab.fleet_one_station import Result, _otherwise
from workbench.lab.fleet_rehearsal import rehearse
from workbench.messages.versions import Version
from workbench.station.personalities import PERSONALITIES

WRITINGS = {
    "strict": RIGHT,
    "own-key": _OWN,
    "whole-key-info": _SPKI,
    "base64url": _BASE64URL,
    "leading-zero": _PADDED,
    "upper-case": _UPPER,
}
"""Personalities that a listing gives away."""
MORE = (*USUAL, root(MO, "MO Root B"))
SENDER = "Ampwerk|M|1|2.1"


def results(rehearsal):
    return {one.station: (one.course.result, one.personality) for one in rehearsal.outcomes}


@pytest.mark.requirement("M04.FR.02")
@pytest.mark.requirement("M04.FR.07")
def test_a_deletion_really_deletes_at_a_station_of_each_way_to_write() -> None:
    stations = [station(name, *MORE, vendor=name, writing=writing) for name, writing in WRITINGS.items()]
    stations += [station(name, *MORE, vendor=name, writing=Writing(name)) for name in ("SHA384", "SHA512")]
    given = inventory(*stations)
    found = results(rehearse(delete_plan(given, item("MO Root B")), given))
    assert found == {name: (Result.AS_PLANNED, name) for name in WRITINGS} | dict.fromkeys(
        ("SHA384", "SHA512"), (Result.AS_PLANNED, "strict")
    )


def test_a_deletion_deletes_whatever_else_the_station_does_otherwise() -> None:
    others = [one.name for one in PERSONALITIES if one.name not in WRITINGS and one.name != "own-algorithm-only"]
    stations = [station(name, *MORE) for name in others]
    given = inventory(*stations, station("own-algorithm-only", *MORE, vendor="B", writing=Writing("SHA384")))
    named = {name: name for name in (*others, "own-algorithm-only")}
    found = results(rehearse(delete_plan(given, item("MO Root B")), given, personalities=named, go_on=True))
    assert found == {name: (Result.AS_PLANNED, name) for name in named}
    assert len(found) > 15


def test_hash_data_as_it_should_be_is_not_what_a_dialect_finds() -> None:
    given = inventory(station("CS-1", *MORE, writing=_SPKI))
    plan = delete_plan(given, item("MO Root B"))
    right = inventory(station("CS-1", *MORE))
    wrong = rehearse(delete_plan(right, item("MO Root B")), right, personalities={SENDER: "whole-key-info"})
    assert rehearse(plan, given).ok
    assert results(wrong)["CS-1"][0] is Result.SURPRISE
    assert "NotFound" in wrong.outcomes[0].course.reason


@pytest.mark.requirement("M05.FR.02")
def test_an_install_that_is_refused_is_found() -> None:
    given = inventory(station("CS-1", most=None), station("CS-2"))
    plan = install_plan(given, item("MO Root B"), MO)
    assert rehearse(plan, given).ok
    check = inventory(station("CS-1", *USUAL, check="true"))
    linked = install_plan(check, item("CSMS Root 2 by 1"), CSMS)
    assert rehearse(linked, check).ok
    refused = rehearse(linked, check, personalities={SENDER: "no-root-under-check"})
    assert refused.outcomes[0].course.result is Result.SURPRISE
    assert "Rejected" in refused.outcomes[0].course.reason


@pytest.mark.requirement("M05.FR.02")
def test_who_answers_accepted_and_installs_nothing_is_found() -> None:
    given = inventory(station("CS-1"))
    plan = install_plan(given, item("MO Root B"), MO)
    expired = install_request(pem_of(item("V2G Root C")), V2G, Version.V21)
    bad = Plan("Bad", plan.at, (plan.steps[0]._replace(payload=expired),))
    refused, pretended = rehearse(bad, given), rehearse(bad, given, personalities={"CS-1": "always-accepted"})
    assert "Rejected" in refused.outcomes[0].course.reason
    assert pretended.outcomes[0].course.result is Result.SURPRISE
    assert pretended.outcomes[0].course.reason == "It answered Accepted, and lists nothing more afterwards."


@pytest.mark.requirement("M04.FR.02")
def test_who_answers_accepted_and_lists_it_still_is_found() -> None:
    plan = delete_plan(inventory(station("CS-1", *MORE)), item("MO Root B"))
    fields = RIGHT.of(MORE[-1].certificates[0]).fields
    listed = Counter({(MO, *fields): 1})
    still, gone = _otherwise(listed, listed, plan.steps), _otherwise(listed, Counter(), plan.steps)
    assert still is not None
    assert "lists it still" in still.reason
    assert gone is None


@pytest.mark.requirement("M04.FR.08")
def test_a_chain_that_goes_with_its_root_is_found() -> None:
    given = inventory(station("CS-1", *USUAL, root(V2G, "V2G Root C")))
    plan = delete_plan(given, item("V2G Root A"), really=True)
    assert rehearse(plan, given).ok
    found = rehearse(plan, given, personalities={"CS-1": "silent-cascade"})
    assert found.outcomes[0].course.result is Result.SURPRISE
    assert "V2GCertificateChain" in found.outcomes[0].course.reason


def test_what_goes_wrong_in_a_wave_holds_the_next_ones_back() -> None:
    stations = [station(f"CS-{number:02}") for number in range(9)]
    given = inventory(*stations)
    plan = install_plan(given, item("V2G Root B by A"), V2G, wave_size=4)
    wrong = {"CS-00": "self-signed-only"}
    found = rehearse(plan, given, personalities=wrong)
    assert {one.station for one in found.outcomes if one.course.result is Result.SURPRISE} == {"CS-00"}
    assert sum(one.course.result is Result.HELD_BACK for one in found.outcomes) == 8
    assert not found.ok
    further = rehearse(plan, given, personalities=wrong, go_on=True)
    assert sum(one.course.result is Result.AS_PLANNED for one in further.outcomes) == 8
    assert further.outcomes[0].station == "CS-00"


def test_what_is_not_at_hand_has_a_stand_in_and_can_go() -> None:
    holds = (*USUAL, root(V2G, "Labor Root"))
    given = inventory(station("CS-1", *holds))
    plan = delete_plan(given, CertificateHashData(*RIGHT.of(holds[-1].certificates[0]).fields))
    found = rehearse(plan, given)
    assert found.ok
    assert found.outcomes[0].stand_ins == 1
    assert any("stand-ins" in note for note in found.notes)


def test_what_no_personality_writes_is_not_checked() -> None:
    both = Writing(key="own", serial="decimal")
    given = inventory(station("CS-1", *MORE, writing=both))
    plan = delete_plan(given, item("MO Root B"))
    found = rehearse(plan, given)
    assert found.outcomes[0].course.result is Result.NOT_CHECKED
    assert any("serial:decimal" in note for note in found.notes)


@pytest.mark.requirement("M04.FR.07")
def test_one_station_that_writes_otherwise_does_not_spoil_those_of_its_model() -> None:
    right = [station(f"CS-{number}", *MORE) for number in range(3)]
    given = inventory(*right, station("SHA512", *MORE, writing=Writing("SHA512")), station("odd", *MORE, writing=_SPKI))
    found = results(rehearse(delete_plan(given, item("MO Root B")), given))
    names = {"CS-0": "strict", "CS-1": "strict", "CS-2": "strict", "SHA512": "strict", "odd": "whole-key-info"}
    assert found == {name: (Result.AS_PLANNED, played) for name, played in names.items()}


def test_two_algorithms_in_one_listing_are_said_to_be_the_reason() -> None:
    twice = (*MORE, root(MO, "MO Root B"))
    made = fleet(station("CS-1", *twice))
    sha384 = Writing("SHA384").of(twice[-1].certificates[0]).fields
    last = made.sightings.index[made.sightings["serial_number"] == sha384[3]][-1]
    made.sightings.loc[last, ["hash_algorithm", "issuer_name_hash", "issuer_key_hash"]] = sha384[:3]
    given = made.inventory()
    found = rehearse(delete_plan(given, item("MO Root B")), given)
    assert found.outcomes[0].course.result is Result.NOT_CHECKED
    assert found.outcomes[0].course.reason == (
        "It lists hash data of SHA256 and SHA384; a simulated station lists by one algorithm alone."
    )


@pytest.mark.requirement("M04.FR.03")
def test_a_station_that_would_be_cut_off_is_found() -> None:
    given = inventory(station("CS-1", *USUAL, root(CSMS, "CSMS Root 2")))
    plan = delete_plan(given, item("CSMS Root 1"))
    stripped = [
        one._replace(payload={"certificateHashData": dict(zip(NAMES, RIGHT.of(USUAL[2].certificates[0]).fields, strict=True))})
        for one in plan.steps[:1]
    ]
    only = inventory(station("CS-1", *USUAL, root(CSMS, "MO Root B")))
    bad = Plan("Bad", plan.at, (stripped[0]._replace(station="CS-1"),))
    assert rehearse(plan, given).ok
    assert rehearse(bad, only).outcomes[0].course.result is Result.STRANDED


NAMES = ("hashAlgorithm", "issuerNameHash", "issuerKeyHash", "serialNumber")


def test_without_the_servers_chain_reaching_it_is_not_checked() -> None:
    given = inventory(station("CS-1", *MORE), chain=False)
    found = rehearse(delete_plan(given, item("MO Root B")), given)
    assert any(note.startswith("Not checked") for note in found.notes)


def test_alike_stations_are_played_once_and_progress_is_told() -> None:
    given = inventory(*(station(f"CS-{number:03}", *MORE) for number in range(150)))
    told: list[tuple[int, int]] = []
    found = rehearse(delete_plan(given, item("MO Root B")), given, progress=lambda done, of: told.append((done, of)))
    assert (len(found.outcomes), found.rehearsed) == (150, 1)
    assert told[-1] == (150, 150)


def test_a_generated_fleet_does_as_its_plans_expect() -> None:
    fleet = generate(120, seed=11)
    given = fleet.inventory()
    plans = [
        install_plan(given, fleet.item("CSMS Root 2"), CSMS),
        install_plan(given, fleet.item("OEM Root B"), "OEMRootCertificate"),
        delete_plan(given, fleet.item("CSMS Root 1")),
        delete_plan(given, fleet.item("MO Root B")),
    ]
    for plan in plans:
        found = rehearse(plan, given)
        assert found.ok, str(found)
        assert len(found.outcomes) > 10
        assert found.to_dict()["counts"]["as planned"] == len(found.to_frame()) == len(found.outcomes)


def test_hostile_identities_do_no_harm() -> None:
    given = inventory(station("<script>\x1b[31m", *MORE))
    found = rehearse(delete_plan(given, item("MO Root B")), given)
    assert "<script" not in found._repr_html_()
    assert "\x1b" not in str(found)


def test_there_is_no_such_personality() -> None:
    given = inventory(station("CS-1", *MORE))
    with pytest.raises(InputError, match="personality"):
        rehearse(delete_plan(given, item("MO Root B")), given, personalities={"CS-1": "kind"})
