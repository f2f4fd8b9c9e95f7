"""A station of another process reconnects in the middle of what the CSMS does with it."""

import asyncio
from typing import Any

import pytest

from tests.net.machines.stories import CSMS_ROOT, linked, roots, sample, story
from workbench.messages.actions import action_of
from workbench.messages.certificates import GetInstalledCertificateIdsRequest, InstallCertificateRequest
from workbench.messages.variables import GetVariablesRequest
from workbench.net.machines import arrivals
from workbench.net.machines.line import Line

NEW = sample("ocpp/csms-root-new.pem")


@pytest.fixture
def cut(monkeypatch):
    """Cuts the station's connection under the first request of a class; gives what was asked."""
    asked: list[Any] = []
    ask = Line.ask

    def under(cls):
        async def cutting(self, request):
            first = isinstance(request, cls) and not any(isinstance(one, cls) for one in asked)
            asked.append(request)
            if first:
                asyncio.get_running_loop().call_soon(lambda: asyncio.ensure_future(self.session.close("Cut.")))
                self.session._answers._answer = None
                self.session._calls.result = lambda _: self.session._calls._not_due("")  # whatever it answers comes too late
            return await ask(self, request)

        monkeypatch.setattr(Line, "ask", cutting)
        return asked

    return under


def elsewhere(station, csms):
    """The CSMS cannot see what the station is about."""
    csms.arrivals.watch(station.identity, None)


@pytest.mark.parametrize("cls", [GetVariablesRequest, GetInstalledCertificateIdsRequest])
@story
async def test_a_question_is_asked_once_more_after_a_reconnect(cut, cls):
    asked = cut(cls)
    async with linked(over="websocket", root_check=True) as (station, csms, link):
        elsewhere(station, csms)
        (outcome,) = await csms.rotate(station, NEW, "new")
        assert outcome.ok
        assert link.connected
        assert roots(station) == ["B"]
    assert [type(one) for one in asked].count(cls) >= 2


@story
async def test_what_changes_something_is_not_sent_twice(cut):
    asked = cut(InstallCertificateRequest)
    async with linked(over="websocket") as (station, csms, _):
        elsewhere(station, csms)
        outcome = await csms.install(station, CSMS_ROOT, NEW)
        assert not outcome.ok
        assert "not known" in outcome.sentence
    assert [action_of(type(one))[0].name for one in asked].count("InstallCertificate") == 1


@story
async def test_a_station_that_does_not_come_back_is_not_waited_for_without_end(monkeypatch):
    monkeypatch.setattr(arrivals, "RETURN_WITHIN", 0.1)
    async with linked(over="websocket") as (station, csms, link):
        elsewhere(station, csms)
        await link.close()
        outcome = await csms.list(station)
        assert (outcome.ok, outcome.record.connected) == (False, False)


@story
async def test_what_is_begun_while_the_station_reconnects_waits_for_it():
    async with linked(over="websocket") as (station, csms, _):
        elsewhere(station, csms)
        await csms.hang_up(station.identity)
        assert (await csms.list(station)).ok
