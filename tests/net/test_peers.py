"""What the engines themselves say to chains that are wrong in one way each. Their answers are theirs, not what is right."""

import subprocess
import sys
from itertools import count

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.net.peer_chains import NOW, OTHER, PRINTABLE, SERVER, certificate, chain, crl, der, key, name, question, sha256
from workbench.certs.issuing.signing import signed
from workbench.errors import InputError
from workbench.net.peers import ENGINES, ask, ask_many

pytestmark = pytest.mark.usefixtures("openssl")

YES, NO, NONE = True, False, None
SOUND = chain()
HOST = x509.SubjectAlternativeName([x509.DNSName("csms.example")])
CSMS = {"use": "csms-server", "name": "csms.example"}


def with_sha1(certificates, level, issuer):
    """The same chain with one signature by SHA-1, which no library makes any more."""
    to_be_signed = asn1_x509.Certificate.load(der(certificates[level]))["tbs_certificate"]
    to_be_signed["signature"] = {"algorithm": "sha1_ecdsa"}
    weak = signed(to_be_signed.dump(force=True), key(issuer), "SHA1")
    return certificates | {level: x509.load_der_x509_certificate(weak)}


TWIN = SOUND | {"root": certificate("root", "root", key="twin", issuer_key="twin")}
CRLS = (crl("sub2"), crl("sub1"), crl("root"))

# case: question; then what openssl, openssl -partial_chain, pyOpenSSL, cryptography and pyhanko-certvalidator say
CASES = {
    "sound": (question(SOUND), YES, YES, YES, YES, YES),
    "sound, P-521": (question(chain("P-521")), YES, YES, YES, YES, YES),
    "sound, Ed448": (question(chain("Ed448")), YES, YES, YES, NONE, YES),
    "sound, any use": (question(SOUND, use="any"), YES, YES, YES, YES, YES),
    "sound, anchor in the pool too": (question(SOUND, pool=tuple(map(der, SOUND.values()))), YES, YES, YES, YES, YES),
    "expired leaf": (question(chain(leaf={"until": -1})), NO, NO, NO, NO, NO),
    "expired sub-CA": (question(chain(sub1={"until": -1})), NO, NO, NO, NO, NO),
    "expired root": (question(chain(root={"until": -1})), NO, NO, NO, NO, YES),
    "leaf of tomorrow": (question(chain(leaf={"since": 1})), NO, NO, NO, NO, NO),
    "sub-CA missing": (question(SOUND, pool=(der(SOUND["sub1"]),)), NO, NO, NO, NO, NO),
    "no anchor": (question(SOUND, anchors=()), NO, NO, NO, NO, NO),
    "wrong root": (question(SOUND, anchors=(der(certificate("other", "other")),)), NO, NO, NO, NO, NO),
    "root's twin": (question(TWIN), NO, NO, NO, NO, NO),
    "wrong signature": (question(chain(sub2={"issuer_key": "x", "identified": "sub1"})), NO, NO, NO, NO, NO),
    "key identifier differs": (question(chain(leaf={"identified": "x"})), NO, NO, NO, YES, NO),
    "name's string type differs": (question(chain(leaf={"issuer": name("sub2", PRINTABLE)})), YES, YES, YES, NO, YES),
    "name's case differs": (question(chain(leaf={"issuer": name("SUB2")})), YES, YES, YES, NO, YES),
    "sub-CA is none": (question(chain(sub2={"ca": False})), NO, NO, NO, NO, NO),
    "sub-CA may not sign": (question(chain(sub2={"usages": {"crl_sign"}})), NO, NO, NO, NO, NO),
    "sub-CA without key usage": (question(chain(sub2={"usages": None})), YES, YES, YES, NO, YES),
    "path too long for the sub-CA": (question(chain(sub1={"path_length": 0})), NO, NO, NO, NO, NO),
    "path too long for the root": (question(chain(root={"path_length": 1})), NO, NO, NO, NO, YES),
    "root's purpose": (question(chain(root={"extensions": [OTHER]})), NO, NO, YES, NO, YES),
    "sub-CA's purpose": (question(chain(sub1={"extensions": [OTHER]})), NO, NO, YES, NO, YES),
    "sub-CA's purpose, any use": (question(chain(sub1={"extensions": [OTHER]}), use="any"), YES, YES, YES, NO, YES),
    "a server's root for a client": (question(chain(root={"extensions": [SERVER]}), use="vehicle"), NO, NO, YES, NO, YES),
    "leaf's purpose": (question(chain(leaf={"extensions": [OTHER]})), NO, NO, YES, YES, NO),
    "sub-CA as anchor": (question(SOUND, anchors=(der(SOUND["sub1"]),)), NO, YES, NO, YES, YES),
    "CRLs": (question(SOUND, crls=CRLS), YES, YES, YES, YES, YES),
    "leaf revoked": (question(SOUND, crls=(crl("sub2", SOUND["leaf"]), *CRLS[1:])), NO, NO, NO, YES, NO),
    "leaf revoked, one CRL": (question(SOUND, crls=(crl("sub2", SOUND["leaf"]),)), NO, NO, NO, YES, NO),
    "sub-CA revoked": (question(SOUND, crls=(CRLS[0], crl("sub1", SOUND["sub2"]), CRLS[2])), NO, NO, NO, YES, NO),
    "one CRL": (question(SOUND, crls=CRLS[:1]), NO, NO, NO, YES, NO),
    "CRL of an anchor that is a sub-CA": (question(SOUND, anchors=(der(SOUND["sub2"]),), crls=CRLS[:1]), NO, NO, NO, YES, NO),
    "SHA-1": (question(with_sha1(SOUND, "leaf", "sub2")), YES, YES, YES, NO, NO),
    "SHA-1 of the root": (question(with_sha1(SOUND, "root", "root")), YES, YES, YES, YES, YES),
    "host": (question(chain(leaf={"extensions": [HOST, SERVER]}), **CSMS), YES, YES, YES, YES, YES),
    "other host": (question(chain(leaf={"extensions": [HOST, SERVER]}), **CSMS | {"name": "other"}), NO, NO, YES, NO, YES),
    "host in the common name": (question(chain(leaf={"subject": name("csms.example")}), **CSMS), YES, YES, YES, YES, YES),
    "host of a station": (question(SOUND, name="DE*ABC*E1"), YES, YES, YES, YES, YES),
    "address": (question(SOUND, **CSMS | {"name": "127.0.0.1"}), NO, NO, YES, YES, YES),
}
BLAMED = {
    "expired leaf": ("leaf", "leaf", "leaf", "leaf", "leaf"),
    "expired sub-CA": ("sub1", "sub1", "sub1", None, "sub1"),
    "sub-CA missing": ("leaf", "leaf", "leaf", None, None),
    "wrong signature": ("sub2", "sub2", "sub2", None, "sub2"),
    "path too long for the root": ("root", "root", "root", None, None),
    "root's purpose": ("root", "root", None, None, None),
    "sub-CA as anchor": ("sub1", None, "sub1", None, None),
    "leaf revoked": ("leaf", "leaf", "leaf", None, "leaf"),
    "leaf revoked, one CRL": ("leaf", "leaf", "leaf", None, "leaf"),
    "sub-CA revoked": ("sub2", "sub2", "sub2", None, "sub2"),
}
WORDS = {
    "expired sub-CA": ("error 10 at 2 depth lookup: certificate has expired", "certificate has expired", "not valid at", "expired"),
    "sound, Ed448": ("OK", "does not check the purpose", "Forbidden public key algorithm", "OK"),
    "one CRL": (
        "error 3 at 1 depth lookup",
        "unable to get certificate CRL",
        "does not check revocation",
        "CRL could not be found",
    ),
    "other host": (
        "hostname mismatch",
        "does not check the host name",
        "no matching subjectAltName",
        "does not check the host name",
    ),
    "address": ("IP address mismatch", "does not check the host name", "does not check the host name", "OK"),
}


@pytest.fixture(scope="module")
def heard():
    """The opinions of every case, asked at once."""
    return dict(zip(CASES, ask_many([case[0] for case in CASES.values()], seconds=60), strict=True))


def fingerprints(case):
    """Each certificate of the case by its level; they are told apart by their common names."""
    asked = CASES[case][0]
    read = map(x509.load_der_x509_certificate, (asked.leaf, *asked.pool, *asked.anchors))
    return {one.subject.rfc4514_string().removeprefix("CN="): sha256(one) for one in read}


@pytest.mark.parametrize("case", CASES)
def test_each_engine_gives_its_verdict(heard, case):
    assert {one.engine: one.ok for one in heard[case]} == dict(zip(ENGINES, CASES[case][1:], strict=True)), heard[case]


@pytest.mark.parametrize("case", BLAMED)
def test_the_certificate_is_named_where_the_engine_names_one(heard, case):
    levels = {fingerprint: level for level, fingerprint in fingerprints(case).items()}
    assert tuple(levels.get(one.certificate or "") for one in heard[case]) == BLAMED[case]


@pytest.mark.parametrize("case", WORDS)
def test_the_words_are_the_engines_own_and_say_what_was_not_asked(heard, case):
    said = [one.message for one in heard[case] if one.engine != "openssl -partial_chain"]
    assert all(words in message for words, message in zip(WORDS[case], said, strict=True)), said


def test_every_opinion_has_a_version_and_one_line_of_words(heard):
    for one in (one for opinions in heard.values() for one in opinions):
        assert any(figure.isdigit() for figure in one.version), one
        assert one.message
        assert one.message.isprintable()


def test_a_depth_with_several_possible_certificates_names_none():
    certificates = chain(sub1={"aki": False, "ski": False}, sub2={"aki": False})
    twins = tuple(der(certificate("sub1", "gone", key=f"k{n}", issuer_key="gone", aki=False, ski=False)) for n in range(2))
    opinion = ask(question(certificates, pool=(der(certificates["sub2"]), *twins)), ["openssl"])[0]
    assert opinion.ok is False
    assert " at 2 depth" in opinion.message
    assert opinion.certificate is None


def test_a_depth_means_the_anchor_where_its_twin_is_in_the_pool():
    certificates = chain(root={"path_length": 1})
    twin = der(certificate("root", "root", serial=99))
    opinion = ask(question(certificates, pool=(der(certificates["sub2"]), der(certificates["sub1"]), twin)), ["openssl"])[0]
    assert " at 3 depth" in opinion.message
    assert opinion.certificate == sha256(certificates["root"])


def test_only_those_asked_answer_in_the_engines_order():
    assert [one.engine for one in ask(question(SOUND), ["cryptography", "openssl"])] == ["openssl", "cryptography"]
    assert [one.engine for one in ask(question(SOUND), "pyOpenSSL")] == ["pyOpenSSL"]
    assert ask(question(SOUND), []) == ()
    assert ask_many([]) == ()


def test_an_engine_that_is_none_is_refused_with_the_names():
    with pytest.raises(InputError, match="'gnutls'") as refused:
        ask(question(SOUND), ["gnutls"])
    assert "'pyOpenSSL'" in refused.value.hint


NOT_READABLE = {
    "empty": b"",
    "no certificate": b"\x30\x03\x02\x01\x01",
    "cut off": der(SOUND["leaf"])[:-9],
    "version 9": der(SOUND["leaf"]).replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x08", 1),
    "no time": der(SOUND["leaf"]).replace(b"Z", b"?"),
}


@pytest.mark.parametrize("case", NOT_READABLE)
def test_a_leaf_that_cannot_be_read_is_not_accepted_and_never_an_exception(case):
    opinions = ask(question(SOUND, leaf=NOT_READABLE[case]))
    assert len(opinions) == len(ENGINES)
    assert all(one.message for one in opinions)
    assert not any(one.ok for one in opinions if case not in {"version 9", "no time"} or one.engine == "cryptography"), opinions


@pytest.mark.parametrize("case", NOT_READABLE)
def test_rubbish_in_the_pool_hides_no_chain(case):
    asked = question(SOUND)
    opinions = ask(question(SOUND, pool=(NOT_READABLE[case], *asked.pool)))
    assert [one.ok for one in opinions] == [True] * 5, opinions


@pytest.mark.parametrize("changed", [{"crls": (b"rubbish",)}, {"anchors": (b"rubbish",)}, {"name": "a\0b", "use": "est-server"}])
def test_rubbish_elsewhere_is_answered_by_all(changed):
    assert len(ask(question(SOUND, **changed))) == len(ENGINES)


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
@pytest.mark.parametrize("anchors", [(), (der(certificate("other", "other")),)], ids=["no anchor", "another anchor"])
@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_the_machines_own_roots_never_count(tmp_path, monkeypatch, openssl, variable, anchors):
    """As if the root were in the system's store: a wrapper says so to the real command, and the environment to the libraries."""
    root = tmp_path / "root.pem"
    root.write_bytes(SOUND["root"].public_bytes(Encoding.PEM))
    hashed = subprocess.run([openssl, "x509", "-in", root, "-noout", "-subject_hash"], capture_output=True, text=True, check=True)
    (tmp_path / f"{hashed.stdout.strip()}.0").write_bytes(root.read_bytes())
    place = root if variable == "SSL_CERT_FILE" else tmp_path
    (tmp_path / "openssl").write_text(f'#!/bin/sh\n{variable}="{place}" exec "{openssl}" "$@"\n')
    (tmp_path / "openssl").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv(variable, str(place))
    trusting = subprocess.run(
        ["openssl", "verify", "-attime", str(int(NOW.timestamp())), root], capture_output=True, text=True, check=False
    )
    assert trusting.returncode == 0, "the wrapper makes the root one of the system"
    assert [one.ok for one in ask(question(SOUND, anchors=anchors), seconds=30)] == [False] * 5


def test_a_hostile_pile_costs_one_engine_its_answer_and_no_other():
    numbers = count(1)
    same = tuple(
        der(certificate("CA", "CA", key=f"CA{n}", issuer_key=f"CA{n % 2}", aki=False, serial=next(numbers))) for n in range(1500)
    )
    leaf = certificate("leaf", "CA", ca=False, issuer_key="CA7", aki=False)
    hostile, sound = ask_many([question(SOUND | {"leaf": leaf}, pool=same), question(SOUND)], seconds=6)
    assert [one.ok for one in hostile] == [False, False, False, False, None]
    assert hostile[-1].message == "no answer within 6 s: stopped"
    assert [one.ok for one in sound] == [True] * 5
