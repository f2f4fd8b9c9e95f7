"""Whatever the bytes are, name constraints answer, or refuse with a sentence; and they stop at their bounds and say so."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.properties.forge import sequence, tlv
from tests.trust.rfc5280.constrained_names import directory_name, general_name, general_names, name_constraints
from tests.trust.rfc5280.name_rules import RULES
from workbench.trust.rfc5280.name_constraints import NameSpace
from workbench.trust.rfc5280.name_constraints.space import MOST_COMPARED, MOST_READ, MOST_VIOLATIONS

VALUES = sorted({name_constraints(rule.permitted, rule.excluded) for rule in RULES})
NAMES = sorted({general_names(rule.names) or sequence() for rule in RULES})
SUBJECTS = sorted({directory_name(rule.subject) for rule in RULES})


@st.composite
def damaged(draw, values):
    """One of the values, with some octets replaced, put in or left out."""
    value = bytearray(draw(st.sampled_from(values)))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(value)))
        value[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    return bytes(value)


@st.composite
def any_names(draw):
    """GeneralNames of any tag with any content."""
    contents = st.binary(max_size=20) | st.sampled_from(
        [b"a@b.example", b"http://a.example/", b"a.example", b"\x06\x01\x2a\xa0\x00"]
    )
    tags = st.sampled_from([0xA0, 0x81, 0x82, 0xA3, 0xA4, 0xA5, 0x86, 0x87, 0x88])
    return [tlv(draw(tags), draw(contents)) for _ in range(draw(st.integers(0, 4)))]


def judged(values, subject, names):
    """What the API promises: a judgement, or a ValueError that is a sentence."""
    space = NameSpace.unlimited()
    for value, critical in values:
        try:
            space = space.restricted(value, critical=critical)
        except ValueError as error:
            assert str(error).startswith("The name constraints are not well-formed: ")  # noqa: PT017 - it is no other's error
    try:
        judgement = space.judgement(subject, names)
    except ValueError as error:
        assert str(error).startswith("The alternative names are not well-formed: ")  # noqa: PT017 - as above
        return
    assert all(violation.sentence.endswith(".") and len(violation.sentence) < 3000 for violation in judgement.violations)
    assert all(note.endswith(".") for note in space.notes)


@given(
    values=st.lists(st.tuples(damaged(VALUES) | st.binary(max_size=40), st.booleans()), max_size=3),
    subject=damaged(SUBJECTS) | st.binary(max_size=20),
    names=st.none() | damaged(NAMES) | st.binary(max_size=20),
)
@example(values=[(b"\x30\x80\x00\x00", True)], subject=b"", names=b"\x30\x80\x00\x00")
def test_any_octets_are_answered(values, subject, names):
    judged(values, subject, names)


@given(permitted=any_names(), excluded=any_names(), names=any_names(), critical=st.booleans())
def test_any_names_are_answered(permitted, excluded, names, critical):
    lists = (tlv(tag, *map(sequence, bases)) for tag, bases in ((0xA0, permitted), (0xA1, excluded)))
    judged([(sequence(*lists), critical)], directory_name("emailAddress=a@b.example"), sequence(*names))


_OWN_SUBTREES = st.sampled_from([0x81, 0x82, 0xA3, 0xA4, 0xA5, 0x88])  # URIs and addresses look different in a constraint


@given(tag=_OWN_SUBTREES, content=st.binary(max_size=20) | st.sampled_from([b"a@b.example", b"a.example", b"a.example."]))
def test_a_name_in_a_subtree_of_itself_is_never_allowed_where_that_is_excluded(tag, content):
    name = tlv(tag, content)
    space = NameSpace.unlimited().restricted(sequence(tlv(0xA1, sequence(name))))
    assert space.violations(sequence(), sequence(name))


MANY = 2 * MOST_READ


def subtrees(constraint):
    return tlv(0xA0, *(sequence(general_name(constraint(number))) for number in range(MANY)))


HUGE = {
    "DNS names": (lambda n: f"DNS:{n}.example.com", lambda n: f"DNS:www.{n}.example.org"),
    "DNS names of many depths": (lambda n: f"DNS:{'a.' * (n % 100)}{n}", lambda n: f"DNS:{'a.' * 100}{n}"),
    "mailboxes": (lambda n: f"email:{n}@example.com", lambda n: f"email:{n}@example.org"),
    "URIs": (lambda n: f"URI:.{n}.example.com", lambda n: f"URI:http://{n}.example.org/"),
    "masks": (
        lambda n: f"IP:10.0.0.0/255.{n >> 16}.{n >> 8 & 255}.{n & 255}",
        lambda n: f"IP:11.{n >> 16}.{n >> 8 & 255}.{n & 255}",
    ),
    "directory names": (lambda n: f"dirName:O=Example, CN={n}", lambda n: f"dirName:O=Other, CN={n}"),
    "registered ids": (lambda n: f"RID:1.2.{n}", lambda n: f"RID:1.3.{n}"),
    "other names": (lambda n: f"other:1.2.{n}=x", lambda n: f"other:1.3.{n}=x"),
}


@pytest.mark.parametrize("form", HUGE)
def test_huge_lists_end_at_the_bounds_and_say_so(form):
    constraint, name = HUGE[form]
    space = NameSpace.unlimited().restricted(sequence(subtrees(constraint)))
    assert not space.complete
    assert any("more subtrees than are read" in note for note in space.notes)
    judgement = space.judgement(sequence(), sequence(*(general_name(name(number)) for number in range(MANY))))
    assert not judgement.complete
    assert judgement.violations == ()  # of lists that were not read to their ends nobody can say that a name is not in them


def test_the_bounds_hold_for_all_cas_of_a_path_together():
    half = name_constraints(excluded=[f"DNS:{number}.example" for number in range(MOST_READ * 2 // 3)])
    above = NameSpace.unlimited().restricted(half)
    below = above.restricted(half)
    assert above.complete
    assert not below.complete
    assert sum(restriction.cost for restriction in below.restrictions) == MOST_READ
    assert not below.restricted(name_constraints(["DNS:a.example"])).restrictions[-1].permitted


def test_excluded_names_are_found_even_where_not_all_was_read():
    space = NameSpace.unlimited().restricted(
        name_constraints(excluded=[f"DNS:{number}.example" for number in range(MOST_READ + 1)])
    )
    judgement = space.judgement(sequence(), general_names(["DNS:a.7.example"]))
    assert len(judgement.violations) == 1
    assert not judgement.complete


def test_many_names_end_at_a_bound_and_what_was_found_is_told():
    space = NameSpace.unlimited().restricted(name_constraints(excluded=["DNS:example.com"]))
    name = general_name("DNS:a.example.org")
    judgement = space.judgement(sequence(), sequence(general_name("DNS:example.com"), name * MOST_COMPARED))
    assert [violation.name for violation in judgement.violations] == ["example.com"]
    assert not judgement.complete


def test_long_directory_names_count_more():
    depths = [", ".join(f"OU={level}" for level in range(depth)) for depth in range(1, 200)]
    space = NameSpace.unlimited().restricted(name_constraints(excluded=[f"dirName:{text}" for text in depths]))
    judgement = space.judgement(directory_name("O=A"), general_names([f"dirName:O={number}" for number in range(10)]))
    assert space.complete
    assert not judgement.complete


def test_many_violations_end_at_a_bound():
    space = NameSpace.unlimited().restricted(name_constraints(["DNS:example.com"]))
    judgement = space.judgement(sequence(), sequence(general_name("DNS:example.org") * (MOST_VIOLATIONS + 1)))
    assert len(judgement.violations) == MOST_VIOLATIONS
    assert not judgement.complete


def test_usual_sizes_are_judged_completely():
    many = range(2000)
    space = NameSpace.unlimited().restricted(
        name_constraints([f"DNS:{n}.example" for n in many], [f"dirName:CN={n}" for n in many])
    )
    judgement = space.judgement(directory_name("CN=leaf"), general_names([f"DNS:www.{n}.example" for n in many]))
    assert judgement.violations == ()
    assert judgement.complete
