"""What a CRL says of hash data alone, step by step: not listed is Good only where the list is the right one, sound and current."""

from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.revocation.pki import DAY, NOW, authority, certificate, crl_der, crl_item, delta_of, number, point, points, revoked, uri
from tests.revocation.test_ocsp_any_input import mutated
from tests.revocation.verdict_made import AS_RECEIVED, ask_crl, codes, seen
from workbench.certs.hashdata import CertificateHashData
from workbench.certs.issuing import Extension
from workbench.revocation import CrlStore, Status
from workbench.revocation.by_hash import CaPool
from workbench.revocation.ocsp_request import hash_data_by
from workbench.revocation.verdict import Outcome, Verdict
from workbench.revocation.verdict_crl import judge_crl
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
    "another CA's": (crl_der(issuer="Other"), (CA, certificate("Other", issuer="Other", ca=True)), [SCOPE]),
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
    assert ask(crl_der(extensions=[point(**limits, full_name=[uri(URL)])]), urls=[URL]).status.value == "Good"
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


def test_the_same_cas_new_key_may_sign_where_the_pool_trusts_it() -> None:
    rekeyed = certificate("CA", key_of="new key", issuer_key="new key", serial=2, ca=True)
    octets = crl_der(signer="new key")
    assert seen(ask(octets)) == ("Failed", SIGNATURE, [SIGNATURE])
    assert ask(octets, cas=(CA, rekeyed)).status.value == "Good"


def test_a_certificate_at_hand_is_judged_by_the_same_steps() -> None:
    verdict = judge_crl(LEAF, CA, crl_der(revoked()), CaPool(), NOW)
    assert (verdict.status.value, verdict.hash_data) == ("Revoked", HASH_DATA)


def seeds() -> tuple[bytes, ...]:
    return crl_der(signer="Evil"), crl_der(until=NOW - DAY), crl_der(extensions=[CRITICAL]), crl_der(issuer="Other")


@settings(max_examples=300, deadline=None)
@given(mutated(seeds) | st.binary(max_size=200))
def test_any_octets_as_a_crl_are_never_good_and_never_an_exception(octets: bytes) -> None:
    verdict = ask(octets)
    assert verdict.status.value == "Failed"
    assert verdict.findings[-1].code == "revocation-unknown"
    passed_on = ask(octets, cas=(), policy=AS_RECEIVED)
    assert not passed_on.verified
    assert passed_on.findings


@settings(max_examples=300, deadline=None)
@given(mutated(lambda: (crl_der(revoked()), crl_der(), crl_der(revoked(6), until=NOW - DAY))))
def test_it_agrees_with_the_store_that_judges_paths(octets: bytes) -> None:
    verdict = ask(octets, cas=(CA, LEAF))
    try:
        item = crl_item(octets)
    except Exception:  # noqa: BLE001  # whatever cryptography says of it
        return
    answer = CrlStore([item]).status(LEAF, CA, NOW, trusted_signer=lambda _: True, signers=(CA, LEAF))
    told = {Status.GOOD: "Good", Status.REVOKED: "Revoked", Status.UNKNOWN: "Failed"}[answer.status]
    assert verdict.status.value == told
