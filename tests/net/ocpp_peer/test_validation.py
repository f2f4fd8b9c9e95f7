"""The second opinion on frames: by the library's schemas, without repeating what a frame holds."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.messages.made import JSON, changed, values
from tests.messages.schemas import CASES, class_of, name_of
from tests.net.ocpp_peer.peers import ACTIONS_OF, sample
from tests.properties.depth import examples
from workbench.messages.codec import from_wire, to_wire
from workbench.messages.faults import Refused
from workbench.messages.frames import Call, CallError, CallResult
from workbench.messages.plans import object_of
from workbench.messages.versions import Version
from workbench.net.ocpp_peer.validation import SchemaCheck, faults_of, problem_of

V21 = Version.V21


@pytest.mark.parametrize(("version", "action"), ACTIONS_OF, ids=lambda one: getattr(one, "name", str(one)))
def test_our_messages_are_sound_by_the_librarys_schemas(version, action):
    request = Call(message_id="1", action=action.name, payload=to_wire(sample(action.request, version), version))
    response = CallResult(message_id="1", payload=to_wire(sample(action.response, version), version))
    assert problem_of(request, version) == problem_of(response, version, action.name) == ""


def whole_floats(node):
    """Whether 1.0 stands somewhere: an integer by draft 6, which the schemas name, and none by draft 4, which the library takes."""
    if isinstance(node, dict | list):
        return any(whole_floats(one) for one in (node.values() if isinstance(node, dict) else node))
    return isinstance(node, float) and node.is_integer()


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_our_codec_and_the_library_refuse_the_same(case):
    action, kind, version = case

    @examples(10)
    @given(st.data(), values(object_of(class_of(action, kind), version)))
    def holds(data, message):
        payload = data.draw(changed(to_wire(message, version)))
        if whole_floats(payload):
            return
        try:
            from_wire(action, kind, payload, version)
            refused = False
        except Refused:
            refused = True
        assert bool(faults_of(payload, action, kind, version)) is refused

    holds()


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (
            {"certificate": "S" * 10001, "certificateType": "CSMSRootCertificate"},
            "$.certificate has 10001 characters, 10000 are allowed.",
        ),
        ({"certificate": 7, "certificateType": "CSMSRootCertificate"}, "$.certificate is not of the type string."),
        ({"certificate": "SECRET", "certificateType": "SECRET"}, "$.certificateType is none of "),
        ({"certificate": "SECRET"}, "$ lacks certificateType."),
        (
            {"certificate": "x", "certificateType": "CSMSRootCertificate", "x": "SECRET"},
            '$ has what the schema does not have: "x".',
        ),
        (["SECRET"], "$ is not of the type object."),
    ],
)
def test_a_problem_names_the_place_and_not_the_value(payload, problem):
    found = problem_of(Call(message_id="1", action="InstallCertificate", payload=payload), V21)
    assert found.startswith(problem)
    assert "SECRET" not in found
    assert "SSS" not in found


def test_an_array_has_its_problems_too():
    frame = CallResult(message_id="1", payload={"status": "Accepted", "certificateHashDataChain": []})
    assert problem_of(frame, V21, "GetInstalledCertificateIds") == "$.certificateHashDataChain has 0 elements, 1 is the least."
    requests = [{"x": 1}] * 50
    many = faults_of({"certificateStatusRequests": requests}, "GetCertificateChainStatus", "request", V21)
    assert 1 < len(many) <= 20


@pytest.mark.parametrize(
    "action", ["Frobnicate", "../../v16/schemas/Heartbeat", "", "\0", "x" * 1000, "../schemas/Heartbeat", "Heartbeatx/.."]
)
def test_an_unknown_action_is_a_problem_and_opens_no_file(action, monkeypatch):
    import ocpp.messages  # noqa: PLC0415  a second of import, only here

    opened = []

    def refuses(path, *_arguments, **_keywords):
        opened.append(path)
        raise OSError

    monkeypatch.setattr(ocpp.messages, "open", refuses, raising=False)
    assert "has no request of the action" in problem_of(Call(message_id="1", action=action, payload={}), V21)
    assert all("/v21/schemas/Frobnicate" in path for path in opened)


def test_other_frames_have_no_problem():
    assert problem_of(CallError(message_id="1", code="x"), V21) == ""


def test_a_check_judges_an_answer_by_its_call():
    check = SchemaCheck()
    assert check('[3,"1",{}]', "station", V21) == ""  # of no CALL that is known
    assert check('[2,"1","GetInstalledCertificateIds",{}]', "csms", V21) == ""
    assert check('[3,"1",{}]', "csms", V21) == ""  # the same id the other way is another exchange
    assert check('[3,"1",{}]', "station", V21) == "$ lacks status."
    assert check('[3,"1",{"status":"NotFound"}]', "station", V21) == ""
    assert check('[2,"1","GetInstalledCertificateIds",{"x":1}]', "csms", V21) != ""
    assert check("junk", "csms", V21) == ""
    for number in range(2000):
        check(json.dumps([2, f"n{number}", "Heartbeat", {}]), "station", V21)
    assert len(check._actions) == 1024


@examples(200)
@given(st.sampled_from(["station", "csms"]), st.sampled_from(Version), st.lists(JSON | st.just([2, "1", "Heartbeat", {}])) | JSON)
def test_a_check_takes_any_text(sender, version, value):
    check = SchemaCheck()
    for text in (
        json.dumps(value),
        json.dumps([2, "1", value, value]),
        json.dumps([2, "1", "Reset", value]),
        json.dumps([3, "1", value]),
    ):
        assert isinstance(check(text, sender, version), str)
