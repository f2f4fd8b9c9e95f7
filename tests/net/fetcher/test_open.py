"""Opened in one cell of a notebook, closed in another."""

import asyncio

import pytest

from tests.net.fetcher.servers import server
from workbench.errors import WorkbenchError
from workbench.net.fetcher import OCSP, Fetcher, Get


def test_it_is_open_from_open_to_close():
    async def run():
        async with server() as seen:
            fetcher = await Fetcher(allow=[f"127.0.0.1:{seen.port}"]).open("a test")
            assert (await fetcher.fetch(Get(seen.url), OCSP)).required().body == b"yes"
            await fetcher.close()
            assert not fetcher.is_on
            with pytest.raises(WorkbenchError):
                await fetcher.fetch(Get(seen.url), OCSP)
            return len(seen.requests)

    assert asyncio.run(run()) == 1
