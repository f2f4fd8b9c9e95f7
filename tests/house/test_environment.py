"""environment.yml says the same as pyproject.toml. That conda can solve it is beyond an offline test."""

import copy
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
CONDA_NAMES = {"matplotlib-base": "matplotlib", "ibis-duckdb": "ibis-framework"}
"""conda-forge's name to PyPI's, where they differ."""


def departures(environment, project):
    """What the environment says otherwise than the project, one line each."""
    *plain, last = environment["dependencies"]
    if set(last) != {"pip"} or last["pip"][-1] != "-e .":
        return ["the last entry is not pip's, ending in the project itself"]
    conda = [Requirement(entry) for entry in plain]
    for requirement in conda:
        requirement.name = CONDA_NAMES.get(requirement.name, requirement.name)
    said = {
        canonicalize_name(requirement.name): requirement.specifier for requirement in (*conda, *map(Requirement, last["pip"][:-1]))
    }
    due = {
        canonicalize_name(requirement.name): requirement.specifier
        for requirement in map(Requirement, (*project["dependencies"], f"python{project['requires-python']}", "pip"))
    }
    return [
        f"{name}: {said.get(name, 'missing')} in environment.yml, {due.get(name, 'missing')} in pyproject.toml"
        for name in sorted(said.keys() | due.keys())
        if name not in said or name not in due or said[name] != due[name]
    ]


def test_it_says_the_same_as_the_project():
    assert departures(ENVIRONMENT, PROJECT) == []


def test_it_has_the_expected_shape():
    assert set(ENVIRONMENT) == {"name", "channels", "dependencies"}
    assert ENVIRONMENT["name"] == PROJECT["name"]
    assert ENVIRONMENT["channels"] == ["conda-forge", "nodefaults"]


def test_what_is_installed_here_satisfies_it():
    for requirement in map(Requirement, PROJECT["dependencies"]):
        assert version(requirement.name) in requirement.specifier


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("matplotlib-base >=3.9", "matplotlib-base >=3.8", "matplotlib"),
        ("rich >=13.9", None, "rich"),
        ("python >=3.11", "python >=3.10", "python"),
        ("pip", None, "pip"),
        (None, "polars >=1", "polars"),
    ],
)
def test_the_comparison_bites(old, new, named):
    changed = copy.deepcopy(ENVIRONMENT)
    entries = changed["dependencies"]
    if old:
        entries.remove(old)
    if new:
        entries.insert(0, new)
    found = departures(changed, PROJECT)
    assert [line.split(":")[0] for line in found] == [named]
