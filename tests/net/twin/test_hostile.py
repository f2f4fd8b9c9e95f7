"""Whatever a client sends, the twin lives: the next right request gets its answer, nothing is left behind, nothing is logged."""

import asyncio
import logging
import random

import pytest
from cryptography.x509 import ocsp

from tests.net.twin.asking import REQUEST, asked, joined, lines, octets, request, with_twin
from workbench.certs.der import DerError
from workbench.net.twin import Twin
from workbench.net.twin.ocsp_request import MOST_SINGLES, read_request

HOST = "Host: ocsp.pnc.example"
POST = "POST /cpo-sub-ca2 HTTP/1.1"
TYPE = f"Content-Type: {REQUEST}"
BIG = bytes(10 * 2**20)
SENT = {
    "garbage": [random.Random(1).randbytes(5000)],  # noqa: S311  # the same each time
    "a TLS hello": [bytes.fromhex("16030100c8010000c40303") + bytes(190)],
    "nothing": [b""],
    "half a line": [b"GET /cpo-s"],
    "ten megabytes of body": [lines(POST, HOST, TYPE, f"Content-Length: {len(BIG)}", body=BIG)],
    "ten megabytes in chunks": [lines(POST, HOST, TYPE, "Transfer-Encoding: chunked"), b"a00000\r\n" + BIG + b"\r\n0\r\n\r\n"],
    "chunks that are none": [lines(POST, HOST, TYPE, "Transfer-Encoding: chunked", body=b"zz\r\nhello")],
    "ten megabytes of header": [lines(POST, HOST, "X: " + "a" * len(BIG))],
    "a million header fields": [b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 1_000_000],
    "a path of a megabyte": [lines(f"GET /cpo-sub-ca2/{'A' * 2**20} HTTP/1.1", HOST)],
    "a body that never comes": [lines(POST, HOST, TYPE, "Content-Length: 100", body=b"abc")],
    "a length that is none": [lines(POST, HOST, TYPE, "Content-Length: -1")],
    "two lengths": [lines(POST, HOST, TYPE, "Content-Length: 1", "Content-Length: 2", body=b"ab")],
    "a body that claims to be gzip": [lines(POST, HOST, TYPE, "Content-Encoding: gzip", "Content-Length: 3", body=b"\x1f\x8b\x08")],
    "no host": [lines("GET /cpo-sub-ca2.crl HTTP/1.0")],
    "a method that is none": [lines("<script> / HTTP/1.1", HOST)],
    "a target that is none": [lines("GET http://[::1 HTTP/1.1", HOST)],
    "octets that are no UTF-8": [b"GET /%ff%fe\xff HTTP/1.1\r\nHost: \xff\r\n\r\n"],
    "an upgrade": [lines("GET /cpo-sub-ca2 HTTP/1.1", HOST, "Connection: Upgrade", "Upgrade: websocket")],
    "an expectation": [lines(POST, HOST, TYPE, "Expect: 100-continue", "Content-Length: 5")],
}


@pytest.mark.parametrize("what", SENT)
def test_the_twin_survives(what: str, caplog: pytest.LogCaptureFixture) -> None:
    async def story(twin: Twin) -> ocsp.OCSPResponse:
        await octets(twin.port, *SENT[what], limit=0.5)
        return await asked(twin)

    with caplog.at_level(logging.DEBUG, "aiohttp"):
        assert with_twin(story).certificate_status is ocsp.OCSPCertStatus.GOOD
    assert not [record for record in caplog.records if record.name.startswith("aiohttp")]


def test_pipelined_requests_are_answered_in_their_order() -> None:
    body = request()
    one = lines(POST, HOST, TYPE, f"Content-Length: {len(body)}", body=body)
    bad = lines("GET /nobody HTTP/1.1", HOST)
    last = lines("GET /nobody HTTP/1.1", HOST, "Connection: close")

    async def story(twin: Twin) -> bytes:
        return await octets(twin.port, (one + bad) * 50 + last)

    got = with_twin(story)
    statuses = [line.split()[1] for line in got.split(b"\r\n") if b"HTTP/1.1 " in line and line.startswith(b"HTTP")]
    assert got.count(b"HTTP/1.1 200") == 50
    assert got.count(b"HTTP/1.1 404") == 51
    assert statuses[0] == b"200"


def test_many_clients_at_once_and_some_that_go_away() -> None:
    body = request()
    whole = lines(POST, HOST, TYPE, "Connection: close", f"Content-Length: {len(body)}", body=body)

    async def story(twin: Twin) -> list[bytes]:
        return list(
            await asyncio.gather(
                *(octets(twin.port, whole if number % 2 else whole[:-9], limit=5 if number % 2 else 0.1) for number in range(60))
            )
        )

    got = with_twin(story)
    assert all(b"200 OK" in answer for answer in got[1::2])


def test_any_octets_are_a_request_or_none() -> None:
    chance = random.Random(7)  # noqa: S311  # the same each time
    sound = request(nonce=b"0123456789abcdef")
    for _ in range(3000):
        octet, place = chance.randrange(256), chance.randrange(len(sound))
        changed = bytearray(sound)
        changed[place] = octet
        try:
            read_request(bytes(changed[: chance.randrange(1, len(sound) + 1)] if chance.random() < 0.3 else changed))
        except DerError:
            continue


def test_a_request_about_too_many_certificates_is_none() -> None:
    assert len(read_request(joined(*[request()] * MOST_SINGLES)).cert_ids) == MOST_SINGLES
    with pytest.raises(DerError, match="101"):
        read_request(joined(*[request()] * (MOST_SINGLES + 1)))
