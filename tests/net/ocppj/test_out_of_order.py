"""What a peer must not do, or does not: each has its answer, its note, and the session lives on or ends with its reason."""

import asyncio
import json
from typing import Any

import pytest

from tests.net.ocppj.sessions import ASK, INSTALL, INSTALLED, NOT_FOUND, answer, bare, both, settle
from workbench.errors import LocalProtocolError, NetworkError, PeerProtocolError
from workbench.messages.boot_notification import HeartbeatRequest
from workbench.messages.certificates import InstallCertificateRequest, InstallCertificateUse
from workbench.messages.faults import ErrorCode, Refused
from workbench.messages.versions import Version
from workbench.net.ocppj.answering import Answer
from workbench.net.ocppj.calling import RequestRefused
from workbench.net.ocppj.limits import Limits
from workbench.net.ocppj.pipe import pipe
from workbench.net.ocppj.session import Session

ASKED = "GetInstalledCertificateIds"
SMALL = Limits(longest_frame=500, waiting_calls=2, waiting_frames=4, remembered_ids=2)


def played(story):
    """The test run in a loop of its own."""

    async def within_a_minute():
        async with asyncio.timeout(60):
            await story()

    def test():
        asyncio.run(within_a_minute())

    test.__name__, test.__doc__ = story.__name__, story.__doc__
    return test


async def asked(peer, request=ASK):
    """A call of ours, under way: its task and its id."""
    call = asyncio.create_task(peer.session.call(request))
    [_, message_id, _, _] = await peer.hear()
    return call, message_id


async def still_alive(peer):
    """The session takes a CALL as if nothing had happened."""
    await peer.say(2, "alive", "Heartbeat", {})
    assert (await peer.hear())[:2] == [3, "alive"]


# --- answers that are not due ----------------------------------------------------------------------------------------


@played
async def test_an_answer_to_an_unknown_id_is_noted_and_dropped():
    async with bare("csms") as peer:
        call, message_id = await asked(peer)
        await peer.say(3, "other", {"status": "NotFound"})
        await peer.say(4, "another", "InternalError", "", {})
        await settle()
        assert not call.done()
        assert peer.notes == ["Not due: no CALL from here has this id."] * 2
        await peer.say(3, message_id, {"status": "NotFound"})
        assert await call == NOT_FOUND
        await peer.say(3, message_id, {"status": "Accepted"})
        await still_alive(peer)
        assert peer.notes[2:] == ["Not due: the CALL with this id was answered before."]


@played
async def test_a_call_without_an_answer_is_given_up_and_the_next_one_goes_out():
    async with bare("csms") as peer:
        call, message_id = await asked(peer)
        following = asyncio.create_task(peer.session.call(INSTALL))
        await settle()
        assert [seconds for seconds, _ in peer.sleeps.waiting] == [30.0]
        peer.sleeps.ring()
        with pytest.raises(
            NetworkError, match=r"The station did not answer GetInstalledCertificateIds within 30 seconds\."
        ) as caught:
            await call
        assert caught.value.hint
        [_, second, action, _] = await peer.hear()
        assert action == "InstallCertificate"
        await peer.say(3, message_id, {"status": "NotFound"})  # too late
        await peer.say(3, second, {"status": "Accepted"})
        assert await following == INSTALLED
        assert peer.notes == ["It came too late: the CALL had been given up."]


@played
async def test_a_cancelled_call_keeps_its_turn_until_it_is_answered():
    async with bare("csms") as peer:
        call, message_id = await asked(peer)
        following = asyncio.create_task(peer.session.call(INSTALL))
        call.cancel()
        await settle()
        assert len(peer.frames) == 1  # the station has not answered yet: a second CALL would be against Part 4
        await peer.say(3, message_id, {"status": "NotFound"})
        [_, second, _, _] = await peer.hear()
        assert peer.notes == ["Nobody waits for it any more: the call was cancelled."]
        await peer.say(3, second, {"status": "Accepted"})
        assert await following == INSTALLED


@played
async def test_a_call_that_is_cancelled_before_its_turn_is_never_sent():
    async with bare("csms") as peer:
        call, message_id = await asked(peer)
        following = [asyncio.create_task(peer.session.call(INSTALL)) for _ in range(3)]
        await settle()
        following[0].cancel()
        await peer.say(3, message_id, {"status": "NotFound"})
        await call
        for one in following[1:]:
            [_, second, _, _] = await peer.hear()
            await peer.say(3, second, {"status": "Accepted"})
            assert await one == INSTALLED
        assert following[0].cancelled()
        assert len(peer.frames) == 6
        assert peer.session.idle


# --- answers that cannot be used -------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", Version)
def test_a_response_against_its_schema_fails_the_call_and_in_21_is_answered(version):
    @played
    async def story():
        async with bare("csms", version) as peer:
            call, message_id = await asked(peer)
            await peer.say(3, message_id, {"status": "Perhaps", "password": "SECRET"})
            with pytest.raises(
                PeerProtocolError, match=r"answer to GetInstalledCertificateIds cannot be used. \$.password"
            ) as caught:
                await call
            assert "SECRET" not in str(caught.value) + str(peer.frames)
            if version is Version.V21:
                [number, again, code, description, _] = await peer.hear()
                assert (number, again, code) == (5, message_id, "FormatViolation")
                assert "SECRET" not in description
            await still_alive(peer)

    story()


@pytest.mark.parametrize("elements", [[], [{}, "more"], [{}, "more", {}, 1]])
@pytest.mark.parametrize("number", [3, 4])
@pytest.mark.parametrize("version", Version)
def test_an_answer_that_is_no_frame_fails_the_call_at_once(version, number, elements):
    @played
    async def story():
        async with bare("csms", version) as peer:
            call, message_id = await asked(peer)
            await peer.say(number, message_id, *elements)
            with pytest.raises(PeerProtocolError, match="cannot be read"):
                await call
            if version is Version.V21 and number == 3:
                assert (await peer.hear())[:2] == [5, message_id]
            await still_alive(peer)

    story()


@pytest.mark.parametrize("code", [*ErrorCode, "OccurenceConstraintViolation", "x" * 1000, "\x1b[31m"])
def test_an_error_reaches_the_caller_whatever_its_code(code):
    @played
    async def story():
        async with bare("csms") as peer:
            call, message_id = await asked(peer)
            await peer.say(4, message_id, str(code), "No \x1b[31m\u202e idea" + "." * 500, {"more": 1})
            with pytest.raises(RequestRefused, match="The station answered GetInstalledCertificateIds with the error") as caught:
                await call
            error = caught.value
            assert (error.code, error.details) == (code, {"more": 1})
            assert str(error).isascii()
            assert "\x1b" not in str(error)
            assert len(str(error)) < 500
            assert error.hint
            await still_alive(peer)

    story()


@played
async def test_an_error_without_an_id_is_about_the_call_that_waits():
    async with bare("csms") as peer:
        call, _ = await asked(peer)
        await peer.say(4, "-1", "RpcFrameworkError", "what?", {})
        with pytest.raises(RequestRefused, match='error RpcFrameworkError: "what\\?"'):
            await call
        await peer.say(4, "-1", "RpcFrameworkError", "what?", {})
        await still_alive(peer)
        assert peer.notes == [f"Taken for the answer to {ASKED}.", "Not due: no CALL from here has this id."]


# --- CALLs -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "payload", "code"),
    [
        ("Frobnicate", {}, "NotImplemented"),
        ("InstallCertificate", {"certificate": "", "certificateType": "CSMSRootCertificate"}, "NotSupported"),  # a CSMS sends it
        ("Heartbeat", {"x": 1}, "FormatViolation"),
        ("Heartbeat", [], "FormatViolation"),
        ("SignCertificate", {"csr": 7}, "TypeConstraintViolation"),
        ("SignCertificate", {}, "OccurrenceConstraintViolation"),
        ("SignCertificate", {"csr": "SECRET" * 1000}, "PropertyConstraintViolation"),
        ("SignCertificate", {"csr": "SECRET"}, "InternalError"),  # the answer of this test raises
    ],
)
def test_a_call_that_is_not_answered_has_its_error(action, payload, code):
    @played
    async def story():
        async with bare("csms") as peer:
            await peer.say(2, "1", action, payload)
            reply = await peer.hear()
            assert reply[:3] == [4, "1", code]
            assert "SECRET" not in json.dumps(reply)
            await still_alive(peer)
            assert [finding.code for finding in peer.session.findings] == ["check-failed"] * (code == "InternalError")

    story()


@played
async def test_an_answer_may_refuse():
    async def refuses(_request):
        raise Refused(ErrorCode.SECURITY_ERROR, "Not from you.", hint="Ask another.")

    async with bare("csms", answer=refuses) as peer:
        await peer.say(2, "1", "Heartbeat", {})
        assert await peer.hear() == [4, "1", "SecurityError", "Not from you.", {}]
        assert peer.session.findings == []


@played
async def test_an_answer_that_cannot_be_sent_is_an_internal_error():
    async def wrong(_request):
        return Answer(INSTALLED)._replace(response=HeartbeatRequest())  # a request without a field that is no response

    async def too_much(_request):
        return Answer((await answer(HeartbeatRequest())).response.__class__(current_time=7))

    for faulty, sent in ((wrong, 3), (too_much, 4)):
        async with bare("csms", answer=faulty) as peer:
            await peer.say(2, "1", "Heartbeat", {})
            assert (await peer.hear())[0] == sent
            assert len(peer.session.findings) == (sent == 4)


@played
async def test_calls_without_waiting_for_answers_are_answered_in_order_and_too_many_are_refused():
    go = asyncio.Event()

    async def slow(request):
        await go.wait()
        return await answer(request)

    async with bare("csms", answer=slow, limits=SMALL) as peer:
        for number in range(4):
            await peer.say(2, f"{number}", "Heartbeat", {})
        assert [(await peer.hear())[:3] for _ in range(2)] == [[4, "2", "GenericError"], [4, "3", "GenericError"]]
        go.set()
        assert [(await peer.hear())[:2] for _ in range(2)] == [[3, "0"], [3, "1"]]
        assert (
            peer.notes
            == ["It came before the CALL before it was answered."]
            + ["2 CALLs wait for their answer already; one at a time is due."] * 2
        )


@played
async def test_a_repeated_id_is_never_carried_out_twice():
    carried_out = []
    go = asyncio.Event()

    async def counts(request):
        carried_out.append(request)
        await go.wait()
        return await answer(request)

    async with bare("csms", answer=counts) as peer:
        await peer.say(2, "1", "Heartbeat", {})
        await peer.say(2, "1", "Heartbeat", {})
        await settle()
        go.set()
        assert (await peer.hear())[:2] == [3, "1"]
        await peer.say(2, "1", "Heartbeat", {})
        assert (await peer.hear())[:3] == [4, "1", "RpcFrameworkError"]
        await still_alive(peer)
        assert len(carried_out) == 2
        assert peer.notes == [
            "Not answered: a CALL with this id is being answered; its answer stands for both.",
            "The message id was used before on this connection; the CALL was not carried out again.",
        ]


@played
async def test_both_sides_may_use_the_same_id_at_the_same_time():
    async with bare("csms", ids=lambda: "1") as peer:
        call, _ = await asked(peer)
        await peer.say(2, "1", "Heartbeat", {})
        assert (await peer.hear())[:2] == [3, "1"]
        await peer.say(3, "1", {"status": "NotFound"})
        assert await call == NOT_FOUND


# --- frames ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "junk", "{}", "[]", "[2]", '[2,"1"', "null", "[" * 50_000, '[2,7,"Heartbeat",{}]', "\ud800", "\0"]
)
def test_what_is_no_frame_is_answered_under_the_id_of_none(text):
    @played
    async def story():
        async with bare("csms") as peer:
            await peer.end.send(text)
            assert (await peer.hear())[:3] == [4, "-1", "RpcFrameworkError"]
            await still_alive(peer)

    story()


@played
async def test_a_binary_message_is_read_as_text_and_noted():
    async with bare("csms") as peer:
        await peer.end.send(b'[2,"1","Heartbeat",{}]')
        assert (await peer.hear())[:2] == [3, "1"]
        await peer.end.send(b"\xff\xfe")
        assert (await peer.hear())[:2] == [4, "-1"]
        assert all(note.endswith("It came as a binary message; OCPP-J's are text.") for note in peer.notes)
        assert peer.frames[2].text == r"\xff\xfe"


@played
async def test_a_send_is_noted_and_never_answered():
    async with bare("csms") as peer:
        await peer.say(6, "1", "NotifyPeriodicEventStream", {})
        await peer.say(5, "1", "FormatViolation", "no", {})
        await still_alive(peer)
        assert peer.notes == [
            'The SEND of "NotifyPeriodicEventStream" is not known here; nothing answers a SEND.',
            'The other side cannot use the answer with this id: "FormatViolation".',
        ]


@pytest.mark.parametrize("number", [5, 6])
def test_the_frames_of_21_do_not_exist_in_201(number):
    @played
    async def story():
        async with bare("csms", Version.V201) as peer:
            await peer.say(number, "1", "X", {})
            await still_alive(peer)
            assert peer.notes == [f"not valid: OCPP 2.0.1 has no message type {number}."]

    story()


@played
async def test_a_frame_that_is_too_long_is_not_parsed_and_has_its_answer():
    long = "x" * 600
    async with bare("csms", limits=SMALL) as peer:
        await peer.say(2, "1", "Heartbeat", {"x": long})
        assert (await peer.hear())[:3] == [4, "1", "GenericError"]
        await peer.end.send(long)
        assert (await peer.hear())[:3] == [4, "-1", "GenericError"]
        await peer.end.send(long.encode())
        assert (await peer.hear())[:3] == [4, "-1", "GenericError"]
        await peer.say(6, "1", "X", {"x": long})
        await peer.say(4, "1", "X", long, {})
        call, message_id = await asked(peer)
        await peer.say(3, message_id, {"status": "NotFound", "x": long})
        with pytest.raises(PeerProtocolError, match=r"This message has 6\d\d characters, 500 are taken here"):
            await call
        assert (await peer.hear())[:3] == [5, message_id, "GenericError"]
        await still_alive(peer)


# --- the end ---------------------------------------------------------------------------------------------------------


@played
async def test_the_end_reaches_every_call_at_once_with_its_reason():
    async with bare("csms") as peer:
        first, _ = await asked(peer)
        waiting = [first, *(asyncio.create_task(peer.session.call(INSTALL)) for _ in range(3))]
        await settle()
        await peer.end.close(1001, "going away")
        await settle()
        assert peer.session.ended == "The other side closed the connection: going away."
        for call in waiting:
            with pytest.raises(NetworkError, match="going away"):
                call.result()
        with pytest.raises(NetworkError, match="has ended"):
            await peer.session.call(ASK)


@played
async def test_a_session_that_is_closed_here_first_sends_what_it_has_to_say():
    async def answers(request):
        reply = await answer(request)
        return reply._replace(after=close)

    async def close():
        await peer.session.close("restart")

    async with bare("csms", answer=answers) as peer:
        await peer.say(2, "1", "Heartbeat", {})
        assert (await peer.hear())[:2] == [3, "1"]
        with pytest.raises(NetworkError, match="The other side closed the connection: restart"):
            await peer.hear()
        assert peer.session.ended == "It was closed here: restart."


async def flood_of(peer):
    for number in range(10_000):
        await peer.say(2, f"{number}", "Frobnicate", {})


@played
async def test_a_peer_that_sends_and_does_not_read_ends_the_session():
    async with bare("csms", limits=SMALL) as peer:
        flood = asyncio.create_task(flood_of(peer))
        with pytest.raises(NetworkError):
            await flood
        await settle()
        assert peer.session.ended == "The other side takes nothing: 4 frames wait to be sent."


@played
async def test_a_peer_that_vanishes_costs_a_close_no_more_than_its_time():
    async with bare("csms", limits=SMALL) as peer:
        for number in range(70):  # the pipe to the peer is full: nobody reads there
            await peer.say(2, f"{number}", "Heartbeat", {})
            await settle(10)
        assert not peer.session.ended
        closing = asyncio.create_task(peer.session.close())
        await settle()
        assert not closing.done()
        peer.sleeps.ring()
        await closing
        assert peer.session.ended == "It was closed here."


class Lost:
    """A transport that loses the connection in the middle of sending."""

    async def send(self, _text):
        raise NetworkError("The cable was cut.", hint="")

    async def recv(self):
        await asyncio.get_running_loop().create_future()

    async def close(self, code=1000, reason=""):
        pass


@played
async def test_a_connection_that_breaks_while_sending_ends_the_session():
    session = Session(Lost(), "csms", Version.V21, answer)
    running = asyncio.create_task(session.run())
    with pytest.raises(NetworkError, match="The cable was cut"):
        await session.call(ASK)
    await running
    assert session.ended == "The cable was cut."
    assert asyncio.all_tasks() == {asyncio.current_task()}


@played
async def test_a_session_that_is_cancelled_leaves_nothing_behind():
    ours, theirs = pipe()
    session = Session(ours, "csms", Version.V21, answer)
    running = asyncio.create_task(session.run())
    call = asyncio.create_task(session.call(ASK))
    await settle()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    with pytest.raises(NetworkError, match="The session was stopped here"):
        await call
    assert "GetInstalledCertificateIds" in str(await theirs.recv())
    with pytest.raises(NetworkError):
        await theirs.recv()
    await session.finished()
    await settle()
    assert asyncio.all_tasks() == {asyncio.current_task()}


@played
async def test_a_session_runs_once():
    async with bare() as peer:
        await settle()
        with pytest.raises(LocalProtocolError, match="was run before"):
            await peer.session.run()


@played
async def test_a_session_that_never_ran_can_be_closed():
    ours, theirs = pipe()
    session = Session(ours, "csms", Version.V21, answer)
    call = asyncio.create_task(session.call(ASK))
    await settle()
    await session.close()
    with pytest.raises(NetworkError, match="It was closed here"):
        await call
    await session.finished()
    with pytest.raises(NetworkError):
        await theirs.recv()


# --- our own side ----------------------------------------------------------------------------------------------------


@played
async def test_a_request_that_cannot_be_sent_holds_nobody_up():
    oem = InstallCertificateRequest(certificate_type=InstallCertificateUse.OEM_ROOT_CERTIFICATE, certificate="PEM")
    async with both(version=Version.V201) as (_, csms):
        with pytest.raises(LocalProtocolError, match=r"cannot be sent in OCPP 2.0.1"):
            await csms.call(oem)
        assert await csms.call(ASK) == NOT_FOUND
        assert csms.sent == 1


@played
async def test_a_payload_may_break_its_schema_on_purpose():
    async def station(request):
        return (await answer(request))._replace(raw={"status": "Accepted", "certificateHashDataChain": []})

    async with both(station=station) as (one, other):
        with pytest.raises(PeerProtocolError, match=r"\$.certificateHashDataChain has 0 elements"):
            await other.call(ASK)
        await settle()
        assert one.received == 2  # the CALL, and the CALLRESULTERROR


@played
async def test_what_follows_an_answer_may_call_and_comes_after_it():
    heard: list[Any] = []

    async def station(request):
        return (await answer(request))._replace(after=beat)

    async def beat():
        heard.append("after")
        heard.append(await one.call(HeartbeatRequest()))

    async with both(station=station) as (one, other):
        assert await other.call(ASK) == NOT_FOUND
        await settle()
        assert heard[0] == "after"
        assert heard[1].current_time
        assert one.idle


@played
async def test_an_answer_may_itself_call():
    async def station(request):
        await one.call(HeartbeatRequest())
        return await answer(request)

    async with both(station=station) as (one, other):
        assert await other.call(ASK) == NOT_FOUND


@played
async def test_what_follows_an_answer_and_fails_is_a_finding():
    async def fails():
        raise KeyError("\x1b[31m")

    async def station(request):
        return (await answer(request))._replace(after=fails)

    async with both(station=station) as (one, other):
        assert await other.call(ASK) == NOT_FOUND
        await settle()
        [finding] = one.findings
        assert finding.code == "check-failed"
        assert finding.message == f'What follows the answer to "{ASKED}" failed: KeyError.'
        assert await other.call(ASK) == NOT_FOUND


@played
async def test_what_follows_an_answer_outlives_the_session():
    done: list[str] = []

    async def reconnects():
        await one.close("reconnect")
        await asyncio.sleep(0)
        done.append("reconnected")

    async def station(request):
        return (await answer(request))._replace(after=reconnects)

    async with both(station=station) as (one, other):
        await other.call(ASK)
        await one.finished()
        assert done == ["reconnected"]


@played
async def test_what_a_check_finds_is_noted_and_is_a_finding_and_refuses_nothing():
    def check(text, sender, version):
        return f"{sender} {version} no" if "NotFound" in text else ""

    frames: list[Any] = []
    async with both(check=check, log=frames.append) as (station, csms):
        assert await csms.call(ASK) == NOT_FOUND
        assert [(one.findings[0].code, one.findings[0].message) for one in (station, csms)] == [
            ("schema-invalid", "station 2.1 no")
        ] * 2
        assert [frame.note for frame in frames] == ["", "", "not valid: station 2.1 no", "not valid: station 2.1 no"]


@played
async def test_a_check_that_fails_hides_nothing():
    def check(_text, _sender, _version):
        raise ZeroDivisionError

    async with both(check=check, limits=Limits(findings=3)) as (station, csms):
        for _ in range(5):
            assert await csms.call(ASK) == NOT_FOUND
        assert [finding.code for finding in station.findings] == ["check-failed"] * 3


@played
async def test_a_log_that_fails_is_not_hidden():
    def log(_frame):
        raise ZeroDivisionError

    ours, theirs = pipe()
    session = Session(ours, "csms", Version.V21, answer, log=log)
    await theirs.send("x")
    with pytest.raises(ZeroDivisionError):
        await session.run()
    assert session.ended


class Endless(Lost):
    """A transport that always has one more message, and never pauses."""

    def __init__(self):
        self.given = 0

    async def send(self, _text):
        pass

    async def recv(self):
        self.given += 1
        if self.given > 10_000:
            await asyncio.get_running_loop().create_future()
        return '[3,"unknown",{}]'


@played
async def test_a_peer_that_never_pauses_leaves_the_others_their_turn():
    transport = Endless()
    session = Session(transport, "csms", Version.V21, answer)
    running = asyncio.create_task(session.run())
    await settle(20)
    await session.close()
    await running
    assert 0 < transport.given < 1000
