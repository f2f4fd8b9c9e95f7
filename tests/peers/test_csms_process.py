"""``pnc csms`` as a process, and a station of which not a line is the project's: it lists, installs, deletes, signs, rotates."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.cli.wire import csms
from tests.peers.ocpp_pki import pki
from tests.peers.ocpp_station import ROOT, PlainStation
from workbench import api

MANUFACTURER = "ManufacturerRootCertificate"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("peers")


def served(made, profile, *tasks):
    """The arguments of a CSMS with that PKI and these tasks."""
    words: list[Any] = ["--profile", str(profile), "--for", "0", "--wait", "30"]
    words += ["--server-chain", made.file("old_server"), "--server-key", made.file("old_server.key")]
    words += ["--next-server-chain", made.file("new_server"), "--next-server-key", made.file("new_server.key")]
    if profile == 3:  # what the CSMS signs is below a sample root
        words += ["--client-ca", made.file("old"), "--client-ca", api.samples("ocpp/csms-root.pem")]
    for task in tasks:
        words += ["--do", *map(str, task)]
    return words


def lived(made, version, profile, folder, *tasks):
    """A plain station with a CSMS that does this with it: the station, and what the CSMS says at its end."""
    station = PlainStation(made, version, profile, folder)
    with csms(*served(made, profile, *tasks)) as running:

        async def limited():
            async with asyncio.timeout(40):
                await station.live(running.url)

        asyncio.run(limited())
        document = running.ended()
    return station, document


@pytest.mark.requirement("M03.FR.01", "M04.FR.01", "M05.FR.01", "M05.FR.13")
@pytest.mark.parametrize(
    ("version", "profile"),
    [("2.1", 3), ("2.0.1", 2), *(pytest.param(*both, marks=pytest.mark.deep) for both in (("2.1", 2), ("2.0.1", 3)))],
)
def test_a_station_of_the_plain_library_is_listed_signed_and_rotated(folder, tmp_path, version, profile):
    made = pki(folder)
    other = made.file(
        "unsigned"
    )  # the station takes any root as a manufacturer's, and none as a CSMS root that the old one did not sign
    tasks = (
        ["list"],
        ["install", MANUFACTURER, other],
        ["install", ROOT, other],
        ["delete", other],
        ["trigger", "ChargingStationCertificate"],
        ["rotate", made.file("new")],
    )
    station, document = lived(made, version, profile, tmp_path, *tasks)
    assert [(one["task"], one["ok"]) for one in document["outcomes"]] == [
        ("list", True),
        ("install", True),
        ("install", False),
        ("delete", True),
        ("trigger", True),
        ("rotate", True),
    ]
    assert station.store == [(ROOT, made.new.certificate)]
    assert station.fallback is None
    told = [one for one in station.heard if one not in {"GetVariables", "GetInstalledCertificateIds"}]
    # the plain library wakes who waits for an answer and who handles a request in no certain order: the wire's is tested elsewhere
    signing = {"TriggerMessage", "SignCertificate Accepted", "CertificateSigned"}
    assert [told[0], *told[-2:]] == ["Boot Accepted", "InstallCertificate", "Boot Accepted"]
    assert sorted(one for one in told if one in signing) == sorted(signing)
    assert next(one for one in told if one in signing) == "TriggerMessage"
    assert station.heard.index("GetInstalledCertificateIds") < station.heard.index("DeleteCertificate"), "M03 before M04"
    leaf, *above = station.signed
    for child, parent in zip(station.signed, above, strict=False):
        child.verify_directly_issued_by(parent)
    assert all(one.issuer != one.subject for one in above), "no root in the chain"
    assert leaf.public_key() == station.pending.public_key()
    (row,) = document["stations"]
    assert (row["ocpp"], row["server"], row["vendor"]) == (version, "next", "Stranger")
    assert (document["connections"], station.connections) == (2, ["old", "new"])
    assert [one for one in station.errors if not one.startswith("connect: ")] == []


@pytest.mark.requirement("M05.FR.14")
def test_a_plain_station_that_takes_no_root_keeps_the_csms_where_it_is(folder, tmp_path):
    made = pki(folder)
    station, document = lived(made, "2.1", 2, tmp_path, ["rotate", made.file("unsigned")])
    assert [one["ok"] for one in document["outcomes"]] == [False]
    assert (document["stations"][0]["server"], station.connections) == ("current", ["old"])


@pytest.mark.requirement("M05.FR.12", "M05.FR.13")
def test_a_station_that_says_accepted_and_installs_nothing_is_not_stranded(folder, tmp_path):
    class Liar(PlainStation):
        def install(self, certificate, type_):  # noqa: ARG002  # that is the lie
            return "Accepted"

    made = pki(folder)
    station = Liar(made, "2.1", 2, tmp_path)
    with csms(*served(made, 2, ["rotate", made.file("new")])) as running:
        asyncio.run(station.live(running.url))
        document = running.ended()
    assert [one["ok"] for one in document["outcomes"]] == [False]
    assert (document["stations"][0]["server"], station.connections) == ("current", ["old"])
