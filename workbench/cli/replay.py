"""``pnc replay LOG...``: an OCPP-J log as a time line with verdicts. Exit status 1 where a step is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.cli.console import add_clock, add_format, print_json, text_width, use_colour
from workbench.cli.passwords import add_password, password_of
from workbench.cli.progress import Progress
from workbench.errors import InputError
from workbench.lab.replaying import replay
from workbench.messages.versions import Version
from workbench.replay.shown import as_text

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "logs",
        nargs="+",
        metavar="LOG",
        help="logs of OCPP-J messages in the order in which they were written; - for standard input",
    )
    parser.add_argument(
        "--certificates",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="certificates that name hash entries and verify what is installed: files, folders, zip archives",
    )
    parser.add_argument("--ocpp", choices=[one.value for one in Version], help="the version, where the log does not show it")
    parser.add_argument("--station", metavar="ID", help="show this station's messages alone")
    add_password(parser)
    add_clock(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Replay, print, and say by the exit status whether a step is wrong."""
    with Progress("messages judged:") as progress:
        found = replay(
            *arguments.logs,
            certificates=arguments.certificates or (),
            at=arguments.at,
            version=arguments.ocpp,
            password=password_of(arguments),
            progress=progress,
        )
    if arguments.station is not None:
        found = found.of(arguments.station)
        if not found.steps:
            raise InputError(
                f"There is no station {arguments.station!r} in this log.", hint="Leave out --station to see which there are."
            )
    if arguments.format == "json":
        print_json(found.to_dict())
    else:
        print(as_text(found, width=text_width(), colour=use_colour()))
    return 0 if found.ok else 1
