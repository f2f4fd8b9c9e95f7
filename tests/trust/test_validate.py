"""Every fault of every certificate on a path; beside OpenSSL's word where it has one."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.trust.pki import NOW, fingerprint, graph_of, key, made, node
from workbench.findings import Severity
from workbench.trust.paths import paths_up
from workbench.trust.validate import PathJudgement, judge

ROOT = made("Root", "Root")
SUB1 = made("Sub 1", "Root", path_length=1)
SUB2 = made("Sub 2", "Sub 1", path_length=0)
LEAF = made("Leaf", "Sub 2", ca=False)


def judged(leaf: x509.Certificate, *others: x509.Certificate, anchor: x509.Certificate = ROOT, days: float = 0) -> PathJudgement:
    graph = graph_of(leaf, *others, anchor)
    path = paths_up(graph, node(graph, leaf), {fingerprint(anchor)}).found[0]
    return judge(path, NOW + timedelta(days=days))


def faults(answer: PathJudgement) -> list[tuple[str, str]]:
    return [(finding.code, finding.subject) for finding in answer.findings]


def by_openssl(openssl: Path, folder: Path, leaf: x509.Certificate, *others: x509.Certificate, days: float = 0) -> bool:
    (folder / "leaf.pem").write_bytes(leaf.public_bytes(Encoding.PEM))
    (folder / "root.pem").write_bytes(ROOT.public_bytes(Encoding.PEM))
    (folder / "others.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in others) or b"\n")
    when = str(int((NOW + timedelta(days=days)).timestamp()))
    command: list[str | Path] = [openssl, "verify", "-no-CAfile", "-no-CApath", "-trusted", folder / "root.pem", "-attime", when]
    command += ["-untrusted", folder / "others.pem"] if others else []
    return subprocess.run([*command, folder / "leaf.pem"], check=False, capture_output=True).returncode == 0


CRITICAL = [(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00"), True)]
KEY_USAGE = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)
TAMPERED = made("Leaf", "Sub 2", ca=False, issuer_key="another", identifiers="Sub 2")

CASES = {
    "a sound chain": (LEAF, [SUB2, SUB1], 0, []),
    "an expired leaf": (made("Leaf", "Sub 2", ca=False, until=5), [SUB2, SUB1], 6, [("expired", "CN=Leaf")]),
    "an expired sub-CA": (
        LEAF,
        [made("Sub 2", "Sub 1", until=5), SUB1],
        6,
        [("expired", "CN=Sub 2"), ("outlives-issuer", "CN=Leaf")],
    ),
    "a future leaf": (made("Leaf", "Sub 2", ca=False, since=5), [SUB2, SUB1], 0, [("not-yet-valid", "CN=Leaf")]),
    "a sub-CA that is none": (LEAF, [made("Sub 2", "Sub 1", ca=False), SUB1], 0, [("not-a-ca", "CN=Sub 2")]),
    "no basicConstraints": (LEAF, [made("Sub 2", "Sub 1", ca=None), SUB1], 0, [("not-a-ca", "CN=Sub 2")]),
    "a path too long": (LEAF, [SUB2, made("Sub 1", "Root", path_length=0)], 0, [("path-length-exceeded", "CN=Sub 1")]),
    "a sub-CA that may not sign": (
        LEAF,
        [made("Sub 2", "Sub 1", extensions=[(KEY_USAGE, True)]), SUB1],
        0,
        [("ca-key-usage", "CN=Sub 2")],
    ),
    "an unknown critical extension": (
        made("Leaf", "Sub 2", ca=False, extensions=CRITICAL),
        [SUB2, SUB1],
        0,
        [("unknown-critical-extension", "CN=Leaf")],
    ),
    "a changed leaf": (TAMPERED, [SUB2, SUB1], 0, [("signature-invalid", "CN=Leaf")]),
    "a re-keyed sub-CA": (LEAF, [made("Sub 2", "Sub 1", own_key="new"), SUB1], 0, [("issuer-key-mismatch", "CN=Leaf")]),
    "a key identifier that points elsewhere": (
        made("Leaf", "Sub 2", ca=False, identifiers="Sub 1"),
        [SUB2, SUB1],
        0,
        [("key-identifier-mismatch", "CN=Leaf")],
    ),
    "another name, the right key": (
        made("Leaf", "Sub two", issuer_key="Sub 2", ca=False),
        [SUB2, SUB1],
        0,
        [("issuer-name-mismatch", "CN=Leaf")],
    ),
    "a name in another case": (
        made("Leaf", "SUB 2", issuer_key="Sub 2", ca=False),
        [SUB2, SUB1],
        0,
        [("name-encoding-differs", "CN=Leaf")],
    ),
    "no issuer": (LEAF, [SUB1], 0, [("issuer-missing", "CN=Leaf")]),
    "an untrusted root": (
        made("Leaf", "Stranger", ca=False),
        [made("Stranger", "Stranger")],
        0,
        [("untrusted-root", "CN=Stranger")],
    ),
}


@pytest.mark.requirement("RFC 5280 6.1.3")
@pytest.mark.parametrize("case", CASES)
def test_each_fault_is_found_and_openssl_agrees(case, openssl, tmp_path):
    leaf, others, days, expected = CASES[case]
    answer = judged(leaf, *others, days=days)
    assert sorted(faults(answer)) == sorted(expected)
    errors = [finding for finding in answer.findings if finding.severity is Severity.ERROR]
    assert answer.ok is (not errors)
    assert by_openssl(openssl, tmp_path, leaf, *others, days=days) is answer.ok


def test_the_last_second_belongs_to_the_validity_period():
    """RFC 5280 4.1.2.5: "through notAfter, inclusive". OpenSSL calls it expired."""
    assert judged(LEAF, SUB2, SUB1, days=9).ok
    assert not judged(LEAF, SUB2, SUB1, days=9 + 2 / 86_400).ok


def test_no_fault_hides_another():
    sub1 = made("Sub 1", "Root", path_length=0, until=2)
    sub2 = made("Sub 2", "Sub 1", ca=False, extensions=[*CRITICAL, (KEY_USAGE, True)])
    leaf = made("Leaf", "Sub 2", ca=False, since=5, identifiers="Root")
    codes = {finding.code for finding in judged(leaf, sub2, sub1, days=3).findings}
    assert codes >= {
        *("not-yet-valid", "expired", "path-length-exceeded", "not-a-ca", "ca-key-usage"),
        *("unknown-critical-extension", "key-identifier-mismatch", "outlives-issuer"),
    }


def test_each_finding_says_what_was_seen_expected_and_to_do():
    for leaf, others, days, _ in CASES.values():
        for finding in judged(leaf, *others, days=days).findings:
            assert finding.message.endswith(".")
            assert all(
                (finding.observed, finding.expected, finding.remedy, finding.requirement, finding.certificate, finding.source)
            )


def test_an_expired_anchor_is_judged_too():
    root = made("Old root", "Old root", until=1)
    assert faults(judged(made("Leaf", "Old root", ca=False), anchor=root, days=2))[-1] == ("expired", "CN=Old root")


def test_a_sub_ca_as_anchor_is_sound():
    assert judged(LEAF, anchor=SUB2).ok


def test_self_issued_cas_do_not_count_for_the_path_length():
    renewed = made("Sub 2", "Sub 2", own_key="Sub 2 new", issuer_key="Sub 2")
    leaf = made("Leaf", "Sub 2", issuer_key="Sub 2 new", ca=False)
    assert judged(leaf, renewed, SUB2, SUB1).ok


def test_inner_and_outer_algorithm_must_agree():
    der = LEAF.public_bytes(Encoding.DER)
    at = der.rindex(bytes.fromhex("06082a8648ce3d040302"))  # ecdsa-with-SHA256, the one outside
    changed = der[: at + 9] + b"\x03" + der[at + 10 :]
    graph = graph_of(changed, SUB2, SUB1, ROOT)
    leaf = next(one for one in graph if one.facts.subject.common_name == "Leaf")
    answer = judge(paths_up(graph, leaf, {fingerprint(ROOT)}).found[0], NOW)
    assert "signature-algorithm-mismatch" in [finding.code for finding in answer.findings]


def test_a_namesake_is_told_from_the_issuer_by_the_key_identifier_to_look_for():
    graph = graph_of(LEAF, made("Sub 2", "Root", own_key="another"), ROOT)
    findings = judge(paths_up(graph, node(graph, LEAF), {fingerprint(ROOT)}, NOW).found[0], NOW).findings
    [mismatch] = [finding for finding in findings if finding.code == "issuer-key-mismatch"]
    assert x509.SubjectKeyIdentifier.from_public_key(key("Sub 2").public_key()).digest.hex() in mismatch.remedy


def test_a_chain_that_is_too_long_is_told_the_bound():
    chain = [made(f"D{level}", f"D{level + 1}") for level in range(40)]
    graph = graph_of(*chain, ROOT)
    [path] = paths_up(graph, node(graph, chain[0]), {fingerprint(ROOT)}, NOW).found
    [limit] = [finding for finding in judge(path, NOW).findings if finding.code == "search-limit"]
    assert "32" in limit.message
    assert "Load only" not in limit.remedy
