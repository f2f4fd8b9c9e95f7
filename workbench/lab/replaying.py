"""A log replayed from what a notebook holds: paths, pasted text, bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.certs.loading.text import decode
from workbench.errors import InputError
from workbench.messages.log import read_log
from workbench.messages.versions import Version
from workbench.net import clock
from workbench.net.given import contents, items_of
from workbench.replay.replaying import replay as replay_entries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from workbench.messages.log import LogEntry, LogRefusal
    from workbench.replay.result import Replay


def replay(
    *logs: Any,
    certificates: Any = (),
    at: datetime | None = None,
    version: str | None = None,
    password: Any = None,
    progress: Callable[[int, int], None] | None = None,
) -> Replay:
    """An OCPP-J log as a time line with verdicts: what does this log say, and which step is the first wrong one.

    Parameters
    ----------
    logs
        Paths, pasted text or bytes, in the order in which they were written; or things that have their frames as ``.wire_log``.
    certificates
        What helps to name hash entries and to verify: paths, PEM, piles. The log's own certificates are taken too.
    at
        The time to judge at where a log tells none; None: now.
    version
        ``"2.0.1"`` or ``"2.1"`` where the log does not show it.
    progress
        Called with how many messages are done, and how many there are.

    Raises
    ------
    InputError
        A path does not exist, there is no message in the logs, no such version, or the time has no zone.
    """
    if version is not None and version not in {one.value for one in Version}:
        raise InputError(f"There is no version {version!r} here.", hint='Give "2.0.1" or "2.1".')
    if at is not None and getattr(at, "tzinfo", None) is None:
        raise InputError("The time has no time zone, or is none.", hint="Write datetime(2026, 11, 21, tzinfo=UTC).")
    if not logs:
        raise InputError("There is no log to replay.", hint="Give a path, or the text of a log.")
    return replay_entries(
        _logs(logs),
        items_of(certificates, password=password),
        now=at if at is not None else clock.now(),
        version=Version(version) if version is not None else None,
        progress=progress,
    )


def _logs(given: tuple[Any, ...]) -> Iterator[tuple[str, Iterable[LogEntry | LogRefusal]]]:
    for number, one in enumerate(given, 1):
        wire_log = getattr(one, "wire_log", one)
        if hasattr(wire_log, "to_lines"):
            yield _named("log", number, given), read_log("\n".join(wire_log.to_lines()))
            continue
        for name, content in contents((one,)):
            if not isinstance(content, bytes):
                raise InputError(content.message, hint=content.remedy or "Give a log as text.")
            text, _ = decode(content)
            if content and not text:
                raise InputError(
                    f"{name} is no text, and no log.", hint="Give the log of the WebSocket as text; unpack archives first."
                )
            yield _named(name, number, given) if name in {"text", "bytes"} else name, read_log(text)


def _named(name: str, number: int, given: tuple[Any, ...]) -> str:
    """What has no file name of its own is told apart by its place."""
    return f"{name} {number}" if len(given) > 1 else name
