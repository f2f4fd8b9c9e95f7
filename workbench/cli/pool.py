"""``pnc pool ask|serve``: a contract certificate pool over HTTP. Exit status 1 where there is nothing for the vehicle."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.console import add_clock, add_format, print_json
from workbench.cli.endpoints import certificates_in, seconds, until_stopped
from workbench.cli.est_who import access_of, add_access
from workbench.cli.pool_serving import add_serving, serve
from workbench.contracts.reading import read
from workbench.contracts.reading.schemas import SHORT
from workbench.display import terminal
from workbench.errors import InputError
from workbench.lab.exi_reading import octets_of
from workbench.messages.ev_certificate import CertificateAction, Get15118EVCertificateRequest
from workbench.messages.versions import Version
from workbench.net.contract_pool import PRESETS, HttpPool
from workbench.net.contract_pool.client import WITHIN
from workbench.net.machines.clock import Clock

if TYPE_CHECKING:
    import argparse

_REQUESTS = frozenset({"CertificateInstallationReq", "CertificateUpdateReq"})


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    tasks = parser.add_subparsers(dest="task", metavar="TASK", required=True)
    summary = "ask a pool for a vehicle, as a CSMS does, and say what it answers"
    asking = tasks.add_parser("ask", help=summary, description=f"pnc pool ask: {summary}.")
    asking.add_argument(
        "file",
        metavar="FILE",
        help="the vehicle's request: EXI, base64, hexadecimal, or Get15118EVCertificateRequest as JSON; - for standard input",
    )
    asking.add_argument("--url", required=True, metavar="URL", help="the pool's base, https://HOST[:PORT]; the call is the consent")
    asking.add_argument(
        "--shape",
        choices=tuple(PRESETS),
        default="opcp",
        help="how it is asked: as OPCP describes it (default), or as MaEVe or CitrineOS does it",
    )
    asking.add_argument("--schema", metavar="NAME", help=f"what the vehicle speaks: {', '.join(SHORT)} (default: what fits)")
    asking.add_argument(
        "--ocpp", choices=[one.value for one in Version], default="2.1", help="spoken with the station (default: 2.1)"
    )
    asking.add_argument(
        "--longest", type=int, metavar="N", help="characters of exiResponse that the station takes (default: what OCPP has)"
    )
    asking.add_argument(
        "--anchor", action="append", default=[], metavar="FILE", help="roots of its TLS certificate (default: this machine's)"
    )
    asking.add_argument(
        "--timeout", type=seconds, default=WITHIN, metavar="SECONDS", help=f"the most time for its answer (default: {WITHIN:g})"
    )
    asking.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="HOST[:PORT]|NET",
        help="what may be asked besides public addresses at ports 80 and 443, e.g. 127.0.0.1:8080; repeatable",
    )
    asking.add_argument("--proxy", default="", metavar="URL", help="ask through this proxy; those of the environment are not taken")
    add_access(asking)
    asking.add_argument("-o", "--out", metavar="OUT", help="write the answer for the vehicle, EXI")
    add_clock(asking)
    add_format(asking)
    summary = "a sample pool over HTTP, which MaEVe and CitrineOS can ask too; a simulation"
    add_serving(tasks.add_parser("serve", help=summary, description=f"pnc pool serve: {summary}."))


def run(arguments: argparse.Namespace) -> int:
    """Ask or serve, print, and say by the exit status whether there is something for the vehicle."""
    if arguments.task == "serve":
        return until_stopped(lambda stop: serve(arguments, stop))
    request = _request(arguments.file, arguments.schema)
    pool = HttpPool(
        arguments.url,
        shape=arguments.shape,
        access=access_of(arguments),
        anchors=certificates_in(arguments.anchor) if arguments.anchor else None,
        allow=arguments.allow,
        proxy=arguments.proxy,
        seconds=arguments.timeout,
    )
    answer = pool.answer(request, Clock(arguments.at).now(), version=Version(arguments.ocpp), longest=arguments.longest)
    if arguments.out and answer.ok:
        _write(Path(arguments.out), answer.exi)
    if arguments.format == "json":
        print_json({"schema": "pnc-workbench/pool/1", "shape": arguments.shape, **answer.to_dict(), "fetches": pool.log.to_dict()})
    else:
        print(f"{answer}\n\n{terminal(answer.sentence)}")
    return 0 if answer.ok else 1


def _request(file: str, schema: str | None) -> Get15118EVCertificateRequest:
    """What a station makes of the vehicle's message: action, maximum and priorities are read from it."""
    message = read(octets_of(file), schema)
    if message.kind not in _REQUESTS:
        raise InputError(f"This is {message.kind}, no request for a contract certificate.", hint="Give CertificateInstallationReq.")
    return Get15118EVCertificateRequest(
        iso15118_schema_version=message.namespace,
        action=CertificateAction.UPDATE if message.kind == "CertificateUpdateReq" else CertificateAction.INSTALL,
        exi_request=base64.b64encode(message.data).decode("ascii"),
        maximum_contract_certificate_chains=getattr(message.message, "maximum_contract_certificate_chains", None),
        prioritized_emaids=getattr(message.message, "prioritized_emaids", None) or None,
    )


def _write(file: Path, exi: bytes) -> None:
    try:
        file.write_bytes(exi)
    except OSError as error:
        raise InputError(f"{str(file)!r} cannot be written: {error.strerror}.", hint="Write to another place.") from None
