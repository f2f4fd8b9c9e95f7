"""``pnc show FILE...``: what is in these files. Exit status 1 where something could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench import api
from workbench.certs import bundle_view, loading
from workbench.cli.console import add_clock, add_format, print_json, text_width, use_colour
from workbench.cli.passwords import add_password, password_of
from workbench.net import files

if TYPE_CHECKING:
    import argparse

_ROWS = 200


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="files, folders, zip archives; - for standard input")
    parser.add_argument("--all", action="store_true", help=f"print every row, not only the first {_ROWS}")
    add_password(parser)
    add_clock(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show the pile."""
    pile = loading.load(files.read_paths(arguments.files), password=password_of(arguments))
    bundle = api.judge(pile, arguments.at)
    if arguments.format == "json":
        print_json(bundle.to_dict())
    else:
        limit = max(len(bundle), 1) * 50 if arguments.all else _ROWS
        print(bundle_view.to_text(bundle, width=text_width(), colour=use_colour(), limit=limit))
    return 1 if bundle.unreadable else 0
