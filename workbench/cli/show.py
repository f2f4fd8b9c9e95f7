"""``pnc show FILE...``: what is in these files. Exit status 1 where something could not be read."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import api
from workbench.certs import bundle_view, loading
from workbench.cli.console import add_clock, add_format, print_json, text_width, use_colour
from workbench.display import terminal
from workbench.errors import InputError
from workbench.net import files

if TYPE_CHECKING:
    import argparse

    from workbench.certs.loading import Password

_ROWS = 200


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="files, folders, zip archives; - for standard input")
    parser.add_argument("--all", action="store_true", help=f"print every row, not only the first {_ROWS}")
    parser.add_argument(
        "--password-file",
        metavar="FILE",
        help="first line: the password for PKCS#12 stores and encrypted keys (default: ask on a terminal)",
    )
    add_clock(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Show the pile."""
    pile = loading.load(files.read_paths(arguments.files), password=_password(arguments.password_file))
    bundle = api.judge(pile, arguments.at)
    if arguments.format == "json":
        print_json(bundle.to_dict())
    else:
        limit = max(len(bundle), 1) * 50 if arguments.all else _ROWS
        print(bundle_view.to_text(bundle, width=text_width(), colour=use_colour(), limit=limit))
    return 1 if bundle.unreadable else 0


def _password(file: str | None) -> Password:
    if file is not None:
        try:
            lines = Path(file).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
            raise InputError(
                f"The password file {file!r} cannot be read: {reason}.", hint="Its first line must be the password."
            ) from None
        if not lines:
            raise InputError(f"The password file {file!r} is empty.", hint="Its first line must be the password.")
        return lines[0]
    return _ask if sys.stdin.isatty() and os.isatty(2) else None


def _ask(name: str) -> str | None:
    """Ask without echo, on the terminal itself; an empty answer gives up."""
    return getpass.getpass(f"Password for {terminal(name)} (empty: skip): ", stream=sys.stderr) or None
