"""iPAddress constraints: an address and a mask of 4 or 16 octets each (RFC 5280 4.2.1.10, RFC 4632)."""

from __future__ import annotations

from workbench.trust.rfc5280.name_constraints.subtrees import Base, IncomparableError

Address = tuple[int, int]
"""How many octets, and the address as a number. IPv4 and IPv6 never match each other, mapped addresses included."""


def constraint(content: bytes) -> Base:
    """A range of addresses; any mask is applied bit by bit.

    Raises
    ------
    IncomparableError
        It has not 8 or 32 octets.
    """
    if len(content) not in {8, 32}:
        raise IncomparableError(f"it has {len(content)} octets instead of 8 or 32 for an address and its mask")
    size = len(content) // 2
    address, mask = int.from_bytes(content[:size]), int.from_bytes(content[size:])
    note = ""
    if (inverse := ~mask & (1 << 8 * size) - 1) & (inverse + 1):
        note = "its mask has gaps, which is no CIDR prefix; as OpenSSL does, it is applied bit by bit"
    elif address & ~mask:
        note = "its address has bits outside the mask; they are left out"
    return Base((size, mask), address & mask, note)


def name(content: bytes) -> Address:
    """An address.

    Raises
    ------
    IncomparableError
        It has not 4 or 16 octets.
    """
    if len(content) not in {4, 16}:
        raise IncomparableError(f"it has {len(content)} octets instead of 4 or 16")
    return len(content), int.from_bytes(content)


def cut(address: Address, scope: tuple[int, int]) -> int | None:
    """The address's bits under a mask of its own size."""
    size, mask = scope
    return address[1] & mask if address[0] == size else None
