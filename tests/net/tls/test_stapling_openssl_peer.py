"""The openssl command staples to our vehicle, and takes what our station staples: the same octets, the same end."""

import socket
import subprocess
import threading
from contextlib import contextmanager
from typing import Any

import pytest
from OpenSSL import SSL

from tests.net.tls.test_stapling import BOTH, NOW, chain, key, shaken, staple
from workbench import api
from workbench.net.tls.stapling_contexts import Own, ev_context, secc_context
from workbench.net.tls.stapling_judgement import Looking
from workbench.net.twin import Fault

AT = str(int(NOW.timestamp()))
VERSION = {"-2": "-tls1_2", "-20": "-tls1_3"}


def path(edition, name):
    return api.samples(f"iso15118{edition}/{name}")


@contextmanager
def s_server(openssl, tmp_path, edition, response):
    """``openssl s_server`` with a file to staple; its port, and afterwards what it said."""
    command = [openssl, "s_server", "-accept", "127.0.0.1:0", "-naccept", "1", VERSION[edition], "-status_verbose", "-state"]
    command += ["-cert", path(edition, "secc-chain.pem"), "-cert_chain", path(edition, "secc-chain.pem")]
    command += ["-key", path(edition, "secc.key.pem")]
    if response is not None:
        file = tmp_path / "staple"
        file.write_bytes(response)
        command += ["-status_file", file]
    if edition == "-20":
        command += ["-Verify", "4", "-CAfile", path(edition, "oem-root.pem"), "-attime", AT, "-verify_return_error"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.PIPE) as process:
        said: list[str] = []
        line = next(one for one in process.stdout or () if one.startswith(b"ACCEPT"))
        try:
            yield int(line.rpartition(b":")[2]), said
            said.append(process.communicate(b"Q\n", timeout=20)[0].decode(errors="replace"))
        finally:
            process.kill()


def looks(edition, port):
    """Our vehicle at a port: what it saw, and whether it went on."""
    looking = Looking(edition, chain(edition, "secc-chain"), chain(edition, "v2g-root"), NOW, given=None, insists=edition == "-2")
    own = Own(chain(edition, "vehicle-chain"), key(edition, "vehicle")) if edition == "-20" else None
    context = ev_context(edition, own, chain(edition, "v2g-root"), NOW, looking.accepts)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
        raw.settimeout(None)  # pyOpenSSL hands the file descriptor to OpenSSL, which waits in it
        connection = SSL.Connection(context, raw)
        connection.set_connect_state()
        connection.request_ocsp()
        try:
            connection.do_handshake()
        except SSL.Error:
            return looking, False
        connection.shutdown()
        return looking, True


RESPONSES: dict[str, dict[str, Any]] = {
    "good": {},
    "revoked": {"revoked": True},
    "stale": {"fault": Fault.STALE},
    "wrong signer": {"fault": Fault.WRONG_SIGNER},
    "tryLater": {"fault": Fault.TRY_LATER},
}


@BOTH
@pytest.mark.parametrize("kind", RESPONSES)
def test_our_vehicle_judges_what_s_server_staples_as_what_our_station_staples(openssl, tmp_path, edition, kind):
    response = staple(edition, **RESPONSES[kind])
    with s_server(openssl, tmp_path, edition, response) as (port, said):
        looking, ok = looks(edition, port)
    ours = shaken(edition, response)
    assert looking.staple == ours.staple == response
    assert (ok, looking.verdict.status, looking.verdict.obstacle) == (ours.ok, ours.judged.status, ours.judged.obstacle)
    assert ("bad certificate status response" in said[0]) is not ok


@BOTH
def test_another_certificates_response_which_newer_openssl_withholds_is_refused_where_it_comes(openssl, tmp_path, edition):
    response = staple(edition, Fault.WRONG_SERIAL)
    with s_server(openssl, tmp_path, edition, response) as (port, said):
        looking, ok = looks(edition, port)
    if looking.staple is None:
        pytest.skip("this openssl command withholds it, too")
    assert (ok, looking.staple, looking.verdict.obstacle) == (False, response, "about this certificate")
    assert "bad certificate status response" in said[0]


@BOTH
def test_s_server_without_a_file_is_a_station_without_a_staple(openssl, tmp_path, edition):
    with s_server(openssl, tmp_path, edition, None) as (port, _):
        looking, ok = looks(edition, port)
    assert (ok, looking.looked, looking.staple) == (edition == "-20", True, None)


@contextmanager
def our_station(edition, response):
    """Our station's context at a port, for one handshake."""
    context = secc_context(
        edition, Own(chain(edition, "secc-chain"), key(edition, "secc")), chain(edition, "oem-root"), NOW, response
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def one():
            raw, _ = listening.accept()
            with raw:
                connection = SSL.Connection(context, raw)
                connection.set_accept_state()
                try:
                    connection.do_handshake()
                    connection.recv(1)
                except SSL.Error:
                    pass

        thread = threading.Thread(target=one)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(20)


@BOTH
@pytest.mark.parametrize(
    ("kind", "words"), [("good", "Cert Status: good"), ("revoked", "Cert Status: revoked"), (None, "no response sent")]
)
def test_s_client_sees_the_octets_that_our_station_staples(openssl, edition, kind, words):
    response = None if kind is None else staple(edition, **RESPONSES[kind])
    command = [openssl, "s_client", VERSION[edition], "-status", "-msg", "-CAfile", path(edition, "v2g-root.pem"), "-attime", AT]
    command += ["-partial_chain", "-verify_return_error"]
    if edition == "-20":
        command += ["-cert", path(edition, "vehicle-chain.pem"), "-cert_chain", path(edition, "vehicle-chain.pem")]
        command += ["-key", path(edition, "vehicle.key.pem")]
    with our_station(edition, response) as port:
        told = subprocess.run([*command, "-connect", f"127.0.0.1:{port}"], input=b"", capture_output=True, timeout=20, check=False)
    said = told.stdout.decode(errors="replace")
    assert told.returncode == 0, told.stderr
    assert words in said
    shown = "".join(line.strip() for line in said.splitlines() if line.startswith("    ") and set(line) <= set("0123456789abcdef "))
    assert ((response or b"\xff" * 64).hex() in shown.replace(" ", "")) is (response is not None)
