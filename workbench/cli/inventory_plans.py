"""Plans of ``pnc inventory``: who gets a root, who deletes one, in which waves; the messages, and a rehearsal."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.console import print_json
from workbench.cli.inventory_given import items_at, meant, opened, tell_refused, written
from workbench.cli.inventory_out import check_out
from workbench.display import terminal
from workbench.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.plans import Plan

_ENDINGS = (".csv", ".json", ".jsonl")


def add_plan(parser: argparse.ArgumentParser, certificate_types: tuple[str, ...], *, install: bool) -> None:
    """The options of one of the two plans."""
    if install:
        parser.add_argument("--install", required=True, metavar="FILE", help="the root that stations are to get")
        parser.add_argument("--type", required=True, choices=certificate_types, help="what it is to be trusted for")
    else:
        parser.add_argument(
            "--delete",
            required=True,
            nargs="+",
            metavar="SHA256|FILE",
            help="what is to go; each station is told it as the station itself lists it",
        )
        parser.add_argument("--type", choices=certificate_types, help="only where it is listed as this")
        parser.add_argument("--successor", metavar="FILE", help="must be listed first: install, confirm, only then delete")
        parser.add_argument(
            "--really", action="store_true", help="the last of a type too, and what chains stand on; never the last CSMS root"
        )
        parser.add_argument(
            "--horizon",
            type=int,
            default=30,
            metavar="DAYS",
            help="how long the CSMS roots that are left must verify its server (default: 30)",
        )
    parser.add_argument("--wave", type=int, default=500, metavar="N", help="stations in a wave after the pilot (default: 500)")
    parser.add_argument("--messages", metavar="OUT.jsonl", help="write the OCPP messages, ready to send, in their order")
    parser.add_argument(
        "--ask-first", action="store_true", help="with --messages: the questions to stations that must wait for one"
    )
    parser.add_argument("--rehearse", action="store_true", help="play the plan with simulated stations first")
    parser.add_argument("-o", "--out", metavar="OUT", help=f"write the plan, by the ending: {' '.join(_ENDINGS)}")


def plan(arguments: argparse.Namespace) -> int:
    """Make it, print it, write it, rehearse it; 1 where a station waits or must not, or the rehearsal goes wrong."""
    check_out(arguments.out, _ENDINGS)
    rehearsal = None
    with opened(arguments) as inventory:
        made = _made(arguments, inventory)
        if arguments.rehearse:
            from workbench.lab.fleet_rehearsal import rehearse  # noqa: PLC0415  # the simulated stations: only who rehearses pays

            rehearsal = rehearse(made, inventory, progress=inventory.progress)
    tell_refused(inventory.report, arguments.refused)
    if arguments.out is not None:
        _write(made, Path(arguments.out))
    if arguments.messages is not None:
        text = made.to_jsonl(ask_first=arguments.ask_first)
        written(Path(arguments.messages), text.encode("utf-8", "backslashreplace"))
        count = text.count("\n")
        print(f"pnc: {count:,} messages written to {terminal(arguments.messages)}; nothing was sent.", file=sys.stderr)
    if arguments.format == "json":
        print_json({**made.to_dict(), "rehearsal": None if rehearsal is None else rehearsal.to_dict()})
    else:
        print(made)
        if rehearsal is not None:
            print(f"\n{rehearsal}")
    return 0 if made.ok and (rehearsal is None or rehearsal.ok) else 1


def _made(arguments: argparse.Namespace, inventory: Inventory) -> Plan:
    from workbench.fleet.plans import delete_plan, install_plan  # noqa: PLC0415  # pandas: the help does without

    if arguments.question == "plan-install":
        found = items_at([arguments.install], arguments)
        if len(found) > 1:
            raise InputError(f"There are {len(found)} certificates in {arguments.install!r}.", hint="Give the root alone.")
        return install_plan(inventory, found[0], arguments.type, wave_size=arguments.wave)
    successor = items_at([arguments.successor], arguments)[0] if arguments.successor else None
    return delete_plan(
        inventory,
        meant(arguments.delete, arguments),
        successor=successor,
        certificate_type=arguments.type,
        really=arguments.really,
        wave_size=arguments.wave,
        horizon_days=arguments.horizon,
    )


def _write(made: Plan, out: Path) -> None:
    texts: dict[str, Callable[[], str]] = {
        ".csv": made.to_csv,
        ".json": lambda: json.dumps(made.to_dict(), indent=2) + "\n",
        ".jsonl": lambda: "".join(f"{json.dumps(step)}\n" for step in made.to_dict()["steps"]),
    }
    written(out, texts[out.suffix.lower()]().encode("utf-8", "backslashreplace"))
    print(f"pnc: The plan is in {terminal(str(out))}.", file=sys.stderr)
