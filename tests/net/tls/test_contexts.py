import os
import ssl
import stat
import tempfile
from pathlib import Path

import pytest

from tests.net.tls.wire_pki import NAME, NOW, sample, sample_key
from workbench import api
from workbench.errors import InputError
from workbench.net.tls import client_context, handshake_in_memory, looking_context, server_context
from workbench.net.tls.contexts import NO_CHECK_TIME


def ours(**more):
    return client_context(sample("csms-root"), **more)


def theirs(**more):
    return server_context(sample("csms-server-chain"), sample_key("csms-server"), **more)


@pytest.mark.requirement("M05.FR.13")
@pytest.mark.parametrize("context", [ours, theirs])
def test_the_verify_flags_are_the_same_on_every_python(context):
    flags = int(context().verify_flags)
    assert flags == ssl.VERIFY_X509_TRUSTED_FIRST | ssl.VERIFY_X509_PARTIAL_CHAIN
    assert int(context(at=NOW).verify_flags) == flags | NO_CHECK_TIME


def test_only_the_given_anchors_are_trusted_whatever_the_environment_names(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(api.samples("ocpp/csms-root.pem")))
    assert ours().get_ca_certs(binary_form=True) == [sample("csms-root")[0].der]
    assert client_context(()).cert_store_stats() == {"x509": 0, "crl": 0, "x509_ca": 0}
    assert handshake_in_memory(ours(at=NOW), theirs(), server_name=NAME).ok
    assert not handshake_in_memory(client_context((), at=NOW), theirs(), server_name=NAME).ok


def test_a_station_verifies_its_server_and_a_csms_its_stations_only_under_profile_3():
    assert (ours().verify_mode, ours().check_hostname) == (ssl.CERT_REQUIRED, True)
    assert theirs().verify_mode == ssl.CERT_NONE
    assert theirs(client_anchors=sample("csms-root")).verify_mode == ssl.CERT_REQUIRED
    assert looking_context().verify_mode == ssl.CERT_NONE


def test_tls_1_2_is_the_least_and_sessions_are_not_resumed():
    for context in (ours(), theirs(), looking_context()):
        assert context.minimum_version == ssl.TLSVersion.TLSv1_2
        assert context.options & ssl.OP_NO_COMPRESSION
    assert theirs().num_tickets == 0
    assert theirs().options & ssl.OP_NO_TICKET


@pytest.mark.requirement("A00.FR.501")
def test_the_cipher_suites_are_ocpps():
    names = {one["name"] for one in theirs().get_ciphers() if one["protocol"] == "TLSv1.2"}
    assert {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "AES128-GCM-SHA256", "AES256-GCM-SHA384"} <= names
    assert all("GCM" in name for name in names)


def test_another_certificates_key_is_one_sentence():
    with pytest.raises(InputError, match="another certificate's"):
        server_context(sample("csms-server-chain"), sample_key("station-client"))
    with pytest.raises(InputError, match="at least one certificate"):
        server_context((), sample_key("station-client"))


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_a_private_key_is_on_disk_for_a_moment_only_encrypted_and_for_nobody_else(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen = []
    load = ssl.SSLContext.load_cert_chain

    def spy(self, certfile, keyfile=None, password=None):
        file = Path(certfile)
        seen.append((stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode), file.read_bytes(), len(password)))
        return load(self, certfile, keyfile, password)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", spy)
    theirs()
    ((mode, folder, content, length),) = seen
    assert (mode, folder, length) == (0o600, 0o700, 64)
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in content
    assert b"BEGIN PRIVATE KEY" not in content
    assert list(tmp_path.iterdir()) == []


def test_no_context_shows_a_key():
    key = sample_key("csms-server").private_numbers().private_value
    assert str(key) not in repr(theirs()) + str(vars(theirs()))
