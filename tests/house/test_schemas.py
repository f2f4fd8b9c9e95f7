"""Each verb's JSON names its own schema: programs depend on the spelling."""

import json
from importlib.resources import files

import pytest

from workbench.cli.main import VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_the_schema_of_a_verb_is_named_after_it(verb):
    schema = json.loads(files("workbench.schemas").joinpath(f"{verb}.schema.json").read_text(encoding="utf-8"))
    assert schema["properties"]["schema"] == {"const": f"pnc-workbench/{verb}/1"}
