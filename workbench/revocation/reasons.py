"""Reasons of revocation (RFC 5280 5.3.1), and sets of them as bit masks (ReasonFlags, 4.2.1.13)."""

from __future__ import annotations

REASONS = {
    0: "unspecified",
    1: "keyCompromise",
    2: "cACompromise",
    3: "affiliationChanged",
    4: "superseded",
    5: "cessationOfOperation",
    6: "certificateHold",
    8: "removeFromCRL",
    9: "privilegeWithdrawn",
    10: "aACompromise",
}
"""CRLReason to its name."""

UNSPECIFIED, HOLD, REMOVED = REASONS[0], REASONS[6], REASONS[8]

_FLAGS = (
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "privilegeWithdrawn",
    "aACompromise",
)
"""ReasonFlags from bit 1 on; bit 0 is unused."""

ALL_REASONS = (1 << len(_FLAGS)) - 1
"""The mask of all eight; "unspecified" needs all of them."""


def reason_mask(bits: bytes) -> int:
    """The mask of a ReasonFlags BIT STRING's content octets, the unused-bits octet first; bits beyond the eight are passed over."""
    named = int.from_bytes(bits[1:3].ljust(2, b"\0"))  # bit 0, which is unused, is the highest of the sixteen
    return sum(1 << place for place in range(len(_FLAGS)) if named & 0x4000 >> place)


def reason_names(mask: int) -> str:
    """The names of a mask for people."""
    return ", ".join(name for place, name in enumerate(_FLAGS) if mask & 1 << place) or "no reason"
