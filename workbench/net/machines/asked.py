"""What a caller means by a message: a message of this package, an action with its payload, or a CALL as it stands on the wire."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from workbench.errors import InputError
from workbench.messages.actions import RequestToCsms, RequestToStation
from workbench.messages.exchange import request_of
from workbench.messages.frames import Call

if TYPE_CHECKING:
    from workbench.messages.versions import Version

_STATION: tuple[type, ...] = RequestToStation.__args__
_CSMS: tuple[type, ...] = RequestToCsms.__args__
_HINT = 'Give a message of workbench.messages, or ("InstallCertificate", {"certificateType": ..., "certificate": ...}).'


def request_to_station(given: Any, payload: Any, version: Version) -> RequestToStation:
    """What a CSMS asks of a station.

    Raises
    ------
    InputError
        It is none of that, or cannot be read.
    Refused
        It breaks its schema; the station would answer with a CALLERROR.
    """
    if isinstance(given, _STATION):
        return given  # type: ignore[return-value]  # one of the union
    return request_of(_call(given, payload), "station", version)


def request_to_csms(given: Any, payload: Any, version: Version) -> RequestToCsms:
    """What a station asks of a CSMS; raises as :func:`request_to_station` does."""
    if isinstance(given, _CSMS):
        return given  # type: ignore[return-value]
    return request_of(_call(given, payload), "csms", version)


def _call(given: Any, payload: Any) -> Call:
    if isinstance(given, str) and payload is None and given.lstrip()[:1] == "[":
        try:
            given = json.loads(given)
        except ValueError:
            raise InputError("The frame is no JSON.", hint=_HINT) from None
    if isinstance(given, list | tuple) and len(given) == 4 and given[0] == 2 and isinstance(given[2], str):
        return Call(message_id=str(given[1]), action=given[2], payload=given[3])
    if isinstance(given, list | tuple) and len(given) == 2 and isinstance(given[0], str) and payload is None:
        given, payload = given
    if isinstance(given, str):
        return Call(message_id="1", action=given, payload={} if payload is None else payload)
    raise InputError(f"This is no request: {type(given).__name__}.", hint=_HINT)
