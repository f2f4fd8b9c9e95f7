"""Nobody else in the package fetches: a law over its syntax trees, and that the law bites."""

import ast
from pathlib import Path

import pytest

import workbench

ROOT = Path(workbench.__file__).parent
FETCHING = {
    "urllib.request", "http.client", "urllib3", "requests", "httpx", "ftplib", "smtplib",
    "socket.create_connection", "asyncio.open_connection",

    "xmlrpc.client", "ldap", "ldap3", "pycurl", "aiohttp.ClientSession", "aiohttp.request",
    "aiohttp.TCPConnector", "aiohttp.client", "aiohttp.connector",
}  # fmt: skip
CALLS = {"create_connection", "open_connection", "urlopen", "urlretrieve", "ClientSession", "sock_connect"}
EXEMPT = {
    "net/fetcher": "the one way out",
    "net/websocket/opening.py": "a station's connection to the CSMS that its user named",
}


def found_in(text):
    """What of this module's text could fetch."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                yield from (one.name for one in names if banned(one.name))
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from (f"{module}.{one.name}" for one in names if banned(module) or banned(f"{module}.{one.name}"))
            case ast.Attribute(attr=name) | ast.Name(id=name) if name in CALLS:
                yield name
            case ast.Attribute(value=ast.Name(id="aiohttp"), attr=name) if name not in {"web", "web_exceptions"}:
                yield f"aiohttp.{name}"
            case _:
                pass


def banned(name):
    return any(name == one or name.startswith(f"{one}.") for one in FETCHING)


def test_only_the_fetcher_fetches():
    found = {}
    for file in ROOT.rglob("*.py"):
        place = file.relative_to(ROOT).as_posix()
        if not any(place == one or place.startswith(f"{one}/") for one in EXEMPT) and (
            names := list(found_in(file.read_text("utf-8")))
        ):
            found[place] = names
    assert found == {}


@pytest.mark.parametrize("place", EXEMPT)
def test_who_is_exempt_needs_it(place):
    files = list((ROOT / place).rglob("*.py")) or [ROOT / place]
    assert any(list(found_in(file.read_text("utf-8"))) for file in files)


@pytest.mark.parametrize(
    "line",
    [
        "import urllib.request",
        "from urllib import request",
        "from urllib.request import urlopen",
        "import http.client as h",
        "import requests",
        "from aiohttp import ClientSession",
        "import aiohttp\naiohttp.ClientSession()",
        "import aiohttp\naiohttp.request('GET', 'x')",
        "import socket\nsocket.create_connection(('x', 1))",
        "from socket import create_connection",
        "import asyncio\nasyncio.open_connection('x', 1)",
        "loop.create_connection(x)",
    ],
)
def test_the_law_bites(line):
    assert list(found_in(line))


@pytest.mark.parametrize(
    "line", ["from aiohttp import web", "import aiohttp\naiohttp.web.Application()", "import socket\nsocket.create_server(x)"]
)
def test_servers_are_free(line):
    assert not list(found_in(line))
