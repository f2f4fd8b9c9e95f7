"""OCSP responses and CRLs together, along a path: who says revoked wins, who says good comes next, else the reasons of both."""

from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID

from tests.revocation.ocsp_made import DAY, NOCHECK, NOW, SIGNING, ca, item, made, responder, response, single, unsuccessful
from tests.trust.pki import fingerprint, graph_of, key, name, node
from workbench.certs import loading
from workbench.findings import Severity
from workbench.revocation import Answer, CrlStore, OcspStore, PathStatus, Status
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


def judged(crls: list[bytes], responses: list[bytes] | None, *others: x509.Certificate) -> tuple[tuple[Answer, ...], PathStatus]:
    graph = graph_of(LEAF, SUB, ROOT, *others)
    store = CrlStore(loading.load([(f"{place}.crl", der) for place, der in enumerate(crls)]).items)
    anchors = {fingerprint(ROOT)}
    ocsp = None if responses is None else OcspStore(item(der, f"{place}.ors") for place, der in enumerate(responses))
    asked = PathStatus(graph, anchors, store, NOW, ocsp)
    path = paths_up(graph, node(graph, LEAF), anchors).found[0]
    return asked.of(path), asked


def statuses(crls: list[bytes], responses: list[bytes] | None, *others: x509.Certificate) -> list[Status]:
    return [answer.status for answer in judged(crls, responses, *others)[0]]


def leaf_answer(crls: list[bytes], responses: list[bytes]) -> Answer:
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
        assert [finding.item for finding in answer.findings] == (
            ["ocsp", "certificate"] if by_ocsp == "unknown" else ["certificate"]
        )


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
def test_without_responses_crls_decide(crls: list[bytes]) -> None:
    store = CrlStore(loading.load([(f"{place}.crl", der) for place, der in enumerate(crls)]).items)
    graph = graph_of(LEAF, SUB, ROOT)
    steps = [(node(graph, LEAF), node(graph, SUB)), (node(graph, SUB), node(graph, ROOT))]
    direct = [store.status(one, issuer, NOW, trusted_signer=lambda _: None, signers=graph) for one, issuer in steps]
    told = judged(crls, None)[0]
    assert [(one.status, one.used) for one in told] == [(one.status, one.used) for one in direct]
    known = [one for one in direct if one.status is not UNKNOWN]
    assert [one for one in told if one.status is not UNKNOWN] == known


# --- what is said where neither knows, and of what is about others ---


def said(answer: Answer) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity.value) for finding in answer.findings]


END = ("revocation-unknown", "error")


@pytest.mark.requirement("RFC 6960 2.2")
def test_a_responder_that_does_not_know_the_certificate_leads_and_the_conclusion_names_both_sources() -> None:
    leads, conclusion = leaf_answer([], [response(single("unknown"))]).findings
    assert (leads.code, leads.item, leads.observed) == ("revocation-unknown", "ocsp", "certStatus unknown")
    assert "its responder does not know leaf" in leads.message
    assert conclusion.item == "certificate"
    assert conclusion.message == (
        "Whether leaf is revoked cannot be said: the OCSP responder does not know it, and no CRL of CN=CA is at hand."
    )


def test_where_nothing_is_at_hand_one_sentence_says_so_of_crls_and_responses() -> None:
    cases: tuple[list[bytes] | None, ...] = (None, [])
    for responses in cases:
        [told] = judged([], responses)[0][0].findings
        assert told.message == (
            "Whether leaf is revoked cannot be said: no CRL of CN=CA is at hand, and no OCSP response about it is at hand."
        )
        assert told.observed == "no CRL; no OCSP response about it"
        assert told.requirement == "RFC 5280 6.3.3"


@pytest.mark.parametrize(
    ("ocsp", "crls", "remedy"),
    [
        ((), (), "Get the CRL from the CA, or ask for its OCSP responder; the certificate does not say where they are."),
        (("http://o.example/",), (), "Ask the responder at http://o.example/."),
        ((), ("http://c.example/1.crl",), "Fetch the CRL from http://c.example/1.crl."),
        (
            ("http://o.example/",),
            ("http://c.example/1.crl",),
            "Ask the responder at http://o.example/, or fetch the CRL from http://c.example/1.crl.",
        ),
    ],
)
def test_the_remedy_names_where_the_certificate_says_that_its_status_is(
    ocsp: tuple[str, ...], crls: tuple[str, ...], remedy: str
) -> None:
    pointers: list[x509.ExtensionType] = []
    if ocsp:
        places = [x509.AccessDescription(AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(url)) for url in ocsp]
        pointers.append(x509.AuthorityInformationAccess(places))
    if crls:
        names = [x509.UniformResourceIdentifier(url) for url in crls]
        pointers.append(x509.CRLDistributionPoints([x509.DistributionPoint(names, None, None, None)]))
    leaf = made("leaf", extensions=pointers)
    graph = graph_of(leaf, SUB, ROOT)
    asked = PathStatus(graph, {fingerprint(ROOT)}, CrlStore([]), NOW)
    answer = asked.of(paths_up(graph, node(graph, leaf), {fingerprint(ROOT)}).found[0])[0]
    assert answer.findings[-1].remedy == remedy


def test_what_is_about_one_certificate_of_the_path_is_not_held_against_the_others() -> None:
    """The leaf's response and the root's CRL: each certificate has its source, and nothing is wrong with either."""
    answers, _ = judged([crl("Root")], [response(single())])
    assert [said(one) for one in answers] == [[], []]
    only_leaf, _ = judged([], [response(single())])
    assert [said(one) for one in only_leaf] == [[], [END]]
    only_sub, _ = judged([crl("Root")], [])
    assert [said(one) for one in only_sub] == [[END], []]


def test_a_response_of_another_ca_with_the_leafs_serial_number_is_told_unless_it_is_about_the_sub_ca() -> None:
    foreign = response(single(issuer="Other"), signer="Other")
    assert ("revocation-wrong-certificate", "error") in said(leaf_answer([], [foreign]))
    sub = made("CA", "Root", serial=5, ca=True)
    graph = graph_of(LEAF, sub, ROOT)
    given = OcspStore([item(response(single(issuer="Root"), signer="Root"))])
    asked = PathStatus(graph, {fingerprint(ROOT)}, CrlStore([]), NOW, given)
    leafs, subs = asked.of(paths_up(graph, node(graph, LEAF), {fingerprint(ROOT)}).found[0])
    assert (said(leafs), said(subs)) == ([END], [])


def test_what_is_about_none_of_the_path_is_told_once() -> None:
    strangers = [("crl-issuer", "warning"), ("revocation-wrong-certificate", "warning")]
    answers, _ = judged([crl("Other")], [response(single(serial=99))])
    assert [said(one) for one in answers] == [[*strangers, END], [END]]
    answers, _ = judged([crl("Other"), crl("CA")], [response(single(serial=99))])
    assert [said(one) for one in answers] == [[], [*strangers, END]]
    answers, _ = judged([crl("Root"), crl("CA")], [unsuccessful("try_later")])
    assert [said(one) for one in answers] == [[("revocation-unreachable", "warning")], []]


def test_an_unsuccessful_response_is_no_error_but_for_the_status_that_is_missing() -> None:
    answer = leaf_answer([], [unsuccessful("try_later")])
    assert said(answer) == [("revocation-unreachable", "warning"), END]
    assert answer.findings[-1].message == (
        "Whether leaf is revoked cannot be said: "
        "the OCSP response at hand is no answer but tryLater, and no CRL of CN=CA is at hand."
    )


# --- responders whose status must be known ---


@pytest.mark.requirement("RFC 6960 4.2.2.2.1")
@pytest.mark.parametrize(
    ("crls", "responses", "expected"),
    [
        ([crl("CA")], [], REVOKED),
        ([crl("CA", 77)], [], GOOD),
        ([], [], REVOKED),
        ([], [response(single(serial=77))], REVOKED),
        ([], [response(single("revoked", serial=77))], UNKNOWN),
        ([], [response(single(serial=77), **BY_RESPONDER)], REVOKED),
    ],
    ids=["CRL", "revoked by CRL", "nothing", "OCSP of the CA", "revoked by OCSP", "its own word"],
)
def test_a_responder_is_heard_unless_it_was_revoked(crls: list[bytes], responses: list[bytes], expected: Status) -> None:
    """It says that the leaf is revoked; the CRLs say that it is not."""
    assert leaf_answer(crls, [response(single("revoked"), **BY_RESPONDER), *responses]).status is expected


@pytest.mark.requirement("RFC 6960 4.2.2.2.1")
@pytest.mark.parametrize("responses", [[], [response(single(serial=77), **BY_RESPONDER)]], ids=["nothing", "its own word"])
def test_a_responder_whose_status_is_not_known_is_warned_of_and_its_own_word_is_none(responses: list[bytes]) -> None:
    answer = leaf_answer([], [response(single(), **BY_RESPONDER), *responses])
    assert answer.status is GOOD
    assert said(answer) == [("revocation-unauthorized", "warning")]
    assert "whether that certificate was revoked cannot be said" in answer.findings[0].message


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
    assert said(answers[0]) == [("revocation-unauthorized", "warning")]
    assert asked.complete  # the circle was seen, not walked until a bound was hit
    assert statuses([], [*given[:2], response(single(serial=82))])[0] is GOOD
    assert statuses([], [*given[:2], response(single("revoked", serial=82))])[0] is GOOD
    assert statuses([], [*given, response(single("revoked", serial=81))])[0] is UNKNOWN


def test_responders_of_responders_are_followed_so_far_only() -> None:
    chain = [responder(f"Responder {place}", serial=place + 80, extensions=[SIGNING]) for place in range(MOST_NESTED + 2)]
    given = [response(single(), signer="Responder 0", certificates=chain[:1])]
    for place, one in enumerate(chain[1:], start=1):
        given.append(response(single(serial=place + 79), signer=f"Responder {place}", certificates=[one]))
    answers, asked = judged([], given)
    assert said(answers[0]) == [("revocation-unauthorized", "warning")]
    assert not asked.complete


def test_a_crls_signer_may_be_known_by_a_response() -> None:
    """Another key of the CA signed the CRL; that it is not revoked only a response says."""
    signer = made("CA", "Root", own_key="CRL key", serial=7, ca=True)
    builder = x509.CertificateRevocationListBuilder().issuer_name(name("CA")).last_update(NOW - DAY).next_update(NOW + DAY)
    given = builder.sign(key("CRL key"), hashes.SHA256()).public_bytes(Encoding.DER)
    vouching = response(single(serial=7, issuer="Root"), signer="Root")
    assert statuses([given], [SUB_GOOD], signer) == [UNKNOWN, GOOD]
    assert statuses([given], [SUB_GOOD, vouching], signer) == [GOOD, GOOD]


def test_a_crls_signer_is_not_known_by_the_word_of_a_responder_whose_status_is_not_known() -> None:
    signer = made("CA", "Root", own_key="CRL key", serial=7, ca=True)
    builder = x509.CertificateRevocationListBuilder().issuer_name(name("CA")).last_update(NOW - DAY).next_update(NOW + DAY)
    given = builder.sign(key("CRL key"), hashes.SHA256()).public_bytes(Encoding.DER)
    unsure = responder("Roots responder", "Root", serial=78, extensions=[SIGNING])
    vouching = response(single(serial=7, issuer="Root"), signer="Roots responder", certificates=[unsure])
    assert statuses([given], [SUB_GOOD, vouching], signer) == [UNKNOWN, GOOD]
    known = response(single(serial=78, issuer="Root"), signer="Root")
    assert statuses([given], [SUB_GOOD, vouching, known], signer) == [GOOD, GOOD]


def test_a_responder_with_nocheck_is_found_in_the_pile() -> None:
    given = response(single(), signer="Responder")
    assert statuses([], [given], responder(extensions=[SIGNING, NOCHECK]))[0] is GOOD
    assert statuses([], [given])[0] is UNKNOWN
