"""``pnc est cacerts|csrattrs|enrol|reenrol|serve``: EST (RFC 7030). Exit status 1 where what was asked for did not come."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.console import add_clock, add_format, print_json
from workbench.cli.endpoints import certificates_in, seconds, until_stopped
from workbench.cli.est_request import add_request, request_of
from workbench.cli.est_serving import add_serving, serve
from workbench.cli.est_who import access_of, add_access
from workbench.csms.certificates import pem_of
from workbench.errors import InputError
from workbench.net.est import PRESETS, EstClient
from workbench.net.machines.clock import Clock

if TYPE_CHECKING:
    import argparse

    from workbench.net.est import EstAnswer

_ENROLLING = frozenset({"enrol", "reenrol"})


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    tasks = parser.add_subparsers(dest="task", metavar="TASK", required=True)
    for name, summary in (
        ("cacerts", "the CA certificates of an EST server, and what each is"),
        ("csrattrs", "what the server wants to see in a signing request"),
        ("enrol", "a certificate for a signing request (simpleenroll)"),
        ("reenrol", "a renewal, by the certificate that is renewed as TLS client (simplereenroll)"),
    ):
        task = tasks.add_parser(name, help=summary, description=f"pnc est {name}: {summary}.")
        _add_server(task)
        add_access(task)
        if name in _ENROLLING:
            add_request(task)
        if name != "csrattrs":
            task.add_argument("-o", "--out", metavar="OUT", help="write what came as PEM: the CAs, or the chain, leaf first")
        add_clock(task)
        add_format(task)
    summary = "a sample EST server over real TLS; a simulation"
    add_serving(tasks.add_parser("serve", help=summary, description=f"pnc est serve: {summary}."))


def _add_server(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--url", required=True, metavar="URL", help="the server's base, https://HOST[:PORT]; the call is the consent"
    )
    parser.add_argument("--path-preset", choices=tuple(PRESETS), default="rfc", help="the form of its paths (default: rfc)")
    parser.add_argument(
        "--label", default="", metavar="LABEL", help="which of its CAs; with maeve the ISO version (default there: ISO15118-2)"
    )
    parser.add_argument(
        "--anchor", action="append", default=[], metavar="FILE", help="roots of its TLS certificate (default: this machine's)"
    )
    parser.add_argument(
        "--root",
        action="append",
        default=[],
        metavar="FILE",
        help="what issued certificates are to lead to, e.g. the V2G root (default: the roots that cacerts gives)",
    )
    parser.add_argument(
        "--use",
        default="secc",
        help="what issued certificates are judged for, as of pnc diagnose (default: secc, which lints the CSR)",
    )
    parser.add_argument("--wait", type=seconds, default=0.0, metavar="SECONDS", help="come again where it says so (default: 0)")
    parser.add_argument(
        "--timeout", type=seconds, default=30.0, metavar="SECONDS", help="the most time for one request (default: 30)"
    )
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="HOST[:PORT]|NET",
        help="what may be asked besides public addresses at ports 80 and 443, e.g. 127.0.0.1:8443; repeatable",
    )
    parser.add_argument("--proxy", default="", metavar="URL", help="ask through this proxy; those of the environment are not taken")


def run(arguments: argparse.Namespace) -> int:
    """Ask, print, and say by the exit status whether it came."""
    if arguments.task == "serve":
        return until_stopped(lambda stop: serve(arguments, stop))
    access = access_of(arguments)
    client = EstClient(
        arguments.url,
        paths=arguments.path_preset,
        label=arguments.label,
        anchors=certificates_in(arguments.anchor) if arguments.anchor else None,
        roots=certificates_in(arguments.root) if arguments.root else None,
        access=access,
        use=arguments.use,
        clock=Clock(arguments.at) if arguments.at is not None else None,
        allow=arguments.allow,
        proxy=arguments.proxy,
        seconds=arguments.timeout,
    )
    request = request_of(arguments, access) if arguments.task in _ENROLLING else None
    answer = asyncio.run(_asked(client, arguments, request))
    if getattr(arguments, "out", None) and answer.ok:
        _write(Path(arguments.out), answer)
    if arguments.format == "json":
        print_json({"schema": "pnc-workbench/est/1", **answer.to_dict(), "fetches": client.log.to_dict()})
    else:
        print(answer)
    return 0 if answer.ok else 1


async def _asked(client: EstClient, arguments: argparse.Namespace, request: Any) -> EstAnswer:
    match arguments.task:
        case "cacerts":
            return await client.cacerts(wait=arguments.wait)
        case "csrattrs":
            return await client.csrattrs()
        case "enrol":
            return await client.simpleenroll(request, wait=arguments.wait)
        case _:
            return await client.simplereenroll(request, wait=arguments.wait)


def _write(file: Path, answer: EstAnswer) -> None:
    try:
        file.write_text(pem_of(answer.chain or answer.certificates), encoding="ascii")
    except OSError as error:
        raise InputError(f"{str(file)!r} cannot be written: {error.strerror}.", hint="Write to another place.") from None
