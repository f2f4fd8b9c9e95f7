"""A contract certificate pool over HTTP: our client asks our server on 127.0.0.1, and a vehicle installs what comes."""

import pickle

import pytest

from tests.contracts.making import handed_on
from tests.net.contract_pool.made import FOLDERS, NOW, asks, codes, of_2, of_20, pool
from tests.net.machines.stories import story
from workbench.contracts.standards import ISO_2, ISO_20
from workbench.errors import InputError
from workbench.messages.codec import to_wire
from workbench.messages.versions import Version
from workbench.net.contract_pool import PRESETS, ContractPoolServer, HttpPool, PoolShape, RunningPoolServer
from workbench.net.est import Access, Gate

TOKEN = "a-very-secret-token"


@pytest.fixture(scope="module")
def server():
    with RunningPoolServer(pool(contracts=3)) as running:
        yield running


@pytest.mark.requirement("M01.FR.01")
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_vehicle_gets_its_contract(server, folder):
    vehicle = {"iso15118-2": of_2, "iso15118-20": of_20}[folder]()
    answer = server.client().answer(asks(vehicle), NOW)
    assert (answer.ok, answer.findings) == (True, ())
    got = vehicle.receive(answer.exi, NOW)
    assert got.ok
    assert got.contract.emaid == server.pool.accounts(vehicle.pcid)[0]
    assert (answer.http_status, answer.sentence) == (200, "There is a contract for the vehicle.")
    assert server.requests[-1].subject == vehicle.pcid
    to_wire(answer.response, Version.V21)


@story
async def test_in_an_event_loop_it_is_asked_with_await_or_without():
    async with ContractPoolServer(pool()) as server:
        assert (await server.client().ask(asks(of_2()), NOW)).ok
    with RunningPoolServer(pool()) as running:
        assert running.client().answer(asks(of_2()), NOW).ok
        states = [running.is_running]
    assert [*states, running.is_running] == [True, False]
    running.stop()


@pytest.mark.requirement("M01.FR.04", "M01.FR.06", "M01.FR.07")
def test_several_contracts_come_in_one_answer_and_go_on_one_by_one(server):
    vehicle, asking = of_20(), server.client()
    request, before = asks(vehicle, maximum=3), len(server.requests)
    emaids, remaining = [], []
    for _ in range(3):
        answer = asking.answer(request, NOW)
        remaining.append(answer.response.remaining_contracts)
        emaids.append(vehicle.receive(answer.exi, NOW).contract.emaid)
    assert remaining == [2, 1, 0]
    assert tuple(emaids) == server.pool.accounts(vehicle.pcid)
    assert len(server.requests) == before + 1
    assert asking.answer(request, NOW).response.remaining_contracts == 2
    assert len(server.requests) == before + 2


@pytest.mark.requirement("M01.FR.04")
def test_no_more_contracts_go_on_than_the_vehicle_takes(server):
    answer = server.client().answer(asks(of_20(), maximum=2), NOW)
    assert answer.response.remaining_contracts == 1


@pytest.mark.requirement("M01.FR.05")
def test_a_vehicle_of_iso_15118_2_and_a_station_of_ocpp_2_0_1_count_nothing(server):
    asking = server.client()
    assert asking.answer(asks(of_2()), NOW).response.remaining_contracts is None
    answer = asking.answer(asks(of_2()), NOW, version=Version.V201)
    assert answer.ok
    to_wire(answer.response, Version.V201)


@pytest.mark.parametrize(
    ("vehicle", "version", "longest", "why"),
    [(of_20, Version.V201, None, "OCPP 2.0.1"), (of_2, Version.V21, 5000, "FieldLength of the station")],
)
def test_an_answer_that_the_station_cannot_take_is_failed(server, vehicle, version, longest, why):
    answer = server.client().answer(asks(vehicle()), NOW, version=version, longest=longest)
    assert not answer.ok
    assert codes(answer) == {("exi-too-long", "error")}
    assert why in answer.sentence
    assert answer.response.status_info.reason_code == "TooLargeElement" or version is Version.V201


@pytest.mark.requirement("M02.FR.01")
def test_an_update_goes_out_in_the_field_of_installations_and_that_is_said(server):
    vehicle, asking = of_2(), server.client()
    vehicle.receive(asking.answer(asks(vehicle), NOW).exi, NOW)
    exi = vehicle.request(NOW, action="Update")
    answer = asking.answer(handed_on(vehicle, exi, "Update"), NOW)
    assert answer.ok
    assert codes(answer) == {("pool-update", "warning")}
    assert vehicle.receive(answer.exi, NOW).ok


def test_maeve_and_citrineos_hand_on_different_contracts(server):
    vehicle = of_20()
    accounts = server.pool.accounts(vehicle.pcid)
    citrineos = server.client(shape="citrineos").answer(asks(vehicle, maximum=3), NOW)
    assert codes(citrineos) == {("pool-several", "info")}
    assert citrineos.response.remaining_contracts is None
    assert vehicle.receive(citrineos.exi, NOW).contract.emaid == accounts[-1]
    first = PoolShape(name="as MaEVe, but for the namespace", taking="first")
    assert vehicle.receive(server.client(shape=first).answer(asks(vehicle, maximum=3), NOW).exi, NOW).contract.emaid == accounts[0]


def test_maeve_always_names_iso_15118_2_so_that_other_vehicles_get_nothing(server):
    assert server.client(shape="maeve").answer(asks(of_2()), NOW).ok
    answer = server.client(shape="maeve").answer(asks(of_20()), NOW)
    assert not answer.ok
    assert codes(answer) == {("exi-schema-mismatch", "warning"), ("pool-status", "error")}
    assert answer.http_status == 400


def test_each_shape_sends_the_token_as_its_csms_does():
    with RunningPoolServer(pool(), gate=Gate(tokens=(TOKEN,), headers={"x-api-key": TOKEN})) as strict:
        for shape, taken in {"maeve": True, "opcp": False, "citrineos": False}.items():
            answer = strict.client(shape=shape, access=Access(token=TOKEN)).answer(asks(of_2()), NOW)
            assert answer.ok is taken
            assert answer.http_status == (200 if taken else 401)


@pytest.mark.parametrize("access", [Access(), Access(token="another")])
def test_who_does_not_show_the_token_gets_nothing(access):
    with RunningPoolServer(pool(), gate=Gate(tokens=(TOKEN,))) as running:
        answer = running.client(access=access).answer(asks(of_2()), NOW)
        assert (answer.ok, answer.http_status) == (False, 401)
        assert codes(answer) == {("pool-status", "error")}
        assert running.client(access=Access(token=TOKEN)).answer(asks(of_2()), NOW).ok


def test_tokens_are_in_nothing_that_is_shown():
    with RunningPoolServer(pool(), gate=Gate(tokens=(TOKEN,))) as running:
        asking = running.client(shape="maeve", access=Access(token=TOKEN))
        answer = asking.answer(asks(of_2()), NOW)
        running.client(access=Access(token="wrong-" + TOKEN)).answer(asks(of_2()), NOW)
        told = [answer, answer.to_dict(), asking, asking.log, asking.log.to_dict(), running, running.requests, vars(asking)]
        shown = "".join(f"{one!r}{one}" for one in told) + answer._repr_html_() + running._repr_html_()
    assert answer.ok
    assert TOKEN not in shown
    with pytest.raises(TypeError):
        pickle.dumps(asking.access)


def test_over_tls_the_servers_root_is_trusted_and_no_other():
    with RunningPoolServer(pool(), tls=True) as running:
        assert running.url.startswith("https://")
        assert running.client().answer(asks(of_2()), NOW).ok
        answer = running.client(anchors=None).answer(asks(of_2()), NOW)
        assert codes(answer) == {("pool-unreachable", "error")}
        assert "anchor" in answer.findings[0].remedy


def test_nothing_is_asked_that_is_not_allowed(server):
    before = len(server.requests)
    answer = server.client(allow=()).answer(asks(of_2()), NOW)
    assert codes(answer) == {("pool-unreachable", "error")}
    assert answer.http_status is None
    assert len(server.requests) == before


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("ftp://pool.example", {}),
        ("pool.example", {}),
        ("https://user:word@pool.example", {}),
        ("http://pool.example", {"access": Access(token=TOKEN)}),
        ("http://10.0.0.1", {"access": Access(headers=(("x-api-key", TOKEN),))}),
        ("https://pool.example", {"shape": "nobody's"}),
        ("https://pool.example", {"anchors": b"nothing"}),
        ("https://pool.example", {"allow": ("???",)}),
    ],
)
def test_what_cannot_be_asked_is_said_at_once_and_without_the_token(url, options):
    with pytest.raises(InputError) as refusal:
        HttpPool(url, **options)
    assert refusal.value.hint
    assert TOKEN not in str(refusal.value)


def test_http_carries_a_token_on_this_machine_alone():
    for base in ("http://127.0.0.1:8080", "http://localhost:8080/base/", "http://[::1]:8080", "https://pool.example"):
        assert HttpPool(base, access=Access(token=TOKEN)).url == f"{base.rstrip('/')}/v1/ccp/signedContractData"
    with pytest.raises(InputError):
        PoolShape(name="x", path="no path")


def test_the_presets_are_those_of_two_csmss_and_of_the_public_description():
    assert set(PRESETS) == {"opcp", "maeve", "citrineos"}
    assert PRESETS["maeve"].namespace == ISO_2
    assert {one.path for one in PRESETS.values()} == {"/v1/ccp/signedContractData"}
    assert ISO_20 not in {one.namespace for one in PRESETS.values()}
