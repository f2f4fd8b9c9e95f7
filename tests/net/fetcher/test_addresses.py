"""Who may be asked at an address; beside Python's own tables, and with everything allowed."""

import random
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest

from tests.net.fetcher.servers import Changing, one
from workbench.net.fetcher import Limits, Outcome
from workbench.net.fetcher.addresses import NEVER, Reach, judged

EVERYTHING = ["0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1"]


@pytest.mark.parametrize(
    ("address", "reach"),
    [
        ("8.8.8.8", Reach.PUBLIC),
        ("2606:4700::1111", Reach.PUBLIC),
        ("64:ff9b::808:808", Reach.PUBLIC),  # what DNS64 makes of a public IPv4 address
        ("64:ff9b::a00:1", Reach.ALLOWED),
        ("::ffff:8.8.8.8", Reach.PUBLIC),
        ("::ffff:10.0.0.1", Reach.ALLOWED),
        ("::ffff:169.254.169.254", Reach.NEVER),
        ("::169.254.169.254", Reach.NEVER),
        ("2002:808:808::", Reach.ALLOWED),
        ("2001:0:a9fe:a9fe::", Reach.NEVER),
        ("2001:0:808:808::5601:5601", Reach.NEVER),  # Teredo hides the client's address inverted: 169.254.169.254
        ("2606:4700::5efe:a9fe:a9fe", Reach.NEVER),
        ("2606:4700::200:5efe:7f00:1", Reach.ALLOWED),
        ("fe80::1%eth0", Reach.NEVER),
        ("100.63.255.255", Reach.PUBLIC),
        ("100.127.255.255", Reach.ALLOWED),
        ("172.32.0.0", Reach.PUBLIC),
        ("169.253.255.255", Reach.PUBLIC),
        ("169.255.0.0", Reach.PUBLIC),
    ],
)
def test_an_address_and_those_within_it_are_judged(address, reach):
    assert judged(ip_address(address)).reach is reach


def test_what_is_public_here_is_global_for_python_too():
    chance = random.Random(6890)  # noqa: S311  # a sample, no secret
    v4 = [IPv4Address(chance.getrandbits(32)) for _ in range(20_000)]
    v6 = [IPv6Address(2 << 124 | chance.getrandbits(125)) for _ in range(20_000)]
    v4 += [IPv4Address(first << 24 | second << 16 | 1) for first in range(256) for second in range(0, 256, 3)]
    public = [address for address in v4 + v6 if judged(address).reach is Reach.PUBLIC]
    assert len(public) > 50_000
    assert [address for address in public if not address.is_global] == []


@pytest.mark.parametrize("network", NEVER)
def test_no_allow_list_opens_what_is_never_asked(network):
    for address in (network[0], network[-1]):
        host = f"[{address}]" if address.version == 6 else str(address)
        by_address = one(f"http://{host}/", allow=EVERYTHING)
        by_name = one("http://any.example/", allow=["any.example:80", *EVERYTHING], resolver=Changing([str(address)]))
        for result in (by_address, by_name):
            assert result.outcome is Outcome.REFUSED
            assert "never asked" in result.finding.message
            assert "No allow-list" in result.finding.remedy


def test_a_network_of_the_allow_list_opens_its_addresses_at_the_usual_ports_only():
    quick = Limits(connect=0.05)
    assert one("http://127.77.0.1:1/", allow=["127.0.0.0/8:1"], limits=quick).outcome is Outcome.NO_CONNECTION
    assert one("http://127.77.0.1:1/", allow=["127.0.0.0/8"], limits=quick).outcome is Outcome.REFUSED
