"""Two pyOpenSSL connections shake hands in memory; who sent which alert is seen as OpenSSL sends it."""

from __future__ import annotations

from typing import NamedTuple

from OpenSSL import SSL

from workbench.net.tls.stapling_contexts import said

_SENT = 0x4008
"""SSL_CB_WRITE_ALERT of OpenSSL's ssl.h, for which pyOpenSSL has no name."""
_FATAL = 2
_MOST_ROUNDS = 20
_MOST_OCTETS = 1 << 17

ALERTS = {
    40: "handshake_failure",
    42: "bad_certificate",
    43: "unsupported_certificate",
    44: "certificate_revoked",
    45: "certificate_expired",
    46: "certificate_unknown",
    47: "illegal_parameter",
    48: "unknown_ca",
    49: "access_denied",
    50: "decode_error",
    51: "decrypt_error",
    70: "protocol_version",
    71: "insufficient_security",
    80: "internal_error",
    109: "missing_extension",
    112: "unrecognized_name",
    113: "bad_certificate_status_response",
    116: "certificate_required",
}
"""The fatal alerts of certificates and handshakes by number (RFC 8446 6.2)."""


class Shaken(NamedTuple):
    """What came of it.

    Attributes
    ----------
    alert
        The number of the first fatal one; None: none was sent.
    sent_by
        ``"EV"`` or ``"SECC"``: who broke off.
    """

    ok: bool
    version: str = ""
    cipher: str = ""
    alert: int | None = None
    sent_by: str = ""
    said: str = ""


class _Side:
    """One end."""

    def __init__(self, name: str, context: SSL.Context) -> None:
        self.name = name
        self.done = False
        self.error: Exception | None = None
        self.alert: int | None = None
        context.set_info_callback(self._hears)
        self.connection = SSL.Connection(context, None)

    def _hears(self, _connection: SSL.Connection, where: int, value: int) -> None:
        if where == _SENT and value >> 8 == _FATAL and self.alert is None:
            self.alert = value & 0xFF

    def step(self) -> bytes:
        """Go on as far as it goes; what is to be sent. After its handshake it reads: TLS 1.3 servers refuse a client that late."""
        if self.error is None:
            try:
                if not self.done:
                    self.connection.do_handshake()
                    self.done = True
                self.connection.recv(1)
            except SSL.WantReadError:
                pass
            except SSL.Error as error:
                self.error = error
        try:
            return self.connection.bio_read(_MOST_OCTETS)
        except SSL.WantReadError:
            return b""


def shake(ev: SSL.Context, secc: SSL.Context) -> Shaken:
    """Let them shake hands; the EV asks for an OCSP response (status_request, RFC 6066 8).

    Raises
    ------
    Exception
        Whatever a callback of the contexts raised.
    """
    one, other = _Side("EV", ev), _Side("SECC", secc)
    one.connection.set_connect_state()
    other.connection.set_accept_state()
    one.connection.request_ocsp()
    first: _Side | None = None
    for _ in range(_MOST_ROUNDS):
        moved = False
        for side, peer in ((one, other), (other, one)):
            octets = side.step()
            first = first or (side if side.error is not None else None)
            if octets:
                peer.connection.bio_write(octets)
                moved = True
        if not moved:
            break
    if first is None and one.done and other.done:
        return Shaken(ok=True, version=one.connection.get_protocol_version_name(), cipher=one.connection.get_cipher_name() or "")
    sender = next((side for side in (one, other) if side.alert is not None), None)
    words = said(first.error) if first is not None and first.error is not None else "the handshake did not end"
    ender = sender or first
    return Shaken(ok=False, alert=sender.alert if sender else None, sent_by=ender.name if ender else "", said=words)
