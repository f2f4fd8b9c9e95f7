"""``pnc est serve``: the sample EST server until it is stopped; what it was asked is printed at the end. A simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.cli.console import add_clock, add_format
from workbench.cli.endpoints import first_line, seconds
from workbench.cli.sample_serving import port_in, served
from workbench.errors import InputError
from workbench.net.est import EstFault, EstServer, Gate, SampleCa
from workbench.net.machines.clock import Clock
from workbench.sample_pki import reference_time

if TYPE_CHECKING:
    import argparse
    import asyncio
    from datetime import datetime


def add_serving(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--listen", default="127.0.0.1:0", metavar="127.0.0.1:PORT", help="default: a free port of this machine")
    parser.add_argument("--anchor-out", metavar="OUT", help="write the root of its TLS certificate, for clients, as PEM")
    faults = [one.value for one in EstFault]  # plain words: argparse prints what it is given
    parser.add_argument("--fault", choices=faults, metavar="NAME", help=f"what goes wrong: {', '.join(faults)}")
    parser.add_argument(
        "--basic", default="", metavar="USER", help="enrolling needs HTTP Basic, with the password of --password-file"
    )
    parser.add_argument("--password-file", metavar="FILE", help="first line: the password of --basic")
    parser.add_argument("--bearer-file", metavar="FILE", help="first line: the bearer token that enrolling needs")
    parser.add_argument(
        "--client-certificate", action="store_true", help="a client certificate below the samples' roots lets enrol"
    )
    parser.add_argument("--line-breaks", action="store_true", help="its base64 has line breaks; some clients read none")
    parser.add_argument(
        "--retry-after",
        type=seconds,
        default=60.0,
        metavar="SECONDS",
        help="what the faults retry-after and busy say (default: 60)",
    )
    parser.add_argument("--lax", action="store_true", help="sign CSRs that their profile rejects, too")
    parser.add_argument("--for", dest="seconds", type=seconds, metavar="SECONDS", help="end after that time (default: at Ctrl-C)")
    add_clock(parser)
    add_format(parser)


async def serve(arguments: argparse.Namespace, stop: asyncio.Event) -> int:
    """Serve until the end; then say what was asked."""
    if bool(arguments.basic) != bool(arguments.password_file):
        raise InputError("--basic USER and --password-file FILE belong together.", hint="Give both, or neither.")
    server = EstServer(
        gate=Gate(
            users={arguments.basic: first_line(arguments.password_file)} if arguments.basic else {},
            tokens=(first_line(arguments.bearer_file),) if arguments.bearer_file else (),
            certificate=arguments.client_certificate,
        ),
        clock=_clock(arguments.at),
        fault=arguments.fault,
        lines="broken" if arguments.line_breaks else "unbroken",
        retry_after=int(arguments.retry_after),
        strict=not arguments.lax,
        number=port_in(arguments.listen, "The sample EST server", 8443),
    )
    return await served(server, arguments, stop, who="its CA is", schema="pnc-workbench/est-serve/1")


def _clock(at: datetime | None) -> Clock:
    """The time asked for; else the machine's while the samples' CA is valid, for that is what clients go by; else the samples'."""
    if at is not None:
        return Clock(at)
    real = Clock()
    issuers = SampleCa().authority.issuers.values()
    return real if all(real.now() < one.certificate.not_valid_after_utc for one in issuers) else Clock(reference_time())
