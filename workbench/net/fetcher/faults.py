"""What went wrong on a connection, in plain words, and whether to try again."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING, Final

import aiohttp

from workbench.display import visible
from workbench.net.fetcher.outcomes import NotFetchedError, Outcome

if TYPE_CHECKING:
    from workbench.net.fetcher.exchange import Way
    from workbench.net.fetcher.judging import Endpoint
    from workbench.net.fetcher.urls import Target

UNDERSTOOD: Final = (aiohttp.ClientError, aiohttp.SocketTimeoutError, OSError, ValueError)
"""What a stranger's server, or the way to it, can lead to. A TimeoutError is an OSError."""
_AGAIN = "Try again later; look at the server with another program."


def in_words(error: Exception, target: Target, endpoint: Endpoint, way: Way) -> NotFetchedError:
    """The error as a reader sees it."""
    host = f"{visible(target.name, 100)} ({f'the proxy {endpoint}' if way.proxy else endpoint})"
    return _waited(error, host, way) or _in_tls(error, host) or _in_http(error, host) or _connection(error, host)


def _waited(error: Exception, host: str, way: Way) -> NotFetchedError | None:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return _no_connection(f"{host} took no connection within {way.limits.connect:g} s.", error)
    if isinstance(error, aiohttp.SocketTimeoutError):
        message = f"{host} was silent for {way.limits.silence:g} s."
        return NotFetchedError(message, hint=_AGAIN, outcome=Outcome.TIMED_OUT, retry=True)
    return None


def _in_tls(error: Exception, host: str) -> NotFetchedError | None:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return NotFetchedError(
            f"The TLS certificate of {host} is not trusted: {_verify_words(error.certificate_error)}.",
            hint="OCSP responses and CRLs are signed and need no https: is there an http URL? Else add that server's root.",
            outcome=Outcome.NO_TLS,
        )
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return NotFetchedError(
            f"There is no TLS with {host}: {visible(str(getattr(error, 'os_error', error)), 200)}.",
            hint="Does that port speak TLS? OCSP responses and CRLs are signed and need no https: is there an http URL?",
            outcome=Outcome.NO_TLS,
        )
    return None


def _in_http(error: Exception, host: str) -> NotFetchedError | None:
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return NotFetchedError(
            f"The proxy on the way to {host} refused: HTTP {error.status}.",
            hint="Ask whoever runs the proxy.",
            outcome=Outcome.HTTP_STATUS,
            status=error.status,
        )
    if isinstance(error, aiohttp.ClientPayloadError):
        return _no_http(f"The answer of {host} was cut off, or is not framed as HTTP asks.", error, retry=True)
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return _no_http(f"{host} closed the connection without an answer.", error, retry=True)
    return None


def _connection(error: Exception, host: str) -> NotFetchedError:
    if isinstance(error, aiohttp.ClientConnectorError):
        return _no_connection(f"There is no connection to {host}: {_system_words(error)}.", error)
    if isinstance(error, OSError):
        return _no_connection(f"The connection to {host} broke: {_system_words(error)}.", error)
    return _no_http(f"What {host} answers is no HTTP.", error, retry=False)


def _verify_words(error: Exception) -> str:
    return visible(str(getattr(error, "verify_message", "") or error), 200)


def _system_words(error: OSError) -> str:
    number = error.errno
    return os.strerror(number) if isinstance(number, int) and number > 0 else visible(error.strerror or str(error), 200)


def _no_connection(message: str, error: Exception) -> NotFetchedError:
    return NotFetchedError(message, hint=_AGAIN, outcome=Outcome.NO_CONNECTION, retry=True, observed=type(error).__name__)


def _no_http(message: str, error: Exception, *, retry: bool) -> NotFetchedError:
    return NotFetchedError(
        message, hint=_AGAIN, outcome=Outcome.NO_HTTP, retry=retry, observed=visible(f"{type(error).__name__}: {error}", 200)
    )
