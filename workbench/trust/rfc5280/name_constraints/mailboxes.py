"""rfc822Name constraints: one mailbox, all mailboxes of one host, or with a leading dot of all hosts below a domain."""

from __future__ import annotations

from typing import NamedTuple

from workbench.trust.rfc5280.name_constraints import hosts
from workbench.trust.rfc5280.name_constraints.hosts import HostScope, Labels, labels, trailing_dot
from workbench.trust.rfc5280.name_constraints.subtrees import Base, IncomparableError


class Mailbox(NamedTuple):
    """A mail address: its local part octet by octet, its host without regard to ASCII case (RFC 5280 7.5)."""

    local: bytes
    host: Labels


def constraint(content: bytes) -> Base:
    """A mailbox where there is an ``@``, otherwise a host or a domain.

    Raises
    ------
    IncomparableError
        It is empty, or no host follows the ``@``.
    """
    local, at, host = content.rpartition(b"@")
    if local:
        return Base(None, Mailbox(local, labels(host)), trailing_dot(host))
    scope, fixed = hosts.host_or_domain(host)
    return Base(scope, fixed, _NO_LOCAL_PART if at else trailing_dot(host))


def name(content: bytes) -> Mailbox:
    """A mail address.

    Raises
    ------
    IncomparableError
        Local part, ``@`` or host are missing, or the host is no domain name.
    """
    local, _, host = content.rpartition(b"@")
    if not local:
        raise IncomparableError("it is no mail address: what should stand before its @ is missing")
    return Mailbox(local, labels(host))


def cut(mailbox: Mailbox, scope: HostScope | None) -> Mailbox | Labels | None:
    """The host's part, or where a constraint names a mailbox all of it."""
    return mailbox if scope is None else hosts.cut(mailbox.host, scope)


_NO_LOCAL_PART = "nothing stands before its @, which RFC 5280 does not define; as OpenSSL does, it is read as the host"
