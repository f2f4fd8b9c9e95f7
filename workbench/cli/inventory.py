"""``pnc inventory QUESTION DATA...``: what many stations have installed, whose it is, and who breaks when it goes.

Exit status: 0 the answer is good; 1 it is one to act on (a break, an unknown entry, what was not checked); 2 the call or the data
cannot be used.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli import inventory_plans as plans
from workbench.cli import inventory_tasks as tasks
from workbench.cli.console import add_format, parse_time
from workbench.cli.inventory_given import add_certificates, add_data, add_time, meant, opened, tell_refused
from workbench.cli.inventory_out import add_out, check_out, show
from workbench.fleet.asking import QUESTIONS
from workbench.fleet.schema import CERTIFICATE_TYPES, ROOT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

_DEFAULT_STATIONS, _DEFAULT_SEED = 200, 7
_EXAMPLES = """examples:
  pnc inventory example fleet/                          an invented fleet to try all this on; ends with a command to copy
  pnc inventory installed answers.jsonl --certificates roots/            what is installed where
  pnc inventory who-breaks answers/ --certificates roots/ --csms-chain server.pem --lost "V2G Root A"
  pnc inventory who-breaks answers/ --certificates roots/ --lost old-root.pem --how removed -o broken.csv
  pnc inventory expiring answers.zip --certificates roots/ --within 60 -o expiring.html
  pnc inventory drift ocpp.log --records csms-export.csv --certificates roots/
  pnc inventory mistakes answers/ --certificates roots/                  each vendor's mistake in hash data, once, with its count
  pnc inventory changes 2026-05/ --since 2026-05-01 --until 2026-06-01
  pnc inventory ingest logs/ --into fleet.duckdb                         read once ...
  pnc inventory waterfall --warehouse fleet.duckdb --certificates roots/ ... and ask often
  pnc inventory plan-install answers/ --certificates roots/ --csms-chain server.pem --install new-root.pem
      --type CSMSRootCertificate --messages install.jsonl --rehearse

DATA comes before the options that take several files. An entry whose certificate is not among --certificates stays unnamed.
Exit status: 0 the answer is good; 1 it is one to act on; 2 the call or the data cannot be used."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the questions and the tasks, each with its options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EXAMPLES
    verbs = parser.add_subparsers(dest="question", metavar="QUESTION", required=True)
    for name, words in QUESTIONS.items():
        asking = _added(verbs, name.replace("_", "-"), words)
        add_data(asking)
        _options(asking, name)
        add_certificates(asking)
        add_out(asking)
    ingesting = _added(verbs, "ingest", "read data and keep them: Parquet by day in a folder, or a warehouse")
    add_data(ingesting)
    ingesting.add_argument("--into", required=True, metavar="FOLDER|FILE.duckdb|URL", help="where they are kept")
    add_time(ingesting)
    add_format(ingesting)
    reporting = _added(verbs, "report", "what was read, kept and refused, and why; exit status 1 where something was refused")
    add_data(reporting)
    add_time(reporting)
    add_format(reporting)
    _example(_added(verbs, "example", "write an invented fleet to try things on, with its truth"))
    for name, words, types in (
        ("plan-install", "who gets a new root, in which wave, and who must not", ROOT_TYPES),
        ("plan-delete", "who deletes certificates, in which wave, and who must not", CERTIFICATE_TYPES),
    ):
        planning = _added(verbs, name, words)
        add_data(planning)
        plans.add_plan(planning, types, install=name == "plan-install")
        add_certificates(planning)


def _added(verbs: Any, name: str, words: str) -> argparse.ArgumentParser:
    added: argparse.ArgumentParser = verbs.add_parser(name, help=words, description=words)
    return added


def _example(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("directory", metavar="DIR", type=Path, help="where to put the files; made if it is not there")
    parser.add_argument(
        "--stations", type=int, default=_DEFAULT_STATIONS, metavar="N", help=f"how many (default: {_DEFAULT_STATIONS})"
    )
    parser.add_argument(
        "--seed", type=int, default=_DEFAULT_SEED, metavar="S", help=f"another fleet for another number (default: {_DEFAULT_SEED})"
    )
    parser.add_argument("--days", type=int, default=1, metavar="N", help="daily answers of each station (default: 1)")
    parser.add_argument("--force", action="store_true", help="replace files that are there and differ")
    add_format(parser)


def _options(parser: argparse.ArgumentParser, name: str) -> None:
    """What one question takes besides."""
    match name:
        case "installed":
            parser.add_argument("--by", choices=("certificate", "station", "type"), default="certificate", help="what a row is")
        case "expiring":
            parser.add_argument("--within", type=int, default=90, metavar="DAYS", help="how soon (default: 90)")
        case "who_breaks":
            parser.add_argument(
                "--lost",
                required=True,
                nargs="+",
                action="extend",
                metavar="NAME|SHA256|FILE",
                help="what goes: a common name, a SHA-256 or its beginning, a file with the certificate",
            )
            parser.add_argument(
                "--how", choices=("expired", "revoked", "removed"), default="expired", help="how it goes (default: expired)"
            )
            parser.add_argument("--when", type=parse_time, metavar="TIME", help="when it goes (default: its end; else now)")
            parser.add_argument("--untouched", action="store_true", help="with a row for each station that it does not touch")
        case "private_cas":
            parser.add_argument("--by", choices=("authority", "station"), default="authority", help="what a row is")
        case "headroom":
            parser.add_argument("--more", type=int, default=1, metavar="N", help="how many roots are to come (default: 1)")
            parser.add_argument("--type", choices=ROOT_TYPES, help="as what")
        case "changes":
            parser.add_argument("--since", required=True, type=parse_time, metavar="TIME", help="from when")
            parser.add_argument("--until", type=parse_time, metavar="TIME", help="up to when (default: now)")


def _given(arguments: argparse.Namespace) -> dict[str, Any]:
    """The options of a question as its method takes them."""
    match arguments.question:
        case "installed" | "private-cas":
            return {"by": arguments.by}
        case "expiring":
            return {"within_days": arguments.within}
        case "who-breaks":
            lost = meant(arguments.lost, arguments)
            return {"lost": lost, "how": arguments.how, "at": arguments.when, "all": arguments.untouched}
        case "headroom":
            return {"more": arguments.more, "certificate_type": arguments.type}
        case "changes":
            return {"since": arguments.since, "until": arguments.until}
    return {}


_TASKS: dict[str, Callable[[argparse.Namespace], int]] = {
    "ingest": tasks.ingest,
    "report": tasks.report,
    "example": tasks.example,
    "plan-install": plans.plan,
    "plan-delete": plans.plan,
}


def run(arguments: argparse.Namespace) -> int:
    """Do the task, or read, ask, print and write."""
    if arguments.question in _TASKS:
        return _TASKS[arguments.question](arguments)
    check_out(arguments.out)
    given = _given(arguments)
    with opened(arguments) as inventory:
        answer = inventory.ask(arguments.question, **given)
    tell_refused(inventory.report, arguments.refused)
    show(answer, inventory, arguments)
    return 0 if answer.ok else 1
