"""Whatever comes as an OCSP response to a question by hash data: never an exception, never Good without a verified signature."""

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.depth import examples
from tests.revocation.ocsp_made import CA, LEAF, NOW, path_certificate, responder, response, signed, single
from tests.revocation.test_ocsp_any_input import item_of, mutated, seeds, signed_seeds
from tests.revocation.verdict_made import AS_RECEIVED, ask_ocsp
from workbench.certs.hashdata import CertificateHashData
from workbench.messages.certificate_status import CertificateStatusValue
from workbench.revocation import OcspStore, Status
from workbench.revocation.by_hash import CaPool
from workbench.revocation.verdict import Outcome
from workbench.revocation.verdict_ocsp import judge_ocsp, judge_ocsp_for_hash_data
from workbench.revocation.verdict_ocsp_names import SIGNATURE, SIGNER

FAILED, UNKNOWN = CertificateStatusValue.FAILED, CertificateStatusValue.UNKNOWN


@cache
def sound() -> tuple[bytes, ...]:
    return (
        response(single()),
        response(single("revoked"), signer="Responder", certificates=[responder()]),
        response(single("unknown"), single(digest="sha1")),
    )


@examples(400)
@given(mutated(seeds) | mutated(sound) | st.binary(max_size=200), st.booleans())
def test_any_octets(octets: bytes, sha1: bool) -> None:  # noqa: FBT001
    verdict = ask_ocsp(octets, algorithm="SHA1" if sha1 else "SHA256", nonce=b"n" * 32)
    assert verdict.received == octets
    if verdict.status is not FAILED:
        assert verdict.verified
        assert {verdict.step(name).outcome for name in (SIGNATURE, SIGNER)} == {Outcome.OK}
    else:
        assert verdict.obstacle
        assert verdict.findings[-1].code == "revocation-unknown"


@examples(300)
@given(mutated(seeds) | mutated(sound) | st.binary(max_size=200))
def test_without_the_issuer_nothing_is_verified_and_that_is_always_said(octets: bytes) -> None:
    assert ask_ocsp(octets, cas=()).status is FAILED
    passed_on = ask_ocsp(octets, cas=(), policy=AS_RECEIVED)
    assert not passed_on.verified
    assert passed_on.findings


@examples(300)
@given(mutated(sound))
def test_it_agrees_with_the_store_on_what_was_changed_on_the_way(octets: bytes) -> None:
    store = OcspStore([item_of(octets)])
    answer = store.status(path_certificate(LEAF), path_certificate(CA), NOW, trusted_signer=lambda _: None, signers=())
    assert agree(answer.status, ask_ocsp(octets, cas=(CA, LEAF)).status)


@examples(400)
@given(mutated(signed_seeds))
def test_it_agrees_with_the_store_on_whatever_the_ca_signed(data: bytes) -> None:
    octets = signed(data, "CA")
    store = OcspStore([item_of(octets)])
    answer = store.status(path_certificate(LEAF), path_certificate(CA), NOW, trusted_signer=lambda _: None, signers=())
    verdict = judge_ocsp(path_certificate(LEAF), path_certificate(CA), octets, NOW)
    assert agree(answer.status, verdict.status)
    by_hash = judge_ocsp_for_hash_data(verdict.hash_data, octets, CaPool([path_certificate(CA)]), NOW)
    assert by_hash.status is verdict.status


def agree(status: Status, value: CertificateStatusValue) -> bool:
    """The store has one word for both: the responder does not know, and it cannot be said."""
    return (
        value
        in {
            Status.GOOD: {CertificateStatusValue.GOOD},
            Status.REVOKED: {CertificateStatusValue.REVOKED},
            Status.UNKNOWN: {FAILED, UNKNOWN},
        }[status]
    )


@given(st.text(max_size=8), st.text(max_size=70), st.text(max_size=70), st.text(max_size=45))
def test_any_text_as_hash_data(algorithm: str, name: str, key: str, serial: str) -> None:
    verdict = judge_ocsp_for_hash_data(CertificateHashData(algorithm, name, key, serial), response(single()), CaPool(), NOW)
    assert verdict.status is FAILED
