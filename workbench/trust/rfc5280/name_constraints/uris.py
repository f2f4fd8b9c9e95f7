"""uniformResourceIdentifier constraints: on the host part, one host or with a leading dot all below a domain."""

from __future__ import annotations

import re

from workbench.trust.rfc5280.name_constraints.hosts import Labels, cut, host_or_domain, labels, trailing_dot
from workbench.trust.rfc5280.name_constraints.subtrees import Base, IncomparableError

__all__ = ["constraint", "cut", "name"]


def constraint(content: bytes) -> Base:
    """A host or a domain.

    Raises
    ------
    IncomparableError
        It is no domain name, e.g. a whole URI.
    """
    if not _HOST.fullmatch(content.removeprefix(b".")):
        raise IncomparableError("it is no host name")
    scope, fixed = host_or_domain(content)
    return Base(scope, fixed, trailing_dot(content))


def name(content: bytes) -> Labels:
    """The host of a URI (RFC 3986 3.2.2).

    A host of a single label is taken for what it is; RFC 5280 asks for a fully qualified name, which only a resolver can tell.

    Raises
    ------
    IncomparableError
        There is no authority, or its host is no host name: an IP address, empty, percent-encoded. Under a constraint, RFC 5280
        4.2.1.10 has such a certificate rejected.
    """
    start = _START.match(content)
    if start is None:
        raise IncomparableError("it has no authority with a host name")
    user, _, server = start[1].rpartition(b"@")
    host = _PORT.sub(b"", server)
    if host.startswith(b"[") or _NUMBER.fullmatch(host.removesuffix(b".").rpartition(b".")[2]):
        raise IncomparableError("its host is an IP address, not a host name")
    # programs do not agree where the host begins and ends if other characters are near it
    if not (_USER.fullmatch(user) and _HOST.fullmatch(host)):
        raise IncomparableError("its authority holds no host name in the form of RFC 3986")
    return labels(host)


_START = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")
_PORT = re.compile(rb":[0-9]*\Z")
_USER = re.compile(rb"[A-Za-z0-9._~%!$&'()*+,;=:-]*")
_HOST = re.compile(rb"[A-Za-z0-9._-]+")
_NUMBER = re.compile(rb"[0-9]+|0[xX][0-9A-Fa-f]*")  # a last label of digits: browsers and C libraries read an IPv4 address
