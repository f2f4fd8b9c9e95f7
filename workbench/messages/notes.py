"""What is odd in a message that its schema allows: findings, never a refusal.

The schemas check neither date formats nor what a string is made of: ``"12345ABCDE"`` passes as a SHA-256 hash, ``"yesterday"`` as a
dateTime. Whether a PEM block is a certificate, :mod:`workbench.certs` says.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from workbench.findings import Finding, Severity
from workbench.messages.faults import step
from workbench.messages.moments import moment_of
from workbench.messages.plans import object_of
from workbench.messages.reason_codes import ReasonCode
from workbench.messages.shapes import Many, Object, Shape, Text
from workbench.messages.wire import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from workbench.messages.actions import Message
    from workbench.messages.versions import Version

_HASH_LENGTHS = {"SHA256": 64, "SHA384": 96, "SHA512": 128}
_HEX = re.compile(r"[0-9A-Fa-f]*", re.ASCII)
_PEM = re.compile(r"\s*-----BEGIN [A-Z0-9 ]+-----\s.*-----END [A-Z0-9 ]+-----\s*", re.DOTALL)
_SHOWN = 80


def notes(message: Message, version: Version) -> tuple[Finding, ...]:
    """The findings about a message that was read, or is to be sent; the finding's ``subject`` is the JSON path.

    Codes: ``date-time-format``, ``hash-data-format``, ``reason-code``, ``field-format``.
    """
    return tuple(_of_object(message, object_of(type(message), version), "$", version))


def _of_object(value: Any, shape: Object, path: str, version: Version) -> Iterator[Finding]:
    algorithm = str(getattr(value, "hash_algorithm", ""))
    for field in shape.fields:
        inner = getattr(value, field.attribute)
        if inner is not None:
            yield from _of_value(inner, field.shape, step(path, field.name), algorithm, version)


def _of_value(value: Any, shape: Shape, path: str, algorithm: str, version: Version) -> Iterator[Finding]:
    if isinstance(shape, Object):
        yield from _of_object(value, shape, path, version)
    elif isinstance(shape, Many):
        for index, item in enumerate(value):
            yield from _of_value(item, shape.item, step(path, index), algorithm, version)
    elif isinstance(shape, Text) and shape.form is not None:
        yield from _of_text(value, shape.form, path, algorithm, version)


def _of_text(text: str, form: Form, path: str, algorithm: str, version: Version) -> Iterator[Finding]:
    if form is Form.HASH:
        length = _HASH_LENGTHS.get(algorithm, 0)
        if len(text) != length or not _HEX.fullmatch(text):
            yield _finding("hash-data-format", path, text, f"{length} hexadecimal digits ({algorithm})")
    elif form is Form.REASON:
        if not any(text == code and version in code.versions for code in ReasonCode):
            yield _finding("reason-code", path, text, f"a reason code of the appendix of OCPP {version}", Severity.INFO)
    else:
        code, expected, is_one = _JUDGES[form]
        if not is_one(text):
            yield _finding(code, path, text, expected)


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


_JUDGES: dict[Form, tuple[str, str, Callable[[str], bool]]] = {
    Form.DATE_TIME: (
        "date-time-format",
        "RFC 3339 with seconds and offset, such as 2025-02-01T12:00:00Z",
        lambda text: moment_of(text) is not None,
    ),
    Form.SERIAL: (
        "hash-data-format",
        "hexadecimal without prefix and leading zeros",
        lambda text: bool(text and _HEX.fullmatch(text)) and (text[0] != "0" or text == "0"),
    ),
    Form.BASE64: ("field-format", "base64 (RFC 4648, section 4) without line breaks", _is_base64),
    Form.URL: ("field-format", "an http or https address", _is_web_address),
    Form.PEM: ("field-format", "PEM with real line breaks", lambda text: _PEM.fullmatch(text) is not None),
}
"""Code of the finding, what is expected, whether a text is that."""


def _finding(code: str, path: str, text: str, expected: str, severity: Severity = Severity.WARNING) -> Finding:
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return Finding(
        code=code,
        message=f"{path} is not {expected}, though the schema allows it.",
        severity=severity,
        item="message",
        subject=path,
        observed=shown,
        expected=expected,
        remedy="Have the sender correct this field.",
    )
