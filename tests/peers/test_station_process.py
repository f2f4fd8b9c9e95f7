"""``pnc station`` as a process of its own, and a CSMS of which not a line is the project's."""

from __future__ import annotations

import asyncio
import json
import signal
from contextlib import asynccontextmanager

import pytest
from cryptography import x509
from websockets.exceptions import ConnectionClosed

from tests.cli.wire import PNC, validate
from tests.net.machines.stories import story
from tests.peers.ocpp_csms import PlainCsms
from tests.peers.ocpp_pki import IDENTITY, NAME, hash_data, pki
from tests.peers.ocpp_station import ROOT

VERSIONS = pytest.mark.parametrize("version", ["2.1", "2.0.1"])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return pki(tmp_path_factory.mktemp("peers"))


class Process:
    """``pnc station``; after its end what it printed, and its journal."""

    def __init__(self, running, journal):
        self.running, self._journal = running, journal
        self.document, self.errors, self.journal = {}, "", {}

    async def ended(self):
        if self.running.returncode is None:
            self.running.send_signal(signal.SIGINT)
        out, err = await self.running.communicate()
        self.document, self.errors = json.loads(out), err.decode()
        validate("station", self.document)
        self.journal = json.loads(self._journal.read_text())

    @property
    def roots(self):
        return [one["subject"].split(",")[0] for one in self.document["certificates"] if one["type"] == ROOT]


@asynccontextmanager
async def between(made, tmp_path, version, profile=2, *words):
    """A plain CSMS and our station, connected; both end."""
    journal = tmp_path / "journal.json"
    command = [*PNC, "station", "--format", "json", "--root", made.file("old"), "--server-name", NAME, "--ocpp", version]
    command += ["--identity", IDENTITY, "--profile", profile, "--journal", journal, "--for", 50, *words]
    command += ["--chain", made.file("station"), "--key", made.file("station.key")] if profile == 3 else []
    async with PlainCsms(made, version, profile).listening() as csms:
        command += ["--connect", csms.url]
        running = await asyncio.create_subprocess_exec(
            *map(str, command), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        station = Process(running, journal)
        try:
            async with asyncio.timeout(40):
                await csms.station()
                yield csms, station
                await station.ended()
        finally:
            if running.returncode is None:
                running.kill()
                await running.wait()


def camel(row):
    """A chain entry of the library with the wire's names: only the four strings."""
    data = row["certificate_hash_data"]
    names = ("hash_algorithm", "issuer_name_hash", "issuer_key_hash", "serial_number")
    return dict(
        zip(("hashAlgorithm", "issuerNameHash", "issuerKeyHash", "serialNumber"), (data[one] for one in names), strict=True)
    )


def snake(data):
    names = {"hashAlgorithm": "hash_algorithm", "issuerNameHash": "issuer_name_hash"}
    names |= {"issuerKeyHash": "issuer_key_hash", "serialNumber": "serial_number"}
    return {names[key]: value for key, value in data.items()}


async def listed(csms, type_=ROOT):
    """M03 of one type: the rows' four strings."""
    answer = await csms.call("GetInstalledCertificateIds", certificate_type=[type_])
    return [camel(row) for row in answer.certificate_hash_data_chain or ()]


@pytest.mark.requirement("M05.FR.10", "M05.FR.11", "M05.FR.12", "M05.FR.13", "M05.FR.14")
@VERSIONS
@story
async def test_a_csms_of_the_plain_library_rotates_our_station(made, tmp_path, version):
    old, new = hash_data(made.old.certificate, made.old.certificate), hash_data(made.new.certificate, made.old.certificate)
    async with between(made, tmp_path, version, 2, "--root-check") as (csms, station):
        assert await listed(csms) == [old]
        refused = await csms.call("InstallCertificate", certificate_type=ROOT, certificate=made.unsigned.pem)
        assert (refused.status, await listed(csms)) == ("Rejected", [old])
        assert len(refused.status_info["reason_code"]) <= 20
        taken = await csms.call("InstallCertificate", certificate_type=ROOT, certificate=made.new.pem)
        assert (taken.status, await listed(csms)) == ("Accepted", [old, new])
        await csms.hang_up()  # the server is still under the old root: the fallback verifies it
        await csms.station()
        assert await listed(csms) == [old, new]
        csms.switch("new_server")
        await csms.hang_up()
        await csms.station()
        assert await listed(csms) == [new], "the fallback goes with the first connection under the new root"
    assert station.roots == ["CN=Peers CSMS Root B"]
    assert (station.document["connections"], csms.errors) == (3, [])
    assert csms.heard[0][1]["reason"] == "PowerUp"


@pytest.mark.requirement("M05.FR.13")
@story
async def test_after_the_rotation_our_station_refuses_the_old_server_with_a_tls_alert(made, tmp_path):
    async with between(made, tmp_path, "2.1", 2, "--root-check") as (csms, station):
        await csms.call("InstallCertificate", certificate_type=ROOT, certificate=made.new.pem)
        csms.switch("new_server")
        await csms.hang_up()
        await csms.station()
        csms.switch("old_server")
        await csms.hang_up()
        await csms.until(lambda: len(csms.alerts) > 1)  # a second attempt: what it made of the first is decided
    assert csms.alerts[0] == "unknown_ca"
    assert len(csms.points) == 2
    assert any(one["code"] == "server-refused" for one in station.document["findings"])
    assert not station.document["connected_at_end"]


@pytest.mark.requirement("A02.FR.02", "A02.FR.06", "M04.FR.06")
@VERSIONS
@story
async def test_our_station_renews_its_certificate_and_keeps_its_own_from_deletion(made, tmp_path, version):
    async with between(made, tmp_path, version, 3) as (csms, station):
        own = hash_data(made.station.certificate, made.old.certificate)
        kept = await csms.call("DeleteCertificate", certificate_hash_data=snake(own))
        assert kept.status == "Failed"
        answer = await csms.call("TriggerMessage", requested_message="SignChargingStationCertificate")
        assert answer.status == "Accepted"
        await csms.until(lambda: csms.answers)
        assert csms.answers == ["Accepted"]
        await csms.hang_up()
        await csms.station()
        asked = next(content for action, content in csms.heard if action == "SignCertificate")
        csr = x509.load_pem_x509_csr(asked["csr"].encode())
        before, after = (x509.load_der_x509_certificate(one) for one in (csms.clients[0], csms.clients[-1]))
        assert before == made.station.certificate
        assert after.public_key() == csr.public_key(), "the next handshake is with the new key"
        assert before.public_key() != after.public_key()
        assert (version == "2.1") is ("request_id" in asked)
        csms.issue_wrongly = True
        try:
            await csms.call("TriggerMessage", requested_message="SignChargingStationCertificate")
        except ConnectionClosed:  # the station's own reconnect for the new certificate came behind the hang-up
            await csms.station()
            await csms.call("TriggerMessage", requested_message="SignChargingStationCertificate")
        await csms.until(lambda: len(csms.answers) > 1)
        assert csms.answers[-1] == "Rejected"
        await csms.until(lambda: any(action == "SecurityEventNotification" for action, _ in csms.heard))
    events = [content["type"] for action, content in csms.heard if action == "SecurityEventNotification"]
    assert "InvalidChargingStationCertificate" in events
    assert csms.errors == []
    assert "PRIVATE KEY" not in json.dumps([station.document, station.journal]) + station.errors


@VERSIONS
@story
async def test_what_is_read_only_stays_and_what_is_not_ours_is_a_callerror(made, tmp_path, version):
    from ocpp.exceptions import NotImplementedError as Unknown  # noqa: PLC0415  # a second of import, only here

    async with between(made, tmp_path, version) as (csms, _):

        def row(component, variable, **more):
            return {"component": {"name": component}, "variable": {"name": variable}, **more}

        wanted = [row("SecurityCtrlr", "CertificateEntries", attribute_value="99"), row("NoCtrlr", "X", attribute_value="1")]
        wanted += [row("SecurityCtrlr", "CertSigningRepeatTimes", attribute_value="2")]
        told = await csms.call("SetVariables", set_variable_data=wanted)
        assert [one["attribute_status"] for one in told.set_variable_result] == ["Rejected", "UnknownComponent", "Accepted"]
        read = await csms.call("GetVariables", get_variable_data=[row("SecurityCtrlr", "CertificateEntries")])
        assert read.get_variable_result[0]["attribute_value"] == "1"
        password = await csms.call("GetVariables", get_variable_data=[row("SecurityCtrlr", "BasicAuthPassword")])
        assert password.get_variable_result[0]["attribute_status"] == "Rejected"
        with pytest.raises(Unknown):
            await csms.call("ClearCache")
