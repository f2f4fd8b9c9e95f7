import json
import os
from dataclasses import asdict

import pytest

from tests.net.machines.stories import answer, keys_in, linked, sample, story, writings
from tests.net.machines.test_station import PASSWORD, RENEW, SET, TRIGGER
from workbench.net.machines.station import Station
from workbench.station.events import Received

FOREIGN = sample("ocpp/csms-server.key.pem").read_text()


def everywhere(station: Station) -> str:
    """All that a station writes or shows."""
    parts = [
        repr(station),
        str(station),
        station._repr_html_(),
        json.dumps(station.export()),
        "\n".join(station.wire_log.to_lines()),
    ]
    parts += [repr(station.journal), repr(station.state), repr(station.decisions), repr(station.findings), repr(station.outbox)]
    parts += [repr(vars(station)), repr(vars(station.past)), repr(station.secrets), repr(station.driver)]
    parts += [repr(asdict(one.event.message)) for one in station.journal.entries if isinstance(one.event, Received)]
    parts += [repr(asdict(effect)) for one in station.decisions for effect in one.effects]
    return "\n".join(parts)


def test_no_private_key_is_anywhere_in_what_an_offline_station_shows():
    station = Station("factory")
    for asked in (TRIGGER, RENEW, ("TriggerMessage", {"requestedMessage": "SignV2G20Certificate"}), TRIGGER):
        station.handle(*asked)
    keys = keys_in(station.past.keys)
    assert len(keys) == 6
    text = everywhere(station)
    assert not any(one in text for key in keys for one in writings(key))


@story
async def test_no_private_key_is_anywhere_after_a_life_over_a_connection():
    async with linked(security_profile=3) as (station, csms, link):
        for use in ("ChargingStationCertificate", "V2GCertificate", "Combined"):
            await csms.trigger(station, use)
        text = "\n".join(
            [everywhere(station), repr(csms), str(csms), csms._repr_html_(), repr(csms.journal), repr(vars(csms)), repr(link)]
        )
        keys = [*keys_in(station.past.keys), csms.server.key, *(one.key for one in csms.authority.issuers.values())]
        assert len(keys) >= 9
        assert not any(one in text for key in keys for one in writings(key))


def test_the_search_for_keys_finds_one_that_is_there():
    station = Station("factory")
    station.handle(*TRIGGER)
    (key, *_) = keys_in(station.past.keys)
    number = key.private_numbers().private_value  # type: ignore[union-attr]
    for text in (f"d={number}", f"x {number:064x}".replace("x 00", "x "), repr(os.urandom(1) + number.to_bytes(32))):
        assert any(one in text for one in writings(key)), text


def test_a_password_is_kept_and_never_shown():
    station = Station("factory")
    station.handle(*SET)
    assert station.secrets.value("SecurityCtrlr", "BasicAuthPassword") == PASSWORD
    assert PASSWORD not in everywhere(station)
    station.undo()
    assert station.secrets.value("securityctrlr", "basicauthpassword") != PASSWORD


@pytest.mark.parametrize("action", ["InstallCertificate", "CertificateSigned"])
def test_a_private_key_that_a_csms_sends_by_mistake_is_not_written_down(action):
    station = Station("factory")
    payload = (
        {"certificateType": "MORootCertificate", "certificate": FOREIGN}
        if action == "InstallCertificate"
        else {"certificateChain": FOREIGN}
    )
    assert answer(station, action, payload).status == "Rejected"
    assert FOREIGN.splitlines()[3] not in everywhere(station)


@story
async def test_neither_password_nor_foreign_key_is_in_the_wire_log():
    async with linked() as (station, csms, link):
        await csms.set_variables(station, {("SecurityCtrlr", "BasicAuthPassword"): PASSWORD})
        await csms.install(station, "MORootCertificate", FOREIGN + sample("iso15118-2/mo-root.pem").read_text())
        assert station.secrets.value("SecurityCtrlr", "BasicAuthPassword") == PASSWORD
        log = "\n".join((*link.wire_log.to_lines(), *csms.wire_log_of(station.identity).to_lines()))
        assert PASSWORD not in log
        assert FOREIGN.splitlines()[3] not in log
        assert PASSWORD not in everywhere(station)
