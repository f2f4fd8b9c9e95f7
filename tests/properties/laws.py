"""What holds for any input whatever: the laws of load and show, held to one pile."""

import json
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser

from workbench.certs.bundle import Bundle
from workbench.certs.items import ItemType
from workbench.certs.loading import load
from workbench.certs.loading.limits import Limits
from workbench.display import csv_cell

AT = datetime(2026, 6, 1, tzinfo=UTC)
LIMITS = Limits(derivations=5_000, total_derivations=100_000)
"""Honest containers of these tests hash no more; what a hostile one costs is another law's."""


def examine(content: bytes, *, password: str | None = "123456") -> Bundle:  # noqa: S107  # that of the public test stores
    """Load the content, show it in every form, and assert every law; gives the pile for further questions."""
    bundle = load([("file", content)], password=password, limits=LIMITS).judged_at(AT, "as given")
    assert bundle.items, "something was given, and nothing came of it"
    assert len(bundle.entries) == len(bundle)
    _findings_help(bundle)
    _programs_can_read(bundle)
    for page in (bundle._repr_html_(), *(entry._repr_html_() for entry in bundle.entries[:3])):
        Page.of(page)
    for text in (str(bundle), *map(str, bundle.entries[:3]), repr(bundle), *map(repr, bundle.items[:3])):
        assert not (hidden := sorted(set(text) & _hidden(text) - {"\n"})), f"a terminal is given {hidden!r}"
    return bundle


def _findings_help(bundle: Bundle) -> None:
    for entry in bundle.entries:
        if entry.item.type is ItemType.UNREADABLE:
            assert entry.findings, f"{entry.item.source} is unreadable and nothing says why"
        for finding in entry.findings:
            assert finding.code
            assert finding.message
            assert finding.remedy, finding
            assert finding.source == str(entry.item.source), finding
    for finding in bundle.findings:
        assert finding.message
        assert finding.remedy, finding


def _programs_can_read(bundle: Bundle) -> None:
    document = bundle.to_dict()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert len(document["items"]) == len(bundle)
    frame = bundle.to_frame()
    assert len(frame) == len(bundle)
    for column in ("subject", "issuer", "source", "problems"):
        for text in frame[column].head(20):
            cell = csv_cell(text)
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "\n")), f"a spreadsheet would run {cell[:60]!r}"


def _hidden(text: str) -> set[str]:
    return {char for char in set(text) if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}}


class Page(HTMLParser):
    """A reader of our HTML that knows only what we write: these elements, in these places, with these attributes."""

    _CHILDREN = {  # noqa: RUF012
        "": {"div"},
        "div": {"div", "style", "table"},
        "table": {"caption", "thead", "tbody"},
        "thead": {"tr"},
        "tbody": {"tr"},
        "tr": {"th", "td"},
    }
    _ATTRIBUTES = {"div": {"class"}, "table": {"class"}, "th": {"scope"}, "td": {"class", "title"}}  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._open = [""]
        self._cells = [0]

    @classmethod
    def of(cls, source: str) -> "Page":
        """Read a whole page; every departure is an error."""
        source.encode()  # no lone surrogate
        page = cls()
        page.feed(source)
        page.close()
        assert page._open == [""], f"left open: {page._open}"
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self._CHILDREN.get(self._open[-1], ()), f"<{tag}> in <{self._open[-1]}>"
        assert {name for name, _ in attrs} <= self._ATTRIBUTES.get(tag, set()), f"<{tag} {attrs}>"
        assert len(attrs) == len({name for name, _ in attrs})
        for _, value in attrs:
            assert value is not None
            assert not _hidden(value)
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}>"

    def handle_data(self, data: str) -> None:
        assert not _hidden(data), f"a page is given {_hidden(data)!r}"
        if self._open[-1] != "style":
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"<!--{data[:40]}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"<!{decl[:40]}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"<?{data[:40]}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"<![{data[:40]}")


def forms(bundle: Bundle) -> Iterator[object]:
    """Everything that is made of a pile, one thing after the other: what the law of time measures."""
    yield bundle.entries
    yield bundle.findings
    yield json.dumps(bundle.to_dict())
    yield bundle.to_frame()
    yield bundle._repr_html_()
    yield str(bundle)
