"""``pnc explore``: which orders of events strand a station in a rotation of the CSMS root, and which plan does not.

Exit status: 0 every order was searched, and with ``--plan`` there is a safe plan; 1 there is none, or a bound ended the search;
2 the call cannot be used.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli.console import add_format, print_json, text_width, use_colour
from workbench.display import terminal
from workbench.errors import InputError
from workbench.station.personalities import personality
from workbench.station.planning_answer import answer
from workbench.station.planning_export import to_dict
from workbench.station.planning_scenarios import SCENARIOS, scenario
from workbench.station.planning_text import to_text

if TYPE_CHECKING:
    import argparse

    from workbench.station.planning_answer import Answer

_ENDINGS = (".svg", ".png", ".html")
_FIRST = next(iter(SCENARIOS))


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--scenario", default=_FIRST, metavar="NAME", help=f"{', '.join(SCENARIOS)} (default: {_FIRST})")
    parser.add_argument(
        "--check", choices=("on", "off"), help=f"AdditionalRootCertificateCheck; only {_FIRST} has the choice (default there: on)"
    )
    parser.add_argument("--expiry", action="store_true", help="let certificates expire during the search")
    parser.add_argument("--migration", action="store_true", help="with a second CSMS under the new root, and migrations to it")
    parser.add_argument(
        "--moves", default="", metavar="WORD,...", help="only the moves that begin with these words, e.g. install,server"
    )
    parser.add_argument(
        "--personality", metavar="NAME", help="a station with these ways, e.g. no-root-under-check (default: strict)"
    )
    parser.add_argument("--plan", action="store_true", help="find the safe plan, for all known stations or the one given")
    parser.add_argument("--stranding", type=int, metavar="N", help="with -o: draw the Nth way that strands as a strip")
    parser.add_argument("-o", "--output", metavar="OUT", help=f"a picture, by its ending: {' '.join(_ENDINGS)}")
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Search, print, draw."""
    if arguments.output and Path(arguments.output).suffix.lower() not in _ENDINGS:
        raise InputError("A search cannot be drawn as that.", hint=f"Let the name end in {', '.join(_ENDINGS)}.")
    if arguments.stranding is not None and not arguments.output:
        raise InputError("--stranding says what to draw, and there is no -o.", hint="Add -o strip.svg.")
    if arguments.check and arguments.scenario != _FIRST:
        raise InputError(f"--check is for {_FIRST} alone.", hint="The other scenarios are about one value of it.")
    wanted = scenario(arguments.scenario, check=arguments.check != "off", expiry=arguments.expiry, migration=arguments.migration)
    station = personality(arguments.personality) if arguments.personality else None
    begin = time.perf_counter()
    found = answer(wanted, station, only=arguments.moves.split(","), plan=arguments.plan)
    seconds = time.perf_counter() - begin
    if arguments.format == "json":
        print_json(to_dict(found))
    else:
        print(to_text(found, seconds=seconds, width=min(text_width(), 140), colour=use_colour()))
    if arguments.output:
        _draw(found, Path(arguments.output), arguments.stranding)
    return 0 if found.exploration.complete and (found.planned is None or found.planned.ok) else 1


def _draw(found: Answer, out: Path, number: int | None) -> None:
    from workbench.station.explore import replayed  # noqa: PLC0415  # pictures need matplotlib: only who asks for one pays
    from workbench.views.rotation import rotation  # noqa: PLC0415
    from workbench.views.rotation_strip import stranding_strip  # noqa: PLC0415

    wanted, essential = found.scenario, found.exploration.essential
    if number is None:
        picture = rotation(found.exploration, wanted.names, heading=wanted.says, goal=wanted.goal)
    elif 1 <= number <= len(essential):
        one = essential[number - 1]
        picture = stranding_strip(one, wanted.world, wanted.names, replayed(wanted.world, one.steps, found.station))
    else:
        raise InputError(f"There is no way {number} that strands.", hint=f"There are {len(essential)}.")
    picture.save(out)
    print(f"pnc: {terminal(str(picture), 500)}\n     Written to {terminal(str(out))}.", file=sys.stderr)
