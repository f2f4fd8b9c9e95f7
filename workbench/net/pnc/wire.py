"""What crosses the wire in a handshake: each record with its size, and the messages in it (RFC 5246 6.2, RFC 8446 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from workbench.errors import CodecError
from workbench.net.pnc.octets import Octets
from workbench.net.pnc.tls13 import KeyLog, Opener
from workbench.net.pnc.tls_numbers import MESSAGES, RECORDS, named
from workbench.net.tls.stapling_wire import ALERTS

if TYPE_CHECKING:
    from collections.abc import Iterator

Side = Literal["EV", "SECC"]
_CCS, _ALERT, _HANDSHAKE, _DATA = 20, 21, 22, 23
_CHACHA = 0x1303
_FATAL, _ALERT_OCTETS = 2, 2
_CLOSE_NOTIFY = 0
_HEAD = 5


@dataclass(frozen=True, slots=True)
class Message:
    """A handshake message.

    Attributes
    ----------
    type
        Its number; :attr:`name` is RFC 8446's.
    body
        Without the head of four octets.
    """

    type: int
    body: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """``"ClientHello"``."""
        return named(self.type, MESSAGES)


@dataclass(frozen=True, slots=True)
class Record:
    """A TLS record.

    Attributes
    ----------
    sender
        ``"EV"`` or ``"SECC"``.
    type
        As the wire shows it, ``"application_data"``.
    content
        What is in it: the same, or of an encrypted record what it turned out to be; empty where it could not be opened.
    size
        Octets with its head of five.
    messages
        Those handshake messages that end in it.
    alert
        The alert's name; empty where it is none, or cannot be read.
    fatal
        Whether it is a fatal one.
    encrypted
        Whether somebody at the cable sees its size alone.
    milliseconds
        Since the handshake began, by the machine's clock. The simulated time stands still.
    """

    sender: Side
    type: str
    content: str
    size: int
    messages: tuple[Message, ...] = ()
    alert: str = ""
    fatal: bool = False
    encrypted: bool = False
    milliseconds: float = field(default=0.0, compare=False)

    @property
    def said(self) -> str:
        """What is in it, in a few words."""
        if self.messages:
            return ", ".join(message.name for message in self.messages)
        if self.alert:
            return f"alert {self.alert}"
        if not self.content:
            return "Finished, encrypted" if self.type == "handshake" else f"{self.type}, encrypted"
        return "part of a handshake message" if self.content == "handshake" else self.content


class Recorder:
    """Takes the octets of both sides as they cross the wire.

    Attributes
    ----------
    records
        So far.
    log
        Where the ends of a TLS 1.3 handshake note its secrets.
    """

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.log = KeyLog()
        self._openers = {"EV": Opener(self.log, "EV"), "SECC": Opener(self.log, "SECC")}
        self._begun = {"EV": b"", "SECC": b""}
        self._sealed = {"EV": False, "SECC": False}  # TLS 1.2: after ChangeCipherSpec
        self._waiting = {"EV": b"", "SECC": b""}
        self._chacha = self._tls13 = False

    def take(self, sender: Side, octets: bytes, *, milliseconds: float = 0.0) -> None:
        """Octets that one side sent; a record may end in a later call."""
        data = self._waiting[sender] + octets
        while len(data) >= _HEAD and len(data) >= _HEAD + (length := int.from_bytes(data[3:5], "big")):
            self.records.append(self._record(sender, data[:_HEAD], data[_HEAD : _HEAD + length], milliseconds))
            data = data[_HEAD + length :]
        self._waiting[sender] = data

    def messages(self, sender: Side, name: str) -> Iterator[Message]:
        """Handshake messages of one side by name."""
        for record in self.records:
            if record.sender == sender:
                yield from (message for message in record.messages if message.name == name)

    def _record(self, sender: Side, head: bytes, content: bytes, milliseconds: float) -> Record:
        kind, size = head[0], len(head) + len(content)
        shown = named(kind, RECORDS)
        encrypted = self._sealed[sender] or (self._tls13 and kind == _DATA)
        if encrypted:
            opened = self._openers[sender].open(head, content, chacha=self._chacha) if self._tls13 else None
            if opened is None:
                return Record(sender, shown, "", size, encrypted=True, milliseconds=milliseconds)
            kind, content = opened
        elif kind == _CCS and not self._tls13:
            self._sealed[sender] = True
        messages = tuple(self._joined(sender, content)) if kind == _HANDSHAKE else ()
        alert, fatal = _alert(content) if kind == _ALERT else ("", False)
        return Record(
            sender,
            shown,
            named(kind, RECORDS),
            size,
            messages,
            alert,
            fatal=fatal,
            encrypted=encrypted,
            milliseconds=milliseconds,
        )

    def _joined(self, sender: Side, content: bytes) -> Iterator[Message]:
        """The messages that end here; one may have begun in an earlier record."""
        data = self._begun[sender] + content
        while len(data) >= 4 and len(data) >= 4 + (length := int.from_bytes(data[1:4], "big")):  # a message's head
            message = Message(data[0], data[4 : 4 + length])
            if message.name == "ServerHello":
                self._tls13, self._chacha = _chosen(message.body)
            yield message
            data = data[4 + length :]
        self._begun[sender] = data


def _chosen(body: bytes) -> tuple[bool, bool]:
    """Whether a ServerHello chooses TLS 1.3, and there ChaCha20-Poly1305."""
    try:
        hello = Octets(body, "the ServerHello")
        hello.take(34)
        hello.vector(1)
        suite = hello.number(2)
        hello.take(1)
        listed = hello.vector(2)
        while not listed.over:
            number, data = listed.number(2), listed.vector(2).rest()
            if number == 43 and data == b"\x03\x04":  # supported_versions
                return True, suite == _CHACHA
    except CodecError:
        pass
    return False, False


def _alert(content: bytes) -> tuple[str, bool]:
    if len(content) != _ALERT_OCTETS:
        return "", False
    level, number = content
    return "close_notify" if number == _CLOSE_NOTIFY else ALERTS.get(number, f"alert {number}"), level == _FATAL
