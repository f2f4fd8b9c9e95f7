"""A message of ISO 15118 as it lies in its bits: a tree to unfold, each place with its bits, what they are, and their value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from workbench.contracts.reading.bits import bits_of, places, written
from workbench.contracts.reading.shown import summary
from workbench.display import Readable, html, terminal, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.contracts.exi.tree import Bits, Node
    from workbench.contracts.reading import ExiMessage

_HOVER = 160  # bits in the text that hovering shows
_RAW = 20  # characters of them in the line
_CLOSED = {"Signature", "SubCertificates"}
_STYLE = Markup(
    "<style>.pnc-exi{font-size:13px}.pnc-exi summary{cursor:pointer;padding:.08em 0}.pnc-exi div.leaf{padding:.08em 0 .08em 1.1em}"
    ".pnc-exi .at,.pnc-exi .raw{display:inline-block;font-family:var(--jp-code-font-family,monospace);font-size:12px}"
    ".pnc-exi .at{width:8.5em}.pnc-exi .raw{width:13em}</style>"
)
_LINE = Markup(
    '<span class="at pnc-muted">{at}</span><span class="raw" title="{hover}">{raw}</span>'
    '<span style="padding-left:{depth}em"><b>{name}</b> {value} <span class="pnc-muted">{what}</span></span>'
)
_NOTHING = Markup("")
_LEAF = Markup('<div class="leaf">{}</div>')
_FOLDED = Markup("<details><summary>{}</summary>{}</details>")
_UNFOLDED = Markup("<details open><summary>{}</summary>{}</details>")
_WARNING = Markup('{} <span class="pnc-warning">{}</span>')


@dataclass(frozen=True)
class ExiBits(Readable):
    """A message with its bits, for notebooks to unfold and for consoles as an indented list."""

    message: ExiMessage

    def _repr_html_(self) -> str:
        head = Markup('<div style="font-weight:600;margin:.3em 0">{}</div>').format(html(summary(self.message)))
        tree = Markup('<div class="pnc-exi">{}</div>').format(_Tree(self.message).element(self.message.stream.root, 0))
        return str(view(_STYLE, head, tree))

    def __str__(self) -> str:
        return "\n".join([terminal(summary(self.message)), *_Tree(self.message).lines()])

    @property
    def every_bit(self) -> str:
        """A line for each place: its first bit, how many, where and what they are, the bits themselves; nothing is left out."""
        found = places(self.message)
        return "\n".join(
            f"{one.start:>6} {one.stop - one.start:>6}  {terminal(one.path or '-')}  {terminal(one.what)}  {one.written}"
            for one in found
        )


def exi_bits(message: ExiMessage) -> ExiBits:
    """The message in its bits."""
    return ExiBits(message)


class _Tree:
    """One message being drawn."""

    def __init__(self, message: ExiMessage) -> None:
        self.bits = bits_of(message.data)
        self.root = message.stream.root
        self.words = {one.node.content: one.words for one in message.fields}

    def element(self, node: Node, depth: int) -> Markup:
        """An element to unfold; one that holds a text alone has its value in the line itself, and its bits when unfolded."""
        text = node.children[0] if len(node.children) == 1 and node.children[0].kind == "text" else None
        parts = [self.element(one, depth + 1) if one.kind == "element" else self.leaf(one, depth + 1) for one in node.children]
        parts.append(_LEAF.format(self.line(node.end, "", depth + 1, "end of the element")))
        if text is None:
            summary = self.line(node.code, node.name.local, depth, _code(node))
            fold = _FOLDED if node.name.local in _CLOSED else _UNFOLDED
            return fold.format(summary, _NOTHING.join(parts))
        code = _LEAF.format(self.line(node.code, "", depth + 1, _code(node)))
        summary = self.line(text.content, node.name.local, depth, "", self.value(text))
        return _FOLDED.format(summary, code + _NOTHING.join(parts))

    def leaf(self, node: Node, depth: int) -> Markup:
        """An attribute or a text: its event code, then its value."""
        name = f"@{node.name.local}" if node.kind == "attribute" else ""
        layout = node.meaning.partition("; ")[2]
        lines = (self.line(node.code, "", depth, _code(node)), self.line(node.content, name, depth, layout, self.value(node)))
        return _NOTHING.join(_LEAF.format(one) for one in lines)

    def value(self, node: Node) -> Markup:
        """The value in words, with what of the schema it breaks."""
        words = html(self.words.get(node.content, ""))
        return _WARNING.format(words, html(node.departure)) if node.departure else words

    def line(self, bits: Bits, name: str, depth: int, what: str, value: Markup = _NOTHING) -> Markup:
        """A place: where, its bits (all of them on hover), a name, a value, what they are."""
        shown = self.bits[bits[0] : bits[1]]
        hover = shown if len(shown) <= _HOVER else f"{shown[:_HOVER]}… ({len(shown)} bits)"
        raw = html(written(shown), _RAW)
        return _LINE.format(at=_place(bits), hover=hover, raw=raw, depth=depth, name=html(name), value=value, what=html(what))

    def lines(self) -> Iterator[str]:
        """A line for each element and attribute, with its value."""
        for depth, node in self.root.walk():
            if node.kind == "text":
                continue
            text = node if node.kind == "attribute" else next((one for one in node.children if one.kind == "text"), None)
            words = "" if text is None else self.words.get(text.content, "")
            place = _place(node.code if text is None else (node.code[0], text.content[1]))
            name = f"@{node.name.local}" if node.kind == "attribute" else node.name.local
            said = f" = {words}" if text is not None else ""
            departure = f"  ! {text.departure}" if text is not None and text.departure else ""
            yield terminal(f"{place:>15}  {'  ' * depth}{name}{said}{departure}")


def _place(bits: Bits) -> str:
    """From the first bit to the last."""
    if bits[1] - bits[0] == 1:
        return f"{bits[0]:,}"
    return f"{bits[0]:,}–{bits[1] - 1:,}" if bits[1] > bits[0] else ""


def _code(node: Node) -> str:
    return node.meaning.partition("; ")[0]
