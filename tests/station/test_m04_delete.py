"""M04: OCTT M_20, M_22, M_23, and what a deletion leaves behind."""

from dataclasses import replace

import pytest

from tests.station.makers import (
    CHAIN,
    CSMS,
    MANUFACTURER,
    MO,
    V2G,
    chain,
    delete,
    gone,
    hashes_of,
    held,
    install,
    listed,
    root,
    station,
)
from tests.trust.pki import made
from workbench.station.policy import Policy

CSMS_1, CSMS_2, MAKER, V2G_ROOT = root("CSMS root"), root("another CSMS root"), root("Maker root"), root("V2G root")
SUB = made("CPO Sub2", "V2G root")
LEAF = made("DE*ABC*E1", "CPO Sub2", ca=False)
CLIENT = made("CS0001", "CSMS root", ca=False)
STATE = station(
    (CSMS, CSMS_1),
    (CSMS, CSMS_2),
    (MANUFACTURER, MAKER),
    (V2G, V2G_ROOT),
    v2g_chains=(chain(LEAF, SUB, top=V2G_ROOT, key="key:secc"),),
    station_chain=chain(CLIENT, top=CSMS_1, key="key:client"),
)


@pytest.mark.requirement("M04.FR.01", "M04.FR.02")
@pytest.mark.parametrize("algorithm", ["SHA256", "SHA384", "SHA512"])
def test_what_is_listed_can_be_deleted_by_what_was_listed(algorithm):  # M_20
    policy = Policy(reported_algorithm=algorithm, delete_by_any_algorithm=False)
    new = root("CSMS root 3")
    state = install(STATE, new).state
    (entry,) = [
        one for one in listed(state, CSMS, policy=policy) if one.certificate_hash_data == hashes_of(new, algorithm=algorithm)
    ]
    decision = delete(state, entry.certificate_hash_data, policy)
    assert (decision.reply.status, decision.decided_by) == ("Accepted", "M04.FR.02")
    assert decision.state == STATE


@pytest.mark.requirement("M04.FR.04")
def test_an_unknown_hash_is_not_found():  # M_22
    decision = delete(STATE, hashes_of(root("a stranger")))
    assert (decision.reply.status, decision.decided_by, decision.state) == ("NotFound", "M04.FR.04", STATE)


@pytest.mark.requirement("M04.FR.02")
def test_hexadecimal_has_no_letter_case():
    wanted = hashes_of(CSMS_2)
    upper = replace(wanted, issuer_key_hash=wanted.issuer_key_hash.upper(), serial_number=wanted.serial_number.upper())
    assert delete(STATE, upper).reply.status == "Accepted"


@pytest.mark.requirement("M04.FR.06")
@pytest.mark.parametrize("answer", ["Failed", "NotFound"])
def test_the_stations_own_certificate_stays(answer):  # M_23 takes both
    decision = delete(STATE, hashes_of(CLIENT, CSMS_1), Policy(own_certificate_answer=answer))
    assert (decision.reply.status, decision.decided_by, decision.state) == (answer, "M04.FR.06", STATE)


@pytest.mark.requirement("M04.FR.06")
def test_the_own_certificate_stays_though_it_serves_iso_15118_too():
    state = replace(STATE, v2g_chains=(*STATE.v2g_chains, chain(CLIENT, top=CSMS_1, key="key:client")))
    assert delete(state, hashes_of(CLIENT, CSMS_1)).state == state


@pytest.mark.requirement("M04.FR.07")
def test_another_algorithm_than_the_reported_one_is_a_switch():
    wanted = hashes_of(CSMS_2, algorithm="SHA512")
    assert delete(STATE, wanted).reply.status == "Accepted"
    decision = delete(STATE, wanted, Policy(delete_by_any_algorithm=False))
    assert (decision.reply.status, decision.decided_by) == ("NotFound", "M04.FR.04")
    assert [one.requirement for one in decision.findings] == ["M04.FR.04", "M04.FR.07"]


@pytest.mark.requirement("M04.FR.02")
def test_a_v2g_chain_goes_by_its_leaf_and_its_key_with_it():
    decision = delete(STATE, hashes_of(LEAF, SUB))
    assert decision.state.v2g_chains == ()
    assert decision.effects == (gone("key:secc"),)


@pytest.mark.requirement("M04.FR.02", "M04.FR.08")
def test_a_sub_ca_goes_by_its_child_entry():
    (entry,) = listed(STATE, CHAIN)
    (child,) = entry.child_certificate_hash_data
    decision = delete(STATE, child)
    assert decision.reply.status == "Accepted"
    (entry,) = listed(decision.state, CHAIN)
    assert entry.child_certificate_hash_data is None
    assert decision.effects == ()
    cascaded = delete(STATE, child, Policy(cascade=True))
    assert cascaded.state.v2g_chains == ()
    assert cascaded.effects == (gone("key:secc"),)


@pytest.mark.requirement("M04.FR.08")
def test_a_root_leaves_its_chains_or_takes_them_along():
    decision = delete(STATE, hashes_of(V2G_ROOT))
    assert decision.state.v2g_chains == STATE.v2g_chains
    assert "M04.FR.08" in {one.requirement for one in decision.findings}
    assert delete(STATE, hashes_of(V2G_ROOT), Policy(cascade=True)).state.v2g_chains == ()
    assert listed(decision.state, CHAIN) == listed(STATE, CHAIN)  # the hash data was fixed while the root was there


@pytest.mark.requirement("M04.FR.08")
def test_a_chain_that_leads_to_another_root_too_stays():
    twin = root("V2G root", serial=77)
    state = install(STATE, twin, V2G).state
    assert delete(state, hashes_of(V2G_ROOT), Policy(cascade=True)).state.v2g_chains == STATE.v2g_chains


@pytest.mark.requirement("M04.FR.02")
def test_a_root_of_two_types_goes_from_both_or_from_none():
    state = install(STATE, V2G_ROOT, MO).state
    assert delete(state, hashes_of(V2G_ROOT)).state.store == STATE.store.without(V2G, held(V2G_ROOT).sha256)
    kept = delete(state, hashes_of(V2G_ROOT), Policy(kept_last_roots=frozenset({MO})))
    assert (kept.reply.status, kept.state) == ("Failed", state)


@pytest.mark.requirement("M04.FR.03")
def test_the_last_csms_root_stays_and_the_last_of_others_has_its_price_said():
    state = delete(STATE, hashes_of(CSMS_1)).state
    refused = delete(state, hashes_of(CSMS_2))
    assert (refused.reply.status, refused.decided_by, refused.state) == ("Failed", "M04.FR.03", state)
    allowed = delete(state, hashes_of(CSMS_2), Policy(kept_last_roots=frozenset()))
    assert allowed.reply.status == "Accepted"
    assert "cut off" in allowed.findings[1].message
    assert "firmware" in delete(STATE, hashes_of(MAKER)).findings[1].message


@pytest.mark.requirement("M04.FR.03")
def test_the_root_in_use_may_be_kept():
    state = replace(STATE, connection=replace(STATE.connection, connected=True, root=STATE.store.of_type(CSMS)[0].sha256))
    assert delete(state, hashes_of(CSMS_1), Policy(keep_root_in_use=True)).reply.status == "Failed"
    assert "next handshake" in delete(state, hashes_of(CSMS_1)).findings[1].message
