"""The transfer protocol between vehicle and station (V2GTP): eight octets before each message, then its EXI.

Two versions of the protocol's version and its complement (01 FE), the payload's type, the payload's length.
"""

from __future__ import annotations

from workbench.errors import CodecError

HEAD = b"\x01\xfe"
TYPES = {"-2": 0x8001, "-20": 0x8002}
"""EXI of ISO 15118-2 (and of the negotiation before it); the main stream of -20."""
_HEAD_OCTETS = 8
_MOST = 1 << 20


def framed(exi: bytes, edition: str) -> bytes:
    """A message with its head."""
    return HEAD + TYPES[edition].to_bytes(2, "big") + len(exi).to_bytes(4, "big") + exi


def unframed(octets: bytes, edition: str) -> bytes:
    """The EXI of one message.

    Raises
    ------
    CodecError
        The head is another, or the length is not that of what follows.
    """
    if len(octets) < _HEAD_OCTETS or octets[:2] != HEAD:
        raise CodecError("This is no V2GTP message: it does not begin with 01 FE.", hint="Eight octets come before the EXI.")
    kind, length = int.from_bytes(octets[2:4], "big"), int.from_bytes(octets[4:8], "big")
    if kind != TYPES[edition]:
        raise CodecError(f"The payload's type is 0x{kind:04x}, not 0x{TYPES[edition]:04x}.", hint=f"That of ISO 15118{edition}.")
    if length > _MOST or length != len(octets) - _HEAD_OCTETS:
        raise CodecError(
            f"The head says {length} octets, {len(octets) - _HEAD_OCTETS} follow.", hint="The message was cut off, or two came."
        )
    return octets[_HEAD_OCTETS:]
