"""CSMS chains as public CAs and old roots have them, held against OpenSSL: nothing that it accepts is an error, no noise."""

import subprocess
from datetime import timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID

from tests.profiles.pki import CA, START, certificate, item, key
from workbench import profiles
from workbench.certs import loading
from workbench.certs.issuing import CertificateContent, Extension, NameAttribute, encode_name, issue_certificate, public_key_info
from workbench.certs.issuing.extensions import crl_distribution_points, extended_key_usage, key_usage
from workbench.certs.kinds import Kind
from workbench.findings import Severity
from workbench.profiles.linting import lint_pile

HOST = "csms.example.com"
TLS = ("serverAuth", "clientAuth")
SERVER, SUB, ROOT = ("server", "sub", "root")
OCPP = profiles.profile("ocpp")
ROOT_NAME = (("C", "US"), ("O", "Public Trust"), ("CN", "Public Root X1"))
SUB_NAME = (("C", "US"), ("O", "Public Trust"), ("CN", "R11"))


def made(subject, issuer, own, theirs, *extensions, version=3, days=80):
    """One certificate; keys are RSA and named like their owners."""
    own, theirs = key(own, "RSA 2048"), key(theirs, "RSA 2048")
    content = CertificateContent(
        serial=0x3A5C21,
        issuer=encode_name(NameAttribute(*pair) for pair in issuer),
        subject=encode_name(NameAttribute(*pair) for pair in subject),
        not_before=START,
        not_after=START + timedelta(days=days),
        public_key_info=public_key_info(own),
        extensions=extensions
        if version == 1
        else (
            *extensions,
            Extension.of(x509.SubjectKeyIdentifier.from_public_key(own.public_key())),
            Extension.of(x509.AuthorityKeyIdentifier.from_issuer_public_key(theirs.public_key())),
        ),
        version=version,
    )
    return item(issue_certificate(content, theirs, "SHA256"))


def basic(*, ca=True, length=None):
    return Extension.of(x509.BasicConstraints(ca, length), critical=True)


def usages(*names):
    return Extension.of(key_usage(names), critical=True)


def purposes(*names):
    return (Extension.of(extended_key_usage(names)),) if names else ()


def names(*hosts):
    return (Extension.of(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])),) if hosts else ()


def pointers():
    there = x509.UniformResourceIdentifier("http://r11.i.example/")
    return (
        Extension.of(x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, there)])),
        Extension.of(crl_distribution_points(("http://r11.c.example/1.crl",))),
    )


def root(*extensions, **changes):
    extensions = extensions or ((basic(), usages(*CA)) if changes.get("version", 3) == 3 else ())
    return made(ROOT_NAME, ROOT_NAME, ROOT, ROOT, *extensions, days=9000, **changes)


def sub(*extensions, eku=TLS):
    what = (basic(length=0), usages("digitalSignature", *CA), *purposes(*eku), *pointers(), *extensions)
    return made(SUB_NAME, ROOT_NAME, SUB, ROOT, *what, days=1095)


def server(*, subject=(("CN", HOST), ("O", "Operator")), hosts=(HOST,), eku=TLS):
    what = (basic(ca=False), usages("digitalSignature", "keyEncipherment"), *purposes(*eku), *names(*hosts), *pointers())
    return made(subject, SUB_NAME, SERVER, SUB, *what)


def refusal(openssl, folder, *chain, name=HOST):
    """What OpenSSL says against a chain as a TLS server's for that host name; empty where it accepts it."""
    files = []
    for place, one in enumerate(chain):
        files.append(folder / f"{place}.pem")
        files[-1].write_bytes(x509.load_der_x509_certificate(one.der).public_bytes(Encoding.PEM))
    leaf, above, anchor = files[0], files[1:-1], files[-1]
    command = [openssl, "verify", "-purpose", "sslserver", "-attime", "1767400000", "-trusted", anchor]
    command += [*(["-verify_hostname", name] if name else []), *(part for one in above for part in ("-untrusted", one)), leaf]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if result.returncode == 0 else result.stderr + result.stdout


def found(*chain):
    """What the profile says of each certificate, and of the chain: (severity, code, common name)."""
    kinds = (Kind.CSMS_SERVER, *[Kind.CSMS_SUB_CA] * (len(chain) - 2), Kind.CSMS_ROOT)
    told = [finding for one, kind in zip(chain, kinds, strict=True) for finding in profiles.lint(one, kind, OCPP)]
    return [*told, *profiles.lint_chain(chain, OCPP, Kind.CSMS_SERVER)]


def short(findings, *severities):
    return [(one.severity.value, one.code) for one in findings if not severities or one.severity.value in severities]


@pytest.mark.requirement("A00.FR.514")
def test_a_public_cas_chain_with_the_name_in_cn_and_san_has_no_warning(openssl, tmp_path):
    chain = (server(), sub(), root())
    assert refusal(openssl, tmp_path, *chain) == ""
    told = found(*chain)
    assert short(told, "error", "warning") == []
    assert short(told, "info").count(("info", "extended-key-usage")) == 2
    assert not any("OpenSSL" in finding.message for finding in told)


def test_it_has_none_in_a_pile_either_where_kinds_are_found_out():
    files = [(f"{place}.der", one.der) for place, one in enumerate((server(), sub(), root()))]
    report = lint_pile(loading.load(files), OCPP)
    assert [finding for finding in report if finding.severity is not Severity.INFO] == []


@pytest.mark.requirement("A00.FR.509")
def test_an_organisation_that_is_missing_is_a_warning_and_the_only_one():
    assert short(found(server(subject=(("CN", HOST),)), sub(), root()), "error", "warning") == [("warning", "organization-name")]


@pytest.mark.requirement("A00.FR.510")
@pytest.mark.parametrize("subject", [(("O", "Operator"),), (), (("CN", "CSMS backend"), ("O", "Operator"))])
def test_a_server_whose_name_is_in_san_alone_is_warned_of_as_openssl_accepts_it(openssl, tmp_path, subject):
    chain = (server(subject=subject), sub(), root())
    assert refusal(openssl, tmp_path, *chain) == ""
    told = [finding for finding in found(*chain) if finding.code == "common-name"]
    assert short(told) == [("warning", "common-name")]
    assert told[0].requirement == "A00.FR.510"
    assert "OCPP asks for the server's FQDN in CN" in told[0].message
    assert short(found(*chain), "error") == []


@pytest.mark.requirement("A00.FR.510")
def test_a_server_with_an_address_in_san_has_a_name_and_one_without_any_has_none(openssl, tmp_path):
    nameless = (server(subject=(("O", "Operator"),), hosts=()), sub(), root())
    assert "hostname mismatch" in refusal(openssl, tmp_path, *nameless)
    assert short(found(*nameless), "error") == [("error", "common-name")]
    only_address = certificate(
        "csms-server",
        "ocpp",
        subject=[("O", "Operator")],
        dns=(),
        more=(Extension.of(x509.SubjectAlternativeName([x509.IPAddress(ip_address("192.0.2.7"))])),),
    )
    assert set(short(profiles.lint(only_address, Kind.CSMS_SERVER, OCPP))) == {("warning", "common-name")}


ROOTS = {
    "version 1": ({"version": 1}, (), "warning"),
    "keyCertSign alone": ({}, (usages(*CA),), "warning"),
    "CA:FALSE": ({}, (basic(ca=False), usages(*CA)), "error"),
    "nothing": ({}, (Extension.of(x509.OCSPNoCheck()),), "error"),
}


@pytest.mark.parametrize("form", ROOTS)
def test_a_root_of_an_old_form_is_a_warning_where_openssl_takes_it_as_anchor(openssl, tmp_path, form):
    changes, extensions, severity = ROOTS[form]
    anchor = root(*extensions, **changes)
    chain = (server(), sub(), anchor)
    refused = refusal(openssl, tmp_path, *chain)
    assert bool(refused) is (severity == "error"), refused
    for name, kind in (("ocpp", Kind.CSMS_ROOT), ("iso15118-2", Kind.V2G_ROOT), ("iso15118-20", Kind.MO_ROOT)):
        told = [one for one in profiles.lint(anchor, kind, profiles.profile(name)) if one.code == "not-a-ca"]
        assert short(told) == [(severity, "not-a-ca")]


def test_a_sub_ca_without_basic_constraints_is_an_error_still(openssl, tmp_path):
    middle = made(SUB_NAME, ROOT_NAME, SUB, ROOT, usages(*CA), days=1095)
    assert "invalid CA certificate" in refusal(openssl, tmp_path, server(), middle, root())
    assert ("error", "not-a-ca") in short(profiles.lint(middle, Kind.CSMS_SUB_CA, OCPP))


@pytest.mark.requirement("RFC 5280 4.2.1.12")
@pytest.mark.parametrize(
    ("above", "refused"),
    [(("clientAuth",), True), (("anyExtendedKeyUsage",), True), (("serverAuth",), False), (TLS, False), ((), False)],
)
def test_a_ca_that_leaves_the_purpose_out_is_warned_of_as_openssl_refuses_it(openssl, tmp_path, above, refused):
    chain = (server(), sub(eku=above), root())
    assert ("unsuitable certificate purpose" in refusal(openssl, tmp_path, *chain)) is refused
    told = [one for one in found(*chain) if one.severity is Severity.WARNING]
    assert any("OpenSSL refuses every TLS server below it" in one.message for one in told) is refused
    assert {one.certificate for one in told} == ({chain[1].facts.sha256} if refused else set())


def test_a_stations_cas_are_asked_for_client_auth():
    station = certificate("station-client", "ocpp")
    told = profiles.lint_chain((station, sub(eku=("serverAuth",)), root()), OCPP, Kind.STATION_CLIENT)
    assert short(told) == [("warning", "extended-key-usage")]
    assert 'The certificate "R11" leaves clientAuth out' in told[0].message
    assert profiles.lint_chain((station, sub(), root()), OCPP, Kind.STATION_CLIENT) == ()


def constrained(permitted=(), excluded=()):
    trees = [[x509.DNSName(one) for one in group] or None for group in (permitted, excluded)]
    return sub(Extension.of(x509.NameConstraints(*trees), critical=True))


@pytest.mark.requirement("RFC 5280 4.2.1.10")
@pytest.mark.parametrize(
    ("permitted", "excluded", "host"),
    [
        (("example.org",), (), HOST),
        (("example.com",), (), HOST),
        ((".example.com",), (), HOST),
        ((".csms.example.com",), (), HOST),
        (("ample.com",), (), HOST),
        (("example.org", "EXAMPLE.com"), (), HOST),
        ((HOST,), (), HOST),
        (("a." + HOST,), (), HOST),
        ((), ("example.com",), HOST),
        ((), ("csms.example.com",), "CSMS.example.com"),
        ((), ("example.org",), HOST),
        (("example.com",), ("csms.example.com",), HOST),
        ((), ("ms.example.com",), HOST),
        (("example.org",), (), "backend"),
        (("example.org",), (), "CSMS backend"),
    ],
)
def test_a_cn_without_dns_name_is_held_against_dns_constraints_as_openssl_does(openssl, tmp_path, permitted, excluded, host):
    chain = (server(subject=(("CN", host), ("O", "Operator")), hosts=()), constrained(permitted, excluded), root())
    refused = refusal(openssl, tmp_path, *chain, name="")
    told = profiles.lint_chain(chain, OCPP, Kind.CSMS_SERVER)
    assert short(told) == ([("warning", "name-constraints")] if refused else [])
    assert not refused or "subtree violation" in refused
    for finding in told:
        assert finding.certificate == chain[0].facts.sha256
        assert '"R11" does not allow below it. OpenSSL refuses it' in finding.message


def test_where_a_dns_name_is_there_the_cn_is_not_held_against_constraints(openssl, tmp_path):
    chain = (server(subject=(("CN", "csms.example.org"), ("O", "Operator"))), constrained(("example.com",)), root())
    assert refusal(openssl, tmp_path, *chain) == ""
    assert profiles.lint_chain(chain, OCPP, Kind.CSMS_SERVER) == ()


def test_constraints_of_the_root_count_as_well(openssl, tmp_path):
    limited = Extension.of(x509.NameConstraints([x509.DNSName("example.org")], None), critical=True)
    chain = (server(hosts=()), sub(), root(basic(), usages(*CA), limited))
    assert "permitted subtree violation" in refusal(openssl, tmp_path, *chain)
    assert short(profiles.lint_chain(chain, OCPP, Kind.CSMS_SERVER)) == [("warning", "name-constraints")]
