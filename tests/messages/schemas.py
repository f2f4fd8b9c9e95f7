"""The JSON schemas of the ``ocpp`` package, and our shapes written in the same form, so that the two can be compared."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jsonschema import Draft6Validator

from workbench.messages.actions import ACTIONS
from workbench.messages.plans import object_of
from workbench.messages.shapes import Choice, Custom, Flag, Many, Number, Object, Text, Whole
from workbench.messages.versions import Version
from workbench.messages.wire import Form

OCPP = find_spec("ocpp")
assert OCPP is not None
assert OCPP.origin is not None
FOLDERS = {Version.V201: Path(OCPP.origin).parent / "v201/schemas", Version.V21: Path(OCPP.origin).parent / "v21/schemas"}
CUSTOM_DATA = {"type": "object", "properties": {"vendorId": {"type": "string", "maxLength": 255}}, "required": ["vendorId"]}
SAYS_NOTHING = {
    "$id", "$schema", "additionalItems", "comment", "default", "definitions", "description", "javaType",
}  # fmt: skip

CASES = [
    (action.name, kind, version)
    for action in ACTIONS.values()
    for kind in ("request", "response")
    for version in Version
    if version in action.versions
]


def name_of(case):
    return "-".join(case)


@cache
def schema(action, kind, version):
    file = FOLDERS[version] / f"{action}{kind.capitalize()}.json"
    return json.loads(file.read_text(encoding="utf-8-sig"))


@cache
def validator(action, kind, version):
    """Of the draft that the schemas name."""
    official = schema(action, kind, version)
    assert official["$schema"] == "http://json-schema.org/draft-06/schema#"
    return Draft6Validator(official)


def class_of(action, kind):
    return getattr(ACTIONS[action], kind)


def theirs(action, kind, version):
    """The official schema without references and prose."""
    official = schema(action, kind, version)
    return expanded(official, official.get("definitions", {}))


def expanded(node, definitions):
    if reference := node.get("$ref"):
        return expanded(definitions[reference.removeprefix("#/definitions/")], definitions)
    said = {key: value for key, value in node.items() if key not in SAYS_NOTHING}
    if "enum" in said:
        assert said.pop("type") == "string"
        said.pop("additionalProperties", None)
        return {"enum": sorted(said.pop("enum")), **said}
    if "properties" in said:
        said["properties"] = {key: expanded(value, definitions) for key, value in said["properties"].items()}
        said["required"] = sorted(said.get("required", []))
    if "items" in said:
        said["items"] = expanded(said["items"], definitions)
    return said


def ours(action, kind, version):
    return written(object_of(class_of(action, kind), version))


def written(shape):
    """A shape as the JSON schema that says the same."""
    said: dict[str, Any] = {}
    match shape:
        case Text(longest=longest, form=form):
            said = {"type": "string", "maxLength": longest, "format": "date-time" if form is Form.DATE_TIME else None}
        case Whole(least=least):
            said = {"type": "integer", "minimum": least}
        case Number():
            said = {"type": "number"}
        case Flag():
            said = {"type": "boolean"}
        case Choice(members=members):
            said = {"enum": sorted(members)}
        case Custom():
            said = CUSTOM_DATA
        case Many(item=item, fewest=fewest, most=most):
            said = {"type": "array", "items": written(item), "minItems": fewest, "maxItems": most}
        case Object(fields=fields):
            said = {
                "type": "object",
                "additionalProperties": False,
                "properties": {field.name: written(field.shape) for field in fields},
                "required": sorted(field.name for field in fields if field.required),
            }
    return {key: value for key, value in said.items() if value is not None}
