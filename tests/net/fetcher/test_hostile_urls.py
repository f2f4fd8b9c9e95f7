"""Hostile URLs: none of them connects, which a listening socket proves that sees nothing. A control shows that it would see it."""

import asyncio
import socket

import pytest

from tests.net.fetcher.servers import Changing, on, server
from workbench.net.fetcher import CRL, OCSP, Get, MappedResolver, Outcome, Post, Unfetched

ADDRESSES = {  # url with the listener's port -> what the refusal says
    "http://127.0.0.1:{port}/": "loopback",
    "http://127.0.0.1.:{port}/": "loopback",
    "http://127.255.255.254:{port}/": "loopback",
    "http://2130706433:{port}/": "read as 127.0.0.1",
    "http://0x7f000001:{port}/": "read as 127.0.0.1",
    "http://0X7F.1:{port}/": "read as 127.0.0.1",
    "http://0x7f.0x0.0x0.0x1:{port}/": "read as 127.0.0.1",
    "http://017700000001:{port}/": "read as 127.0.0.1",
    "http://0177.0.0.1:{port}/": "read as 127.0.0.1",
    "http://0177.0x0.0.01:{port}/": "read as 127.0.0.1",
    "http://127.1:{port}/": "read as 127.0.0.1",
    "http://127.0.1:{port}/": "read as 127.0.0.1",
    "http://127.000.000.001:{port}/": "no dotted-decimal",
    "http://127.0.0.256:{port}/": "no dotted-decimal",
    "http://1.127.0.0.1:{port}/": "no dotted-decimal",
    "http://4294967297:{port}/": "no dotted-decimal",
    "http://a.127.0.0.1:{port}/": "no dotted-decimal",
    "http://0:{port}/": "read as 0.0.0.0",
    "http://0.0.0.0:{port}/": "never",
    "http://[::]:{port}/": "never",
    "http://[::1]:{port}/": "loopback",
    "http://[0:0:0:0:0:0:0:1]:{port}/": "loopback",
    "http://[::ffff:127.0.0.1]:{port}/": "in disguise",
    "http://[::ffff:7f00:1]:{port}/": "in disguise",
    "http://[::127.0.0.1]:{port}/": "IPv4-compatible form of 127.0.0.1",
    "http://[64:ff9b::7f00:1]:{port}/": "NAT64 of 127.0.0.1",
    "http://[64:ff9b:1::7f00:1]:{port}/": "local NAT64",
    "http://[2002:7f00:1::]:{port}/": "6to4",
    "http://[2001:0:7f00:1::80ff:fffe]:{port}/": "Teredo of 127.0.0.1",
    "http://[fe80::5efe:7f00:1]:{port}/": "link-local",
    "http://[fe80::1]:{port}/": "link-local",
    "http://[fe80::1%25lo]:{port}/": "zone",
    "http://[fe80::1%lo]:{port}/": "zone",
    "http://[::1%25lo]:{port}/": "zone",
    "http://[v1.::1]:{port}/": "no IPv6",
    "http://[127.0.0.1]:{port}/": "no IPv6",
    "http://[::1:{port}/": "no host",
    "http://::1:{port}/": "no host",
    "http://169.254.169.254/latest/meta-data/": "never",
    "http://169.254.170.2/v2/credentials": "never",
    "http://[fd00:ec2::254]/latest/meta-data/": "never",
    "http://[fd20:ce::254]/": "never",
    "http://[64:ff9b::a9fe:a9fe]/": "never",
    "http://[2002:a9fe:a9fe::]/": "never",
    "http://[::ffff:169.254.169.254]/": "in disguise",
    "http://100.100.100.200/": "never",
    "http://168.63.129.16/": "never",
    "http://192.0.0.192/": "never",
    "http://2852039166/": "read as 169.254.169.254",
    "http://0xa9fea9fe/": "read as 169.254.169.254",
    "http://10.0.0.1/": "private",
    "http://172.31.255.255/": "private",
    "http://192.168.0.1/": "private",
    "http://100.64.0.1/": "CGNAT",
    "http://[fc00::1]/": "private",
    "http://[fec0::1]/": "private",
    "http://224.0.0.1/": "multicast",
    "http://[ff02::1]/": "multicast",
    "http://240.0.0.1/": "reserved",
    "http://255.255.255.255/": "never",
    "http://198.18.0.1/": "benchmarks",
    "http://192.0.2.1/": "documentation",
    "http://[2001:db8::1]/": "documentation",
    "http://[4000::1]/": "not assigned",
}
FORMS = {
    "http://localhost:{port}/": "loopback",
    "http://LOCALHOST:{port}/": "loopback",
    "http://localhost.:{port}/": "loopback",
    "http://any.example:{port}/": "loopback",
    "http://any.example/": "loopback",
    "http://user@any.example:{port}/": "user name or password",
    "http://user:password@127.0.0.1:{port}/": "user name or password",
    "http://public.example@127.0.0.1:{port}/": "user name or password",
    "http://public.example%40127.0.0.1:{port}/": "percent",
    "http://127.0.0.1:{port}#@public.example/": "fragment",
    "http://public.example#@127.0.0.1:{port}/": "fragment",
    "http://127.0.0.1:{port}\\@public.example/": "backslash",
    "http:\\\\127.0.0.1:{port}/": "backslash",
    "http:/\\127.0.0.1:{port}/": "backslash",
    "http:127.0.0.1:{port}/": "no //",
    "http:/127.0.0.1:{port}/": "no //",
    "http:///127.0.0.1:{port}/": "no host",
    "//127.0.0.1:{port}/": "no scheme",
    "127.0.0.1:{port}/": "no scheme",
    "": "empty",
    " http://127.0.0.1:{port}/": "white space",
    "http://127.0.0.1:{port}/ ": "white space",
    "http://127.0.0.1\t:{port}/": "white space",
    "ht\ntp://127.0.0.1:{port}/": "white space",
    "http://127.0.0.1:{port}/\r\nHost: public.example": "white space",
    "http://127.0.0.1:{port}/%0d%0aHost:%20public.example": "hides a control character",
    "http://127.0.0.1:{port}/%00": "hides a control character",
    "http://127.0.0.1:{port}/%zz": "does not allow",
    "http://127.0.0.1:{port}/%": "does not allow",
    "http://127.0.0.1:{port}/<b>": "does not allow",
    "http://%31%32%37.0.0.1:{port}/": "percent",
    "http://127.0.0%2e1:{port}/": "percent",
    "http://127。0。0。1:{port}/": "outside ASCII",
    "http://１２７.0.0.1:{port}/": "outside ASCII",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/": "outside ASCII",
    "http://bücher.example:{port}/": "xn--bcher-kva.example",
    "http://127.0.0.1\u2028:{port}/": "white space",
    "http://-any.example:{port}/": "no DNS name",
    "http://any..example:{port}/": "no DNS name",
    "http://*.example:{port}/": "no DNS name",
    "http://{long}.example:{port}/": "no DNS name",
    "http://any.example:/": "port",
    "http://any.example:0/": "port",
    "http://any.example:0080/": "port",
    "http://any.example:65536/": "port",
    "http://any.example:+80/": "port",
    "http://any.example:80:80/": "port",
    "http://any.example:22/": "Port 22",
    "http://any.example:6379/": "Port 6379",
    "https://any.example:25/": "Port 25",
    "http://any.example:{port}/{longer}": "characters",
    "ftp://127.0.0.1:{port}/ca.crl": "FTP server",
    "ldap://127.0.0.1:{port}/cn=ca?certificateRevocationList;binary": "LDAP directory",
    "ldaps://127.0.0.1:{port}/cn=ca": "LDAP directory",
    "ldap:///cn=ca,dc=example": "LDAP directory",
    "file:///etc/passwd": "file",
    "file://127.0.0.1/etc/passwd": "file",
    "data:application/pkix-crl;base64,AAAA": "content itself",
    "gopher://127.0.0.1:{port}/_GET": "scheme",
    "ws://127.0.0.1:{port}/": "scheme",
    "unix:///run/docker.sock": "scheme",
    "javascript:alert(1)": "scheme",
    "jar:http://127.0.0.1:{port}/!/": "scheme",
    "http+unix://%2Frun%2Fdocker.sock/": "scheme",
}
TABLE = ADDRESSES | FORMS


@pytest.fixture(scope="module")
def results():
    """The results of the whole table, and how many connections the listener saw."""

    async def run():
        async with server() as seen:
            names = Changing([("127.0.0.1", seen.port)])  # whatever is resolved at all leads to the listener
            open_port = f"open.example:{seen.port}"  # so that the port alone refuses nothing
            async with on(allow=[open_port], resolver=names) as fetcher:
                found = {}
                for url in TABLE:
                    whole = url.format(port=seen.port, long="a" * 64, longer="a" * 2000)
                    found[url] = [await fetcher.fetch(ask, why) for ask, why in ((Get(whole), CRL), (Post(whole, b"x"), OCSP))]
            await asyncio.sleep(0.05)
            return found, seen.connections, fetcher.log

    return asyncio.run(run())


def test_the_table_is_long(results):
    assert len(TABLE) >= 100
    assert len(results[2]) == 2 * len(TABLE)


def test_the_listener_saw_no_connection(results):
    assert results[1] == 0


@pytest.mark.parametrize("url", TABLE)
def test_a_hostile_url_is_refused_with_its_reason(results, url):
    for result in results[0][url]:
        assert isinstance(result, Unfetched)
        assert result.outcome is Outcome.REFUSED
        assert not result.retry
        assert TABLE[url] in result.finding.message
        assert result.finding.code == "revocation-unreachable"
        assert result.finding.remedy


def test_credentials_and_hostile_text_stay_out_of_the_words(results):
    shown = " ".join(one.finding.message + one.finding.remedy for both in results[0].values() for one in both)
    assert "user:password" not in shown
    assert all(character.isprintable() for character in shown)


def test_the_log_escapes_what_it_shows(results):
    assert "<b>" not in results[2]._repr_html_()
    assert "&lt;b&gt;" in results[2]._repr_html_()


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://any.example:{port}/", "http://any.example/"])
def test_the_listener_would_have_seen_it(url):
    async def run():
        async with server() as seen:
            names = MappedResolver({"any.example": ("127.0.0.1", seen.port)})
            async with on(allow=[f"127.0.0.1:{seen.port}"], resolver=names) as fetcher:
                result = await fetcher.fetch(Get(url.format(port=seen.port)), OCSP)
            return result, seen.connections

    result, connections = asyncio.run(run())
    assert result.required().body == b"yes"
    assert connections == 1


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "017700000001", "127.1", "0", "::ffff:127.0.0.1"])
def test_a_client_that_just_connects_would_get_there(host):
    with socket.create_server(("127.0.0.1", 0)) as listening, socket.create_connection((host, listening.getsockname()[1])):
        listening.accept()[0].close()


@pytest.mark.parametrize("path", ["/%2Fa+b%3D/../x?y=%2B&z", "/MFAwTjBM%2BABC%3D%3D", "/a//b", "/"])
def test_what_is_sent_is_the_url_octet_for_octet(path):
    async def run():
        async with server() as seen, on(allow=[f"127.0.0.1:{seen.port}"]) as fetcher:
            await fetcher.fetch(Get(f"HTTP://127.0.0.1:{seen.port}{path}"), OCSP)
            return seen

    seen = asyncio.run(run())
    head = seen.requests[0].decode()
    assert head.startswith(f"GET {path} HTTP/1.1\r\n")
    assert f"\r\nHost: 127.0.0.1:{seen.port}\r\n" in head
    assert "\r\nUser-Agent: pnc-workbench/" in head
    assert "\r\nAccept-Encoding: identity\r\n" in head
    assert "Cookie" not in head
    assert "Authorization" not in head
