"""One tree of errors; each says what happened and, in ``hint``, what to do next.

Exceptions are for unreadable input as a whole, the network and misuse. A bad chain, a revoked certificate or one unreadable
file among many is an answer, not an exception: it is a :class:`workbench.findings.Finding`.
"""

from __future__ import annotations


class WorkbenchError(Exception):
    """Anything this package raises on purpose.

    Parameters
    ----------
    message
        One sentence: what cannot be done and why.
    hint
        One sentence: what to do next. Shown below the message, on a command line and in a notebook.
    """

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.args[0]}\nHint: {self.hint}"

    @property
    def message(self) -> str:
        """The sentence alone, without the hint."""
        return str(self.args[0])


class InputError(WorkbenchError):
    """The input, or the call, cannot be used at all."""


class LimitError(InputError):
    """The input is larger than a cap that protects the machine; the message names the cap."""


class CodecError(WorkbenchError):
    """Bytes or JSON that do not follow the format they claim."""


class ProtocolError(WorkbenchError):
    """A message that must not be sent, or must not have been received, now."""


class LocalProtocolError(ProtocolError):
    """Our own side was about to break the protocol."""


class PeerProtocolError(ProtocolError):
    """The other side broke the protocol."""


class NetworkError(WorkbenchError):
    """A connection that failed, or that the safe fetcher refused."""
