"""What a CRL says of hash data alone, step by step: not listed is Good only where the list is the right one, sound and current."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from asn1crypto import crl as asn1_crl
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.depth import examples
from tests.revocation.pki import (
    DAY,
    NOW,
    authority,
    certificate,
    crl_der,
    crl_item,
    delta_of,
    number,
    path_certificate,
    point,
    points,
    revoked,
    uri,
    x509_name,
)
from tests.revocation.test_ocsp_any_input import mutated
from tests.revocation.verdict_made import AS_RECEIVED, ask_crl, codes, seen
from workbench.certs.hashdata import CertificateHashData
from workbench.certs.issuing import Extension
from workbench.certs.signatures import SignatureCheck
from workbench.revocation import CrlStore, Status
from workbench.revocation.by_hash import CaPool
from workbench.revocation.crl import Crl
from workbench.revocation.crl_signer import signature_of
from workbench.revocation.ocsp_certid import key_bits
from workbench.revocation.ocsp_request import hash_data_by
from workbench.revocation.verdict import Outcome, Verdict
from workbench.revocation.verdict_crl import judge_crl, judge_crl_for_hash_data
from workbench.revocation.verdict_crl_reading import read_crl
from workbench.revocation.verdict_crl_steps import CURRENT, ISSUER, READABLE, SCOPE, SIGNATURE, SIGNER, SOUND, STEPS
from workbench.trust.certificate import PathCertificate

URL = "http://pki.example/part1.crl"
CA, LEAF = authority(), certificate("leaf")
HASH_DATA = hash_data_by(LEAF.item, CA.item)
PART = point(full_name=[uri(URL)])
CRITICAL = Extension("1.3.6.1.4.1.99999.1", critical=True, value=b"\x05\x00")


def ask(
    octets: bytes, *, cas: tuple[PathCertificate, ...] = (CA,), hash_data: CertificateHashData = HASH_DATA, **asked: Any
) -> Verdict:
    return ask_crl(octets, hash_data, cas, **{"at": NOW, **asked})


@pytest.mark.requirement("M07.FR.06")
@pytest.mark.requirement("M07.FR.07")
@pytest.mark.parametrize("algorithm", ["SHA1", "SHA256", "SHA384", "SHA512"])
@pytest.mark.parametrize("listed", [True, False])
def test_listed_is_revoked_and_not_listed_is_good(algorithm: str, listed: bool) -> None:  # noqa: FBT001
    entries = [revoked(6), *([revoked()] if listed else [])]
    verdict = ask(crl_der(*entries), hash_data=hash_data_by(LEAF.item, CA.item, algorithm))
    assert seen(verdict) == ("Revoked" if listed else "Good", "", [])
    assert verdict.verified
    assert [(step.name, step.requirement) for step in verdict.steps] == list(STEPS.items())
    assert all(step.outcome is Outcome.OK for step in verdict.steps)
    assert codes(verdict) == ([("revoked", "error")] if listed else [])
    assert (verdict.this_update, verdict.next_update) == (NOW - DAY, NOW + DAY)
    assert (verdict.reason, verdict.revoked_at) == (("keyCompromise", NOW - 3 * DAY) if listed else (None, None))


def broken(der: bytes) -> bytes:
    return der[:-1] + bytes((der[-1] ^ 1,))


FAULTS: dict[str, tuple[bytes, tuple[PathCertificate, ...], list[str]]] = {
    "junk": (b"<html>", (CA,), [READABLE]),
    "empty": (b"", (CA,), [READABLE]),
    "another CA's": (crl_der(issuer="Other"), (CA, certificate("Other", issuer="Other", ca=True)), [SCOPE, SIGNER]),
    "attribute certificates": (crl_der(extensions=[point(only_contains_attribute_certs=True)]), (CA,), [SCOPE]),
    "critical": (crl_der(extensions=[CRITICAL]), (CA,), [SOUND]),
    "a delta": (crl_der(extensions=[number(2), delta_of(1)]), (CA,), [SOUND]),
    "broken": (broken(crl_der()), (CA,), [SIGNATURE]),
    "another key": (crl_der(signer="Evil"), (CA,), [SIGNATURE]),
    "no cRLSign": (crl_der(), (certificate("CA", serial=1, ca=True, usages=["keyCertSign"]),), [SIGNER]),
    "out of date": (crl_der(until=NOW - DAY / 24), (CA,), [CURRENT]),
    "no nextUpdate": (crl_der(until=None), (CA,), [CURRENT]),
    "from the future": (crl_der(since=NOW + DAY, until=NOW + 2 * DAY), (CA,), [CURRENT]),
    "no issuer": (crl_der(), (), [ISSUER]),
}


@pytest.mark.requirement("M07.FR.05")
@pytest.mark.parametrize("fault", FAULTS)
def test_not_listed_is_not_good_where_a_step_failed(fault: str) -> None:
    octets, cas, steps = FAULTS[fault]
    verdict = ask(octets, cas=cas)
    assert seen(verdict) == ("Failed", verdict.obstacle, steps)
    assert verdict.findings[-1].requirement == "M07.FR.05"
    assert codes(verdict)[-1] == ("revocation-unknown", "error")
    if fault != "no issuer":
        assert ask(octets, cas=cas, policy=AS_RECEIVED).status.value == "Failed"


def test_pem_is_read_and_said() -> None:
    octets = x509.load_der_x509_crl(crl_der()).public_bytes(Encoding.PEM)
    verdict = ask(octets)
    assert (verdict.status.value, codes(verdict)) == ("Good", [("malformed-crl", "warning")])
    assert "PEM" in verdict.step(READABLE).seen
    assert ask(b"-----BEGIN X509 CRL-----\nnothing").status.value == "Failed"


@pytest.mark.requirement("RFC 5280 5.2.5")
def test_a_list_for_one_distribution_point_counts_where_its_url_was_named() -> None:
    octets = crl_der(extensions=[PART])
    verdict = ask(octets)
    assert (verdict.status.value, verdict.obstacle, verdict.step(SCOPE).outcome) == ("Failed", SCOPE, Outcome.NOT_CHECKED)
    assert ask(octets, urls=["http://pki.example/part2.crl"]).status.value == "Failed"
    assert ask(octets, urls=[URL]).status.value == "Good"
    passed_on = ask(octets, policy=AS_RECEIVED)
    assert (passed_on.status.value, codes(passed_on)) == ("Good", [("crl-scope", "warning")])


@pytest.mark.parametrize("kind", ["only_contains_user_certs", "only_contains_ca_certs"])
def test_hash_data_do_not_tell_a_ca_from_an_end_entity(kind: str) -> None:
    limits: dict[str, object] = {kind: True}
    octets = crl_der(extensions=[point(**limits)])
    assert ask(octets).status.value == "Failed"
    at_its_url = ask(crl_der(extensions=[point(**limits, full_name=[uri(URL)])]), urls=[URL])  # whose URL it is, is hearsay
    assert (at_its_url.status.value, at_its_url.obstacle) == ("Failed", SCOPE)
    passed_on = ask(octets, policy=AS_RECEIVED)
    assert (passed_on.status.value, codes(passed_on)) == ("Good", [("crl-scope", "warning")])
    verdict = ask(octets, cas=(CA, LEAF))  # at hand, its kind is known
    assert verdict.status.value == ("Good" if kind == "only_contains_user_certs" else "Failed")


def test_the_distribution_points_of_a_certificate_at_hand_count_and_not_the_url_that_was_named() -> None:
    elsewhere = certificate("leaf", extensions=[points(x509.DistributionPoint([uri("http://x.example/2.crl")], None, None, None))])
    here = certificate("leaf", extensions=[points(x509.DistributionPoint([uri(URL)], None, None, None))])
    octets = crl_der(extensions=[PART])
    assert seen(ask(octets, cas=(CA, elsewhere), urls=[URL])) == ("Failed", SCOPE, [SCOPE])
    assert ask(octets, cas=(CA, here)).status.value == "Good"


@pytest.mark.parametrize("listed", [True, False])
def test_an_entry_counts_where_the_scope_is_not_known_and_its_absence_does_not(listed: bool) -> None:  # noqa: FBT001
    entries = [revoked()] if listed else []
    for limited in (PART, point(only_some_reasons=frozenset({x509.ReasonFlags.key_compromise}))):
        assert ask(crl_der(*entries, extensions=[limited])).status.value == ("Revoked" if listed else "Failed")


def test_an_entry_of_a_list_that_is_not_about_the_certificate_does_not_count() -> None:
    octets = crl_der(revoked(), extensions=[point(only_contains_attribute_certs=True)])
    assert seen(ask(octets)) == ("Failed", SCOPE, [SCOPE])
    elsewhere = certificate("leaf", extensions=[points(x509.DistributionPoint([uri("http://x.example/2.crl")], None, None, None))])
    assert seen(ask(crl_der(revoked(), extensions=[PART]), cas=(CA, elsewhere))) == ("Failed", SCOPE, [SCOPE])


def test_revocation_is_final_so_an_old_list_still_tells_it() -> None:
    old: dict[str, Any] = {"since": NOW - 9 * DAY, "until": NOW - 8 * DAY}
    verdict = ask(crl_der(revoked(), **old))
    assert (verdict.status.value, verdict.step(CURRENT).outcome) == ("Revoked", Outcome.FAILED)
    assert ask(crl_der(revoked(reason="certificateHold"), **old)).status.value == "Failed"


@pytest.mark.requirement("M07.FR.07")
def test_what_nobody_can_verify_is_passed_on_only_as_received_and_said() -> None:
    for entries, status in (([], "Good"), ([revoked()], "Revoked")):
        octets = crl_der(*entries, signer="Evil")
        assert seen(ask(octets, cas=())) == ("Failed", ISSUER, [ISSUER])
        verdict = ask(octets, cas=(), policy=AS_RECEIVED)
        assert (verdict.status.value, verdict.verified) == (status, False)
        assert ("revocation-unknown", "warning") in codes(verdict)
    other = ask(crl_der(issuer="Other"), cas=(), policy=AS_RECEIVED)
    assert seen(other) == ("Failed", SCOPE, [SCOPE])


def test_the_same_cas_new_key_may_sign_where_its_old_key_certified_it() -> None:
    octets = crl_der(signer="new key")
    assert seen(ask(octets)) == ("Failed", SIGNATURE, [SIGNATURE])
    rekeyed = certificate("CA", key_of="new key", issuer_key="CA", serial=2, ca=True)
    verdict = ask(octets, cas=(CA, rekeyed))
    assert (verdict.status.value, codes(verdict)) == ("Good", [("revocation-unauthorized", "warning")])  # was it revoked itself?


@pytest.mark.requirement("RFC 5280 6.3.3")
@pytest.mark.parametrize("issuer", ["CA", "Root", "Nobody"])
def test_a_stranger_of_the_issuers_name_signs_nothing_though_it_lies_in_the_pool(issuer: str) -> None:
    stranger = certificate(
        "CA", key_of="evil", issuer=issuer, issuer_key="evil" if issuer == "CA" else "evil root", serial=2, ca=True
    )
    evil_root = certificate("Root", key_of="evil root", issuer_key="evil root", issuer="Root", serial=3, ca=True)
    octets = crl_der(signer="evil")
    for cas in ((CA, stranger), (CA, stranger, evil_root), (stranger, evil_root, CA)):
        for verdict in (ask(octets, cas=cas), judge_crl(LEAF, CA, octets, CaPool(cas), NOW)):
            assert seen(verdict) == ("Failed", SIGNER, [SIGNER])
            assert ("revocation-unauthorized", "error") in codes(verdict)
        assert ask(octets, cas=cas, policy=AS_RECEIVED).status.value == "Failed"


def test_a_signer_counts_that_leads_to_the_root_of_the_issuer_and_not_one_of_a_cross_certificate() -> None:
    root = certificate("Root", issuer="Root", serial=20, ca=True)
    ca = certificate("CA", issuer="Root", serial=21, ca=True)
    other = certificate("Other", issuer="Other", serial=22, ca=True)
    across = certificate("CA", issuer="Other", serial=23, ca=True)  # anybody can certify the CA's name and key
    for under, status in (("Root", "Good"), ("Other", "Failed")):
        signer = certificate("CA", key_of="CRL key", issuer=under, serial=24, usages=["cRLSign"])
        verdict = judge_crl(LEAF, ca, crl_der(signer="CRL key"), CaPool((root, ca, other, signer)), NOW)
        assert verdict.status.value == status
        crossed = judge_crl(LEAF, ca, crl_der(signer="CRL key"), CaPool((root, ca, other, across, signer)), NOW)
        assert crossed.status.value == status
        if under == "Other":
            assert judge_crl(LEAF, across, crl_der(signer="CRL key"), CaPool((root, ca, signer)), NOW).status.value == "Failed"


@pytest.mark.parametrize(("off", "status"), [(0, "Good"), (299, "Good"), (300, "Good"), (301, "Failed"), (3600, "Failed")])
def test_the_clocks_may_differ_by_the_policys_skew_and_no_more_and_that_is_said(off: int, status: str) -> None:
    ahead = crl_der(since=NOW + timedelta(seconds=off), until=NOW + DAY)
    behind = crl_der(until=NOW - timedelta(seconds=off - 1))
    for octets, needed in ((ahead, off > 0), (behind, off > 0)):
        verdict = ask(octets)
        assert verdict.status.value == status
        if status == "Good":
            assert codes(verdict) == ([("revocation-stale", "warning")] if needed else [])
            assert ("clocks" in verdict.step(CURRENT).seen) is needed
            assert ask(octets, skew=timedelta(0)).status.value == ("Failed" if needed else "Good")


def test_a_list_that_holds_for_ever_is_judged_with_skew_too() -> None:
    assert ask(crl_der(until=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))).status.value == "Good"


def test_sha1_under_a_list_is_said() -> None:
    built = x509.CertificateRevocationListBuilder().issuer_name(x509_name("CA")).last_update(NOW - DAY).next_update(NOW + DAY)
    signer = ec.generate_private_key(ec.SECP256R1())
    ca = x509.CertificateBuilder().subject_name(x509_name("CA")).issuer_name(x509_name("CA")).public_key(signer.public_key())
    ca = ca.serial_number(1).not_valid_before(NOW - DAY).not_valid_after(NOW + DAY)
    ca = ca.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    at_hand = path_certificate(ca.sign(signer, hashes.SHA256()).public_bytes(Encoding.DER))
    tbs = built.sign(signer, hashes.SHA256()).public_bytes(Encoding.DER)
    read = asn1_crl.CertificateList.load(tbs)
    algorithm = {"algorithm": "sha1_ecdsa"}
    read["tbs_cert_list"]["signature"], read["signature_algorithm"] = algorithm, algorithm
    read["signature"] = signer.sign(read["tbs_cert_list"].dump(force=True), ec.ECDSA(hashes.SHA1()))  # noqa: S303
    whom = CertificateHashData("SHA256", *_hashes(at_hand), "5")
    verdict = ask(read.dump(force=True), cas=(at_hand,), hash_data=whom)
    assert (verdict.status.value, codes(verdict)) == ("Good", [("revocation-signature", "warning")])
    assert "SHA-1" in verdict.step(SIGNATURE).seen


def _hashes(ca: PathCertificate) -> tuple[str, str]:
    return sha256(ca.facts.subject_der).hexdigest(), sha256(key_bits(ca) or b"").hexdigest()


def test_a_certificate_at_hand_is_judged_by_the_same_steps() -> None:
    verdict = judge_crl(LEAF, CA, crl_der(revoked()), CaPool(), NOW)
    assert (verdict.status.value, verdict.hash_data) == ("Revoked", HASH_DATA)


def test_a_list_that_is_read_once_is_judged_alike_and_its_signature_is_verified_once_for_each_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    verified: list[tuple[Crl, PathCertificate]] = []

    def counted(crl: Crl, signer: PathCertificate) -> SignatureCheck:
        verified.append((crl, signer))
        return signature_of(crl, signer)

    octets, evil = crl_der(revoked()), certificate("CA", key_of="evil", issuer_key="evil", issuer="CA", serial=2, ca=True)
    other = certificate("leaf", serial=6)
    asked = [(leaf, issuer) for issuer in (CA, evil) for leaf in (LEAF, other, LEAF)]
    anew = [judge_crl(leaf, issuer, octets, CaPool(), NOW) for leaf, issuer in asked]
    monkeypatch.setattr("workbench.revocation.verdict_crl_reading.signature_of", counted)
    read = read_crl(octets)
    assert [judge_crl(leaf, issuer, read, CaPool(), NOW) for leaf, issuer in asked] == anew
    assert [verdict.status.value for verdict in anew] == ["Revoked", "Good", "Revoked", "Failed", "Failed", "Failed"]
    assert [signer for _, signer in verified] == [CA, evil]
    assert judge_crl_for_hash_data(HASH_DATA, read, CaPool((CA,)), NOW) == ask(octets)


@pytest.mark.parametrize("octets", [b"<html>", b"", b"-----BEGIN X509 CRL-----\n????"])
def test_what_is_no_list_is_read_once_too(octets: bytes) -> None:
    assert judge_crl_for_hash_data(HASH_DATA, read_crl(octets), CaPool((CA,)), NOW) == ask(octets)
    nobody = CertificateHashData("MD5", "", "", "")
    assert judge_crl_for_hash_data(nobody, read_crl(octets), CaPool((CA,)), NOW) == ask(octets, hash_data=nobody)


def seeds() -> tuple[bytes, ...]:
    return crl_der(signer="Evil"), crl_der(until=NOW - DAY), crl_der(extensions=[CRITICAL]), crl_der(issuer="Other")


@examples(300)
@given(mutated(seeds) | st.binary(max_size=200))
def test_any_octets_as_a_crl_are_never_good_and_never_an_exception(octets: bytes) -> None:
    verdict = ask(octets)
    assert verdict.status.value == "Failed"
    assert verdict.findings[-1].code == "revocation-unknown"
    passed_on = ask(octets, cas=(), policy=AS_RECEIVED)
    assert not passed_on.verified
    assert passed_on.findings


@examples(300)
@given(mutated(lambda: (crl_der(revoked()), crl_der(), crl_der(revoked(6), until=NOW - DAY))))
def test_it_agrees_with_the_store_that_judges_paths(octets: bytes) -> None:
    verdict = ask(octets, cas=(CA, LEAF), skew=timedelta(0))
    try:
        item = crl_item(octets)
    except Exception:  # noqa: BLE001  # whatever cryptography says of it
        return
    answer = CrlStore([item]).status(LEAF, CA, NOW, trusted_signer=lambda _: True, signers=(CA, LEAF))
    told = {Status.GOOD: "Good", Status.REVOKED: "Revoked", Status.UNKNOWN: "Failed"}[answer.status]
    assert verdict.status.value == told
