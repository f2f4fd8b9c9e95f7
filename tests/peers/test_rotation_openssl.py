"""At each step of a rotation ``openssl`` has the station's exported store alone: it verifies, and connects, as the station did."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import subprocess
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

import workbench as wb
from tests.net.machines.stories import CSMS_ROOT, story
from workbench.net.machines.clock import Clock
from workbench.net.machines.csms import Csms
from workbench.net.machines.driver import Driver
from workbench.net.machines.linking import Link
from workbench.net.machines.station import Station
from workbench.net.websocket import CsmsServer, ServerName, WebSocketOpener

NAME = "csms.pnc.example"
NEW = wb.samples("ocpp/csms-root-new.pem")


def store_of(export):
    """The CSMS roots after the last entry, by the JSON alone: what was there, what came by messages, what went."""
    held = [base64.b64decode(one["certificate"]) for one in export["start"]["store"] if one["type"] == CSMS_ROOT]
    for entry in export["entries"]:
        message = entry["event"].get("message") or {}
        for change in entry["changes"]:
            if change["what"] == CSMS_ROOT and change["after"]:
                held.append(x509.load_pem_x509_certificate(message["payload"]["certificate"].encode()).public_bytes(Encoding.DER))
                assert hashlib.sha256(held[-1]).hexdigest() == change["certificate"]
            elif change["what"] == CSMS_ROOT:
                held = [one for one in held if hashlib.sha256(one).hexdigest() != change["certificate"]]
    return {x509.load_der_x509_certificate(one) for one in held}


def verified(openssl, folder, station, csms):
    """``openssl verify`` of the chain that the CSMS's server presents now, with that store alone."""
    pem = [one.certificate.public_bytes(Encoding.PEM) for one in csms.server.chain]
    (folder / "leaf.pem").write_bytes(pem[0])
    (folder / "above.pem").write_bytes(b"".join(pem[1:]))
    (folder / "store.pem").write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in store_of(station.export())))
    command = [openssl, "verify", *trust(folder, station), "-purpose", "sslserver", "-untrusted", folder / "above.pem"]
    told = subprocess.run([*command, folder / "leaf.pem"], capture_output=True, timeout=20, check=False)
    return told.returncode == 0


def trust(folder, station):
    at = str(int(station.clock.now().timestamp()))
    return ["-CAfile", folder / "store.pem", "-no-CApath", "-no-CAstore", "-partial_chain", "-attime", at]


async def connects(openssl, folder, station, port):
    """``openssl s_client`` with that store alone, to the very port that the station calls."""
    command = [openssl, "s_client", *trust(folder, station), "-verify_return_error", "-verify_hostname", NAME, "-brief"]
    command += ["-connect", port.url.split("/")[2]]
    process = await asyncio.create_subprocess_exec(
        *map(str, command), stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    _, said = await asyncio.wait_for(process.communicate(), 20)
    assert (process.returncode == 0) is (b"CONNECTION ESTABLISHED" in said), said
    return process.returncode == 0


@asynccontextmanager
async def staged(*, root_check):
    clock = Clock(Station().clock.now())
    station = Station("factory", root_check=root_check, clock=clock)
    csms = Csms(clock=clock)
    port = CsmsServer(csms, security_profile=2)
    async with port:
        driver = Driver(station, WebSocketOpener(server_name=ServerName(name=NAME)), url=port.url)
        async with Link(station, csms, (), driver, AsyncExitStack()) as link:
            await driver.start(security_profile=2)
            yield station, csms, port, link


STEPS = {
    "a rotation": ["reconnect", "install", "reconnect", "new", "reconnect", "reconnect"],
    "the server back": ["install", "new", "reconnect", "old", "reconnect", "new", "reconnect"],
    "the server too early": ["new", "reconnect", "old", "reconnect"],
    "back while the fallback is there": ["install", "reconnect", "reconnect", "old", "reconnect"],
    "a root of nobody": ["install unsigned", "reconnect", "new", "reconnect"],
}


@pytest.mark.requirement("M05.FR.13", "M05.FR.14")
@pytest.mark.parametrize("root_check", [True, False], ids=["check", "no check"])
@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_openssl_with_the_stations_store_alone_verifies_and_connects_as_the_station_did(openssl, tmp_path, steps, root_check):
    verdicts = []

    @story
    async def run():
        async with staged(root_check=root_check) as (station, csms, port, link):
            for step in steps:
                match step.split():
                    case ["install"]:
                        await csms.install(station, CSMS_ROOT, NEW)
                    case ["install", _]:
                        await csms.install(station, CSMS_ROOT, wb.samples("ocpp/csms-root-unsigned.pem"))
                    case ["reconnect"]:
                        before = store_of(station.export())
                        verdict = verified(openssl, tmp_path, station, csms)  # with what it held when it connected
                        stranger = await connects(openssl, tmp_path, station, port)
                        await station.reconnect()
                        assert (verdict, stranger) == (link.connected, link.connected), step
                        assert store_of(station.export()) <= before
                        if link.connected:
                            assert verified(openssl, tmp_path, station, csms), "what is left verifies what it met"
                        verdicts.append(verdict)
                    case [server]:
                        csms.switch_server(server)

    run()
    assert True in verdicts
