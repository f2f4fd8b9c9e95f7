"""What a purpose may add: fields of a request, statuses that are answers, fields that are kept; and an own TLS context."""

import asyncio
import ssl

import pytest
from aiohttp import web

from workbench.errors import InputError
from workbench.net.fetcher import Fetched, Fetcher, Get, Outcome, Post, Purpose
from workbench.net.twin.port import Port

PURPOSE = Purpose("test", 1000, 10.0, statuses=frozenset({200, 202}), fields=("retry-after", "x-absent"))


def asked(handler, request, purpose=PURPOSE):
    async def work():
        port = Port()
        await port.start(handler)
        try:
            async with Fetcher(allow=(f"127.0.0.1:{port.number}",)).switch_on("test") as fetcher:
                return await fetcher.fetch(request(f"http://127.0.0.1:{port.number}/x"), purpose), fetcher
        finally:
            await port.stop()

    return asyncio.run(work())


def test_a_status_that_is_an_answer_comes_with_its_body_and_the_fields_that_are_kept():
    async def handler(_):
        return web.Response(status=202, text="later", headers={"Retry-After": "7", "X-Other": "no"})

    came, _ = asked(handler, lambda url: Post(url, b"x", "application/pkcs10"))
    assert isinstance(came, Fetched)
    assert (came.status, came.body, dict(came.fields)) == (202, b"later", {"retry-after": "7", "x-absent": ""})
    refused, _ = asked(handler, Get, Purpose("test", 1000, 10.0))
    assert refused.outcome is Outcome.HTTP_STATUS


@pytest.mark.parametrize("make", [Get, lambda url, headers: Post(url, b"", "a/b", headers)])
def test_fields_of_a_request_arrive_and_stand_in_no_repr_and_no_log(make):
    seen = {}

    async def handler(request):
        seen.update(request.headers)
        return web.Response(text="ok")

    secret = (("Authorization", "Bearer se-cret"),)
    came, fetcher = asked(handler, lambda url: make(url, secret))
    assert seen["Authorization"] == "Bearer se-cret"
    assert "se-cret" not in repr(make("http://a.example/", secret)) + repr(came) + str(fetcher.log) + str(fetcher.log.to_dict())


@pytest.mark.parametrize("check", [False, True])
def test_a_context_that_does_not_verify_is_refused(check):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED if check else ssl.CERT_NONE
    with pytest.raises(InputError, match="does not verify"):
        Fetcher(tls=context)
