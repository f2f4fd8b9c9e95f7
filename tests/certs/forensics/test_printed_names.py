"""``name:text`` and ``name:raw`` of names with special characters, as real programs print them."""

import hashlib
import subprocess
from pathlib import Path

import pytest
from asn1crypto import pem
from cryptography import x509

from tests.certs.forensics.answers import entry_of
from tests.certs.forensics.sender_names import printed_forms
from tests.certs.known_pairs import Pair, item_of, known_pairs
from tests.certs.odd_pairs import ca_and_leaf, key
from tests.certs.witnesses import by_asn1crypto
from tests.properties import forge
from workbench.certs.forensics import Matcher
from workbench.certs.issuing import NameAttribute, encode_name
from workbench.certs.quiet import quietly

NAMES = {
    "comma": [NameAttribute("O", "Sample, Inc."), NameAttribute("CN", "CA")],
    "quotation marks": [NameAttribute("CN", 'The "CA"')],
    "plus and semicolon": [NameAttribute("O", "A+B; C"), NameAttribute("CN", "CA")],
    "backslash": [NameAttribute("CN", "CA\\1")],
    "angle brackets": [NameAttribute("CN", "CA <1>")],
    "slash": [NameAttribute("CN", "CA/1")],
    "hash": [NameAttribute("CN", "#1 CA")],
    "umlauts": [NameAttribute("O", "Größe GmbH"), NameAttribute("CN", "CA")],
    "blanks around": [NameAttribute("CN", " CA ")],
    "many attributes": [
        NameAttribute("C", "DE", "PrintableString"),
        NameAttribute("ST", "Bayern"),
        NameAttribute("L", "München"),
        NameAttribute("OU", "PKI"),
        NameAttribute("serialNumber", "4711", "PrintableString"),
        NameAttribute("emailAddress", "pki@pnc.example", "IA5String"),
        NameAttribute("DC", "V2G", "IA5String"),
        NameAttribute("CN", "CA"),
    ],
}
OPTIONS = {
    "by default": (),
    "one line": ("compat",),
    "RFC 2253": ("RFC2253",),
    "RFC 2253 in UTF-8": ("RFC2253,utf8,-esc_msb",),
    "oneline": ("oneline",),
    "oneline in UTF-8": ("oneline,-esc_msb",),
    "utf8": ("utf8",),
    "with commas": ("sep_comma_plus,sname,utf8",),
    "with long names": ("oneline,lname",),
}


def printed_by_openssl(openssl: Path, folder: Path, certificate: bytes, *options: str) -> str:
    (folder / "certificate.pem").write_bytes(pem.armor("CERTIFICATE", certificate))
    command = [str(openssl), "x509", "-in", str(folder / "certificate.pem"), "-noout", "-issuer"]
    command += [argument for option in options for argument in ("-nameopt", option)]
    printed = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    return printed.removeprefix("issuer=").removesuffix("\n")


def complain(pair: Pair, text: str) -> str:
    """What is wrong with the answers for an entry that holds this text, or its hash."""
    matcher, right = (
        Matcher([item_of(pair.issuer), item_of(pair.certificate)]),
        by_asn1crypto(pair.certificate, pair.issuer, "SHA256"),
    )
    for code, value in (("name:text", hashlib.sha256(text.encode()).hexdigest()), ("name:raw", text)):
        match = matcher.solve(entry_of(right | {"issuerNameHash": value}))
        if (match.result, match.certificate, match.mistakes) != ("dialect", pair.sha256, (code,)):
            return f"{code} of {text!r}: {match.result} {match.mistakes}"
    return ""


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("special", NAMES)
def test_openssl(special: str, options: str, openssl: Path, tmp_path: Path) -> None:
    root, leaf = ca_and_leaf(encode_name(NAMES[special]), key("CA"))
    text = printed_by_openssl(openssl, tmp_path, leaf, *OPTIONS[options])
    assert complain(Pair("leaf", leaf, root), text) == ""


@pytest.mark.parametrize("special", NAMES)
def test_cryptography(special: str) -> None:
    root, leaf = ca_and_leaf(encode_name(NAMES[special]), key("CA"))
    assert complain(Pair("leaf", leaf, root), x509.load_der_x509_certificate(leaf).issuer.rfc4514_string()) == ""


@pytest.mark.parametrize("options", OPTIONS)
def test_an_rdn_of_two_attributes(options: str, openssl: Path, tmp_path: Path) -> None:
    both = forge.set_of(forge.common_name("CA")[2:], forge.sequence(forge.oid("2.5.4.11"), forge.tlv(0x0C, b"PKI")))
    root, leaf = ca_and_leaf(forge.sequence(both), key("CA"))
    text = printed_by_openssl(openssl, tmp_path, leaf, *OPTIONS[options])
    assert complain(Pair("leaf", leaf, root), text) == ""


@pytest.mark.parametrize(
    "printed",
    [
        'CN=CA, O="Sample, Inc."',  # .NET's X500DistinguishedName.Name, Java's X500Principal.toString
        'O="Sample, Inc.", CN=CA',
        'O="Sample, Inc.",CN=CA',
        "O=Sample\\, Inc.,CN=CA",
        "CN=CA,O=Sample\\, Inc.",
        "CN=CA, O=Sample, Inc.",
        "O=Sample\\, Inc.\nCN=CA",  # Node
        "O=Sample, Inc.\nCN=CA",
    ],
)
def test_other_programs_with_a_comma_in_the_name(printed: str) -> None:
    root, leaf = ca_and_leaf(encode_name(NAMES["comma"]), key("CA"))
    assert complain(Pair("leaf", leaf, root), printed) == ""


def test_the_sender_prints_the_samples_as_openssl_does(openssl: Path, tmp_path: Path) -> None:
    for pair in known_pairs()[::5]:
        with quietly():
            issuer = x509.load_der_x509_certificate(pair.certificate).issuer
        forms = printed_forms(issuer.public_bytes())
        assert forms["RFC 4514"] == issuer.rfc4514_string() == printed_by_openssl(openssl, tmp_path, pair.certificate, "RFC2253")
        assert forms["OpenSSL one line"] == printed_by_openssl(openssl, tmp_path, pair.certificate, "compat")
        assert printed_by_openssl(openssl, tmp_path, pair.certificate) in {forms["OpenSSL 1.1 to 3.1"], forms["OpenSSL 3.2"]}
