"""Sound settings, bad ones by their fault, and the octets of hand-built ClientHellos."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import TYPE_CHECKING, Any

from workbench.net.pnc.faults import FAULTS
from workbench.net.pnc.running import run_session
from workbench.net.pnc.setting import Setting
from workbench.net.pnc.shaking import shake_hands

if TYPE_CHECKING:
    from collections.abc import Iterable


EDITIONS = ("-2", "-20")


def setting(edition: str, fault: str = "") -> Any:
    """Of the samples, with a fault put in."""
    sound = Setting.of_samples(f"iso15118{edition}")
    return FAULTS[fault].change(sound) if fault else sound


def handshake(edition: str, fault: str = "", **more: Any) -> Any:
    """What came of it."""
    made = Setting.of_samples(f"iso15118{edition}", **more)
    return shake_hands(FAULTS[fault].change(made) if fault else made)[0]


@cache
def session(edition: str, fault: str = "") -> Any:
    """With the controller alone, and octets of "chance" that are the same each time."""
    return asyncio.run(run_session(setting(edition, fault), fault=fault, entropy=lambda count: bytes(range(1, count + 1))))


def shaken(given: Any) -> Any:
    """What came of the handshake of a setting."""
    return shake_hands(given)[0]


def plugged_alone(given: Any) -> Any:
    """The session of a setting, the controller alone."""
    return asyncio.run(run_session(given))


def vector(data: bytes, octets: int) -> bytes:
    """A TLS vector: its length before it."""
    return len(data).to_bytes(octets, "big") + data


def hello(extensions: Iterable[tuple[int, bytes]] | None, suites: Iterable[int] = (0xC023, 0xC025), version: int = 0x0303) -> bytes:
    """A ClientHello message; extensions None: the field is not there, as in old clients."""
    listed = b"" if extensions is None else vector(b"".join(n.to_bytes(2, "big") + vector(data, 2) for n, data in extensions), 2)
    offered = vector(b"".join(one.to_bytes(2, "big") for one in suites), 2)
    body = version.to_bytes(2, "big") + bytes(32) + vector(b"", 1) + offered + vector(b"\0", 1) + listed
    return b"\x01" + vector(body, 3)


def record(message: bytes) -> bytes:
    """A TLS record around it."""
    return b"\x16\x03\x01" + vector(message, 2)
