"""Who may answer for a certificate: its issuer, and whom the issuer certified for that; nobody else."""

from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.revocation.ocsp_made import (
    CA,
    DAY,
    LEAF,
    NOCHECK,
    NOW,
    SERVER,
    SIGNING,
    ask,
    ca,
    codes,
    item,
    made,
    path_certificate,
    responder,
    response,
    single,
)
from tests.trust.pki import key, name
from workbench.revocation import OcspStore, Status
from workbench.revocation.ocsp import MOST_EMBEDDED

UNKNOWN_END = ("revocation-unknown", "error")
UNAUTHORIZED = [("revocation-unauthorized", "error"), UNKNOWN_END]


def usage(*named: str) -> x509.KeyUsage:
    bits = [
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
    ]
    return x509.KeyUsage(**{bit: bit in named for bit in bits}, encipher_only=False, decipher_only=False)


@pytest.mark.requirement("RFC 6960 4.2.2.2", "RFC 6960 4.2.2.3")
@pytest.mark.parametrize("by_key", [False, True])
def test_the_issuer_itself_answers(*, by_key: bool) -> None:
    assert ask(response(single(), by_key=by_key)).findings == ()


@pytest.mark.requirement("RFC 6960 4.2.2.2", "RFC 6960 4.2.2.2.1")
@pytest.mark.parametrize("by_key", [False, True])
@pytest.mark.parametrize("sent", [False, True])
def test_a_responder_that_the_issuer_certified_answers(*, by_key: bool, sent: bool) -> None:
    der = response(single(), signer="Responder", by_key=by_key, certificates=[responder()] if sent else ())
    answer = ask(der, signers=() if sent else [CA, LEAF, responder()])
    assert (answer.status, answer.findings) == (Status.GOOD, ())


@pytest.mark.requirement("RFC 6960 4.2.2.2")
@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"extensions": [NOCHECK]}, "extended key usage"),
        ({"extensions": [SERVER, NOCHECK]}, "extended key usage"),
        ({"extensions": [x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]), NOCHECK]}, "extended key usage"),
        ({"issuer": "Other"}, "neither the issuer's own nor certified by it"),
        ({"issuer_key": "Twin"}, "neither the issuer's own nor certified by it"),
        ({"issuer": "Other", "issuer_key": "CA"}, "neither the issuer's own nor certified by it"),
        ({"until": -DAY}, "expired"),
        ({"since": DAY}, "valid from"),
        ({"extensions": [SIGNING, NOCHECK, usage("key_agreement")]}, "key usage"),
    ],
)
def test_another_one_may_not(changed: dict[str, Any], says: str) -> None:
    for status in ("good", "revoked"):
        answer = ask(response(single(status), signer="Responder", certificates=[responder(**changed)]), trusted=True)
        assert answer.status is Status.UNKNOWN
        assert codes(answer) == UNAUTHORIZED
        assert says in answer.findings[0].message


@pytest.mark.parametrize("extensions", [[], [usage("digital_signature")], [usage("content_commitment")]])
def test_key_usage_of_a_responder_may_be_left_out_or_be_one_of_two(extensions: list[x509.KeyUsage]) -> None:
    assert (
        ask(response(single(), signer="Responder", certificates=[responder(extensions=[SIGNING, NOCHECK, *extensions])])).findings
        == ()
    )


def test_a_responder_with_an_extension_that_is_critical_and_unknown_may_not() -> None:
    odd = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")
    answer = ask(response(single(), signer="Responder", certificates=[responder_with_critical(odd)]), trusted=True)
    assert codes(answer) == UNAUTHORIZED
    assert "1.3.6.1.4.1.99999.1" in answer.findings[0].message


def responder_with_critical(extension: x509.ExtensionType) -> x509.Certificate:
    return (
        x509.CertificateBuilder()
        .subject_name(name("Responder"))
        .issuer_name(name("CA"))
        .public_key(key("Responder").public_key())
        .serial_number(77)
        .not_valid_before(NOW - DAY)
        .not_valid_after(NOW + DAY)
        .add_extension(SIGNING, critical=False)
        .add_extension(extension, critical=True)
        .sign(key("CA"), hashes.SHA256())
    )


@pytest.mark.requirement("RFC 6960 4.2.2.2.1")
@pytest.mark.parametrize(
    ("trusted", "expected", "says"),
    [(True, Status.GOOD, ""), (False, Status.UNKNOWN, "which was revoked"), (None, Status.GOOD, "cannot be said")],
)
def test_a_responder_without_nocheck_and_status_is_warned_of_and_a_revoked_one_refused(
    *, trusted: bool | None, expected: Status, says: str
) -> None:
    """RFC 6960 leaves to the client what to do where the status of a responder is not known; OpenSSL never asks for it."""
    answer = ask(response(single(), signer="Responder", certificates=[responder(extensions=[SIGNING])]), trusted=trusted)
    assert answer.status is expected
    warned = [("revocation-unauthorized", "warning")]
    assert codes(answer) == ([] if trusted else warned if trusted is None else UNAUTHORIZED)
    assert not says or says in answer.findings[0].message


def test_the_status_of_a_responder_with_nocheck_or_without_authority_is_not_asked_for() -> None:
    asked: list[object] = []
    for one in (responder(), responder(extensions=[]), responder(issuer="Other", extensions=[SIGNING])):
        store = OcspStore([item(response(single(), signer="Responder", certificates=[one]))])
        store.status(path_certificate(LEAF), path_certificate(CA), NOW, trusted_signer=asked.append, signers=())
    assert asked == []


def test_a_certificate_cannot_vouch_for_itself() -> None:
    own = made("leaf", extensions=[SIGNING, NOCHECK])
    answer = ask(response(single(), signer="leaf", certificates=[own]), leaf=own)
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == UNAUTHORIZED
    assert "itself" in answer.findings[0].message
    other = made("leaf", serial=6)
    assert ask(response(single(serial=6), signer="leaf", certificates=[own]), leaf=other).status is Status.GOOD


@pytest.mark.requirement("RFC 6960 3.2")
@pytest.mark.parametrize("place", ["status", "signature", "time"])
def test_a_response_that_was_changed_has_a_wrong_signature(place: str) -> None:
    der = response(single("unknown"))
    match place:
        case "status":
            changed = der.replace(b"\x82\x00", b"\x80\x00", 1)
        case "signature":
            changed = der[:-1] + bytes((der[-1] ^ 1,))
        case _:
            changed = der.replace(b"20260602", b"20270602", 1)
    assert changed != der
    answer = ask(changed)
    assert answer.status is Status.UNKNOWN
    assert codes(answer)[0] == ("revocation-signature", "error")


def test_a_namesake_of_the_issuer_is_not_the_issuer() -> None:
    answer = ask(response(single(), signer="Twin", names="CA", certificates=[ca(own_key="Twin", issuer_key="Twin")]))
    assert answer.status is Status.UNKNOWN
    assert ("revocation-unauthorized", "error") in codes(answer)


def test_a_signature_by_another_key_under_the_issuers_name_is_wrong() -> None:
    for by_key in (False, True):
        answer = ask(response(single(), signer="Twin", names="CA", by_key=by_key))
        assert codes(answer) == [("revocation-signature", "error"), UNKNOWN_END]


@pytest.mark.requirement("RFC 6960 4.2.2.3")
@pytest.mark.parametrize("by_key", [False, True])
def test_who_signed_must_be_who_is_named(*, by_key: bool) -> None:
    for signer, certificates in (("CA", ()), ("Responder", [responder()])):
        answer = ask(response(single(), signer=signer, names="Somebody", by_key=by_key, certificates=certificates))
        assert answer.status is Status.UNKNOWN
        assert codes(answer) == UNAUTHORIZED
        assert "names another signer" in answer.findings[0].message


def test_a_signer_who_is_not_at_hand_is_not_believed() -> None:
    answer = ask(response(single(), signer="Responder"))
    assert answer.status is Status.UNKNOWN
    assert codes(answer) == UNAUTHORIZED
    assert "no certificate of that signer is at hand" in answer.findings[0].message


def test_the_right_one_of_several_certificates_of_one_name_is_found() -> None:
    sent = [responder(own_key="old", serial=70), responder(issuer="Other"), responder()]
    assert ask(response(single(), signer="Responder", certificates=sent)).status is Status.GOOD


def test_a_reissued_issuer_of_the_same_key_is_the_issuer() -> None:
    """The CA renewed its certificate, and answers under its new name."""
    renewed = made("CA 2", "Root", own_key="CA", serial=9, ca=True)
    assert ask(response(single(), signer="CA", names="CA 2", certificates=[renewed])).status is Status.GOOD


def test_more_certificates_than_anybody_should_look_at_hide_the_right_one_and_cost_little() -> None:
    crowd = [responder(own_key=f"key {place}", serial=place + 100) for place in range(MOST_EMBEDDED)]
    answer = ask(response(single(), signer="Responder", certificates=[*crowd, responder()]))
    assert answer.status is Status.UNKNOWN
    assert ask(response(single(), signer="Responder", certificates=[*crowd[1:], responder()])).status is Status.GOOD
