"""How requirement ids are spelled: one canonical form for each family, and what people type instead.

``M05.FR.11`` (OCPP 2.1), ``RFC 5280 4.2.1.9``, ``V2G2-925`` (ISO 15118-2), ``V2G20-2319`` (ISO 15118-20).
"""

from __future__ import annotations

import re

# [0-9] and not \d: digits of other scripts belong to no id.
_OCPP = re.compile(r"(?:OCPP[\s-]*2\.1[\s:,]+)?([A-Z])\s*([0-9]{1,2})[\s._-]*FR[\s._-]*([0-9]{1,4})", re.IGNORECASE)
_RFC = re.compile(
    r"(?:IETF\s+)?RFC[\s-]*([0-9]{3,5})(?:[\s,:]*(?:§+|section|sect\.?|sec\.?|clause)\s*|[\s,:]+)((?:[0-9]{1,2}|[A-Z])(?:\.[0-9]+)*)\.?",
    re.IGNORECASE,
)
# Without a separator the number of digits tells V2G2 from V2G20, whose ids have four.
_V2G = re.compile(r"\[?V2G(?:(20)([0-9]{4})|(2)([0-9]{3})|(20|2)[\s_-]+([0-9]{1,4}))\]?", re.IGNORECASE)


def canonical(text: str) -> str | None:
    """The canonical spelling of what looks like a requirement id; None where it looks like none. Whether it exists is not asked.

    >>> canonical("m5fr11"), canonical("rfc 5280 §4.2.1.9"), canonical("[V2G2-925]"), canonical("hello")
    ('M05.FR.11', 'RFC 5280 4.2.1.9', 'V2G2-925', None)
    """
    text = text.strip()
    if found := _OCPP.fullmatch(text):
        block, use_case, number = found.groups()
        return f"{block.upper()}{int(use_case):02}.FR.{int(number):02}"
    if found := _RFC.fullmatch(text):
        return f"RFC {found[1]} {found[2].upper()}"
    if found := _V2G.fullmatch(text):
        part, number = (group for group in found.groups() if group)
        return f"V2G{part}-{int(number):03}"
    return None


def standard_of(requirement: str) -> str:
    """The standard that a canonical id belongs to: ``"OCPP 2.1"``, ``"RFC 5280"``, ``"ISO 15118-2"``, ``"ISO 15118-20"``."""
    if requirement.startswith("RFC "):
        return requirement.rpartition(" ")[0]
    if requirement.startswith("V2G"):
        return f"ISO 15118-{requirement[3:].partition('-')[0]}"
    return "OCPP 2.1"
