"""``openssl s_client`` and ``s_server`` with the station's store agree with our contexts before, during and after rotation."""

import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager

import pytest

from tests.net.tls.wire_pki import NAME, NOW, sample, sample_key
from workbench import api
from workbench.net.tls import client_context, handshake_in_memory, server_context

AT = str(int(NOW.timestamp()))
STORES = {
    "before": ["csms-root"],
    "during": ["csms-root-new", "csms-root"],
    "after": ["csms-root-new"],
    "never": ["csms-root-unsigned"],
}
SERVERS = ["csms-server", "csms-server-new"]


def context_of(name, **more):
    return server_context(sample(f"{name}-chain"), sample_key(name), at=NOW, **more)


def trust_file(tmp_path, roots):
    file = tmp_path / "store.pem"
    file.write_bytes(b"".join(api.samples(f"ocpp/{root}.pem").read_bytes() for root in roots))
    return file


def anchors(roots):
    return [item for root in roots for item in sample(root)]


@contextmanager
def serving(context):
    """Our context on a port, for one handshake."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def one():
            raw, _ = listening.accept()
            with raw:
                try:
                    with context.wrap_socket(raw, server_side=True) as shaken:
                        shaken.recv(1)
                except (ssl.SSLError, OSError):
                    pass

        thread = threading.Thread(target=one)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(20)


@pytest.mark.requirement("M05.FR.13", "M05.FR.14")
@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("moment", STORES)
def test_s_client_agrees_with_our_station(openssl, tmp_path, moment, server):
    ours = handshake_in_memory(client_context(anchors(STORES[moment]), at=NOW), context_of(server), server_name=NAME)
    command = [openssl, "s_client", "-CAfile", trust_file(tmp_path, STORES[moment]), "-no-CApath", "-no-CAstore", "-partial_chain"]
    command += ["-attime", AT, "-verify_return_error", "-verify_hostname", NAME, "-brief"]
    with serving(context_of(server)) as port:
        told = subprocess.run([*command, "-connect", f"127.0.0.1:{port}"], input=b"", capture_output=True, timeout=20, check=False)
    assert (told.returncode == 0) is ours.ok, told.stderr


@pytest.mark.requirement("M05.FR.13")
def test_without_partial_chain_openssl_refuses_the_rotated_root_and_that_is_why_the_flag_is_on(openssl, tmp_path):
    command = [openssl, "s_client", "-CAfile", trust_file(tmp_path, STORES["after"]), "-no-CApath", "-no-CAstore", "-attime", AT]
    with serving(context_of("csms-server-new")) as port:
        told = subprocess.run(
            [*command, "-verify_return_error", "-connect", f"127.0.0.1:{port}"],
            input=b"",
            capture_output=True,
            timeout=20,
            check=False,
        )
    assert told.returncode != 0
    assert b"unable to get issuer certificate" in told.stderr


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("moment", STORES)
def test_our_station_says_of_s_server_what_it_says_of_our_own(openssl, moment, server):
    chain, key = api.samples(f"ocpp/{server}-chain.pem"), api.samples(f"ocpp/{server}.key.pem")
    command = [openssl, "s_server", "-accept", "127.0.0.1:0", "-cert", chain, "-cert_chain", chain, "-key", key, "-naccept", "1"]
    ours = handshake_in_memory(client_context(anchors(STORES[moment]), at=NOW), context_of(server), server_name=NAME)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.PIPE, text=True) as process:
        line = next(one for one in process.stdout or () if one.startswith("ACCEPT"))
        accepted = connects(client_context(anchors(STORES[moment]), at=NOW), int(line.rpartition(":")[2]))
        said, _ = process.communicate("Q\n", timeout=20)
    assert accepted is ours.ok
    assert ("alert unknown ca" in said) is not ours.ok


def connects(context, port):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        try:
            with context.wrap_socket(raw, server_hostname=NAME):
                return True
        except ssl.SSLCertVerificationError:
            return False


@pytest.mark.parametrize("roots", [["csms-root"], ["manufacturer-root"]])
def test_s_client_with_a_station_certificate_is_taken_as_ours_is(openssl, tmp_path, roots):
    chain, key = api.samples("ocpp/station-client-chain.pem"), api.samples("ocpp/station-client.key.pem")
    context = context_of("csms-server", client_anchors=anchors(roots))
    command = [openssl, "s_client", "-tls1_2", "-CAfile", trust_file(tmp_path, ["csms-root"]), "-cert", chain, "-cert_chain", chain]
    with serving(context) as port:
        told = subprocess.run(
            [*command, "-key", key, "-connect", f"127.0.0.1:{port}"], input=b"", capture_output=True, timeout=20, check=False
        )
    client = client_context(sample("csms-root"), chain=sample("station-client-chain"), key=sample_key("station-client"), at=NOW)
    assert (told.returncode == 0) is handshake_in_memory(client, context, server_name=NAME).ok


def test_tls_1_1_is_refused_with_the_alert_protocol_version(openssl):
    with serving(context_of("csms-server")) as port:
        told = subprocess.run(
            [openssl, "s_client", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0", "-connect", f"127.0.0.1:{port}"],
            input=b"",
            capture_output=True,
            timeout=20,
            check=False,
        )
    assert told.returncode != 0
    assert b"alert protocol version" in told.stderr
