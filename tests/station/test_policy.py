"""The switches: each says what it decides and which requirement leaves the choice."""

from dataclasses import fields
from pathlib import Path

import pytest

from workbench.requirements import find
from workbench.station import policy as policy_module
from workbench.station.policy import STRICT, Policy, switches


def test_every_field_is_a_switch_with_its_default():
    assert [one.name for one in switches()] == [one.name for one in fields(Policy)]
    assert all(getattr(STRICT, one.name) == one.default for one in switches())


@pytest.mark.parametrize("switch", switches(), ids=lambda one: one.name)
def test_each_names_a_requirement_in_force_and_says_one_sentence(switch):
    assert find(switch.requirement).in_force
    assert switch.says.endswith(".")
    assert ". " not in switch.says


def test_each_switch_decides_something():
    code = "".join(path.read_text(encoding="utf-8") for path in Path(policy_module.__file__).parent.glob("*.py"))
    assert [one.name for one in switches() if f"policy.{one.name}" not in code] == []
