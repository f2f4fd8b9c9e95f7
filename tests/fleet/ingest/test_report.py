"""The report of what was read: bounded, escaped, and adding up."""

from __future__ import annotations

import json

from tests.fleet.ingest.given import ISO, NOWHERE, chain, gathered, lines, response, row, table
from workbench.display import csv_cell
from workbench.fleet.report import MOST_KEPT, IngestReport

EVIL = "<script>alert(1)</script>"


def test_a_report_says_how_many_were_kept_folded_and_refused():
    text = str(gathered(table(row(1), row(1), row(2, kind="Odd"))).report)
    for words in ("Kept", "Folded", "Refused", "file0:4", "Odd"):
        assert words in text


def test_hostile_text_is_escaped_in_html_and_visible_in_text():
    found = gathered(table(row(1, kind=EVIL), row(2, kind="\x1b[31mred")))
    shown = found.report._repr_html_()
    assert EVIL not in shown
    assert "&lt;script&gt;" in shown
    assert "\x1b" not in str(found.report)


def test_the_frame_and_the_json_have_every_refusal_that_was_kept():
    report = gathered(table(*[row(number, at="soon") for number in range(1_200)]), context=NOWHERE).report
    assert len(report.to_frame()) == len(report.to_dict()["refused"]) == MOST_KEPT
    assert json.loads(json.dumps(report.to_dict()))["refused_rows"] == 1_200
    assert "first 1,000 refusals are kept" in str(report)
    assert list(report.to_frame().columns) == ["origin", "reason", "hint", "excerpt", "rows"]


def test_formulas_in_an_excerpt_are_harmless_in_a_csv():
    excerpt = gathered(table("=cmd|'/C calc'!A0" + row(1, at="soon"))).report.to_frame()["excerpt"][0]
    assert csv_cell(excerpt).startswith("'=")


def test_two_reports_are_one():
    one = gathered(table(row(1), row(2, kind="Odd"))).report
    both = one.plus(gathered(lines({"station": "A", "at": ISO, **response(chain(1, kind="Odd"))})).report).plus(IngestReport())
    assert both.files == 2
    assert (both.kept, both.refused_rows, len(both.refused), len(both.reasons)) == (1, 2, 2, 1)
    assert both.reasons[0].rows == 2
    assert not both.ok


def test_an_empty_report_can_be_shown_and_says_nothing_was_usable():
    report = IngestReport()
    assert report.ok
    assert "0" in str(report)
    assert "<table" in report._repr_html_()
    assert "no answers" in str(report.nothing_usable())
    assert not len(report.to_frame())
