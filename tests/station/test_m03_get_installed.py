"""M03: OCTT M_12 to M_19, M_15 above all."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.station.makers import (
    CHAIN,
    CSMS,
    MANUFACTURER,
    MO,
    OEM,
    V2G,
    ask,
    chain,
    hashes_of,
    held,
    listed,
    root,
    station,
    with_version,
)
from tests.trust.pki import made
from workbench.messages.certificates import GetCertificateIdUse, GetInstalledCertificateIdsRequest
from workbench.messages.versions import Version
from workbench.station.installed import InstalledCertificate, TrustStore
from workbench.station.policy import Policy

ROOTS = {type_: root(f"the {type_}") for type_ in (CSMS, MANUFACTURER, V2G, MO, OEM)}
SUB1 = made("CPO Sub1", "the V2GRootCertificate")
SUB2 = made("CPO Sub2", "CPO Sub1")
LEAF, OTHER = (made(name, "CPO Sub2", ca=False) for name in ("DE*ABC*E1", "DE*ABC*E2"))
FULL = station(
    *ROOTS.items(),
    v2g_chains=(chain(LEAF, SUB2, SUB1, top=ROOTS[V2G]), chain(OTHER, SUB2, SUB1, top=ROOTS[V2G], key="key:2")),
)


@pytest.mark.requirement("M03.FR.01", "M03.FR.03", "M03.FR.04")
@pytest.mark.parametrize("type_", ROOTS)
def test_one_type_lists_exactly_its_roots(type_):  # M_12, M_13, M_14, M_16, TC_M_101
    (entry,) = listed(FULL, type_)
    assert entry.certificate_type == type_
    assert entry.certificate_hash_data == hashes_of(ROOTS[type_])
    assert entry.child_certificate_hash_data is None


@pytest.mark.requirement("M03.FR.05")
def test_a_v2g_chain_is_its_leaf_with_its_sub_cas_as_children_and_without_the_root():  # M_15
    first, second = listed(FULL, CHAIN)
    assert first.certificate_hash_data == hashes_of(LEAF, SUB2)
    assert first.child_certificate_hash_data == (hashes_of(SUB2, SUB1), hashes_of(SUB1, ROOTS[V2G]))
    assert second.certificate_hash_data == hashes_of(OTHER, SUB2)


@pytest.mark.requirement("M03.FR.05")
def test_the_order_of_the_children_is_a_switch():
    first, _ = listed(FULL, CHAIN, policy=Policy(child_order="root-first"))
    assert first.child_certificate_hash_data == (hashes_of(SUB1, ROOTS[V2G]), hashes_of(SUB2, SUB1))


@pytest.mark.requirement("M03.FR.04")
def test_two_types_list_both_and_none_lists_all():  # M_17, M_18
    assert {one.certificate_type.value for one in listed(FULL, V2G, MO)} == {V2G, MO}
    assert sorted(one.certificate_type.value for one in listed(FULL)) == sorted([*ROOTS, CHAIN, CHAIN])


@pytest.mark.requirement("M03.FR.02")
def test_nothing_of_the_type_is_not_found_without_the_field():  # M_19
    decision = ask(station((CSMS, ROOTS[CSMS])), GetInstalledCertificateIdsRequest(certificate_type=(GetCertificateIdUse(MO),)))
    assert decision.reply.status == "NotFound"
    assert decision.reply.certificate_hash_data_chain is None
    assert decision.decided_by == "M03.FR.02"


@pytest.mark.requirement("M03.FR.04")
@pytest.mark.parametrize("algorithm", ["SHA256", "SHA384", "SHA512"])
def test_the_station_chooses_the_algorithm(algorithm):
    (entry,) = listed(FULL, CSMS, policy=Policy(reported_algorithm=algorithm))
    assert entry.certificate_hash_data == hashes_of(ROOTS[CSMS], algorithm=algorithm)


@pytest.mark.requirement("M03.FR.04")
def test_what_has_no_hash_data_is_left_out_and_said():
    nameless = InstalledCertificate(held(root("nobody's")).item)
    state = replace(FULL, store=TrustStore(((CSMS, nameless), *FULL.store.entries)))
    decision = ask(state, GetInstalledCertificateIdsRequest())
    assert len(decision.reply.certificate_hash_data_chain) == 7
    assert "cannot be listed" in decision.findings[1].message


def test_ocpp_2_0_1_has_no_word_for_oem_roots():
    state = with_version(FULL, Version.V201)
    assert OEM not in {one.certificate_type.value for one in listed(state)}
    assert "OEM" in ask(state, GetInstalledCertificateIdsRequest()).findings[1].message


@pytest.mark.requirement("M03.FR.05")
def test_five_sub_cas_are_cut_to_the_four_of_the_schema():
    names = ["the V2GRootCertificate", *(f"S{number}" for number in range(5))]
    subs = [made(child, parent) for parent, child in pairwise(names)]
    leaf = made("leaf", "S4", ca=False)
    state = station((V2G, ROOTS[V2G]), v2g_chains=(chain(leaf, *reversed(subs), top=ROOTS[V2G]),))
    (entry,) = listed(state, CHAIN)
    assert len(entry.child_certificate_hash_data) == 4
