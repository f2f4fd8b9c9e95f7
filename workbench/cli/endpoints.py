"""What ``pnc station`` and ``pnc csms`` share: keys and passwords from files, a word on standard error, an orderly end."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key

from workbench.certs import loading
from workbench.display import terminal
from workbench.errors import InputError
from workbench.net import files

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from workbench.certs.issuing import PrivateKey
    from workbench.certs.items import Item

T = TypeVar("T")


def seconds(text: str) -> float:
    """A span of time on the command line: a number of seconds, not negative."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{terminal(text, 40)!r} is no number of seconds")
    return value


def tell(sentence: str) -> None:
    """A line of progress on standard error."""
    print(f"pnc: {terminal(sentence)}", file=sys.stderr, flush=True)


def certificates_in(paths: Iterable[str]) -> tuple[Item, ...]:
    """The certificates of files, in order.

    Raises
    ------
    InputError
        A file does not exist, or holds no certificate.
    """
    found: list[Item] = []
    for path in paths:
        items = [one for one in loading.load(files.read_paths([path])).certificates if one.certificate is not None]
        if not items:
            raise InputError(f"There is no certificate in {path!r}.", hint=f"`pnc show {path}` says what is in it.")
        found += items
    return tuple(found)


def first_line(path: str) -> str:
    """A password: the first line of a file.

    Raises
    ------
    InputError
        The file cannot be read, or is empty.
    """
    lines = lines_in(path)
    if not lines or not lines[0]:
        raise InputError(f"The password file {path!r} is empty.", hint="Its first line must be the password.")
    return lines[0]


def lines_in(path: str) -> list[str]:
    """The lines of a file.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    return _text(path).splitlines()


def passwords_in(path: str) -> dict[str, str]:
    """The passwords of stations: each line ``IDENTITY:PASSWORD``.

    Raises
    ------
    InputError
        The file cannot be read, or a line has no colon.
    """
    known: dict[str, str] = {}
    for number, line in enumerate(_text(path).splitlines(), 1):
        identity, colon, password = line.partition(":")
        if line and not (identity and colon and password):
            raise InputError(
                f"Line {number} of {path!r} is no password.", hint="Write IDENTITY:PASSWORD, one line for each station."
            )
        if line:
            known[identity] = password
    if not known:
        raise InputError(f"The password file {path!r} is empty.", hint="Write IDENTITY:PASSWORD, one line for each station.")
    return known


def private_key_in(path: str, password_file: str | None = None) -> PrivateKey:
    """A private key, PEM or DER; where it is encrypted its password is the first line of another file.

    Raises
    ------
    InputError
        The file cannot be read, or holds no key that opens.
    """
    content = _bytes(path)
    password = first_line(password_file).encode() if password_file else None
    start = content.find(b"-----BEGIN")
    hint = f"`pnc show {path}` says what is in it."
    try:
        if start < 0:
            return cast("PrivateKey", load_der_private_key(content, password))
        return cast("PrivateKey", load_pem_private_key(content[start:], password))
    except TypeError as error:
        needed = "not given" in str(error)
        raise InputError(
            f"The private key in {path!r} is {'encrypted' if needed else 'not encrypted'}.",
            hint="Give its password: --key-password-file FILE." if needed else "Leave --key-password-file out.",
        ) from None
    except (ValueError, UnsupportedAlgorithm) as error:
        wrong = "ncorrect password" in str(error)
        sentence = f"The password does not open the key in {path!r}." if wrong else f"There is no private key in {path!r}."
        raise InputError(sentence, hint="Look into the password file." if wrong else hint) from None


def _text(path: str) -> str:
    try:
        return _bytes(path).decode("utf-8")
    except ValueError:
        raise InputError(f"The file {path!r} is no UTF-8 text.", hint="Give a text file.") from None


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"The file {path!r} cannot be read: {reason}.", hint="Is the name right?") from None


def until_stopped(main: Callable[[asyncio.Event], Awaitable[T]]) -> T:
    """Run a coroutine; the event that it gets is set by Ctrl-C, or by a polite kill, so that it can end in its own way.

    A second Ctrl-C does not wait for that.
    """

    async def whole() -> T:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()

        def asked() -> None:
            if stop.is_set() and task is not None:
                task.cancel()
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows; or not the main thread
                loop.add_signal_handler(number, asked)
        return await main(stop)

    try:
        return asyncio.run(whole())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


async def waited(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so long, or until it is time to stop; whether it is."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()


def allow_many_files(most: int = 65_536) -> None:
    """Let this process have as many connections as the system allows; each is a file, and a thousand is often the first limit."""
    try:
        import resource  # noqa: PLC0415  # only where there is one
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(OSError, ValueError):
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
