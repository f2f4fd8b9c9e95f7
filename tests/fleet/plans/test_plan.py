"""A plan's table, messages, JSON and CSV: by the schemas of OCPP, and safe to open whatever a station is called."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.fleet.plans.small import MO, USUAL, V2G, inventory, item, root, station
from tests.peers.ocpp_frames import is_valid
from workbench.fleet.generate import generate
from workbench.fleet.generate.figures import _BASE64URL, _SPKI
from workbench.fleet.plans import delete_plan, install_plan
from workbench.fleet.plans.plan import COLUMNS

EVIL = ('=HYPERLINK("http://x.example")', "<script>alert(1)</script>", "\x1b[31mred", "@SUM(1)", "CS\nnewline")


@pytest.fixture(scope="module")
def large():
    fleet = generate(120, seed=5)
    return fleet, fleet.inventory()


@pytest.fixture(scope="module")
def plans(large):
    fleet, given = large
    return [
        install_plan(given, fleet.item("MO Root B"), MO, wave_size=20),
        install_plan(given, fleet.item("V2G Root B by A"), V2G),
        delete_plan(given, fleet.item("CSMS Root 1")),
        delete_plan(given, [fleet.item("MO Root B"), fleet.item("V2G Root B")], really=True),
    ]


def test_every_message_is_valid_by_the_schema_of_its_stations_version(large, plans) -> None:
    versions = dict(zip(large[0].stations["station"], large[0].stations["ocpp_version"], strict=True))
    number = 0
    for plan in plans:
        for one in [*plan.messages(), *plan.messages(ask_first=True)]:
            kind, _, action, payload = one["frame"]
            assert kind == 2
            assert is_valid(payload, action, versions[one["station"]]), (one["station"], action)
            number += 1
    assert number > 300


def test_no_message_id_occurs_twice_and_all_are_short_enough(plans) -> None:
    ids = [one["frame"][1] for plan in plans for one in [*plan.messages(), *plan.messages(ask_first=True)]]
    assert len(set(ids)) == len(ids)
    assert max(map(len, ids)) <= 36


def test_the_same_question_gives_the_same_plan(large) -> None:
    fleet, given = large
    one, other = (install_plan(given, fleet.item("MO Root B"), MO) for _ in range(2))
    assert one.to_jsonl() == other.to_jsonl()
    assert one.to_csv() == other.to_csv()


def test_each_station_has_one_verdict_and_each_go_is_confirmed(large, plans) -> None:
    for plan in plans:
        verdicts: dict[str, set[str]] = {}
        for one in plan.steps:
            verdicts.setdefault(one.station, set()).add(str(one.verdict))
        assert set(verdicts) == set(large[0].stations["station"])
        assert all(len(some) == 1 for some in verdicts.values())
        last = {one.station: one for one in plan.steps if str(one.verdict) == "go"}
        assert {one.action for one in last.values()} == {"GetInstalledCertificateIds"}
        assert sum(plan.counts.values()) == len(verdicts)


def test_frame_json_and_csv_say_the_same(plans) -> None:
    for plan in plans:
        frame, told = plan.to_frame(), plan.to_dict()
        sheet = list(csv.reader(io.StringIO(plan.to_csv())))
        assert list(frame.columns) == list(COLUMNS) == sheet[0]
        assert len(frame) == len(told["steps"]) == len(sheet) - 1
        assert told["schema"] == "pnc-workbench/fleet-plan/1"
        sent = frame["message"].dropna()
        assert [json.loads(one) for one in sent] == [one["message"] for one in told["steps"] if one["message"] is not None]
        assert [row[0] for row in sheet[1:]] == frame["station"].tolist()
        assert json.loads(json.dumps(told)) == told


def test_the_waves_are_in_the_order_in_which_the_lines_are_sent(plans) -> None:
    lines = [json.loads(line) for line in plans[0].to_jsonl().splitlines()]
    order = list(dict.fromkeys(one["wave"] for one in lines))
    assert tuple(order) == plans[0].waves
    assert order[:2] == ["pilot", "wave 1"]
    assert len(order) > 2


@pytest.mark.parametrize("way", ["text", "html", "csv"])
def test_hostile_identities_do_no_harm(way) -> None:
    plan = install_plan(inventory(*(station(name) for name in EVIL)), item("MO Root B"), MO)
    if way == "csv":
        cells = [cell for row in csv.reader(io.StringIO(plan.to_csv())) for cell in row]
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in cells)
    shown = {"text": str(plan), "html": plan._repr_html_(), "csv": plan.to_csv()}[way]
    assert "\x1b" not in shown
    assert "<script" not in shown or way == "csv"
    frames = list(plan.messages())
    assert {one["station"] for one in frames} == set(EVIL)  # what is sent goes to the station as it is called


def test_a_listing_in_a_dialect_is_told_in_the_reason() -> None:
    holds = (*USUAL, root(MO, "MO Root B"))
    stations = (station("A", *holds, vendor="A", writing=_SPKI), station("B", *holds, vendor="B", writing=_BASE64URL))
    reasons = {one.station: one.reason for one in reversed(delete_plan(inventory(*stations), item("MO Root B")).steps)}
    assert "key:spki" in reasons["A"]
    assert "serial:decimal" in reasons["B"]


def test_answers_whose_question_is_not_known_are_said_to_be_taken_for_everything(large, plans) -> None:
    untold = large[0].answers.query("source == 'station' and asked.isna()")["station"].nunique()
    assert untold
    assert any(f"{untold} stations do not tell what was asked" in note for note in plans[0].notes)
