"""directoryName constraints: a name lies in a subtree if it begins with the subtree's RDNs, compared by RFC 5280 7.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.name_comparison import folded
from workbench.trust.rfc5280.name_constraints.subtrees import Base, IncomparableError

if TYPE_CHECKING:
    from collections.abc import Hashable

RelativeNames = tuple["Hashable", ...]
"""One key for each RDN, from the root."""


def constraint(content: bytes) -> Base:
    """The RDNs that must stand first; none hold all names.

    Raises
    ------
    IncomparableError
        It is no ``Name``.
    """
    fixed = name(content)
    return Base(len(fixed), fixed, weight=1 + len(fixed))


def name(content: bytes) -> RelativeNames:
    """The RDNs of a name.

    Raises
    ------
    IncomparableError
        It is no ``Name``.
    """
    key = folded(content)
    if not isinstance(key, tuple):
        raise IncomparableError("it is no distinguished name")
    return key


def cut(rdns: RelativeNames, scope: int) -> RelativeNames:
    """Its first RDNs; all where it has fewer, which then equal no constraint of that many."""
    return rdns[:scope]
