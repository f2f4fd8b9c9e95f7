"""``pnc pool serve``: the sample contract certificate pool until it is stopped; what it was asked is printed at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.cli.console import add_clock, add_format
from workbench.cli.endpoints import first_line, seconds
from workbench.cli.sample_serving import port_in, served
from workbench.contracts.pool import Pool
from workbench.errors import InputError
from workbench.net.contract_pool import PRESETS, ContractPoolServer, PoolFault
from workbench.net.est import Gate
from workbench.net.machines.clock import Clock
from workbench.sample_pki import reference_time

if TYPE_CHECKING:
    import argparse
    import asyncio

_MOST_CONTRACTS = 8


def add_serving(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--listen", default="127.0.0.1:0", metavar="127.0.0.1:PORT", help="default: a free port of this machine")
    parser.add_argument(
        "--shape",
        choices=tuple(PRESETS),
        default="opcp",
        help="who asks it: maeve wants the bearer token as x-api-key too (default: opcp, which everybody can ask)",
    )
    parser.add_argument("--contracts", type=int, default=1, metavar="N", help="for each sample vehicle (default: 1)")
    parser.add_argument("--fault", choices=tuple(PoolFault), metavar="NAME", help=f"what goes wrong: {', '.join(PoolFault)}")
    parser.add_argument("--slow", type=seconds, default=6.0, metavar="SECONDS", help="what the fault slow takes (default: 6)")
    parser.add_argument("--bearer-file", metavar="FILE", help="first line: the bearer token that it wants (default: none)")
    parser.add_argument("--tls", action="store_true", help="speak TLS, with a certificate for this machine alone")
    parser.add_argument("--anchor-out", metavar="OUT", help="write the root of its TLS certificate, for clients, as PEM")
    parser.add_argument("--for", dest="seconds", type=seconds, metavar="SECONDS", help="end after that time (default: at Ctrl-C)")
    add_clock(parser)
    add_format(parser)


async def serve(arguments: argparse.Namespace, stop: asyncio.Event) -> int:
    """Serve until the end; then say what was asked."""
    if not 0 <= arguments.contracts <= _MOST_CONTRACTS:
        raise InputError(f"A sample vehicle has up to {_MOST_CONTRACTS} contracts.", hint="Write --contracts 3.")
    if arguments.anchor_out and not arguments.tls:
        raise InputError("Without TLS there is no root to write.", hint="Add --tls.")
    clock = Clock(arguments.at if arguments.at is not None else reference_time())
    server = ContractPoolServer(
        Pool.of_samples(clock.now(), contracts=arguments.contracts),
        gate=_gate(arguments),
        tls=arguments.tls,
        clock=clock,
        slow=arguments.slow,
        fault=arguments.fault,
        number=port_in(arguments.listen, "The sample pool", 8080),
    )
    return await served(server, arguments, stop, who="its operators are", schema="pnc-workbench/pool-serve/1")


def _gate(arguments: argparse.Namespace) -> Gate:
    if not arguments.bearer_file:
        return Gate()
    token = first_line(arguments.bearer_file)
    return Gate(tokens=(token,), headers={"x-api-key": token} if PRESETS[arguments.shape].api_key else {})
