"""Piles that were made to mislead, to loop or to take long; and the evidence itself."""

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.certs.facts import CertificateFacts
from workbench.certs.kinds import Kind, classify
from workbench.certs.kinds.evidence import EVIDENCE
from workbench.certs.kinds.judge import judge
from workbench.certs.kinds.weights import LEVELS_OF, PKIS_OF
from workbench.certs.names import DistinguishedName
from workbench.findings import Confidence


def facts(
    subject: str, issuer: str, *, number: int = 0, ca: bool | None = True, ski: bytes | None = None, aki: bytes | None = None
) -> CertificateFacts:
    """Facts out of nothing; names are told apart by their text."""
    return CertificateFacts(
        sha256=f"{hash((subject, issuer, number)) & (1 << 64) - 1:064x}",
        size=500,
        version=3,
        serial=1,
        subject=DistinguishedName((("CN", subject),) if subject else ()),
        issuer=DistinguishedName((("CN", issuer),) if issuer else ()),
        subject_der=subject.encode(),
        issuer_der=issuer.encode(),
        not_before=None,
        not_after=None,
        key="P-256",
        public_key_sha256=f"{number:064x}",
        signature_algorithm="ecdsa-with-SHA256",
        is_ca=ca,
        key_usage=frozenset({"keyCertSign"}) if ca else frozenset({"digitalSignature"}),
        subject_key_identifier=ski,
        authority_key_identifier=aki,
    )


def test_two_that_issued_each_other() -> None:
    pile = [facts("CPO Sub-CA 1", "CPO Sub-CA 2"), facts("CPO Sub-CA 2", "CPO Sub-CA 1"), facts("leaf", "CPO Sub-CA 2", ca=False)]
    found = classify(pile)
    assert [c.kind for c in found] == [Kind.CSO_SUB_CA1, Kind.CSO_SUB_CA2, Kind.SECC]
    assert Confidence.CERTAIN not in {c.confidence for c in found}
    assert list(classify(pile[::-1])) == list(found)[::-1]


def test_a_long_loop_with_tails() -> None:
    ring = [facts(f"MO {n}", f"MO {(n + 1) % 3000}") for n in range(3000)]
    tails = [facts(f"leaf {n}", f"MO {n}", ca=False) for n in range(0, 3000, 100)]
    found = classify([*ring, *tails])
    assert {c.pki for c in found[: len(ring)]} == {"MO"}
    assert {c.pki for c in found[len(ring) :]} == {"MO"}


def test_a_self_issued_leaf() -> None:
    (found,) = classify([facts("csms.example.org", "csms.example.org", ca=False)])
    assert found.kind is Kind.CSMS_SERVER
    (found,) = classify([facts("DEABCC12345678", "DEABCC12345678", ca=False)])
    assert found.kind in {Kind.CONTRACT, Kind.UNKNOWN}
    assert found.confidence is not Confidence.CERTAIN


def test_an_absurdly_long_chain() -> None:
    pile = [facts("V2G Root", "V2G Root")] + [
        facts(f"CPO Sub-CA {n}", f"CPO Sub-CA {n - 1}" if n else "V2G Root") for n in range(20_000)
    ]
    started = time.process_time()
    found = classify(pile)
    assert time.process_time() - started < 4
    assert found[0].kind is Kind.V2G_ROOT
    assert "more than three below a root in this pile" in " ".join(found[-1].reasons)


def test_thousands_of_one_name_with_and_without_key_identifiers() -> None:
    cas = [facts("CPO Sub-CA 2", "V2G Root", number=n, ski=n.to_bytes(4)) for n in range(4000)]
    leaves = [facts(f"station {n}", "CPO Sub-CA 2", ca=False, aki=(n + 2000).to_bytes(4)) for n in range(4000)]
    started = time.process_time()
    found = classify([*cas, *leaves, *(replace(leaf, authority_key_identifier=None) for leaf in leaves[:100])])
    assert time.process_time() - started < 4
    assert {c.kind for c in found[:4000]} == {Kind.CSO_SUB_CA2}


def test_a_root_with_thousands_of_children_of_every_role() -> None:
    roles = ("CPO", "CPS", "MO", "OEM")
    pile = [facts("Aurora", "Aurora"), *(facts(f"{roles[n % 4]} Sub-CA 1", "Aurora", number=n) for n in range(4000))]
    found = classify(pile)
    assert found[0].kind is Kind.V2G_ROOT
    assert "issued certificates of several V2G roles in this pile" in found[0].reasons


def test_no_names_at_all() -> None:
    found = classify([facts("", "", number=n, ca=ca) for n in range(50) for ca in (True, False, None)])
    assert {c.kind for c in found} == {Kind.UNKNOWN}
    assert {c.confidence for c in found} == {Confidence.UNKNOWN}


def test_a_role_said_a_thousand_times_counts_once() -> None:
    once = replace(facts("x", "MO Sub-CA 2", ca=False), subject=DistinguishedName((("DC", "CPO"), ("DC", "MO"), ("CN", "x"))))
    often = replace(once, subject=DistinguishedName((*[("DC", "CPO")] * 1000, ("DC", "MO"), ("CN", "x"))))
    assert classify([once]) == classify([often])
    assert classify([often])[0].kind is Kind.CONTRACT


def test_contradicting_roles_are_not_certain() -> None:
    both = replace(facts("x", "y", ca=False), subject=DistinguishedName((("DC", "CPO"), ("DC", "MO"), ("CN", "x"))))
    assert classify([both])[0].confidence in {Confidence.POSSIBLE, Confidence.UNKNOWN}


def test_markup_and_long_text_in_names_stay_out_of_the_reasons() -> None:
    for common_name in ("<script>alert(1)</script> CPO Sub-CA 2 {EMAID}", "A" * 1_000_000, "CPO " * 100_000, "\x1b[31m\u202e MO"):
        (found,) = classify([facts(common_name, "<b>V2G</b> Root {SECCID}", number=1)])
        told = " ".join((*found.reasons, *(a.why for a in found.alternatives)))
        assert not set(told) & set("<>{}\x1b\u202e")
        assert len(told) < 5000


NAMES = st.sampled_from(
    ["V2G Root", "CPO Sub-CA 1", "CPO Sub-CA 2", "MO", "DEABCC12345678", "csms.example.org", "", "x1234", "SECC leaf"]
)
FACTS = st.builds(
    lambda base, changes: replace(base, **changes),
    st.builds(facts, NAMES, NAMES, number=st.integers(0, 3), ca=st.sampled_from([True, False, None])),
    st.fixed_dictionaries(
        {
            "path_length": st.sampled_from([None, 0, 1, 7]),
            "key": st.sampled_from(["P-256", "P-521", "Ed448", "RSA 2048", "unreadable", ""]),
            "key_usage": st.none() | st.frozensets(st.sampled_from(["digitalSignature", "nonRepudiation", "keyCertSign", "odd"])),
            "extended_key_usage": st.none()
            | st.lists(st.sampled_from(["serverAuth", "clientAuth", "OCSPSigning", "1.2.3"])).map(tuple),
            "subject_key_identifier": st.sampled_from([None, b"", b"1", b"2"]),
            "authority_key_identifier": st.sampled_from([None, b"", b"1", b"2"]),
            "subject_alternative_names": st.lists(st.sampled_from(["a.example.org", "10.0.0.1", ""])).map(tuple),
        }
    ),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(FACTS, max_size=8), st.randoms(use_true_random=False))
def test_any_pile_is_classified_whatever_its_order(pile: list[CertificateFacts], random: object) -> None:
    distinct = [replace(one, sha256=f"{at:064x}") for at, one in enumerate(pile)]
    answers = {one.sha256: answer for one, answer in zip(distinct, classify(distinct), strict=True)}
    shuffled = list(distinct)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert [answers[one.sha256] for one in shuffled] == list(classify(shuffled))
    for answer in answers.values():
        assert answer.reasons
        assert (answer.kind is Kind.UNKNOWN) == (answer.confidence is Confidence.UNKNOWN)


# --- the evidence as data ---


def test_every_kind_has_its_place() -> None:
    kinds = set(Kind) - {Kind.UNKNOWN}
    assert set(LEVELS_OF) == set(PKIS_OF) == kinds


def test_every_piece_of_evidence_says_something_in_its_own_words() -> None:
    for mark, evidence in EVIDENCE.items():
        assert evidence.words, mark
        assert evidence.words[0] not in ".,;", mark
        assert not evidence.words.endswith("."), mark
        assert any(evidence.weights.values()) or evidence.doubt or mark.startswith("issuer:"), mark


@pytest.mark.parametrize("mark", [m for m, e in EVIDENCE.items() if max(e.weights.values(), default=0) > 0])
def test_no_single_piece_of_evidence_is_certain(mark: str) -> None:
    assert judge((mark,)).confidence is not Confidence.CERTAIN
