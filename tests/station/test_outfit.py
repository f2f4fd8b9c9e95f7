"""A station's outfit: issuers are found where they are, and hash data is there or is not."""

import pytest

from tests.station.makers import CHAIN, CSMS, NEW, OLD, V2G, hashes_of, listed, root, station
from tests.trust.pki import items, made
from workbench.errors import InputError
from workbench.station.installed import KeyReference
from workbench.station.outfit import with_root, with_station_chain, with_v2g_chain
from workbench.station.state import StationState

V2G_ROOT, SUB = root("V2G root"), made("Sub", "V2G root")
LEAF = made("E1", "Sub", ca=False)
KEY = KeyReference("key:1")


def test_roots_and_chains_have_the_hash_data_of_their_issuers():
    old, new, v2g, sub, leaf = items(OLD, NEW, V2G_ROOT, SUB, LEAF)
    state = with_root(with_root(StationState(), CSMS, new, [old]), V2G, v2g)
    state = with_v2g_chain(state, [leaf, sub], KEY)
    assert listed(state, CSMS)[0].certificate_hash_data == hashes_of(NEW, OLD)
    (entry,) = listed(state, CHAIN)
    assert entry.certificate_hash_data == hashes_of(LEAF, SUB)
    assert entry.child_certificate_hash_data == (hashes_of(SUB, V2G_ROOT),)


def test_without_the_root_the_sub_ca_cannot_be_listed():
    state = with_v2g_chain(station(), items(LEAF, SUB), KEY)
    assert listed(state, CHAIN)[0].child_certificate_hash_data is None


def test_the_client_chain_is_not_listed():
    state = with_station_chain(station((V2G, V2G_ROOT)), items(LEAF, SUB), KEY)
    assert listed(state, CHAIN) is None


def test_what_cannot_be_held_is_refused_with_a_hint():
    with pytest.raises(InputError, match="certificate type"):
        with_root(StationState(), "V2GIntermediateCertificate", items(OLD)[0])
    with pytest.raises(InputError, match="no certificate"):
        with_root(StationState(), CSMS, items(b"\x30\x00")[0])
    with pytest.raises(InputError, match="at least one"):
        with_v2g_chain(StationState(), [], KEY)
