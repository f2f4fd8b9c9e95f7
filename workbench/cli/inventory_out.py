"""An answer on the terminal, as JSON, and into a file by its ending."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.console import print_json, text_width, use_colour
from workbench.cli.inventory_given import written
from workbench.display import terminal
from workbench.errors import InputError
from workbench.times import rfc3339

if TYPE_CHECKING:
    import argparse

    from workbench.fleet.answer import Answer
    from workbench.fleet.inventory import Inventory

TABLES = (".csv", ".json", ".jsonl", ".parquet")
PICTURES = (".html", ".png", ".svg")
_ROWS = 50


def add_out(parser: argparse.ArgumentParser) -> None:
    """Where the answer goes besides."""
    parser.add_argument(
        "-o",
        "--out",
        metavar="OUT",
        help=f"write the answer, by the ending: {' '.join(TABLES)} all its rows (.csv is safe to open in a spreadsheet, the others "
        f"hold the data as they are), {' '.join(PICTURES)} a picture",
    )
    parser.add_argument("--all", action="store_true", help=f"print every row, not only the first {_ROWS}")


def check_out(out: str | None, endings: tuple[str, ...] = TABLES + PICTURES) -> None:
    """Before the work begins: whether there is such a form.

    Raises
    ------
    InputError
        There is none.
    """
    if out is not None and Path(out).suffix.lower() not in endings:
        raise InputError(f"An answer cannot be written as {Path(out).suffix!r}.", hint=f"Let the name end in {', '.join(endings)}.")


def document(answer: Answer, inventory: Inventory) -> dict[str, Any]:
    """The JSON of an answer: see ``schemas/inventory.schema.json``."""
    read = None if inventory.report is None else inventory.report.to_dict()
    return {**answer.to_dict(), "at": rfc3339(inventory.at), "read": read}


def show(answer: Answer, inventory: Inventory, arguments: argparse.Namespace) -> None:
    """Print it, and write it where that is wanted."""
    if arguments.format == "json":
        print_json(document(answer, inventory))
    else:
        limit = max(len(answer), 1) if arguments.all else _ROWS
        print(answer.to_text(text_width(), colour=use_colour(), limit=limit).replace("all: .to_frame()", "all: --all"))
    if arguments.out is not None:
        write(answer, inventory, Path(arguments.out))


def write(answer: Answer, inventory: Inventory, out: Path) -> None:
    """The rows, or the picture.

    Raises
    ------
    InputError
        It cannot be written there.
    """
    from workbench.views.browsing_csv import csv_text  # noqa: PLC0415  # only who wants a file pays
    from workbench.views.fleet_picture import fleet_picture  # noqa: PLC0415

    match out.suffix.lower():
        case ".csv":
            written(out, csv_text(answer.frame).encode())
        case ".json":
            written(out, (json.dumps(document(answer, inventory), indent=2) + "\n").encode())
        case ".jsonl":
            rows = answer.to_dict()
            lines = (json.dumps(dict(zip(rows["columns"], row, strict=True))) for row in rows["rows"])
            written(out, "".join(f"{line}\n" for line in lines).encode())
        case ".parquet":
            written(out, answer.frame.to_parquet(index=False))
        case _:
            try:
                fleet_picture(answer).save(out)
            except OSError as error:
                raise InputError(
                    f"{str(out)!r} cannot be written: {error.strerror or error}.", hint="Choose another place."
                ) from None
    what = "The picture" if out.suffix.lower() in PICTURES else f"{len(answer):,} rows"
    print(f"pnc: {what} written to {terminal(str(out))}.", file=sys.stderr)
