"""The ``--password-file`` option of every verb that reads files, and the question on a terminal where it is not given."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.display import terminal
from workbench.errors import InputError

if TYPE_CHECKING:
    import argparse

    from workbench.certs.loading import Password


def add_password(parser: argparse.ArgumentParser) -> None:
    """The ``--password-file`` option."""
    parser.add_argument(
        "--password-file",
        metavar="FILE",
        help="first line: the password for PKCS#12 stores and encrypted keys (default: ask on a terminal)",
    )


def password_of(arguments: argparse.Namespace) -> Password:
    """The password, or who asks for it; None where there is no terminal to ask on.

    Raises
    ------
    InputError
        The password file cannot be read, or is empty.
    """
    file: str | None = arguments.password_file
    if file is None:
        return _ask if sys.stdin.isatty() and os.isatty(2) else None
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


def _ask(name: str) -> str | None:
    """Ask without echo, on the terminal itself; an empty answer gives up."""
    return getpass.getpass(f"Password for {terminal(name)} (empty: skip): ", stream=sys.stderr) or None
