from datetime import UTC, datetime

import pytest
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.net.tls.wire_pki import DAY, NAME, NOW, STATION, made, sample, sample_key
from workbench.net.tls import client_context, common_name, handshake_in_memory, server_context

OLD, NEW = "csms-server", "csms-server-new"


def server(name=OLD, **more):
    return server_context(sample(f"{name}-chain"), sample_key(name), at=NOW, **more)


def station(*roots, **more):
    return client_context([item for root in roots for item in sample(root)], at=NOW, **more)


def shaken(client, other, name=NAME):
    return handshake_in_memory(client, other, server_name=name)


@pytest.mark.requirement("M05.FR.13", "M05.FR.14")
@pytest.mark.parametrize(
    ("roots", "old", "new"),
    [
        (("csms-root",), True, False),
        (("csms-root-new", "csms-root"), True, True),
        (("csms-root-new",), False, True),
        (("csms-root-unsigned",), False, False),
        ((), False, False),
    ],
    ids=["before", "during", "after", "another", "none"],
)
def test_a_rotation_decides_which_server_is_trusted(roots, old, new):
    assert shaken(station(*roots), server(OLD)).ok is old
    assert shaken(station(*roots), server(NEW)).ok is new


def test_the_servers_chain_is_seen_as_it_came_accepted_or_refused():
    want = [item.der for item in sample("csms-server-chain")]
    assert [one.der for one in shaken(station("csms-root"), server()).chain] == want
    refused = shaken(station("csms-root-unsigned"), server())
    assert [one.der for one in refused.chain] == want
    assert [str(one.source) for one in refused.chain] == ["TLS server:1", "TLS server:2"]


def test_an_unknown_root_sends_the_alert_unknown_ca():
    refused = shaken(station("csms-root-unsigned"), server())
    assert (refused.alert, refused.refused_by) == ("unknown_ca", "client")
    assert "unable to get local issuer certificate" in refused.said
    assert (refused.version, refused.cipher) == ("", "")


def test_version_and_cipher_suite_are_said():
    done = shaken(station("csms-root"), server())
    assert (done.version, done.cipher) == ("TLSv1.3", "TLS_AES_256_GCM_SHA384")


def test_by_the_machines_clock_openssl_refuses_what_has_expired_with_its_alert():
    gone = made(since=NOW - 9 * DAY, until=NOW - 8 * DAY)
    refused = shaken(client_context(gone.root), server_context(gone.leaf, gone.key))
    assert (refused.alert, refused.refused_by) == ("certificate_expired", "client")


def test_at_another_time_the_chain_is_judged_after_the_handshake_and_no_alert_is_claimed():
    future = datetime(2026, 9, 1, tzinfo=UTC)
    refused = shaken(client_context(sample("csms-root"), at=future), server())
    assert (refused.ok, refused.alert, refused.refused_by) == (False, "", "client")
    assert refused.said == "certificate has expired (depth 0)"
    early = shaken(client_context(sample("csms-root"), at=NOW - 200 * DAY), server())
    assert early.said.startswith("certificate is not yet valid")


@pytest.mark.requirement("A00.FR.510")
def test_the_fqdn_is_found_in_cn_where_there_is_no_dns_name():
    named = made(cn=NAME)
    context = server_context(named.leaf, named.key, at=NOW)
    assert shaken(client_context(named.root, at=NOW), context).ok
    refused = shaken(client_context(named.root, at=NOW), context, "other.example")
    assert (refused.ok, refused.alert) == (False, "bad_certificate")
    assert "other.example" in refused.said


def test_cn_counts_for_nothing_where_there_is_a_dns_name():
    named = made(cn=NAME, dns=("other.example",))
    context = server_context(named.leaf, named.key, at=NOW)
    assert not shaken(client_context(named.root, at=NOW), context).ok
    assert shaken(client_context(named.root, at=NOW), context, "other.example").ok


def test_a_name_that_is_not_checked_is_said():
    context = server()
    unnamed = shaken(station("csms-root"), context, "")
    assert (unnamed.ok, unnamed.not_checked) == (True, ("The server's name was not checked.",))
    off = shaken(station("csms-root", check_name=False), context, "other.example")
    assert (off.ok, off.not_checked) == (True, ("The server's name was not checked.",))
    assert shaken(station("csms-root"), context).not_checked == ()


def test_without_a_name_to_check_the_chain_is_verified_all_the_same():
    assert not shaken(station("csms-root-unsigned", check_name=False), server(), "").ok


def test_a_client_certificate_is_no_server():
    odd = made(usage=ExtendedKeyUsageOID.CLIENT_AUTH)
    refused = shaken(client_context(odd.root, at=NOW), server_context(odd.leaf, odd.key, at=NOW))
    assert (refused.ok, refused.alert) == (False, "unsupported_certificate")


# --- security profile 3 -----------------------------------------------------------------------------------------------------------


def with_chain(**more):
    return station("csms-root", chain=sample("station-client-chain"), key=sample_key("station-client"), **more)


def test_under_profile_3_the_server_sees_the_stations_chain():
    done = shaken(with_chain(), server(client_anchors=sample("csms-root")))
    assert done.ok
    assert common_name(done.client_chain[0]) == STATION
    assert len(done.client_chain) == 2


def test_under_profile_2_no_client_certificate_is_asked_for():
    assert shaken(with_chain(), server()).client_chain == ()


def test_a_missing_client_certificate_has_its_own_alert():
    refused = shaken(station("csms-root"), server(client_anchors=sample("csms-root")))
    assert (refused.ok, refused.alert, refused.refused_by) == (False, "certificate_required", "server")


def test_a_client_certificate_of_another_root_is_refused():
    refused = shaken(with_chain(), server(client_anchors=sample("manufacturer-root")))
    assert (refused.alert, refused.refused_by) == ("unknown_ca", "server")


def test_a_client_certificate_is_judged_at_the_servers_time():
    late = server_context(
        sample("csms-server-chain"), sample_key(OLD), client_anchors=sample("csms-root"), at=datetime(2028, 1, 1, tzinfo=UTC)
    )
    refused = shaken(with_chain(), late)
    assert (refused.ok, refused.refused_by, refused.said) == (False, "server", "certificate has expired (depth 0)")
