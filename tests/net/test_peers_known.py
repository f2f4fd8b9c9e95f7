"""The known differences are the engines' own: each explains what a real engine really said."""

import pytest
from cryptography import x509

import workbench as wb
from tests.net.peer_chains import NOW, OTHER, PRINTABLE, SERVER, certificate, chain, crl, der, name, question
from tests.net.test_peers import with_sha1
from workbench.diagnosis.disagreement import disagreement
from workbench.diagnosis.known_differences import KNOWN_DIFFERENCES
from workbench.findings import Finding, Severity
from workbench.net.peers import ENGINES, ask, ask_many

pytestmark = pytest.mark.usefixtures("openssl")

SOUND = chain()
HOST = x509.SubjectAlternativeName([x509.DNSName("csms.example")])
MANY = tuple(der(certificate("CA", "CA", key=f"CA{n}", issuer_key=f"CA{n % 2}", aki=False, serial=n + 1)) for n in range(200))
LOST = {"leaf": certificate("leaf", "CA", ca=False, issuer_key="CA7", aki=False)}

ELSEWHERE = x509.NameConstraints(permitted_subtrees=[x509.DNSName("example.org")], excluded_subtrees=None)
CRITICAL_POINTERS = wb.diagnose(
    wb.samples("iso15118-20/vehicle-ocsp-chain.pem"), anchors=wb.samples("iso15118-20/oem-root.pem")
).question

# the name of a difference: who shows it, for which question, beside which finding of the workbench
SHOWN = {
    "key-identifier": ("cryptography", question(chain(leaf={"identified": "x"})), "key-identifier-mismatch"),
    "name-bytes": ("cryptography", question(chain(leaf={"issuer": name("sub2", PRINTABLE)})), "name-encoding-differs"),
    "partial-chain": ("openssl", question(SOUND, anchors=(der(SOUND["sub1"]),)), ""),
    "partial-chain-crl": (
        "pyhanko-certvalidator",
        question(SOUND, anchors=(der(SOUND["sub2"]),), crls=(crl("sub2"),)),
        "",
    ),
    "purpose-of-ca": ("openssl", question(chain(root={"extensions": [OTHER]})), "extended-key-usage"),
    "purpose-of-ca-web": ("cryptography", question(chain(sub1={"extensions": [OTHER]}), use="any"), ""),
    "purpose-not-asked": ("pyOpenSSL", question(chain(leaf={"extensions": [OTHER]})), "extended-key-usage"),
    "crl-for-each": ("pyhanko-certvalidator", question(SOUND, crls=(crl("sub2"),)), "revocation-unknown"),
    "no-revocation": ("cryptography", question(SOUND, crls=(crl("sub2", SOUND["leaf"]),)), "revoked"),
    "revocation-required": ("openssl", question(SOUND), "revocation-unknown"),
    "anchor-not-judged": ("pyhanko-certvalidator", question(chain(root={"until": -1})), "expired"),
    "host-not-asked": (
        "pyOpenSSL",
        question(chain(leaf={"extensions": [HOST, SERVER]}), use="csms-server", name="x.example"),
        "identity-mismatch",
    ),
    "profile": ("openssl", question(SOUND), "domain-component"),
    "ca-extensions-web": ("cryptography", question(chain(sub2={"usages": None})), ""),
    "sha1": ("pyhanko-certvalidator", question(with_sha1(SOUND, "leaf", "sub2")), ""),
    "critical-pointers": ("openssl", CRITICAL_POINTERS, "unknown-critical-extension"),
    "common-name-below-constraints": (
        "openssl",
        question(chain(sub1={"extensions": [ELSEWHERE]}, leaf={"subject": name("csms.example.com")}), use="any"),
        "name-constraints",
    ),
    "bounded-search": ("cryptography", question(SOUND | LOST, pool=MANY), ""),
}


@pytest.fixture(scope="module")
def heard():
    shown = {engine: [one for one, (shows, _, _) in SHOWN.items() if shows == engine] for engine in ENGINES}
    answers = {engine: ask_many([SHOWN[one][1] for one in ones], [engine], seconds=30) for engine, ones in shown.items()}
    return {one: opinion for engine, ones in shown.items() for one, (opinion,) in zip(ones, answers[engine], strict=True)}


def test_each_known_difference_is_shown_here():
    assert SHOWN.keys() == {difference.name for difference in KNOWN_DIFFERENCES}


@pytest.mark.parametrize("shown", SHOWN)
def test_a_known_difference_explains_what_the_engine_really_said(heard, shown):
    engine, _, code = SHOWN[shown]
    opinion = heard[shown]
    assert opinion.engine == engine
    codes = {code} - {""}
    assert opinion.ok is not None, opinion
    assert next(one.name for one in KNOWN_DIFFERENCES if one.explains(opinion, codes)) == shown, opinion
    unlike = Finding(code=code, message="x", severity=Severity.WARNING if opinion.ok is False else Severity.ERROR)
    found = disagreement(not opinion.ok, [opinion], findings=[unlike])
    assert found is not None
    assert "none of the known differences" not in found.message


def test_a_known_difference_names_only_engines_that_there_are():
    assert all(difference.engines <= set(ENGINES) for difference in KNOWN_DIFFERENCES)


@pytest.mark.parametrize("use", ["secc", "contract", "oem-provisioning", "cps"])
def test_all_accept_the_sound_samples_and_agree_with_the_workbench(use):
    samples = wb.samples() / "iso15118-2"
    chains = {"secc": "secc", "contract": "contract", "oem-provisioning": "oem-provisioning", "cps": "cps"}
    found = wb.diagnose(samples / f"{chains[use]}-chain.pem", anchors=samples / "roots.pem", use=use, now=NOW)
    assert found.ok
    opinions = ask(found.question, seconds=30)
    assert [one.ok for one in opinions] == [True] * 5, opinions
    assert not [finding for finding in found.with_opinions(opinions).findings if finding.code == "engines-disagree"]


def test_a_critical_authority_info_access_is_explained():
    leaf = wb.samples("iso15118-20/vehicle-ocsp-chain.pem")
    found = wb.diagnose(leaf, anchors=wb.samples("iso15118-20/oem-root.pem"), second_opinions=True)
    [disagreement] = [finding for finding in found.findings if finding.code == "engines-disagree"]
    assert found.ok
    assert "ISO 15118-20 has in vehicles'" in disagreement.message
    assert disagreement.severity is Severity.WARNING
