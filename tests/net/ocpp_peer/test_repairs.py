"""Each repair of the adapter, beside the library that has the fault. Where the library is found without it, upstream has mended it
and the repair can go."""

import asyncio
import json
import logging
from contextlib import asynccontextmanager

import pytest

from tests.net.ocpp_peer.peers import modules, plain
from workbench.messages.versions import Version
from workbench.net.ocpp_peer.adapter import charge_point
from workbench.net.ocppj.pipe import pipe

V21 = Version.V21
EV_CERTIFICATE = {
    "iso15118SchemaVersion": "urn:iso:15118:2:2013:MsgDef",
    "action": "Install",
    "exiRequest": "AAAA",
    "prioritizedEMAIDs": ["EMAID1"],
}
CUSTOM = {"vendorId": "com.example", "associated_soc": {"CSMS_url": [1]}}


@asynccontextmanager
async def running(cls, **options):
    """A peer that reads, and the other end of its connection, bare."""
    near, far = pipe()
    peer = cls("peer", near, response_timeout=0.05, **options)
    task = asyncio.create_task(peer.start())
    try:
        async with asyncio.timeout(20):
            yield peer, far
    finally:
        await far.close()
        await asyncio.gather(task, return_exceptions=True)


async def heard(far):
    """The next frame; None where none comes."""
    try:
        async with asyncio.timeout(0.2):
            return json.loads(await far.recv())
    except TimeoutError:
        return None


async def said(far, *elements):
    await far.send(json.dumps(elements))


async def outcome(call):
    """What it gives, or raises."""
    return (await asyncio.gather(call, return_exceptions=True))[0]


def ev_certificate(version, **keywords):
    found = modules(version).call.Get15118EVCertificate
    return found(iso_15118_schema_version="urn:iso:15118:2:2013:MsgDef", action="Install", exi_request="AAAA", **keywords)


# --- each story gives whether the fault is there ---------------------------------------------------------------------


async def prioritized_emaids_cannot_be_sent(base, version):
    async with running(base) as (peer, far):
        call = asyncio.create_task(peer.call(ev_certificate(version, prioritized_emaids=["EMAID1"])))
        frame = await heard(far)
        await asyncio.gather(call, return_exceptions=True)
        return frame is None or frame[3] != EV_CERTIFICATE


async def the_names_that_a_handler_gets_are_not_those_of_the_message(base, version):
    got = []

    def handler(_self, **keywords):
        got.append(set(keywords))
        return modules(version).call_result.Get15118EVCertificate(status="Failed", exi_response="")

    async with running(plain(version, {"Get15118EVCertificate": handler}, base)) as (_, far):
        await said(far, 2, "1", "Get15118EVCertificate", EV_CERTIFICATE)
        await heard(far)
        return not got[0] <= set(modules(version).call.Get15118EVCertificate.__dataclass_fields__)


async def custom_data_is_mangled_when_sent(base, version):
    async with running(base) as (peer, far):
        call = asyncio.create_task(peer.call(modules(version).call.Heartbeat(custom_data=CUSTOM)))
        frame = await heard(far)
        await asyncio.gather(call, return_exceptions=True)
        return frame is None or frame[3] != {"customData": CUSTOM}


async def custom_data_is_mangled_when_received(base, version):
    got = []

    def handler(_self, custom_data):
        got.append(custom_data)
        return modules(version).call_result.Heartbeat(current_time="2026-11-21T00:00:00Z")

    async with running(plain(version, {"Heartbeat": handler}, base)) as (_, far):
        await said(far, 2, "1", "Heartbeat", {"customData": CUSTOM})
        await heard(far)
        return got != [CUSTOM]


async def an_action_without_handler_is_not_answered(base, _version):
    async with running(base) as (_, far):
        await said(far, 2, "1", "ClearCache", {})
        frame = await heard(far)
        return frame is None or frame[:3] != [4, "1", "NotImplemented"]


async def what_is_no_frame_is_not_answered(base, _version):
    async with running(base) as (_, far):
        await far.send("junk")
        frame = await heard(far)
        return frame is None or frame[:3] != [4, "-1", "RpcFrameworkError"]


async def an_error_sends_the_whole_value_back(base, version):
    def handler(_self, **_keywords):
        return modules(version).call_result.InstallCertificate(status="Accepted")

    async with running(plain(version, {"InstallCertificate": handler}, base)) as (_, far):
        payload = {"certificateType": "CSMSRootCertificate", "certificate": "SECRET" * 2000}
        await said(far, 2, "1", "InstallCertificate", payload)
        frame = await heard(far)
        assert frame[0] == 4
        return "SECRET" in json.dumps(frame)


async def an_error_at_the_sender_has_the_whole_value(base, version):
    async with running(base) as (peer, _):
        request = modules(version).call.InstallCertificate(certificate_type="CSMSRootCertificate", certificate="SECRET" * 2000)
        error = await outcome(peer.call(request))
        assert type(error).__name__ == "TypeConstraintViolationError" or base is not modules(version).ChargePoint
        return "SECRET" in str(error)


async def a_call_gives_none_for_an_error(base, version):
    async with running(base) as (peer, far):
        call = asyncio.create_task(peer.call(modules(version).call.Heartbeat()))
        [_, message_id, _, _] = await heard(far)
        await said(far, 4, message_id, "InternalError", "", {})
        given = await outcome(call)
        return not isinstance(given, Exception)


async def a_call_in_a_handler_waits_for_itself(base, version):
    got = []

    async def handler(self, **_keywords):
        got.append(await self.call(modules(version).call.Heartbeat()))
        return modules(version).call_result.Reset(status="Accepted")

    async with running(plain(version, {"Reset": handler}, base)) as (_, far):
        await said(far, 2, "1", "Reset", {"type": "OnIdle"})
        [_, message_id, action, _] = await heard(far)
        assert action == "Heartbeat"
        await said(far, 3, message_id, {"currentTime": "2026-11-21T00:00:00Z"})
        await heard(far)
        return not got


async def a_response_against_its_schema_is_not_objected_to(base, version):
    async with running(base) as (peer, far):
        call = asyncio.create_task(peer.call(modules(version).call.Heartbeat()))
        [_, message_id, _, _] = await heard(far)
        await said(far, 3, message_id, {"currentTime": 7})
        frame = await heard(far)
        given = await outcome(call)
        assert isinstance(given, Exception)
        return frame is None or frame[:3] != [5, message_id, "TypeConstraintViolation"]


async def the_end_of_the_connection_leaves_a_call_waiting(base, version):
    async with running(base) as (peer, far):
        peer._response_timeout = 2
        call = asyncio.create_task(peer.call(modules(version).call.Heartbeat()))
        await heard(far)
        await far.close()
        done, _ = await asyncio.wait([call], timeout=0.3)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
        return not done


async def passwords_stand_in_the_log(base, _version):
    class Kept(logging.Handler):
        def __init__(self):
            super().__init__()
            self.lines = []

        def emit(self, record):
            self.lines.append(record.getMessage())

    kept, logger = Kept(), logging.getLogger("peer")
    logger.setLevel(logging.INFO)
    logger.addHandler(kept)
    async with running(base, logger=logger) as (_, far):
        await said(far, 2, "1", "SetNetworkProfile", {"connectionData": {"basicAuthPassword": "SECRET"}})
        await heard(far)
        assert any("SetNetworkProfile" in line for line in kept.lines)
        logger.removeHandler(kept)
        return any("SECRET" in line for line in kept.lines)


async def the_wrong_code_says_that_a_field_is_missing(base, version):
    def handler(_self, **_keywords):
        raise AssertionError

    async with running(plain(version, {"InstallCertificate": handler}, base)) as (_, far):
        await said(far, 2, "1", "InstallCertificate", {"certificate": "x"})
        return (await heard(far))[2] != "OccurrenceConstraintViolation"


BOTH = (
    custom_data_is_mangled_when_sent,
    custom_data_is_mangled_when_received,
    what_is_no_frame_is_not_answered,
    an_error_sends_the_whole_value_back,
    an_error_at_the_sender_has_the_whole_value,
    a_call_gives_none_for_an_error,
    a_call_in_a_handler_waits_for_itself,
    the_end_of_the_connection_leaves_a_call_waiting,
    passwords_stand_in_the_log,
    the_wrong_code_says_that_a_field_is_missing,
)
ONLY_21 = (
    the_names_that_a_handler_gets_are_not_those_of_the_message,
    prioritized_emaids_cannot_be_sent,
    an_action_without_handler_is_not_answered,
    a_response_against_its_schema_is_not_objected_to,
)
STORIES = [(story, version) for story in BOTH for version in Version] + [(story, V21) for story in ONLY_21]


@pytest.mark.parametrize(("story", "version"), STORIES, ids=lambda one: getattr(one, "__name__", str(one)))
def test_the_library_has_this_fault_and_the_repaired_one_has_not(story, version):
    assert asyncio.run(story(modules(version).ChargePoint, version)), "upstream has mended this: the repair can go"
    assert not asyncio.run(story(charge_point(version), version))
