"""What every verb of ``pnc inventory`` is given: the data, the certificates, the time; and what is said of what was refused."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.console import add_clock, add_format, complain, parse_time
from workbench.cli.passwords import add_password, password_of
from workbench.cli.progress import Progress
from workbench.display import terminal
from workbench.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from workbench.certs.bundle import Bundle
    from workbench.certs.items import Item
    from workbench.fleet.inventory import Inventory
    from workbench.fleet.report import IngestReport

_REASONS = 3
_LONGEST = 300
_LONGEST_PLACE = 80


def add_data(parser: argparse.ArgumentParser) -> None:
    """The data, and what belongs to them."""
    parser.add_argument(
        "data",
        nargs="*",
        metavar="DATA",
        help="GetInstalledCertificateIds answers and what is known of stations: JSON, JSONL, CSV, Parquet, Excel, OCPP-J logs; "
        "files, folders, zip archives, - for standard input; none with a --warehouse that holds the fleet",
    )
    parser.add_argument(
        "--records", nargs="+", action="extend", default=[], metavar="FILE", help="the CSMS's own records of its stations"
    )
    parser.add_argument("--station", metavar="ID", help="who answered, where the data do not say")
    parser.add_argument(
        "--warehouse",
        metavar="URL",
        help="where the tables are, or go: fleet.duckdb, a folder by day, postgresql://user@host/database, spark://local[2] "
        "(default: a temporary file)",
    )
    parser.add_argument("--refused", metavar="OUT.csv", help="write what was refused, and why")


def add_time(parser: argparse.ArgumentParser) -> None:
    """The time of verbs that judge nothing."""
    parser.add_argument(
        "--at", type=parse_time, metavar="TIME", help="when records are of that tell no time themselves, RFC 3339 (default: now)"
    )


def add_certificates(parser: argparse.ArgumentParser) -> None:
    """What names the entries."""
    parser.add_argument(
        "--certificates",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="certificates that name the entries: files, folders, zip archives",
    )
    parser.add_argument(
        "--csms-chain",
        metavar="FILE",
        help="the chain that the CSMS's server shows, leaf first; without it CSMS roots are not checked",
    )
    parser.add_argument(
        "--private", nargs="+", action="extend", default=[], metavar="FILE", help="certificates whose CAs count as private"
    )
    add_password(parser)
    add_clock(parser)
    add_format(parser)


@contextmanager
def opened(arguments: argparse.Namespace, word: str = "done:") -> Iterator[Inventory]:
    """The inventory that was asked for, and its warehouse as long as it is asked; how far it is, on standard error.

    Raises
    ------
    InputError
        There are no data, or they cannot be used.
    """
    from workbench.lab.inventories import read_inventory  # noqa: PLC0415  # pandas, DuckDB, Ibis: the help does without
    from workbench.net.fleet_data.sources import is_waited_for  # noqa: PLC0415
    from workbench.net.warehouse import connect  # noqa: PLC0415

    if not arguments.data and not arguments.records and not arguments.warehouse:
        raise InputError(
            "There are no answers of stations to ask about.",
            hint=f"The data come first: pnc inventory {arguments.question} DATA... Some to try: pnc inventory example DIR.",
        )
    for path in filter(is_waited_for, [*arguments.data, *arguments.records]):
        print(f"pnc: waiting until somebody writes to the pipe {terminal(path, 80)} ...", file=sys.stderr, flush=True)
    with connect(arguments.warehouse) as warehouse, Progress(word) as progress:
        yield read_inventory(
            *arguments.data,
            records=arguments.records,
            certificates=_pile(arguments, "certificates") or (),
            csms_chain=items_at([arguments.csms_chain], arguments) if getattr(arguments, "csms_chain", None) else (),
            private=_pile(arguments, "private") or (),
            station=arguments.station,
            at=getattr(arguments, "at", None),
            warehouse=warehouse,
            progress=progress,
        )


def _pile(arguments: argparse.Namespace, name: str) -> Bundle | None:
    paths = getattr(arguments, name, None)
    return _loaded(paths, arguments) if paths else None


def _loaded(paths: Sequence[str], arguments: argparse.Namespace) -> Bundle:
    from workbench.certs import loading  # noqa: PLC0415  # see opened
    from workbench.net import files  # noqa: PLC0415

    pile = loading.load(files.read_paths(list(paths)), password=password_of(arguments))
    if pile.unreadable:
        complain("Something among the certificates could not be read.", "`pnc show` with the same files says what and why.")
    return pile


def items_at(paths: Sequence[str], arguments: argparse.Namespace) -> tuple[Item, ...]:
    """The certificates in these files.

    Raises
    ------
    InputError
        There is none.
    """
    from workbench.certs.items import ItemType  # noqa: PLC0415  # see opened

    found: tuple[Item, ...] = tuple(_loaded(paths, arguments).of_type(ItemType.CERTIFICATE))
    if not found:
        raise InputError(f"There is no certificate in {', '.join(map(repr, paths))}.", hint="Give one as PEM or DER.")
    return found


def meant(given: Sequence[str], arguments: argparse.Namespace) -> list[Any]:
    """Certificates as somebody names them: those of a file where there is one of that name, else the name or digits as they are."""
    found: list[Any] = []
    for one in given:
        if _is_path(one):
            found += items_at([one], arguments)
        else:
            found.append(one)
    return found


def _is_path(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # a name that no file can have
        return False


def tell_refused(report: IngestReport | None, out: str | None) -> None:
    """On standard error, in a few lines; all that is known of it into a file where one is named.

    Raises
    ------
    InputError
        The file cannot be written.
    """
    if report is not None and report.refused_rows:
        more = len(report.reasons) - _REASONS
        lines = [f"pnc: {report.refused_rows:,} of {report.given:,} records were refused; the others count."]
        lines += [
            f"     {one.rows:,}: {terminal(one.reason, _LONGEST)} ({', '.join(map(_place, one.origins))})"
            for one in report.reasons[:_REASONS]
        ]
        lines += [f"     and {more:,} more reasons."] if more > 0 else []
        lines += [] if out else ["     --refused OUT.csv writes them."]
        print("\n".join(lines), file=sys.stderr)
    if report is not None:
        _tell_timeless(report)
    if out is not None:
        _write_refused(report, Path(out))


def _place(origin: str) -> str:
    """Where it stands, cut at its beginning: the file and the line come last."""
    shown = terminal(origin)
    return shown if len(shown) <= _LONGEST_PLACE else f"…{shown[1 - _LONGEST_PLACE :]}"


def _tell_timeless(report: IngestReport) -> None:
    """Records without a time: old ones among them would be taken for what is installed now."""
    from workbench.fleet.ingest.answers import AT_DEFAULT  # noqa: PLC0415  # see opened

    for note in report.notes:
        if note.startswith(AT_DEFAULT.partition("{n}")[0]):
            print(f"pnc: {terminal(note, _LONGEST)}", file=sys.stderr)


def _write_refused(report: IngestReport | None, out: Path) -> None:
    from workbench.views.browsing_csv import csv_text  # noqa: PLC0415  # see opened

    if report is None:
        complain("Nothing was read: the warehouse held the fleet already.", "There is nothing to write about refusals.")
        return
    written(out, csv_text(report.to_frame()).encode())
    kept = sum(one.rows for one in report.refused)
    rest = f" The first {kept:,} of {report.refused_rows:,} are in it." if kept < report.refused_rows else ""
    print(f"pnc: What was refused is in {terminal(str(out))}.{rest}", file=sys.stderr)


def written(out: Path, content: bytes) -> None:
    """Write it.

    Raises
    ------
    InputError
        It cannot be written there.
    """
    try:
        out.write_bytes(content)
    except OSError as error:
        raise InputError(f"{str(out)!r} cannot be written: {error.strerror or error}.", hint="Choose another place.") from None
