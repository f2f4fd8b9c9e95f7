"""``pnc watch FILE...``: what ends when, and who must act. Exit status 1 where something is over, overdue, or due in time."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from workbench.certs import loading
from workbench.certs.bundle import Bundle
from workbench.cli.console import add_clock, add_format, print_json, text_width, use_colour
from workbench.cli.passwords import add_password, password_of
from workbench.display import terminal
from workbench.lab.watching import HORIZON, watch
from workbench.net import files

if TYPE_CHECKING:
    from workbench.lab.watching import Watch

_SCHEMA = "pnc-workbench/watch/1"
_ROWS = 200


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="certificates, CRLs, OCSP responses: files, folders, zip archives; -"
    )
    parser.add_argument(
        "--within", type=_days, default=HORIZON, metavar="DAYS", help=f"how far to look ahead (default: {HORIZON} days)"
    )
    parser.add_argument("--all", action="store_true", help=f"print every row, not only the first {_ROWS}")
    add_password(parser)
    add_clock(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Watch the pile."""
    pile = Bundle(loading.load(files.read_paths(arguments.files), password=password_of(arguments)).items)
    seen = watch(pile, at=arguments.at, horizon=arguments.within)
    if arguments.format == "json":
        print_json({"schema": _SCHEMA, **seen.to_dict()})
    else:
        _print(seen, most=len(seen) if arguments.all else _ROWS)
    return 0 if seen.ok else 1


def _print(seen: Watch, *, most: int) -> None:
    print(terminal(seen.sentence))
    for one in seen.notes:
        print(terminal(one))
    print()
    print(seen.table(max(most, 1)).to_text(text_width(), colour=use_colour()))


def _days(text: str) -> int:
    try:
        days = int(text)
    except ValueError:
        days = -1
    if not 0 <= days <= 36_525:
        raise argparse.ArgumentTypeError(f"{terminal(text, 40)!r} is no number of days; write 0 to 36525")
    return days
