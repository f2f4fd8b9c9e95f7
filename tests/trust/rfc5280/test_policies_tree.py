"""The graph of RFC 9618 against the tree of RFC 5280, on any small path."""

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.depth import examples
from tests.trust.rfc5280.policy_tree import literal
from tests.trust.rfc5280.stated_policies import ANY, P1, P2, P3, P4, Says, encoded
from workbench.trust.rfc5280.policies import PolicyInputs, process

PARTICULAR = st.sampled_from((P1, P2, P3, P4))
COUNTS = st.one_of(st.none(), st.integers(0, 3))
SAYS = st.builds(
    Says,
    policies=st.one_of(
        st.none(),
        st.lists(st.sampled_from((ANY, ANY, P1, P2, P3, P4)), min_size=1, max_size=5, unique=True).map(tuple),
        st.lists(PARTICULAR, max_size=4, unique=True).map(lambda some: (ANY, *some)),
    ),
    mappings=st.lists(st.tuples(PARTICULAR, PARTICULAR), max_size=5, unique=True).map(tuple),
    require_explicit=COUNTS,
    inhibit_mapping=st.one_of(st.none(), COUNTS),
    inhibit_any=st.one_of(st.none(), COUNTS),
    self_issued=st.booleans(),
)
INPUTS = st.builds(
    PolicyInputs,
    initial_set=st.one_of(st.just(frozenset({ANY})), st.frozensets(st.sampled_from((ANY, P1, P2, P3, P4, "1.2.3")), max_size=3)),
    require_explicit=st.booleans(),
    inhibit_mapping=st.booleans(),
    inhibit_any=st.booleans(),
)


@examples(500)
@given(st.lists(SAYS, min_size=1, max_size=5), INPUTS)
def test_graph_and_tree_agree(path, inputs):
    ok, authority_constrained, user_constrained = literal(path, inputs)
    found = process([encoded(says) for says in path], inputs)
    assert found.ok == ok
    assert found.authority_constrained_set == authority_constrained
    assert found.user_constrained_set == (user_constrained if ok else set())
    assert found.complete
    assert len(found.problems) == (not ok)
