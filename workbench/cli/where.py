"""``pnc where ID``: the catalogue's entry of a requirement, the code and profile rules that name it, the tests marked with it.

Exit status: 0 every id is one that the standard has, or had (withdrawn); 1 an id is unknown, or the standard has no such; 2 the
call cannot be used.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from workbench.cli.console import add_format, complain, print_json, text_width
from workbench.data import checkout
from workbench.display import Card, terminal
from workbench.requirements import Requirement, Status, UnknownRequirement, find
from workbench.requirements.places import CodePlace, MarkedTest, marked_tests, places_in_code, places_in_profile
from workbench.requirements.spelling import canonical

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence

_Place = TypeVar("_Place")
_PACKAGE = Path(__file__).resolve().parents[1]
_NO_TESTS = "tests are not part of an installed package; see a checkout"
_UNFINISHED = re.compile(r"RFC[ -]?[0-9]+( (§|section|clause))?", re.IGNORECASE)


class _Answer(NamedTuple):
    """An entry and its places; ``tests`` is None where there was nothing to search."""

    requirement: Requirement
    code: list[CodePlace]
    tests: list[MarkedTest] | None


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the verb's arguments."""
    parser.add_argument("id", nargs="+", metavar="ID", help="M05.FR.11, RFC 5280 4.2.1.9, V2G2-925, V2G20-2319; any usual spelling")
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Look up, search, print; returns the exit status."""
    found: list[Requirement] = []
    unknown: list[UnknownRequirement] = []
    for text in _joined(arguments.id):
        try:
            found.append(find(text))
        except UnknownRequirement as error:
            unknown.append(error)
    answers = _answers(found)
    if arguments.format == "json":
        print_json(
            {
                "schema": "pnc-workbench/where/1",
                "requirements": [_json(answer) for answer in answers],
                "unknown": [{"id": error.given, "nearest": list(error.nearest)} for error in unknown],
            }
        )
    else:
        cards = [_card(answer).to_text(text_width()) for answer in answers]
        print("\n\n".join([*cards, *(f"{terminal(error.message)}\n  {terminal(error.hint)}" for error in unknown)]))
    return 1 if unknown or any(entry.status is Status.NO_SUCH for entry in found) else 0


def _joined(words: Sequence[str]) -> list[str]:
    """The ids of the call. ``RFC 5280 4.2.1.9`` is one, though the shell hands it over as three words where nobody quoted it."""
    ids: list[str] = []
    for word in words:
        longer = f"{ids[-1]} {word}" if ids else ""
        if canonical(longer) or _UNFINISHED.fullmatch(longer):
            ids[-1] = longer
        else:
            ids.append(word)
    return ids


def _answers(entries: Sequence[Requirement]) -> list[_Answer]:
    ids = {entry.id for entry in entries}
    project = checkout()
    code = _search(_PACKAGE, _PACKAGE.parent, ids, places_in_code)
    code += _search(_PACKAGE / "profiles", _PACKAGE.parent, ids, places_in_profile, "*.toml")
    tests = _search(project / "tests", project, ids, marked_tests) if project and (project / "tests").is_dir() else None
    return [
        _Answer(
            entry,
            [place for place in code if place.requirement == entry.id],
            None if tests is None else [place for place in tests if place.requirement == entry.id],
        )
        for entry in entries
    ]


def _search(
    folder: Path, root: Path, ids: Iterable[str], places: Callable[[str, str], list[_Place]], pattern: str = "*.py"
) -> list[_Place]:
    """The places in all files of a pattern below a folder; one that is not Python just now is complained about and left out."""
    found: list[_Place] = []
    for path in sorted(folder.rglob(pattern)):
        source = path.read_text(encoding="utf-8")
        if any(requirement in source for requirement in ids):  # parsing every file would take most of a second
            name = path.relative_to(root).as_posix()
            try:
                found += places(name, source)
            except SyntaxError as error:
                complain(f"{name} was not searched: line {error.lineno} is not Python.", "Mend it and ask again.")
    return found


def _json(answer: _Answer) -> dict[str, object]:
    return {
        **answer.requirement.to_dict(),
        "code": [{"file": place.file, "line": place.line} for place in answer.code],
        "tests": None if answer.tests is None else [{"file": place.file, "test": place.test} for place in answer.tests],
    }


def _card(answer: _Answer) -> Card:
    entry = answer.requirement.card()
    code = [f"{place.file}:{place.line}" for place in answer.code] or ["none"]
    tests = [_NO_TESTS] if answer.tests is None else [f"{place.file}::{place.test}" for place in answer.tests] or ["none"]
    return Card(entry.title, (*entry.fields, *_listed("Code", code), *_listed("Tests", tests)))


def _listed(label: str, lines: Sequence[str]) -> list[tuple[str, str]]:
    """One field per line, the first with the label."""
    return [("" if index else label, line) for index, line in enumerate(lines)]
