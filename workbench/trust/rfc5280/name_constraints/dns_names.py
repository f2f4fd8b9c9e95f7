"""dNSName constraints: every name made by adding zero or more labels on the left satisfies them (RFC 5280 4.2.1.10)."""

from __future__ import annotations

from workbench.trust.rfc5280.name_constraints.hosts import HostScope, cut, labels, trailing_dot
from workbench.trust.rfc5280.name_constraints.subtrees import Base

__all__ = ["constraint", "cut", "name"]


def constraint(content: bytes) -> Base:
    """A domain; the empty one holds all names. With a leading dot only what is below it, as OpenSSL and Go read it.

    Raises
    ------
    IncomparableError
        It is no domain name.
    """
    if not content:
        return Base(HostScope(0, 0, None), ())
    least = int(content.startswith(b"."))
    fixed = labels(content.removeprefix(b"."))
    note = _LEADING_DOT if least else trailing_dot(content)
    return Base(HostScope(len(fixed), least, None), fixed, note)


name = labels

_LEADING_DOT = "it begins with a dot, which RFC 5280 does not define for DNS names; as in OpenSSL and Go, it means all names below"
