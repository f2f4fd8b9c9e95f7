"""The catalogue's law: what OCPP demands of a station and a CSMS in these use cases has code and a test, or a reason why not."""

from functools import cache
from pathlib import Path

import pytest

import workbench
from tests.requirements.test_ids import sources
from workbench.requirements.catalogue import Status, all_requirements
from workbench.requirements.places import marked_tests, places_in_code, places_in_profile
from workbench.requirements.spelling import canonical

IN_SCOPE = ("A00.", "A02.", "A03.", "A04.", "C07.", "F06.", "M01.", "M02.", "M03.", "M04.", "M05.", "M06.", "M07.")
PACKAGE, TESTS = Path(workbench.__file__).parent, Path(__file__).parents[1]

REPLY = "Every request has its line in station.answer, which gives a Decision with a reply; mypy proves it complete."
NO_KEY = "There is nothing to decide: no state, effect or message of the station has a field for a private key."
ALIKE = "The CSMS answers alike whether it triggered the request or not: the line is A02's."
PEOPLE = "How an operator keeps the key of its root is no message and no certificate: nothing here could see it."
LATER = "It asks the CA's server, which is the live revocation check's work; until then `revocation` is said to be not checked."
NO_LITERAL = {
    "A00.FR.603": PEOPLE,
    "A00.FR.705": LATER,
    "M03.FR.01": REPLY,
    "M04.FR.01": REPLY,
    "A02.FR.05": NO_KEY,
    "A03.FR.05": NO_KEY,
    "A03.FR.11": ALIKE,
    "A03.FR.21": ALIKE,
}
"""Why no line of the code names it."""
NO_TEST = {"A00.FR.603": PEOPLE, "A00.FR.705": LATER}
"""Why no test carries its mark."""


@cache
def demanded() -> tuple[str, ...]:
    return tuple(one.id for one in all_requirements() if one.status is Status.LIVING and one.id.startswith(IN_SCOPE))


@cache
def in_code() -> frozenset[str]:
    python = [place for file, source in sources(PACKAGE) for place in places_in_code(file, source)]
    profiles = [
        place for path in PACKAGE.rglob("*.toml") for place in places_in_profile(path.name, path.read_text(encoding="utf-8"))
    ]
    return frozenset(canonical(place.requirement) or "" for place in (*python, *profiles))


@cache
def marked() -> frozenset[str]:
    return frozenset(mark.requirement for file, source in sources(TESTS) for mark in marked_tests(file, source))


def test_the_scope_is_what_the_catalogue_has():
    assert len(demanded()) > 60
    assert all(any(one.startswith(prefix) for one in demanded()) for prefix in IN_SCOPE)


def test_what_is_demanded_stands_in_the_code_or_there_is_a_reason():
    assert [one for one in demanded() if one not in in_code() | NO_LITERAL.keys()] == []


def test_what_is_demanded_has_a_test_or_there_is_a_reason():
    assert [one for one in demanded() if one not in marked() | NO_TEST.keys()] == []


@pytest.mark.parametrize(("reasons", "found"), [(NO_LITERAL, in_code), (NO_TEST, marked)], ids=["code", "test"])
def test_a_reason_that_is_none_any_more_is_taken_out(reasons, found):
    assert [one for one in reasons if one in found() or one not in demanded()] == []
    assert all(reason.endswith(".") for reason in reasons.values())
