"""A trust picture that can be read: nothing overlaps, links end at their boxes and run through none, titles are clear."""

from itertools import combinations, pairwise
from random import Random
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.certs.kinds import Kind, Level, Pki
from workbench.certs.names import DistinguishedName
from workbench.trust.portrait import MissingIssuer, Status
from workbench.views.lettering import width_of
from workbench.views.trust_across import MARGIN
from workbench.views.trust_blocks import WIDEST
from workbench.views.trust_folding import MOST_PARTS, folded
from workbench.views.trust_layout import LABEL_HEIGHT, TITLE_SIZE, lay_out
from workbench.views.trust_parts import Part, PartLink, Parts, Style
from workbench.views.trust_words import WIDTH, Face

PKIS = [Pki.V2G, Pki.CSO, Pki.MO, Pki.UNKNOWN]
LEVELS = [Level.ROOT, Level.SUB1, Level.SUB2, Level.LEAF, None]
TOP = 100


def part(key: str, pki: Pki, level: Level | None, status: Status = Status.VALID, kind: Kind = Kind.UNKNOWN) -> Part:
    one: Any = SimpleNamespace(  # of a standing what the layout looks at
        facts=SimpleNamespace(subject=DistinguishedName((("CN", key),)), is_ca=level is not Level.LEAF),
        classification=SimpleNamespace(kind=kind, pki=pki),
        level=level,
        status=status,
        anchor=False,
        sha256=key,
    )
    return Part(key, (one,), pki)


def graph(seed: int, most: int) -> Parts:
    """Parts of any level and PKI, joined in any way: loops, cross-signs, several issuers, missing ones."""
    chance = Random(seed)  # noqa: S311  # no secret
    count = chance.randint(1, most)
    parts = {
        f"p{i}": part(f"p{i}", chance.choice(PKIS), chance.choice(LEVELS), chance.choice([Status.VALID, Status.EXPIRED]))
        for i in range(count)
    }
    links = {}
    for _ in range(chance.randint(0, 2 * count)):
        upper, lower = chance.randrange(count), chance.randrange(count)
        style = chance.choice([Style.ISSUED, Style.ISSUED, Style.CROSS, Style.BROKEN, Style.GONE])
        if upper != lower:
            links[upper, lower] = PartLink(f"p{upper}", f"p{lower}", style, "another key" if style is Style.BROKEN else "")
    for i in range(chance.randint(0, 3)):
        below = chance.randrange(count)
        missing = MissingIssuer(f"CN=M{i}", "", (), (f"p{below}",))
        parts[f"m{i}"] = Part(f"m{i}", (), parts[f"p{below}"].pki, (missing,))
        links[-1, i] = PartLink(f"m{i}", f"p{below}", Style.WANTED)
    return Parts(parts, tuple(links.values()))


SEEDS = st.integers(0, 2**32)  # what is drawn from a seed is too large to be printed


def trees(count: int, wide: int, leaves: int) -> Parts:
    """A root with ``wide`` sub-CAs of two tiers, and leaves below each."""
    parts, links = {"root": part("root", Pki.V2G, Level.ROOT)}, []
    for i in range(wide):
        for tier, (key, issuer) in enumerate(((f"a{i}", "root"), (f"b{i}", f"a{i}")), 1):
            parts[key] = part(key, Pki.CSO, LEVELS[tier])
            links.append(PartLink(issuer, key, Style.ISSUED))
        for j in range(leaves):
            key = f"l{i}.{j}"
            parts[key] = part(key, Pki.CSO, Level.LEAF, Status.EXPIRED if j % 17 == 3 else Status.VALID)
            links.append(PartLink(f"b{i}", key, Style.ISSUED))
        if len(parts) >= count:
            break
    return Parts(parts, tuple(links))


def faces(whole: Parts) -> dict[str, Face]:
    return {key: Face(key, key, "", one.status, notes=("x",) * (len(key) % 3)) for key, one in whole.parts.items()}


def rectangle(thing):
    return thing.x, thing.y, thing.x + thing.width, thing.y + thing.height


def apart(first, second, gap: float = 0):
    return first[2] + gap <= second[0] or second[2] + gap <= first[0] or first[3] + gap <= second[1] or second[3] + gap <= first[1]


def within(inner, outer):
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def strokes(route):
    for (x1, y1), (x2, y2) in pairwise(route.points):
        assert abs(x1 - x2) < 1e-6 or abs(y1 - y2) < 1e-6, "a slanting stroke"
        yield min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def on_edge(point, box):
    x, y = point
    left, top, right, bottom = rectangle(box)
    inside = left - 1e-6 <= x <= right + 1e-6 and top - 1e-6 <= y <= bottom + 1e-6
    return inside and min(abs(x - left), abs(x - right), abs(y - top), abs(y - bottom)) < 1e-6


def check(whole: Parts):
    layout = lay_out(whole, faces(whole), TOP)
    boxes = {box.key: box for box in layout.boxes}
    assert boxes.keys() == whole.parts.keys()
    for first, second in combinations(map(rectangle, layout.boxes), 2):
        assert apart(first, second, gap=8)
    areas = [rectangle(area) for area in layout.areas]
    for first, second in combinations(areas, 2):
        assert apart(first, second, gap=8)
    for box in layout.boxes:
        assert sum(within(rectangle(box), area) for area in areas) == 1
    sheet = (4, TOP, layout.width - 4, layout.height)
    for area in areas:
        assert within(area, sheet)
    assert len(layout.routes) == len(whole.links)
    for route in layout.routes:
        assert on_edge(route.points[0], boxes[route.link.issuer])
        assert on_edge(route.points[-1], boxes[route.link.certificate])
        for stroke in strokes(route):
            assert within(stroke, sheet)
            for box in layout.boxes:
                left, top, right, bottom = rectangle(box)
                assert apart(stroke, (left + 0.1, top + 0.1, right - 0.1, bottom - 0.1)), "a link through a box"
    check_labels(layout)
    return layout


def check_labels(layout):
    labels = []
    for route in layout.routes:
        if route.label is not None and route.link.reason:
            x, y = route.label
            labels.append((x - WIDTH / 2, y - LABEL_HEIGHT / 2, x + WIDTH / 2, y + LABEL_HEIGHT / 2))
    named = {route.link.certificate for route in layout.routes if route.label is not None}
    for first, second in combinations(dict.fromkeys(labels), 2):
        assert apart(first, second)
    for label in labels:
        assert all(apart(label, rectangle(box)) for box in layout.boxes), "a reason over a box"
    assert named == {route.link.certificate for route in layout.routes if route.link.reason}
    for area in layout.areas:
        room = min(area.title_room, width_of(area.title, TITLE_SIZE, bold=True))
        title = (area.title_x, area.y + 6, area.title_x + room, area.y + 19)
        assert all(apart(title, rectangle(box)) for box in layout.boxes)
        assert all(apart(title, stroke) for route in layout.routes for stroke in strokes(route)), "a link through a title"


@settings(max_examples=120, deadline=None)
@given(SEEDS, st.integers(1, 40))
def test_any_graph_is_drawn_well(seed, most):
    check(graph(seed, most))


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.integers(60, 200))
def test_any_graph_can_be_folded_and_drawn(seed, most):
    fewer = folded(graph(seed, most))
    check(fewer)
    assert len(fewer.parts) <= MOST_PARTS


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40), st.integers(0, 60))
def test_every_certificate_is_in_one_box_or_counted_below_one(wide, leaves):
    whole = trees(10_000, wide, leaves)
    fewer = folded(whole)
    check(fewer)
    counted = sum(len(one.members) + one.below.total() for one in fewer.parts.values())
    assert counted + fewer.left_out == len(whole.parts)
    assert fewer.left_out == 0


def test_issuers_stand_above_whom_they_issued_in_one_picture():
    whole = trees(100, 3, 2)
    layout = check(whole)
    boxes = {box.key: box for box in layout.boxes}
    for link in whole.links:
        assert boxes[link.issuer].y + boxes[link.issuer].height < boxes[link.certificate].y
    assert len({boxes[f"b{i}"].y for i in range(3)}) == 1


def test_no_two_issuers_share_a_stroke():
    """Two roots that each issued to the other's side: their lines cross, and never lie upon one another."""
    parts = {key: part(key, Pki.V2G, LEVELS[0 if key[0] == "r" else 1]) for key in ("r1", "r2", "s1", "s2", "s3", "s4")}
    pairs = [("r1", "s3"), ("r1", "s4"), ("r2", "s1"), ("r2", "s2"), ("r1", "s1"), ("r2", "s4")]
    layout = check(Parts(parts, tuple(PartLink(a, b, Style.ISSUED) for a, b in pairs)))
    for first, second in combinations(layout.routes, 2):
        if first.link.issuer != second.link.issuer:
            for one in strokes(first):
                assert all(apart(one, other, gap=-0.01) or crosses(one, other) for other in strokes(second))


def crosses(one, other):
    upright = [stroke for stroke in (one, other) if stroke[0] == stroke[2]]
    return len(upright) == 1


def test_a_cluster_too_wide_is_cut_into_pieces():
    layout = check(trees(100, 14, 1))
    assert layout.width <= WIDEST + 2 * MARGIN + 60
    assert [area.title for area in layout.areas] == [f"V2G / CSO ({i} of 3)" for i in (1, 2, 3)]


def test_an_empty_picture_has_no_places():
    layout = lay_out(Parts({}, ()), {}, TOP)
    assert (layout.boxes, layout.routes, layout.areas) == ([], [], [])
