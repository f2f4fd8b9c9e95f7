"""The switches: each says what it decides and which requirement leaves the choice."""

from dataclasses import fields

import pytest

from workbench.csms.policy import STRICT, Policy, switches
from workbench.requirements import find


def test_every_field_is_a_switch_with_its_default():
    assert [one.name for one in switches()] == [one.name for one in fields(Policy)]
    assert all(getattr(STRICT, one.name) == one.default for one in switches())


@pytest.mark.parametrize("switch", switches(), ids=lambda one: one.name)
def test_each_names_a_requirement_in_force_or_none_and_says_one_sentence(switch):
    assert not switch.requirement or find(switch.requirement).in_force
    assert switch.says.endswith(".")
    assert ". " not in switch.says
