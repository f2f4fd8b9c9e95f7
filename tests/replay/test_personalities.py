"""Stations with their ways, asked the same things: the strict one has no wrong step, the others are named."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from asn1crypto import pem as armour
from asn1crypto import x509

import workbench as wb
from tests.replay.story import CSMS, CSMS_ROOT, MO_ROOT, ROOTS, V2G_ROOT, Said, Story, hash_data, replayed, text
from tests.replay.test_replay import pem
from tests.trust.pki import made
from workbench.messages.codec import to_wire
from workbench.messages.versions import Version
from workbench.net.machines.asked import request_to_station
from workbench.net.machines.station import Station
from workbench.station.events import Received
from workbench.station.personalities import PERSONALITIES, personality

OLD = pem(made("Old MO root", "Old MO root", since=-900, until=-800))
MO, OEM = text("iso15118-2/mo-root.pem"), text("iso15118-2/oem-root.pem")
SECOND = "OEMRootCertificate"


def _hash(certificate: str, algorithm: str = "SHA256") -> dict[str, str]:
    root = x509.Certificate.load(armour.unarmor(certificate.encode())[2])
    return hash_data(root, root, algorithm)


def _asked() -> list[tuple[str, dict[str, Any]]]:
    variables = [
        {"component": {"name": "SecurityCtrlr"}, "variable": {"name": name}, "attributeType": kind}
        for name, kind in (
            ("CertificateEntries", "Actual"),
            ("CertificateEntries", "MaxSet"),
            ("AdditionalRootCertificateCheck", "Actual"),
            ("MaxCertificateChainSize", "Actual"),
        )
    ]
    return [
        ("GetVariables", {"getVariableData": variables}),
        ("GetInstalledCertificateIds", {"certificateType": [SECOND]}),
        ("GetInstalledCertificateIds", {}),
        ("InstallCertificate", {"certificateType": MO_ROOT, "certificate": OLD}),
        ("GetInstalledCertificateIds", {"certificateType": [MO_ROOT]}),
        ("InstallCertificate", {"certificateType": V2G_ROOT, "certificate": text("iso15118-2/cpo-sub-ca1.pem")}),
        ("InstallCertificate", {"certificateType": MO_ROOT, "certificate": text("iso15118-2/mo-sub-ca1.pem")}),
        ("InstallCertificate", {"certificateType": MO_ROOT, "certificate": MO}),
        ("GetInstalledCertificateIds", {}),
        ("InstallCertificate", {"certificateType": CSMS_ROOT, "certificate": text("ocpp/csms-root-new.pem")}),
        ("GetInstalledCertificateIds", {"certificateType": [CSMS_ROOT]}),
        ("DeleteCertificate", {"certificateHashData": {**_hash(OEM), "serialNumber": _hash(MO)["serialNumber"]}}),
        ("DeleteCertificate", {"certificateHashData": _hash(MO, "SHA512")}),
        ("GetInstalledCertificateIds", {"certificateType": [MO_ROOT]}),
        ("DeleteCertificate", {"certificateHashData": _hash(text("iso15118-2/v2g-root.pem"))}),
        ("GetInstalledCertificateIds", {}),
    ]


@cache
def log_of(name: str, *, root_check: bool = False, most: int | None = None) -> str:
    station = wb.Station("factory", personality=name, root_check=root_check)
    assert isinstance(station, Station)
    state, now = station.state, station.clock.now()
    if most is not None:
        variable = state.model.find("SecurityCtrlr", "CertificateEntries")
        assert variable is not None
        state = replace(state, model=state.model.with_variable(replace(variable, most=most)))
    story = Story()
    for action, payload in _asked():
        request = request_to_station(action, payload, Version.V21)
        decision = personality(name).decide(state, Received(request), now)
        state = decision.state
        assert decision.reply is not None
        answer = decision.raw if decision.raw is not None else to_wire(decision.reply, Version.V21)
        story.said.append(Said(CSMS, action, payload, json.loads(json.dumps(answer))))
    return story.text()


def station_faults(name: str, **more) -> list[tuple[str, str, str]]:
    found = replayed(log_of(name, **more), certificates=ROOTS)
    return [
        (str(one.verdict), one.requirement, one.sentence)
        for one in found
        if one.sender == "station" and one.verdict in {"wrong", "tolerated"}
    ]


@pytest.mark.parametrize("root_check", [False, True])
def test_the_strict_station_does_nothing_wrong_and_nothing_that_needs_tolerance(root_check):
    assert station_faults("strict", root_check=root_check) == []


WAYS = {
    "always-accepted": ("wrong", "M05.FR.07"),
    "self-signed-only": ("tolerated", "M05.FR.02"),
    "takes-sub-cas": ("tolerated", "M05.FR.07"),
    "takes-strays": ("tolerated", "M05.FR.07"),
    "takes-expired": ("wrong", "M05.FR.07"),
    "vague": ("tolerated", ""),
    "empty-list": ("wrong", "M03.FR.02"),
    "silent-cascade": ("tolerated", "M04.FR.08"),
    "deletes-by-serial": ("wrong", "M04.FR.04"),
    "own-key": ("wrong", "M03.FR.04"),
    "whole-key-info": ("wrong", "M03.FR.04"),
    "base64url": ("wrong", "M03.FR.04"),
    "leading-zero": ("wrong", "M03.FR.04"),
    "upper-case": ("wrong", "M03.FR.04"),
    "own-algorithm-only": ("tolerated", "M04.FR.07"),
}
"""How the first departure of each is judged."""
ELSEWHERE = {
    "strict",
    "no-limit",
    "no-root-under-check",
    "last-leaf-only",
    "no-children",
    "leaf-status-only",
    "ignores-next-update",
}
"""Those whose ways these messages do not show, or which have a test of their own."""


def test_every_personality_is_here():
    assert {one.name for one in PERSONALITIES} == {*WAYS, *ELSEWHERE}


@pytest.mark.parametrize("name", WAYS)
def test_the_first_departure_of_a_personality_is_named(name):
    faults = station_faults(name)
    assert faults, name
    assert faults[0][:2] == WAYS[name]


def test_a_station_that_takes_more_than_it_says_is_told_so():
    assert ("wrong", "M05.FR.06") in [one[:2] for one in station_faults("no-limit", most=4)]
    assert ("tolerated", "M05.FR.06") in [one[:2] for one in station_faults("no-limit", most=6)]  # it may count otherwise
    assert station_faults("strict", most=6) == station_faults("strict", most=4) == []


def test_a_station_that_takes_no_root_under_the_check_is_told_so():
    assert [one[:2] for one in station_faults("no-root-under-check", root_check=True)] == [("wrong", "M05.FR.02")]
    assert station_faults("no-root-under-check") == []


@pytest.mark.parametrize("name", ["leaf-status-only", "ignores-next-update"])
def test_what_a_station_does_not_ask_about_stands_in_no_log(name):
    assert station_faults(name) == []
