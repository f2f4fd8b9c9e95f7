"""The repaired ChargePoint with our messages: in both roles, against a session of ours and against the plain library."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.net.ocpp_peer.peers import ACTIONS_OF, against, modules, plain, sample
from workbench.errors import NetworkError, PeerProtocolError
from workbench.messages.actions import ACTIONS
from workbench.messages.boot_notification import HeartbeatRequest
from workbench.messages.faults import ErrorCode, Refused
from workbench.messages.versions import Version
from workbench.net.ocpp_peer.adapter import charge_point
from workbench.net.ocpp_peer.library import Kind, _names, squashed, wire_names
from workbench.net.ocpp_peer.names import to_keywords, to_wire
from workbench.net.ocpp_peer.validation import SchemaCheck
from workbench.net.ocppj.answering import Answer
from workbench.net.ocppj.calling import RequestRefused
from workbench.net.ocppj.pipe import pipe

VERSIONS = pytest.mark.parametrize("version", Version)


def replies(version):
    """Answers every request with a full response."""

    async def answer(request):
        return Answer(sample(ACTIONS[type(request).__name__.removesuffix("Request")].response, version))

    return answer


def made(version, **options):
    """The class, its further arguments given."""
    return lambda *arguments, **keywords: charge_point(version)(*arguments, **{**keywords, **options})


@VERSIONS
@pytest.mark.parametrize("side", ["station", "csms"])
def test_our_messages_go_through_the_library_both_ways(version, side):
    other = "csms" if side == "station" else "station"

    async def run():
        peer_class = made(version, side=other, answer=replies(version))
        async with against(peer_class, side, version, replies(version), check=SchemaCheck()) as (session, peer):
            for _, action in ACTIONS_OF:
                if version in action.versions:
                    caller = session if action.sender == side else peer
                    got = await caller.call(sample(action.request, version))
                    assert got == sample(action.response, version)
            assert session.findings == []

    asyncio.run(run())


@VERSIONS
def test_our_messages_reach_the_plain_library(version):
    near, far = pipe()

    def heartbeat(_self, **_keywords):
        return modules(version).call_result.Heartbeat(current_time="2026-11-21T00:00:00Z")

    async def run():
        stranger = plain(version, {"Heartbeat": heartbeat})("stranger", near)
        peer = charge_point(version)("peer", far, side="station")
        running = [asyncio.create_task(one.start()) for one in (stranger, peer)]
        assert (await peer.call(HeartbeatRequest())).current_time == "2026-11-21T00:00:00Z"
        got = await peer.call(modules(version).call.Heartbeat())
        assert got == modules(version).call_result.Heartbeat(current_time="2026-11-21T00:00:00Z")
        await near.close()
        await asyncio.gather(*running, return_exceptions=True)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())


def test_what_follows_an_answer_may_call():
    heard = []

    async def answer(request):
        reply = await replies(Version.V21)(request)
        return reply._replace(after=calls)

    async def calls():
        heard.append(await peers[0].call(HeartbeatRequest()))

    peers = []

    async def run():
        peer_class = made(Version.V21, side="station", answer=answer)
        async with against(peer_class, "csms", Version.V21, replies(Version.V21)) as (session, peer):
            peers.append(peer)
            await session.call(sample(ACTIONS["TriggerMessage"].request, Version.V21))
            for _ in range(50):
                await asyncio.sleep(0)
        assert len(heard) == 1

    asyncio.run(run())


def test_errors_reach_the_caller_in_its_own_kind():
    async def refuses(_request):
        raise Refused(ErrorCode.SECURITY_ERROR, "Not from you.", hint="")

    async def run():
        from ocpp.exceptions import SecurityError  # noqa: PLC0415  a second of import, only here

        async with against(made(Version.V21, side="station"), "csms", Version.V21, refuses) as (session, peer):
            with pytest.raises(RequestRefused, match="The CSMS answered Heartbeat with the error SecurityError"):
                await peer.call(HeartbeatRequest())
            with pytest.raises(SecurityError):
                await peer.call(modules(Version.V21).call.Heartbeat())
            with pytest.raises(RequestRefused, match="NotImplemented"):
                await session.call(sample(ACTIONS["Reset"].request, Version.V21))

    asyncio.run(run())


def test_a_peer_that_does_not_answer_or_answers_wrongly_is_said_plainly():
    async def run():
        near, far = pipe()
        peer = charge_point(Version.V21)("peer", near, side="station", response_timeout=0.01)
        running = asyncio.create_task(peer.start())
        with pytest.raises(NetworkError, match=r"The CSMS did not answer Heartbeat within 0.01 seconds\."):
            await peer.call(HeartbeatRequest())
        with pytest.raises(TimeoutError, match="for the answer to Heartbeat"):
            await peer.call(modules(Version.V21).call.Heartbeat())
        for _ in range(2):
            await far.recv()
        peer._response_timeout, peer._unique_id_generator = 10, lambda: "1"
        call = asyncio.create_task(peer.call(HeartbeatRequest()))
        await far.recv()
        await far.send('[3,"1"]')
        with pytest.raises(PeerProtocolError, match="cannot be read"):
            await call
        assert "CallResultError" not in str(await far.recv())
        await far.close()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(run())


@VERSIONS
def test_every_name_of_every_schema_goes_there_and_back(version):
    """The plain library breaks some forty of 2.1."""
    from ocpp.charge_point import camel_to_snake_case, snake_to_camel_case  # noqa: PLC0415  a second of import, only here

    broken, schemas = set(), Path(modules(version).__file__).parent / "schemas"
    for file in sorted(schemas.glob("*Re*s*.json")):
        kind: Kind = "request" if file.stem.endswith("Request") else "response"
        action = file.stem.removesuffix("Request").removesuffix("Response")
        known = wire_names(action, kind, version)
        assert known
        for name in known.values():
            keywords = to_keywords({name: 1}, action, kind, version)
            assert to_wire(keywords, action, kind, version) == {name: 1}
            assert squashed(name) in known
            if snake_to_camel_case(camel_to_snake_case({name: 1})) != {name: 1}:
                broken.add(name)
    assert bool(broken) is (version is Version.V21), "upstream has mended its names: see what is still needed"


@VERSIONS
def test_the_only_two_names_that_are_taken_for_each_other_are_not_ours(version):
    """In the charging schedules of 2.1; no message here has them."""
    alike = set()
    for file in (Path(modules(version).__file__).parent / "schemas").glob("*.json"):
        found = sorted(set(_names(json.loads(file.read_text(encoding="utf-8-sig")))))
        alike |= {(one, other) for one in found for other in found if one < other and squashed(one) == squashed(other)}
    assert alike == ({("priceScheduleID", "priceScheduleId")} if version is Version.V21 else set())


def test_the_library_is_imported_when_it_is_used_and_not_before():
    code = (
        "import sys, workbench.net.ocpp_peer.adapter, workbench.net.ocpp_peer.validation, workbench.net.ocppj.session\n"
        "print([name for name in ('ocpp', 'jsonschema') if name in sys.modules])\n"
        "from workbench.messages.frames import Call\n"
        "from workbench.messages.versions import Version\n"
        "call = Call(message_id='1', action='Heartbeat', payload={})\n"
        "print(repr(workbench.net.ocpp_peer.validation.problem_of(call, Version.V21)), 'ocpp' in sys.modules)\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == ["[]", "'' True"]


def test_calls_that_do_not_wait_for_answers_are_refused_when_they_are_too_many():
    async def run():
        go = asyncio.Event()

        async def slow(request):
            await go.wait()
            return await replies(Version.V21)(request)

        near, far = pipe()
        peer = charge_point(Version.V21)("peer", near, side="csms", answer=slow)
        running = asyncio.create_task(peer.start())
        for number in range(20):
            await far.send(json.dumps([2, f"{number}", "Heartbeat", {}]))
        refused = [json.loads(await far.recv())[:3] for _ in range(3)]
        assert refused == [[4, f"{number}", "GenericError"] for number in (17, 18, 19)]
        go.set()
        assert [json.loads(await far.recv())[1] for _ in range(17)] == [f"{number}" for number in range(17)]
        await far.close()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(run())
