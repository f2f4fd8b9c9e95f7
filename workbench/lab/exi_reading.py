"""``wb.read_exi``: a message of ISO 15118 from wherever it lies: a file, bytes, pasted text, an OCPP message."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from workbench.contracts.reading import ExiMessage, read
from workbench.errors import InputError
from workbench.messages.codec import to_wire
from workbench.messages.ev_certificate import Get15118EVCertificateRequest, Get15118EVCertificateResponse
from workbench.messages.versions import Version
from workbench.net import files

if TYPE_CHECKING:
    from workbench.contracts.reading.given import Givable

_LONGEST_NAME = 200


def read_exi(given: Any, schema: str | None = None) -> ExiMessage:
    """A message of ISO 15118-2 or -20, taken apart.

    Parameters
    ----------
    given
        EXI as bytes, a V2GTP packet, base64 or hexadecimal text; an OCPP message with an ``exiRequest`` or ``exiResponse`` (JSON,
        parsed or not, or an object); or the path of a file with one of these.
    schema
        The namespace by which to read it, or ``iso15118-2`` or ``iso15118-20``; None: what fits.

    Raises
    ------
    InputError
        There is no EXI in it, or no such file.
    EXIError
        It is none of the messages read here, or damaged; with the bit position.
    """
    if isinstance(given, Get15118EVCertificateRequest | Get15118EVCertificateResponse):
        return read(to_wire(given, Version.V21), schema)
    if isinstance(given, os.PathLike) or (isinstance(given, str) and _is_file(given)):
        return read(octets_of(given), schema)
    found: Givable = given
    return read(found, schema)


def octets_of(path: str | os.PathLike[str]) -> bytes:
    """What a file holds; ``-`` is standard input.

    Raises
    ------
    InputError
        It is a folder, too large, or not there.
    """
    if os.path.isdir(path):  # noqa: PTH112  # as in net/given; what is in it is not looked at
        raise InputError("EXI is read from one file at a time.", hint="Give a file, not a folder.")
    [(_, octets)] = files.read_paths([path])
    if not isinstance(octets, bytes):
        raise InputError(octets.message, hint=octets.remedy)
    return octets


def _is_file(text: str) -> bool:
    """Whether a string is a file's name, and no message."""
    return len(text) < _LONGEST_NAME and "\n" not in text and os.path.exists(text)  # noqa: PTH110  # as in net/given
