"""Is this a URL that may be asked? RFC 3986, read strictly; nothing is mended, for two readers must never read it differently."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.net.fetcher.hosts import Host, host_of
from workbench.net.fetcher.outcomes import NotFetchedError
from workbench.net.fetcher.schemes import require_http

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

LONGEST = 2000
"""The most characters of a URL; OCPP 2.1 allows 2000 in M07."""
STANDARD_PORTS = {"http": 80, "https": 443}
_SHOWN = 200
_HINT = "Ask the CA for a plain URL such as http://ocsp.example/path; what the certificate says is to be replaced there."
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_HIERARCHY = re.compile(r"//([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_AUTHORITY = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::(.*))?", re.DOTALL)
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_PATH = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*")
_CONTROL = re.compile(r"%(?:[01][0-9A-Fa-f]|7[Ff])")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked, as far as its text goes.

    Attributes
    ----------
    scheme
        ``"http"`` or ``"https"``.
    path
        Path and query as they are sent, octet for octet; at least ``"/"``.
    """

    scheme: str
    host: Host
    port: int
    path: str

    @property
    def name(self) -> str:
        """The host as a resolver takes it."""
        return self.host.bare

    @property
    def address(self) -> IPv4Address | IPv6Address | None:
        """The host's address, where it is written as one."""
        return self.host.address

    @property
    def secure(self) -> bool:
        """Whether over TLS."""
        return self.scheme == "https"

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: what a redirect must not leave."""
        return (self.scheme, self.host.text, self.port)

    @property
    def url(self) -> str:
        """The URL in its one form."""
        port = "" if self.port == STANDARD_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host.text}{port}{self.path}"


def target_of(url: str) -> Target:
    """What a URL asks for.

    Raises
    ------
    NotFetchedError
        It is not http or https, or is not written plainly: credentials, fragments, backslashes, control characters, white space,
        percent signs in the host, characters outside ASCII, more than 2000 characters.
    """
    require_plain_characters(url)
    scheme = _SCHEME.match(url)
    if scheme is None:
        raise _refused(url, "has no scheme")
    require_http(scheme[1].lower(), url)
    parts = _HIERARCHY.fullmatch(url, scheme.end())
    if parts is None:
        raise _refused(url, "has no // and host behind its scheme")
    authority, path, query, fragment = parts.groups(default="")
    if fragment:
        raise _refused(url, "has a fragment (#)")
    host, port = _host_and_port(url, authority, STANDARD_PORTS[scheme[1].lower()])
    if not _PATH.fullmatch(path + query):
        raise _refused(url, "has a path or query that RFC 3986 does not allow")
    if _CONTROL.search(path + query):
        raise _refused(url, "hides a control character in its path or query")
    return Target(scheme[1].lower(), host, port, (path or "/") + (query if query != "?" else ""))


def require_plain_characters(url: str) -> None:
    """Go on where a URL, or a part of one, has none of the characters that programs read differently.

    Raises
    ------
    NotFetchedError
        It has, or it is empty or too long.
    """
    if len(url) > LONGEST:
        raise NotFetchedError(
            f"The URL has {len(url)} characters: {visible(url, 60)}.",
            hint=_HINT,
            observed=str(len(url)),
            expected=f"at most {LONGEST}",
        )
    if not url:
        raise NotFetchedError("The URL is empty.", hint=_HINT)
    if any(ord(character) <= 0x20 or ord(character) == 0x7F or character.isspace() for character in url):
        raise _refused(url, "has white space or a control character")
    if "\\" in url:
        raise _refused(url, "has a backslash, which some programs take for a slash")
    if not url.isascii():
        raise _refused(
            url, f"has characters outside ASCII{_as_ascii(url)}; RFC 5280 7.4 has it converted before it is put into a certificate"
        )


def _as_ascii(url: str) -> str:
    """The host's ASCII form, for the sentence only."""
    parts = re.match(r"[A-Za-z]+://([^/?#@:]+)", url)
    try:
        return f" (its host would be {parts[1].encode('idna').decode()})" if parts and not parts[1].isascii() else ""
    except UnicodeError:
        return ""


def _host_and_port(url: str, authority: str, standard: int) -> tuple[Host, int]:
    if "@" in authority:
        raise NotFetchedError("The URL holds a user name or password.", hint=_HINT, observed="credentials", expected="none")
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise _refused(url, "has no host that can be read")
    host = host_of(parts[1])
    if parts[2] is None:
        return host, standard
    if not _PORT.fullmatch(parts[2]) or int(parts[2]) > 0xFFFF:
        raise _refused(url, "has a port that is no number from 1 to 65535")
    return host, int(parts[2])


def _refused(url: str, why: str) -> NotFetchedError:
    return NotFetchedError(f"The URL {visible(url, _SHOWN)} {why}.", hint=_HINT, observed=visible(url, _SHOWN))
