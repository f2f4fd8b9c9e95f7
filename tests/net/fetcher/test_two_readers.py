"""What passes our reader of URLs is read the same by the two others on the way: yarl, which aiohttp sends with, and urllib."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from hypothesis import example, given
from hypothesis import strategies as st
from yarl import URL

from workbench.net.fetcher.outcomes import NotFetchedError
from workbench.net.fetcher.urls import target_of

MARKS = list(":/@[]%#?\\.1=&;,~'-_\t \x00\u202e。")
WORDS = [
    "http",
    "https",
    "//",
    "a.example",
    "127.0.0.1",
    "[::1]",
    "%2e",
    "%40",
    ":80",
    ":8080",
    "0x7f",
    "xn--a",
    "user",
    "localhost",
    "..",
]
SEWN = st.lists(st.sampled_from([*MARKS, *WORDS]), max_size=8).map("".join)


@given(st.one_of(SEWN, SEWN.map("http://".__add__), st.text(max_size=30).map("http://a.example".__add__)))
@example("http://a.example/%2F?x=%2B&y=a%20b")
@example("http://a.example?")
@example("https://[2001:db8::1]:8443/x")
def test_all_readers_agree_on_what_is_asked(url):
    try:
        target = target_of(url)
    except NotFetchedError:
        return
    sent, plain = URL(target.url, encoded=True), urlsplit(url)
    assert sent.raw_host == target.name == (plain.hostname or "").removesuffix(".") or _same_address(plain.hostname, target.name)
    assert sent.port == target.port == (plain.port or target.port)
    assert sent.scheme == target.scheme == plain.scheme
    assert sent.raw_path_qs == target.path
    assert sent.user is sent.password is plain.username is None
    assert target_of(target.url) == target


def _same_address(one, other):
    return one is not None and ip_address(one) == ip_address(other)
