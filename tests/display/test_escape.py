"""Hostile text is inert in every medium, checked by readers that are not ours."""

import csv
import io
import unicodedata
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from workbench.display import csv_cell, html, mathtext, terminal, visible

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "&lt;b&gt;",
    "\x1b[31mred\x1b]0;title\x07",
    "a\r\nb\x00c\x08",
    "safe\u202etxt.exe",
    "\u2066\u200b\ufeff\u2028",
    "$\\frac{1}{0}$",
    "\ud800 lone",
]


class Text(HTMLParser):
    """Collects text and counts everything that is no text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags = "", 0

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags += 1

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.tags += 1

    handle_comment = handle_decl = handle_pi = handle_endtag  # type: ignore[assignment]  # they all take one text


@given(st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), max_size=80)))
def test_html_is_text_and_nothing_else(text):
    reader = Text()
    reader.feed(f"{html(text)}")
    reader.close()
    assert reader.tags == 0
    assert reader.text == visible(text)
    attribute = ET.fromstring(f'<svg title="{html(text)}">{html(text)}</svg>')  # noqa: S314  # our own output
    assert attribute.get("title") == attribute.text == visible(text) or not visible(text)


@given(st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(), max_size=80)))
def test_nothing_invisible_survives(text):
    for shown in (visible(text), terminal(text), csv_cell(text), mathtext(text)):
        assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in shown)
        shown.encode()


def test_what_is_harmless_stays_as_it_is():
    for text in ("CN=Müller & Söhne", "株式会社", "a b", "C:\\dir"):
        assert visible(text) == text


@given(st.text(max_size=60), st.integers(1, 20))
def test_the_limit_holds(text, limit):
    assert len(visible(text, limit)) <= limit


@given(st.text(max_size=40))
def test_no_cell_starts_a_formula(text):
    sheet = io.StringIO()
    csv.writer(sheet).writerow([csv_cell(text)])
    [cell] = next(csv.reader(io.StringIO(sheet.getvalue()))) or [""]
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t"))


@pytest.mark.parametrize("text", HOSTILE)
def test_matplotlib_sees_no_mathematics(text):
    escaped = mathtext(text)
    assert escaped.replace(r"\$", "").count("$") == 0
    assert MathTextParser("path").parse(escaped.replace("\\$", r"\$") or " ").height >= 0
