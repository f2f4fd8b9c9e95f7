import pytest

from workbench.errors import InputError
from workbench.net.websocket.urls import address_of, fault_of_identity, identity_in


def test_the_identity_follows_the_csmss_url_percent_encoded():
    address = address_of("wss://csms.example/ocpp/", "DE*ICE@1|a")
    assert address == ("wss://csms.example/ocpp/DE%2AICE%401%7Ca", True, "csms.example", 443)
    assert identity_in("/ocpp/DE%2AICE%401%7Ca") == ("DE*ICE@1|a", "")
    assert address_of("ws://[::1]:81/ocpp", "CS1")[1:] == (False, "::1", 81)


@pytest.mark.parametrize("identity", ["", "x" * 49, "a:b", "a b", "ä", "a/b", "a\nb", "<b>"])
def test_what_is_no_identity_is_refused_on_both_sides(identity):
    assert fault_of_identity(identity)
    with pytest.raises(InputError):
        address_of("wss://csms.example/ocpp", identity)


@pytest.mark.parametrize(
    "path", ["/", "/ocpp", "/ocpp/", "/other/CS1", "/ocpp/x/CS1", "/ocpp/%FF", "/ocpp/%3Cb%3E", "/ocpp/a%3Ab", "/ocpp/" + "x" * 49]
)
def test_a_path_without_an_identity_says_why(path):
    identity, why = identity_in(path)
    assert identity == ""
    assert why.endswith(".")


@pytest.mark.parametrize(
    "url",
    [
        "http://csms.example/ocpp",
        "wss:///ocpp",
        "wss://u:p@csms.example/ocpp",
        "wss://csms.example:99999/",
        "wss://ä.example/",
        "x",
        "wss://csms.example/ocpp?a=b",
    ],
)
def test_what_is_no_url_of_a_csms_is_refused(url):
    with pytest.raises(InputError) as caught:
        address_of(url, "CS1")
    assert "p@" not in str(caught.value)
