"""A station's state as tables: what is shown is what is in the state; hostile names stay text, secrets stay away."""

import json
from dataclasses import replace

import pytest

from tests.station.makers import CSMS, V2G, held, station
from tests.trust.pki import made
from tests.views.happenings import AT, EVIL, OLD, hostile, outfitted, pending, renewal, rotation
from tests.views.page_reading import harmless
from workbench.display import visible
from workbench.messages.security_event import SecurityEvent
from workbench.station.as_html import page
from workbench.station.as_tables import StateTables, name
from workbench.station.as_text import text
from workbench.station.device_model import Mutability, Variable
from workbench.station.installed import TrustStore
from workbench.station.state import Connection, LoggedEvent, Migration, Profile

ROTATING = rotation().entries[6].decision.state


def shown(state, **given):
    return harmless(str(page(state, **given)))


def every(state):
    chains = [state.station_chain, *state.v2g_chains]
    return [one for _, one in state.store.entries] + [one for chain in chains for one in chain.certificates]


def test_every_certificate_is_there_once_with_all_its_hash_data_to_copy():
    found = shown(ROTATING)
    written = []
    for text_ in found.pres:
        objects = text_.replace("}\n{", "}\f{").split("\f")
        written.append([json.loads(one) for one in objects])
    wanted = [[data.to_dict() for data in one.hash_data] for one in every(ROTATING)]
    assert sorted(map(json.dumps, written)) == sorted(map(json.dumps, wanted))
    for one in every(ROTATING):
        assert name(one) in found.text


def test_types_roles_and_the_root_of_the_connection_are_marked():
    found = shown(ROTATING)
    former, current = found.row(CSMS, "CSMS Root CA 1"), found.row(CSMS, "CSMS Root CA 2")
    assert "fallback" in former[-1]
    assert "verified the server" in former[-1]
    assert current[-1] == "◆ current CSMS root"
    assert found.row(V2G)[1:3] == ["Example V2G Root CA", "V2G root"]
    after = shown(rotation().state).row("CSMSRootCertificate")
    assert after[-1] == "◆ current CSMS root; ✓ verified the server of this connection"


def test_the_headline_counts_the_entries_against_their_limit():
    assert "CertificateEntries: 7 of 20." in shown(ROTATING, title="CS0001").text
    assert "CertificateEntries: 0 of 5." in shown(station(most=5)).text
    assert text(ROTATING, title="CS0001").startswith("CS0001: The station is connected: OCPP 2.1, security profile 3, slot 1")


def test_chains_are_shown_leaf_first_with_the_reference_of_the_key():
    rows = [row for row in shown(ROTATING).rows if len(row) == 5 and (" key is key:" in row[0] or "└" in row[1])]
    assert [row[1] for row in rows] == [
        "CS0001",
        "└ Example CSO Sub-CA",
        "DE*ABC*E00001",
        "└ CPO Sub-CA 2",
        "└ CPO Sub-CA 1",
    ]
    assert [row[0].rpartition(" ")[2] for row in rows] == ["key:client-1", "", "key:secc-1", "", ""]


def test_validity_is_judged_only_where_a_time_is_given():
    state = station((CSMS, made("old", "old", until=-2)), (V2G, made("new", "new", since=5)))
    assert shown(state).row("old")[3] == "2026-05-30"
    judged = shown(state, at=AT)
    assert judged.row("old")[3] == "2026-05-30, expired"
    assert judged.row("new")[3] == "2026-06-10, not yet valid"


def test_a_certificate_that_can_neither_be_listed_nor_deleted_says_so():
    sub = held(made("Sub", "far away"), made("far away", "far away"))
    state = replace(station(), store=TrustStore((("V2GRootCertificate", replace(sub, hash_data=())),)))
    assert shown(state).row("Sub")[4] == "unknown: can be neither listed nor deleted"


def test_what_waits_is_said_with_its_next_repeat():
    state = pending()
    (one,) = state.pending
    state = replace(state, pending=(replace(one, resend_at=AT, repeats=2),), making=frozenset({"V2GCertificate"}))
    state = replace(state, own_initiative=frozenset({"V2GCertificate"}))
    found = shown(state)
    row = found.row("ChargingStationCertificate", "waits for its certificate")
    assert row[2:] == ["1", "sent again 2026-06-01T10:00:00Z", "2", "key:new", "the CSMS [A02]"]
    making = found.row("V2GCertificate", "its key is being made")
    assert making[-1] == "the station itself [A03]"
    assert "sent again 2026-06-01T10:00:00Z" in text(state, width=200)


def test_a_migration_and_the_profiles_are_shown():
    connection = Connection(slot=2, security_profile=3, migration=Migration(home=1, attempts=2))
    state = replace(outfitted(), connection=connection, profiles=(Profile(2, "wss://<b>new</b>", 3),))
    found = shown(state)
    assert found.row("Migration")[1] == "to another CSMS; it came from slot 1, 2 failed attempts"
    assert found.row("Profile of slot 2")[1] == "wss://<b>new</b>, security profile 3"
    returning = replace(state, connection=replace(connection, migration=Migration(1, 3, returning=True)))
    assert "on its way home to slot 1" in text(returning)


def test_variables_have_their_limits_and_passwords_never_appear():
    state = outfitted()
    secret = Variable(component="SecurityCtrlr", name="BasicAuthPassword", value="hunter2", mutability=Mutability.WRITE_ONLY)
    state = replace(state, model=state.model.with_variable(secret))
    html = str(page(state))
    assert "hunter2" not in html + text(state)
    assert harmless(html).row("CertificateEntries", "0 to 20")[2] == "6"
    assert harmless(html).row("BasicAuthPassword")[2] == "(write-only)"


def test_the_security_log_is_told():
    state = replace(outfitted(), security_log=(LoggedEvent(next(iter(SecurityEvent)), AT, "<i>who</i>", waiting=True),))
    assert harmless(str(page(state))).row("<i>who</i>")[-1] == "waits to be told"


def test_a_station_without_anything_says_so():
    found = shown(station())
    assert "there is no trust anchor" in found.text
    assert "no certificate of its own" in found.text


def test_hostile_names_stay_text():
    html = str(page(hostile().state, AT, title=EVIL[0]))
    found = harmless(html)
    for evil in EVIL[:-1]:
        assert visible(evil)[:20] in found.text
    assert "\x1b" not in text(hostile().state, AT, title=EVIL[5])


@pytest.mark.parametrize("state", [ROTATING, renewal().state, hostile().state])
def test_no_key_reference_but_the_chains_own_and_no_row_without_its_columns(state):
    for table in (StateTables(state).store(), StateTables(state).own(), StateTables(state).pending()):
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_the_same_state_is_written_alike():
    assert page(ROTATING, AT) == page(ROTATING, AT)
    assert OLD.subject.rfc4514_string() in str(page(ROTATING))
