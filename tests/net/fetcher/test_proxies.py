"""An explicit proxy: the same rules before anything is handed over, and its address is in the log, its password nowhere."""

import asyncio
import base64

import pytest

from tests.net.fetcher.servers import answer, on, server
from workbench.errors import InputError
from workbench.net.fetcher import OCSP, Fetcher, Get, MappedResolver, Outcome

WORD = "quite-secret"
LEADING = {"inside.example": ("10.0.0.1", 80), "public.example": ("8.8.8.8", 80), "cloud.example": ("169.254.169.254", 80)}


BY_PROXY = answer(b"by proxy")


def through(url, *, allow=(), behave=BY_PROXY):
    async def run():
        async with server(behave) as proxy:
            settings = {"proxy": f"http://user:{WORD}@127.0.0.1:{proxy.port}", "resolver": MappedResolver(LEADING), "allow": allow}
            async with on(**settings) as fetcher:
                return await fetcher.fetch(Get(url), OCSP), proxy, fetcher

    return asyncio.run(run())


@pytest.mark.parametrize("url", ["http://public.example/x?y", "http://only-the-proxy-knows.example/", "http://8.8.8.8/"])
def test_what_may_be_asked_is_handed_to_the_proxy(url):
    result, proxy, fetcher = through(url)
    assert result.required().body == b"by proxy"
    assert proxy.requests[0].startswith(f"GET {url} HTTP/1.1\r\n".encode())
    assert b"Proxy-Authorization: Basic " + base64.b64encode(f"user:{WORD}".encode()) in proxy.requests[0]
    assert result.address == f"127.0.0.1:{proxy.port}"
    assert f"proxy 127.0.0.1:{proxy.port}" in str(fetcher.log)
    assert WORD not in str(fetcher.log) + fetcher._repr_html_() + repr(fetcher) + repr(fetcher._proxy) + str(result)


@pytest.mark.parametrize(
    "url",
    ["http://inside.example/", "http://cloud.example/", "http://127.0.0.1/", "http://169.254.169.254/", "http://localhost/", "http://intranet/",
     "http://metadata.google.internal/", "http://x.local/", "http://kubernetes.default.svc/", "http://x.svc.cluster/",
     "http://2130706433/", "http://unknown.example:22/", "file:///x"],
)  # fmt: skip
def test_what_must_not_be_asked_is_not_handed_over_either(url):
    result, proxy, _ = through(url)
    assert result.outcome is Outcome.REFUSED
    assert proxy.connections == 0


def test_an_allowed_inside_address_is_handed_over():
    assert through("http://inside.example/", allow=["10.0.0.1"])[0].required()
    assert through("http://ocsp.internal:8080/", allow=["ocsp.internal:8080"])[0].required()


def test_https_goes_through_a_tunnel_and_the_password_is_the_proxys_alone():
    result, proxy, _ = through("https://public.example/", behave=b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
    assert result.outcome is Outcome.HTTP_STATUS
    assert "proxy" in result.finding.message
    assert proxy.requests[0].startswith(b"CONNECT public.example:443 HTTP/1.1\r\n")
    assert WORD not in result.finding.message + result.finding.observed


def test_a_redirect_through_a_proxy_stays_on_its_host():
    result, proxy, _ = through("http://public.example/", behave=answer(b"", "302 F", "Location: http://127.0.0.1/"))
    assert result.outcome is Outcome.REDIRECTED
    assert proxy.connections == 1


@pytest.mark.parametrize(
    "url",
    ["proxy:3128", "https://proxy.example", "http://proxy.example/path", "socks5://p.example:1", "http://", "http://127.1:3128"],
)
def test_what_is_no_proxy_is_said_at_once(url):
    with pytest.raises(InputError):
        Fetcher(proxy=url)


def test_a_proxy_at_a_metadata_address_is_not_asked():
    async def run():
        async with on(proxy="http://169.254.169.254:3128", resolver=MappedResolver(LEADING)) as fetcher:
            return await fetcher.fetch(Get("http://public.example/"), OCSP)

    assert "has no address that may be asked" in asyncio.run(run()).finding.message


def test_the_words_of_a_wrong_proxy_hold_no_password():
    with pytest.raises(InputError) as caught:
        Fetcher(proxy=f"https://user:{WORD}@proxy.example")
    assert WORD not in str(caught.value)
