"""What another process may see of ours, and the sentences for one that did not answer."""

from __future__ import annotations

import os
import signal

from workbench.diagnosis.opinions import Opinion

_KEPT = ("PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def clean_environment() -> dict[str, str]:
    """Only what a program needs to be found and to run: no OPENSSL_CONF, SSL_CERT_FILE, PYTHONPATH, proxies, passwords."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | {"LC_ALL": "C"}


def unanswered(engine: str, version: str, why: str) -> Opinion:
    """An engine could not judge, and why: one sentence."""
    return Opinion(engine=engine, version=version, ok=None, message=why)


def out_of_time(seconds: float) -> str:
    """The sentence of an engine that was stopped."""
    return f"no answer within {seconds:g} s: stopped"


def ended(status: int | None) -> str:
    """The sentence of a process that ended before it answered, by its exit status (negative: a signal)."""
    if status is not None and status < 0:
        try:
            return f"it crashed ({signal.Signals(-status).name})"
        except ValueError:
            return f"it crashed (signal {-status})"
    return f"it ended without an answer (exit status {status})"
