"""What ``pnc explore`` says of a rotation, carried out over real TLS: its plan strands nobody, its shortest stranding does."""

from __future__ import annotations

import json
from contextlib import AsyncExitStack, asynccontextmanager, redirect_stdout
from dataclasses import replace
from functools import cache
from io import StringIO

import pytest

from tests.net.machines.stories import CSMS_ROOT, story
from workbench.cli.main import main
from workbench.csms.policy import Policy
from workbench.net.machines.clock import Clock
from workbench.net.machines.csms import Csms
from workbench.net.machines.driver import Driver
from workbench.net.machines.linking import Link
from workbench.net.machines.servers import Server
from workbench.net.machines.station import Station
from workbench.net.websocket import CsmsServer, ServerName, WebSocketOpener
from workbench.station.effects import RefuseServer
from workbench.station.moves import Delete, Install, Reconnect, Switch, Wait
from workbench.station.personalities import PERSONALITIES
from workbench.station.planning_evidence import ConnectedUnder, Listed, TimeHasCome
from workbench.station.planning_mishaps import Restart
from workbench.station.planning_pki import _issuance
from workbench.station.planning_scenarios import SCENARIOS, scenario
from workbench.station.state import Connection

pytestmark = pytest.mark.deep

EAGER = Policy(try_unsigned_root=True, try_invalid_root=True, try_without_room=True)
"""A CSMS that sends what a plan says, whatever it thinks of it."""
KEYS = {"A": "", "B": "-new", "C": "-unsigned", "D": "-third", "E": "-future", "F": "-short", "G": "-after-short"}
CASES = [(name, True) for name in SCENARIOS] + [("csms-root-rotation", False)]
EVERY = pytest.mark.parametrize(("name", "check"), CASES, ids=lambda one: one if isinstance(one, str) else ("off", "on")[one])


@cache
def searched(name, check):
    """Exit status and JSON of ``pnc explore``."""
    words = ["--check", "on" if check else "off"] if name == "csms-root-rotation" else []
    with redirect_stdout(StringIO()) as out:
        status = main(["explore", "--scenario", name, "--plan", "--format", "json", *words])
    return status, json.loads(out.getvalue())


def server_of(letter, chain):
    return Server(f"root {letter}", chain, _issuance().key(f"ocpp/csms-server{KEYS[letter]}"))


class Stage:
    """A scenario's station and CSMS over a WebSocket, and its moves by name."""

    def __init__(self, made, personality):
        self.made = made
        steps = (*made.moves, *made.mishaps, *made.guards, *made.deadlines, Reconnect())
        self.steps = {one.name: one for one in steps}
        clock = Clock(made.world.now)
        state = replace(made.world.state, connection=Connection())
        self.station = Station(state, personality=personality, clock=clock, password="a-password-of-peers")
        chains = {one.server.name: one.server.chain for one in made.moves if isinstance(one, Switch)}
        first = made.world.servers[0][1]
        chains = {first.name: first.chain} | {key: value for key, value in chains.items() if key != first.name}
        servers = [server_of(name[-1], chain) for name, chain in chains.items()]
        self.csms = Csms(servers=servers, clock=clock, policy=EAGER)
        self.port = CsmsServer(self.csms, security_profile=2)

    @asynccontextmanager
    async def played(self):
        async with self.port:
            opener = WebSocketOpener(server_name=ServerName(name="csms.pnc.example"))
            driver = Driver(self.station, opener, url=self.port.url)
            async with Link(self.station, self.csms, (), driver, AsyncExitStack()) as link:
                await driver.start(security_profile=2)
                assert link.connected
                yield link

    async def does(self, name):
        """One step; False: what it waits for is not so."""
        step = self.steps[name]
        match step:
            case Install():
                await self.csms.install(self.station, CSMS_ROOT, step.certificate)
            case Delete():
                await self.delete(step)
            case Switch():
                self.csms.switch_server(step.server.name)
            case Reconnect():
                await self.station.reconnect()
            case Restart():
                await self.station.restart()
            case Listed():
                return await self.listed(step)
            case ConnectedUnder():
                return self.csms.record(self.station.identity).server == self.made.names[step.root]
            case _:
                await self.pass_time(step)
        return True

    async def delete(self, step):
        held = [one.item for one in self.station.state.store.of_type(CSMS_ROOT) if one.sha256 == step.sha256]
        for one in held:
            await self.csms.delete(self.station, one, really=True)

    async def pass_time(self, step):
        assert isinstance(step, Wait | TimeHasCome)
        moment = step.until if isinstance(step, Wait) else step.since
        if moment > self.station.clock.now():
            await self.station.pass_time(until=moment)

    async def listed(self, step):
        outcome = await self.csms.list(self.station, CSMS_ROOT)
        listing = self.csms.record(self.station.identity).listing(CSMS_ROOT)
        entries = [one.certificate_hash_data.plain for one in listing.entries] if outcome.ok and listing is not None else []
        return any(one in step.wanted for one in entries) is step.there

    @property
    def at_the_goal(self):
        roots = [one.sha256 for one in self.station.state.store.of_type(CSMS_ROOT)]
        served = self.csms.record(self.station.identity).server
        return roots == [self.made.goal.root] and self.station.state.fallback is None and served == self.made.goal.server.name


@pytest.mark.requirement("M05.FR.13", "M05.FR.14")
@EVERY
def test_the_safe_plan_strands_no_station_though_the_connection_is_lost_after_every_step(name, check):
    status, document = searched(name, check)
    plan = document["plan"]
    assert (status == 0) is plan["ok"]
    if not plan["ok"]:
        assert name == "unsigned-root"
        return
    proofs = {one["personality"]: one for one in plan["proofs"]}
    assert set(proofs) == {one.name for one in PERSONALITIES}

    @story
    async def run():
        for personality in PERSONALITIES:
            stage = Stage(scenario(name, check=check), personality)
            async with stage.played() as link:
                for step in plan["with_evidence"]:
                    went_on = await stage.does(step["step"])
                    await stage.station.reconnect()
                    assert link.connected, (personality.name, step)
                    if not went_on:
                        assert step["waits"]
                        break
                promised = proofs[personality.name]["reaches_goal"]
                assert stage.at_the_goal is promised, personality.name
                assert [one.code for one in stage.port.findings if one.code != "handshake-failed"] == []

    run()


@pytest.mark.requirement("M05.FR.13", "M05.FR.14")
@EVERY
def test_the_shortest_way_that_strands_a_station_really_does_and_so_do_the_ways_back(name, check):
    _, document = searched(name, check)
    (shortest, *_) = document["strandings"]

    @story
    async def run():
        for way_back in (*shortest["ways_back"], ""):
            stage = Stage(scenario(name, check=check), "strict")
            async with stage.played() as link:
                *before, last = [one["move"] for one in shortest["steps"]]
                for step in before:
                    await stage.does(step)
                    assert link.connected, step
                await stage.does(last)
                assert not link.connected
                assert not stage.csms.record(stage.station.identity).connected
                assert any(isinstance(effect, RefuseServer) for one in stage.station.decisions for effect in one.effects)
                alerts = [one for one in stage.port.findings if one.code == "handshake-failed"]
                assert any("unknown" in one.message.lower() for one in alerts), alerts
                await stage.station.reconnect()
                assert not link.connected
                if way_back:
                    await stage.does(way_back)
                    await stage.station.reconnect()
                    assert link.connected, way_back

    run()
