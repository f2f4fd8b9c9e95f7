"""What an OCSP response says of hash data alone, step by step: one thing wrong, one step failed, and never Good."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import core, ocsp
from cryptography.hazmat.primitives import hashes

from tests.revocation.ocsp_made import (
    CA,
    CRITICAL,
    DAY,
    LEAF,
    NOCHECK,
    NOW,
    SERVER,
    SIGNING,
    ca,
    made,
    path_certificate,
    responder,
    response,
    signed,
    single,
    unsuccessful,
)
from tests.revocation.verdict_made import AS_RECEIVED, HASH_DATA, ask_ocsp, codes, pool_of, seen, unchecked
from workbench.certs.hashdata import CertificateHashData
from workbench.findings import Severity
from workbench.revocation.verdict import Outcome, VerdictPolicy
from workbench.revocation.verdict_ocsp import judge_ocsp, judge_ocsp_for_hash_data
from workbench.revocation.verdict_ocsp_names import (
    ABOUT,
    ANSWERED,
    CURRENT,
    ISSUER,
    NONCE_REPEATED,
    READABLE,
    SAYS,
    SIGNATURE,
    SIGNER,
    SIZE,
    SOUND,
    STEPS,
)

OTHER = ca("Other")
ALGORITHMS = ["SHA1", "SHA256", "SHA384", "SHA512"]


def with_nonce(nonce: bytes, **changed: Any) -> bytes:
    extension = {"extn_id": "1.3.6.1.5.5.7.48.1.2", "critical": False, "extn_value": core.OctetString(nonce).dump()}
    return response(single(**changed), extensions=[extension])


def broken(der: bytes) -> bytes:
    return der[:-1] + bytes((der[-1] ^ 1,))


@pytest.mark.requirement("M07.FR.03")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("said", ["good", "revoked", "unknown"])
def test_the_responders_word_is_the_status_for_every_hash_algorithm(algorithm: str, said: str) -> None:
    verdict = ask_ocsp(response(single(said, digest=algorithm.lower())), algorithm=algorithm)
    assert seen(verdict) == (said.capitalize(), "", [])
    assert verdict.verified
    assert (verdict.this_update, verdict.next_update) == (NOW - DAY, NOW + DAY)
    assert unchecked(verdict) == [NONCE_REPEATED]
    assert verdict.step(SAYS).seen.startswith(said)
    assert (verdict.reason, verdict.revoked_at) == (("keyCompromise", NOW - 3 * DAY) if said == "revoked" else (None, None))
    expected = {"good": [], "revoked": [("revoked", "error")], "unknown": [("revocation-unknown", "error")]}[said]
    assert codes(verdict) == expected


def test_steps_are_named_in_order_whatever_happens() -> None:
    for octets in (response(single()), b"junk", unsuccessful("try_later"), response(single(serial=6))):
        verdict = ask_ocsp(octets)
        assert [(step.name, step.requirement) for step in verdict.steps] == list(STEPS.items())


FAULTS: dict[str, tuple[bytes, dict[str, Any], list[str], str]] = {
    "junk": (b"<html>", {}, [READABLE], "malformed-ocsp"),
    "empty": (b"", {}, [READABLE], "malformed-ocsp"),
    "tryLater": (unsuccessful("try_later"), {}, [ANSWERED], "revocation-unreachable"),
    "unauthorized": (unsuccessful("unauthorized"), {}, [ANSWERED], "revocation-unauthorized"),
    "another serial number": (response(single(serial=6)), {}, [ABOUT], "revocation-wrong-certificate"),
    "another issuer's name": (response(single(issuer="Other", issuer_key="CA")), {}, [ABOUT], "revocation-wrong-certificate"),
    "another issuer's key": (response(single(issuer_key="Other")), {}, [ABOUT], "revocation-wrong-certificate"),
    "about nobody": (response(), {}, [ABOUT], "revocation-wrong-certificate"),
    "an unknown critical extension": (response(single(), extensions=[CRITICAL]), {}, [SOUND], "unknown-critical-extension"),
    "another one in the single response": (response(single(extensions=[CRITICAL])), {}, [SOUND], "unknown-critical-extension"),
    "another nonce": (with_nonce(b"a" * 32), {"nonce": b"b" * 32}, [NONCE_REPEATED], "ocsp-nonce"),
    "no nonce where one is due": (
        response(single()),
        {"nonce": b"b" * 32, "nonce_required": True},
        [NONCE_REPEATED],
        "ocsp-nonce",
    ),
    "a broken signature": (broken(response(single())), {}, [SIGNATURE], "revocation-signature"),
    "another CA's signature": (response(single(), signer="Other", names="CA"), {}, [SIGNATURE], "revocation-signature"),
    "a signer who is not there": (response(single(), signer="Other"), {}, [SIGNER], "revocation-unauthorized"),
    "a delegate without OCSPSigning": (
        response(single(), signer="Responder", certificates=[responder(extensions=[SERVER, NOCHECK])]),
        {},
        [SIGNER],
        "revocation-unauthorized",
    ),
    "another CA's delegate": (
        response(single(), signer="Responder", certificates=[responder(issuer="Other")]),
        {},
        [SIGNER],
        "revocation-unauthorized",
    ),
    "an expired delegate": (
        response(single(), signer="Responder", certificates=[responder(until=-DAY)]),
        {},
        [SIGNER],
        "revocation-unauthorized",
    ),
    "itself as the signer": (
        response(single(), signer="leaf", certificates=[made("leaf", extensions=[SIGNING, NOCHECK])]),
        {},
        [SIGNER],
        "revocation-unauthorized",
    ),
    "out of date": (response(single(until=NOW - DAY / 24)), {}, [CURRENT], "revocation-stale"),
    "from the future": (response(single(since=NOW + DAY, until=NOW + 2 * DAY)), {}, [CURRENT], "revocation-stale"),
    "signed in the future": (response(single(), produced=NOW + DAY), {}, [CURRENT], "revocation-stale"),
    "no nextUpdate, and old": (
        response(single(since=NOW - 8 * DAY, until=None), produced=NOW - 8 * DAY),
        {},
        [CURRENT],
        "revocation-stale",
    ),
    "no issuer at hand": (response(single()), {"cas": (OTHER,)}, [ISSUER], "revocation-unknown"),
}


@pytest.mark.requirement("M07.FR.02")
@pytest.mark.requirement("RFC 6960 3.2")
@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_fails_one_step_and_the_status(fault: str) -> None:
    octets, asked, steps, code = FAULTS[fault]
    verdict = ask_ocsp(octets, **asked)
    assert verdict.status.value == "Failed"
    assert [step.name for step in verdict.steps if step.outcome is Outcome.FAILED] == steps
    least = Severity.WARNING if steps == [ANSWERED] else Severity.ERROR
    assert (code, least.value) in codes(verdict)
    assert codes(verdict)[-1] == ("revocation-unknown", "error")
    assert verdict.findings[-1].requirement == "M07.FR.02"
    assert verdict.obstacle
    assert not verdict.verified
    assert all(finding.certificate != "" for finding in verdict.findings)


@pytest.mark.parametrize("status", ["try_later", "unauthorized", "internal_error", "malformed_request", "sign_required"])
def test_ocsps_own_word_is_the_obstacle(status: str) -> None:
    words = {"try_later": "tryLater", "internal_error": "internalError", "malformed_request": "malformedRequest"}
    expected = words.get(status, "sigRequired" if status == "sign_required" else status)
    assert ask_ocsp(unsuccessful(status)).obstacle == expected


def test_a_delegate_may_answer_and_its_status_is_said_where_it_is_not_known() -> None:
    sent = [responder()]
    verdict = ask_ocsp(response(single(), signer="Responder", certificates=sent))
    assert (verdict.status.value, codes(verdict)) == ("Good", [])
    assert "ocsp-nocheck" in verdict.step(SIGNER).seen
    verdict = ask_ocsp(response(single(), signer="Responder", certificates=[responder(extensions=[SIGNING])]))
    assert (verdict.status.value, codes(verdict)) == ("Good", [("revocation-unauthorized", "warning")])


def test_a_delegate_that_does_not_send_its_certificate_is_found_in_the_pool() -> None:
    octets = response(single(), signer="Responder", by_key=True)
    assert seen(ask_ocsp(octets)) == ("Failed", SIGNER, [SIGNER])
    assert ask_ocsp(octets, cas=(CA, responder())).status.value == "Good"


def test_the_issuer_may_come_with_the_response_where_both_hashes_are_its_own() -> None:
    octets = response(single(), certificates=[OTHER, CA])
    verdict = ask_ocsp(octets, cas=())
    assert verdict.status.value == "Good"
    assert "brings along" in verdict.step(ISSUER).seen
    imposter = ca("CA", own_key="Evil", issuer_key="Evil")
    octets = response(single(), signer="Evil", names="CA", certificates=[imposter])
    verdict = ask_ocsp(octets, cas=())
    assert seen(verdict) == ("Failed", ISSUER, [ISSUER])
    assert "that name, but another key" in verdict.findings[0].message or "it is empty" in verdict.findings[0].message


@pytest.mark.requirement("M07.FR.03")
@pytest.mark.parametrize("said", ["good", "revoked", "unknown"])
def test_what_nobody_can_verify_is_failed_or_as_received_and_always_said(said: str) -> None:
    octets = response(single(said), signer="Evil")
    assert seen(ask_ocsp(octets, cas=())) == ("Failed", ISSUER, [ISSUER])
    verdict = ask_ocsp(octets, cas=(), policy=AS_RECEIVED)
    assert seen(verdict) == (said.capitalize(), "", [])
    assert not verdict.verified
    assert {ISSUER, SIGNATURE, SIGNER} <= set(unchecked(verdict))
    assert verdict.findings[0].code == "revocation-unknown"
    assert "passed on" in verdict.findings[0].message


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"no issuer at hand"}))
def test_as_received_passes_on_nothing_that_is_known_to_be_wrong(fault: str) -> None:
    octets, asked, _, _ = FAULTS[fault]
    policy = VerdictPolicy(AS_RECEIVED.unverifiable, nonce_required=asked.get("nonce_required", False))
    assert ask_ocsp(octets, nonce=asked.get("nonce"), policy=policy).status.value == "Failed"


@pytest.mark.parametrize("fault", [name for name, (_, _, steps, _) in FAULTS.items() if not {SIGNATURE, SIGNER, ISSUER} & {*steps}])
def test_nor_where_the_issuer_is_not_known(fault: str) -> None:
    octets, asked, steps, _ = FAULTS[fault]
    policy = VerdictPolicy(AS_RECEIVED.unverifiable, nonce_required=asked.get("nonce_required", False))
    verdict = ask_ocsp(octets, cas=(), nonce=asked.get("nonce"), policy=policy)
    assert verdict.status.value == "Failed"
    assert [step.name for step in verdict.steps if step.outcome is Outcome.FAILED] == steps


def test_as_received_in_sha1_cannot_be_tied_to_the_certificate() -> None:
    assert seen(ask_ocsp(response(single(digest="sha1")), cas=(), policy=AS_RECEIVED)) == ("Failed", ABOUT, [ABOUT])


@pytest.mark.requirement("RFC 6960 4.4.1")
def test_the_nonce_is_compared_and_its_absence_is_tolerated_and_said() -> None:
    verdict = ask_ocsp(with_nonce(b"n" * 32), nonce=b"n" * 32)
    assert (verdict.status.value, verdict.step(NONCE_REPEATED).outcome) == ("Good", Outcome.OK)
    verdict = ask_ocsp(response(single()), nonce=b"n" * 32)
    assert (verdict.status.value, verdict.step(NONCE_REPEATED).outcome) == ("Good", Outcome.NOT_CHECKED)
    assert codes(verdict) == [("ocsp-nonce", "info")]


def test_a_nonce_without_its_octet_string_is_one_all_the_same() -> None:
    unknown = {"extn_id": "1.3.6.1.5.5.7.48.1.99", "critical": False, "extn_value": b"\x05\x00"}
    made_so = ocsp.OCSPResponse.load(response(single(), extensions=[unknown]))["response_bytes"]["response"].parsed
    data = made_so["tbs_response_data"].dump()
    octets = signed(data.replace(bytes.fromhex("2b0601050507300163"), bytes.fromhex("2b0601050507300102")), "CA")
    assert ask_ocsp(octets, nonce=b"\x05\x00").step(NONCE_REPEATED).outcome is Outcome.OK
    assert ask_ocsp(octets, nonce=b"\x05\x01").step(NONCE_REPEATED).outcome is Outcome.FAILED


def test_an_answer_in_sha1_is_taken_and_named() -> None:
    verdict = ask_ocsp(response(single(digest="sha1")))
    assert (verdict.status.value, codes(verdict)) == ("Good", [("ocsp-sha1", "warning")])
    assert "OCPP has no SHA-1" in verdict.findings[0].message
    assert codes(ask_ocsp(response(single(digest="sha1")), algorithm="SHA1")) == []


@pytest.mark.requirement("M06.FR.03")
@pytest.mark.parametrize(("version", "limit"), [("2.0.1", 5500), ("2.1", 18_000)])
def test_a_response_that_ocsp_result_cannot_carry_is_said_and_judged_all_the_same(version: str, limit: int) -> None:
    fits = limit // 4 * 3
    plain = len(response(single()))
    padding = {**CRITICAL, "critical": False}
    sizes = {}
    for wanted in (fits - 40, fits + 40):
        octets = response(single(), extensions=[{**padding, "extn_value": b"\x05" * (wanted - plain - 40)}])
        verdict = ask_ocsp(octets, ocpp_version=version)
        assert verdict.status.value == "Good"
        sizes[len(octets) <= fits] = verdict.step(SIZE).outcome, codes(verdict)
    assert sizes[True] == (Outcome.OK, [])
    assert sizes[False] == (Outcome.FAILED, [("message-too-large", "warning")])


def test_revocation_is_final_so_an_old_answer_still_tells_it() -> None:
    old: dict[str, Any] = {"since": NOW - 9 * DAY, "until": NOW - 8 * DAY}
    verdict = ask_ocsp(response(single("revoked", **old), produced=NOW - 9 * DAY))
    assert (verdict.status.value, verdict.step(CURRENT).outcome) == ("Revoked", Outcome.FAILED)
    hold = ask_ocsp(response(single("revoked", reason="certificate_hold", **old), produced=NOW - 9 * DAY))
    assert hold.status.value == "Failed"


def test_of_several_single_responses_the_right_one_and_the_gravest_counts() -> None:
    assert ask_ocsp(response(single("revoked", serial=6), single())).status.value == "Good"
    assert ask_ocsp(response(single(), single("revoked"))).status.value == "Revoked"
    stale = single("unknown", until=NOW - DAY / 2)
    assert ask_ocsp(response(stale, single())).status.value == "Good"


def test_an_expired_issuer_is_said_and_answers_all_the_same() -> None:
    verdict = ask_ocsp(response(single()), cas=(ca(until=-DAY),))
    assert (verdict.status.value, codes(verdict)) == ("Good", [("expired", "warning")])


def test_what_is_no_hash_data_is_failed_not_an_exception() -> None:
    for hash_data in (CertificateHashData("SHA256", "", "", ""), CertificateHashData("MD5", "00", "00", "1")):
        verdict = judge_ocsp_for_hash_data(hash_data, response(single()), pool_of(CA), NOW)
        assert seen(verdict) == ("Failed", "the hash data are none", [])
        assert codes(verdict) == [("hash-data-format", "error")]


def test_a_certificate_that_is_at_hand_is_judged_by_the_same_steps() -> None:
    verdict = judge_ocsp(path_certificate(LEAF), path_certificate(CA), response(single()), NOW)
    assert seen(verdict) == ("Good", "", [])
    assert verdict.hash_data == HASH_DATA
    leaf = made("leaf", extensions=[SIGNING, NOCHECK])
    verdict = judge_ocsp(path_certificate(leaf), path_certificate(CA), response(single(), signer="leaf", certificates=[leaf]), NOW)
    assert seen(verdict)[1:] == (SIGNER, [SIGNER])


def test_it_shows_itself_escaped() -> None:
    verdict = ask_ocsp(response(single(), signer="<b>Evil", names="<b>Evil"))
    html = verdict._repr_html_()
    assert "&lt;b&gt;Evil" in html
    assert "<b>Evil" not in html
    assert "signer may answer" in str(verdict)


@pytest.mark.parametrize(("off", "status"), [(0, "Good"), (300, "Good"), (301, "Failed")])
@pytest.mark.parametrize("moment", ["thisUpdate", "producedAt", "nextUpdate"])
def test_the_clocks_may_differ_by_the_policys_skew_and_no_more_and_that_is_said(moment: str, off: int, status: str) -> None:
    by = timedelta(seconds=off)
    octets = {
        "thisUpdate": response(single(since=NOW + by), produced=NOW + by),
        "producedAt": response(single(), produced=NOW + by),
        "nextUpdate": response(single(until=NOW - by)),
    }[moment]
    verdict = ask_ocsp(octets)
    assert verdict.status.value == status
    if status == "Good":
        assert codes(verdict) == ([("revocation-stale", "warning")] if off else [])
        assert ("clocks" in verdict.step(CURRENT).seen) is bool(off)
        assert ask_ocsp(octets, skew=timedelta(0)).status.value == ("Failed" if off else "Good")


def test_an_answer_that_holds_for_ever_is_judged_with_skew_too() -> None:
    assert ask_ocsp(response(single(until=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)))).status.value == "Good"


def test_sha1_under_an_answer_is_said() -> None:
    verdict = ask_ocsp(response(single(), digest=hashes.SHA1()))  # noqa: S303
    assert (verdict.status.value, codes(verdict)) == ("Good", [("revocation-signature", "warning")])
    assert "SHA-1" in verdict.step(SIGNATURE).seen
