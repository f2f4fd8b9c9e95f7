"""Who issued whom, on samples and on forests made up; what is folded is counted."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import api
from workbench.certs.facts import CertificateFacts
from workbench.certs.kinds import Kind, Level, Pki
from workbench.certs.names import DistinguishedName
from workbench.views.family_tree import Relative, boxes, families, foldings, lowered, merged
from workbench.views.shown import Shown, shown

KINDS = [
    (Kind.V2G_ROOT, Pki.V2G),
    (Kind.CSO_SUB_CA1, Pki.CSO),
    (Kind.CSO_SUB_CA2, Pki.CSO),
    (Kind.SECC, Pki.CSO),
    (Kind.CONTRACT, Pki.MO),
    (Kind.UNKNOWN, Pki.UNKNOWN),
]


def one(subject: str, issuer: str, kind=Kind.UNKNOWN, pki=Pki.UNKNOWN, own=None, asked=None, *, ca: bool | None = True) -> Shown:
    facts = CertificateFacts(
        sha256=f"{subject} by {issuer}",
        size=500,
        version=3,
        serial=1,
        subject=DistinguishedName((("CN", subject), ("O", "Sample"))),
        issuer=DistinguishedName((("CN", issuer), ("O", "Sample"))),
        subject_der=subject.encode(),
        issuer_der=issuer.encode(),
        not_before=datetime(2026, 1, 1, tzinfo=UTC),
        not_after=datetime(2027, 1, 1, tzinfo=UTC),
        key="P-256",
        public_key_sha256=subject,
        signature_algorithm="ecdsa-with-SHA256",
        is_ca=ca,
        subject_key_identifier=own,
        authority_key_identifier=asked,
    )
    return Shown(facts, kind, pki, sure=True, validity="valid")


@st.composite
def piles(draw, most: int = 30):
    """Certificates each issued by itself, by an earlier one, by a later one (a loop), or by one that is not there."""
    count = draw(st.integers(1, most))
    pile = []
    for i in range(count):
        issuer = draw(st.integers(-3, count - 1) | st.just(i) | st.integers(0, max(i - 1, 0)))
        kind, pki = draw(st.sampled_from(KINDS))
        pile.append(one(f"C{i}", f"C{issuer}" if issuer >= 0 else f"missing {issuer}", kind, pki))
    return pile


def told(trees) -> int:
    """Certificates that are in a box, or counted below one."""
    return sum(len(relative.certificates) + relative.below for tree in trees for relative in tree.everyone())


def outline(trees, depth: int = 0) -> list[str]:
    lines = []
    for tree in trees:
        lines.append(". " * depth + (tree.certificates[0].name if tree.certificates else f"({tree.missing})"))
        lines += outline(tree.children, depth + 1)
    return lines


def test_the_samples():
    assert outline(families(shown(api.load(api.samples("iso15118-2"))))) == [
        "Sample V2G Root CA 1",
        ". Sample CPO Sub-CA 1",
        ". . Sample CPO Sub-CA 2",
        ". . . DEPNCSPNCWORKBENCHSTATION00000000000084",
        ". Sample CPS Sub-CA 1",
        ". . Sample CPS Sub-CA 2",
        ". . . Sample CPS Leaf",
        ". Sample V2G MO Sub-CA 1",
        ". . Sample V2G MO Sub-CA 2",
        ". . . NLEMXC00000001L",
        "Sample MO Root CA 1",
        ". Sample MO Sub-CA 1",
        ". . Sample MO Sub-CA 2",
        ". . . DEPNCC00000042H",
        "Sample OEM Root CA 1",
        ". Sample OEM Sub-CA 1",
        ". . Sample OEM Sub-CA 2",
        ". . . WPNEV2026SAMPLE01",
    ]


def test_an_issuer_that_is_missing_has_a_box_once():
    [tree] = families([one("A", "Elsewhere"), one("B", "Elsewhere")])
    assert outline([tree]) == ["(Elsewhere)", ". A", ". B"]
    assert not tree.certificates
    assert not tree.namesake


def test_missing_issuers_with_different_keys_are_two():
    trees = families([one("A", "Elsewhere", asked=b"1"), one("B", "Elsewhere", asked=b"2")])
    assert outline(trees) == ["(Elsewhere)", ". A", "(Elsewhere)", ". B"]


def test_the_same_name_with_another_key_is_no_issuer():
    root, leaf = one("Root", "Root", own=b"1", asked=b"1"), one("A", "Root", asked=b"2")
    trees = families([root, leaf])
    assert outline(trees) == ["Root", "(Root)", ". A"]
    assert trees[1].namesake
    assert outline(families([root, one("A", "Root", asked=b"1")])) == ["Root", ". A"]


def test_the_same_key_with_another_name_is_no_issuer():
    assert outline(families([one("Root", "Root", own=b"1"), one("A", "Other", asked=b"1")])) == ["Root", "(Other)", ". A"]


def test_a_common_name_that_someone_else_has_is_told_in_full():
    other = one("Root", "Root")
    leaf = one("A", "Root")
    elsewhere = CertificateFacts(**{name: getattr(leaf.facts, name) for name in leaf.facts.__slots__} | {"issuer_der": b"x"})
    trees = families([other, Shown(elsewhere, leaf.kind, leaf.pki, sure=True, validity="valid")])
    assert outline(trees) == ["Root", "(CN=Root, O=Sample)", ". A"]


def test_a_root_rolled_over_stands_below_the_old_one():
    old, new = one("Root", "Root", own=b"1", asked=b"1"), one("Root", "Root", own=b"2", asked=b"1")
    new_facts = CertificateFacts(**{name: getattr(new.facts, name) for name in new.facts.__slots__} | {"sha256": "new"})
    assert outline(families([old, Shown(new_facts, new.kind, new.pki, sure=True, validity="")])) == ["Root", ". Root"]


def test_loops_are_cut_and_nobody_is_lost():
    trees = families([one("A", "B"), one("B", "C"), one("C", "A"), one("leaf", "C", ca=False)])
    assert outline(trees) == ["A", ". C", ". . B", ". . leaf"]


def test_a_long_chain_is_drawn_a_little_way():
    [tree] = families([one("C0", "C0")] + [one(f"C{i}", f"C{i - 1}") for i in range(1, 5000)])
    assert boxes([tree]) == 8
    assert told([tree]) == 5000


def test_who_is_of_unknown_pki_belongs_to_its_family():
    [tree] = families([one("Root", "Root", Kind.MO_ROOT, Pki.MO), one("A", "Root"), one("B", "Root", Kind.SECC, Pki.CSO)])
    assert [child.pki for child in tree.children] == [Pki.CSO, Pki.MO]


def test_families_stand_in_the_order_of_the_pkis():
    roots = [one("3", "3", Kind.OEM_ROOT, Pki.OEM), one("1", "1", Kind.V2G_ROOT, Pki.V2G), one("2", "2", Kind.MO_ROOT, Pki.MO)]
    assert outline(families(roots)) == ["1", "2", "3"]
    assert outline(families(roots[::-1])) == ["1", "2", "3"]


def test_leaves_of_one_kind_below_one_issuer_become_one_box():
    leaves = [one(f"L{i}", "CA", Kind.SECC, Pki.CSO, ca=False) for i in range(12)]
    [tree] = merged(
        families([one("CA", "CA", Kind.CSO_SUB_CA2, Pki.CSO), *leaves, one("M", "CA", Kind.CONTRACT, Pki.MO, ca=False)])
    )
    assert [(len(child.certificates), child.certificates[0].kind) for child in tree.children] == [
        (12, Kind.SECC),
        (1, Kind.CONTRACT),
    ]


def test_what_is_lowered_says_how_many_are_below():
    [tree] = lowered(families([one("R", "R"), one("S", "R"), one("L", "S"), one("M", "S")]))
    assert outline([tree]) == ["R", ". S"]
    assert tree.children[0].below == 2


@given(piles())
def test_every_certificate_is_in_one_box(pile):
    trees = families(pile)
    found = [certificate.facts.sha256 for tree in trees for relative in tree.everyone() for certificate in relative.certificates]
    assert len(found) == len(set(found))
    assert told(trees) == len(pile)


@given(piles())
def test_a_child_names_its_issuer(pile):
    for tree in families(pile):
        for relative in tree.everyone():
            for child in relative.children:
                name = relative.certificates[0].name if relative.certificates else relative.missing
                assert child.certificates[0].facts.issuer.common_name == name


@given(piles())
def test_folding_loses_nobody_and_ends_with_a_box_for_each_kind(pile):
    steps = list(foldings(families(pile)))
    assert {told(step) for step in steps} == {len(pile)}
    assert boxes(steps[-1]) <= len(KINDS) * len(Pki)
    assert not any(tree.children for tree in steps[-1])
    counts = [boxes(step) for step in steps]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    ("certificate", "level"),
    [
        (one("A", "A", Kind.V2G_ROOT, Pki.V2G), Level.ROOT),
        (one("A", "B", Kind.CSO_SUB_CA2, Pki.CSO), Level.SUB2),
        (one("A", "B", Kind.SECC, Pki.CSO), Level.LEAF),
        (one("A", "A"), Level.ROOT),
        (one("A", "B"), None),
        (one("A", "B", ca=None), Level.LEAF),
    ],
)
def test_levels(certificate, level):
    assert certificate.level is level
    assert Relative((certificate,), certificate.pki).level is level
