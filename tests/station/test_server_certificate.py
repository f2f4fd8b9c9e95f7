"""The server's own certificate: its name where one was called, what it may be used for, and what is not checked."""

import subprocess

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.station.makers import CSMS, OLD, pem, react, station
from tests.trust.pki import NOW, items, made
from workbench.station.effects import AcceptServer, RefuseServer
from workbench.station.events import ServerPresented
from workbench.station.judging import verify
from workbench.station.policy import STRICT, Policy

STATE = station((CSMS, OLD))
PURPOSE = ["-purpose", "sslserver"]
NO_SIGNATURES = x509.KeyUsage(
    digital_signature=False,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def judged(host="", policy=STRICT, common_name="csms.example", extensions=()):
    server = made(common_name, "CSMS root 1", ca=False, extensions=extensions)
    return react(STATE, ServerPresented(items(server), host), NOW, policy)


def accepted(decision):
    return isinstance(decision.effects[0], AcceptServer)


@pytest.mark.requirement("A00.FR.510")
@pytest.mark.parametrize("host", ["csms.example", "wss://CSMS.example:8443/ocpp", "csms.example."])
def test_a_server_that_has_the_name_that_was_called_is_accepted(host):
    decision = judged(host)
    assert accepted(decision)
    assert "name" not in decision.findings[0].message.partition("Not checked")[2]


@pytest.mark.requirement("A00.FR.510")
def test_a_server_of_another_name_is_refused_or_only_said():
    decision = judged("wss://other.example/ocpp")
    assert isinstance(decision.effects[0], RefuseServer)
    assert decision.state.connection.root is None
    assert (decision.findings[0].code, decision.decided_by) == ("server-refused", "A00.FR.510")
    assert ("identity-mismatch", "A00.FR.510") in {(one.code, one.requirement) for one in decision.findings}
    assert [one.event for one in decision.state.security_log] == ["InvalidCsmsCertificate"]
    lenient = judged("other.example", Policy(server_name="warn"))
    assert accepted(lenient)
    assert "identity-mismatch" in {one.code for one in lenient.findings}


@pytest.mark.parametrize("host", ["", "127.0.0.1", "wss://[::1]:9000/", "localhost", "wss://10.0.0.1/x"])
def test_where_there_is_no_name_it_is_not_checked_and_that_is_said(host):
    decision = judged(host, common_name="whoever")
    assert accepted(decision)
    assert decision.findings[0].message.endswith("Not checked: revocation, its name (the station called it by none).")


NAMES = {
    "common name": ("csms.example", []),
    "wildcard": ("*.example.org", []),
    "other letter case": ("CSMS.Example", []),
    "alternative names alone count": ("csms.example", [(x509.SubjectAlternativeName([x509.DNSName("csms.example.org")]), False)]),
    "wildcard in the alternative": ("x", [(x509.SubjectAlternativeName([x509.DNSName("*.example.org")]), False)]),
}


@pytest.mark.requirement("A00.FR.510")
@pytest.mark.parametrize("what", NAMES)
def test_openssl_finds_the_same_names_in_it(what, openssl, tmp_path):
    common_name, extensions = NAMES[what]
    (tmp_path / "server.pem").write_text(pem(made(common_name, "CSMS root 1", ca=False, extensions=extensions)))
    for host in ("csms.example", "csms.example.org", "a.csms.example.org", "other.example"):
        command = [openssl, "x509", "-in", "server.pem", "-noout", "-checkhost", host]
        said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
        assert "match certificate" in said
        assert accepted(judged(host, common_name=common_name, extensions=extensions)) == ("does match" in said), (what, host)


@pytest.mark.requirement("A00.FR.512", "A00.FR.514")
@pytest.mark.parametrize(
    "extension",
    [
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]),
        NO_SIGNATURES,
    ],
    ids=["for clients only", "no digitalSignature"],
)
def test_what_is_not_for_a_server_is_refused_by_openssl_too_or_only_said(extension, openssl, tmp_path):
    (tmp_path / "root.pem").write_text(pem(OLD))
    (tmp_path / "server.pem").write_text(pem(made("csms.example", "CSMS root 1", ca=False, extensions=[(extension, True)])))
    command = [openssl, "verify", "-attime", str(int(NOW.timestamp())), "-no-CApath", "-no-CAstore", "-CAfile", "root.pem"]
    run = [
        subprocess.run([*command, *more, "server.pem"], cwd=tmp_path, capture_output=True, check=False) for more in ([], PURPOSE)
    ]
    assert [one.returncode for one in run] == [0, 2]
    assert isinstance(judged(extensions=[(extension, True)]).effects[0], RefuseServer)
    lenient = judged(extensions=[(extension, True)], policy=Policy(server_usage="warn"))
    assert accepted(lenient)
    assert len(lenient.findings) > 1


@pytest.mark.requirement("A00.FR.514")
def test_a_purpose_that_fits_is_taken():
    assert accepted(judged(extensions=[(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)]))


@pytest.mark.requirement("A00.FR.512")
def test_a_sub_ca_for_clients_only_is_refused_as_openssl_does(openssl, tmp_path):
    sub_ca = made("Sub-CA", "CSMS root 1", extensions=[(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False)])
    server = made("csms.example", "Sub-CA", ca=False)
    decision = react(STATE, ServerPresented(items(server, sub_ca)), NOW)
    assert isinstance(decision.effects[0], RefuseServer)
    assert "serverAuth" in decision.findings[0].message
    lenient = react(STATE, ServerPresented(items(server, sub_ca)), NOW, Policy(server_usage="warn"))
    assert accepted(lenient)
    assert any("serverAuth" in one.message for one in lenient.findings)
    (tmp_path / "root.pem").write_text(pem(OLD))
    (tmp_path / "sub.pem").write_text(pem(sub_ca))
    (tmp_path / "server.pem").write_text(pem(server))
    told = ["-attime", str(int(NOW.timestamp())), "-no-CApath", "-no-CAstore", "-CAfile", "root.pem", "-untrusted", "sub.pem"]
    command = [openssl, "verify", *told, *PURPOSE, "server.pem"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def test_of_two_certificates_of_one_sub_ca_the_one_whose_signature_is_right_verifies():
    bad = made("Sub-CA", "CSMS root 1", issuer_key="somebody", identifiers=False)
    good = made("Sub-CA", "CSMS root 1", identifiers=False)
    server = made("csms.example", "Sub-CA", ca=False, identifiers=False)
    chain = items(server, bad, good)
    verified = verify(chain, [one.item for one in STATE.store.of_type(CSMS)], NOW)
    assert accepted(react(STATE, ServerPresented(chain), NOW))
    assert [one.der for one in verified.path[1:2]] == [chain[2].der]
    assert verify(items(server, bad), [one.item for one in STATE.store.of_type(CSMS)], NOW).anchor is None


@pytest.mark.parametrize(("since", "until", "word"), [(-9, -1, "expired on"), (1, 9, "is valid from")])
def test_a_server_refused_because_of_time_alone_is_told_so_with_the_stations_clock(since, until, word):
    server = made("csms.example", "CSMS root 1", ca=False, since=since, until=until)
    decision = react(STATE, ServerPresented(items(server)), NOW)
    assert decision.findings[0].code == "server-refused"
    assert decision.findings[0].message.startswith(f"csms.example {word}")
    assert "2026-06-01T00:00:00Z" in decision.findings[0].message
    assert decision.decided_by == "RFC 5280 4.1.2.5"


def test_a_server_refused_for_another_reason_is_not_told_of_the_clock():
    stranger = react(STATE, ServerPresented(items(made("csms.example", "Nobody", ca=False))), NOW)
    assert "leads to no CSMS root" in stranger.findings[0].message
    assert "clock" not in stranger.findings[0].message
    assert stranger.decided_by.startswith("RFC 5280")
