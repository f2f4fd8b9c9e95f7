"""Validity in a picture: which bars, where they are, what they say."""

import re
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import api
from workbench.certs.kinds import Pki
from workbench.views import family, timeline
from workbench.views.shown import shown
from workbench.views.timeline_axis import TimeAxis, axis_for
from workbench.views.timeline_layout import NAME_X, NOUN_X, PLOT_END, PLOT_X, TOP, WIDTH, lay_out
from workbench.views.timeline_rows import MOST_ROWS, Row, rows

AT = datetime(2026, 6, 1, tzinfo=UTC)
moments = st.datetimes(datetime.min, datetime.max, timezones=st.just(UTC))  # noqa: DTZ901


def layout_of(bundle):
    return lay_out(rows(shown(bundle)), bundle.at)


# --- the axis


@given(st.lists(moments, min_size=2, max_size=20), moments | st.none())
def test_later_is_further_right(every, at):
    axis = axis_for(every, at)
    places = [axis.place(moment) for moment in sorted(every)]
    assert all(0 <= before <= after <= 1 for before, after in pairwise(places))
    if at is not None:
        assert axis.first <= at <= axis.last


@given(st.lists(moments, min_size=1, max_size=20), moments)
def test_ticks_stand_apart(every, at):
    axis = axis_for(every, at)
    ticks = axis.ticks(0.1)
    places = sorted([axis.place(at), *(place for place, _ in ticks)])
    assert all(after - before >= 0.1 - 1e-9 for before, after in pairwise(places))
    assert [place for place, _ in ticks] == sorted(place for place, _ in ticks)


def test_ticks_are_where_they_say():
    axis = axis_for([AT - timedelta(days=4000), AT + timedelta(days=14000)], AT)
    ticks = {words: place for place, words in axis.ticks(0.02)}
    assert ticks["+10 years"] == pytest.approx(axis.place(datetime(2036, 6, 1, tzinfo=UTC)), abs=1e-4)
    assert ticks["−1 year"] == pytest.approx(axis.place(datetime(2025, 6, 1, tzinfo=UTC)), abs=1e-4)


def test_equal_ratios_take_equal_room_far_from_the_day():
    axis = TimeAxis(AT, AT - timedelta(days=10), AT + timedelta(days=20000), 20)
    places = [axis.place(AT + timedelta(days=days)) for days in (500, 1000, 2000, 4000)]
    steps = [after - before for before, after in pairwise(places)]
    assert max(steps) == pytest.approx(min(steps), rel=0.01)


def test_the_line_of_the_day_is_never_at_the_edge():
    for days in (-1000, -1, 0, 1, 1000):
        axis = axis_for([AT + timedelta(days=days)], AT)
        assert 0.05 < axis.place(AT) < 0.95


@pytest.mark.parametrize("at", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), None])
def test_the_ends_of_time_are_no_obstacle(at):
    axis = axis_for([datetime.max.replace(tzinfo=UTC)], at)
    assert axis.first < axis.last
    axis.ticks(0.1)


def test_an_old_pile_is_drawn_to_an_even_scale():
    # all of it six to eight years ago: nothing to be seen near the day
    axis = axis_for([AT - timedelta(days=days) for days in (2900, 2500, 2200)], AT)
    assert axis.place(AT - timedelta(days=2200)) - axis.place(AT - timedelta(days=2900)) > 0.1


def test_what_is_absurdly_far_off_is_cut():
    axis = axis_for([AT, datetime(9999, 12, 31, tzinfo=UTC)], AT)
    assert axis.last < datetime(2090, 1, 1, tzinfo=UTC)
    assert axis.place(datetime(9999, 12, 31, tzinfo=UTC)) == 1


def test_without_a_day_the_axis_is_even():
    axis = axis_for([AT, AT + timedelta(days=99)], None)
    assert axis.place(AT + timedelta(days=24)) == pytest.approx(0.25)
    assert axis.ticks(0)[0][1] == "2026-06"


# --- bars


def test_the_samples():
    layout = layout_of(api.load(api.samples("iso15118-2")))
    assert [panel.pki for panel in layout.panels] == [Pki.V2G, Pki.CSO, Pki.CPS, Pki.MO, Pki.OEM]
    nouns = [bar.row.heading for bar in layout.bars]
    assert nouns[:4] == ["V2G root", "CPO Sub-CA 1", "CPO Sub-CA 2", "SECC"]
    assert len(nouns) == 18
    by_noun = {bar.row.heading: bar for bar in layout.bars}
    root, leaf = by_noun["V2G root"], by_noun["CPS"]
    assert leaf.row.end - leaf.row.start < timedelta(days=92)
    assert root.row.end - root.row.start > timedelta(days=365 * 39)
    assert leaf.end - leaf.start > 60, "three months are seen"
    assert root.end - root.start < 480, "and so are forty years"


def inside(layout):
    for bar in layout.bars:
        assert any(panel.y < bar.y - 9 and bar.y + 9 < panel.y + panel.height for panel in layout.panels)
        if bar.start is not None:
            assert PLOT_X <= bar.start <= bar.past <= bar.end <= bar.last <= PLOT_END + 1e-9
    for above, below in pairwise(layout.bars):
        assert below.y - above.y >= 24
    for above, below in pairwise(layout.panels):
        assert above.y + above.height < below.y
    assert layout.panels[0].y == TOP
    assert layout.panels[-1].y + layout.panels[-1].height < layout.height
    assert NOUN_X < NAME_X < PLOT_X < PLOT_END < WIDTH


@given(st.lists(st.tuples(moments, moments, st.sampled_from(Pki)), min_size=1, max_size=30), moments | st.none())
def test_any_dates_stay_within_their_panel(periods, at):
    every = [
        Row(pki=pki, heading="SECC", name="x", start=min(period), end=max(period), last=max(period), validity="")
        for *period, pki in periods
    ]
    inside(lay_out(every, at))


@pytest.mark.parametrize(
    ("days", "validity"), [((-10, 100), "valid"), ((-10, -1), "expired"), ((1, 10), "not yet valid"), ((-10, 0), "valid")]
)
def test_what_is_past_ends_at_the_day(days, validity, pile, certificate):
    layout = layout_of(pile(certificate("x", "x", days), certificate("y", "y", (-50, 400))))
    bar = layout.bars[0]
    assert bar.row.validity == validity
    assert bar.past == pytest.approx(min(max(layout.day, bar.start), bar.end))


def test_bars_that_go_on_are_marked(pile, certificate):
    far = layout_of(pile(certificate("x", "x", (-30 * 365, 900_000)))).bars[0]
    assert (far.begins_before, far.goes_on) == (False, True)
    assert far.last == PLOT_END
    assert not layout_of(pile(certificate("x", "x", (-10, 10)))).bars[0].goes_on


def test_a_bar_of_no_length_is_seen(pile, certificate):
    bar = layout_of(pile(certificate("x", "x", (5000, 5000)), certificate("y", "y", (-9000, 5000)))).bars[0]
    assert bar.end - bar.start == pytest.approx(6)


def test_dates_the_wrong_way_round_are_told(pile, certificate):
    der = certificate("x", "x", (1, 2))
    early, late = b"260602000000Z", b"260603000000Z"
    wrong = der.replace(early, b"#" * 13).replace(late, early).replace(b"#" * 13, late)
    bundle = pile(wrong, der)
    assert [bar.start is None for bar in layout_of(bundle).bars].count(True) == 1
    assert "its dates cannot be read, or end before they begin" in texts(timeline(bundle))


# --- words


def texts(picture) -> list[str]:
    """The labels drawn, as matplotlib notes them in comments beside the outlines."""
    return [text.strip().replace("&lt;", "<") for text in re.findall(r"<!-- (.*?) -->", picture.svg)]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((-10, 44), "2026-07-15  44 days"),
        ((-10, 1), "2026-06-02  1 day"),
        ((-10, 0), "2026-06-01  < 1 day"),
        ((-10, 600), "2028-01-22  20 months"),
        ((-10, 3653), "2036-06-01  10 years"),
        ((-10, -1), "expired 2026-05-31"),
        ((1, 10), "from 2026-06-02"),
    ],
)
def test_the_end_of_a_bar_tells_its_date(days, words, pile, certificate):
    assert words in texts(timeline(pile(certificate("x", "x", days))))


def test_the_day_is_told_with_its_reason(pile, certificate):
    drawn = texts(timeline(pile(certificate("x", "x"), reason="because")))
    assert "2026-06-01 (because)" in drawn
    assert "1 certificate. Time is stretched around the line: the nearer, the finer." in drawn


def test_without_a_day_there_is_no_line(pile, certificate):
    bundle = pile(certificate("x", "x", (-10, -1)), at=None)
    assert layout_of(bundle).day is None
    assert "2026-05-31" in texts(timeline(bundle))
    assert timeline(bundle).alt == "How long the certificate is valid."


def test_the_words_count_and_name_the_next_end(pile, certificate):
    picture = timeline(pile(*(certificate(f"C{days}", "x", days) for days in [(-9, -1), (-9, 5), (-9, 9), (1, 9)])))
    assert picture.alt == (
        "How long each of 4 certificates is valid, judged at 2026-06-01: 2 valid, 1 not yet valid, 1 expired. "
        "The next to end is Unknown kind C(-9, 5) on 2026-06-06."
    )


# --- many


def many(certificate, count):
    return [certificate(f"DEABCSX{i:04}", "CPO Sub-CA 2", (-40, i - 4), domain="CPO", issuer_domain="V2G") for i in range(count)]


def test_so_many_have_a_bar_each_and_no_more(pile, certificate):
    ders = many(certificate, MOST_ROWS + 1)
    assert len(layout_of(pile(*ders[:-1])).bars) == MOST_ROWS
    [bar] = layout_of(pile(*ders)).bars
    row = bar.row
    assert (row.count, row.name, row.heading) == (41, "41: 4 expired", "SECC")
    assert (row.start, row.end, row.last) == (AT - timedelta(days=40), AT, AT + timedelta(days=36))
    assert bar.start < bar.past == bar.end < bar.last
    drawn = texts(timeline(pile(*ders)))
    assert any(text.startswith("41 certificates, too many for a bar each") for text in drawn)
    assert "next end 2026-06-01  < 1 day" in drawn


def test_many_that_are_all_expired(pile, certificate):
    ders = [certificate(f"lone leaf {'i' * i}", "x", (-100, -1 - i)) for i in range(50)]
    [bar] = layout_of(pile(*ders)).bars
    assert bar.row.validity == "expired"
    assert "all expired, the last 2026-05-31" in texts(timeline(pile(*ders)))


@pytest.mark.parametrize("view", [family, timeline], ids=["family", "timeline"])
def test_ten_thousand_certificates_take_a_moment(view, ten_thousand, pile):
    bundle = pile(*ten_thousand)
    assert len(bundle.entries) == 10_000  # classifying is not the picture's
    begin = time.process_time()
    picture = view(bundle)
    assert picture.png.startswith(b"\x89PNG")
    assert time.process_time() - begin < 4  # about one second, on a machine that has nothing else to do
    assert len(picture.png) < 200_000


def test_a_doubtful_kind_has_a_question_mark(pile, certificate):
    drawn = texts(timeline(pile(certificate("CPO Sub-CA", "Root", ca=True))))
    assert any(text.startswith("CPO Sub-CA") and text.endswith(" ?") for text in drawn)
    assert "?: the kind is only possible." in drawn
    assert "?: the kind is only possible." not in texts(timeline(pile(certificate("x", "x"))))
