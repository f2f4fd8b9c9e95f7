"""The lock files satisfy pyproject.toml on every supported Python and system, are complete with hashes, and name no place."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PYPROJECT["dependency-groups"]
EXTRAS = PYPROJECT["project"]["optional-dependencies"]
LAB = [*PYPROJECT["project"]["dependencies"], *GROUPS["build"]]
DEV = [*LAB, *GROUPS["test"], *GROUPS["check"]]
WANTED = {
    "requirements.lock": LAB,
    "requirements-dev.lock": DEV,
    "requirements-engines.lock": [*DEV, *EXTRAS["spark"], *EXTRAS["postgres"]],
}
PYTHONS = ("3.11.0", "3.11.9", "3.12.1", "3.13.0", "3.14.0")
SYSTEMS = (
    {"sys_platform": "linux", "os_name": "posix", "platform_system": "Linux"},
    {"sys_platform": "darwin", "os_name": "posix", "platform_system": "Darwin"},
    {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"},
)


def pins(name):
    """Requirement to the number of its hashes."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return {Requirement(entry.split("--hash")[0]): len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry)) for entry in entries}


def applying(name, python, system):
    """The pins that hold on one Python and system, by name."""
    environment = default_environment() | system | {"python_version": python.rsplit(".", 1)[0], "python_full_version": python}
    holding = [pin for pin in pins(name) if pin.marker is None or pin.marker.evaluate(environment)]
    by_name = {canonicalize_name(pin.name): pin for pin in holding}
    assert len(by_name) == len(holding), "a package is pinned twice at once"
    return by_name


@pytest.mark.parametrize("name", WANTED)
@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system["sys_platform"])
def test_it_satisfies_the_project_everywhere(name, python, system):
    locked = applying(name, python, system)
    for wanted in map(Requirement, WANTED[name]):
        pin = locked[canonicalize_name(wanted.name)]
        (version,) = [specifier.version for specifier in pin.specifier]
        assert version in wanted.specifier, f"{wanted} but {pin}: run `make lock`"


@pytest.mark.parametrize("name", WANTED)
def test_every_pin_is_exact_and_has_hashes(name):
    assert len(pins(name)) > 50
    for pin, hashes in pins(name).items():
        assert str(pin.specifier).startswith("=="), pin
        assert pin.url is None
        assert hashes, f"{pin} has no hash"


@pytest.mark.parametrize("name", WANTED)
def test_it_names_no_index_and_no_path(name):
    assert not re.search(r"https?:|file:|index-url|find-links|/opt|/home", (ROOT / name).read_text(encoding="utf-8"))


def test_what_the_notebooks_get_is_what_the_tests_get():
    lab, dev, engines = (set(map(str, pins(name))) for name in WANTED)
    assert lab <= dev <= engines


def test_the_build_group_is_what_the_build_needs():
    assert GROUPS["build"] == PYPROJECT["build-system"]["requires"]
