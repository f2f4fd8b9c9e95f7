"""The law of the ids: whatever code cites and tests claim to hold stands in the catalogue, in force and spelled the one way."""

import ast
from collections.abc import Iterable
from pathlib import Path

import pytest

import workbench
from workbench.requirements import UnknownRequirement, find
from workbench.requirements.places import marked_tests, places_in_code
from workbench.requirements.spelling import canonical

TESTS = Path(__file__).parents[1]
PACKAGE = Path(workbench.__file__).parent


def sources(folder: Path) -> list[tuple[str, str]]:
    return [(path.relative_to(folder.parent).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.py"))]


def wrong_with(requirement: str) -> str:
    """Why a finding or a mark must not name this; empty where it may."""
    if canonical(requirement) != requirement:
        return f"{requirement!r} is not the canonical spelling of an id"
    try:
        entry = find(requirement)
    except UnknownRequirement as error:
        return str(error)
    return "" if entry.in_force else f"{requirement} is {entry.status.value}"


def code_faults(files: Iterable[tuple[str, str]]) -> list[str]:
    places = [place for file, source in files for place in places_in_code(file, source)]
    return [
        f"{place.file}:{place.line}: {fault}" for place in places if place.requirement and (fault := wrong_with(place.requirement))
    ]


def citation_faults(files: Iterable[tuple[str, str]]) -> list[str]:
    """As :func:`code_faults`, for tests: those may hold wrong ids on purpose, but not in a requirement= argument."""
    places = [
        place for file, source in files for place in places_in_code(file, source) if place.cited and canonical(place.requirement)
    ]
    return [f"{place.file}:{place.line}: {fault}" for place in places if (fault := wrong_with(place.requirement))]


def mark_faults(files: Iterable[tuple[str, str]]) -> list[str]:
    marks = [mark for file, source in files for mark in marked_tests(file, source)]
    return [f"{mark.file}::{mark.test}: {fault}" for mark in marks if (fault := wrong_with(mark.requirement))]


def lost_marks(files: Iterable[tuple[str, str]]) -> list[str]:
    """Marks that reach no test, as far as reading without running tells: ``pnc where`` would not show them."""
    lost = []
    for file, source in files:
        calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
        marks = [node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr == "requirement"]
        literals = {
            arg.value for mark in marks for arg in mark.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        }
        lost += [f"{file}: {literal}" for literal in literals - {mark.requirement for mark in marked_tests(file, source)}]
    return lost


def test_every_id_in_the_code_is_in_force() -> None:
    files = sources(PACKAGE)
    assert "workbench/findings.py" in dict(files)
    assert code_faults(files) == []


def test_every_id_that_a_test_cites_is_in_force() -> None:
    files = sources(TESTS)
    assert "tests/requirements/test_ids.py" in dict(files)
    assert citation_faults(files) == []


def test_every_requirement_mark_is_in_force_and_reaches_a_test() -> None:
    files = sources(TESTS)
    assert mark_faults(files) == []
    assert lost_marks(files) == []


@pytest.mark.parametrize(
    "requirement", ["M05.FR.04", "A02.FR.09", "M05.FR.99", "RFC 5280 9.9", "V2G2-000", "m05.fr.11", "[V2G2-925]", "a clause"]
)
def test_the_law_catches_what_it_forbids(requirement: str) -> None:
    code = [("a.py", f'Finding(requirement="{requirement}")')]
    marked = [("test_a.py", f'@pytest.mark.requirement("{requirement}")\ndef test_x(): ...')]
    assert len(code_faults(code)) == 1
    assert len(mark_faults(marked)) == 1
    assert len(citation_faults(code)) == (0 if requirement == "a clause" else 1)
    assert lost_marks(marked) == []


def test_the_law_lets_pass_what_is_right() -> None:
    code = [("a.py", 'Finding(requirement="M05.FR.11"); Finding(requirement=""); x = "M05"')]
    assert code_faults(code) == citation_faults(code) == []
    assert mark_faults([("a.py", '@pytest.mark.requirement("RFC 5280 4.2.1.9", "V2G2-925")\ndef test_x(): ...')]) == []


def test_marks_that_nobody_would_see_are_caught() -> None:
    assert lost_marks([("a.py", 'case = pytest.param(1, marks=pytest.mark.requirement("M05.FR.11"))')]) == ["a.py: M05.FR.11"]
    assert len(mark_faults([("a.py", "@pytest.mark.requirement(*IDS)\ndef test_x(): ...")])) == 1
