"""The allow-list: what its entries open, and what is none."""

from ipaddress import ip_address

import pytest

from tests.net.fetcher.servers import Changing, one
from workbench.errors import InputError
from workbench.net.fetcher import Fetcher, Outcome
from workbench.net.fetcher.allowing import AllowList


@pytest.mark.parametrize(
    ("entry", "address", "port"),
    [
        ("127.0.0.1:8080", "127.0.0.1", 8080),
        ("127.0.0.1", "127.0.0.1", 80),
        ("10.0.0.0/8", "10.1.2.3", 443),
        ("10.0.0.0/8:8080", "10.1.2.3", 8080),
        ("[fd00::1]:81", "fd00::1", 81),
        ("[fd00::/8]", "fd12::1", 80),
        ("fd00::/8", "fd12::1", 80),
        ("::1", "::1", 80),
        ("localhost:9", "127.0.0.1", 9),
        ("LOCALHOST:9", "::1", 9),
    ],
)
def test_an_address_or_network_opens_its_addresses_and_ports(entry, address, port):
    allow = AllowList.of([entry])
    assert allow.opens_port(port)
    assert allow.address(ip_address(address), port)
    assert not allow.address(ip_address(address), 4711)
    assert not allow.address(ip_address("192.168.0.1"), port)
    assert not allow.address(ip_address("fc00::1"), port)


def test_a_name_opens_a_port_and_no_private_address():
    allow = AllowList.of(["ocsp.Example:8080"])
    assert allow.port("ocsp.example", ip_address("8.8.8.8"), 8080)
    assert not allow.port("other.example", ip_address("8.8.8.8"), 8080)
    assert not allow.address(ip_address("127.0.0.1"), 8080)


@pytest.mark.parametrize(
    "entry",
    ["", "http://a.example", "a.example:0", "a.example:99999", "a.example:", "10.0.0.1/8", "10.0.0.0/33", "127.1", "0x7f000001:80",
     "*:80", "[::1", "a b", "a.example/8", "::1:x", "user@a.example"],
)  # fmt: skip
def test_what_is_no_entry_is_said_at_once(entry):
    with pytest.raises(InputError, match="no entry"):
        Fetcher(allow=[entry])


@pytest.mark.parametrize("entry", ["169.254.169.254", "169.254.0.0/16:80", "[fe80::]:80", "fd00:ec2::254", "0.0.0.0:8080"])
def test_what_is_never_asked_cannot_be_allowed(entry):
    with pytest.raises(InputError, match="never asked"):
        Fetcher(allow=[entry])


def test_one_text_is_not_taken_for_many_entries():
    with pytest.raises(InputError, match="one text"):
        Fetcher(allow="127.0.0.1:80")


@pytest.mark.parametrize(("leads", "port"), [("8.8.8.8", 8081), ("127.0.0.1", 8081)])
def test_a_port_that_is_opened_for_one_is_not_open_for_another(leads, port):
    allow = ["open.example:8081", "127.0.0.1:80", "10.0.0.1:8081"]
    result = one(f"http://any.example:{port}/", allow=allow, resolver=Changing([leads]))
    assert result.outcome is Outcome.REFUSED
    by_address = one(f"http://{leads}:{port}/", allow=allow)
    assert by_address.outcome is Outcome.REFUSED


def test_a_table_of_names_leads_to_no_port_that_is_not_open():
    result = one("http://any.example/", resolver=Changing([("8.8.8.8", 22)]))
    assert "Port 22" in result.finding.message
    assert "any.example:22" in result.finding.remedy
