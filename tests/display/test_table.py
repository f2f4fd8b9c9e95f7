from html.parser import HTMLParser

import pytest

from workbench.display import Card, Cell, Table, Tone, view

EVIL = "<img src=x onerror=alert(1)>\x1b[31m\u202e"


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(markup: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Tags()
    reader.feed(markup)
    return reader.found


TABLE = Table((EVIL, "b"), [(Cell(EVIL, Tone.ERROR, hover=EVIL, code=True), 7), ("x", EVIL)], caption=EVIL)


@pytest.mark.parametrize("markup", [TABLE._repr_html_(), Card(EVIL, [(EVIL, Cell(EVIL, hover=EVIL)), ("n", 1)])._repr_html_()])
def test_html_has_our_tags_only(markup):
    found = tags(markup)
    assert {tag for tag, _ in found} <= {"div", "style", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert {name for _, attributes in found for name in attributes} <= {"class", "scope", "title"}
    assert "\x1b" not in markup
    assert "\u202e" not in markup


def test_text_has_every_cell_and_fits():
    text = TABLE.to_text(width=60)
    assert "\x1b" not in text
    assert max(map(len, text.splitlines()[1:])) <= 60
    assert "7" in text


def test_colour_only_where_asked():
    assert "\x1b[" not in str(TABLE)
    coloured = TABLE.to_text(colour=True)
    assert "\x1b[1;31m" in coloured
    assert "\x1b[31m\u202e" not in coloured


def test_rows_beyond_the_limit_are_counted():
    table = Table(("n",), [(number,) for number in range(1250)], limit=50)
    assert "… and 1,200 more rows" in table.to_text()
    assert "1,200 more rows" in table.to_html()
    assert table.to_html().count("<tr>") == 51


def test_tones_are_said_in_words_and_colours():
    assert 'class="pnc-error pnc-code"' in TABLE.to_html()


def test_mathjax_keeps_its_hands_off():
    assert 'mathjax_ignore tex2jax_ignore"' in TABLE._repr_html_()


def test_parts_are_not_escaped_twice():
    assert "&lt;table" not in view(TABLE.to_html())


def test_a_notebook_shows_a_text_only_where_it_is_asked_for(monkeypatch):
    shown = []
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)  # a kernel: rich would show the table and write nothing
    monkeypatch.setattr("rich.jupyter.display", lambda *parts: shown.append(parts))
    assert "7" in TABLE.to_text()
    assert not shown
