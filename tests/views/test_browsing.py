"""A table to look through: what is searched, filtered, sorted and paged, what buttons do, and that hostile text stays text."""

import csv
import io
import json
import re
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from IPython.core.formatters import DisplayFormatter

from tests.views.page_reading import UNSEEN, Page
from workbench.display import Tone
from workbench.errors import InputError
from workbench.fleet.answer import Answer
from workbench.views.browsing import Browser, browse
from workbench.views.browsing_rows import Wanted, rows_of, words_of

EVIL = ["<script>alert(1)</script>", "=HYPERLINK(1)", "a\x1b[31mb\u202ec", "$x^2$", "\ud800 half", "W" * 9_000, "  "]
TONES = {"verdict": {"breaks": Tone.ERROR}}


def to_moments(texts):
    return pd.to_datetime(pd.Series(texts, dtype="str"), utc=True, format="ISO8601")


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "station": ["CS-3", "CS-1", "cs-2", "CS-10"],
            "name": ["Acme Root CA", None, "Über Root", "Acme Sub-CA 1"],
            "entries": pd.array([7, None, 10, 9], dtype="Int64"),
            "not_after": to_moments(["2027-01-02", None, "2026-05-01T10:00:00", "2030-01-01"]),
            "verdict": ["breaks", "holds", "breaks", "saved"],
        }
    )


@pytest.fixture
def rows(frame):
    return rows_of(frame)


def found(rows, **wanted):
    return rows.frame["station"].iloc[rows.places(Wanted(**wanted))].tolist()


def test_every_word_is_searched_in_every_column_in_whatever_case(rows):
    assert found(rows, search="ACME") == ["CS-3", "CS-10"]
    assert found(rows, search="acme breaks") == ["CS-3"]
    assert found(rows, search="über") == found(rows, search="ÜBER ROOT") == ["cs-2"]
    assert found(rows, search="2026-05-01T10") == ["cs-2"]
    assert found(rows, search=" ") == ["CS-3", "CS-1", "cs-2", "CS-10"]
    assert found(rows, search="nothing like it") == []


def test_a_search_is_no_pattern(rows):
    assert found(rows, search=".*") == []
    assert found(rows, search="(") == []


def test_no_word_reaches_from_one_cell_into_the_next(rows):
    assert found(rows, search="cs-3acme") == found(rows, search="ca7") == []


def test_words_in_quotes_stand_together(rows):
    assert words_of('a "b c" d') == ["b c", "a", "d"]
    assert words_of('a "b') == ["a", "b"]
    assert found(rows, search='"sub-ca 1"') == ["CS-10"]
    assert found(rows, search='"ca acme"') == []


def test_numbers_and_times_sort_as_such_and_what_is_absent_is_last(rows):
    assert found(rows, by="entries") == ["CS-3", "CS-10", "cs-2", "CS-1"]
    assert found(rows, by="entries", descending=True) == ["cs-2", "CS-10", "CS-3", "CS-1"]
    assert found(rows, by="not_after") == ["cs-2", "CS-3", "CS-10", "CS-1"]
    assert found(rows, by="not_after", descending=True)[-1] == "CS-1"


def test_texts_sort_without_regard_to_case(rows):
    assert found(rows, by="station") == ["CS-1", "CS-10", "cs-2", "CS-3"]
    assert found(rows, by="name")[-1] == "CS-1"


def test_filters_hold_together_and_take_what_is_shown(rows):
    assert found(rows, only=(("verdict", "breaks"),)) == ["CS-3", "cs-2"]
    assert found(rows, only=(("verdict", "breaks"), ("entries", "10"))) == ["cs-2"]
    assert found(rows, only=(("name", ""),)) == ["CS-1"]
    assert found(rows, only=(("not_after", "2027-01-02T00:00:00Z"),)) == ["CS-3"]
    assert rows.values("verdict", 10) == [("breaks", 2), ("holds", 1), ("saved", 1)]
    assert rows.values("verdict", 10, Wanted(search="acme")) == [("breaks", 1), ("saved", 1)]


def test_a_hundred_thousand_rows_give_what_plain_pandas_gives():
    numbers = np.random.default_rng(7)
    many = pd.DataFrame({"station": [f"CS-{n:06}" for n in range(100_000)], "entries": numbers.integers(0, 50, 100_000)})
    rows = rows_of(many)
    wanted = Wanted(search="cs-0999", by="entries", descending=False)
    plain = many[many["station"].str.startswith("CS-0999")].sort_values("entries", kind="stable")
    assert rows.frame.iloc[rows.places(wanted)]["station"].tolist() == plain["station"].tolist()


def test_any_frame_can_be_browsed():
    odd = pd.DataFrame([[1, [1, 2], {"k": 1}, True], [2, [], None, None]], columns=["a", "a", ("x", 1), "flag"], index=["r1", "r2"])
    rows = rows_of(odd)
    assert rows.columns == ("index", "a", "a (3)", "x 1", "flag")
    assert rows.texts("a (3)").tolist() == ["1, 2", ""]
    assert rows.texts("flag").tolist()[0] in {"yes", "True"}
    assert str(browse(pd.DataFrame())) == "0 rows."
    assert "0 rows" in browse(pd.DataFrame({"a": []}))._repr_mimebundle_()["text/html"]


def test_half_a_character_is_shown_searched_and_written(tmp_path):
    rows = rows_of(pd.DataFrame({"a": pd.Series(["\ud800 half", "b"], dtype="object")}))
    assert rows.texts("a").tolist() == ["\\ud800 half", "b"]
    assert rows.places(Wanted(search="\ud800")).tolist() == [0]
    assert "half" in browse(rows.frame).to_csv(tmp_path / "a.csv")


def test_an_answer_brings_its_sentence_notes_and_colours(frame):
    answer = Answer("who-breaks", "Who breaks", "Two <b>break</b>.", frame, ("Not checked: x.",), tones=TONES)
    browser = browse(answer)
    html = browser._repr_mimebundle_()["text/html"]
    assert "Two &lt;b&gt;break&lt;/b&gt;." in html
    assert "Not checked: x." in html
    assert '<td class="pnc-error">breaks</td>' in html
    assert str(browser).startswith("Two <b>break</b>.")
    assert browse(browser) is browser


def test_what_holds_no_rows_is_refused():
    with pytest.raises(InputError, match="no rows in this: int"):
        browse(3)


def test_where_no_widget_runs_the_first_rows_are_there_and_how_to_get_all():
    browser = browse(pd.DataFrame({"a": range(1000)}))
    data, _ = DisplayFormatter().format(browser)
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert "1,000 rows; the first 25 are shown, all: .selected or .to_csv(path)" in data["text/html"]
    assert data["text/plain"] == str(browser)
    assert len(data["text/html"]) < 20_000
    json.dumps(data)


def page_of(html):
    return Page(re.sub(r"<col [^>]*>", "", html))


def panel_of(frame):
    browser = Browser(frame, tones=TONES)
    return browser, browser.panel


def shown(panel):
    return [row[0] for row in page_of(panel._table.value).rows[1:]]


def test_the_panel_searches_as_one_types(frame):
    browser, panel = panel_of(frame)
    panel.search.value = "acme"
    assert shown(panel) == ["CS-3", "CS-10"]
    assert "2 of 4 rows" in panel.pager.words.value
    assert browser.selected["station"].tolist() == ["CS-3", "CS-10"]
    panel.search.value = "nobody"
    assert "No row has all of that" in panel._table.value
    assert len(panel._numbered.children) == 0


def test_a_column_sorts_upwards_downwards_and_not_at_all(frame):
    _, panel = panel_of(frame)
    head = panel.heads[2]
    orders = []
    for _ in range(3):
        head.click()
        orders.append((head.description, shown(panel)[0]))
    assert orders == [("entries ▲", "CS-3"), ("entries ▼", "cs-2"), ("entries", "CS-3")]


def test_filters_pile_up_and_go_one_by_one(frame):
    _, panel = panel_of(frame)
    panel.filter.column.value = "verdict"
    assert panel.filter.value.options[1] == ("breaks  (2)", ("breaks",))
    panel.filter.value.value = ("breaks",)
    panel.filter.column.value = "name"
    panel.filter.value.value = ("Acme Root CA",)
    assert shown(panel) == ["CS-3"]
    first, second = panel.filter.chips.children
    assert (first.description, second.description) == ("verdict: breaks  ✕", "name: Acme Root CA  ✕")
    second.click()
    assert shown(panel) == ["CS-3", "cs-2"]
    panel.filter.chips.children[0].click()
    assert len(shown(panel)) == 4
    assert panel.filter.value.value == ""


def test_only_values_are_offered_that_what_is_searched_for_has(frame):
    _, panel = panel_of(frame)
    panel.search.value = "acme"
    panel.filter.column.value = "verdict"
    assert [value for _, value in panel.filter.value.options] == ["", ("breaks",), ("saved",)]
    panel.filter.value.value = ("saved",)
    assert [value for _, value in panel.filter.value.options] == ["", ("breaks",), ("saved",)], "its own filter left out"
    panel.filter.column.value = "name"
    assert [value for _, value in panel.filter.value.options] == ["", ("Acme Sub-CA 1",)]


def test_pages_turn_and_begin_anew_with_a_new_search():
    _, panel = panel_of(pd.DataFrame({"a": [f"n{n:03}" for n in range(100)]}))
    assert (panel.pager.back.disabled, panel.pager.on.disabled) == (True, False)
    panel.pager.on.click()
    panel.pager.on.click()
    assert shown(panel)[0] == "n030"
    assert panel.numbers[0].description == "31"
    assert "31 to 45 shown" in panel.pager.words.value
    panel.pager.rows.value = 50
    assert (len(shown(panel)), shown(panel)[0], panel.pager.page.max) == (50, "n000", 2)
    panel.pager.on.click()
    assert panel.pager.on.disabled
    panel.numbers[3].click()
    assert "n053" in panel._card.value
    panel.pager.rows.value = 15
    panel.pager.page.value = 4
    panel.search.value = "n0"
    assert panel.pager.page.value == 1
    assert shown(panel)[0] == "n000"
    panel.search.value = "n09"
    assert len(shown(panel)) == 10


def test_a_row_is_shown_in_full_and_given_as_csv(frame):
    _, panel = panel_of(frame.assign(name=["x" * 900, *frame["name"][1:]]))
    panel.heads[0].click()
    panel.numbers[3].click()
    assert "x" * 900 in panel._card.value
    assert "Row 4" in panel._card.value
    panel.taking.row.click()
    assert panel.taking.text.value.splitlines()[1].startswith("CS-3,xxx")
    panel.numbers[3].click()
    assert panel._card.value == ""
    assert panel.taking.row.disabled
    panel.taking.all.click()
    assert [row[0] for row in csv.reader(io.StringIO(panel.taking.text.value))] == ["station", "CS-1", "CS-10", "cs-2", "CS-3"]


def test_a_long_csv_is_cut_in_the_panel_and_says_so(tmp_path):
    browser, panel = panel_of(pd.DataFrame({"a": range(6_000)}))
    panel.taking.all.click()
    assert panel.taking.text.value.count("\n") == 5_001
    assert "first 5,000 of 6,000 rows; all: .to_csv(path)" in panel.taking.words.value
    browser.to_csv(tmp_path / "all.csv")
    assert len(pd.read_csv(tmp_path / "all.csv")) == 6_000
    with pytest.raises(InputError, match="cannot be written"):
        browser.to_csv(tmp_path / "none" / "all.csv")


def test_an_error_of_a_button_is_shown(frame, monkeypatch):
    _, panel = panel_of(frame)
    monkeypatch.setattr(type(panel.browser.rows), "places", lambda *_: 1 / 0)
    panel.search.value = "x"
    assert "ZeroDivisionError" in panel.complaint.value
    assert panel.complaint.layout.display == "flex"


def test_hostile_text_stays_text():
    evil = pd.Series(EVIL, dtype="object")
    browser, panel = panel_of(
        pd.DataFrame({"name": evil, "<b>$x$": pd.Series(EVIL[::-1], dtype="object"), "at": datetime(2026, 1, 1, tzinfo=UTC)})
    )
    panel.numbers[0].click()
    for html in (panel._table.value, panel._card.value, str(browser.to_html())):
        page = page_of(html)
        assert page.tags <= {"div", "style", "table", "caption", "colgroup", "thead", "tbody", "tr", "th", "td", "p"}
        assert not any(name.startswith("on") for name in page.attributes)
        assert not UNSEEN.search(html)
    assert "mathjax_ignore" in panel._table.value
    panel.filter.column.value = "name"
    assert not any(UNSEEN.search(label) for label, _ in panel.filter.value.options)
    assert "\x1b" not in str(browser)


def test_no_cell_of_a_csv_is_a_formula():
    text = browse(pd.DataFrame({"=cmd": ["=1+1", "+1", "-2", "@x", "\t=3", "plain"], "n": [-1, 2, 3, 4, 5, 6]})).to_csv()
    cells = [row[0] for row in csv.reader(io.StringIO(text))]
    assert cells == ["'=cmd", "'=1+1", "'+1", "'-2", "'@x", "'\\t=3", "plain"]
    assert "-1" in text.splitlines()[1]
