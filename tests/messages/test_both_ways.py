"""Our codec and the official schemas, both ways: what is written validates, what is changed is refused by both or by neither."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.messages.made import JSON, changed, values
from tests.messages.schemas import CASES, class_of, name_of, validator
from tests.properties.depth import examples
from workbench.messages.codec import fitted, from_wire, read, to_wire
from workbench.messages.exchange import error_frame
from workbench.messages.faults import Refused, Unsendable
from workbench.messages.frame_text import read_frame, write_frame
from workbench.messages.frames import CallError
from workbench.messages.notes import notes
from workbench.messages.plans import object_of
from workbench.messages.versions import Version


def messages(case):
    action, kind, version = case
    return values(object_of(class_of(action, kind), version))


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_what_is_written_validates_and_reads_back(case):
    action, kind, version = case

    @examples(25)
    @given(messages(case))
    def holds(message):
        payload = to_wire(message, version)
        validator(*case).validate(payload)
        parsed = json.loads(json.dumps(payload))
        assert parsed == payload
        again = from_wire(action, kind, parsed, version)
        assert again == message
        assert hash(again) == hash(message)
        assert to_wire(again, version) == payload
        assert fitted(message, version) == (message, ())
        assert isinstance(notes(message, version), tuple)

    holds()


def outcome(function, *arguments):
    """What it gives, or the refusal."""
    try:
        return function(*arguments)
    except (Refused, Unsendable) as refusal:
        return refusal


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_what_is_changed_is_refused_by_both_or_by_neither(case):
    action, kind, version = case

    @examples(25)
    @given(st.data(), messages(case))
    def holds(data, message):
        payload = data.draw(changed(to_wire(message, version)))
        found = outcome(from_wire, action, kind, payload, version)
        assert isinstance(found, Refused) is not validator(*case).is_valid(payload), found
        if isinstance(found, Refused):
            assert found.code in {fault.code for fault in found.faults}
            assert all(fault.path.startswith("$") and fault.path in fault.sentence for fault in found.faults)
            answer = read_frame(write_frame(error_frame(found, "id"), version), version)
            assert isinstance(answer, CallError)
            assert answer.code == found.code
        else:
            assert to_wire(found, version) == payload  # the round trip loses nothing
            assert isinstance(notes(found, version), tuple)

    holds()


@examples(400)
@given(st.sampled_from(CASES), JSON)
def test_any_json_is_a_message_or_refused(case, payload):
    found = outcome(from_wire, *case[:2], payload, case[2])
    assert isinstance(found, Refused | class_of(*case[:2]))


BOTH = [case for case in CASES if case[2] is Version.V21 and (*case[:2], Version.V201) in CASES]


@pytest.mark.parametrize("case", BOTH, ids=name_of)
def test_a_201_peer_never_gets_what_is_new_in_21(case):
    action, kind, _ = case
    theirs = validator(action, kind, Version.V201)

    @examples(25)
    @given(messages(case))
    def holds(message):
        for one in (message, fitted(message, Version.V201)[0]):
            found = outcome(to_wire, one, Version.V201)
            if isinstance(found, Unsendable):
                assert found.faults
                assert not theirs.is_valid(to_wire(one, Version.V21))
            else:
                theirs.validate(found)
                assert read(class_of(action, kind), found, Version.V201) == one

    holds()
