"""OCSP responses and CRLs together, along a path: who says revoked wins, who says good comes next, else the reasons of both."""

from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.revocation.ocsp_made import DAY, NOCHECK, NOW, SIGNING, ca, item, made, responder, response, single
from tests.trust.pki import fingerprint, graph_of, key, name, node
from workbench.certs import loading
from workbench.findings import Severity
from workbench.revocation import CrlAnswer, CrlStore, OcspStore, PathStatus, Status
from workbench.revocation.along_paths import MOST_NESTED
from workbench.trust.paths import paths_up

ROOT = ca("Root")
SUB = made("CA", "Root", serial=3, ca=True)
LEAF = made("leaf")
SUB_GOOD = response(single(serial=3, issuer="Root"), signer="Root")
BY_RESPONDER: dict[str, Any] = {"signer": "Responder", "certificates": [responder(extensions=[SIGNING])]}


def crl(issuer: str, *revoked: int, reason: x509.ReasonFlags | None = None) -> bytes:
    signing = key(issuer)
    builder = x509.CertificateRevocationListBuilder().issuer_name(name(issuer)).last_update(NOW - DAY).next_update(NOW + DAY)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    for serial in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW - 2 * DAY)
        builder = builder.add_revoked_certificate(
            (entry.add_extension(x509.CRLReason(reason), critical=False) if reason else entry).build()
        )
    return builder.sign(signing, hashes.SHA256()).public_bytes(Encoding.DER)


def judged(crls: list[bytes], responses: list[bytes] | None, *others: x509.Certificate) -> tuple[tuple[CrlAnswer, ...], PathStatus]:
    graph = graph_of(LEAF, SUB, ROOT, *others)
    store = CrlStore(loading.load([(f"{place}.crl", der) for place, der in enumerate(crls)]).items)
    anchors = {fingerprint(ROOT)}
    ocsp = None if responses is None else OcspStore(item(der, f"{place}.ors") for place, der in enumerate(responses))
    asked = PathStatus(graph, anchors, store, NOW, ocsp)
    path = paths_up(graph, node(graph, LEAF), anchors).found[0]
    return asked.of(path), asked


def statuses(crls: list[bytes], responses: list[bytes] | None, *others: x509.Certificate) -> list[Status]:
    return [answer.status for answer in judged(crls, responses, *others)[0]]


def leaf_answer(crls: list[bytes], responses: list[bytes]) -> CrlAnswer:
    return judged(crls, responses)[0][0]


GOOD, REVOKED, UNKNOWN = Status.GOOD, Status.REVOKED, Status.UNKNOWN


def test_responses_alone_tell_the_status_of_every_certificate_but_the_anchor() -> None:
    assert statuses([], [response(single()), SUB_GOOD]) == [GOOD, GOOD]
    assert statuses([], [response(single())]) == [GOOD, UNKNOWN]
    assert statuses([], [response(single("revoked")), SUB_GOOD]) == [REVOKED, GOOD]


def test_one_certificate_may_be_known_by_a_response_and_the_next_by_a_crl() -> None:
    assert statuses([crl("Root")], [response(single())]) == [GOOD, GOOD]


@pytest.mark.parametrize("by_crl", ["good", "revoked", "none"])
@pytest.mark.parametrize("by_ocsp", ["good", "revoked", "unknown", "none"])
def test_revoked_wins_then_good(by_crl: str, by_ocsp: str) -> None:
    crls = {"good": [crl("CA")], "revoked": [crl("CA", 5)], "none": []}[by_crl]
    answer = leaf_answer(crls, [] if by_ocsp == "none" else [response(single(by_ocsp))])
    said = {by_crl, by_ocsp}
    assert answer.status is (REVOKED if "revoked" in said else GOOD if "good" in said else UNKNOWN)
    errors = [finding.code for finding in answer.findings if finding.severity is Severity.ERROR]
    if answer.status is GOOD:
        assert errors == []
    elif answer.status is REVOKED:
        assert errors == ["revoked"]
        assert answer.findings[-1].code == "revoked"
        assert answer.revoked_at is not None
        assert answer.used
    else:
        assert set(errors) == {"revocation-unknown"}
        assert len([finding for finding in answer.findings if finding.item == "certificate"]) == 2


def test_what_is_wrong_with_the_other_source_is_a_warning_and_that_it_does_not_know_is_not_said() -> None:
    answer = leaf_answer([crl("CA")], [response(single(), signer="Twin", names="CA")])
    assert answer.status is GOOD
    assert [(finding.code, finding.severity.value) for finding in answer.findings] == [("revocation-signature", "warning")]
    assert leaf_answer([], [response(single())]).findings == ()


def test_both_that_say_the_same_are_used_and_revocation_for_good_goes_before_a_hold() -> None:
    assert len(leaf_answer([crl("CA")], [response(single())]).used) == 2
    assert [one.source.file for one in leaf_answer([crl("CA", 5)], [response(single())]).used] == ["0.crl"]
    answer = leaf_answer([crl("CA", 5, reason=x509.ReasonFlags.certificate_hold)], [response(single("revoked"))])
    assert (answer.status, answer.reason) == (REVOKED, "keyCompromise")


@pytest.mark.parametrize("crls", [[], [crl("CA")], [crl("CA", 5), crl("Root")]])
def test_without_responses_nothing_changes(crls: list[bytes]) -> None:
    store = CrlStore(loading.load([(f"{place}.crl", der) for place, der in enumerate(crls)]).items)
    graph = graph_of(LEAF, SUB, ROOT)
    steps = [(node(graph, LEAF), node(graph, SUB)), (node(graph, SUB), node(graph, ROOT))]
    direct = [store.status(one, issuer, NOW, trusted_signer=lambda _: None, signers=graph) for one, issuer in steps]
    assert list(judged(crls, None)[0]) == direct


# --- responders whose status must be known ---


@pytest.mark.requirement("RFC 6960 4.2.2.2.1")
@pytest.mark.parametrize(
    ("crls", "responses", "expected"),
    [
        ([crl("CA")], [], REVOKED),
        ([crl("CA", 77)], [], GOOD),
        ([], [], UNKNOWN),
        ([], [response(single(serial=77))], REVOKED),
        ([], [response(single("revoked", serial=77))], UNKNOWN),
        ([], [response(single(serial=77), **BY_RESPONDER)], UNKNOWN),
    ],
    ids=["CRL", "revoked by CRL", "nothing", "OCSP of the CA", "revoked by OCSP", "its own word"],
)
def test_a_responder_needs_a_status_of_its_own(crls: list[bytes], responses: list[bytes], expected: Status) -> None:
    """It says that the leaf is revoked; the CRLs say that it is not."""
    assert leaf_answer(crls, [response(single("revoked"), **BY_RESPONDER), *responses]).status is expected


def test_a_revoked_responder_is_told_from_one_whose_status_is_not_known() -> None:
    given = [response(single(), **BY_RESPONDER)]
    assert not any("which was revoked" in finding.message for finding in leaf_answer([], given).findings)
    revoked = leaf_answer([], [*given, response(single("revoked", serial=77))])
    assert any("which was revoked" in finding.message for finding in revoked.findings)


def test_two_responders_cannot_vouch_for_each_other() -> None:
    first, second = (responder(f"Responder {place}", serial=place, extensions=[SIGNING]) for place in (81, 82))
    given = [
        response(single(), signer="Responder 81", certificates=[first]),
        response(single(serial=81), signer="Responder 82", certificates=[second]),
        response(single(serial=82), signer="Responder 81", certificates=[first]),
    ]
    answers, asked = judged([], given)
    assert answers[0].status is UNKNOWN
    assert asked.complete  # the circle was seen, not walked until a bound was hit
    assert statuses([], [*given[:2], response(single(serial=82))])[0] is GOOD


def test_responders_of_responders_are_followed_so_far_only() -> None:
    chain = [responder(f"Responder {place}", serial=place + 80, extensions=[SIGNING]) for place in range(MOST_NESTED + 2)]
    given = [response(single(), signer="Responder 0", certificates=chain[:1])]
    for place, one in enumerate(chain[1:], start=1):
        given.append(response(single(serial=place + 79), signer=f"Responder {place}", certificates=[one]))
    answers, asked = judged([], given)
    assert answers[0].status is UNKNOWN
    assert not asked.complete


def test_a_crls_signer_may_be_known_by_a_response() -> None:
    """Another key of the CA signed the CRL; that it is not revoked only a response says."""
    signer = made("CA", "Root", own_key="CRL key", serial=7, ca=True)
    builder = x509.CertificateRevocationListBuilder().issuer_name(name("CA")).last_update(NOW - DAY).next_update(NOW + DAY)
    given = builder.sign(key("CRL key"), hashes.SHA256()).public_bytes(Encoding.DER)
    vouching = response(single(serial=7, issuer="Root"), signer="Root")
    assert statuses([given], [SUB_GOOD], signer) == [UNKNOWN, GOOD]
    assert statuses([given], [SUB_GOOD, vouching], signer) == [GOOD, GOOD]


def test_a_responder_with_nocheck_is_found_in_the_pile() -> None:
    given = response(single(), signer="Responder")
    assert statuses([], [given], responder(extensions=[SIGNING, NOCHECK]))[0] is GOOD
    assert statuses([], [given])[0] is UNKNOWN
