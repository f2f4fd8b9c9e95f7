"""The presets: each departs as it says, and is the strict station otherwise."""

from dataclasses import replace
from typing import Any

import pytest

import workbench as wb
from tests.station.makers import CHAIN, CSMS, MO, NEW, OLD, V2G, chain, hashes_of, pem, root, station
from tests.trust.pki import NOW, fingerprint, made
from workbench.errors import InputError
from workbench.messages.certificates import (
    DeleteCertificateRequest,
    GetInstalledCertificateIdsRequest,
    InstallCertificateRequest,
    InstallCertificateUse,
)
from workbench.messages.codec import from_wire, to_wire
from workbench.messages.faults import Refused
from workbench.messages.versions import Version
from workbench.station.events import Received
from workbench.station.personalities import PERSONALITIES, personality

V2G_ROOT, SUB = root("V2G root"), made("Sub", "V2G root")
FIRST, SECOND = (made(name, "Sub", ca=False) for name in ("E1", "E2"))
STATE = station(
    (CSMS, OLD),
    (V2G, V2G_ROOT),
    check=True,
    v2g_chains=(chain(FIRST, SUB, top=V2G_ROOT, key="key:1"), chain(SECOND, SUB, top=V2G_ROOT, key="key:2")),
)


def ask(name, message, state=STATE) -> Any:
    decision = personality(name).decide(state, Received(message), NOW)
    assert decision.reply is not None
    to_wire(decision.reply, Version.V21)
    return decision


def install(name, certificate, use=CSMS, state=STATE):
    return ask(name, InstallCertificateRequest(certificate_type=InstallCertificateUse(use), certificate=pem(certificate)), state)


def listed(name, state=STATE):
    return ask(name, GetInstalledCertificateIdsRequest(), state).reply.certificate_hash_data_chain


def delete(name, hash_data, state=STATE):
    return ask(name, DeleteCertificateRequest(certificate_hash_data=hash_data), state)


def test_each_has_a_name_of_its_own_and_one_sentence():
    assert len({one.name for one in PERSONALITIES}) == len(PERSONALITIES)
    assert all(one.says.endswith(".") and one.name.replace("-", "").isalnum() for one in PERSONALITIES)


def test_always_accepted_says_so_and_installs_nothing():
    decision = install("always-accepted", root("expired", until=-1))
    assert (decision.reply.status, decision.state, decision.decided_by) == ("Accepted", STATE, "M05.FR.07")


def test_no_csms_root_under_the_check_and_others_as_ever():
    decision = install("no-root-under-check", NEW)
    assert (decision.reply.status, decision.state) == ("Rejected", STATE)
    assert install("no-root-under-check", root("MO root"), MO).reply.status == "Accepted"


def test_a_sub_ca_is_taken():
    assert install("strict", SUB, V2G).reply.status == "Rejected"
    assert install("takes-sub-cas", SUB, V2G).reply.status == "Accepted"


def test_the_last_leaf_only_and_no_children():
    assert [one.certificate_hash_data for one in listed("last-leaf-only") if one.certificate_type == CHAIN] == [
        hashes_of(SECOND, SUB)
    ]
    assert all(one.child_certificate_hash_data is None for one in listed("no-children"))
    assert sum(one.certificate_type == CHAIN for one in listed("no-children")) == 2


def test_a_root_takes_its_chains_along():
    assert delete("silent-cascade", hashes_of(V2G_ROOT)).state.v2g_chains == ()


def test_the_wrong_certificate_goes_by_its_serial_number():
    twin = root("V2G root B", serial=V2G_ROOT.serial_number)
    state = install("strict", twin, V2G).state
    left = delete("deletes-by-serial", hashes_of(twin), state).state.store.of_type(V2G)
    assert [one.facts.subject.common_name for one in left] == ["V2G root B"]


def test_the_own_key_is_reported_and_found():
    for entry in listed("own-key"):
        right = entry.certificate_type in {CSMS, V2G}  # of a self-signed certificate the two are one
        assert (entry in listed("strict")) == right
    (wrong, _) = [one.certificate_hash_data for one in listed("own-key") if one.certificate_type == CHAIN]
    assert delete("strict", wrong).reply.status == "NotFound"
    assert delete("own-key", wrong).reply.status == "Accepted"
    assert delete("own-key", hashes_of(FIRST, SUB)).reply.status == "NotFound"


def test_another_algorithm_finds_nothing():
    assert {one.certificate_hash_data.hash_algorithm.value for one in listed("own-algorithm-only")} == {"SHA384"}
    assert delete("own-algorithm-only", hashes_of(V2G_ROOT)).reply.status == "NotFound"
    assert delete("own-algorithm-only", hashes_of(V2G_ROOT, algorithm="SHA384")).reply.status == "Accepted"


def test_a_stray_is_taken_and_can_then_be_neither_listed_nor_deleted():
    stray = made("Sub of nobody", "an unknown root")
    assert install("strict", stray, V2G).reply.status == "Rejected"
    taken = install("takes-strays", stray, V2G)
    assert taken.reply.status == "Accepted"
    assert len(taken.state.store) == len(STATE.store) + 1
    assert len(listed("takes-strays", taken.state)) == len(listed("strict"))
    assert (
        delete("takes-strays", hashes_of(stray, made("an unknown root", "an unknown root")), taken.state).reply.status == "NotFound"
    )


def test_an_expired_root_is_taken():
    expired = root("V2G root B", until=-1)
    assert install("strict", expired, V2G).reply.status == "Rejected"
    assert install("takes-expired", expired, V2G).reply.status == "Accepted"
    assert install("takes-expired", root("V2G root B", since=1), V2G).reply.status == "Rejected"


def test_the_limit_is_a_number_and_no_limit():
    full = station((CSMS, OLD), most=1)
    assert install("strict", root("MO root"), MO, full).reply.status == "Rejected"
    over = install("no-limit", root("MO root"), MO, full)
    assert (over.reply.status, over.state.entries) == ("Accepted", 2)


def test_three_causes_have_one_invented_reason():
    full = station((CSMS, OLD), most=1)
    causes = [(root("expired", until=-1), STATE), (SUB, STATE), (root("MO root"), full)]
    told = {install("vague", certificate, MO, state).reply.status_info for certificate, state in causes}
    assert {(one.reason_code, one.additional_info) for one in told} == {("CertInstallFailed", None)}
    assert len({install("strict", certificate, MO, state).reply.status_info for certificate, state in causes}) == 3


def test_an_empty_list_comes_with_accepted_and_breaks_the_schema():
    decision = ask("empty-list", GetInstalledCertificateIdsRequest(), station())
    assert decision.raw == {"status": "Accepted", "certificateHashDataChain": []}
    with pytest.raises(Refused):
        from_wire("GetInstalledCertificateIds", "response", decision.raw, Version.V21)
    assert ask("strict", GetInstalledCertificateIdsRequest(), station()).raw is None
    assert ask("empty-list", GetInstalledCertificateIdsRequest()).raw is None


MISTAKES = {
    "own-key": {"key:own"},
    "whole-key-info": {"key:spki", "serial:padded"},
    "base64url": {"encoding:base64url", "serial:decimal"},
    "leading-zero": {"serial:padded"},
    "upper-case": {"serial:padded"},
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_dialect_is_named_by_forensics_and_finds_what_it_wrote(name):
    leaf = made("E3", "Sub", ca=False, serial=0xC5F00AB34CD)
    state = replace(STATE, v2g_chains=(chain(leaf, SUB, top=V2G_ROOT, key="key:3"),))
    reply = to_wire(ask(name, GetInstalledCertificateIdsRequest(), state).reply, Version.V21)
    found: list[Any] = [one for one in wb.match(reply, pem(leaf, SUB, V2G_ROOT, OLD)) if one.item is not None]
    matches = {one.item.facts.sha256: one.best for one in found}
    assert set(matches) == {fingerprint(one) for one in (leaf, SUB, V2G_ROOT, OLD)}, "every entry is somebody's"
    assert set(matches[fingerprint(leaf)].mistakes) == MISTAKES[name]
    (written,) = [one.certificate_hash_data for one in listed(name, state) if one.certificate_type == CHAIN]
    assert delete(name, written, state).state.v2g_chains == ()
    assert delete(name, hashes_of(leaf, SUB), state).reply.status == "NotFound"


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(InputError, match="always-accepted"):
        personality("polite")
