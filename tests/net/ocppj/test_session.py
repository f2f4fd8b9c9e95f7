"""A session in the good case: answers belong to their calls, both ways, and nothing of it is left at the end."""

import asyncio

from tests.net.ocppj.sessions import ASK, INSTALL, INSTALLED, NOT_FOUND, bare, both, settle
from workbench.messages.boot_notification import HeartbeatRequest


def test_each_side_answers_the_other():
    async def run():
        async with both() as (station, csms):
            assert await csms.call(ASK) == NOT_FOUND
            assert await csms.call(INSTALL) == INSTALLED
            assert (await station.call(HeartbeatRequest())).current_time == "2026-11-21T00:00:00Z"
            await settle()
            assert station.idle
            assert csms.idle
            assert (station.sent, station.received) == (csms.received, csms.sent) == (3, 3)
        assert station.ended == "It was closed here."
        assert csms.ended == "The other side closed the connection."

    asyncio.run(run())


def test_one_call_is_under_way_at_a_time_and_the_others_follow_in_order():
    async def run():
        async with bare("csms") as peer:
            calls = [asyncio.create_task(peer.session.call(one)) for one in (ASK, INSTALL)]
            [_, first, action, _] = await peer.hear()
            assert action == "GetInstalledCertificateIds"
            await settle()
            assert len(peer.frames) == 1
            await peer.say(3, first, {"status": "NotFound"})
            [_, second, action, _] = await peer.hear()
            assert action == "InstallCertificate"
            await peer.say(3, second, {"status": "Accepted"})
            assert await asyncio.gather(*calls) == [NOT_FOUND, INSTALLED]

    asyncio.run(run())
