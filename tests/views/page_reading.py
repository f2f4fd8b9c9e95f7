"""Reads HTML as a browser would, and says what in it could do harm."""

import re
from html.parser import HTMLParser

TAGS = {
    *("div", "table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "pre", "b", "i", "span", "style"),
    *("html", "head", "meta", "title", "body", "h2"),
}
ATTRIBUTES = {"class", "style", "scope", "title", "lang", "charset", "name", "content", "http-equiv"}
UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


class Page(HTMLParser):
    """The rows of its tables as lists of texts, its ``pre`` texts, and all its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.texts: list[str] = []
        self.pres: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.values: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values += [value or "" for _, value in attrs]
        if tag == "meta":
            return
        self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
        elif tag == "pre":
            self.pres.append("")

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if "style" in self._open:
            return
        self.texts.append(data)
        if "pre" in self._open:
            self.pres[-1] += data
        elif {"td", "th"} & set(self._open):
            self.rows[-1][-1] += data

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    def row(self, *words: str) -> list[str]:
        """The only row that has these words in it."""
        (found,) = [row for row in self.rows if all(any(word in cell for cell in row) for word in words)]
        return found


def harmless(html: str) -> Page:
    """The page, in which nothing is run, fetched, or hidden."""
    page = Page(html)
    assert page.tags <= TAGS, page.tags - TAGS
    assert page.attributes <= ATTRIBUTES, page.attributes - ATTRIBUTES
    assert not UNSEEN.search(html)
    assert "url(" not in html
    return page
