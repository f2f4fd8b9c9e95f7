"""https: always verified, by the machine's roots and those that the user adds."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.net.fetcher.servers import YES, on, server
from workbench.errors import InputError
from workbench.net.fetcher import OCSP, Fetcher, Get, Limits, MappedResolver, Outcome


@cache
def pair():
    """A self-signed server certificate for server.example and 127.0.0.1, and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server.example")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("server.example"), x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.PEM).decode(), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture
def tls(tmp_path):
    (tmp_path / "s.pem").write_text(pair()[0], encoding="ascii")
    (tmp_path / "s.key").write_bytes(pair()[1])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "s.pem", tmp_path / "s.key")
    return context


def asked(tls, url="https://server.example/", *, roots=True, limits=None, behave=YES):
    async def run():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda *_: None)  # the server's side of a handshake that is refused
        async with server(behave, tls) as seen:
            names = MappedResolver(dict.fromkeys(("server.example", "other.example"), ("127.0.0.1", seen.port)))
            settings = {"extra_roots": pair()[0]} if roots else {}
            async with on(allow=[f"127.0.0.1:{seen.port}"], resolver=names, limits=limits, **settings) as fetcher:
                return await fetcher.fetch(Get(url.format(port=seen.port)), OCSP), seen

    return asyncio.run(run())


def test_a_trusted_server_is_asked_by_its_name_though_the_connection_is_by_address(tls):
    result, seen = asked(tls)
    assert result.required().body == b"yes"
    assert b"\r\nHost: server.example\r\n" in seen.requests[0]


def test_a_server_that_is_named_by_address_is_verified_too(tls):
    assert asked(tls, "https://127.0.0.1:{port}/")[0].required().body == b"yes"


@pytest.mark.parametrize(("url", "roots"), [("https://server.example/", False), ("https://other.example/", True)])
def test_an_untrusted_or_wrong_server_sees_no_request(tls, url, roots):
    result, seen = asked(tls, url, roots=roots)
    assert result.outcome is Outcome.NO_TLS
    assert "not trusted" in result.finding.message
    assert not result.retry
    assert seen.requests == []


def test_tls_at_a_plain_port_is_said():
    async def run():
        async def plain(_, writer):
            writer.write(b"HTTP/1.1 400 Bad\r\n\r\n")
            await writer.drain()
            writer.close()

        listening = await asyncio.start_server(plain, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        async with listening, on(allow=[f"127.0.0.1:{port}"]) as fetcher:
            return await fetcher.fetch(Get(f"https://127.0.0.1:{port}/"), OCSP)

    result = asyncio.run(run())
    assert result.outcome is Outcome.NO_TLS
    assert "speak TLS" in result.finding.remedy


def test_a_tls_handshake_that_never_ends_is_no_connection():
    async def run():
        async def wait(reader, writer):
            await reader.read()
            writer.close()

        listening = await asyncio.start_server(wait, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        try:
            async with on(allow=[f"127.0.0.1:{port}"], limits=Limits(connect=0.2)) as fetcher:
                return await fetcher.fetch(Get(f"https://127.0.0.1:{port}/"), OCSP)
        finally:
            listening.close()
            await asyncio.sleep(0.05)  # the other side sees the end

    result = asyncio.run(run())
    assert result.outcome is Outcome.NO_CONNECTION
    assert result.retry


def test_http_at_a_tls_port_is_no_http(tls):
    result, seen = asked(tls, "http://server.example/")
    assert result.outcome in {Outcome.NO_HTTP, Outcome.NO_CONNECTION}
    assert seen.requests == []


def test_roots_that_are_none_are_said_at_once():
    with pytest.raises(InputError, match="PEM"):
        Fetcher(extra_roots="-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")


def test_through_a_proxys_tunnel_the_server_is_verified_and_never_sees_the_proxys_password(tls):
    async def pump(reader, writer):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def run(name):
        async with server(YES, tls) as seen:

            async def tunnel(reader, writer):
                inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", seen.port)
                writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
                await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))

            async with server(tunnel) as proxy:
                names = MappedResolver(dict.fromkeys(("server.example", "other.example"), ("8.8.8.8", 443)))
                through = f"http://user:word@127.0.0.1:{proxy.port}"
                async with on(proxy=through, resolver=names, extra_roots=pair()[0]) as fetcher:
                    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
                    return await fetcher.fetch(Get(f"https://{name}/x"), OCSP), seen, proxy

    result, seen, proxy = asyncio.run(run("server.example"))
    assert result.required().body == b"yes"
    assert b"Proxy-Authorization" in proxy.requests[0]
    assert seen.requests[0].startswith(b"GET /x HTTP/1.1\r\nHost: server.example\r\n")
    assert b"Proxy-Authorization" not in seen.requests[0]
    result, seen, _ = asyncio.run(run("other.example"))
    assert result.outcome is Outcome.NO_TLS
    assert seen.requests == []
