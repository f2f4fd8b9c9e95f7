"""``pnc match MESSAGE FILE...``: whose hashes are these. Exit status 1 where an entry is not exact."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import api
from workbench.certs import loading
from workbench.certs.forensics import Result, matches_view
from workbench.certs.items import ItemType
from workbench.certs.loading.messages import parse
from workbench.certs.loading.text import decode
from workbench.cli.console import add_format, print_json, text_width, use_colour
from workbench.display import terminal
from workbench.errors import InputError
from workbench.net import files
from workbench.net.given import contents

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from workbench.certs.forensics import Matches
    from workbench.findings import Finding

_ROWS = 200


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "message", metavar="MESSAGE", help="OCPP message, log or list of entries: a file, JSON in quotes, or - for standard input"
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="the certificates: files, folders, zip archives")
    parser.add_argument("--all", action="store_true", help=f"print every row, not only the first {_ROWS}")
    parser.add_argument("--fix", metavar="OUT", help="write the message with every entry corrected that can be (JSON)")
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Resolve the entries."""
    held = list(contents((arguments.message,)))  # once: standard input cannot be read again
    pile = loading.load(files.read_paths(arguments.files))
    try:
        matches = api.match(loading.load(held), pile)
    except InputError as refusal:
        if pile.of_type(ItemType.HASH_DATA):
            raise InputError(refusal.message, hint="The message comes first: pnc match MESSAGE FILE...") from None
        raise
    if not matches.known:
        raise InputError(
            "There is no certificate to compare the entries with.", hint="Give certificates after MESSAGE: files, folders, zips."
        )
    if arguments.format == "json":
        print_json(matches.to_dict())
    else:
        limit = max(len(matches), 1) if arguments.all else _ROWS
        print(matches_view.to_text(matches, width=text_width(), colour=use_colour(), limit=limit))
    if arguments.fix:
        _write_corrected(held, matches, Path(arguments.fix))
    return 0 if matches.exact else 1


def _write_corrected(contents: Sequence[tuple[str, bytes | Finding]], matches: Matches, out: Path) -> None:
    """Write the corrected message; it must be one JSON document, else there is no telling what to write."""
    try:
        [(_, content)] = contents
        document = parse(decode(content)[0] if isinstance(content, bytes) else "")
    except ValueError:
        raise InputError(
            "Only a message that is one JSON document can be corrected as a whole.",
            hint="Take the message out of its log, or copy the corrected entries one by one.",
        ) from None
    try:
        out.write_text(json.dumps(matches.corrected(document), indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{str(out)!r} cannot be written: {error.strerror or error}.", hint="Choose another place.") from None
    left = [str(match.entry.index) for match in matches if match.result is not Result.EXACT and match.corrected is None]
    corrected = sum(match.result is Result.DIALECT and match.corrected is not None for match in matches)
    as_sent = f"; as sent, for it cannot be told: {', '.join(left)}" if left else ""
    print(f"{terminal(out.as_posix())}: {corrected} of {len(matches)} entries corrected{as_sent}.", file=sys.stderr)
