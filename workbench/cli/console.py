"""What all verbs share: the output format, JSON on standard output, complaints on standard error."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workbench.display import terminal
from workbench.messages.unsayable import in_whole_characters

if TYPE_CHECKING:
    from collections.abc import Mapping


def add_format(parser: argparse.ArgumentParser) -> None:
    """The ``--format`` option of every verb."""
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people (default), json for programs")


def add_clock(parser: argparse.ArgumentParser) -> None:
    """The ``--at`` option of every verb that judges times."""
    parser.add_argument(
        "--at", type=parse_time, metavar="TIME", help="judge at this time, RFC 3339, e.g. 2026-11-21T00:00:00Z (default: now)"
    )


def parse_time(text: str) -> datetime:
    """RFC 3339 date and time, or a date alone (midnight UTC); a time without a zone is refused."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{terminal(text, 60)!r} is no RFC 3339 time; write 2026-11-21T00:00:00Z") from None
    if moment.tzinfo is None:
        if len(text) > len("2026-11-21"):
            raise argparse.ArgumentTypeError(f"{terminal(text, 60)!r} has no time zone; append Z for UTC")
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise argparse.ArgumentTypeError(f"{terminal(text, 60)!r} lies outside the years 1 to 9999 in UTC") from None


def print_json(document: Mapping[str, Any]) -> None:
    """One JSON document on standard output; ASCII, so that hostile text cannot steer the terminal, and in whole characters."""
    print(in_whole_characters(json.dumps(document, indent=2)))


def use_colour() -> bool:
    """Colour only on a terminal, and not where NO_COLOR asks for none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def text_width() -> int:
    """Columns of the terminal; 160 where the output goes to a file."""
    return max(shutil.get_terminal_size((160, 24)).columns, 60)


def complain(message: str, hint: str) -> None:
    """One sentence and a hint on standard error."""
    print(f"pnc: {terminal(message)}\n     {terminal(hint)}", file=sys.stderr)
