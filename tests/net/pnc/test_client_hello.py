"""A ClientHello is read as openssl reads it, hand-built ones too; what is cut off or malformed is an error with its position."""

import re
import socket
import ssl
import subprocess
from typing import Any

import pytest

from tests.net.pnc.sessions import handshake, hello, record, vector
from workbench.errors import CodecError
from workbench.net.machines.issuer import sample
from workbench.net.pnc.asked_of_hello import asked_table, beyond, held_against
from workbench.net.pnc.client_hello import read_client_hello

ROOT: Any = sample("iso15118-2/v2g-root")[0]
NAME = ROOT.certificate.subject.public_bytes()
CA_KEYS = vector(b"\x00" + b"\x01" + b"\xaa" * 20 + b"\x02" + vector(NAME, 2) + b"\x03" + b"\xbb" * 20, 2)
STATUS_V2 = vector(b"\x02" + vector(vector(b"", 2) + vector(b"", 2), 2), 2)


def sent_by_openssl(openssl, *options):
    """The octets of a real client's first flight, and what it says itself that it sent (-trace)."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(20)
        port = listening.getsockname()[1]
        command = [openssl, "s_client", "-connect", f"127.0.0.1:{port}", "-trace", *options]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as client:
            raw, _ = listening.accept()
            with raw:
                raw.settimeout(20)
                octets = raw.recv(1 << 16)
            told = client.communicate(timeout=20)[0].decode(errors="replace")
    return octets, told


OFFERS = {
    "TLS 1.2": ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA256", "-curves", "P-256", "-status"),
    "TLS 1.3": ("-tls1_3", "-groups", "P-521:X448", "-servername", "station.example", "-status"),
    "both": ("-noservername",),
}


@pytest.mark.parametrize("kind", OFFERS)
def test_it_reads_of_a_real_hello_what_openssl_says_that_it_sent(openssl, kind):
    octets, told = sent_by_openssl(openssl, *OFFERS[kind])
    read = read_client_hello(octets)
    assert [one.number for one in read.extensions] == [int(n) for n in re.findall(r"extension_type=\S+?\((\d+)\)", told)]
    assert [len(one.data) for one in read.extensions] == [int(n) for n in re.findall(r"extension_type=.*length=(\d+)", told)]
    assert list(read.suites) == [int(a + b, 16) for a, b in re.findall(r"\{0x(\w\w), 0x(\w\w)\}", told)]
    assert [read.size - 4] == [int(n) for n in re.findall(r"ClientHello, Length=(\d+)", told)]
    named = dict(re.findall(r"^\s+(\w+) \((\d+)\)$", told, re.MULTILINE))
    assert {name for name in read.groups if not name.startswith(("0x", "X25519"))} <= {one.lower() for one in (*named, "x448")} | {
        "secp256r1", "secp384r1", "secp521r1", "x25519"
    }  # fmt: skip


def test_openssls_command_can_name_roots_in_tls_13_and_they_are_read(openssl, tmp_path):
    file = tmp_path / "root.pem"
    file.write_text(ssl.DER_cert_to_PEM_cert(ROOT.der))
    octets, _ = sent_by_openssl(openssl, "-tls1_3", "-requestCAfile", str(file))
    assert read_client_hello(octets).trusted_cas == (str(ROOT.facts.subject),)


def test_roots_named_by_key_name_and_certificate_are_read_out_of_trusted_ca_keys():
    read = read_client_hello(hello([(3, CA_KEYS), (17, STATUS_V2)]))
    assert read.trusted_cas == (
        "pre_agreed",
        f"key_sha1_hash {'aa' * 20}",
        f"x509_name {ROOT.facts.subject}",
        f"cert_sha1_hash {'bb' * 20}",
    )


def test_a_hello_that_has_all_of_edition_2_misses_nothing():
    whole = hello([(10, vector(b"\x00\x17", 2)), (13, vector(b"\x04\x03", 2)), (3, CA_KEYS), (17, STATUS_V2)])
    assert all(one.offered for one in held_against(read_client_hello(whole), "-2"))


@pytest.mark.parametrize(
    ("edition", "missing"),
    [
        ("-2", ["TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256", "trusted_ca_keys", "status_request_v2"]),
        ("-20", ["x448", "certificate_authorities"]),
    ],
)
def test_what_pythons_tls_cannot_speak_is_said_and_nothing_else_is_missing(edition, missing):
    read = handshake(edition).hello
    asked = held_against(read, edition)
    assert [one.what for one in asked if not one.offered] == missing
    assert all(one.unspoken for one in asked if not one.offered)
    assert beyond(read, edition) == ()
    assert all(name in str(asked_table(asked, edition)) for name in missing)


def test_what_is_offered_beyond_the_edition_is_said():
    read = read_client_hello(hello([], suites=(0x1301, 0x1302, 0xC02B)))
    assert beyond(read, "-20") == ("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")


def test_records_and_the_message_alone_are_the_same_hello():
    message = hello([(0, vector(b"\x00" + vector(b"station.example", 2), 2))])
    bare, wrapped = read_client_hello(message), read_client_hello(record(message))
    assert bare == wrapped
    assert bare.server_name == "station.example"
    halves = record(message[:20]) + record(message[20:])
    assert read_client_hello(halves) == bare


def test_an_old_hello_without_extensions_is_read():
    read = read_client_hello(hello(None, version=0x0301))
    assert (read.versions, read.extensions, read.groups) == (("TLS 1.0",), (), ())


def test_every_truncation_is_an_error_and_never_another():
    message = hello([(3, CA_KEYS), (10, vector(b"\x00\x17", 2)), (17, STATUS_V2), (43, vector(b"\x03\x04", 1))])
    for end in range(len(message)):
        with pytest.raises(CodecError):
            read_client_hello(message[:end])


def test_the_error_names_the_octet():
    message = hello([(10, b"\x00\x09\x00\x17")])
    with pytest.raises(CodecError, match=r"octet \d+: 9 are expected at \d+"):
        read_client_hello(message)
    with pytest.raises(CodecError, match="no ClientHello"):
        read_client_hello(b"\x02" + message[1:])


def test_hostile_names_are_shown_harmlessly():
    read = read_client_hello(hello([(0, vector(b"\x00" + vector(b"<script>\x1b[31m", 2), 2))]))
    assert "<script>" not in read._repr_html_()
    assert "\x1b" not in str(read)


def test_an_extension_without_a_name_here_is_its_number():
    read = read_client_hello(hello([(0x1234, b"x")]))
    assert read.extensions[0].name == "0x1234"
