"""A name's addresses, asked for once per fetch. What they are worth is judged elsewhere (:mod:`~workbench.net.fetcher.judging`)."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Answers: TypeAlias = "Sequence[tuple[str, int]]"
"""Addresses, each with the port to connect to."""


class Resolver(Protocol):
    """What a fetcher resolves names with."""

    async def resolve(self, name: str, port: int) -> Answers:
        """The addresses of a DNS name; ``port`` is the URL's. Raises OSError where there are none."""
        ...


class SystemResolver:
    """The machine's own resolver.

    A look-up cannot be broken off. It runs in a thread that the program's end does not wait for, unlike asyncio's own: a name
    server that never answers must not hold a notebook or a command.
    """

    async def resolve(self, name: str, port: int) -> Answers:
        """See :class:`Resolver`."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answers] = loop.create_future()

        def settle(found: Answers | Exception) -> None:
            if answer.done():
                return
            if isinstance(found, Exception):
                answer.set_exception(found)
            else:
                answer.set_result(found)

        def look_up() -> None:
            try:
                found: Answers | Exception = _looked_up(name, port)
            except (OSError, UnicodeError) as error:
                found = error
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(settle, found)

        threading.Thread(target=look_up, name="resolver", daemon=True).start()
        return await answer


class MappedResolver:
    """Names that lead where a table says, e.g. to the offline twin; other names to another resolver, or nowhere.

    Parameters
    ----------
    entries
        Name to address and port; the port replaces the URL's.
    otherwise
        For other names; None: they are unknown, and nothing leaves this machine for them.
    """

    def __init__(self, entries: Mapping[str, tuple[str, int]], otherwise: Resolver | None = None) -> None:
        self._entries = {name.lower(): entry for name, entry in entries.items()}
        self._otherwise = otherwise

    async def resolve(self, name: str, port: int) -> Answers:
        """See :class:`Resolver`."""
        if name in self._entries:
            return [self._entries[name]]
        if self._otherwise is not None:
            return await self._otherwise.resolve(name, port)
        raise socket.gaierror(socket.EAI_NONAME, "not in the table of names")


def _looked_up(name: str, port: int) -> Answers:
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    # an IPv6 address may carry its zone; it is link-local then, and judged so
    return [(str(place[0]).partition("%")[0], port) for *_, place in found]
