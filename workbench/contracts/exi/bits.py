"""Bits of an EXI stream in *bit-packed* alignment, most significant first, with positions (EXI 1.0, 9.1 and 7.1.6)."""

from __future__ import annotations

from workbench.contracts.exi.errors import EXIError

MAX_BYTES = 1 << 14
"""Largest stream that is read, 16 KiB.

OCPP 2.1 gives an ``exiResponse`` 17000 characters of base64, which are 12750 bytes, and an ``exiRequest`` 11000; ISO 15118-20's
largest answer, two chains of four certificates of 1600 bytes, has some 13 100. Whatever is larger is nobody's message, and
reading it costs time in proportion.
"""

_MAX_OCTETS = 64  # of an Unsigned Integer: 448 bits; a serial number has 160


class BitReader:
    """A reader that knows where it is and refuses to go past the end.

    Parameters
    ----------
    data
        The whole stream, header included; positions count from its first bit.

    Raises
    ------
    EXIError
        When the stream is larger than `MAX_BYTES`.
    """

    __slots__ = ("_data", "end", "position")

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_BYTES:
            raise EXIError(f"the stream has {len(data)} bytes, more than {MAX_BYTES}", hint="give one message's bytes", bit=0)
        self._data = data
        self.position = 0
        self.end = 8 * len(data)

    def bits(self, count: int) -> int:
        """The next `count` bits as an unsigned number; 0 for none."""
        start, stop = self.position, self.position + count
        if stop > self.end:
            raise EXIError(f"the stream ends after {self.end} bits, where {count} more were due", hint="it is truncated", bit=start)
        self.position = stop
        span = int.from_bytes(self._data[start >> 3 : (stop + 7) >> 3])
        return (span >> (-stop & 7)) & ((1 << count) - 1)

    def octets(self, count: int) -> bytes:
        """The next `count` bytes, wherever in a byte they start."""
        return self.bits(8 * count).to_bytes(count)

    def unsigned(self) -> int:
        """An *Unsigned Integer*: groups of seven bits, least significant first, each led by "more follows" (7.1.6)."""
        start = self.position
        value = 0
        for octet in range(_MAX_OCTETS):
            group = self.bits(8)
            value |= (group & 0x7F) << (7 * octet)
            if group < 0x80:
                return value
        raise EXIError(f"an Unsigned Integer goes on after {_MAX_OCTETS} octets", hint="the stream is damaged", bit=start)


class BitWriter:
    """A writer of the same forms; :meth:`close` pads to a whole byte."""

    __slots__ = ("_bytes", "_count", "_pending")

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._pending = 0
        self._count = 0

    def bits(self, value: int, count: int) -> None:
        """Append `value`, an unsigned number, as `count` bits."""
        pending, total = (self._pending << count) | value, self._count + count
        rest = total & 7
        if total >> 3:
            self._bytes += (pending >> rest).to_bytes(total >> 3)
        self._pending, self._count = pending & ((1 << rest) - 1), rest

    def octets(self, value: bytes) -> None:
        """Append whole bytes, wherever in a byte they start."""
        self.bits(int.from_bytes(value), 8 * len(value))

    def unsigned(self, value: int) -> None:
        """Append an *Unsigned Integer*."""
        while value > 0x7F:
            self.bits(0x80 | (value & 0x7F), 8)
            value >>= 7
        self.bits(value, 8)

    def close(self, padding: int = 0) -> bytes:
        """Everything written, the last byte filled with `padding`, which encoders leave 0."""
        if self._count:
            self.bits(padding, 8 - self._count)
        return bytes(self._bytes)
