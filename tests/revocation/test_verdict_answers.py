"""What a CSMS sends back: M06 passes octets on, M07 says the status."""

import base64
from typing import Any

import pytest

from tests.revocation.ocsp_made import CRITICAL, DAY, NOW, response, single, unsuccessful
from tests.revocation.verdict_made import HASH_DATA, ask_ocsp
from workbench.certs.hashdata import HashAlgorithm
from workbench.messages.codec import to_wire
from workbench.messages.hash_data import CertificateHashDataType
from workbench.messages.versions import Version
from workbench.revocation.cache_rules import WITHOUT_NEXT_UPDATE
from workbench.revocation.verdict_answers import m06_response, m07_result
from workbench.times import rfc3339

ASKED = CertificateHashDataType(
    hash_algorithm=HashAlgorithm.SHA256,
    issuer_name_hash=HASH_DATA.issuer_name_hash.upper(),
    issuer_key_hash=HASH_DATA.issuer_key_hash,
    serial_number=HASH_DATA.serial_number,
)


@pytest.mark.requirement("M06.FR.02")
@pytest.mark.requirement("M06.FR.03")
@pytest.mark.requirement("M06.FR.08")
@pytest.mark.requirement("M06.FR.09")
@pytest.mark.parametrize("said", ["good", "revoked", "unknown"])
def test_m06_status_is_that_of_the_retrieval_and_the_octets_are_passed_on(said: str) -> None:
    for octets in (response(single(said)), response(single(said), signer="Evil")):
        answer, findings = m06_response(octets)
        assert (answer.status.value, findings) == ("Accepted", ())
        assert base64.b64decode(answer.ocsp_result or "") == octets
        assert to_wire(answer, Version.V201)


@pytest.mark.requirement("M06.FR.04")
@pytest.mark.parametrize(
    ("octets", "requirement"),
    [
        (None, "M06.FR.04"),
        (unsuccessful("try_later"), "M06.FR.04"),
        (unsuccessful("unauthorized"), "M06.FR.04"),
        (b"<html>", "M06.FR.08"),
        (b"", "M06.FR.08"),
    ],
)
def test_m06_fails_where_no_ocsp_status_was_had(octets: bytes | None, requirement: str) -> None:
    answer, (finding,) = m06_response(octets)
    assert (answer.status.value, answer.ocsp_result, finding.requirement) == ("Failed", None, requirement)


@pytest.mark.requirement("M06.FR.03")
@pytest.mark.parametrize(("version", "limit"), [("2.0.1", 5500), ("2.1", 18_000)])
def test_m06_fails_where_ocsp_result_cannot_carry_the_response(version: str, limit: int) -> None:
    accepted = set()
    padding: dict[str, Any] = {**CRITICAL, "critical": False}
    for octets in range(limit // 4 * 3 - 400, limit // 4 * 3 + 200, 40):
        der = response(single(), extensions=[{**padding, "extn_value": b"\x05" * (octets - 300)}])
        answer, findings = m06_response(der, version)
        fits = len(base64.b64encode(der)) <= limit
        assert (answer.status.value, [one.code for one in findings]) == (
            ("Accepted", []) if fits else ("Failed", ["message-too-large"])
        )
        accepted.add(fits)
    assert accepted == {True, False}


@pytest.mark.requirement("M07.FR.08")
@pytest.mark.parametrize("said", ["good", "revoked", "unknown"])
def test_m07_says_the_status_with_its_next_update_about_what_was_asked(said: str) -> None:
    result = m07_result(ASKED, ask_ocsp(response(single(said))), NOW)
    assert (result.certificate_hash_data, result.source.value, result.status.value, result.next_update) == (
        ASKED,
        "OCSP",
        said.capitalize(),
        rfc3339(NOW + DAY),
    )


@pytest.mark.requirement("M07.FR.08")
def test_m07_bounds_a_missing_next_update_and_lets_nobody_keep_a_failure() -> None:
    assert m07_result(ASKED, ask_ocsp(response(single(until=None))), NOW).next_update == rfc3339(NOW + WITHOUT_NEXT_UPDATE)
    failed = m07_result(ASKED, ask_ocsp(response(single(serial=6))), NOW)
    assert (failed.status.value, failed.next_update) == ("Failed", rfc3339(NOW))
