"""A stream bit by bit: each place with its bits, nothing left out, so that the stream can be put together from them again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.contracts.reading.message import ExiMessage

_BINARY = 16  # the most bits that are always written as such


@dataclass(frozen=True, slots=True)
class Place:
    """Some bits of a stream, and what they are.

    Attributes
    ----------
    start, stop
        From the first bit to the one after the last.
    path
        The element that they belong to; empty for what is around the message.
    what
        An event code, a value's layout, an end, padding.
    bits
        As ``0`` and ``1``.
    """

    start: int
    stop: int
    path: str
    what: str
    bits: str

    @property
    def written(self) -> str:
        """The bits as :func:`written` writes them."""
        return written(self.bits)

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"start": self.start, "stop": self.stop, "path": self.path, "what": self.what, "bits": self.bits}


def places(message: ExiMessage) -> tuple[Place, ...]:
    """All of them, in order and without a gap."""
    whole = bits_of(message.data)
    return tuple(Place(one.start, one.stop, one.path, one.what, whole[one.start : one.stop]) for one in message.stream.spans())


def written(bits: str) -> str:
    """Bits as they are; if they are many and fill whole digits, in hexadecimal led by ``0x``, wherever in a byte they start."""
    return bits if len(bits) <= _BINARY or len(bits) % 4 else f"0x{int(bits, 2):0{len(bits) // 4}x}"


def bits_of(data: bytes) -> str:
    """Octets as ``0`` and ``1``."""
    return f"{int.from_bytes(data):0{8 * len(data)}b}" if data else ""


def stream_from(written: Iterable[str]) -> bytes:
    """The stream again, from what :func:`written` says of each place in order."""
    bits = "".join(one if not one.startswith("0x") else f"{int(one, 16):0{4 * len(one) - 8}b}" for one in written)
    return int(bits, 2).to_bytes(len(bits) // 8)
