"""Bodies of EST: our writing read by openssl, openssl's writing read by us, and what is none of it."""

import base64
import subprocess
from contextlib import suppress
from typing import Any

import pytest

import workbench as wb
from workbench.net.est import wire
from workbench.net.est.wire import UnreadableError, certificates_of, certs_only, from_base64, to_base64

CHAIN: Any = wb.load(wb.samples("iso15118-2/secc-chain.pem")).items
DERS = {one.der for one in CHAIN}


def test_what_we_write_openssl_reads(openssl, tmp_path):
    (tmp_path / "bag").write_bytes(certs_only([one.certificate for one in CHAIN]))
    said = subprocess.run(
        [openssl, "pkcs7", "-inform", "DER", "-in", "bag", "-print_certs"], cwd=tmp_path, capture_output=True, check=True
    )
    assert {one.der for one in wb.load(said.stdout).certificates} == DERS


def test_what_openssl_writes_we_read(openssl):
    made = subprocess.run(
        [openssl, "crl2pkcs7", "-nocrl", "-certfile", wb.samples("iso15118-2/secc-chain.pem"), "-outform", "DER"],
        capture_output=True,
        check=True,
    ).stdout
    assert set(certificates_of(made)[0]) == DERS
    assert certificates_of(made)[1] == ""


@pytest.mark.requirement("RFC 7030 4.1.3")
@pytest.mark.parametrize("lines", ["unbroken", "broken"])
def test_base64_is_read_with_and_without_line_breaks(lines):
    der = certs_only([one.certificate for one in CHAIN])
    body = to_base64(der, lines)
    assert (b"\r\n" in body) == (lines == "broken")
    assert from_base64(body) == (der, "")
    assert from_base64(base64.encodebytes(der)) == (der, "")


def test_forms_that_servers_send_instead_are_read_and_named():
    der = certs_only([CHAIN[0].certificate])
    assert from_base64(der) == (der, "it is DER without base64")
    armoured = b"-----BEGIN PKCS7-----\n" + base64.encodebytes(der) + b"-----END PKCS7-----\n"
    assert from_base64(armoured) == (der, "it is PEM, with its armour")
    assert certificates_of(CHAIN[0].der) == ((CHAIN[0].der,), "it is a certificate without the PKCS #7 around it")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"<html><body>Sign in", "HTML"),
        (b"  <!doctype html>", "HTML"),
        (b"not base64!", "no base64"),
        (b"-----BEGIN PKCS7-----\nAAA", "like PEM"),
    ],
)
def test_a_body_that_is_no_base64_is_named(body, why):
    with pytest.raises(UnreadableError, match=why):
        from_base64(body)


def test_what_is_no_pkcs7_is_named(openssl):
    nothing = subprocess.run([openssl, "crl2pkcs7", "-nocrl", "-outform", "DER"], capture_output=True, check=True).stdout
    whole = certs_only([CHAIN[0].certificate])
    for der, why in (
        (whole[: len(whole) // 2], "cut off"),
        (nothing, "holds no certificate"),
        (b"\x04\x02ab", "no PKCS #7"),
        (b"\x30\x03\x02\x01\x01", "no PKCS #7"),
        (b"", "no PKCS #7"),
        (bytes.fromhex("300f06092a864886f70d010701a0020400"), "holds no certificates"),
    ):
        with pytest.raises(UnreadableError, match=why):
            certificates_of(der)


def test_every_prefix_and_every_changed_octet_ends_in_a_sentence_or_in_certificates():
    whole = certs_only([CHAIN[0].certificate])
    for at in range(len(whole)):
        for made in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
            with suppress(UnreadableError):
                certificates_of(made)


def test_attributes_are_read_with_and_without_values():
    plain = wire.attributes(["1.2.840.113549.1.9.14", "1.2.840.10045.4.3.2"])
    assert wire.attributes_of(plain) == ("1.2.840.113549.1.9.14", "1.2.840.10045.4.3.2")
    # the example of RFC 7030 4.5.2: challengePassword, P-384, an extension request for macAddress, ECDSA with SHA-384
    printed = b"MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJBgcrBgEBAQEWBggqhkjOPQQDAw=="
    assert wire.attributes_of(from_base64(printed)[0]) == (
        "1.2.840.113549.1.9.7",
        "1.2.840.10045.2.1",
        "1.2.840.113549.1.9.14",
        "1.2.840.10045.4.3.3",
    )
    for wrong in (b"", b"\x02\x01\x01", b"\x30\x03\x06\x05\x01", b"\x30\x80"):
        with pytest.raises(UnreadableError):
            wire.attributes_of(wrong)
