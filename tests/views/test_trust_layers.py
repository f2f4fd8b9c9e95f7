"""The layered layout in small: crossings that can go are gone, nothing overlaps, issuers stand over those they issued."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workbench.views.trust_layers import crossings, ordered, placed
from workbench.views.trust_routes import Net, tracks


def test_crossings_are_counted():
    layers = [["a", "b"], ["c", "d"]]
    assert crossings(layers, [("a", "c"), ("b", "d")]) == 0
    assert crossings(layers, [("a", "d"), ("b", "c")]) == 1
    assert crossings(layers, [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]) == 1
    assert crossings(layers, [("a", "c"), ("b", "c")]) == 0  # they meet


def test_crossings_that_can_go_are_gone():
    layers = [["a", "b", "c"], ["x", "y", "z"], ["p", "q", "r"]]
    edges = [("a", "z"), ("b", "y"), ("c", "x"), ("x", "p"), ("y", "r"), ("z", "q")]
    order = ordered(layers, edges)
    assert crossings(order, edges) == 0
    assert [set(layer) for layer in order] == [set(layer) for layer in layers]


def test_an_order_without_crossings_is_kept():
    layers = [["a", "b"], ["x", "y", "z"]]
    assert ordered(layers, [("a", "x"), ("b", "z")]) == layers


@st.composite
def layered(draw):
    layers = [[f"{row}.{i}" for i in range(draw(st.integers(1, 8)))] for row in range(draw(st.integers(1, 5)))]
    edges = [(draw(st.sampled_from(upper)), lower) for upper, low in pairwise(layers) for lower in low if draw(st.booleans())]
    widths = {node: draw(st.sampled_from([10.0, 180.0, 400.0])) for layer in layers for node in layer}
    return layers, edges, widths


@given(layered())
def test_nothing_overlaps_and_the_order_holds(drawn):
    layers, edges, widths = drawn
    order = ordered(layers, edges)
    assert crossings(order, edges) <= crossings(layers, edges)
    x = placed(order, edges, widths, 14)
    for layer in order:
        for left, right in pairwise(layer):
            assert x[left] + widths[left] / 2 + 14 <= x[right] - widths[right] / 2 + 1e-6
    assert abs(min(x[node] - widths[node] / 2 for layer in order for node in layer)) < 1e-6


def test_an_issuer_stands_over_the_middle_of_whom_it_issued():
    layers = [["root"], ["a", "b", "c"]]
    x = placed(layers, [("root", leaf) for leaf in layers[1]], dict.fromkeys(["root", "a", "b", "c"], 100.0), 10)
    assert x["root"] == x["b"] == 160
    assert (x["a"], x["c"]) == (50, 270)


def test_nets_that_meet_are_on_tracks_of_their_own():
    nets = {"a": Net({10}, {100}), "b": Net({50}, {150}), "c": Net({200}, {300}), "straight": Net({70}, {70})}
    found = tracks(nets)
    assert found["a"] != found["b"]
    assert found["a"] == found["c"] == 0
    assert "straight" not in found


def test_a_net_that_comes_down_where_another_leaves_is_above_it():
    found = tracks({"leaves": Net({10}, {100}), "comes": Net({100}, {10 + 150})})
    assert found["comes"] < found["leaves"]


def test_nets_in_a_circle_are_placed_all_the_same():
    found = tracks({"a": Net({10}, {100}), "b": Net({100}, {10})})
    assert sorted(found.values()) == [0, 1]
