"""All engines side by side: one thread each, which waits for its own process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from typing import TYPE_CHECKING, Protocol

from workbench.diagnosis.uses import TERMS, Use
from workbench.errors import InputError
from workbench.net.peers.asked import Asked
from workbench.net.peers.child import LIBRARIES, LibraryEngine
from workbench.net.peers.command import OpensslCommand

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from workbench.diagnosis.opinions import Opinion, Question


class Engine(Protocol):
    """A stranger that judges chains, one after the other."""

    def ask(self, asked: Asked, seconds: float) -> Opinion:
        """What it says, within that time; never raises for a certificate's sake."""

    def close(self) -> None:
        """Ends its process, at once and for good, whatever it is doing."""


_MAKERS: dict[str, Callable[[], Engine]] = {
    "openssl": OpensslCommand,
    "openssl -partial_chain": partial(OpensslCommand, partial_chain=True),
    **{name: partial(LibraryEngine, name) for name in LIBRARIES},
}

_NAMED_SERVERS = frozenset({Use.CSMS_SERVER, Use.EST_SERVER})  # a SECCID or a serial number is no host name

ENGINES = tuple(_MAKERS)
"""The engines by name, in the order in which they answer."""


def ask(question: Question, engines: Collection[str] | None = None, seconds: float = 5.0) -> tuple[Opinion, ...]:
    """What other verifiers say about one chain.

    Parameters
    ----------
    engines
        Some of :data:`ENGINES`; None: all.
    seconds
        The longest that one engine may take; then its process is killed, and its opinion is that it cannot judge.

    Returns
    -------
    tuple[Opinion, ...]
        One for each engine, in the order of :data:`ENGINES`; also for those that are not installed.

    Raises
    ------
    InputError
        There is no engine of that name.
    """
    return ask_many([question], engines, seconds)[0]


def ask_many(
    questions: Sequence[Question], engines: Collection[str] | None = None, seconds: float = 5.0
) -> tuple[tuple[Opinion, ...], ...]:
    """As :func:`ask` for many chains: the libraries are loaded once; one that was stopped is started again for the next question.

    Returns
    -------
    tuple[tuple[Opinion, ...], ...]
        For each question its opinions.
    """
    names = _chosen(engines)
    if not names:
        return tuple(() for _ in questions)
    with (
        ThreadPoolExecutor(len(names)) as threads,
        ExitStack() as open_engines,
    ):  # closed inside out: an interrupt ends the processes
        asked = [_asked(question) for question in questions]
        running = [open_engines.enter_context(closing(_MAKERS[name]())) for name in names]
        columns = threads.map(lambda engine: [engine.ask(one, seconds) for one in asked], running)
        return tuple(zip(*columns, strict=True))


def _asked(question: Question) -> Asked:
    use = Use(question.use)
    return Asked(
        leaf=question.leaf,
        pool=question.pool,
        anchors=question.anchors,
        at=question.at,
        purpose=TERMS[use].purpose.value,
        host=question.name if use in _NAMED_SERVERS else "",
        crls=question.crls,
    )


def _chosen(engines: Collection[str] | None) -> tuple[str, ...]:
    if engines is None:
        return ENGINES
    wanted = {engines} if isinstance(engines, str) else set(engines)
    if unknown := wanted.difference(ENGINES):
        raise InputError(
            f"There is no engine {min(unknown)!r} for second opinions.", hint=f"Choose from: {', '.join(map(repr, ENGINES))}."
        )
    return tuple(name for name in ENGINES if name in wanted)
