"""What must not be written down: passwords, PINs, keys of a VPN, and private keys that came where a certificate was due.

A frame is text, and what stands in a log is text, so text is what is mended here. :func:`text_without_secrets` reads it as JSON
and leaves out the values of fields and variables whose names tell of a secret; of a text that is no JSON, and of a string inside
one, it goes by the same names in the text itself. It errs on the side of leaving out.
"""

from __future__ import annotations

import json
import re
from typing import Any

LEFT_OUT = "(left out)"
KEY_LEFT_OUT = "(a private key was left out here)"

_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\Z)", re.DOTALL
)
_SECRET_NAME = re.compile(
    r"password|passwd|passphrase|secret|private_?key|authorization_?key|vpn_?key|(?:sim|apn)_?pin", re.IGNORECASE
)
_USERINFO = re.compile(r"""(\b[a-z][a-z0-9+.-]{0,20}:(?:\\?/){2})[^/\s"'<>\\?#]*@""", re.IGNORECASE)
_TRACES = ("passw", "passphrase", "secret", "key", "pin")
"""One of them is in each secret name, without regard to case."""
_VALUES = ("attributevalue", "value", "variableattribute")
"""Fields that hold a variable's value beside its name: SetVariables, GetVariables; NotifyReport's attributes."""

# A string in quotes, one inside another string (\"...\"), one of Python's, or a bare word.
_QUOTED = r"""(?:\(left out\)|"(?:[^"\\]|\\.)*"?|\\+"[^"]*"?|'(?:[^'\\]|\\.)*'?|\\+'[^']*'?|[^\s,}\]]+)"""
_NAMED = re.compile(rf"""({_SECRET_NAME.pattern})(\w{{0,40}}\\*["']?\s*[:=]\s*){_QUOTED}""", re.IGNORECASE | re.DOTALL)
_VALUE = re.compile(rf"""(\b(?:attribute_?)?value|\bkey)(\\*["']?\s*[:=]\s*){_QUOTED}""", re.IGNORECASE | re.DOTALL)


def is_secret_variable(name: str) -> bool:
    """Whether a variable of this name holds a secret: BasicAuthPassword of SecurityCtrlr, ApnPassword, VpnKey and their like."""
    folded = name.casefold().replace("\N{LATIN SMALL LETTER DOTLESS I}", "i").replace("\N{COMBINING DOT ABOVE}", "")
    # The expression alone takes 30 ms for a frame of 100 kB: a peer that sends many of these would stop all the others.
    return any(trace in folded for trace in _TRACES) and _SECRET_NAME.search(name) is not None


def without_private_keys(text: str) -> str:
    """The text, each PEM block of a private key replaced; one without an end goes to the end of the text."""
    return _PRIVATE_KEY.sub(KEY_LEFT_OUT, text)


def without_userinfo(text: str) -> str:
    """The text, each user name and password of a URL replaced: ``wss://user:password@host`` (RFC 3986 3.2.1)."""
    return _USERINFO.sub(rf"\1{LEFT_OUT}@", text) if "@" in text else text


def text_without_secrets(text: str) -> str:
    """A frame's text, or any text about one, without its secrets; as it came where there are none.

    What a peer calls by another name, or repeats without any name, cannot be told from other text.
    """
    found = _Reading()
    try:
        value = json.loads(text, object_pairs_hook=found.object)
        value = found.read(value)
        return json.dumps(value, separators=(",", ":")) if found.any else text
    except (ValueError, RecursionError):
        return _by_name(text)


def _by_name(text: str) -> str:
    text = without_userinfo(without_private_keys(text))
    if not is_secret_variable(text):
        return text
    return _VALUE.sub(rf"\1\2{LEFT_OUT}", _NAMED.sub(rf"\1\2{LEFT_OUT}", text))


class _Reading:
    """One reading of a JSON text: objects come from the inside out, every pair of them, repeated names too."""

    def __init__(self) -> None:
        self.any = False

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = {key.casefold() for key, _ in pairs}
        about_a_secret = any(key.casefold() == "variable" and _names_a_secret(value) for key, value in pairs)
        read = {}
        for key, value in pairs:
            folded = key.casefold()
            if is_secret_variable(key) or (folded == "key" and "password" in names) or (about_a_secret and folded in _VALUES):
                read[key] = self.left_out(value)
            else:
                read[key] = self.read(value)
        return read

    def left_out(self, value: Any) -> Any:
        if value in (None, "", LEFT_OUT):
            return value
        self.any = True
        return LEFT_OUT

    def read(self, value: Any) -> Any:
        # Objects were read when they closed; only strings, and arrays of these, are new here.
        if isinstance(value, list):
            return [self.read(one) for one in value]
        return self.string(value) if isinstance(value, str) else value

    def string(self, value: str) -> str:
        mended = _by_name(value)
        self.any = self.any or mended != value
        return mended


def _names_a_secret(variable: Any) -> bool:
    return isinstance(variable, dict) and any(
        key.casefold() == "name" and isinstance(name, str) and is_secret_variable(name) for key, name in variable.items()
    )
