"""What the schema allows and is odd all the same; and the small parts: moments, statusInfo, reason codes, security events."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ocpp.v201.enums import StatusInfoReasonType

from tests.properties.depth import examples
from workbench.certs.hashdata import HashAlgorithm
from workbench.findings import Severity
from workbench.messages.certificate_status import (
    CertificateStatus,
    CertificateStatusSource,
    CertificateStatusValue,
    GetCertificateChainStatusResponse,
    GetCertificateStatusRequest,
    GetCertificateStatusResponse,
    GetCertificateStatusStatus,
)
from workbench.messages.certificates import (
    DeleteCertificateRequest,
    InstallCertificateRequest,
    InstallCertificateResponse,
    InstallCertificateStatus,
    InstallCertificateUse,
)
from workbench.messages.codec import to_wire
from workbench.messages.hash_data import CertificateHashDataType, OCSPRequestDataType
from workbench.messages.moments import moment_of
from workbench.messages.notes import notes
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.security_event import SecurityEvent
from workbench.messages.status_info import StatusInfo, status_info
from workbench.messages.versions import Version
from workbench.times import rfc3339

V201, V21 = Version


def hash_data(**changes):
    return CertificateHashDataType(
        **{
            "hash_algorithm": HashAlgorithm.SHA256,
            "issuer_name_hash": "0a" * 32,
            "issuer_key_hash": "0B" * 32,
            "serial_number": "c5f",
            **changes,
        }
    )


def codes(message, version=V21):
    return [(finding.code, finding.subject) for finding in notes(message, version)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"serial_number": "0"}, None),
        ({"serial_number": "00"}, "serialNumber"),
        ({"serial_number": "0c5f"}, "serialNumber"),
        ({"serial_number": "0x5f"}, "serialNumber"),
        ({"serial_number": ""}, "serialNumber"),
        ({"serial_number": "٣"}, "serialNumber"),
        ({"issuer_name_hash": "12345ABCDE"}, "issuerNameHash"),
        ({"issuer_key_hash": ""}, "issuerKeyHash"),
        ({"issuer_key_hash": "0g" * 32}, "issuerKeyHash"),
        ({"hash_algorithm": HashAlgorithm.SHA384, "issuer_name_hash": "0a" * 48, "issuer_key_hash": "0a" * 48}, None),
        ({"hash_algorithm": HashAlgorithm.SHA512, "issuer_name_hash": "0a" * 64, "issuer_key_hash": "0a" * 63}, "issuerKeyHash"),
    ],
)
def test_hash_data_is_measured_by_its_algorithm(changes, field):
    message = DeleteCertificateRequest(certificate_hash_data=hash_data(**changes))
    assert to_wire(message, V21)  # the schema takes all of it
    assert codes(message) == ([] if field is None else [("hash-data-format", f"$.certificateHashData.{field}")])


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-02-01T12:00:00Z", datetime(2025, 2, 1, 12, tzinfo=UTC)),
        ("2025-02-01t12:00:00.5z", datetime(2025, 2, 1, 12, 0, 0, 500000, tzinfo=UTC)),
        ("2025-02-01T12:00:00.123456789+01:00", datetime(2025, 2, 1, 11, 0, 0, 123456, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2025-02-01T12:00Z", None),
        ("20250201T1200Z", None),
        ("2025-02-01T12:00:00", None),
        ("2025-02-01 12:00:00Z", None),
        ("2025-02-30T12:00:00Z", None),
        ("2025-02-01T12:00:00+25:00", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2025-02-01T12:00:00Z\n", None),
        ("٢025-02-01T12:00:00Z", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_moment_is_rfc_3339_with_seconds(text, moment):
    assert moment_of(text) == moment
    message = GetCertificateChainStatusResponse(
        certificate_status=(
            CertificateStatus(
                certificate_hash_data=hash_data(),
                source=CertificateStatusSource.OCSP,
                status=CertificateStatusValue.FAILED,
                next_update=text,
            ),
        )
    )
    assert codes(message) == ([] if moment else [("date-time-format", "$.certificateStatus[0].nextUpdate")])


@examples(200)
@given(st.datetimes(timezones=st.just(UTC) | st.integers(-1439, 1439).map(lambda m: timezone(timedelta(minutes=m)))))
def test_every_moment_that_we_write_is_read(moment):
    try:
        moment.astimezone(UTC)
    except OverflowError:
        return
    assert moment_of(rfc3339(moment)) == moment.replace(microsecond=0)


@examples(200)
@given(st.text() | st.from_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"))
def test_no_text_breaks_the_reader(text):
    moment = moment_of(text)
    assert moment is None or moment.tzinfo is UTC


@pytest.mark.parametrize(("text", "odd"), [("", False), ("MIIB", False), ("MIIB\n", True), ("MIIB-_==", True), ("MII", True)])
def test_an_ocsp_result_is_base64(text, odd):
    message = GetCertificateStatusResponse(status=GetCertificateStatusStatus.ACCEPTED, ocsp_result=text)
    assert bool(codes(message)) is odd


@pytest.mark.parametrize(
    ("url", "odd"), [("http://ocsp.example/x", False), ("ocsp.example", True), ("ldap://x", True), ("http://[", True), ("", True)]
)
def test_a_responder_is_on_the_web(url, odd):
    parts = {
        name: getattr(hash_data(), name) for name in ("hash_algorithm", "issuer_name_hash", "issuer_key_hash", "serial_number")
    }
    message = GetCertificateStatusRequest(ocsp_request_data=OCSPRequestDataType(**parts, responder_url=url))
    assert bool(codes(message)) is odd


PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    ("text", "odd"), [(PEM, False), (PEM * 2, False), (PEM.replace("\n", "\\n"), True), ("MIIB", True), ("", True)]
)
def test_a_certificate_is_pem(text, odd):
    message = InstallCertificateRequest(certificate_type=InstallCertificateUse.CSMS_ROOT_CERTIFICATE, certificate=text)
    assert codes(message) == ([("field-format", "$.certificate")] if odd else [])


def test_a_note_is_no_error_and_shows_little():
    (finding,) = notes(
        InstallCertificateRequest(certificate_type=InstallCertificateUse.MO_ROOT_CERTIFICATE, certificate="x" * 900), V21
    )
    assert finding.severity is Severity.WARNING
    assert finding.item == "message"
    assert len(finding.observed) == 80


def response(code):
    return InstallCertificateResponse(status=InstallCertificateStatus.REJECTED, status_info=StatusInfo(reason_code=code))


def test_a_reason_code_of_ones_own_is_noted():
    assert codes(response("InvalidCertificate")) == []
    (finding,) = notes(response("InvalidCertProfile"), V21)
    assert (finding.code, finding.severity) == ("reason-code", Severity.INFO)
    assert codes(response("NoSecurityDowngrade")) == []
    assert codes(response("NoSecurityDowngrade"), V201) == [("reason-code", "$.statusInfo.reasonCode")]


def test_reason_codes_are_those_of_the_appendix():
    assert all(len(code) <= 20 for code in ReasonCode)
    in_201 = {code.value for code in ReasonCode if V201 in code.versions}
    spelled_out = {"MissingDeviceModelInfo": "MissingDevModelInfo"}  # 22 characters: the package's slip
    assert in_201 == {spelled_out.get(one.value, one.value) for one in StatusInfoReasonType}
    assert (len(in_201), len([code for code in ReasonCode if V21 in code.versions])) == (43, 62)


@pytest.mark.parametrize(("version", "longest"), [(V201, 512), (V21, 1024)])
def test_a_sentence_is_cut_to_the_limit_of_the_version(version, longest):
    fits = status_info(ReasonCode.INVALID_CERTIFICATE, "x" * longest, version)
    assert fits.additional_info == "x" * longest
    cut = status_info(ReasonCode.INVALID_CERTIFICATE, "word " * 999, version)
    assert cut.additional_info is not None
    assert len(cut.additional_info) <= longest
    assert cut.additional_info.endswith("…")
    assert cut.additional_info[-2] != " "
    reply = InstallCertificateResponse(status=InstallCertificateStatus.REJECTED, status_info=cut)
    assert to_wire(reply, version)


def test_a_code_that_201_does_not_have_becomes_unspecified():
    assert status_info(ReasonCode.NO_SECURITY_DOWNGRADE, "No.", V21).reason_code == "NoSecurityDowngrade"
    assert status_info(ReasonCode.NO_SECURITY_DOWNGRADE, "No.", V201) == StatusInfo(
        reason_code="Unspecified", additional_info="No."
    )


@pytest.mark.requirement("A02.FR.07", "A02.FR.29")
def test_the_security_events_of_certificates_are_critical():
    assert len(SecurityEvent) == 21
    assert len([event for event in SecurityEvent if not event.critical]) == 5
    assert SecurityEvent("InvalidChargingStationCertificate").critical
    assert SecurityEvent("DiscardedRenewedClientCertificate").critical
