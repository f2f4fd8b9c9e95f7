"""Why a connection did not come about, as an error with its hint, and as the security event that it amounts to."""

from __future__ import annotations

from websockets.exceptions import InvalidHandshake, InvalidMessage, InvalidStatus

from workbench.display import visible
from workbench.errors import NetworkError
from workbench.messages.security_event import SecurityEvent
from workbench.net.tls import trouble_of


class NotConnectedError(NetworkError):
    """No connection, for another reason than the server's certificate.

    Attributes
    ----------
    noticed
        The security event of OCPP that a station makes of it; None: none.
    """

    def __init__(self, message: str, *, hint: str, noticed: SecurityEvent | None = None) -> None:
        super().__init__(message, hint=hint)
        self.noticed = noticed


_BY_ALERT: dict[str, SecurityEvent] = {
    "protocol_version": SecurityEvent.INVALID_TLS_VERSION,
    "handshake_failure": SecurityEvent.INVALID_TLS_CIPHER_SUITE,
    "insufficient_security": SecurityEvent.INVALID_TLS_CIPHER_SUITE,
    "access_denied": SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS,
    "bad_certificate": SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS,
    "certificate_expired": SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS,
    "certificate_required": SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS,
    "certificate_revoked": SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS,
    "certificate_unknown": SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS,
    "unknown_ca": SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS,
    "unsupported_certificate": SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS,
}
_BY_REASON: dict[str, SecurityEvent] = {
    "NO_PROTOCOLS_AVAILABLE": SecurityEvent.INVALID_TLS_VERSION,
    "UNSUPPORTED_PROTOCOL": SecurityEvent.INVALID_TLS_VERSION,
    "NO_SHARED_CIPHER": SecurityEvent.INVALID_TLS_CIPHER_SUITE,
}


def no_handshake(error: BaseException) -> NotConnectedError:
    """A TLS handshake that failed for another reason than the server's certificate."""
    trouble = trouble_of(error)
    noticed = _BY_ALERT.get(trouble.alert) or _BY_REASON.get(trouble.said)
    return NotConnectedError(f"The TLS handshake failed: {trouble.said}. {trouble.cause}", hint=trouble.remedy, noticed=noticed)


def no_upgrade(error: BaseException, late: BaseException | None) -> NotConnectedError:
    """A WebSocket upgrade that failed; ``late``: the alert by which a TLS 1.3 server refuses a client certificate only then."""
    if late is not None:
        return no_handshake(late)
    if isinstance(error, InvalidStatus):
        status, body = error.response.status_code, error.response.body or b""
        said = visible(body.decode("utf-8", "replace").strip(), 300)
        return NotConnectedError(
            f"The server refused the WebSocket upgrade with HTTP {status}. {said}".rstrip(),
            hint=_STATUS.get(status, _ELSE),
            noticed=SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS if status in {401, 403} else None,
        )
    if isinstance(error, InvalidMessage):
        return NotConnectedError(
            "The server's answer to the WebSocket upgrade is no HTTP, or it ended the connection.",
            hint="Is it a WebSocket server? A server with TLS on this port needs security profile 2 or 3.",
        )
    if isinstance(error, InvalidHandshake):
        return NotConnectedError(f"The server's answer to the WebSocket upgrade is wrong: {visible(str(error), 200)}.", hint=_ELSE)
    return NotConnectedError(f"The connection ended in the WebSocket upgrade: {visible(str(error), 200)}.", hint=_ELSE)


_ELSE = "Look into the server's log."
_STATUS = {
    401: "Check identity and password: --password-file FILE; the user name is the station's identity.",
    403: "The CSMS takes the certificate for another station's, or for not valid.",
    404: "Check the path of the URL, and whether the CSMS knows this identity.",
    426: "The server speaks plain HTTP there, and no WebSocket.",
}
