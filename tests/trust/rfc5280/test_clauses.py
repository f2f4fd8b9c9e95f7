"""Single clauses that OpenSSL's verdict on changed chains taught us, each beside the plain case."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.properties.forge import oid, sequence, tlv
from tests.trust.pki import NOW, fingerprint, graph_of, made, name, node
from workbench.findings import Severity
from workbench.trust import validate
from workbench.trust.paths import paths_up
from workbench.trust.rfc5280 import validity
from workbench.trust.validate import judge

ROOT = made("Root", "Root")
SUB = made("Sub", "Root", serial=77)


def judged(leaf, *others, anchor=ROOT):
    graph = graph_of(leaf, *others, anchor)
    return judge(paths_up(graph, node(graph, leaf), {fingerprint(anchor)}).found[0], NOW)


def severities(answer):
    return {finding.code: finding.severity for finding in answer.findings}


def pointing(issuer, serial):
    names = [x509.DirectoryName(name(issuer))]
    return made("Leaf", "Sub", ca=False, identifiers=False, extensions=[(x509.AuthorityKeyIdentifier(None, names, serial), False)])


@pytest.mark.requirement("RFC 5280 4.2.1.1")
@pytest.mark.parametrize(
    ("issuer", "serial", "right"), [("Root", 77, True), ("Root", 78, False), ("Other", 77, False), ("ROOT", 77, True)]
)
def test_the_authority_key_identifier_may_give_issuer_and_serial_number(issuer, serial, right):
    answer = judged(pointing(issuer, serial), SUB)
    assert answer.ok is right
    assert set(severities(answer)) == (set() if right else {"key-identifier-mismatch"})


def test_an_empty_key_identifier_is_another_one():
    empty = [(x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.35"), sequence(tlv(0x80))), False)]
    leaf = made("Leaf", "Sub", ca=False, identifiers=False, extensions=empty)
    assert set(severities(judged(leaf, SUB))) == {"key-identifier-mismatch"}


@pytest.mark.requirement("RFC 5280 6.1")
def test_self_issued_is_a_matter_of_names_and_not_of_octets():
    sub = made("Sub", "Root", path_length=0)
    renewed = made("SUB", "Sub", own_key="new", path_length=0)
    leaf = made("Leaf", "SUB", issuer_key="new", ca=False)
    answer = judged(leaf, renewed, sub)
    assert answer.ok
    assert "path-length-exceeded" not in severities(answer)


def usage(*on):
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
        *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return (x509.KeyUsage(**{each: each in on for each in names}), True)


@pytest.mark.requirement("RFC 5280 4.2.1.3")
def test_a_key_usage_must_allow_something():
    assert set(severities(judged(made("Leaf", "Sub", ca=False, extensions=[usage()]), SUB))) == {"malformed-extension"}
    assert judged(made("Leaf", "Sub", ca=False, extensions=[usage("digital_signature")]), SUB).ok


@pytest.mark.requirement("RFC 5280 6.1.1")
def test_an_anchor_of_an_old_form_is_a_warning_and_an_intermediate_an_error():
    root = made("Old", "Old", ca=None, extensions=[usage("key_cert_sign")])
    answer = judged(made("Leaf", "Old", ca=False), anchor=root)
    assert answer.ok
    assert severities(answer)["not-a-ca"] is Severity.WARNING
    sub = made("Sub", "Root", ca=None, extensions=[usage("key_cert_sign")])
    assert severities(judged(made("Leaf", "Sub", ca=False), sub))["not-a-ca"] is Severity.ERROR


def test_an_anchor_that_says_it_is_no_ca_is_an_error():
    root = made("Old", "Old", ca=False, extensions=[usage("key_cert_sign")])
    assert severities(judged(made("Leaf", "Old", ca=False), anchor=root))["not-a-ca"] is Severity.ERROR


@pytest.mark.requirement("RFC 5280 4.2")
@pytest.mark.parametrize("number", ["2.5.29.14", "2.5.29.35", "1.3.6.1.5.5.7.1.1"])
def test_extensions_that_must_not_be_critical_reject_if_they_are(number):
    value = {"2.5.29.14": tlv(0x04, b"abc"), "2.5.29.35": sequence()}.get(
        number, sequence(sequence(oid("1.3.6.1.5.5.7.48.1"), tlv(0x86, b"http://a/")))
    )
    critical = [(x509.UnrecognizedExtension(x509.ObjectIdentifier(number), value), True)]
    answer = judged(made("Leaf", "Sub", ca=False, identifiers=False, extensions=critical), SUB)
    assert "unknown-critical-extension" in severities(answer)
    assert not answer.ok


def test_a_malformed_certificate_is_told_from_a_wrong_signature():
    der = made("Leaf", "Sub", ca=False).public_bytes(Encoding.DER)
    wrong = der.replace(bytes.fromhex("0c044c656166"), bytes.fromhex("0c04ff656166"))  # no UTF-8 any more, and not signed so
    graph = graph_of(wrong, SUB, ROOT)
    leaf = next(one for one in graph if one.item.der == wrong)
    found = severities(judge(paths_up(graph, leaf, {fingerprint(ROOT)}).found[0], NOW))
    assert "signature-invalid" in found
    assert "check-failed" not in found


def test_an_error_of_ours_is_a_finding_and_hides_nothing(monkeypatch):
    def broken(*_):
        yield from (1 // 0 for _ in range(1))

    monkeypatch.setattr(validity, "judge", broken)
    leaf = made("Leaf", "Sub", ca=False, extensions=[usage()])
    answer = judged(leaf, SUB)
    assert not answer.ok
    assert [finding.observed for finding in answer.findings if finding.code == "check-failed"] == [
        "ZeroDivisionError: integer division or modulo by zero"
    ] * 3
    assert "malformed-extension" in severities(answer)
    assert validate.judge is judge


def test_what_is_missing_is_said_with_its_key_identifier_and_its_address():
    access = x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(
                x509.ObjectIdentifier("1.3.6.1.5.5.7.48.2"), x509.UniformResourceIdentifier("http://ca.example/sub.cer")
            )
        ]
    )
    leaf = made("Leaf", "Sub", ca=False, extensions=[(access, False)])
    [finding] = judged(leaf).findings
    wanted = SUB.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest.hex()
    assert finding.code == "issuer-missing"
    assert "CN=Sub" in finding.message
    assert wanted in finding.message
    assert "http://ca.example/sub.cer" in finding.remedy
