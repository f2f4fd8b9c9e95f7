"""What a caller gives, settled: the time, the sources, and the fetcher that is on for one call, with the call as its consent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from workbench.certs.bundle import Bundle
from workbench.errors import InputError
from workbench.messages.certificate_status import CertificateStatusSource
from workbench.net import clock
from workbench.net.fetcher import Fetcher, Limits, MappedResolver
from workbench.net.status.running_twin import RunningTwin
from workbench.net.twin import Twin
from workbench.revocation.ocsp_request import DIGESTS
from workbench.sample_pki import reference_time_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.certs.items import Item


@contextmanager
def switched_on(
    caller: str,
    *,
    fetcher: Fetcher | None = None,
    allow: Iterable[str] = (),
    twin: RunningTwin | Twin | None = None,
    proxy: str = "",
) -> Iterator[Fetcher]:
    """The fetcher to ask with, not open; it is off again afterwards, unless its owner had switched it on.

    Raises
    ------
    InputError
        What is given does not go together, or is none of its kind.
    """
    if fetcher is not None and not isinstance(fetcher, Fetcher):
        raise InputError(f"This is no fetcher: {type(fetcher).__name__}.", hint="Leave fetcher out, or give a Fetcher.")
    if not isinstance(proxy, str):
        raise InputError(f"This is no URL of a proxy: {type(proxy).__name__}.", hint='Write proxy="http://proxy.example:3128".')
    if isinstance(allow, str) or not isinstance(allow, Iterable):
        raise InputError("What may be asked is a list of entries.", hint='Write allow=["10.0.0.0/8", "ocsp.lab:8080"].')
    allow = list(allow)
    if not all(isinstance(one, str) for one in allow):
        raise InputError("An entry of what may be asked is no text.", hint='Write allow=["10.0.0.0/8", "ocsp.lab:8080"].')
    if twin is not None and (fetcher is not None or proxy):
        raise InputError("The twin is asked directly.", hint="Leave out fetcher and proxy, or twin.")
    ready = fetcher or (Fetcher(allow=allow, proxy=proxy) if twin is None else _to_twin(twin, allow))
    if ready.is_on:
        yield ready
        return
    ready.switch_on(f"{caller}: the call is the consent")
    about = ready.log.about
    try:
        yield ready
    finally:
        ready.switch_off()
        ready.log.about = about


def _to_twin(twin: RunningTwin | Twin, allow: Iterable[str]) -> Fetcher:
    entries = twin.resolver_entries
    places = (f"{address}:{port}" for address, port in set(entries.values()))
    return Fetcher(allow=(*allow, *places), resolver=MappedResolver(entries), limits=Limits(per_host=16))


def moment(items: tuple[Item, ...], at: Any, pile: Any, twin: RunningTwin | Twin | None) -> tuple[datetime, str]:
    """When answers are judged, and why then, where that is not plain.

    Raises
    ------
    InputError
        The time has no time zone; the twin is none, or runs in the very loop that waits for this call.
    """
    if isinstance(twin, Twin) and _in_a_loop():
        raise InputError(
            "This twin runs in the event loop that waits for this call, so it could not answer.",
            hint="Take twin = wb.twin(), which runs in a thread of its own.",
        )
    if twin is not None and not isinstance(twin, Twin | RunningTwin):
        raise InputError(f"This is no twin: {type(twin).__name__}.", hint="Write twin=wb.twin().")
    if at is not None:
        if getattr(at, "tzinfo", None) is None:
            raise InputError("The time has no time zone, or is none.", hint="Write datetime(2026, 11, 21, tzinfo=UTC).")
        return at, ""
    if twin is not None:
        return twin.now(), "the time of the twin's clock"
    if isinstance(pile, Bundle) and pile.at is not None:
        return pile.at, pile.at_reason if pile.at_reason not in {"as given", "now"} else ""
    if (reference := reference_time_for(items)) is not None:
        return reference, "the samples' reference time: all of this is sample data"
    return clock.now(), ""


def _in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def sources_named(given: Iterable[str]) -> tuple[CertificateStatusSource, ...]:
    """The sources, each once, the preferred one first.

    Raises
    ------
    InputError
        There is none, or one is no source.
    """
    known = {source.value: source for source in CertificateStatusSource}
    wanted = [given] if isinstance(given, str) else list(given)
    if not wanted or any(str(one).upper() not in known for one in wanted):
        raise InputError("That is no source of a status.", hint=f"There are {' and '.join(known)}.")
    return tuple(dict.fromkeys(known[str(one).upper()] for one in wanted))


def algorithm_named(given: str) -> str:
    """The hash algorithm as OCSP requests are made by it, however it is spelled.

    Raises
    ------
    InputError
        There is none of that name.
    """
    named = str(given).upper().replace("-", "")
    if named not in DIGESTS:
        raise InputError(f"There is no hash algorithm {str(given)[:40]!r} for OCSP.", hint=f"Take {', '.join(DIGESTS)}.")
    return named
