"""What an OCPP frame about a vehicle says, in a few words; a peer may have sent anything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_CALL = 2


def told_in_words(text: str) -> str:
    """What matters of a CALL or CALLRESULT. Hostile text."""
    try:
        data = json.loads(text)
        payload = data[3] if data[0] == _CALL else data[2]
        return ", ".join(words(payload[name], payload) for name, words in _WORDS.items() if name in payload)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return "cannot be read"


def _status(value: Any, _: Any) -> str:
    """Of AuthorizeResponse one word, of GetCertificateChainStatusResponse a list."""
    if isinstance(value, list):
        return ", ".join(f"{one['status']} by {one['source']}" for one in value)
    return f"certificateStatus {value}"


_WORDS: dict[str, Callable[[Any, Any], str]] = {
    "certificateStatusRequests": lambda value, _: f"is any of these {len(value)} certificates revoked?",
    "idToken": lambda value, _: f"eMAID {value['idToken']}",
    "iso15118CertificateHashData": lambda value, _: f"hash data of {len(value)} certificates",
    "certificate": lambda value, _: f"the chain itself, {len(value):,} characters of PEM",
    "certificateStatus": _status,
    "idTokenInfo": lambda value, _: f"idTokenInfo {value['status']}",
    "exiRequest": lambda value, payload: f"action {payload['action']}, exiRequest of {len(value):,} characters",
    "exiResponse": lambda value, payload: f"{payload['status']}, exiResponse of {len(value):,} characters",
    "remainingContracts": lambda value, _: f"{value} more",
}
