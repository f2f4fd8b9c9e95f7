"""Where the EXI is in what was given: bytes, text, a V2GTP packet, an OCPP message."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.display import visible
from workbench.errors import InputError

Givable = bytes | bytearray | str | Mapping[str, Any] | Sequence[Any]

_LONGEST = 1 << 20
_V2GTP = b"\x01\xfe"
_V2GTP_HEADER = 8
_SHOWN = 300
_EXI = 0b10  # the first two bits of every stream; no text in ASCII or UTF-8 starts with them
_HEX = re.compile(r"(?:0x)?(?:[0-9A-Fa-f]{2}[\s:]*)+").fullmatch
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}").fullmatch
_FIELDS = ("exiRequest", "exiResponse")
_HINT = "Give EXI as bytes, base64 or hexadecimal, or an OCPP message with exiRequest or exiResponse."


@dataclass(frozen=True, slots=True)
class Found:
    """A stream, what it came in, and the schema that the OCPP message around it names (or nothing)."""

    data: bytes
    how: str
    schema_version: str = ""


def stream_of(given: Givable) -> Found:
    """The EXI stream in what was given.

    Raises
    ------
    InputError
        There is none, or it is empty.
    """
    found = _found(given)
    if not found.data:
        raise InputError(f"The {found.how} is empty.", hint=_HINT)
    return found


def _found(given: Givable) -> Found:
    if isinstance(given, bytes | bytearray):
        return _of_bytes(bytes(given))
    if isinstance(given, str):
        return _of_text(given.strip())
    if isinstance(given, Mapping):
        return _of_payload(given)
    if isinstance(given, Sequence):
        payload = next((one for one in given if isinstance(one, Mapping)), None)  # of a CALL or CALLRESULT
        if payload is not None:
            return _of_payload(payload)
    raise InputError("There is no EXI in this.", hint=_HINT)


def _of_bytes(data: bytes) -> Found:
    if data.startswith(_V2GTP):
        return Found(data[_V2GTP_HEADER:], "payload of a V2GTP packet")
    if data and data[0] >> 6 != _EXI:
        try:
            return _of_text(data.decode("utf-8-sig").strip())
        except UnicodeDecodeError:
            pass
    return Found(data, "EXI")


def _of_text(text: str) -> Found:
    if len(text) > _LONGEST:
        raise InputError(f"The text has {len(text):,} characters, more than {_LONGEST:,}.", hint="Give one message.")
    if "-----BEGIN" in text:
        raise InputError("The text is PEM, and no EXI.", hint="`pnc show FILE` reads certificates and requests.")
    if text.startswith(("{", "[")):
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise InputError("The text looks like JSON, but is not.", hint="Is it cut off, or more than one message?") from None
        return _found(value)
    packed = "".join(text.strip("\"'").split())
    if _HEX(packed):
        return _inner(bytes.fromhex(packed.removeprefix("0x").replace(":", "")), "hexadecimal text")
    if not packed or _BASE64(packed) is None:
        raise InputError("The text is neither base64 nor hexadecimal nor JSON.", hint=_HINT)
    return _inner(_unpacked(packed, "text"), "base64 text")


def _inner(data: bytes, how: str) -> Found:
    return Found(data[_V2GTP_HEADER:], f"V2GTP packet in {how}") if data.startswith(_V2GTP) else Found(data, how)


def _of_payload(payload: Mapping[str, Any]) -> Found:
    for name in _FIELDS:
        value = payload.get(name)
        if value == "":
            raise InputError(f"The {name} is empty.", hint=_why(payload))
        if isinstance(value, str):
            version = payload.get("iso15118SchemaVersion")
            return Found(_unpacked("".join(value.split()), name), name, version if isinstance(version, str) else "")
    raise InputError("The JSON has neither an exiRequest nor an exiResponse.", hint="Those are in Get15118EVCertificate.")


def _why(payload: Mapping[str, Any]) -> str:
    """What the message says of itself instead."""
    said = payload.get("statusInfo")
    words = [str(said[name]) for name in ("reasonCode", "additionalInfo") if said.get(name)] if isinstance(said, Mapping) else []
    reason = f"; its statusInfo: {visible(': '.join(words), _SHOWN)}" if words else ""
    return f"Nothing is sent to the vehicle where the status is Failed{reason}."


def _unpacked(text: str, what: str) -> bytes:
    """Base64, the URL-safe alphabet too, its padding left out or not."""
    plain = text.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise InputError(f"The {what} is no base64.", hint="Is it cut off?") from None
