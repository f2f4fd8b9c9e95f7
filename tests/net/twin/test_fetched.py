"""The one way out reaches the twin under the samples' own host names, and each fault of the way is an answer or none."""

import pytest

from tests.net.twin.asking import CRL_URL, REQUEST, URL, request, with_twin
from workbench.net.fetcher import CRL, OCSP, Fetched, Fetcher, Get, MappedResolver, Post
from workbench.net.twin import Fault, Part, Twin

ARRIVES = {
    None,
    Fault.TRUNCATED,
    Fault.GARBAGE,
    Fault.HTML_PAGE,
    Fault.WRONG_CONTENT_TYPE,
    Fault.REDIRECT_SAME_HOST,
}
WAYS = [None, *(fault for fault in Fault if fault.part is Part.WAY and fault not in {Fault.SLOW, Fault.DRIP})]


@pytest.mark.parametrize("fault", WAYS)
@pytest.mark.parametrize("crl", [True, False])
def test_octets_come_or_a_finding_says_why_not(fault: Fault | None, crl: bool) -> None:  # noqa: FBT001
    async def story(twin: Twin) -> bool:
        async with Fetcher(allow=(f"127.0.0.1:{twin.port}",), resolver=MappedResolver(twin.resolver_entries)) as fetcher:
            fetcher.switch_on("a test on 127.0.0.1")
            what = await (fetcher.fetch(Get(CRL_URL), CRL) if crl else fetcher.fetch(Post(URL, request(), REQUEST), OCSP))
        assert len(twin.requests.of(CRL_URL if crl else URL)) >= 1
        assert len(twin.requests) == len(twin.requests.of(CRL_URL if crl else URL))
        return isinstance(what, Fetched)

    assert with_twin(story, fault=fault) is (fault in ARRIVES)


def test_a_host_that_is_down_is_a_finding() -> None:
    async def story(twin: Twin) -> bool:
        twin.take_down("pki.pnc.example")
        entries = twin.resolver_entries
        allowed = tuple(f"{address}:{port}" for address, port in set(entries.values()))
        async with Fetcher(allow=allowed, resolver=MappedResolver(entries)) as fetcher:
            fetcher.switch_on("a test on 127.0.0.1")
            what = [await fetcher.fetch(Get(CRL_URL), CRL), await fetcher.fetch(Post(URL, request(), REQUEST), OCSP)]
        return [isinstance(one, Fetched) for one in what] == [False, True]

    assert with_twin(story)
