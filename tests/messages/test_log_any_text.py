"""Any text is read without an error, whoever made it to break a parser."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.messages.log import LogEntry, exchanges_of, read_log

PIECES = st.sampled_from(
    [
        '[2,"1","Heartbeat",{}]',
        '[3,"1",{}]',
        '[4,"1","X","",{}]',
        '[2,"',
        '[2,\\"1\\",',
        '[2,""1"",',
        "[2,&quot;1&quot;,",
        "[2, '1'",
        '{"message":',
        '{"a":{"b":[',
        '"',
        "\\",
        "\n",
        "\r",
        "]",
        "}",
        "CS->CSMS ",
        "Received: ",
        "2026-06-01T10:00:00Z ",
        "99999999999 ",
        "chargeBoxId=A, ",
        "time,message\n",
        "\x00",
        "\ud800",
        "é",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_frames_and_refusals_and_at_least_one_of_them(text):
    found = list(read_log(text))
    assert found
    frames = [one for one in found if isinstance(one, LogEntry)]
    assert all(1 <= one.line <= text.count("\n") + text.count("\r") + 1 for one in found)
    assert all(one.kind in {2, 3, 4, 5, 6} and one.message_id == one.value[1] for one in frames)
    assert sum((one.call is not None) + (one.answer is not None) for one in exchanges_of(frames)) <= len(frames)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=8),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=8), inner),
    )
)
@settings(max_examples=100, deadline=None)
def test_any_json_is_read(value):
    assert list(
        read_log(json.dumps({"timestamp": value, "station": value, "direction": value, "message": value, "payload": value}))
    )


LOOKS_LIKE_MESSAGES = {
    "frames": '[2,"' * 100_000,
    "objects": '{"a":' * 100_000,
    "strings": '[2,\\"' * 100_000,
    "cells": '[2,""' * 100_000,
    "html": "[2,&quot;" * 50_000,
    "arrays": "[" * 500_000,
    "empty lines": "\n" * 1_000_000,
    "an open cell": 'message,b\n"' + '"' * 500_000,
    "lines cut off": '[2,"a",{"x":"' + '\n[2,"a",{"' * 30_000,
}


@pytest.mark.parametrize("name", LOOKS_LIKE_MESSAGES)
def test_text_that_looks_like_messages_everywhere_ends_the_search(name):
    assert sum(1 for _ in read_log(LOOKS_LIKE_MESSAGES[name])) >= 1
