"""The four policy extensions read strictly as DER: object identifiers stay octets, counts become numbers (RFC 5280 4.2.1).

Read here and not by ``asn1crypto``: the grammar is four productions, and lists with thousands of entries must not cost a second.
Policy qualifiers take no part in path validation: that they are a list is checked, what they say is not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, read_header

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_OID_OCTETS = 128
"""Longer object identifiers are refused: nobody has such a policy, and their numbers would be too long to print."""

_SEQUENCE, _OID, _INTEGER = 0x30, 0x06, 0x02
_REQUIRE_EXPLICIT, _INHIBIT_MAPPING = 0x80, 0x81
_EXPECTED = {
    _SEQUENCE: "a SEQUENCE",
    _OID: "an OBJECT IDENTIFIER",
    _INTEGER: "an INTEGER",
    _REQUIRE_EXPLICIT: "requireExplicitPolicy [0]",
    _INHIBIT_MAPPING: "inhibitPolicyMapping [1]",
}
_ARCS = re.compile(rb"(?:(?:[\x81-\xff][\x80-\xff]*)?[\x00-\x7f])+", re.DOTALL)


class EntryLimitError(DerError):
    """The list has more entries than may still be read."""


def read_policies(value: bytes, limit: int) -> list[bytes]:
    """The policies of a certificatePolicies extension, in encoded order, repeated ones repeated (4.2.1.4).

    Parameters
    ----------
    value
        The extnValue's content.
    limit
        How many entries may be read.

    Returns
    -------
    list of bytes
        Content octets of each OBJECT IDENTIFIER; at least one.

    Raises
    ------
    DerError
        It is malformed; the message says where.
    EntryLimitError
        It has more entries than ``limit``.
    """
    found = []
    for start, end in _entries(value, limit):
        policy, at = _policy(value, start, end)
        if at < end:
            qualifiers, at = _element(value, at, end, _SEQUENCE)
            if qualifiers == at or at < end:
                raise DerError(f"the policy qualifiers at byte {qualifiers} are not one list with at least one entry")
        found.append(policy)
    return found


def read_mappings(value: bytes, limit: int) -> list[tuple[bytes, bytes]]:
    """The pairs issuerDomainPolicy, subjectDomainPolicy of a policyMappings extension, in encoded order (4.2.1.5).

    Parameters and errors as of :func:`read_policies`.
    """
    found = []
    for start, end in _entries(value, limit):
        issuer_policy, at = _policy(value, start, end)
        subject_policy, at = _policy(value, at, end)
        if at < end:
            raise DerError(f"more than two policies in the pair at byte {start}")
        found.append((issuer_policy, subject_policy))
    return found


def read_constraints(value: bytes) -> tuple[int | None, int | None]:
    """The counts requireExplicitPolicy and inhibitPolicyMapping of a policyConstraints extension; None where absent (4.2.1.11).

    Raises
    ------
    DerError
        It is malformed, or holds neither.
    """
    at, end = _whole(value, _SEQUENCE)
    found: list[int | None] = []
    for tag in (_REQUIRE_EXPLICIT, _INHIBIT_MAPPING):
        if at < end and value[at] == tag:
            start, at = _element(value, at, end, tag)
            found.append(_count(value[start:at]))
        else:
            found.append(None)
    if at < end:
        raise DerError(f"byte {at} starts neither requireExplicitPolicy [0] nor, after it, inhibitPolicyMapping [1]")
    if found == [None, None]:
        raise DerError("neither requireExplicitPolicy nor inhibitPolicyMapping is there")
    return found[0], found[1]


def read_inhibit_any(value: bytes) -> int:
    """SkipCerts of an inhibitAnyPolicy extension (4.2.1.14).

    Raises
    ------
    DerError
        It is malformed.
    """
    start, end = _whole(value, _INTEGER)
    return _count(value[start:end])


def _entries(value: bytes, limit: int) -> Iterator[tuple[int, int]]:
    """The bounds of the content of each SEQUENCE in a SEQUENCE OF them."""
    at, end = _whole(value, _SEQUENCE)
    if at == end:
        raise DerError("the list is empty")
    while at < end:
        if limit == 0:
            raise EntryLimitError("the list is too long")
        limit -= 1
        start, at = _element(value, at, end, _SEQUENCE)
        yield start, at


def _policy(value: bytes, at: int, end: int) -> tuple[bytes, int]:
    start, stop = _element(value, at, end, _OID)
    if stop - start > MAX_OID_OCTETS:
        raise DerError(f"the OBJECT IDENTIFIER at byte {at} has {stop - start} octets; more than {MAX_OID_OCTETS} are not read")
    content = value[start:stop]
    if not _ARCS.fullmatch(content):
        raise DerError(f"the octets at byte {start} are no OBJECT IDENTIFIER")
    return content, stop


def _count(content: bytes) -> int:
    """A number of certificates: INTEGER (0..MAX)."""
    if not content or (len(content) > 1 and content[0] == 0 and content[1] < 0x80):
        raise DerError("a number is not in its shortest form")
    if content[0] >= 0x80:
        raise DerError("a number of certificates is negative")
    return int.from_bytes(content)


def _whole(value: bytes, tag: int) -> tuple[int, int]:
    start, end = _element(value, 0, len(value), tag)
    if end < len(value):
        raise DerError(f"{len(value) - end} bytes follow its end")
    return start, end


def _element(value: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """The bounds of the content of the element at ``at``, which must have this tag and end before ``end``."""
    if at >= end:
        raise DerError(f"{_EXPECTED[tag]} is missing at byte {at}")
    seen, start, stop = read_header(value, at)
    if seen != tag:
        raise DerError(f"byte {at} should start {_EXPECTED[tag]}, but is 0x{seen:02x}")
    if stop > end:
        raise DerError(f"the element at byte {at} is cut off")
    if start - at > 2 and (stop - start < 0x80 or value[at + 2] == 0):
        raise DerError(f"the length at byte {at} is not in its shortest form")
    return start, stop
