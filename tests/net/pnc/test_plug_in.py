"""The whole way: the controller asks its station, the station its CSMS, the CSMS the responders and the pool (C07, M01, M02)."""

import asyncio
import re
from types import SimpleNamespace
from typing import Any

import pytest

import workbench as wb
from tests.net.pnc.sessions import EDITIONS
from workbench.errors import InputError
from workbench.findings import Severity
from workbench.lab.pnc import plug_in, session_faults
from workbench.net.machines.issuer import sample
from workbench.net.machines.plug_answers import ContractVerdict
from workbench.net.pnc.behind import StationBehind
from workbench.net.pnc.setting import Setting
from workbench.net.pnc.step import Outcome, Party
from workbench.station.effects import AcceptVehicle, RefuseVehicle
from workbench.station.outfit import with_root

FOLDERS = ["iso15118-2", "iso15118-20"]
BOTH = pytest.mark.parametrize("folder", FOLDERS)


def plugged(folder, fault="", **more):
    return asyncio.run(plug_in(folder, fault, **more))


def asked(session):
    """What the CSMS was asked about the contract, and what it said; empty where it was not."""
    names = {one.name: one.said for one in session.steps if one.name in {"AuthorizeRequest", "AuthorizeResponse"}}
    return names.get("AuthorizeRequest", ""), names.get("AuthorizeResponse", "")


@BOTH
@pytest.mark.requirement("C07.FR.02", "C07.FR.05", "C07.FR.14")
def test_online_the_csms_is_asked_by_hash_data_and_the_vehicle_charges_without_a_card(folder):
    done = plugged(folder)
    request, answer = asked(done)
    assert done.ok
    assert request == f"eMAID {done.emaid}, hash data of 3 certificates"
    assert answer == "certificateStatus Accepted, idTokenInfo Accepted"
    assert done.step("looks into it").said.startswith("Each of the 3 certificates of the contract's chain is Good")


ROWS = [
    ("mo-root-unknown", True, "", "Accepted Accepted", "C07.FR.14"),
    ("contract-unknown", False, "CSMS", "ContractCancelled Unknown", "C07.FR.13"),
    ("contract-blocked", False, "CSMS", "ContractCancelled Blocked", "C07.FR.13"),
    ("mo-root-unknown,contract-expired", False, "CSMS", "CertificateExpired Expired", "C07.FR.15"),
    ("contract-revoked", False, "CSMS", "CertificateRevoked Invalid", "C07.FR.16"),
    ("responder-down", False, "CSMS", "CertChainError Invalid", "C07.FR.17"),
    (
        "mo-root-unknown,contract-sub-ca-missing",
        False,
        "CSMS",
        "CertChainError Invalid",
        "C07.FR.17",
    ),
]


@BOTH
@pytest.mark.parametrize(("fault", "ok", "by", "answer", "rule"), ROWS)
@pytest.mark.requirement("C07.FR.06", "C07.FR.13", "C07.FR.14", "C07.FR.15", "C07.FR.16", "C07.FR.17")
def test_each_answer_of_the_csms_decides_and_is_explained(folder, fault, ok, by, answer, rule):  # a row
    ended = plugged(folder, fault)
    request, said = asked(ended)
    certificate, token = answer.split()
    assert (ended.ok, ended.refused_by.value if ended.refused_by else "") == (ok, by)
    assert said == f"certificateStatus {certificate}, idTokenInfo {token}"
    assert ended.step("AuthorizeResponse").requirement == rule
    assert ("the chain itself" in request) is ("mo-root-unknown" in fault)
    assert ended.ok or ended.cause.message in ended.sentence
    assert any(one.severity is Severity.ERROR for one in ended.findings) is not ended.ok


@BOTH
@pytest.mark.requirement("C07.FR.06", "C07.FR.07", "C07.FR.08", "C07.FR.09")
@pytest.mark.parametrize(
    ("fault", "ok", "rule"),
    [
        ("offline", False, "C07.FR.09"),
        ("offline-known", True, "C07.FR.09"),
        ("offline-forbidden", False, "C07.FR.07"),
        ("offline-known,contract-key-of-another", False, ""),
        ("offline-known,mo-root-unknown", False, "C07.FR.08"),
        ("central-forbidden", False, "C07.FR.06"),
    ],
)
def test_where_nobody_is_asked_the_station_decides_as_its_variables_say(folder, fault, ok, rule):
    ended = plugged(folder, fault)
    assert (ended.ok, asked(ended)) == (ok, ("", ""))
    assert ended.ok or ended.refused_by is Party.SECC
    if rule:
        assert ended.step("decides by itself").requirement == rule


@pytest.mark.requirement("M07.FR.10", "M07.FR.11", "V2G20-2339")
def test_in_edition_20_the_station_asks_whether_the_vehicle_is_revoked_before_any_contract():
    good, bad = plugged("iso15118-20"), plugged("iso15118-20", "vehicle-revoked")
    assert good.step("GetCertificateChainStatusResponse").said == "Good by CRL, Good by CRL, Good by CRL"
    assert not any("Whether the vehicle's chain is revoked" in one for one in good.not_checked)
    assert (bad.ok, bad.refused_by, bad.handshake.ok) == (False, Party.SECC, True)
    assert bad.step("GetCertificateChainStatusResponse").said.startswith("Revoked by CRL")
    assert "AuthorizationReq" not in [one.name for one in bad.steps]
    assert "revoked" in bad.sentence


def test_a_status_that_is_cached_is_not_asked_for_again():
    done = plugged("iso15118-20", "offline-known")
    assert done.step("looks at the vehicle chain").outcome is Outcome.GOOD
    assert "GetCertificateChainStatusRequest" not in [one.name for one in done.steps]


@BOTH
def test_the_vehicle_reads_in_its_answer_what_the_csms_said(folder):
    ended = plugged(folder, "contract-revoked")
    answer = ended.step("PaymentDetailsRes" if folder == "iso15118-2" else "AuthorizationRes")
    assert answer.said.split(";")[0] == ("FAILED" if folder == "iso15118-2" else "WARNING") + "_CertificateRevoked"


@BOTH
@pytest.mark.requirement("M01.FR.01", "M02.FR.01", "M02.FR.02")
@pytest.mark.parametrize("action", ["Install", "Update"])
def test_a_contract_comes_through_station_csms_and_pool_and_pays_at_once(folder, action):
    done = plugged(folder, action=action)
    assert done.ok
    kind = "Update" if action == "Update" and folder == "iso15118-2" else "Installation"
    order = [one.name for one in done.steps if not one.alone and one.outcome is not Outcome.LEFT_OUT]
    begin = order.index(f"Certificate{kind}Req")
    assert order[begin : begin + 6] == [
        f"Certificate{kind}Req",
        "Get15118EVCertificateRequest",
        "asks the pool",
        "answer",
        "Get15118EVCertificateResponse",
        f"Certificate{kind}Res",
    ]
    assert done.step("unwraps the key").outcome is Outcome.GOOD
    paid = done.step("unwraps the key").said
    assert f"contract {done.emaid} until" in paid


@BOTH
@pytest.mark.parametrize("action", ["Install", ""])
def test_a_withdrawn_provisioning_certificate_gets_no_contract(folder, action):
    ended = plugged(folder, "pcid-withdrawn", action=action)
    assert (ended.ok, ended.refused_by) == (False, Party.POOL)
    assert "withdrawn" in ended.sentence
    assert "PaymentDetailsReq" not in [one.name for one in ended.steps]


@BOTH
def test_alone_nobody_is_asked(folder):
    done = plugged(folder, alone=True)
    assert (done.ok, {Party.EV, Party.SECC}) == (True, {one.sender for one in done.steps})
    assert any("no CSMS is asked" in one for one in done.not_checked)
    ended = plugged(folder, alone=True, action="Install")
    assert (ended.ok, ended.cause.code) == (False, "contract-none")


@BOTH
def test_handshakes_that_fail_leave_the_csms_in_peace(folder):
    ended = plugged(folder, "secc-expired")
    assert [one.name for one in ended.steps][1:] == []


def test_a_setting_of_ones_own_is_taken_with_a_vehicle_on_ed448():
    done = plugged("", setting=Setting.of_samples("iso15118-20", ed448=True))
    assert (done.ok, done.edition, done.handshake.vehicle.leaf.facts.key) == (True, "-20", "Ed448")


def test_misuse_is_one_sentence():
    with pytest.raises(InputError, match="no edition"):
        plugged("iso15118-3")
    with pytest.raises(InputError, match="no fault"):
        plugged("iso15118-2", "nonsense")
    with pytest.raises(InputError, match="behind the controller"):
        plugged("iso15118-2", "contract-revoked", alone=True)


def test_at_a_station_of_ones_own_its_roots_are_what_is_installed_in_it():
    station = wb.Station("factory")
    with pytest.raises(InputError, match="what is installed"):
        plugged("iso15118-2", "mo-root-unknown", station=station_with_mo_root(station))
    ended = plugged("iso15118-2", station=station)
    assert (ended.handshake.alert_name, ended.cause.requirement) == ("bad_certificate_status_response", "M06.FR.06")
    assert ended.handshake.secc_chain[0].der == station.state.v2g_chains[0].leaf.item.der


def station_with_mo_root(station):
    state = with_root(station.state, "MORootCertificate", sample("iso15118-2/mo-root")[0])
    return wb.Station(state, keys=station.past.keys, clock=station.clock)


def test_the_faults_can_be_looked_up():
    assert "secc-expired" in str(session_faults())
    assert "vehicle-missing" not in str(session_faults("iso15118-2"))


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_picture_says_what_the_steps_say(edition):
    done = plugged(f"iso15118{edition}", "contract-revoked", action="Install")
    picture = done.picture
    for one in done.steps:
        if one.outcome is not Outcome.LEFT_OUT:
            assert one.name in picture.svg
    assert "does not charge" not in picture.alt
    assert "Revoked in the contract" in picture.alt
    assert picture.png.startswith(b"\x89PNG")
    wire = done.handshake_picture.svg
    for record in done.handshake.records:
        assert record.said.split(",")[0] in wire
    assert re.search(r">3,\d\d\d<|>2,\d\d\d<", wire)


class OnePlugAndAnother:
    """A station at which, for each vehicle, the one beside it is judged first."""

    def __init__(self):
        self.journal, self.wire_log, self.sessions = SimpleNamespace(entries=[]), SimpleNamespace(frames=[]), []

    def happens(self, event):
        own = event.chain[0].facts.sha256
        effects = (RefuseVehicle("0" * 64, "Another vehicle is revoked."), AcceptVehicle(own))
        self.journal.entries.append(SimpleNamespace(decision=SimpleNamespace(effects=effects, findings=())))

    async def contract_presented(self, chain, emaid, *, session):
        self.sessions.append(session)
        status = "Accepted" if chain else ""
        return ContractVerdict(ok=True, emaid=emaid, certificate_status=status, token_status=status, why="", findings=())


def test_two_vehicles_at_one_station_do_not_get_each_others_verdicts():
    station: Any = OnePlugAndAnother()
    behind = StationBehind(station, "-20")
    shown = asyncio.run(behind.vehicle_shown(sample("iso15118-20/vehicle")))
    assert shown[0] is True
    for name in ("contract", "vehicle"):
        asyncio.run(behind.contract_presented(sample(f"iso15118-20/{name}"), "DEPNCC00000020H"))
    assert len(set(station.sessions)) == 2
