"""``pnc csms --listen``: a CSMS over real WebSockets. Exit status 1 where something that it was to do did not succeed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from workbench.cli.console import add_clock, add_format, print_json
from workbench.cli.csms_pool import add_pool, pool_options
from workbench.cli.csms_tasks import WORDS, Done, read_tasks
from workbench.cli.csms_working import Working, work
from workbench.cli.endpoints import (
    allow_many_files,
    certificates_in,
    passwords_in,
    private_key_in,
    seconds,
    tell,
    until_stopped,
    waited,
)
from workbench.display import terminal
from workbench.display.counting import counted
from workbench.errors import InputError
from workbench.messages.versions import Version
from workbench.net.machines.clock import Clock
from workbench.net.machines.csms import Csms
from workbench.net.machines.servers import Server
from workbench.net.ocppj.limits import Limits
from workbench.net.websocket import CsmsServer
from workbench.net.websocket.server import MOST_CONNECTIONS
from workbench.times import rfc3339

if TYPE_CHECKING:
    import argparse

    from workbench.certs.items import Item

_NEXT = "next"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--listen",
        nargs="?",
        const="127.0.0.1:0",
        default="127.0.0.1:0",
        metavar="HOST:PORT",
        help="default 127.0.0.1:0, a free port",
    )
    parser.add_argument("--profile", type=int, choices=range(4), default=2, help="security profile (default: 2)")
    parser.add_argument("--server-chain", metavar="FILE", help="its certificate, leaf first (default: the sample's)")
    parser.add_argument("--server-key", metavar="FILE", help="the private key of that certificate")
    parser.add_argument("--next-server-chain", metavar="FILE", help="the certificate to which a rotation leads")
    parser.add_argument("--next-server-key", metavar="FILE", help="the private key of that certificate")
    parser.add_argument("--key-password-file", metavar="FILE", help="first line: the password of encrypted keys")
    parser.add_argument(
        "--client-ca", action="append", default=[], metavar="FILE", help="roots of station certificates (profile 3)"
    )
    parser.add_argument("--password-file", metavar="FILE", help="lines IDENTITY:PASSWORD (default: any password is taken)")
    parser.add_argument(
        "--ocpp", choices=[str(one) for one in Version], help="the only version that it speaks (default: 2.1, 2.0.1)"
    )
    add_pool(parser)
    parser.add_argument("--do", action="append", nargs="+", default=[], metavar="WORD", help=f"repeatable, then end: {WORDS}")
    parser.add_argument("--stations", type=int, default=1, metavar="N", help="how many stations --do waits for (default: 1)")
    parser.add_argument(
        "--wait", type=seconds, default=60.0, metavar="SECONDS", help="how long it waits for them to connect (default: 60)"
    )
    parser.add_argument(
        "--answer-timeout",
        type=seconds,
        default=30.0,
        metavar="SECONDS",
        help="how long it waits for each answer; of a station that gives none no more is asked (default: 30)",
    )
    parser.add_argument(
        "--most", type=int, default=MOST_CONNECTIONS, metavar="N", help=f"stations at once (default: {MOST_CONNECTIONS})"
    )
    parser.add_argument("--for", dest="seconds", type=seconds, metavar="SECONDS", help="end after that time (default: at Ctrl-C)")
    add_clock(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Listen, serve, do what is to be done, and say what happened."""
    assumptions: list[str] = []
    host, port = _listen(arguments.listen)
    csms = _csms(arguments, assumptions)
    sample = not arguments.server_chain
    named = "new" if sample else (_NEXT if arguments.next_server_chain else "")
    tasks = read_tasks(arguments.do, next_server=named)
    versions = (Version(arguments.ocpp),) if arguments.ocpp else tuple(reversed(Version))
    server = CsmsServer(
        csms,
        security_profile=arguments.profile,
        host=host,
        port=port,
        versions=versions,
        most_connections=arguments.most,
        heard=lambda finding: tell(finding.message),
    )
    for sentence in (*assumptions, *_warnings(arguments.profile, host)):
        tell(sentence)

    allow_many_files()

    async def live(stop: asyncio.Event) -> dict[str, Any]:
        async with server:
            tell(f"listening at {server.url}")
            url = server.url
            loop = asyncio.get_running_loop()
            end = loop.time() + arguments.seconds if arguments.seconds is not None else None
            done, missing = Working([], 0)
            if tasks:
                done, missing = await work(
                    csms,
                    tasks,
                    stop,
                    stations=arguments.stations,
                    wait=arguments.wait,
                    answer_timeout=arguments.answer_timeout,
                )
            await _rest(arguments, stop, end)
            connected = list(server.connected)
        return {"url": url, "done": done, "missing": missing, "connected": connected}

    lived = until_stopped(live)
    if csms.forgotten:
        tell(f"{counted(csms.forgotten, 'event')} of the beginning are not kept any more.")
    document = _document(csms, server, arguments, assumptions, lived)
    if arguments.format == "json":
        print_json(document)
    else:
        print(csms)
        for one in document["outcomes"]:
            print(terminal(f"{'ok' if one['ok'] else 'no':3} {one['task']} {one['identity']}: {one['sentence']}"))
        print(f"\n{terminal(document['summary'])}")
    return 0 if document["ok"] else 1


async def _rest(arguments: argparse.Namespace, stop: asyncio.Event, end: float | None) -> None:
    """The rest of the time: until --for is over, or, where there is nothing to do and no end, until it is stopped."""
    loop = asyncio.get_running_loop()
    while not stop.is_set() and (end is not None or not arguments.do):
        if end is not None and loop.time() >= end:
            break
        await waited(stop, 0.5 if end is None else min(0.5, max(end - loop.time(), 0)))


def _listen(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not colon:
        host, port = (text, "0") if not text.isdigit() else ("127.0.0.1", text)
    if not port.isdigit() or int(port) > 65535:
        raise InputError(
            f"{text!r} is no place to listen at.", hint="Write HOST:PORT, e.g. 127.0.0.1:8443; port 0 takes a free one."
        )
    return host, int(port)


def _csms(arguments: argparse.Namespace, assumptions: list[str]) -> Csms:
    anchors: tuple[Item, ...] | None = certificates_in(arguments.client_ca) if arguments.client_ca else None
    passwords = passwords_in(arguments.password_file) if arguments.password_file else None
    servers = _servers(arguments)
    clock = Clock(arguments.at) if arguments.at else Clock() if servers else None
    limits = Limits(answer_within=arguments.answer_timeout)
    pool = pool_options(arguments, clock, assumptions)
    csms = Csms(servers=servers, clock=clock, client_anchors=anchors, passwords=passwords, limits=limits, **pool)
    if servers is None:
        assumptions.append("The server's certificate and key are the samples', which are published.")
    if anchors is None and arguments.profile == 3:
        assumptions.append("Station certificates are verified with the samples' CSMS roots: --client-ca FILE gives others.")
    if passwords is None and arguments.profile in {1, 2}:
        assumptions.append("ANY PASSWORD IS TAKEN: --password-file FILE names the stations and theirs.")
    assumptions.append("What stations have signed (A02) is signed by the samples' CAs, in this process.")
    if csms.clock.simulated:
        assumptions.append(f"The CSMS's clock stands at {rfc3339(csms.clock.now())}: OpenSSL judges validity at that time.")
    return csms


def _servers(arguments: argparse.Namespace) -> list[Server] | None:
    if bool(arguments.server_chain) != bool(arguments.server_key):
        raise InputError("A server needs both its chain and its key.", hint="Give --server-chain FILE and --server-key FILE.")
    if bool(arguments.next_server_chain) != bool(arguments.next_server_key):
        raise InputError(
            "The next server needs both its chain and its key.", hint="Give --next-server-chain and --next-server-key."
        )
    if not arguments.server_chain:
        if arguments.next_server_chain:
            raise InputError("The next server follows a server.", hint="Give --server-chain FILE and --server-key FILE too.")
        return None
    pairs = [("current", arguments.server_chain, arguments.server_key)]
    if arguments.next_server_chain:
        pairs.append((_NEXT, arguments.next_server_chain, arguments.next_server_key))
    return [Server(name, certificates_in([chain]), private_key_in(key, arguments.key_password_file)) for name, chain, key in pairs]


def _warnings(profile: int, host: str) -> list[str]:
    told = []
    if profile == 0:
        told.append("SECURITY PROFILE 0: nothing is encrypted, and everybody is let in.")
    if profile == 1:
        told.append("SECURITY PROFILE 1: nothing is encrypted, passwords travel in the clear.")
    if host not in {"127.0.0.1", "::1", "localhost"}:
        told.append(f"OTHER MACHINES CAN CONNECT: it listens at {host}.")
    return told


def _document(
    csms: Csms, server: CsmsServer, arguments: argparse.Namespace, assumptions: list[str], lived: dict[str, Any]
) -> dict[str, Any]:
    done: list[Done] = lived["done"]
    wanted = bool(arguments.do)
    complete = not wanted or (bool(done) and not lived["missing"])
    summary = f"{counted(len(csms.stations), 'station')}, {counted(server.admitted, 'connection')}, "
    summary += f"{len(server.findings)} refused or broken."
    if lived["missing"]:
        summary = f"{lived['missing']} of {arguments.stations} stations did not come within {arguments.wait:g} s."
    return {
        "schema": "pnc-workbench/csms/1",
        "ok": complete and all(one.outcome.ok for one in done),
        "summary": summary,
        "url": lived["url"],
        "security_profile": arguments.profile,
        "at": rfc3339(csms.clock.now()),
        "clock": "simulated" if csms.clock.simulated else "machine",
        "assumptions": assumptions,
        "not_checked": ["revocation"] if arguments.profile == 3 else ["the stations' certificates"],
        "connections": server.admitted,
        "stations": [
            {
                "identity": identity,
                "ocpp": str(record.version),
                "connected_at_end": identity in lived["connected"],
                "server": record.server,
                "vendor": record.outfit.vendor,
                "model": record.outfit.model,
                "frames": len(csms.wire_log_of(identity).frames),
                "security_events": [one.type for one in record.security_events],
            }
            for identity, record in sorted(csms.stations.items())
        ],
        "outcomes": [
            {
                "task": one.task,
                "identity": one.identity,
                "ok": one.outcome.ok,
                "sentence": one.outcome.sentence,
                "findings": [finding.to_dict() for finding in one.outcome.findings],
            }
            for one in done
        ],
        "findings": [one.to_dict() for one in (*server.findings, *csms.mishaps)],
    }
