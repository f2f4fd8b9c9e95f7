"""A stream in pieces of whole lines, whose numbers are known; memory stays bounded whatever a file holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = 16 * 1024 * 1024
"""Octets of a piece."""
LONGEST_LINE = 64 * 1024 * 1024
"""A longer line is given in parts, as ``whole=False``."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole lines of a file.

    Attributes
    ----------
    content
        The octets, line ends included; the last may have none.
    first_line
        The number of its first line, from 1.
    whole
        False for a part of a line that is longer than :data:`LONGEST_LINE`.
    """

    content: bytes
    first_line: int
    whole: bool = True

    @property
    def lines(self) -> int:
        """How many lines; empty ones count."""
        return self.content.count(b"\n") + (not self.content.endswith(b"\n"))

    def halves(self) -> tuple[Piece, Piece]:
        """The piece cut at the line end that is nearest to its middle."""
        middle = self.content.rfind(b"\n", 0, max(len(self.content) // 2, 1)) + 1 or self.content.find(b"\n") + 1
        return Piece(self.content[:middle], self.first_line), Piece(
            self.content[middle:], self.first_line + self.content.count(b"\n", 0, middle)
        )


def pieces_of(stream: BinaryIO, start: bytes = b"", size: int = PIECE) -> Iterator[Piece]:
    """The stream's lines, ``start`` before what is still in it, some :data:`PIECE` octets at a time."""
    line, waiting = 1, [start]
    held = len(start)
    while True:
        block = stream.read(size)
        cut = block.rfind(b"\n") + 1
        if block and not cut and held + len(block) < LONGEST_LINE:
            waiting.append(block)
            held += len(block)
            continue
        whole = bool(cut) or not block
        piece = Piece(b"".join([*waiting, memoryview(block)[: cut if whole else None]]), line, whole)
        waiting, held = [block[cut:]] if cut else [], len(block) - cut if cut else 0
        if piece.content:
            yield piece
            line += piece.content.count(b"\n")
        if not block:
            return
