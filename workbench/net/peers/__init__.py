"""READ FIRST: second opinions. Other verifiers judge the same chain, each in a process of its own and under a hard time limit.

:func:`ask` puts one question to every engine, :func:`ask_many` many questions. :mod:`asking` runs the engines side by side,
:mod:`command` is the ``openssl`` command, :mod:`child` a worker process for an engine that is a Python library, :mod:`worker` what
runs in there: one ``by_*.py`` per library. A library that hangs, crashes or eats the memory cannot take the caller along. No engine
sees a private key, the network or the machine's own roots; what it could not judge is an opinion too (``ok`` None), never an
exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.net.peers.asking import ENGINES, ask, ask_many

__all__ = ["ENGINES", "ask", "ask_many"]


def __getattr__(name: str) -> object:
    """The names above, loaded when they are used: the workers, which load this package too, have no use for them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from workbench.net.peers import asking  # noqa: PLC0415

    return getattr(asking, name)
