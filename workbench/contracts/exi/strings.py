"""The string table (EXI 1.0, 7.3.3): a repeated value may be a short number instead of its characters.

ISO 15118's encoders write every value in full (a value partition of no capacity), so that a hit is a sign of a foreign one;
it is read all the same, if it can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.exi.errors import EXIError

if TYPE_CHECKING:
    from workbench.contracts.exi.bits import BitReader, BitWriter

MOST_REPEATED = 1 << 16
"""Characters that all hits of a stream may stand for: a few bits each would make a message of megabytes."""
_DAMAGED = "the stream is damaged, or of another schema"


class StringTable:
    """The values met so far in one stream: all of them, and by the name of the element or attribute that held them."""

    __slots__ = ("_everywhere", "_here", "_known", "_repeated", "hits")

    def __init__(self) -> None:
        self._everywhere: list[str] = []
        self._known: set[str] = set()
        self._here: dict[tuple[str, str], list[str]] = {}
        self._repeated = 0
        self.hits: list[int] = []

    def read(self, reader: BitReader, name: tuple[str, str]) -> str:
        """The next string value of the element or attribute `name` (namespace prefix, local name)."""
        start = reader.position
        length = reader.unsigned()
        if length > 1:
            return self._characters(reader, name, length - 2, start)
        known = self._everywhere if length else self._here.get(name, [])
        kind = "global" if length else "local"
        index = reader.bits((len(known) - 1).bit_length()) if known else 0
        if index >= len(known):
            raise EXIError(f"a {kind} string-table hit on entry {index} of {len(known)}", hint=_DAMAGED, bit=start)
        self._repeated += len(known[index])
        if self._repeated > MOST_REPEATED:
            raise EXIError(
                f"string-table hits for more than {MOST_REPEATED} characters", hint="no message repeats so much", bit=start
            )
        self.hits.append(start)
        return known[index]

    def _characters(self, reader: BitReader, name: tuple[str, str], count: int, start: int) -> str:
        if 8 * count > reader.end - reader.position:
            raise EXIError(f"a string of {count} characters, more than the stream holds", hint=_DAMAGED, bit=start)
        text: list[str] = []
        for _ in range(count):
            where = reader.position
            point = reader.unsigned()
            if point > 0x10FFFF or 0xD800 <= point < 0xE000:
                raise EXIError(f"{point:#x} is no character", hint=_DAMAGED, bit=where)
            text.append(chr(point))
        value = "".join(text)
        if value and value not in self._known:
            self._known.add(value)
            self._everywhere.append(value)
            self._here.setdefault(name, []).append(value)
        return value


def write_string(writer: BitWriter, value: str) -> None:
    """Append a string in full: its length plus 2, then its characters' code points."""
    writer.unsigned(len(value) + 2)
    for character in value:
        writer.unsigned(ord(character))
