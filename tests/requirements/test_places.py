import pytest

from workbench.requirements.places import CodePlace, MarkedTest, marked_tests, places_in_code, places_in_profile

CODE = '''\
"""M05.FR.11"""


def decide(signed, request):
    """RFC 5280 4.2.1.9"""
    # V2G2-925
    if signed:
        return Finding(code="x", requirement="M05.FR.12")
    "M05.FR.13"
    note = "see M05.FR.14"
    match request:
        case "V2G2-925":
            rule = ("m05fr16", {"RFC 5280 7.1": f"{note}"})
    return replace(finding, requirement="V2G20-2319" if signed else "not an id")
'''

TESTS = """\
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.requirement("M01.FR.01")]


@pytest.mark.requirement("M05.FR.11", "M05.FR.12")
def test_two(): ...


@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.requirement("M05.FR.13")), 2])
@pytest.mark.requirement("M01.FR.01")
async def test_parameter(x): ...


@pytest.mark.requirement("M02.FR.01")
class TestInstall:
    pytestmark = pytest.mark.requirement("M02.FR.02")

    class TestInner:
        def test_inside(self): ...

    @pytest.mark.requirement("RFC 5280 7.1")
    def helper(self): ...


def test_of_the_module(): ...
"""


def test_literals_count_and_prose_does_not() -> None:
    assert places_in_code("a.py", CODE) == [
        CodePlace("M05.FR.12", "a.py", 8, cited=True),
        CodePlace("V2G2-925", "a.py", 12, cited=False),
        CodePlace("m05fr16", "a.py", 13, cited=False),
        CodePlace("RFC 5280 7.1", "a.py", 13, cited=False),
        CodePlace("V2G20-2319", "a.py", 14, cited=True),
        CodePlace("not an id", "a.py", 14, cited=True),
    ]


@pytest.mark.parametrize(
    ("argument", "cited"),
    [
        ('"M05.FR.11"', ["M05.FR.11"]),
        ('""', [""]),
        ('given or "V2G2-925"', ["V2G2-925"]),
        ('f"RFC 5280 {clause}"', ["RFC 5280 "]),
        ('RULES["version"]', []),
        ('rule_for("version")', []),
        ("rule.requirement", []),
        ("None", []),
    ],
)
def test_what_a_requirement_argument_can_be_is_cited_and_what_chooses_it_is_not(argument: str, cited: list[str]) -> None:
    places = places_in_code("a.py", f'Finding(code="x", requirement={argument})')
    assert [place.requirement for place in places if place.cited] == cited


def test_marks_reach_a_test_from_itself_its_parameters_its_class_and_its_module() -> None:
    found = marked_tests("tests/test_a.py", TESTS)
    assert {place.file for place in found} == {"tests/test_a.py"}
    assert [(place.test, place.requirement) for place in found] == [
        ("test_two", "M01.FR.01"),
        ("test_two", "M05.FR.11"),
        ("test_two", "M05.FR.12"),
        ("test_parameter", "M01.FR.01"),
        ("test_parameter", "M05.FR.13"),
        ("TestInstall::TestInner::test_inside", "M01.FR.01"),
        ("TestInstall::TestInner::test_inside", "M02.FR.01"),
        ("TestInstall::TestInner::test_inside", "M02.FR.02"),
        ("test_of_the_module", "M01.FR.01"),
    ]


@pytest.mark.parametrize("arguments", ["*IDS", "NAME", "", '"M05.FR.11", NAME'])
def test_a_mark_that_cannot_be_read_is_given_away(arguments: str) -> None:
    found = marked_tests("a.py", f"@pytest.mark.requirement({arguments})\ndef test_x(): ...")
    assert MarkedTest("", "a.py", "test_x") in found


def test_rules_and_gaps_of_a_profile_name_requirements_and_its_comments_do_not() -> None:
    profile = """# requirement = "V2G2-925"
[rules.a]
requirement = "A00.FR.514"
source = "requirement = none"
[[gaps]]
  requirement='RFC 5280 4.2.1.9'  # A00.FR.509
requirement = ""
"""
    assert places_in_profile("a.toml", profile) == [
        CodePlace("A00.FR.514", "a.toml", 3, cited=True),
        CodePlace("RFC 5280 4.2.1.9", "a.toml", 6, cited=True),
    ]


def test_a_file_that_is_no_python_is_an_error() -> None:
    for scan in (places_in_code, marked_tests):
        with pytest.raises(SyntaxError):
            scan("a.py", "def broken(:")
