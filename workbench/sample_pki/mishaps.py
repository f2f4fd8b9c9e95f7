"""What happens to files on their way to an engineer's desk: each step takes the file's octets and gives others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.sample_pki.declaration import HINT

if TYPE_CHECKING:
    from collections.abc import Callable


def apply(step: str, content: bytes) -> bytes:
    """One step by its name; ``"cut to 300"`` takes a number.

    Raises
    ------
    InputError
        There is no such step.
    """
    if cut := re.fullmatch(r"cut to (\d+)", step):
        return content[: int(cut.group(1))]
    if step not in MISHAPS:
        raise InputError(f"There is no step {step!r}; there are {', '.join(MISHAPS)} and 'cut to N'.", hint=HINT)
    return MISHAPS[step](content)


MISHAPS: dict[str, Callable[[bytes], bytes]] = {
    "Windows line ends": lambda content: content.replace(b"\n", b"\r\n"),
    "UTF-8 byte order mark": lambda content: b"\xef\xbb\xbf" + content,
    "UTF-16": lambda content: b"\xff\xfe" + content.decode("ascii").encode("utf-16-le"),
    r"literal \n": lambda content: content.rstrip(b"\n").replace(b"\n", rb"\n"),
    "request labelled as certificate": lambda content: content.replace(b"CERTIFICATE REQUEST", b"CERTIFICATE"),
    "no END line": lambda content: re.sub(rb"-----END [^\n]*\n", b"", content),
}
"""The steps by the name that the declaration uses."""
