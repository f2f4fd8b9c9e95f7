"""What the twin answers where no fault is in force: right OCSP responses to every right request, and a fitting no to the others."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import ocsp

from tests.net.twin.asking import (
    CA,
    HASHES,
    LEAF,
    URL,
    asked,
    certificate,
    http,
    in_path,
    joined,
    request,
    sample,
    single_statuses,
    with_twin,
)
from workbench.data import samples_directory
from workbench.errors import InputError
from workbench.net.machines.clock import Clock
from workbench.net.twin import Signing, Twin
from workbench.sample_pki import reference_time
from workbench.sample_pki.declaration import read_declaration

DECLARED = read_declaration((samples_directory() / "pki.toml").read_text("utf-8")).certificates
POINTING = [
    name
    for name, one in DECLARED.items()
    if one.ocsp and any(extension.startswith("authorityInformationAccess") for extension in one.extensions)
]


def signed_by(response: ocsp.OCSPResponse, key: object) -> bool:
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert response.signature_hash_algorithm is not None
    try:
        key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(response.signature_hash_algorithm))
    except InvalidSignature:
        return False
    return True


@pytest.mark.requirement("RFC 6960 4.2.1", "RFC 6960 4.1.1")
@pytest.mark.parametrize("digest", HASHES)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_good_is_good_by_every_hash_and_either_method(digest: str, method: str) -> None:
    der = request(digest=digest)

    async def story(twin: Twin) -> bytes:
        url, body = (in_path(URL, der), None) if method == "GET" else (URL, der)
        status, got, headers = await http(twin, url, body)
        assert (status, headers["Content-Type"]) == (200, "application/ocsp-response")
        assert "simulation" in headers["Server"]
        return got

    response = ocsp.load_der_ocsp_response(with_twin(story))
    assert response.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert response.serial_number == certificate(LEAF).serial_number
    assert response.hash_algorithm.name == digest
    assert response.issuer_key_hash == ocsp.load_der_ocsp_request(der).issuer_key_hash


def test_slashes_of_the_base64_may_stand_in_the_path_as_they_are() -> None:
    nonce = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
    path = in_path(URL, request(nonce=nonce)).replace("%2F", "/")
    assert path.removeprefix(URL).count("/") > 1
    _, got, _ = with_twin(lambda twin: http(twin, path))
    assert ocsp.load_der_ocsp_response(got).certificate_status is ocsp.OCSPCertStatus.GOOD


@pytest.mark.parametrize("name", POINTING)
def test_every_sample_that_names_a_responder_is_answered_there(name: str) -> None:
    response = with_twin(lambda twin: asked(twin, name, DECLARED[name].issuer))
    assert response.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL
    assert response.certificate_status is ocsp.OCSPCertStatus.GOOD


@pytest.mark.requirement("RFC 6960 2.2")
def test_revoked_restored_forgotten() -> None:
    since = datetime(2026, 5, 20, 8, tzinfo=UTC)

    async def story(twin: Twin) -> list[ocsp.OCSPResponse]:
        twin.revoke(LEAF, "certificateHold", since)
        first = await asked(twin)
        twin.restore(sample(LEAF))
        second = await asked(twin)
        twin.revoke(certificate(LEAF))
        third = await asked(twin)
        twin.forget(LEAF)
        return [first, second, third, await asked(twin)]

    held, restored, revoked, unknown = with_twin(story)
    assert held.certificate_status is ocsp.OCSPCertStatus.REVOKED
    assert (held.revocation_reason, held.revocation_time_utc) == (x509.ReasonFlags.certificate_hold, since)
    assert restored.certificate_status is ocsp.OCSPCertStatus.GOOD
    assert revoked.revocation_reason is x509.ReasonFlags.key_compromise
    assert revoked.revocation_time_utc == reference_time()
    assert unknown.certificate_status is ocsp.OCSPCertStatus.UNKNOWN


@pytest.mark.requirement("RFC 6960 2.3")
def test_another_ca_s_certificate_is_unauthorized() -> None:
    async def story(twin: Twin) -> bytes:
        return (await http(twin, URL, request("iso15118-2/cps", "iso15118-2/cps-sub-ca2")))[1]

    assert ocsp.load_der_ocsp_response(with_twin(story)).response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED


@pytest.mark.requirement("RFC 6960 4.1.1", "RFC 6960 2.3")
@pytest.mark.parametrize("digest", HASHES)
@pytest.mark.parametrize("field", ["issuer_name_hash", "issuer_key_hash"])
def test_both_hashes_must_be_those_of_the_ca(digest: str, field: str) -> None:
    der = request(digest=digest)
    right: bytes = getattr(ocsp.load_der_ocsp_request(der), field)
    wrong = der.replace(right, right[:-1] + bytes((right[-1] ^ 1,)))
    body = with_twin(lambda twin: http(twin, URL, wrong))[1]
    assert ocsp.load_der_ocsp_response(body).response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED


@pytest.mark.requirement("RFC 6960 2.3")
@pytest.mark.parametrize("body", [b"", b"\x30\x03", b"hello", request()[:-1], request() + b"\0", b"\x30\x04\x30\x02\x30\x00"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_is_no_request_is_malformed(body: bytes, method: str) -> None:
    async def story(twin: Twin) -> bytes:
        return (await (http(twin, URL, body) if method == "POST" else http(twin, in_path(URL, body))))[1]

    assert ocsp.load_der_ocsp_response(with_twin(story)).response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


def test_one_request_about_several_certificates_is_answered_about_each() -> None:
    pairs = [(LEAF, CA), ("variants/cpo-ocsp-signer", CA), (LEAF, CA)]

    async def story(twin: Twin) -> bytes:
        twin.revoke(LEAF)
        return (await http(twin, URL, joined(*(request(*pair) for pair in pairs))))[1]

    assert single_statuses(with_twin(story)) == ["revoked", "good", "revoked"]


@pytest.mark.requirement("RFC 6960 4.4.1")
@pytest.mark.parametrize("nonce", [None, b"n", b"0123456789abcdef", bytes(32)])
def test_a_nonce_comes_back_and_none_where_none_was_sent(nonce: bytes | None) -> None:
    async def story(twin: Twin) -> list[bytes]:
        response = await asked(twin, nonce=nonce)
        return [one.value.nonce for one in response.extensions if isinstance(one.value, x509.OCSPNonce)]

    assert with_twin(story) == ([] if nonce is None else [nonce])


@pytest.mark.requirement("RFC 6960 4.2.2.2", "RFC 6960 4.2.2.2.1")
@pytest.mark.parametrize("ca", [CA, "ocpp/csms-sub-ca", "iso15118-20/oem-sub-ca2"])
def test_a_delegate_is_of_the_ca_itself_and_has_the_purpose_and_no_check(ca: str) -> None:
    leaf = {CA: LEAF, "ocpp/csms-sub-ca": "ocpp/csms-server", "iso15118-20/oem-sub-ca2": "iso15118-20/vehicle-ocsp"}[ca]
    response = with_twin(lambda twin: asked(twin, leaf, ca))
    (delegate,) = response.certificates
    delegate.verify_directly_issued_by(certificate(ca))
    assert list(delegate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        x509.oid.ExtendedKeyUsageOID.OCSP_SIGNING
    ]
    assert delegate.extensions.get_extension_for_class(x509.OCSPNoCheck) is not None
    assert delegate.not_valid_before_utc <= reference_time() <= delegate.not_valid_after_utc
    assert signed_by(response, delegate.public_key())


def test_where_the_samples_have_a_delegate_it_signs_while_it_is_valid() -> None:
    own = certificate("variants/cpo-ocsp-signer")
    clock = Clock(reference_time())

    async def story(twin: Twin) -> tuple[x509.Certificate, x509.Certificate]:
        now = (await asked(twin)).certificates[0]
        clock.advance(timedelta(days=200))
        return now, (await asked(twin)).certificates[0]

    now, later = with_twin(story, clock=clock)
    assert now == own
    assert later != own
    assert later.not_valid_before_utc <= clock.now() <= later.not_valid_after_utc


def test_the_issuer_itself_signs_on_demand_and_sends_nothing_along() -> None:
    response = with_twin(asked, signing=Signing.ISSUER)
    assert response.certificates == []
    assert signed_by(response, certificate(CA).public_key())


@pytest.mark.requirement("RFC 6960 4.2.2.1")
def test_next_update_passes_by_the_clock_and_a_new_answer_is_newer() -> None:
    clock = Clock(reference_time())

    async def story(twin: Twin) -> list[ocsp.OCSPResponse]:
        first = await asked(twin)
        clock.advance(timedelta(hours=3))
        return [first, await asked(twin)]

    first, second = with_twin(story, clock=clock, lasts=timedelta(hours=2))
    assert first.this_update_utc < reference_time()
    assert first.this_update_utc == first.produced_at_utc
    assert first.next_update_utc is not None
    assert first.next_update_utc - first.this_update_utc == timedelta(hours=2)
    assert first.next_update_utc < clock.now()
    assert second.this_update_utc - first.this_update_utc == timedelta(hours=3)


def test_a_certificate_that_is_not_in_the_samples_is_unknown_until_it_is_told() -> None:
    ca = certificate(CA)
    key = load_pem_private_key(sample(f"{CA}.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    mine = (
        x509.CertificateBuilder(ca.subject, ca.subject, key.public_key(), 4711)
        .not_valid_before(reference_time())
        .not_valid_after(reference_time() + timedelta(days=9))
        .sign(key, hashes.SHA256())
    )
    der = ocsp.OCSPRequestBuilder().add_certificate(mine, ca, HASHES["sha256"]).build().public_bytes(Encoding.DER)

    async def story(twin: Twin) -> list[ocsp.OCSPCertStatus]:
        said = []
        for told in (lambda _: None, twin.know, twin.revoke, twin.forget):
            told(mine)
            said.append(ocsp.load_der_ocsp_response((await http(twin, URL, der))[1]).certificate_status)
        return said

    unknown, good, revoked = ocsp.OCSPCertStatus.UNKNOWN, ocsp.OCSPCertStatus.GOOD, ocsp.OCSPCertStatus.REVOKED
    assert with_twin(story) == [unknown, good, revoked, unknown]


def test_every_sample_is_found_at_the_ca_that_issued_it() -> None:
    twin = Twin()
    for name, declared in DECLARED.items():
        authority, serial = twin.holder(certificate(name))
        assert authority.name == declared.issuer
        assert authority.known[serial] == name


def test_a_request_made_with_the_ca_s_renewed_certificate_is_answered_as_well() -> None:
    der = with_twin(lambda twin: http(twin, URL, request(LEAF, "variants/cpo-sub-ca2-renewed")))[1]
    assert ocsp.load_der_ocsp_response(der).certificate_status is ocsp.OCSPCertStatus.GOOD


def test_misuse_is_said() -> None:
    twin = Twin("iso15118-2")
    with pytest.raises(InputError, match="reason"):
        twin.revoke(LEAF, "boredom")
    with pytest.raises(InputError, match="CAs issued"):
        twin.revoke(samples_directory().parent / "tests/data/real/everest/everest_csms_root_selfsigned.der")
    with pytest.raises(InputError, match="no certificate"):
        twin.revoke(samples_directory() / "iso15118-2/secc.csr.pem")
    with pytest.raises(InputError, match="zone"):
        twin.revoke(LEAF, at=datetime(2026, 5, 1))  # noqa: DTZ001
    with pytest.raises(InputError, match="does not run"):
        _ = twin.port
    with pytest.raises(InputError, match="no PKI"):
        Twin("iso15118-3")
    with pytest.raises(InputError, match="no fault"):
        twin.set_fault("tired")
    with pytest.raises(InputError, match="does not play"):
        twin.set_fault("slow", where="http://nowhere.example/")
    assert "ocsp20.pnc.example" not in twin.sites.hosts
    assert "simulation" in repr(twin)
