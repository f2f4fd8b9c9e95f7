"""``pnc lint FILE...``: does it meet the profile of ISO 15118 or OCPP. Exit status 1: an error, or what ``--fail-on`` names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench import api
from workbench.certs import loading
from workbench.cli.console import add_clock, add_format, complain, print_json, text_width, use_colour
from workbench.cli.passwords import add_password, password_of
from workbench.net import files
from workbench.profiles import report_view
from workbench.profiles.linting import kind_named, lint_pile
from workbench.profiles.shipped import NAMES

if TYPE_CHECKING:
    import argparse

_SEVERITIES = ("error", "warning", "info")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="files, folders, zip archives; - for standard input")
    parser.add_argument(
        "--profile",
        metavar="NAME|FILE",
        help=f"{', '.join(NAMES)}, or a TOML file that changes one; default: the one that fits each",
    )
    parser.add_argument(
        "--kind", metavar="KIND", help="what all of them are, e.g. secc, contract; default: what each is found to be"
    )
    parser.add_argument(
        "--fail-on",
        choices=_SEVERITIES,
        default="error",
        metavar="SEVERITY",
        help="exit status 1 from this on: error (default), warning, info",
    )
    add_password(parser)
    add_clock(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the report."""
    profile, kind = api.profile_named(arguments.profile), kind_named(arguments.kind)
    pile = loading.load(files.read_paths(arguments.files), password=password_of(arguments))
    report = lint_pile(api.judge(pile, arguments.at), profile, kind)
    if report.unread:
        things = "1 thing" if len(report.unread) == 1 else f"{len(report.unread):,} things"
        complain(f"{things} could not be read.", "`pnc show` with the same files says why.")
    if arguments.format == "json":
        print_json(report.to_dict())
    else:
        print(report_view.to_text(report, width=text_width(), colour=use_colour()))
    failing = _SEVERITIES[: _SEVERITIES.index(arguments.fail_on) + 1]
    return 1 if not report.ok or report.of_severity(*failing) else 0
