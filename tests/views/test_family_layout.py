"""A family picture that can be read: nothing overlaps, no line runs through a box, nothing leaves the sheet."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import api
from workbench.certs.kinds import Kind, Level, Pki
from workbench.views.family_layout import BOX_HEIGHT, MARGIN, TOP, lay_out
from workbench.views.family_strips import BOX_WIDTH
from workbench.views.family_tree import MOST_BOXES, Relative, families
from workbench.views.shown import shown

WIDEST = 1240


@st.composite
def forests(draw, most: int = 45):
    """Trees of relatives without certificates' details: what matters here is their shape and their PKI."""
    count = draw(st.integers(1, most))
    children: list[list[int]] = [[] for _ in range(count)]
    tops: list[int] = []
    for i in range(count):
        parent = draw(st.integers(-1, i - 1) | st.integers(max(i - 3, -1), i - 1))
        (tops if parent < 0 else children[parent]).append(i)
    pkis = [draw(st.sampled_from([Pki.V2G, Pki.CSO, Pki.MO])) for _ in range(count)]

    def tree(i: int) -> Relative:
        return Relative((), pkis[i], f"C{i}", tuple(map(tree, children[i])))

    return [tree(i) for i in tops]


def rectangle(thing):
    height = getattr(thing, "height", BOX_HEIGHT)
    return thing.x, thing.y, thing.x + thing.width, thing.y + height


def apart(first, second, gap: float = 0):
    return first[2] + gap <= second[0] or second[2] + gap <= first[0] or first[3] + gap <= second[1] or second[3] + gap <= first[1]


def within(inner, outer):
    return outer[0] <= inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2] and inner[3] <= outer[3]


def check(layout):
    boxes = [rectangle(box) for box in layout.boxes]
    for first, second in combinations(boxes, 2):
        assert apart(first, second, gap=8)
    panels = [rectangle(panel) for panel in layout.panels]
    for first, second in combinations(panels, 2):
        assert apart(first, second, gap=8) or within(first, second)  # inner ones come first
    sheet = (MARGIN, TOP, layout.width - MARGIN, layout.height)
    for thing in (*boxes, *panels):
        assert within(thing, sheet)
    for box, place in zip(layout.boxes, boxes, strict=True):
        smallest = min((p for p in layout.panels if within(place, rectangle(p))), key=lambda p: p.width * p.height)
        assert smallest.pki is box.relative.pki
    for line in layout.lines:
        assert within((*line[0], *line[0]), sheet)
        for (x1, y1), (x2, y2) in pairwise(line):
            assert x1 == x2 or y1 == y2
            stroke = (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
            for box in boxes:
                assert apart(stroke, box), "a line through a box"
            for panel in layout.panels:  # its name stands in its first 24 pixels, from title to the middle
                name = (panel.title, panel.y + 4, panel.title + 30, panel.y + 20)
                assert apart(stroke, name), "a line through a name"


def joined(layout):
    """Who is joined to whom by a line, by the boxes on which it begins and ends."""
    starts = {(box.x + box.width / 2, box.y + BOX_HEIGHT): box.relative for box in layout.boxes}
    ends = {end: box.relative for box in layout.boxes for end in ((box.x + box.width / 2, box.y), (box.x, box.y + BOX_HEIGHT / 2))}
    return {(id(starts[line[0]]), id(ends[line[-1]])) for line in layout.lines}


@settings(max_examples=150)
@given(forests())
def test_any_forest_is_drawn_well(trees):
    layout = lay_out(trees)
    check(layout)
    assert layout.width <= WIDEST
    assert len(layout.boxes) <= MOST_BOXES


@given(forests(most=12))
def test_every_line_joins_an_issuer_and_whom_it_issued(trees):
    layout = lay_out(trees)
    drawn = [box.relative for box in layout.boxes]
    wanted = {(id(relative), id(child)) for relative in drawn for child in relative.children}
    assert joined(layout) == wanted
    assert len(layout.lines) == len(wanted)


@given(forests(most=12))
def test_issuers_stand_above_whom_they_issued(trees):
    layout = lay_out(trees)
    tops = {id(box.relative): box.y for box in layout.boxes}
    for box in layout.boxes:
        assert all(tops[id(child)] > box.y + BOX_HEIGHT for child in box.relative.children)


def test_the_samples():
    layout = lay_out(families(shown(api.load(api.samples("iso15118-2")))))
    check(layout)
    assert (len(layout.boxes), len(layout.lines)) == (18, 15)
    assert [panel.pki for panel in layout.panels] == [Pki.CSO, Pki.CPS, Pki.MO, Pki.V2G, Pki.MO, Pki.OEM]
    rows: dict[Level | None, set[float]] = {}
    for box in layout.boxes:
        rows.setdefault(box.relative.level, set()).add(box.y)
    assert [len(rows[level]) for level in Level] == [1, 1, 1, 1]
    assert sorted(min(ys) for ys in rows.values()) == [min(rows[level]) for level in Level]
    assert len({panel.y + panel.height for panel in layout.panels[3:]}) == 1  # the families end together


def test_leaves_stand_in_one_row_however_long_their_chain(certificate, pile):
    ca = {"ca": True, "domain": "V2G", "issuer_domain": "V2G"}
    leaf = {"domain": "CPO", "issuer_domain": "V2G"}
    layout = lay_out(
        families(
            shown(
                pile(
                    certificate("V2G Root CA", "V2G Root CA", **ca),
                    certificate("CPO Sub-CA 1", "V2G Root CA", **ca),
                    certificate("CPO Sub-CA 2", "CPO Sub-CA 1", **ca),
                    certificate("DEABCSX1", "CPO Sub-CA 2", **leaf),
                    certificate("DEABCSX2", "V2G Root CA", **leaf),
                    certificate("DEABCSX3", "Elsewhere", **leaf),
                )
            )
        )
    )
    check(layout)
    rows = {box.y for box in layout.boxes if box.relative.level is Level.LEAF}
    assert len(rows) == 1
    [missing] = [box for box in layout.boxes if box.relative.missing]
    [second] = [box for box in layout.boxes if box.relative.level is Level.SUB2]
    assert missing.y == second.y


def relatives(count: int, pki: Pki = Pki.CSO, below=lambda _i: ()):
    return tuple(Relative((), pki, f"{pki} {i}", below(i)) for i in range(count))


@pytest.mark.parametrize("count", [1, 2, 5, 6, 30, 58])
def test_leaves_of_one_issuer_stand_in_even_columns(count):
    layout = lay_out([Relative((), Pki.V2G, "root", relatives(count))])
    check(layout)
    assert len(layout.boxes) == count + 1
    columns = [sum(1 for box in layout.boxes[1:] if box.x == x) for x in sorted({box.x for box in layout.boxes[1:]})]
    assert max(columns) <= 12
    assert max(columns) - columns[-1] < len(columns)


@pytest.mark.parametrize("count", [61, 10_000])
def test_too_many_are_folded(count):
    tree = Relative((), Pki.V2G, "root", relatives(count))
    layout = lay_out([tree])
    check(layout)
    assert len(layout.boxes) == 2
    assert layout.boxes[1].relative.missing == f"{count:,} issuers"


def test_a_family_too_wide_is_folded():
    layout = lay_out([Relative((), Pki.V2G, "root", relatives(12, below=lambda _: relatives(1, Pki.MO)))])
    check(layout)
    assert layout.width <= WIDEST
    assert len(layout.boxes) == 13


def test_families_are_put_on_shelves():
    layout = lay_out(relatives(20, below=lambda _: relatives(1)))
    check(layout)
    assert len(layout.boxes) == 40
    assert len({box.y for box in layout.boxes}) > 2
    assert layout.width > WIDEST - 2 * BOX_WIDTH


def test_ten_thousand_certificates_are_folded_by_kind(ten_thousand, pile):
    layout = lay_out(families(shown(pile(*ten_thousand))))
    check(layout)
    counts = [(len(box.relative.certificates), box.relative.certificates[0].kind) for box in layout.boxes]
    assert counts.count((3331, Kind.SECC)) == 3
    assert len(counts) == 10
