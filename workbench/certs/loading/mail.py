"""HTTP responses with their headers (`curl -i`) and MIME entities (S/MIME mails, EST's multipart answers, RFC 7030 4.4.2)."""

from __future__ import annotations

import email
import quopri
import re
from typing import TYPE_CHECKING

from workbench.certs.loading.pile import unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.certs.loading.pile import Pile, Place

_HEADERS = re.compile(
    rb"\s*(?P<status>HTTP/\d(?:\.\d)? \d{3}[^\r\n]*\r?\n)?"
    rb"(?P<fields>(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*)(?:\r?\n|\Z)"
)
_MOST_HEADERS = 1 << 16
_MOST_BOUNDARIES = 20
"""Parts in parts are parsed one inside the other; honest answers have two or three."""
_MOST_PARAMETERS = 2_000
"""Semicolons; ``email`` takes quadratic time to tell a header's parameters apart."""


def read_mail(data: bytes, place: Place, pile: Pile, read: Callable[[bytes, Place, Pile], None]) -> bool:
    """Read what stands behind the headers with ``read``; False where there are no headers of HTTP or MIME."""
    headers = _HEADERS.match(data, 0, min(len(data), _MOST_HEADERS))
    if headers is None or place.depth >= pile.limits.depth:
        return False
    fields = headers.group("fields").lower()
    if not headers.group("status") and b"content-type:" not in fields:
        return False
    body = data[headers.end() :]
    modest = data.count(b"boundary=") <= _MOST_BOUNDARIES and data.count(b";") <= _MOST_PARAMETERS
    if b"multipart/" in fields and b"boundary" in fields and modest:
        return _read_parts(data[headers.start("fields") :], place, pile, read)
    if not body.strip():
        pile.refuse(
            unreadable(
                "These are the headers of an answer without a body.",
                remedy="Fetch it again; with curl, --fail shows what the server refuses.",
                observed=data[:60].split(b"\n")[0].decode("ascii", "replace").strip(),
            ),
            place,
        )
    else:
        if b"quoted-printable" in fields:
            body = quopri.decodestring(body)
        read(body, place.inside("body"), pile)
    return True


def _read_parts(data: bytes, place: Place, pile: Pile, read: Callable[[bytes, Place, Pile], None]) -> bool:
    try:
        parts = [part for part in email.message_from_bytes(data).walk() if not part.is_multipart()]
        bodies = [part.get_payload(decode=True) for part in parts]
    except Exception:  # noqa: BLE001  # email raises whatever it meets, and parts in parts recurse
        return False  # the text is searched as any other
    for number, body in enumerate(bodies, start=1):
        if isinstance(body, bytes) and body.strip():
            read(body, place.inside(f"part {number}"), pile)
    return any(bodies)
