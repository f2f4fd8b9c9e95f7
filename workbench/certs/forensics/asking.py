"""What may be asked: messages as values of many kinds, brought to the JSON text that the loader reads."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

from workbench.certs.bundle import Bundle
from workbench.certs.hashdata import CertificateHashData
from workbench.certs.items import Item, ItemType
from workbench.errors import InputError

if TYPE_CHECKING:
    import os

_MAY_HOLD_NONE = frozenset(
    {"CALLRESULT", "GetInstalledCertificateIdsResponse", "AuthorizeRequest", "GetCertificateChainStatusRequest"}
)
"""Messages whose hash data may be absent: NotFound, an authorization without a certificate."""
_HINT = "Give an OCPP message, or a list of objects with hashAlgorithm, issuerNameHash, issuerKeyHash and serialNumber."


def question(message: Any) -> Bundle | str | bytes | os.PathLike[str]:
    """A pile, path, bytes or text as they are; any other value as JSON.

    Raises
    ------
    InputError
        The value has no JSON form.
    """
    if isinstance(message, Bundle | str | bytes | bytearray | memoryview) or hasattr(message, "__fspath__"):
        return message  # type: ignore[no-any-return]  # told apart by its protocol
    if isinstance(message, Item):
        return Bundle((message,))
    if isinstance(message, list | tuple) and message and all(isinstance(one, Item) for one in message):
        return Bundle(tuple(message))
    try:
        text = json.dumps(message, default=_json)
    except (TypeError, ValueError, RecursionError) as reason:
        raise InputError(f"This is no message: {reason}.", hint=_HINT) from None
    return text.encode()


def _json(value: Any) -> Any:
    """The JSON form of hash data, and of messages of the ``ocpp`` library, which are dataclasses."""
    if isinstance(value, CertificateHashData):
        return value.to_dict()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, tuple | set | frozenset) or hasattr(value, "__iter__"):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def require_message(sent: Bundle) -> None:
    """A pile without hash data is an answer only if it is a message that may hold none.

    Raises
    ------
    InputError
        It is something else; what the loader made of it is said.
    """
    messages = [item.label for item in sent.of_type(ItemType.MESSAGE)]
    if any(label in _MAY_HOLD_NONE for label in messages):
        return
    reasons = [finding.message for item in sent.unreadable for finding in item.findings]
    types = list(dict.fromkeys(item.type.value for item in sent.items))
    found = f"It is {messages[0]}, which carries none." if messages else reasons[0] if reasons else f"It holds {', '.join(types)}."
    raise InputError(f"There is no certificate hash data in this message. {found}", hint=_HINT)
