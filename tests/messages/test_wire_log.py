"""The log of a connection: what answers what, in lines, and without secrets."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbench as wb
from tests.messages.made import JSON
from tests.properties.depth import examples
from workbench.certs.items import ItemType
from workbench.messages import wire_log
from workbench.messages.redaction import LEFT_OUT, text_without_secrets
from workbench.messages.wire_log import LoggedFrame, WireLog

NOW = datetime(2026, 11, 21, tzinfo=UTC)
KEY = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA\n-----END EC PRIVATE KEY-----\n"


def log(*frames):
    """Of (sender, elements or text)."""
    made = WireLog()
    for sender, said in frames:
        made = made.with_frame(LoggedFrame(NOW, sender, said if isinstance(said, str) else json.dumps(said)))
    return made


def test_an_answer_stands_beside_its_call_though_both_sides_use_the_same_ids():
    made = log(
        ("station", [2, "1", "Heartbeat", {}]),
        ("csms", [2, "1", "Reset", {"type": "OnIdle"}]),
        ("csms", [3, "1", {"currentTime": ""}]),
        ("station", [4, "1", "NotSupported", "", {}]),
        ("station", [5, "1", "FormatViolation", "", {}]),
        ("csms", [3, "1", {}]),
        ("csms", [6, "2", "Stream", {}]),
        ("csms", "junk"),
    )
    one, two, three, four, five, six, seven, eight = made.frames
    assert [tuple(exchange) for exchange in made.exchanges()] == [
        (one, three, five),
        (two, four, None),
        (six, None, None),
        (seven, None, None),
        (eight, None, None),
    ]
    assert [exchange.action for exchange in made.exchanges()] == ["Heartbeat", "Reset", "", "Stream", ""]


FRAMES = st.tuples(
    st.sampled_from(["station", "csms"]),
    st.tuples(st.integers(2, 6), st.sampled_from(["1", "2"]), st.just("A"), st.just({})).map(list)
    | st.tuples(st.integers(2, 6), st.sampled_from(["1", "2"])).map(list)
    | JSON
    | st.text(),
)


@examples(200)
@given(st.lists(FRAMES, max_size=12))
def test_every_frame_is_in_just_one_exchange(frames):
    made = log(*frames)
    found = [frame for exchange in made.exchanges() for frame in exchange if frame is not None]
    assert sorted(map(id, found)) == sorted(map(id, made.frames))
    assert len(made.to_lines()) == len(made.frames)
    assert all(len(line.splitlines()) == 1 for line in made.to_lines())


def test_a_line_says_when_who_and_what():
    frame = LoggedFrame(NOW, "station", '[2,"1","Heartbeat",{}]', note="It came too late.")
    assert frame.to_line() == '2026-11-21T00:00:00Z CS->CSMS [2,"1","Heartbeat",{}] # It came too late.'
    assert LoggedFrame(NOW, "csms", "\x1b[31m\n").to_line() == r"2026-11-21T00:00:00Z CSMS->CS \x1b[31m\n"


def test_the_lines_load_as_a_log():
    entry = {"hashAlgorithm": "SHA256", "issuerNameHash": "ab" * 32, "issuerKeyHash": "cd" * 32, "serialNumber": "1f"}
    made = log(
        ("csms", [2, "1", "DeleteCertificate", {"certificateHashData": entry}]),
        ("station", [3, "1", {"status": "NotFound"}]),
    )
    bundle = wb.load("\n".join(made.to_lines()).encode())
    assert [item.value for item in bundle.of_type(ItemType.HASH_DATA)] == [entry]


def test_the_latest_frames_are_kept(monkeypatch):
    monkeypatch.setattr(wire_log, "MOST_FRAMES", 3)
    made = log(*(("csms", str(number)) for number in range(5)))
    assert [frame.text for frame in made.frames] == ["2", "3", "4"]
    assert made.dropped == 2


NAMES = """BasicAuthPassword passwd PassPhrase clientSecret private_key PrivateKey AuthorizationKey VpnKey vpn_key SimPin sim_pin
apn_pin PA\u017f\u017fWORD \u017fecret vpn\u212aey s\u0131mp\u0131n ApnP\u0130N"""


@pytest.mark.parametrize("name", NAMES.split())
def test_a_secret_is_left_out_however_its_name_is_written(name):
    for text in (json.dumps({name: "hush"}), json.dumps([{"variable": {"name": name}, "attributeValue": "hush"}]), f"{name}=hush"):
        assert "hush" not in LoggedFrame(NOW, "csms", text).text


def test_long_frames_fill_no_memory(monkeypatch):
    monkeypatch.setattr(wire_log, "MOST_CHARACTERS", 25)
    made = log(*(("csms", f"{number:010d}") for number in range(7)))
    assert [frame.text for frame in made.frames] == ["0000000005", "0000000006"]
    assert made.dropped == 5
    again = WireLog(made.frames, made.dropped)
    assert again == made
    assert len(again.with_frame(made.frames[0]).frames) == 2


def test_a_long_frame_is_cut():
    frame = LoggedFrame(NOW, "csms", json.dumps([3, "1", {"x": "y" * 200_000}]))
    assert len(frame.text) == wire_log.LONGEST_TEXT
    assert frame.head is not None
    assert frame.head.message_id == "1"


# --- secrets ---------------------------------------------------------------------------------------------------------

PROFILE = {
    "configurationSlot": 1,
    "connectionData": {
        "ocppCsmsUrl": "wss://csms.example",
        "basicAuthPassword": "SECRET-1",
        "apn": {"apn": "x", "apnPassword": "SECRET-2", "simPin": 7531},
        "vpn": {"server": "s", "password": "SECRET-3", "key": "SECRET-4"},
    },
}
VARIABLE = {
    "attributeValue": "SECRET-5",
    "component": {"name": "SecurityCtrlr"},
    "variable": {"name": "basicauthpassword"},
}
REPORTED = {"variable": {"name": "ApnPassword"}, "variableAttribute": [{"value": "SECRET-6"}]}
SECRETS = {
    "profile": [2, "1", "SetNetworkProfile", PROFILE],
    "variable": [2, "1", "SetVariables", {"setVariableData": [VARIABLE]}],
    "variable read": [3, "1", {"getVariableResult": [{**VARIABLE, "attributeStatus": "Accepted"}]}],
    "variable reported": [2, "1", "NotifyReport", {"reportData": [REPORTED]}],
    "key": [2, "1", "InstallCertificate", {"certificate": f"before{KEY}after"}],
    "quoted by an error": [4, "1", "FormatViolation", f"Payload '{VARIABLE}' is not valid", {"cause": f"{PROFILE}", "key": KEY}],
    "quoted as JSON": [4, "1", "FormatViolation", json.dumps(PROFILE), {"cause": json.dumps([VARIABLE])}],
}  # fmt: skip


def hidden(text):
    return not any(secret in text for secret in ("SECRET", "7531", "MHcCAQEEIA"))


@pytest.mark.parametrize("frame", SECRETS.values(), ids=SECRETS)
def test_no_secret_is_logged(frame):
    text = json.dumps(frame)
    assert not hidden(text)
    logged = LoggedFrame(NOW, "csms", text, note=f"not valid: {text}")
    assert hidden(repr(logged) + logged.to_line())
    assert json.loads(logged.text)[:2] == frame[:2]


@pytest.mark.parametrize("frame", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("cut", [1, 2, 7, 20])
def test_no_secret_is_logged_of_a_frame_that_cannot_be_read(frame, cut):
    text = json.dumps(frame)[:-cut]
    assert hidden(LoggedFrame(NOW, "csms", text).text)


def test_a_name_that_comes_twice_hides_no_secret():
    text = '[2,"1","SetNetworkProfile",{"basicAuthPassword":"SECRET","basicAuthPassword":null}]'
    assert hidden(LoggedFrame(NOW, "csms", text).text)
    text = '[2,"1","X",{"attributeValue":"SECRET","variable":{"name":"BasicAuthPassword"},"variable":{"name":"x"}}]'
    assert hidden(LoggedFrame(NOW, "csms", text).text)


def test_an_escaped_name_hides_no_secret():
    text = r'[2,"1","SetNetworkProfile",{"basic\u0041uthPass\u0077ord":"SECRET"}]'
    assert hidden(LoggedFrame(NOW, "csms", text).text)


def test_the_rest_of_the_frame_stays():
    logged = json.loads(LoggedFrame(NOW, "csms", json.dumps(SECRETS["profile"])).text)
    assert logged[3]["connectionData"] == {
        "ocppCsmsUrl": "wss://csms.example",
        "basicAuthPassword": LEFT_OUT,
        "apn": {"apn": "x", "apnPassword": LEFT_OUT, "simPin": LEFT_OUT},
        "vpn": {"server": "s", "password": LEFT_OUT, "key": LEFT_OUT},
    }
    certificate = json.loads(LoggedFrame(NOW, "csms", json.dumps(SECRETS["key"])).text)[3]["certificate"]
    assert certificate == "before(a private key was left out here)\nafter"


@examples(300)
@given(JSON)
def test_a_frame_without_secrets_stays_as_it_came(value):
    for text in (json.dumps(value), json.dumps(value, indent=1, ensure_ascii=False)):
        assert text_without_secrets(text) == text


@examples(300)
@given(
    st.text()
    | st.lists(st.sampled_from(["password", '"', "\\", ":", "'", " ", "{", "-----BEGIN PRIVATE KEY-----", "x"])).map("".join)
)
def test_any_text_is_mended_once_and_for_all(text):
    once = text_without_secrets(text)
    assert text_without_secrets(once) == once


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, '["' + "password" + "\\" * 200_000, "password: " * 50_000, 'password:"' * 50_000]
)
def test_a_hostile_text_takes_no_time(text):
    assert text_without_secrets(text) is not None
