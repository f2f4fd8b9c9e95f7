"""A TLS connection of a vehicle with a charging station in memory: real OpenSSL at both ends, each octet between them recorded."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL

from workbench.net.pnc.wire import Recorder
from workbench.net.tls.stapling_contexts import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from OpenSSL.crypto import X509

    from workbench.net.pnc.wire import Record, Side

_SENT_ALERT = 0x4008
"""SSL_CB_WRITE_ALERT of OpenSSL's ssl.h, for which pyOpenSSL has no name."""
_FATAL = 2
_MOST_ROUNDS = 20
_MOST_OCTETS = 1 << 17
_CURVES: dict[str, ec.EllipticCurve] = {"-2": ec.SECP256R1(), "-20": ec.SECP521R1()}


@dataclass
class End:
    """One end of the connection.

    Attributes
    ----------
    done
        Whether its part of the handshake is over. In TLS 1.3 a vehicle thinks so before the station has looked at its certificate.
    error
        What ended it.
    alert
        The number of the fatal alert that it sent; None: none.
    refused
        OpenSSL's words and the depth at which it refused the peer's chain; empty where it did not.
    """

    name: Side
    connection: SSL.Connection = field(repr=False)
    done: bool = False
    error: Exception | None = None
    alert: int | None = None
    refused: str = ""
    inbox: bytearray = field(default_factory=bytearray, repr=False)

    def step(self) -> None:
        """Go on as far as it goes; after its handshake it reads."""
        if self.error is not None:
            return
        try:
            if not self.done:
                self.connection.do_handshake()
                self.done = True
            while True:
                self.inbox += self.connection.recv(_MOST_OCTETS)
        except SSL.WantReadError:
            pass
        except SSL.Error as error:  # ZeroReturnError, a close in order, is one
            self.error = error

    def waiting(self) -> bytes:
        """Octets for the peer."""
        try:
            return self.connection.bio_read(_MOST_OCTETS)
        except SSL.WantReadError:
            return b""


class Channel:
    """Both ends, and what crossed between them.

    Parameters
    ----------
    ev, secc
        Contexts of :mod:`workbench.net.tls.stapling_contexts`; the edition's curve and the recording are set here.
    """

    def __init__(self, ev: SSL.Context, secc: SSL.Context, edition: str) -> None:
        self._recorder, self._begin = Recorder(), time.perf_counter()
        self.ev, self.secc = self._end("EV", ev, edition), self._end("SECC", secc, edition)
        self.ev.connection.set_connect_state()
        self.secc.connection.set_accept_state()
        self.ev.connection.request_ocsp()

    @property
    def records(self) -> tuple[Record, ...]:
        """Every TLS record so far, in order."""
        return tuple(self._recorder.records)

    @property
    def recorder(self) -> Recorder:
        """Which also finds messages."""
        return self._recorder

    def shake_hands(self) -> bool:
        """Let them shake hands; whether both are content.

        Raises
        ------
        Exception
            Whatever a callback of the contexts raised.
        """
        self._pump()
        return self.ev.done and self.secc.done and self.ev.error is None and self.secc.error is None

    def send(self, sender: Side, octets: bytes) -> bytes:
        """Octets of the application from one end to the other, as they arrive there."""
        one, other = (self.ev, self.secc) if sender == "EV" else (self.secc, self.ev)
        one.connection.sendall(octets)
        self._pump()
        arrived = bytes(other.inbox)
        other.inbox.clear()
        return arrived

    def close(self, sender: Side) -> None:
        """Close it in order: close_notify from one end, the other's in answer."""
        for one in (self.ev, self.secc) if sender == "EV" else (self.secc, self.ev):
            try:
                one.connection.shutdown()
            except SSL.Error:
                continue
            self._pump()

    def _pump(self) -> None:
        for _ in range(_MOST_ROUNDS):
            moved = False
            for one, other in ((self.ev, self.secc), (self.secc, self.ev)):
                one.step()
                if octets := one.waiting():
                    self._recorder.take(one.name, octets, milliseconds=(time.perf_counter() - self._begin) * 1000)
                    other.connection.bio_write(octets)
                    moved = True
            if not moved:
                return

    def _end(self, name: Side, context: SSL.Context, edition: str) -> End:
        context.set_tmp_ecdh(_CURVES[edition])
        context.set_keylog_callback(lambda _connection, line: self._recorder.log.note(line))
        end = End(name, SSL.Connection(context, None))
        end.connection.set_info_callback(_hears(end))
        if context.get_verify_mode() != SSL.VERIFY_NONE:
            end.connection.set_verify(context.get_verify_mode(), _watches(end))
        return end


def _hears(end: End) -> Callable[[SSL.Connection, int, int], None]:
    def hears(_connection: SSL.Connection, where: int, value: int) -> None:
        if where == _SENT_ALERT and value >> 8 == _FATAL and end.alert is None:
            end.alert = value & 0xFF

    return hears


def _watches(end: End) -> Callable[[SSL.Connection, X509, int, int, int], bool]:
    def watches(_connection: SSL.Connection, _certificate: X509, error: int, depth: int, preverified: int) -> bool:
        if not preverified and not end.refused:
            end.refused = f"{_words(error)} (error {error} at depth {depth})"
        return bool(preverified)

    return watches


def _words(error: int) -> str:
    return _VERIFY.get(error, "the certificate is refused")


_VERIFY = {
    2: "unable to get issuer certificate",
    7: "certificate signature failure",
    9: "certificate is not yet valid",
    10: "certificate has expired",
    18: "self-signed certificate",
    19: "self-signed certificate in certificate chain",
    20: "unable to get local issuer certificate",
    21: "unable to verify the first certificate",
    23: "certificate revoked",
    24: "invalid CA certificate",
    25: "path length constraint exceeded",
    26: "unsupported certificate purpose",
    32: "key usage does not include certificate signing",
    34: "unhandled critical extension",
}
"""X509_V_ERR_*: OpenSSL's words, as `openssl verify` prints them."""


def words_of(error: Exception | None) -> str:
    """OpenSSL's words for what ended an end; empty where nothing did."""
    return "" if error is None else said(error)
