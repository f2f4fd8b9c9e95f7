"""How a host is written in a URL: a DNS name, a dotted-decimal IPv4 address, or an IPv6 address in brackets. Nothing else.

The C library, browsers and proxies read ``2130706433``, ``0x7f.1`` and ``0177.0.0.1`` as 127.0.0.1. No honest certificate writes an
address so; whatever ends in a number is an address here (WHATWG URL, "ends in a number"), and must be written in the one usual way.
"""

from __future__ import annotations

import re
import socket
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import NamedTuple

from workbench.display import visible
from workbench.net.fetcher.outcomes import NotFetchedError

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DOTTED = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")
_LONGEST_NAME = 253
_HINT = "Write the host as a DNS name, as 192.0.2.1, or as [2001:db8::1]."


class Host(NamedTuple):
    """A host.

    Attributes
    ----------
    text
        As it stands in a URL: lower case, without a final dot; IPv6 in brackets and its shortest form.
    address
        The address, where it is one and no name.
    """

    text: str
    address: IPv4Address | IPv6Address | None

    @property
    def bare(self) -> str:
        """Without brackets, as a resolver takes it."""
        return self.text.strip("[]")


def host_of(written: str) -> Host:
    """The host that an authority of a URL names.

    Raises
    ------
    NotFetchedError
        It is none, or is written in a way that different programs read differently.
    """
    if not written:
        raise NotFetchedError("The URL names no host.", hint=_HINT)
    if written.startswith("["):
        return _ipv6(written)
    if "%" in written:
        raise NotFetchedError(
            f"The URL's host {visible(written, 100)} hides characters behind percent signs.",
            hint=_HINT,
            observed=visible(written, 100),
        )
    name = written.lower().removesuffix(".")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        return _ipv4(name, written)
    if len(name) > _LONGEST_NAME or not all(map(_LABEL.fullmatch, name.split("."))):
        raise NotFetchedError(f"The URL's host {visible(written, 100)} is no DNS name.", hint=_HINT, observed=visible(written, 100))
    return Host(name, None)


def _ipv4(name: str, written: str) -> Host:
    try:
        if _DOTTED.fullmatch(name):
            return Host(name, IPv4Address(name))
    except AddressValueError:
        pass  # 256 and above
    try:
        read = f", which many programs read as {IPv4Address(socket.inet_aton(name))}"
    except (OSError, ValueError):
        read = ""
    raise NotFetchedError(
        f"The URL's host {visible(written, 100)} is a number that is no dotted-decimal IPv4 address{read}.",
        hint=_HINT,
        observed=visible(written, 100),
        expected="four decimal numbers from 0 to 255, without leading zeros",
    )


def _ipv6(written: str) -> Host:
    inside = written[1:-1]
    if "%" in inside:
        raise NotFetchedError(
            f"The URL's host {visible(written, 100)} has a zone: an address of one link of one machine.",
            hint=_HINT,
            observed=visible(written, 100),
        )
    try:
        address = IPv6Address(inside)
    except AddressValueError:
        raise NotFetchedError(
            f"The URL's host {visible(written, 100)} is no IPv6 address.", hint=_HINT, observed=visible(written, 100)
        ) from None
    if address.ipv4_mapped is not None:
        raise NotFetchedError(
            f"The URL's host {visible(written, 100)} is the IPv4 address {address.ipv4_mapped} in disguise.",
            hint=_HINT,
            observed=visible(written, 100),
            expected=str(address.ipv4_mapped),
        )
    return Host(f"[{address}]", address)
