"""Every class says what its schema says: fields, required ones, types, lengths, enumerations, counts. In both versions."""

import pytest

from tests.messages.schemas import CASES, CUSTOM_DATA, class_of, name_of, ours, schema, theirs
from workbench.messages import plans
from workbench.messages.actions import ACTIONS, action_of
from workbench.messages.plans import object_of
from workbench.messages.shapes import Many, Object, Text, Whole
from workbench.messages.versions import DIFFERENCES, Version


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_class_says_what_the_schema_says(case):
    assert ours(*case) == theirs(*case)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_custom_data_is_the_same_everywhere(case):
    definition = schema(*case)["definitions"]["CustomDataType"]
    assert {key: value for key, value in definition.items() if key in CUSTOM_DATA} == {
        **CUSTOM_DATA,
        "properties": {"vendorId": {"type": "string", "maxLength": 255}},
    }


def test_request_and_response_belong_together():
    for name, action in ACTIONS.items():
        assert (action.request.__name__, action.response.__name__) == (f"{name}Request", f"{name}Response")
        assert action_of(action.request) == (action, "request")
        assert action_of(action.response) == (action, "response")


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda one: f"{one.what}-{one.place}")
def test_each_difference_is_one_and_is_used(difference, monkeypatch):
    """Without it one of the classes would not say what its 2.0.1 schema says."""
    assert difference.in_201 != difference.in_21
    if difference.what == "message":
        assert ACTIONS[difference.place].versions == {Version.V21}
        return
    monkeypatch.delitem(plans._IN_201, (difference.what, difference.place))
    plans._object_of.cache_clear()
    try:
        assert any(ours(*case) != theirs(*case) for case in CASES if case[2] is Version.V201)
    finally:
        monkeypatch.undo()
        plans._object_of.cache_clear()


def test_what_the_table_says_of_21_is_what_the_classes_say():
    said = {}

    def collect(shape):
        for field in shape.fields:
            inner = field.shape.item if isinstance(field.shape, Many) else field.shape
            place = f"{shape.cls.__name__}.{field.name}"
            said["required", place] = field.required
            if isinstance(inner, Text):
                said["longest", place] = inner.longest
            if isinstance(inner, Whole):
                said["least", place] = inner.least
            if isinstance(inner, Object):
                collect(inner)

    for action, kind, version in CASES:
        if version is Version.V21:
            collect(object_of(class_of(action, kind), version))
    for difference in DIFFERENCES:
        if difference.what in {"longest", "least", "required"}:
            assert said[difference.what, difference.place] == difference.in_21
