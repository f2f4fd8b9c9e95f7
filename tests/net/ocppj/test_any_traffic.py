"""Whatever a peer sends, and in whatever order both sides call: the right reply, the right answer, and nothing is left."""

import asyncio
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.messages.made import JSON
from tests.net.ocppj.sessions import ASK, answer, bare, both
from tests.properties.depth import examples
from workbench.messages.boot_notification import HeartbeatRequest, HeartbeatResponse
from workbench.messages.custom_data import CustomData
from workbench.messages.frame_text import UnreadableFrame, read_frame
from workbench.messages.frames import Call
from workbench.messages.reset import ResetKind, ResetRequest, ResetResponse, ResetStatus
from workbench.messages.versions import Version
from workbench.net.ocppj.answering import Answer
from workbench.net.ocppj.limits import Limits

IDS = st.sampled_from(["1", "2", "3", "-1", "", "x" * 36, "x" * 37]) | st.text(max_size=3)
ACTIONS = st.sampled_from(["Heartbeat", "SignCertificate", "InstallCertificate", "heartbeat", "../x", ""]) | st.text(max_size=3)
FRAMES = st.one_of(
    st.tuples(st.just(2), IDS, ACTIONS, JSON),
    st.tuples(st.just(3), IDS, JSON),
    st.tuples(st.sampled_from([4, 5]), IDS, st.text(max_size=5), st.text(max_size=5), JSON),
    st.tuples(st.just(6), IDS, ACTIONS, JSON),
    st.tuples(st.integers(-1, 9) | JSON, IDS | JSON, JSON, JSON),
    st.lists(JSON, max_size=6),
    JSON,
).map(json.dumps)
MESSAGES = FRAMES | FRAMES.map(str.encode) | st.text() | st.binary()


@examples(150)
@given(st.sampled_from(["station", "csms"]), st.sampled_from(Version), st.lists(MESSAGES, min_size=1, max_size=8))
def test_any_message_has_the_reply_that_it_must_have(side, version, messages):
    async def run():
        async with bare(side, version, limits=Limits(longest_frame=5000)) as peer:
            used: set[str] = set()
            for message in messages:
                before = peer.session.received
                await peer.end.send(message)
                due = reply_due(message, version, used)
                if due is not None:
                    reply = await peer.hear()
                    assert (reply[0] in due[0], reply[1]) == (True, due[1]), (message, reply)
                    read_frame(json.dumps(reply), version)
                await until(lambda before=before: peer.session.received > before)
            await peer.say(2, "a last one", "Heartbeat", {})
            assert (await peer.hear())[1] == "a last one"
            assert not peer.session.ended
            assert {finding.code for finding in peer.session.findings} <= {"check-failed"}
            assert len(peer.frames) == peer.session.sent + peer.session.received

    asyncio.run(within_a_minute(run))


def reply_due(message, version, used):
    """The types of the reply and its id; None where none is due."""
    try:
        frame = read_frame(message, version)
    except UnreadableFrame as unreadable:
        return (
            None
            if unreadable.reply is None
            else ({4} if type(unreadable.reply).__name__ == "CallError" else {5}, unreadable.reply.message_id)
        )
    if not isinstance(frame, Call):
        return None
    again, _ = frame.message_id in used, used.add(frame.message_id)
    return {4} if again else {3, 4}, frame.message_id


async def until(so):
    """Let the sessions run until it is so."""
    while not so():  # noqa: ASYNC110  no event says it
        await asyncio.sleep(0)


async def within_a_minute(story):
    async with asyncio.timeout(60):
        await story()


async def numbered(request):
    """The answer holds what the request held, so that a wrong one would be seen."""
    for _ in range(hash(str(request)) % 3):
        await asyncio.sleep(0)
    if isinstance(request, HeartbeatRequest):
        return Answer(HeartbeatResponse(current_time=str(request.custom_data), custom_data=request.custom_data))
    return Answer(ResetResponse(status=ResetStatus.ACCEPTED, custom_data=request.custom_data))


@examples(100)
@given(st.sampled_from(Version), st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=14), st.data())
def test_answers_belong_to_their_calls_in_any_interleaving(version, steps, data):
    cancelled = data.draw(st.sets(st.integers(0, 13), max_size=4))

    async def run():
        async with both(version, numbered, numbered) as (station, csms):
            calls = []
            for number, (by_station, pause) in enumerate(steps):
                custom = CustomData.of({"vendorId": f"{number}"})
                request = (
                    HeartbeatRequest(custom_data=custom) if by_station else ResetRequest(type=ResetKind.ON_IDLE, custom_data=custom)
                )
                calls.append(asyncio.create_task((station if by_station else csms).call(request)))
                for _ in range(pause):
                    await asyncio.sleep(0)
                if number in cancelled:
                    calls[-1].cancel()
            answers: list[Any] = await asyncio.gather(*calls, return_exceptions=True)
            for number, got in enumerate(answers):
                if number not in cancelled or not isinstance(got, asyncio.CancelledError):
                    assert got.custom_data.vendor_id == f"{number}"
            await until(lambda: station.idle and csms.idle)
            assert station.findings == csms.findings == []

    asyncio.run(within_a_minute(run))


@examples(50)
@given(st.lists(st.sampled_from(["answer", "error", "wrong", "late", "time out", "noise", "call"]), max_size=10))
def test_whatever_becomes_of_one_call_the_next_is_answered(story):
    async def run():
        async with bare("csms") as peer:
            for number, what in enumerate(story):
                call = asyncio.create_task(peer.session.call(ASK))
                [_, message_id, _, _] = await peer.hear()
                match what:
                    case "answer" | "late":
                        await peer.say(3, message_id, {"status": "NotFound"})
                    case "error":
                        await peer.say(4, message_id, "InternalError", "", {})
                    case "wrong":
                        await peer.say(3, message_id, {})
                        assert (await peer.hear())[0] == 5
                    case "time out":
                        await asyncio.sleep(0)
                        peer.sleeps.ring()
                    case "noise":
                        await peer.say(3, "unknown", {})
                        await peer.say(3, message_id, {"status": "NotFound"})
                    case "call":
                        await peer.say(2, f"{number}", "Heartbeat", {})
                        assert (await peer.hear())[:2] == [3, f"{number}"]
                        await peer.say(3, message_id, {"status": "NotFound"})
                got = await asyncio.gather(call, return_exceptions=True)
                assert isinstance(got[0], Exception) is (what in {"error", "wrong", "time out"})
                if what in {"late", "time out"}:
                    await peer.say(3, message_id, {"status": "NotFound"})
            call = asyncio.create_task(peer.session.call(ASK))
            [_, message_id, _, _] = await peer.hear()
            await peer.say(3, message_id, {"status": "NotFound"})
            await call
            assert (await answer(ASK)).response == call.result()

    asyncio.run(within_a_minute(run))
