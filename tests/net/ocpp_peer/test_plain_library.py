"""The plain ``ocpp`` library as a stranger at the other end: every action, both ways, both versions, by its own ChargePoint."""

import asyncio

import pytest

from tests.net.ocpp_peer.peers import ACTIONS_OF, LIBRARY_BREAKS, against, plain, sample, theirs
from tests.station.makers import station
from tests.trust.pki import NOW
from workbench.messages.actions import ACTIONS
from workbench.messages.codec import read, to_wire
from workbench.messages.faults import ErrorCode
from workbench.messages.versions import Version
from workbench.net.ocpp_peer.library import wire_names
from workbench.net.ocpp_peer.names import _written
from workbench.net.ocpp_peer.validation import SchemaCheck
from workbench.net.ocppj.answering import Answer
from workbench.station.events import Received
from workbench.station.station import decide

FULL = pytest.mark.parametrize("full", [True, False], ids=["full", "short"])
EVERY = pytest.mark.parametrize(("version", "action"), ACTIONS_OF, ids=lambda one: getattr(one, "name", str(one)))


def back(answer, action, version):
    """A response of the library as ours."""
    payload = _written(answer, wire_names(action.name, "response", version))
    return read(action.response, payload, version)


@EVERY
@FULL
def test_the_library_asks_and_our_session_answers(version, action, full):
    request = sample(action.request, version, full=full, without=LIBRARY_BREAKS)
    response = sample(action.response, version, full=full, without=LIBRARY_BREAKS)
    heard = []

    async def answer(message):
        heard.append(message)
        return Answer(response)

    async def run():
        receiver = "station" if action.sender == "csms" else "csms"
        async with against(plain(version), receiver, version, answer, check=SchemaCheck()) as (session, peer):
            got = await peer.call(theirs(request, version), suppress=False)
            assert heard == [request]
            assert back(got, action, version) == response
            assert session.findings == []

    asyncio.run(run())


@EVERY
@FULL
def test_our_session_asks_and_the_library_answers(version, action, full):
    request = sample(action.request, version, full=full, without=LIBRARY_BREAKS)
    response = sample(action.response, version, full=full, without=LIBRARY_BREAKS)
    heard = []

    def handler(_self, **keywords):
        heard.append(keywords)
        return theirs(response, version)

    async def run():
        peer_class = plain(version, {action.name: handler})
        async with against(peer_class, action.sender, version, None, check=SchemaCheck()) as (session, _):
            assert await session.call(request) == response
            assert session.findings == []
            assert _written(heard[0], wire_names(action.name, "request", version)) == to_wire(request, version)

    asyncio.run(run())


@pytest.mark.parametrize("version", Version)
def test_a_csms_of_the_library_and_the_station_that_decides(version):
    held = [station()]

    async def answer(message):
        decision = decide(held[0], Received(message), NOW)
        held[0] = decision.state
        assert decision.reply is not None
        return Answer(decision.reply)

    async def run():
        async with against(plain(version), "station", version, answer, check=SchemaCheck()) as (session, peer):
            for action in ACTIONS.values():
                if action.sender == "csms" and version in action.versions:
                    request = sample(action.request, version, full=False)
                    got = await peer.call(theirs(request, version), suppress=False)
                    assert isinstance(back(got, action, version), action.response)
            assert session.findings == []

    asyncio.run(run())


@pytest.mark.parametrize("version", Version)
def test_the_library_understands_our_refusals(version):
    from ocpp.exceptions import NotImplementedError as Unknown  # noqa: PLC0415  a second of import, only here
    from ocpp.exceptions import PropertyConstraintViolationError  # noqa: PLC0415

    async def run():
        async with against(plain(version), "station", version, None) as (_, peer):
            call = __import__(f"ocpp.v{version.value.replace('.', '')}.call", fromlist=["call"])
            with pytest.raises(Unknown):
                await peer.call(call.ClearCache(), suppress=False)
            with pytest.raises(PropertyConstraintViolationError) as caught:
                await peer.call(
                    call.InstallCertificate(certificate_type="CSMSRootCertificate", certificate="SECRET" * 2000),
                    suppress=False,
                    skip_schema_validation=True,
                )
            assert caught.value.code == ErrorCode.PROPERTY_CONSTRAINT_VIOLATION
            assert "SECRET" not in str(caught.value)

    asyncio.run(run())
