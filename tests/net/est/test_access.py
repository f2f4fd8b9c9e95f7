import copy
import pickle
from base64 import b64encode
from typing import Any

import pytest

from tests.net.est.made import KEY
from workbench.errors import InputError
from workbench.net.est import Access, EstClient, Gate
from workbench.net.machines.issuer import sample

SECRETS: dict[str, Any] = {"password": "pass-word", "token": "to-ken", "headers": (("x-api-key", "api-key-value"),)}


def test_basic_is_rfc_7617s_example():
    assert Access(user="Aladdin", password="open sesame").fields() == (("Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),)


def test_a_bearer_token_goes_with_an_api_key():
    assert Access(token="t", headers=(("x-api-key", "k"),)).fields() == (("Authorization", "Bearer t"), ("x-api-key", "k"))


@pytest.mark.parametrize("named", ["password", "token", "headers"])
def test_a_secret_is_in_no_repr_and_is_not_copied(named):
    access = Access(user="u" if named == "password" else "", **{named: SECRETS[named]})
    client = EstClient("https://ca.example", access=access)
    shown = repr(access) + str(access) + repr(client) + str(client) + str(client.log) + str(access.ways)
    for secret in ("pass-word", "to-ken", "api-key-value", b64encode(b"u:pass-word").decode()):
        assert secret not in shown
    for write in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            write(access)
        with pytest.raises(TypeError):
            write(client)
    with pytest.raises(TypeError):
        pickle.dumps(Gate(users={"u": "pass-word"}))
    assert "pass-word" not in repr(Gate(users={"u": "pass-word"}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"user": "u", "token": "t"},
        {"user": "u:v"},
        {"user": "u\r\n"},
        {"user": "u", "password": "elsewhere\n"},
        {"password": "elsewhere"},
        {"token": "t", "headers": (("authorization", "elsewhere"),)},
        {"headers": (("x", "1"), ("X", "elsewhere"))},
        {"token": "a\r\nX: y"},
        {"headers": (("bad name", "v"),)},
        {"headers": (("x", "line\nbreak"),)},
        {"headers": (("Host", "elsewhere"),)},
        {"headers": (("x", ""),)},
        {"chain": sample("iso15118-2/secc")},
        {"key": KEY},
    ],
)
def test_what_http_or_tls_does_not_allow_is_refused_without_repeating_it(wrong):
    with pytest.raises(InputError) as refusal:
        Access(**wrong)
    assert "elsewhere" not in str(refusal.value)


def test_a_chain_with_anothers_key_is_refused():
    with pytest.raises(InputError, match="another certificate"):
        EstClient("https://ca.example", access=Access(chain=sample("iso15118-2/secc"), key=KEY))
