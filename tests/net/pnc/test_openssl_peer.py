"""The openssl command as the other side: the same chains end in the same alerts, and `openssl verify` has the same words."""

import re
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from OpenSSL import SSL

from tests.net.pnc.sessions import EDITIONS, setting
from workbench.net.pnc.shaking import shake_hands
from workbench.net.tls.stapling_contexts import ev_context, secc_context
from workbench.net.tls.stapling_judgement import Looking

VERSION = {"-2": "-tls1_2", "-20": "-tls1_3"}
CHAINS = ("secc-expired", "secc-sub-ca-missing", "v2g-root-unknown")
CURVES = {"-2": ec.SECP256R1(), "-20": ec.SECP521R1()}


def pem(items):
    return "".join(ssl.DER_cert_to_PEM_cert(one.der) for one in items)


def files(tmp_path, credential, name):
    """The options of openssl for a chain and its key, in files."""
    chain, key = tmp_path / f"{name}.pem", tmp_path / f"{name}.key.pem"
    chain.write_text(pem(credential.chain))
    key.write_bytes(credential.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return ["-cert", chain, "-cert_chain", chain, "-key", key]


def roots(tmp_path, items, name="roots"):
    file = tmp_path / f"{name}.pem"
    file.write_text(pem(items))
    return file


def alert_in(words):
    found = re.search(r"SSL alert number (\d+)", words)
    return int(found[1]) if found else None


def our_vehicle(given, port):
    """Our vehicle at openssl's station."""
    insists = given.edition == "-2"
    looking = Looking(given.edition, given.secc.own.chain, given.ev.roots, given.at, given=None, insists=insists)
    own = given.ev.vehicle.own if given.ev.vehicle else None
    context = ev_context(given.edition, own, given.ev.roots, given.at, looking.accepts)
    context.set_tmp_ecdh(CURVES[given.edition])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
        raw.settimeout(None)
        connection = SSL.Connection(context, raw)
        connection.set_connect_state()
        connection.request_ocsp()
        try:
            connection.do_handshake()
            connection.shutdown()
        except SSL.Error:
            return False
        return True


@pytest.mark.parametrize(
    ("edition", "fault"),
    [
        *((edition, fault) for edition in EDITIONS for fault in ("", *CHAINS)),
        *((edition, fault) for edition in EDITIONS for fault in ("staple-revoked", "staple-stale", "staple-missing")),
        ("-2", "secc-wrong-domain-component"),
        ("-2", "secc-shows-a-contract"),
    ],
)
def test_our_vehicle_ends_it_with_openssls_station_as_with_ours(openssl, tmp_path, edition, fault):
    given = setting(edition, fault)
    command = [openssl, "s_server", "-accept", "127.0.0.1:0", "-naccept", "1", VERSION[edition], "-status_verbose"]
    command += files(tmp_path, given.secc.own, "secc")
    if given.secc.staple:
        (tmp_path / "staple").write_bytes(given.secc.staple)
        command += ["-status_file", tmp_path / "staple"]
    if edition == "-20":
        oem = roots(tmp_path, [one for _, one in given.secc.vehicle_roots])
        command += ["-Verify", "4", "-CAfile", oem, "-attime", str(int(given.at.timestamp())), "-verify_return_error"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        try:
            line = next(one for one in server.stdout or () if one.startswith(b"ACCEPT"))
            done = our_vehicle(given, int(line.rpartition(b":")[2]))
            said = server.communicate(b"Q\n", timeout=20)[0].decode(errors="replace")
        finally:
            server.kill()
    ours, _ = shake_hands(given)
    assert (done, alert_in(said)) == (bool(ours.version), ours.alert)


@contextmanager
def our_station(given):
    """Our station at a port, for one handshake."""
    context = secc_context(
        given.edition, given.secc.own.own, [one for _, one in given.secc.vehicle_roots], given.at, given.secc.staple
    )
    context.set_tmp_ecdh(CURVES[given.edition])
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def one():
            raw, _ = listening.accept()
            with raw:
                connection = SSL.Connection(context, raw)
                connection.set_accept_state()
                try:
                    connection.do_handshake()
                    connection.shutdown()
                except SSL.Error:
                    pass

        thread = threading.Thread(target=one)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(20)


@pytest.mark.parametrize(
    "fault",
    ["", "vehicle-missing", "vehicle-expired", "vehicle-shows-provisioning", "vehicle-critical-ocsp-pointer", "oem-root-unknown"],
)
def test_our_station_ends_it_with_openssls_vehicle_as_with_ours(openssl, tmp_path, fault):
    given = setting("-20", fault)
    command = [openssl, "s_client", "-tls1_3", "-status", "-CAfile", roots(tmp_path, given.ev.roots), "-partial_chain"]
    command += ["-attime", str(int(given.at.timestamp())), "-verify_return_error", "-groups", "P-521", "-ign_eof"]
    command += files(tmp_path, given.ev.vehicle, "vehicle") if given.ev.vehicle else []
    with our_station(given) as port:
        told = subprocess.run([*command, "-connect", f"127.0.0.1:{port}"], input=b"", capture_output=True, timeout=20, check=False)
    said = (told.stdout + told.stderr).decode(errors="replace")
    ours, _ = shake_hands(given)
    assert alert_in(said) == ours.alert
    assert ("OCSP Response Status: successful" in said) is True


@pytest.mark.parametrize(
    ("edition", "fault", "whose"),
    [
        *(
            (edition, fault, "secc")
            for edition in EDITIONS
            for fault in ("secc-expired", "secc-sub-ca-missing", "v2g-root-unknown")
        ),
        ("-20", "vehicle-expired", "vehicle"),
        ("-20", "vehicle-critical-ocsp-pointer", "vehicle"),
        ("-20", "oem-root-unknown", "vehicle"),
    ],
)
def test_openssl_verify_says_of_the_chain_what_the_handshake_says(openssl, tmp_path, edition, fault, whose):
    given = setting(edition, fault)
    ended, _ = shake_hands(given)
    chain = ended.secc_chain if whose == "secc" else ended.vehicle_chain
    trusted = given.ev.roots if whose == "secc" else [one for _, one in given.secc.vehicle_roots]
    command = [openssl, "verify", "-partial_chain", "-attime", str(int(given.at.timestamp()))]
    command += ["-CAfile", roots(tmp_path, trusted), "-untrusted", roots(tmp_path, chain[1:], "above")]
    told = subprocess.run([*command, roots(tmp_path, chain[:1], "leaf")], capture_output=True, timeout=20, check=False)
    [(number, depth, words)] = re.findall(r"error (\d+) at (\d+) depth lookup: (.*)", told.stderr.decode())
    assert ended.said == f"{words} (error {number} at depth {depth})"
