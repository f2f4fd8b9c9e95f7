"""What ``pnc inventory`` does besides asking: keep data, say what became of them, write an example."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from workbench.cli.console import print_json, text_width, use_colour
from workbench.cli.inventory_given import opened, tell_refused
from workbench.cli.progress import Progress
from workbench.display import Table, terminal
from workbench.errors import InputError
from workbench.times import rfc3339

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from workbench.fleet.report import IngestReport

_WORD = "read and sorted:"
_WHAT = {
    "answers.jsonl": "the stations' answers, one a line",
    "ocpp.log": "the same answers in a log of OCPP-J messages",
    "csms-record.csv": "the CSMS's own record",
    "stations.csv": "vendor, model, firmware, limits of each station",
    "certificates.pem": "the certificates at hand",
    "csms-chain.pem": "what the CSMS's server shows",
    "truth.csv": "what each entry really is",
}


def ingest(arguments: argparse.Namespace) -> int:
    """Read, and keep: Parquet by day in a folder, or a warehouse."""
    into: str = arguments.into
    is_warehouse = into.endswith((".duckdb", ".ddb", ".db")) or "://" in into
    arguments.warehouse = into if is_warehouse else None
    with opened(arguments, _WORD) as inventory:
        if not is_warehouse:
            from workbench.net.fleet_data import write_by_day  # noqa: PLC0415  # as opened

            write_by_day(inventory.tables, into)
        report = inventory.report
    tell_refused(report, arguments.refused)
    if arguments.format == "json":
        print_json({"schema": "pnc-workbench/inventory-report/1", "into": into, **_document(report)})
    else:
        print(report)
        print(f"\nKept in {terminal(into)}. Ask it: pnc inventory installed --warehouse {terminal(into)} --certificates FILE...")
    return 0


def report(arguments: argparse.Namespace) -> int:
    """What was kept, folded and refused; 1 where something was refused."""
    with opened(arguments, _WORD) as inventory:
        found = inventory.report
    tell_refused(None if arguments.refused is None else found, arguments.refused)
    if arguments.format == "json":
        print_json({"schema": "pnc-workbench/inventory-report/1", "into": None, **_document(found)})
    else:
        print("Nothing was read: the warehouse held the fleet already." if found is None else found)
    return 0 if found is None or found.ok else 1


def _document(found: IngestReport | None) -> dict[str, object]:
    return {"ok": found is None or found.ok, "read": None if found is None else found.to_dict()}


def example(arguments: argparse.Namespace) -> int:
    """A generated fleet as files, its truth among them."""
    from workbench.fleet.generate import example_files, generate  # noqa: PLC0415  # pandas: the help does without

    with Progress("stations made:") as progress:
        fleet = generate(arguments.stations, seed=arguments.seed, days=arguments.days, progress=progress)
        made = example_files(fleet)
    folder: Path = arguments.directory
    there = [name for name, content in made.items() if _differs(folder / name, content)]
    if there and not arguments.force:
        raise InputError(
            f"{folder} has other files of these names: {', '.join(there)}. Nothing was written.",
            hint="Name another folder, or add --force to replace them.",
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in made.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise InputError(f"{folder} cannot be written: {error.strerror or error}.", hint="Name a folder of your own.") from None
    at = rfc3339(fleet.at)
    if arguments.format == "json":
        files = [{"file": name, "octets": len(content), "what": _WHAT.get(name, "")} for name, content in made.items()]
        print_json({"schema": "pnc-workbench/inventory-example/1", "directory": str(folder), "at": at, "files": files})
        return 0
    rows = [(name, f"{len(content):,}", _WHAT.get(name, "")) for name, content in made.items()]
    print(Table(("File", "Octets", "What it is"), rows).to_text(text_width(), colour=use_colour()))
    place = terminal(folder.as_posix())
    print(
        f"\n{arguments.stations:,} invented stations of seed {arguments.seed}, as of {at}. Ask, for example:\n"
        f"  pnc inventory who-breaks {place}/answers.jsonl {place}/stations.csv --records {place}/csms-record.csv \\\n"
        f'    --certificates {place}/certificates.pem --csms-chain {place}/csms-chain.pem --at {at} --lost "V2G Root A"'
    )
    return 0


def _differs(path: Path, content: bytes) -> bool:
    try:
        return path.exists() and path.read_bytes() != content
    except OSError as error:
        print(f"pnc: {terminal(str(path))} cannot be read: {error.strerror or error}.", file=sys.stderr)
        return True
