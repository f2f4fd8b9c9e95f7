"""M05.FR.09 to .12: a new CSMS root under AdditionalRootCertificateCheck. OCTT M_09 and what it leaves open."""

import pytest

from tests.station.makers import CSMS, NEW, OLD, V2G, delete, hashes_of, held, install, listed, met, root, station
from tests.trust.pki import made
from workbench.station.policy import Policy

STATE = station((CSMS, OLD), check=True)


@pytest.mark.requirement("M05.FR.10", "M05.FR.12")
def test_a_root_that_the_old_one_signed_is_installed_and_the_old_one_kept():
    decision = install(STATE, NEW)
    assert (decision.reply.status, decision.decided_by) == ("Accepted", "M05.FR.12")
    assert decision.state.csms_root == held(NEW, OLD)
    assert decision.state.fallback_root == held(OLD)


@pytest.mark.requirement("M05.FR.11")
@pytest.mark.parametrize(
    "stranger",
    [
        root("CSMS root 2"),
        root("CSMS root 2", issuer="CSMS root 1", issuer_key="someone else", identifiers=False),
        root("CSMS root 2", issuer="someone else"),
    ],
    ids=["self-signed", "the old name, another key", "another CA's"],
)
def test_a_root_that_the_old_one_did_not_sign_is_rejected(stranger):  # M_09
    decision = install(STATE, stranger)
    assert (decision.reply.status, decision.decided_by) == ("Rejected", "M05.FR.11")
    assert [one.certificate_hash_data for one in listed(decision.state, CSMS)] == [hashes_of(OLD)]


@pytest.mark.requirement("M05.FR.11")
def test_an_expired_current_root_vouches_for_nobody():
    expired = root("CSMS root 1", until=-1)
    decision = install(station((CSMS, expired), check=True), NEW)
    assert (decision.reply.status, decision.decided_by) == ("Rejected", "M05.FR.11")


@pytest.mark.requirement("M05.FR.10")
def test_without_a_current_root_there_is_nothing_to_replace():
    decision = install(station(check=True), OLD)
    assert (decision.reply.status, decision.decided_by, decision.state.fallback) == ("Accepted", "M05.FR.02", None)


@pytest.mark.requirement("M05.FR.10", "M05.FR.17")
def test_with_the_check_off_the_old_root_need_not_sign():
    decision = install(station((CSMS, OLD)), root("CSMS root 2"))
    assert (decision.reply.status, decision.state.fallback) == ("Accepted", None)
    assert len(decision.state.store) == 2


@pytest.mark.requirement("M05.FR.10")
def test_other_types_are_not_under_the_check():
    state = install(STATE, root("V2G root 1"), V2G).state
    assert install(state, root("V2G root 2"), V2G).reply.status == "Accepted"


@pytest.mark.requirement("M05.FR.12")
def test_the_hash_data_of_a_rotated_root_outlives_its_issuer():
    state = met(install(STATE, NEW).state, made("server", "CSMS root 2", ca=False), NEW)
    (entry,) = listed(state, CSMS)
    assert entry.certificate_hash_data == hashes_of(NEW, OLD)
    assert delete(state, entry.certificate_hash_data, Policy(kept_last_roots=frozenset())).reply.status == "Accepted"


@pytest.mark.requirement("M05.FR.09")
def test_a_third_root_waits_until_the_fallback_is_gone_or_drives_it_out():
    state = install(STATE, NEW).state
    third = root("CSMS root 3", issuer="CSMS root 2")
    refused = install(state, third)
    assert (refused.reply.status, refused.decided_by, refused.state) == ("Rejected", "M05.FR.09", state)
    taken = install(state, third, policy=Policy(third_root="drop-fallback"))
    assert taken.state.csms_root == held(third, NEW)
    assert taken.state.fallback_root == held(NEW, OLD)
    assert len(taken.state.store) == 2


@pytest.mark.requirement("M05.FR.10", "M05.FR.11")
def test_the_new_root_sent_twice_is_not_signed_by_itself():
    state = install(STATE, NEW).state
    assert install(state, NEW).decided_by == "M05.FR.11"
    decision = install(state, NEW, policy=Policy(take_current_root_again=True))
    assert (decision.reply.status, decision.state) == ("Accepted", state)


@pytest.mark.requirement("M05.FR.12")
def test_the_self_signed_current_root_sent_again_changes_nothing():
    decision = install(STATE, OLD)
    assert (decision.reply.status, decision.state) == ("Accepted", STATE)


@pytest.mark.requirement("M05.FR.10", "M05.FR.11")
def test_a_self_signed_reissue_of_the_old_key_is_a_switch():
    again = root("CSMS root 1", serial=99)
    assert install(STATE, again).state.fallback_root == held(OLD)
    refused = install(STATE, again, policy=Policy(take_reissue_of_old_key=False))
    assert (refused.reply.status, refused.decided_by) == ("Rejected", "M05.FR.11")


@pytest.mark.requirement("M05.FR.06")
def test_a_full_store_cannot_rotate_unless_the_fallback_is_not_counted():
    full = station((CSMS, OLD), check=True, most=1)
    assert install(full, NEW).decided_by == "M05.FR.06"
    assert install(full, NEW, policy=Policy(fallback_counts=False)).reply.status == "Accepted"


@pytest.mark.requirement("M05.FR.09")
def test_after_the_current_root_is_deleted_the_fallback_is_the_root():
    state = delete(install(STATE, NEW).state, hashes_of(NEW, OLD)).state
    assert (state.csms_root, state.fallback) == (held(OLD), None)
    assert install(state, NEW).decided_by == "M05.FR.12"
