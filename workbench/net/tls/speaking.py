"""An SSLObject whose refusals reach the peer.

Where a handshake fails, OpenSSL has already written its alert into the outgoing BIO; asyncio then drops the connection, the alert
with it, and the peer learns no more than that the connection ended. This object notes the failure and tells asyncio instead that
it waits for more: then asyncio sends what lies in the BIO. The peer, who has its alert, closes; else the handshake's time-out does.
"""

from __future__ import annotations

import ssl


class SpeakingObject(ssl.SSLObject):
    """See the module.

    Attributes
    ----------
    trouble
        What ended the handshake, or a later read: an alert of the peer, or OpenSSL's own refusal.
    outgoing
        Where the bytes for the peer lie.
    """

    trouble: ssl.SSLError | None = None
    outgoing: ssl.MemoryBIO | None = None

    def do_handshake(self) -> None:
        """As the parent's; a failure whose alert is not sent yet looks like waiting."""
        if self.trouble is not None:
            raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, "the handshake is over")
        try:
            super().do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except ssl.SSLError as error:
            self._note(error)
            if self.outgoing is not None and self.outgoing.pending:
                raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, "the alert is to be sent") from None
            raise

    def read(self, len: int = 1024, buffer: bytearray | memoryview | None = None) -> bytes:  # type: ignore[override]  # noqa: A002
        """As the parent's; TLS 1.3 servers refuse a client certificate only after the client thinks that the handshake is over."""
        try:
            return super().read(len, buffer)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, ssl.SSLZeroReturnError):
            raise
        except ssl.SSLError as error:
            self._note(error)
            raise

    def _note(self, error: ssl.SSLError) -> None:
        self.trouble = self.trouble or error
        listener = getattr(self.context, "on_trouble", None)
        if listener is not None:
            listener(error, self)
