"""A table of 100,000 rows in a real page: searched, sorted, paged, filtered, copied from, by mouse and keyboard; text is text."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TABLE = r"""
import pandas as pd
from workbench.display import Tone
from workbench.views.browsing import Browser
count = 100_000
evil = "<img src=x onerror=window.ran=1> $\\frac{1}{2}$ \u202e"
frame = pd.DataFrame({
    "station": [f"CS-{n:06}" for n in range(count)],
    "name": [evil if n % 2 else "Acme Root CA" for n in range(count)],
    "verdict": ["breaks" if n % 4 == 0 else "holds" for n in range(count)],
    "days_left": [(n * 7919) % 1000 for n in range(count)],
})
browser = Browser(frame, sentence="25,000 of 100,000 stations break.", tones={"verdict": {"breaks": Tone.ERROR}})
browser
"""


@pytest.fixture
def table(opened):
    page = opened(TABLE)
    page.run_all()
    expect(page.outputs(".pnc-browse-table")).to_be_visible(timeout=15_000)
    return page


def cells(table, column):
    return table.outputs(f".pnc-browse-table tbody td:nth-child({column})").all_inner_texts()


def test_a_hundred_thousand_rows_are_searched_sorted_paged_and_picked(table):
    page, status = table.page, table.outputs("[role=status]")
    expect(status).to_have_text("100,000 rows, 1 to 15 shown")
    search = table.outputs("input[placeholder^='words']")
    search.press_sequentially("acme cs-0999")
    expect(status).to_have_text("50 of 100,000 rows, 1 to 15 shown")
    assert cells(table, 1)[0] == "CS-099900"

    head = table.outputs(".pnc-browse-head button").nth(3)
    head.focus()
    page.keyboard.press("Enter")  # by the keyboard alone
    expect(head).to_have_text("days left ▲")
    days = [int(text) for text in cells(table, 4)]
    assert days == sorted(days)
    page.keyboard.press("Enter")
    expect(head).to_have_text("days left ▼")
    expect(table.outputs(".pnc-browse-table tbody td:nth-child(4)").first).not_to_have_text(str(days[0]))

    table.outputs("button[title='The next page']").click()
    expect(status).to_have_text("50 of 100,000 rows, 16 to 30 shown")
    expect(table.outputs(".pnc-browse-rows button").first).to_have_text("16")

    table.outputs(".pnc-browse-rows button").nth(2).click()
    third = cells(table, 1)[2]
    card = table.outputs("table.pnc").filter(has_text="Row 18")
    expect(card).to_contain_text(third)
    table.outputs("button").filter(has_text="CSV of this row").click()
    expect(table.outputs("textarea")).to_have_value(
        f"station,name,verdict,days_left\n{third},Acme Root CA,breaks,{cells(table, 4)[2]}\n"
    )
    table.assert_quiet()


def test_a_value_is_filtered_for_and_the_filter_taken_away(table):
    column, value = table.outputs("select").nth(0), table.outputs("select").nth(1)
    column.select_option(label="verdict")
    expect(value.locator("option")).to_have_text(["— any value —", "holds  (75,000)", "breaks  (25,000)"])
    value.select_option(label="breaks  (25,000)")
    status = table.outputs("[role=status]")
    expect(status).to_contain_text("25,000 of 100,000 rows")
    table.outputs("button").filter(has_text="verdict: breaks").click()
    expect(status).to_contain_text("100,000 rows")
    expect(value).to_have_value("— any value —")


def test_heads_stand_above_their_columns_in_both_themes(table):
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        table.page.get_by_role("menuitem", name="Settings").click()
        table.page.get_by_text("Theme", exact=True).hover()
        table.page.get_by_text(theme, exact=True).click()
        table.page.wait_for_timeout(800)
        for place in range(4):
            head = table.outputs(".pnc-browse-head button").nth(place).bounding_box()
            cell = table.outputs(f".pnc-browse-table tbody tr:first-child td:nth-child({place + 1})").bounding_box()
            assert abs(head["x"] - cell["x"]) < 2
            assert abs(head["width"] - cell["width"]) < 2
        number = table.outputs(".pnc-browse-rows button").nth(9).bounding_box()
        row = table.outputs(".pnc-browse-table tbody tr:nth-child(10)").bounding_box()
        assert abs(number["y"] - row["y"]) < 2, "each number stands beside its row"
        cell = table.outputs(".pnc-browse-table tbody td.pnc-error").first
        ink, ground = cell.evaluate(
            """cell => {
                let ground = cell;
                while (getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
                return [getComputedStyle(cell).color, getComputedStyle(ground).backgroundColor];
            }"""
        )
        assert ink != ground


def test_hostile_names_are_text(table):
    table.outputs(".pnc-browse-rows button").nth(1).click()
    expect(table.outputs("table.pnc td").filter(has_text="onerror")).to_contain_text(
        r"<img src=x onerror=window.ran=1> $\frac{1}{2}$ \u202e"
    )
    table.page.wait_for_timeout(1_500)  # MathJax comes late
    expect(table.outputs("mjx-container")).to_have_count(0)
    expect(table.outputs("td img")).to_have_count(0)
    assert table.page.evaluate("window.ran") is None
    table.assert_quiet()
