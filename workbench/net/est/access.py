"""Who asks: a TLS client certificate, HTTP Basic, a bearer token, other fields (RFC 7030 3.2.3, 3.3.2). Never shown or written."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from workbench.errors import InputError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from workbench.certs.items import Item

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e\t]{0,8000}[\x21-\x7e])?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_OURS = frozenset({"host", "content-type", "content-length", "transfer-encoding", "connection", "expect", "accept-encoding"})


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class Access:
    """What a client shows of itself. Secrets: they are in no repr and are not copied or written.

    Attributes
    ----------
    user, password
        HTTP Basic (RFC 7617); sent at once, over TLS, without waiting for a challenge.
    token
        A bearer token (RFC 6750), as MaEVe sends to Hubject; not beside Basic.
    headers
        More fields, as MaEVe's ``x-api-key``: pairs of name and value.
    chain, key
        The TLS client certificate, leaf first, and its key: for a renewal the certificate that is renewed [RFC 7030 4.2.2].

    Raises
    ------
    InputError
        Two ways of one field, a field or a user name that HTTP does not allow, a password without its user, or a chain without
        its key.
    """

    user: str = ""
    password: str = ""
    token: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    chain: tuple[Item, ...] = ()
    key: PrivateKeyTypes | None = field(default=None)

    def __post_init__(self) -> None:
        if self.user and self.token:
            raise InputError("HTTP Basic and a bearer token share one field.", hint="Give one of them.")
        if self.password and not self.user:
            raise InputError("A password of HTTP Basic needs its user name.", hint="Give user and password; a token has no user.")
        if _CONTROL.search(self.user + self.password):
            raise InputError(
                "User name and password of HTTP Basic have no control characters (RFC 7617 2).", hint="Take off the line's end."
            )
        if ":" in self.user:
            raise InputError("A user name of HTTP Basic has no colon (RFC 7617 2).", hint="Give the password apart.")
        if bool(self.chain) != (self.key is not None):
            raise InputError("A client certificate needs its private key.", hint="Give both, or neither.")
        names = [name.lower() for name, _ in self.fields()]
        if len(names) != len(set(names)):
            raise InputError("A field of the request is given twice.", hint="Authorization comes of user or token, or of headers.")
        for name, value in self.fields():
            if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value) or name.lower() in _OURS:
                raise InputError("A field of the request is none that HTTP allows, or none to be set.", hint="Write NAME: VALUE.")

    def fields(self) -> tuple[tuple[str, str], ...]:
        """The fields of each request."""
        own: tuple[tuple[str, str], ...] = ()
        if self.user:
            own = (("Authorization", f"Basic {b64encode(f'{self.user}:{self.password}'.encode()).decode()}"),)
        if self.token:
            own = (("Authorization", f"Bearer {self.token}"),)
        return (*own, *self.headers)

    @property
    def ways(self) -> tuple[str, ...]:
        """In words, without a secret: ``("a client certificate", "HTTP Basic")``; empty: none."""
        named = (
            ("a client certificate", bool(self.chain)),
            ("HTTP Basic", bool(self.user)),
            ("a bearer token", bool(self.token)),
            *((f"the field {name}", True) for name, _ in self.headers),
        )
        return tuple(words for words, there in named if there)

    def __repr__(self) -> str:
        return f"Access({', '.join(self.ways) or 'nothing'})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("credentials are not copied and not written")
