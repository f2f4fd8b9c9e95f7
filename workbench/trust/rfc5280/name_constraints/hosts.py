"""Domain names in DNS names, mail addresses and URIs: their labels in ASCII, and which part of them a constraint looks at."""

from __future__ import annotations

from typing import NamedTuple

from workbench.trust.rfc5280.name_constraints.subtrees import IncomparableError

Labels = tuple[bytes, ...]
"""In lower case, the top-level domain first."""

_LONGEST = 253  # RFC 1035 2.3.4: 255 octets with the lengths


class HostScope(NamedTuple):
    """What of a host a constraint fixes, and how many labels may stand to the left of it.

    Attributes
    ----------
    depth
        How many labels are fixed, counted from the top-level domain.
    least, most
        How many more a host has; most is None where there is no bound.
    """

    depth: int
    least: int
    most: int | None


def labels(host: bytes) -> Labels:
    """The labels of a host, which are compared without regard to ASCII case (RFC 5280 7.2); ``xn--`` is a label like others.

    One dot at the end, the DNS root, is left out. A ``*`` is a label that equals only ``*``.

    Raises
    ------
    IncomparableError
        It is empty or too long for a domain name, or has an empty label or other characters than visible ASCII.
    """
    host = host.removesuffix(b".")
    if len(host) > _LONGEST:
        raise IncomparableError(f"a domain name has at most {_LONGEST} characters, this one {len(host)}")
    if not all(0x20 < octet < 0x7F for octet in host):
        raise IncomparableError("a domain name consists of visible ASCII characters (internationalised ones are written xn--)")
    found = tuple(reversed(host.lower().split(b".")))
    if not all(found):
        raise IncomparableError("it is no domain name: a label is empty")
    return found


def cut(name: Labels, scope: HostScope) -> Labels | None:
    """The part of a host that must equal the constraint's; None where the host has too few labels or too many."""
    depth, least, most = scope
    more = len(name) - depth
    return name[:depth] if more >= least and (most is None or more <= most) else None


TRAILING_DOT = "it ends with a dot, which RFC 5280 does not foresee; the dot is left out"
"""A note on a constraint."""


def trailing_dot(content: bytes) -> str:
    """The note that a constraint deserves, or an empty string."""
    return TRAILING_DOT if content.endswith(b".") else ""


def host_or_domain(content: bytes) -> tuple[HostScope, Labels]:
    """A constraint on mail or URI hosts: one host, or with a leading dot all hosts below a domain (RFC 5280 4.2.1.10).

    Raises
    ------
    IncomparableError
        As :func:`labels`.
    """
    if not content:
        raise IncomparableError("it is empty, which RFC 5280 does not define for this form")
    fixed = labels(content.removeprefix(b"."))
    return HostScope(len(fixed), *((1, None) if content.startswith(b".") else (0, 0))), fixed
