"""What a family picture says in words."""

import re

import pytest

from workbench import api
from workbench.certs.kinds import Kind, Pki
from workbench.views import family
from workbench.views.family_tree import families, merged
from workbench.views.family_words import words_of
from workbench.views.shown import shown


def texts(picture) -> list[str]:
    """The labels drawn, as matplotlib notes them in comments beside the outlines."""
    return [text.strip().replace("&gt;", ">").replace("&lt;", "<") for text in re.findall(r"<!-- (.*?) -->", picture.svg)]


def words(bundle):
    return [words_of(relative) for tree in families(shown(bundle)) for relative in tree.everyone()]


def test_the_samples():
    picture = family(api.load(api.samples("iso15118-2")))
    assert picture.alt == (
        "Who issued whom among 18 certificates, by name; on top: V2G root Sample V2G Root CA 1, MO root Sample MO Root CA 1, "
        "OEM root Sample OEM Root CA 1."
    )
    drawn = texts(picture)
    assert "18 certificates, placed by issuer name and key identifier; signatures are not checked here." in drawn
    assert drawn.count("Contract") == 2
    assert "P-256 · until 2026-07-14" in drawn
    assert [drawn.count(pki) for pki in ("V2G", "CSO", "CPS", "MO", "OEM")] == [1, 1, 2, 2, 1]  # CPS is a PKI and a leaf of it
    assert not any("Dashed" in text for text in drawn)


def test_one_certificate_and_the_issuer_it_asks_for():
    picture = family(api.load(api.samples("iso15118-2/secc.pem")))
    drawn = texts(picture)
    assert "not in this pile" in drawn
    assert "Sample CPO Sub-CA 2" in drawn
    assert "Dashed: an issuer that is not in this pile." in drawn
    assert picture.alt == "Who issued the certificate, by name; not in this pile: Sample CPO Sub-CA 2."


@pytest.mark.parametrize(
    ("days", "state", "alarm"),
    [
        ((-10, 100), "P-256 · until 2026-09-09", False),
        ((-10, -1), "expired 2026-05-31", True),
        ((1, 10), "valid from 2026-06-02", True),
    ],
)
def test_a_box_tells_its_validity(days, state, alarm, pile, certificate):
    [box] = words(pile(certificate("CA", "CA", days, ca=True)))
    assert (box.name, box.state, box.alarm) == ("CA", state, alarm)


def test_without_a_time_nothing_is_alarming(pile, certificate):
    [box] = words(pile(certificate("CA", "CA", (-10, -1), ca=True), at=None))
    assert (box.state, box.alarm) == ("P-256 · until 2026-05-31", False)


def test_a_kind_that_is_only_possible_has_a_question_mark(pile, certificate):
    bundle = pile(certificate("CPO Sub-CA", "Root", ca=True))
    [entry] = bundle.entries
    assert entry.classification is not None
    assert (entry.classification.pki, entry.classification.confidence) == (Pki.CSO, "possible")
    assert words(bundle)[1].kind.endswith(" ?")
    assert "?: the kind is only possible." in texts(family(bundle))[-1]
    assert not any("?" in box.kind for box in words(pile(certificate("x", "x"))))  # of unknown kind


def test_another_key_of_the_same_name_is_told(pile, certificate):
    root = certificate("Root", "Root", ca=True, issuer_key=b"own")
    assert words(pile(root, certificate("A", "Root", issuer_key=b"other")))[-2].state == "same name here, other key"


def test_several_in_one_box(pile, certificate):
    days = [(-10, -5), (-10, 5), (-10, 7), (2, 9)]
    ca = certificate("CPO Sub-CA 2", "CPO Sub-CA 2", ca=True, domain="V2G", issuer_domain="V2G")
    leaves = [certificate(f"DEABCSX{i}", "CPO Sub-CA 2", d, domain="CPO", issuer_domain="V2G") for i, d in enumerate(days)]
    [tree] = merged(families(shown(pile(ca, *leaves))))
    box = words_of(tree.children[0])
    assert (box.kind, box.name, box.state, box.alarm) == ("4 × SECC", "DEABCSX0, …", "1 expired, 1 not yet valid", True)
    [tree] = merged(families(shown(pile(ca, *leaves[1:3]))))
    assert words_of(tree.children[0]).state == "next end 2026-06-06"


def test_what_is_folded_is_said(ten_thousand, pile):
    drawn = texts(family(pile(*ten_thousand)))
    assert drawn.count("3,331 × SECC") == 3
    assert "Too many for a box each: a box with a count stands for several." in drawn


def test_duplicates_are_drawn_once(pile, certificate):
    der = certificate("CA", "CA", ca=True)
    assert len(words(pile(der, der))) == 1
    assert "1 certificate, placed" in " ".join(texts(family(pile(der, der))))


def test_certificates_are_distinct_and_in_order():
    certificates = shown(api.load(api.samples("iso15118-2")))
    assert len(certificates) == 18
    assert [one.kind for one in certificates[:4]] == [Kind.V2G_ROOT, Kind.CSO_SUB_CA1, Kind.CSO_SUB_CA2, Kind.SECC]
    assert [one.order for one in certificates] == sorted(one.order for one in certificates)
