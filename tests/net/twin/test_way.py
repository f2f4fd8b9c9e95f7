"""Faults of the way, hosts that are down, and what the log says."""

import asyncio
import base64
from functools import partial
from typing import Any

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from tests.net.twin.asking import CA, CRL_URL, LEAF, URL, certificate, http, in_path, lines, octets, request, with_twin
from workbench.net.twin import Fault, Twin
from workbench.sample_pki import reference_time


def get(target: str, host: str = "ocsp.pnc.example", *, close: bool = True) -> bytes:
    return lines(f"GET {target} HTTP/1.1", f"Host: {host}", *(["Connection: close"] if close else []))


@pytest.mark.parametrize("fault", [Fault.DEAD, Fault.CUT_OFF])
@pytest.mark.parametrize("url", [URL, CRL_URL])
def test_a_connection_that_ends_too_early_is_an_error_of_the_client(fault: Fault, url: str) -> None:
    async def story(twin: Twin) -> None:
        with pytest.raises(aiohttp.ClientError):
            await http(twin, url, request() if url == URL else None)
        twin.clear_faults()
        assert (await http(twin, url, request() if url == URL else None))[0] == 200
        assert (twin.requests[0].fault, twin.requests[-1].fault) == (fault, None)  # aiohttp tries a GET once more
        assert (twin.requests[0].answered == "nothing, connection reset") is (fault is Fault.DEAD)

    with_twin(story, fault=fault)


@pytest.mark.parametrize("fault", [Fault.SLOW, Fault.DRIP])
def test_a_slow_answer_outlasts_its_client_s_patience_and_not_the_twin(fault: Fault) -> None:
    async def story(twin: Twin) -> None:
        with pytest.raises(TimeoutError):
            await http(twin, CRL_URL, timeout=aiohttp.ClientTimeout(total=0.3))

    with_twin(story, fault=fault, slow=600, drip=600)


@pytest.mark.parametrize("fault", [Fault.SLOW, Fault.DRIP])
def test_a_slow_answer_is_the_right_one_in_the_end(fault: Fault) -> None:
    _, body, _ = with_twin(lambda twin: http(twin, CRL_URL), fault=fault, slow=0.05, drip=0)
    assert x509.load_der_x509_crl(body).is_signature_valid(certificate(CA).public_key())  # type: ignore[arg-type]


def test_the_twin_closes_while_an_answer_is_still_to_come() -> None:
    async def story() -> Any:
        async with Twin(fault=Fault.SLOW, slow=600) as twin:
            waiting = asyncio.create_task(http(twin, CRL_URL))
            while not twin.requests:  # noqa: ASYNC110  # the twin has no event for it
                await asyncio.sleep(0.01)
        return await asyncio.gather(waiting, return_exceptions=True)

    assert asyncio.run(asyncio.wait_for(story(), 20))


@pytest.mark.parametrize(
    ("fault", "sent"),
    [
        (None, b"GET /cpo-s"),
        (None, get("/cpo-sub-ca2.crl", "pki.pnc.example", close=False)),
        (Fault.HUGE, get("/cpo-sub-ca2.crl", "pki.pnc.example")),
        (Fault.DRIP, get("/cpo-sub-ca2.crl", "pki.pnc.example")),
    ],
)
def test_the_twin_closes_beside_clients_that_stay(fault: Fault | None, sent: bytes) -> None:
    async def story() -> None:
        async with Twin(fault=fault, drip=600) as twin:
            port = twin.port
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(sent)
            if len(sent) > 20:
                await reader.readexactly(100)
        with pytest.raises(ConnectionError):
            await asyncio.open_connection("127.0.0.1", port)
        writer.transport.abort()
        assert len(asyncio.all_tasks()) <= 2, "this one, and the one that waits for it"

    asyncio.run(asyncio.wait_for(story(), 20))


def test_huge_is_more_than_any_cap() -> None:
    async def story(twin: Twin) -> int:
        return len((await http(twin, CRL_URL))[1])

    assert with_twin(story, fault=Fault.HUGE) > 64 * 2**20


@pytest.mark.parametrize(
    ("fault", "status", "location"),
    [
        (Fault.HTTP_404, 404, None),
        (Fault.HTTP_500, 500, None),
        (Fault.REDIRECT_SAME_HOST, 307, "/.again/cpo-sub-ca2"),
        (Fault.REDIRECT_CROSS_HOST, 307, "http://elsewhere.pnc.example/ocsp.pnc.example/cpo-sub-ca2"),
        (Fault.REDIRECT_TO_METADATA, 307, "http://169.254.169.254/latest/meta-data/"),
    ],
)
def test_statuses_and_redirections(fault: Fault, status: int, location: str | None) -> None:
    got, _, headers = with_twin(lambda twin: http(twin, URL, request()), fault=fault)
    assert (got, headers.get("Location")) == (status, location)


@pytest.mark.parametrize("fault", [Fault.REDIRECT_SAME_HOST, Fault.REDIRECT_CROSS_HOST])
@pytest.mark.parametrize("post", [True, False])
def test_who_follows_a_redirection_gets_the_right_answer_and_is_seen(fault: Fault, post: bool) -> None:  # noqa: FBT001
    async def story(twin: Twin) -> bytes:
        url, body = (URL, request()) if post else (in_path(URL, request()), None)
        status, got, _ = await http(twin, url, body, allow_redirects=True)
        assert status == 200
        assert [one.fault for one in twin.requests] == [fault, None]
        assert len(twin.requests.of(URL)) == 2
        return got

    assert ocsp.load_der_ocsp_response(with_twin(story, fault=fault)).certificate_status is ocsp.OCSPCertStatus.GOOD


def test_the_right_octets_come_as_text_plain() -> None:
    _, body, headers = with_twin(lambda twin: http(twin, URL, request()), fault=Fault.WRONG_CONTENT_TYPE)
    assert headers["Content-Type"] == "text/plain"
    assert ocsp.load_der_ocsp_response(body).certificate_status is ocsp.OCSPCertStatus.GOOD


def test_connections_to_a_host_that_is_down_are_refused_and_others_answer() -> None:
    async def story(twin: Twin) -> None:
        twin.take_down("ocsp.pnc.example")
        with pytest.raises(aiohttp.ClientConnectorError):
            await http(twin, URL, request())
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", int(twin.url_for(URL).split(":")[2].split("/")[0]))
        assert (await http(twin, CRL_URL))[0] == 200
        twin.bring_up("ocsp.pnc.example")
        assert (await http(twin, URL, request()))[0] == 200

    with_twin(story)


def test_a_host_is_named_by_the_host_field_the_path_or_the_whole_url() -> None:
    path = "/cpo-sub-ca2.crl"
    ways = [
        get(path, "pki.pnc.example"),
        get(path, "PKI.pnc.example:80"),
        get(f"/pki.pnc.example{path}", "127.0.0.1"),
        get(f"http://pki.pnc.example{path}", "127.0.0.1"),
    ]

    async def story(twin: Twin) -> list[bytes]:
        return [(await octets(twin.port, way)).partition(b"\r\n\r\n")[2] for way in ways]

    bodies = with_twin(story)
    assert len(set(bodies)) == 1
    assert x509.load_der_x509_crl(bodies[0])


def test_ca_certificates_are_served_where_the_samples_say() -> None:
    _, body, headers = with_twin(lambda twin: http(twin, "http://pki.pnc.example/cpo-sub-ca2.cer"))
    assert body == certificate(CA).public_bytes(Encoding.DER)
    assert headers["Content-Type"] == "application/pkix-cert"


@pytest.mark.parametrize(
    ("method", "url", "body", "content_type", "status"),
    [
        ("GET", "http://ocsp.pnc.example/nobody", None, "", 404),
        ("GET", "http://pki.pnc.example/cpo-sub-ca2.crl/more", None, "", 404),
        ("PUT", URL, b"", "application/ocsp-request", 405),
        ("POST", CRL_URL, b"", "application/ocsp-request", 405),
        ("POST", URL, b"", "application/x-www-form-urlencoded", 415),
        ("POST", URL, bytes(70_000), "application/ocsp-request", 413),
    ],
)
def test_what_is_no_such_request_gets_a_status_that_says_so(
    method: str, url: str, body: bytes | None, content_type: str, status: int
) -> None:
    got, text, _ = with_twin(lambda twin: http(twin, url, body, content_type=content_type, method=method))
    assert got == status
    assert b"simulation" in text


def test_the_log_says_what_was_asked_and_answered_and_shows_nothing_as_html() -> None:
    async def story(twin: Twin) -> str:
        twin.revoke(LEAF, "superseded")
        twin.set_fault(Fault.STALE, times=1)
        await http(twin, URL, request(nonce=b"0123456789abcdef"))
        await http(twin, URL, request(digest="sha1"))
        await octets(twin.port, get("/<img/src=x>", "<b>bold</b>"))
        first, second, third = twin.requests
        assert (first.fault, first.answered, first.url, first.at) == (Fault.STALE, "revoked, superseded", URL, reference_time())
        assert first.asked == f"OCSP sha256 {LEAF}, nonce"
        assert second.asked == f"OCSP sha1 {LEAF}"
        assert third.url == ""
        assert third.status == 404
        assert "superseded" in str(twin.requests)
        return str(twin.requests._repr_html_())

    html = with_twin(story)
    assert "<img" not in html
    assert "<b>" not in html
    assert "&lt;" in html


def test_base64_that_is_none_is_malformed() -> None:
    for rest in ("????", "%00%01", base64.urlsafe_b64encode(b"\xff\xff\xff").decode() + "_-"):
        _, body, _ = with_twin(partial(http, url=f"{URL}/{rest}"))
        assert ocsp.load_der_ocsp_response(body).response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST
