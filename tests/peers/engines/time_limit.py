"""Nothing may wait for an engine without end: a server's bad plan, a Java that does not go."""

import signal
from contextlib import contextmanager
from threading import Event


@contextmanager
def at_most(seconds, what):
    """Raises TimeoutError, with the text, in a block that is not left after so many seconds; blocks do not nest.

    Many times what it takes: it tells where it stands still, not that it is slow. Gives an Event that is set then, for a driver may
    turn the error into one of its own.
    """
    passed = Event()

    def late(*_):
        passed.set()
        raise TimeoutError(f"{what}: not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield passed
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
