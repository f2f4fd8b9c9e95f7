"""No test here leaves the machine, not even where the code is broken that a test is to hold."""

import asyncio
from ipaddress import ip_address

import pytest

CONNECT = asyncio.SelectorEventLoop.sock_connect


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch):
    async def connect(loop, one, address):
        assert ip_address(address[0]).is_loopback, f"a test is about to connect to {address[0]}"
        return await CONNECT(loop, one, address)

    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_connect", connect)
