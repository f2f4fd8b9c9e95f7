"""Many at once: bounded all together, at one host and where large; cancelled without a trace; nothing of the environment."""

import asyncio
import gc
import warnings
from dataclasses import replace

import pytest

from tests.net.fetcher.servers import answer, on, server
from workbench.errors import NetworkError
from workbench.net.fetcher import CRL, OCSP, Get, Limits, MappedResolver, Outcome


async def a_moment(_, writer):
    await asyncio.sleep(0.005)
    writer.write(answer())
    await writer.drain()


async def forever(reader, _):
    await reader.read()


@pytest.mark.parametrize(
    ("limits", "purpose", "most"), [(Limits(per_host=3), OCSP, 3), (Limits(at_once=5, per_host=99), OCSP, 5), (Limits(), CRL, 2)]
)
def test_no_more_are_under_way_at_once_than_the_limits_say(limits, purpose, most):
    async def run():
        async with server(a_moment) as seen, on(allow=[f"127.0.0.1:{seen.port}"], limits=limits) as fetcher:
            return await fetcher.fetch_all([(Get(f"{seen.url}/{n}"), purpose) for n in range(60)]), seen

    results, seen = asyncio.run(run())
    assert [one.url.rpartition("/")[2] for one in results] == [str(n) for n in range(60)]
    assert seen.connections == 60
    assert seen.most == most


def test_five_hundred_questions_at_many_hosts_are_all_answered():
    async def run():
        async with server(a_moment) as seen:
            names = MappedResolver({f"h{n}.example": ("127.0.0.1", seen.port) for n in range(25)})
            async with on(allow=[f"127.0.0.1:{seen.port}"], resolver=names) as fetcher:
                results = await fetcher.fetch_all([(Get(f"http://h{n % 25}.example/{n}"), OCSP) for n in range(500)])
                assert fetcher._gates is not None
                assert not fetcher._gates._hosts
            return results, seen, fetcher.log

    results, seen, log = asyncio.run(run())
    assert {one.required().body for one in results} == {b"yes"}
    assert seen.connections == len(log) == 500
    assert 4 < seen.most <= Limits().at_once


def test_a_host_that_hangs_takes_no_turn_from_the_others():
    async def run():
        async with server(forever) as bad, server() as good:
            allow = [f"127.0.0.1:{bad.port}", f"127.0.0.1:{good.port}"]
            async with on(allow=allow, limits=Limits(at_once=4, per_host=2)) as fetcher:
                hanging = [asyncio.ensure_future(fetcher.fetch(Get(bad.url), OCSP)) for _ in range(50)]
                await asyncio.sleep(0.05)
                results = await fetcher.fetch_all([(Get(good.url), OCSP)] * 20)
                assert not any(task.done() for task in hanging)
                assert bad.most == 2
            assert all(task.cancelled() for task in hanging)  # closing the fetcher ended them
            return results

    assert {one.required().status for one in asyncio.run(run())} == {200}


def test_a_cancelled_fetch_is_logged_and_leaves_nothing_open():
    async def run():
        async with server(forever) as seen, on(allow=[f"127.0.0.1:{seen.port}"]) as fetcher:
            task = asyncio.create_task(fetcher.fetch(Get(seen.url), OCSP))
            while not seen.connections:  # noqa: ASYNC110  # the server has no event
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            while seen.at_once:  # noqa: ASYNC110  # the server sees the end of the connection
                await asyncio.sleep(0.01)
            return fetcher.log, asyncio.all_tasks() - {asyncio.current_task()}

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        log, left = asyncio.run(run())
        gc.collect()
    assert [row.outcome for row in log] == [Outcome.CANCELLED]
    assert all("handle" in repr(task) or "server" in repr(task) for task in left)


def test_a_time_limit_of_the_caller_is_not_taken_for_the_servers():
    async def run():
        async with server(forever) as seen, on(allow=[f"127.0.0.1:{seen.port}"]) as fetcher:
            async with asyncio.timeout(0.1):
                await fetcher.fetch(Get(seen.url), OCSP)

    with pytest.raises(TimeoutError):
        asyncio.run(run())


def test_nothing_is_fetched_before_the_switch_is_on_or_after_it_is_off():
    async def run():
        async with server() as seen, on(allow=[f"127.0.0.1:{seen.port}"]) as fetcher:
            fetcher.switch_off()
            with pytest.raises(NetworkError, match="switched off"):
                await fetcher.fetch(Get(seen.url), OCSP)
            with pytest.raises(NetworkError, match="switched off"):
                await fetcher.fetch_all([(Get(seen.url), OCSP)])
            assert seen.connections == 0
            fetcher.switch_on("a test")
            assert (await fetcher.fetch(Get(seen.url), OCSP)).required().status == 200
        with pytest.raises(NetworkError, match="not open"):
            await fetcher.fetch(Get(seen.url), OCSP)

    asyncio.run(run())


def test_the_environments_proxy_netrc_and_cookies_are_not_taken(monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login user password secret\n", encoding="ascii")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))

    async def run():
        async with server() as proxy, server(answer(b"yes", "200 OK", "Set-Cookie: a=b")) as seen:
            for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
                monkeypatch.setenv(name, proxy.url)
            async with on(allow=[f"127.0.0.1:{seen.port}"]) as fetcher:
                for _ in range(2):
                    (await fetcher.fetch(Get(seen.url), OCSP)).required()
            return proxy, seen

    proxy, seen = asyncio.run(run())
    assert proxy.connections == 0
    assert not any(word in head for head in seen.requests for word in (b"Authorization", b"Cookie"))


def test_an_own_fault_is_a_finding_and_other_fetches_live_on():
    class Broken:
        async def resolve(self, *_):
            raise RuntimeError("<broken>")

    async def run():
        async with server() as seen, on(allow=[f"127.0.0.1:{seen.port}"], resolver=Broken()) as fetcher:
            return await fetcher.fetch_all([(Get("http://any.example/"), OCSP), (Get(seen.url), OCSP)])

    broken, good = asyncio.run(run())
    assert broken.finding.code == "check-failed"
    assert broken.outcome is Outcome.FAULT
    assert good.required().body == b"yes"
    with pytest.raises(NetworkError, match="fault of this workbench"):
        broken.required()


def test_the_log_drops_its_oldest_rows_and_says_so():
    async def run():
        async with on(limits=Limits(logged=3)) as fetcher:
            await fetcher.fetch_all([(Get(f"ftp://h/{n}"), replace(CRL, name="<i>")) for n in range(5)])
            return fetcher

    fetcher = asyncio.run(run())
    assert [row.url for row in fetcher.log] == ["ftp://h/2", "ftp://h/3", "ftp://h/4"]
    assert "2 older rows were dropped" in str(fetcher.log)
    assert "switched on by: a test" in fetcher._repr_html_()
    assert "<i>" not in fetcher._repr_html_()
    assert list(fetcher.log.to_frame()["outcome"]) == ["refused"] * 3
    assert fetcher.log.to_dict()[0]["outcome"] == "refused"
