"""A vehicle's life, from the factory to its second contract, and each party's bad day on the way."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

import workbench as wb
from workbench.contracts.parties import Manufacturer
from workbench.contracts.pool import Pool
from workbench.contracts.pool.operator import Operator, sample_emaid
from workbench.contracts.standards import ISO_2, ISO_20
from workbench.lab.pnc import plug_in
from workbench.net.machines.issuer import sample
from workbench.net.pnc.step import Outcome, Party
from workbench.station.outfit import with_root
from workbench.station.staples import staples

DAY = timedelta(days=1)
SEED = b"a whole story"
EMAID = sample_emaid(4711)
SCHEMAS = {"iso15118-2": ISO_2, "iso15118-20": ISO_20}
PCIDS = {"iso15118-2": "WPNEV2026STORY0001", "iso15118-20": "WPNP20260000000071"}
BOTH = pytest.mark.parametrize("folder", SCHEMAS)


class Reporting:
    """A mobility operator with its CPS, whose responder knows each contract as soon as it is made."""

    def __init__(self, operator, twin):
        self.operator, self.twin = operator, twin
        self.mobility_operator, self.provisioning_service = operator.mobility_operator, operator.provisioning_service

    def install(self, *given):
        return self._known(self.operator.install(*given))

    def update(self, *given):
        return self._known(self.operator.update(*given))

    def _known(self, signed):
        self.twin.know(signed.data.chain[0].certificate)
        return signed


class World(NamedTuple):
    """Who takes part."""

    station: Any
    csms: Any
    pool: Any
    link: Any
    twin: Any

    async def days(self, count):
        """Time passes; what the CPO's CA renewed for the station (A03) its responder knows a few days later."""
        for begin in range(0, count, 4):
            await self.station.pass_time(by=min(4, count - begin) * DAY)
            await self.link.settled()
            for chain in self.station.state.v2g_chains:
                self.twin.know(chain.leaf.item.certificate)


@asynccontextmanager
async def world(folder, lifetime=28 * DAY):
    """A factory, an operator with a CPS, a pool, a CSMS, a station that is connected to it."""
    station = wb.Station("factory")
    names = ("MORootCertificate", "mo-root"), ("V2GRootCertificate", "v2g-root"), ("OEMRootCertificate", "oem-root")
    state = station.state
    for kind, name in names:
        (root,) = sample(f"{folder}/{name}")
        if root.der not in {one.item.der for _, one in state.store.entries}:
            state = with_root(state, kind, root)
    station = wb.Station(state, identity=station.identity, keys=station.past.keys, clock=station.clock, password="story")
    pool = Pool.of_samples(station.clock.now(), seed=SEED)
    with wb.twin(folder, "iso15118-2", clock=station.clock, lasts=6 * DAY) as twin:
        pool.makers[SCHEMAS[folder]] = Reporting(Operator.of_samples(folder, seed=SEED, lifetime=lifetime), twin.twin)
        fetcher = await twin.fetcher().open("a story of the tests")
        known = sample(*(f"{folder}/{whose}-{name}" for whose in ("mo", "oem") for name in ("root", "sub-ca1", "sub-ca2")))
        csms = wb.Csms(fetcher=fetcher, pool=pool, pile=known)
        link = await wb.connect(station, csms, security_profile=1)
        try:
            await station.pass_time(by=timedelta(minutes=2))  # it fetches its staples
            await link.settled()
            yield World(station, csms, pool, link, twin.twin)
        finally:
            await link.close()
            await fetcher.close()


def ordered(session):
    return [one.name for one in session.steps if one.outcome is not Outcome.LEFT_OUT]


async def youth(folder, life):
    """From the factory to the first charging: the vehicle, and how it is plugged in."""
    station, csms, pool = life[:3]

    # the factory: a key, a provisioning certificate, published in the pool
    vehicle = Manufacturer.of_samples(folder, seed=SEED).build(PCIDS[folder], station.clock.now())
    assert not pool.provisioning.publish(vehicle.chain, station.clock.now())

    async def plugs(**more):
        return await plug_in(folder, station=station, csms=csms, vehicle=vehicle, **more)

    # without a contract nobody charges, and without an account there is none to be had
    assert (await plugs()).cause.code == "contract-refused"
    assert not (await plugs(action="Install")).ok

    # the driver signs a contract; the vehicle fetches it through the station and unwraps its key; the CSMS has not heard of it
    pool.account(vehicle.pcid, EMAID)
    first = await plugs(action="Install")
    assert first.step("unwraps the key").outcome is Outcome.GOOD
    assert (first.ok, first.refused_by, first.step("AuthorizeResponse").requirement) == (False, Party.CSMS, "C07.FR.13")
    assert [one.emaid for one in vehicle.contracts] == [EMAID]

    # the operator tells the CSMS: it charges
    csms.contracts[EMAID] = "Accepted"
    second = await plugs()
    assert second.ok, second.sentence
    return vehicle, plugs, second


async def story_2():
    async with world("iso15118-2") as life:
        vehicle, plugs, charged = await youth("iso15118-2", life)
        [contract] = vehicle.contracts

        # in TLS stood the station's own certificate, with the OCSP response that it had fetched over its CSMS (M06)
        state = life.station.state
        [own] = [one for one in staples(state, life.station.clock.now()) if one.edition == "iso15118-2"]
        assert charged.handshake.staple == own.responses[0]
        assert [one.der for one in charged.handshake.secc_chain] == [one.item.der for one in state.v2g_chains[-1].certificates]

        # three weeks later: the station has renewed its certificate (A03), the vehicle asks for its contract's successor (M02)
        await life.days(21)
        renewed = await plugs(action="Update")
        assert renewed.ok, renewed.sentence
        assert renewed.handshake.secc_chain[0].der != charged.handshake.secc_chain[0].der
        assert vehicle.contracts[-1].not_after > contract.not_after

        # the old contract's time is over, not the new one's
        await life.days(10)
        assert life.station.clock.now() > contract.not_after
        assert (await plugs()).ok

        # the vehicle stays away for too long: contract and update are over; the factory's certificate helps
        await life.days(33)
        over, late = await plugs(), await plugs(action="Update")
        assert (over.ok, over.cause.code, over.explained.cause.code) == (False, "expired", "expired")
        assert (late.ok, late.refused_by) == (False, Party.CSMS)
        assert (await plugs(action="Install")).ok


async def story_20():
    async with world("iso15118-20") as life:
        vehicle, plugs, charged = await youth("iso15118-20", life)
        [contract] = vehicle.contracts
        assert charged.handshake.vehicle.ok

        # the contract's time is over; edition -20 knows no update: the vehicle asks as for its first one [M02.FR.02]
        await life.days(31)
        over = await plugs()
        assert (over.ok, over.cause.code) == (False, "expired")
        again = await plugs(action="Update")
        assert again.ok, again.sentence
        assert "CertificateInstallationReq" in ordered(again)
        assert vehicle.contracts[-1].not_after > contract.not_after


@pytest.mark.slow
@pytest.mark.requirement("M01.FR.01", "M02.FR.01", "C07.FR.02", "C07.FR.13", "C07.FR.14")
def test_from_the_factory_to_the_third_contract_in_edition_2():
    asyncio.run(story_2())


@pytest.mark.requirement("M01.FR.01", "M02.FR.02", "C07.FR.02", "C07.FR.13", "V2G20-2339", "V2G20-2342")
def test_from_the_factory_to_the_second_contract_in_edition_20():
    asyncio.run(story_20())


BAD_DAYS = [  # whose, what, who notices
    ("vehicle", "another-key", Party.CSMS),
    ("vehicle", "unsigned", Party.CSMS),
    ("vehicle", "cut-off", Party.CSMS),
    ("mobility_operator", "another-key", Party.EV),
    ("mobility_operator", "another-vehicle", Party.EV),
    ("mobility_operator", "sub-ca-missing", Party.EV),
    ("mobility_operator", "large-certificate", Party.CSMS),
    ("mobility_operator", "long-chain", Party.CSMS),
    ("provisioning_service", "another-key", Party.EV),
    ("provisioning_service", "not-a-cps", Party.EV),
    ("provisioning_service", "expired-sub-ca", Party.EV),
    ("provisioning_service", "changed-after-signing", Party.EV),
]


async def bad_days(folder):
    """Each bad day of a new vehicle, and the good one at the end: wrong key, wrong signer, expired sub-CA, oversize chain."""
    async with world(folder) as life:
        station, csms, pool = life[:3]
        csms.contracts[EMAID] = "Accepted"
        ended = []
        for number, (whose, fault, _) in enumerate(BAD_DAYS):
            vehicle = Manufacturer.of_samples(folder, seed=SEED).build(f"{PCIDS[folder][:-2]}{number:02d}", station.clock.now())
            pool.provisioning.publish(vehicle.chain, station.clock.now())
            pool.account(vehicle.pcid, EMAID)
            sinner = vehicle if whose == "vehicle" else getattr(pool.makers[SCHEMAS[folder]], whose)
            sinner.fault = fault
            ended.append(await plug_in(folder, station=station, csms=csms, vehicle=vehicle, action="Install"))
            assert vehicle.contracts == ()
            sinner.fault = ""
        vehicle = Manufacturer.of_samples(folder, seed=SEED).build(PCIDS[folder], station.clock.now())
        pool.provisioning.publish(vehicle.chain, station.clock.now())
        pool.account(vehicle.pcid, EMAID)
        return ended, await plug_in(folder, station=station, csms=csms, vehicle=vehicle, action="Install")


@BOTH
def test_each_partys_bad_day_ends_with_an_explanation_and_without_a_contract(folder):
    ended, good = asyncio.run(bad_days(folder))
    for (whose, fault, by), bad in zip(BAD_DAYS, ended, strict=True):
        assert (bad.ok, bad.refused_by) == (False, by), (whose, fault, bad.sentence)
        assert bad.cause.remedy
        assert bad.cause.message in bad.sentence
        assert "charges" not in ordered(bad)
    assert good.ok, good.sentence
