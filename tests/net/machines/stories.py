"""What the tests of stations and CSMSs share: async tests as plain ones, a pair that is connected, secrets in every writing."""

from __future__ import annotations

import asyncio
import base64
import functools
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import workbench as wb
from workbench.net.machines.csms import Csms
from workbench.net.machines.linking import Link, connect
from workbench.net.machines.station import Station

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator

    from workbench.certs.issuing import PrivateKey
    from workbench.net.machines.driver import Driver
    from workbench.net.machines.keys import KeyRing

CSMS_ROOT, V2G_ROOT, MO_ROOT = "CSMSRootCertificate", "V2GRootCertificate", "MORootCertificate"


def story(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """A test that awaits; it has a minute."""

    @functools.wraps(test)
    def plain(*args: Any, **named: Any) -> None:
        async def limited() -> None:
            async with asyncio.timeout(60):
                await test(*args, **named)

        asyncio.run(limited())

    return plain


@asynccontextmanager
async def linked(*, over: Any = "memory", servers: Any = None, **more: Any) -> AsyncIterator[tuple[Station, Csms, Link]]:
    """A station from the factory and a CSMS, connected."""
    way = {name: more.pop(name) for name in ("security_profile", "others", "handshake", "version") if name in more}
    station = Station(more.pop("outfit", "factory"), seed=b"keys", **more)
    csms = Csms(servers=servers, seed=b"serials")
    async with connect(station, csms, over, **way) as link:
        yield station, csms, link


def sample(name: str) -> Any:
    return wb.samples(name)


def answer(station: Station, *asked: Any) -> Any:
    """What it answers, as whatever it is."""
    return station.handle(*asked)


def driver_of(station: Station) -> Driver:
    assert station.driver is not None
    return station.driver


def roots(station: Station) -> list[str]:
    return [one.facts.subject.common_name[-1] for one in station.state.store.of_type(CSMS_ROOT)]


def events(station: Station) -> list[str]:
    return [type(entry.event).__name__ for entry in station.journal.entries]


def decided(station: Station) -> list[str]:
    return [finding.requirement for finding in station.findings if finding.requirement]


def keys_in(ring: KeyRing) -> list[PrivateKey]:
    """What nobody else may look at."""
    return [*ring._KeyRing__keys.values(), *ring._KeyRing__aside.values()]  # type: ignore[attr-defined]


def writings(key: PrivateKey) -> Iterator[str]:
    """A private key as it could be written anywhere: its number and its PKCS #8, in hexadecimal, base64 and decimal."""
    number = key.private_numbers().private_value  # type: ignore[union-attr]  # of these tests all are on curves
    octets = number.to_bytes((number.bit_length() + 7) // 8)
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    yield str(number)
    for data in (octets, der):
        yield data.hex()
        yield data.hex().upper()
        yield data.hex(":")
        yield repr(data)[2:-1]
    for start in range(3):  # wherever it stands in a longer text
        yield base64.b64encode(octets[start:]).decode()[:-4]
        yield base64.urlsafe_b64encode(octets[start:]).decode()[:-4]
    # the lines with the number; those behind have the public key, which is in certificates too
    yield from key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode().splitlines()[1:3]
    yield "PRIVATE KEY-----"
