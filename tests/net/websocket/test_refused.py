"""What keeps a station out: each a clear error on its side, a finding on the other, and the port lives on."""

import asyncio
import logging
from datetime import UTC, datetime

import pytest
from websockets.datastructures import Headers

from tests.net.tls.wire_pki import NAME, NOW, STATION, made, sample
from tests.net.websocket.ports import PASSWORD, boots, client, codes, opened, opener, port, refusal
from workbench.errors import InputError, NetworkError
from workbench.messages.security_event import SecurityEvent
from workbench.messages.versions import Version
from workbench.net.machines.clock import Clock
from workbench.net.machines.csms import Csms
from workbench.net.machines.servers import Server
from workbench.net.websocket import CsmsServer, ServerName
from workbench.net.websocket.admission import Asked, Refusal, ask, version_among


def refused(profile=2, *, csms=None, versions=None, **more):
    """The error, the findings' codes; another station connects after it."""

    async def run():
        extra = {"versions": versions} if versions else {}
        async with port(profile, csms=csms, **extra) as server:
            error = await refusal(server, profile, **more)
            found, said = codes(server), [one.message for one in server.findings]
            if csms is None and not versions:
                way = await opened(server, profile)
                assert await boots(way)
                await way.close()
        return error, found, said

    return asyncio.run(run())


def test_a_wrong_password_is_refused_with_401_and_never_shown():
    error, found, said = refused(password="wrong-secret-guess")
    assert "HTTP 401" in error.message
    assert error.noticed is SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS
    assert found == ["connection-refused"]
    assert "guess" not in str(error) + str(said)
    assert PASSWORD not in str(error) + str(said)


def test_no_more_stations_are_let_in_than_the_port_takes_and_one_that_comes_again_is():
    async def run():
        csms = Csms(clock=Clock(NOW))
        async with port(0, csms=csms, most_connections=2) as server:
            first, second = [await opened(server, 0, identity=f"CS{number}") for number in range(2)]
            error = await refusal(server, 0, identity="CS2")
            assert "HTTP 503" in error.message
            assert codes(server) == ["connection-refused"]
            again = await opened(server, 0, identity="CS1")
            assert await boots(again)
            await first.close()
            await again.close()
            await second.close()
            async with asyncio.timeout(5):
                while server.connected:  # noqa: ASYNC110  # there is no event for it
                    await asyncio.sleep(0.005)
            late = await opened(server, 0, identity="CS2")
            assert await boots(late)
            await late.close()

    asyncio.run(run())


@pytest.mark.parametrize("profile", [0, 2])
def test_a_csms_remembers_no_more_stations_than_it_was_told_whoever_invents_names(profile):
    async def run():
        csms = Csms(clock=Clock(NOW), most_stations=1)
        async with port(profile, csms=csms) as server:
            first = await opened(server, profile)
            assert await boots(first)
            error = await refusal(server, profile, identity="CS-invented")
            assert "HTTP 503" in error.message
            assert list(csms.stations) == [STATION]
            assert "takes no other" in csms.admits("CS-invented", profile)
            assert await boots(await opened(server, profile))

    asyncio.run(run())


def test_a_missing_password_is_refused():
    error, found, _ = refused(1, password="")
    assert "no Basic authentication" in error.message
    assert found == ["connection-refused"]


def test_an_unknown_identity_is_refused():
    error, found, _ = refused(1, identity="CS-unknown")
    assert "HTTP 401" in error.message
    assert found == ["connection-refused"]


@pytest.mark.requirement("A00.FR.511")
def test_under_profile_3_the_certificate_must_be_the_identitys():
    error, found, said = refused(3, identity="CS0002")
    assert "HTTP 403" in error.message
    assert found == ["identity-mismatch"]
    assert STATION in said[0]
    assert "CS0002" in said[0]


def test_a_missing_client_certificate_is_a_refused_handshake():
    error, found, said = refused(3, chain=(), key=None)
    assert "certificate_required" in error.message
    assert error.noticed is SecurityEvent.FAILED_TO_AUTHENTICATE_AT_CSMS
    assert found == ["handshake-failed"]
    assert "no client certificate" in said[0]


def test_a_client_certificate_of_another_root_is_a_refused_handshake():
    error, found, _ = refused(3, csms=Csms(clock=Clock(NOW), client_anchors=sample("manufacturer-root")))
    assert "unknown_ca" in error.message
    assert found == ["handshake-failed"]


def test_a_client_certificate_that_ended_is_refused():
    late = datetime(2027, 6, 1, tzinfo=UTC)
    csms = Csms(clock=Clock(late))
    error, found, _ = refused(3, csms=csms, at=late, anchors=(*sample("csms-root"),))
    assert "not valid at 2027-06-01" in error.message
    assert found == ["connection-refused"]


def test_a_subprotocol_that_is_not_spoken_ends_the_connection():
    error, found, said = refused(0, versions=[Version.V201], version=Version.V21)
    assert "does not speak ocpp2.1" in error.message
    assert found == ["connection-refused"]
    assert "ocpp2.0.1" in said[0]


def test_the_version_is_chosen_by_the_csmss_preference():
    assert version_among(["ocpp1.6", "ocpp2.0.1", "ocpp2.1"]) is Version.V21
    assert version_among(["ocpp1.6", "ocpp2.0.1"]) is Version.V201
    assert version_among(["ocpp1.6"]) is None
    assert version_among([]) is None


def test_another_path_is_refused_with_404():
    async def run():
        async with port(0) as server:
            error = await refusal(server, 0, url=server.url.replace("/ocpp", "/elsewhere"))
            assert "HTTP 404" in error.message

    asyncio.run(run())


# --- TLS and plain text that meet ------------------------------------------------------------


def test_plain_http_to_a_tls_port_is_named_on_both_sides():
    async def run():
        async with port(2) as server:
            error = await refusal(server, 0, url=server.url.replace("wss", "ws"))
            assert "TLS" in error.hint
            assert codes(server) == ["handshake-failed"]
            assert "plain HTTP" in server.findings[0].message
            assert await boots(await opened(server, 2))

    asyncio.run(run())


def test_tls_to_a_plain_port_is_named():
    async def run():
        async with port(1) as server:
            error = await refusal(server, 2, url=server.url.replace("ws", "wss"))
            assert "without TLS" in error.hint
            assert await boots(await opened(server, 1))

    asyncio.run(run())


@pytest.mark.parametrize(("profile", "scheme"), [(0, "wss"), (1, "wss"), (2, "ws"), (3, "ws")])
def test_a_scheme_that_does_not_fit_the_profile_is_not_tried(profile, scheme):
    with pytest.raises(NetworkError, match="needs a"):
        asyncio.run(opener().present(f"{scheme}://127.0.0.1:9/ocpp", profile, client(profile)))


# --- the server's certificate ------------------------------------------------------------


async def presented(csms, patience=1000, **more):
    way = opener(server_name=more.pop("server_name", ServerName(name=NAME)))
    async with port(2, csms=csms) as server:
        shown = await way.present(server.url, 2, client(2, **more))
        assert shown is not None
        if shown.trusted:
            await way.break_off(shown)
            await way.break_off(shown)
        for _ in range(patience):
            await asyncio.sleep(0.01)
            if server.findings or shown.trusted:
                break
    return shown, [one.message for one in server.findings]


def server_of(chain):
    return Csms(servers=[Server("odd", chain.leaf, chain.key)], clock=Clock(NOW))


def test_a_wrong_root_sends_a_real_alert_and_the_chain_is_seen_all_the_same():
    shown, said = asyncio.run(presented(Csms(clock=Clock(NOW)), anchors=sample("csms-root-unsigned")))
    assert (shown.trusted, shown.handle, shown.name) == (False, None, NAME)
    assert [one.der for one in shown.chain] == [one.der for one in sample("csms-server-chain")]
    assert len(said) == 1
    assert "alert unknown_ca" in said[0]


def test_an_expired_server_is_refused_by_the_machines_clock_with_an_alert():
    gone = made(until=datetime(2026, 5, 31, 1, tzinfo=UTC))
    shown, said = asyncio.run(presented(server_of(gone), anchors=gone.root, at=None))
    assert not shown.trusted
    assert "expired" in shown.said
    assert "alert certificate_expired" in said[0]


def test_an_expired_server_is_refused_at_a_simulated_time_and_the_missing_alert_is_said():
    gone = made(until=datetime(2026, 5, 31, 1, tzinfo=UTC))
    shown, said = asyncio.run(presented(server_of(gone), patience=50, anchors=gone.root))
    assert not shown.trusted
    assert shown.said == "certificate has expired (depth 0), at 2026-06-01T00:00:00Z; no alert was sent"
    assert said == []


@pytest.mark.requirement("A00.FR.510")
def test_another_name_is_refused_unless_the_switch_says_otherwise():
    other = made(cn="other.example")
    shown, said = asyncio.run(presented(server_of(other), anchors=other.root))
    assert (shown.trusted, "Hostname mismatch" in shown.said) == (False, True)
    assert "alert bad_certificate" in said[0]
    shown, _ = asyncio.run(presented(server_of(other), anchors=other.root, server_name=ServerName(check=False)))
    assert (shown.trusted, shown.name) == (True, "")
    shown, _ = asyncio.run(presented(server_of(other), anchors=other.root, server_name=ServerName(name="other.example")))
    assert (shown.trusted, shown.name) == (True, "other.example")


def test_breaking_off_sends_no_byte_of_http():
    async def run():
        async with port(2) as server:
            way = opener()
            shown = await way.present(server.url, 2, client(2))
            assert shown is not None
            await way.break_off(shown)
            with pytest.raises(NetworkError):
                await way.go_on(shown, server.url, client(2))
            assert (server.admitted, codes(server)) == (0, [])

    asyncio.run(run())


# --- secrets, and the port itself ------------------------------------------------------------


def test_no_log_holds_a_password(caplog):
    caplog.set_level(logging.DEBUG)

    async def run():
        async with port(1) as server:
            await (await opened(server, 1)).close()

    asyncio.run(run())
    assert "Authorization" not in caplog.text
    assert "Basic " not in caplog.text


def test_what_was_asked_does_not_show_a_password():
    fields = Headers({"Authorization": "Basic UE5DV0ItMjAyNi0wMDAxODQ6aHVzaC1odXNo"})
    asked = ask(f"/ocpp/{STATION}", fields, 1, None)
    assert isinstance(asked, Asked)
    assert asked.password == "hush-hush"
    assert "hush" not in repr(asked)


@pytest.mark.parametrize(
    "authorization",
    [[], ["Basic"], ["Basic !!"], ["Basic YQ=="], ["Basic /w=="], ["Bearer abc"], ["Basic YTpi", "Basic YTpi"], ["Basic YTpi"]],
    ids=["none", "empty", "no base64", "no colon", "no UTF-8", "another scheme", "two", "another user"],
)
def test_what_is_no_basic_authentication_of_this_station_is_refused(authorization):
    asked = ask(f"/ocpp/{STATION}", Headers([("Authorization", one) for one in authorization]), 2, None)
    assert isinstance(asked, Refusal)
    assert asked.status == 401


def test_a_port_that_is_taken_is_one_sentence():
    async def run():
        async with port(0) as server:
            number = int(server.url.rpartition(":")[2].partition("/")[0])
            with pytest.raises(InputError, match="Nothing can listen at"):
                await CsmsServer(server.csms, security_profile=0, port=number).start()

    asyncio.run(run())


def test_where_nothing_listens_is_one_sentence():
    async def run():
        async with port(0) as server:
            url = server.url
        with pytest.raises(NetworkError, match="Connection refused"):
            await opener().go_on(None, url, client(0))

    asyncio.run(run())
