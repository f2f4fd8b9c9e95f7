"""The picture of a search: every state once, its moves, what strands; hostile names stay text; the strip of one stranding."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from tests.views.test_trust_picture import EVIL
from workbench.errors import InputError
from workbench.station.explore import explore, replayed
from workbench.station.planning import prove_in
from workbench.station.planning_scenarios import SCENARIOS, scenario
from workbench.views.picture import Picture
from workbench.views.rotation import rotation
from workbench.views.rotation_layout import BOX_WIDTH, lay_out
from workbench.views.rotation_states import MOST_STATES, state_of, states_of
from workbench.views.rotation_strip import stranding_strip


def texts(picture) -> str:
    return " ".join(" ".join(ET.fromstring(picture.svg).itertext()).split())  # noqa: S314  # our own


def drawn(place):
    found = explore(place.world, place.everything)
    return rotation(found, place.names, heading=place.says, goal=place.goal), found


@pytest.fixture(scope="module")
def place():
    return scenario()


def test_it_shows_every_state_and_says_what_strands(place):
    picture, found = drawn(place)
    said = texts(picture)
    assert isinstance(picture, Picture)
    assert said.count("Stranded") >= len(found.strandings)
    for words in ("start", "goal", "Connected under root B", "root A, fallback", "any reconnect", "server back to root A"):
        assert words in said
    assert "56 moves were tried: 10 different states, in 2 of them the station is stranded." in picture.alt
    assert picture.png.startswith(b"\x89PNG")
    assert str(picture) == picture.alt


@pytest.mark.parametrize("name", ["csms-root-rotation", "future-root"])
def test_worlds_that_look_alike_are_one_box_and_their_arrows_are_kept(name):
    place = scenario(name)
    found = explore(place.world, place.everything)
    states = states_of(found, place.names, place.goal)
    assert len(states.states) == len(set(states.states)) == len({state_of(world, place.names) for world in found.reached})
    assert states.states[0] == state_of(place.world, place.names)
    wanted = {
        (state_of(found.reached[edge.before], place.names), state_of(found.reached[edge.after], place.names), edge.step.move.name)
        for edge in found.edges
    }
    shown = {(states.states[one.before], states.states[one.after], name) for one in states.arrows for name in one.moves}
    assert shown == {(before, after, name) for before, after, name in wanted if before != after}
    assert [states.states[goal].connected for goal in states.goals] == [True]


def test_too_many_states_are_those_on_the_shortest_ways_that_strand():
    place = scenario(expiry=True, migration=True)
    found = explore(place.world, place.everything)
    states = states_of(found, place.names)
    assert len(states.states) <= MOST_STATES
    assert states.left_out > 0
    assert any(not one.connected for one in states.states)
    assert "more are not drawn" in rotation(found, place.names).alt


@pytest.mark.parametrize("name", [*SCENARIOS])
@pytest.mark.parametrize("more", [{}, {"expiry": True}, {"migration": True}])
def test_boxes_do_not_overlap_and_nothing_leaves_the_paper(name, more):
    place = scenario(name, **more)
    states = states_of(explore(place.world, place.everything), place.names)
    layout = lay_out(states, 124)
    for one in layout.boxes:
        assert 0 <= one.x <= layout.width - BOX_WIDTH
        assert one.y >= 124
        assert one.y + one.height <= layout.height
        for other in layout.boxes:
            if one is not other and one.x == other.x:
                assert one.y + one.height <= other.y or other.y + other.height <= one.y
    for route in layout.routes:
        assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in route.points)


def test_arrows_begin_at_their_row_and_end_at_their_box(place):
    states = states_of(explore(place.world, place.everything), place.names)
    layout = lay_out(states, 124)
    assert len(layout.routes) == len(states.arrows)
    for route in layout.routes:
        source, target = layout.boxes[route.arrow.before], layout.boxes[route.arrow.after]
        (x, y), (to_x, to_y) = route.points[0], route.points[-1]
        assert x in {source.x, source.x + BOX_WIDTH}
        assert source.y < y < source.y + source.height
        assert to_x in {target.x, target.x + BOX_WIDTH}
        assert target.y < to_y < target.y + target.height


def test_nothing_is_told_by_colour_alone(place):
    picture, _ = drawn(place)
    assert "stroke-dasharray" in picture.svg, "what happens by itself is dashed"
    said = texts(picture)
    assert "Stranded" in said
    assert "fallback" in said


@pytest.mark.parametrize("evil", EVIL)
def test_hostile_names_stay_text(place, evil):
    names = dict.fromkeys(place.names, evil)
    found = explore(place.world, place.everything)
    (one, *_) = found.strandings
    strip = stranding_strip(one, place.world, names, replayed(place.world, one.steps))
    assert strip.png
    for picture in (rotation(found, names, heading=evil), strip):
        tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(picture.svg).iter()}  # noqa: S314
        assert tags <= {"svg", "title", "desc", "rect", "text", "g", "polyline"}
        assert "<script" not in picture.html
        assert not re.search(r"<image|onload=[^&]*[\"'>]", picture.svg)


def test_roots_without_a_short_name_go_by_their_own(place):
    said = texts(rotation(explore(place.world, place.everything), {}))
    assert "Connected under Sample CSMS Root CA A" in said
    assert "Connected under a root that is gone" in said, "a live connection outlives the root that verified it"


def test_a_strip_has_a_column_for_each_move_with_what_decided(place):
    stranding = prove_in(place, place.mistakes[-1]).stranding
    assert stranding is not None
    picture = stranding_strip(stranding, place.world, place.names, replayed(place.world, stranding.steps))
    said = texts(picture)
    for words in ("start", "install root B", "server to root B", "server back to root A", "M05.FR.12", "M05.FR.13", "Stranded"):
        assert words in said
    assert "M03 shows" not in said, "to wait is no move"
    assert "One move brings it back: server to root B." in picture.alt


def test_a_strip_of_a_station_that_nobody_brings_back_says_so():
    place = scenario("old-root-expires", expiry=True)
    lost = [one for one in explore(place.world, place.everything).essential if not one.ways_back]
    picture = stranding_strip(lost[0], place.world, place.names, replayed(place.world, lost[0].steps))
    assert "Somebody has to go there." in picture.alt
    assert "expired" in texts(picture)


def test_a_page_loads_nothing_and_a_wrong_ending_is_refused(place, tmp_path):
    picture, _ = drawn(place)
    picture.save(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert not re.search(r"(src|href)=|<script|url\(", page)
    assert "prefers-color-scheme:dark" in page
    with pytest.raises(InputError):
        picture.save(tmp_path / "picture.gif")


def test_a_search_that_was_cut_short_says_so(place):
    found = replace(explore(place.world, place.everything), complete=False)
    assert "there may be more" in rotation(found, place.names).alt
