"""Our questions answered by ``openssl ocsp``: by GET and POST, each hash algorithm, with a nonce, by hash data alone.

``openssl ocsp -port`` binds every interface; so a small server on 127.0.0.1 hands each request to ``openssl ocsp -reqin``.
"""

from __future__ import annotations

import asyncio
import subprocess
import threading
from base64 import b64decode
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

import workbench as wb
from workbench.data import samples_directory
from workbench.net.fetcher import OCSP, Fetcher, Get, MappedResolver, Post
from workbench.revocation.by_hash import CaPool
from workbench.revocation.ocsp_get import get_url
from workbench.revocation.ocsp_request import hash_data_by, request_for_hash_data
from workbench.revocation.verdict_ocsp import judge_ocsp_for_hash_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = samples_directory() / "iso15118-2"
SECC, SUB_CA_2 = (wb.load(FOLDER / name).items[0] for name in ("secc.pem", "cpo-sub-ca2.pem"))
HOST = "ocsp.pnc.example"
NONCE = bytes(range(32))


@contextmanager
def responder(openssl: Path, folder: Path, status: str = "V\t991231235959Z\t\t") -> Iterator[tuple[int, list[str]]]:
    """The port of a server that asks openssl, and the methods it was asked by."""
    assert SECC.facts is not None
    (folder / "index.txt").write_text(f"{status}{SECC.facts.serial:X}\tunknown\t/CN=leaf\n")
    signer: list[str | Path] = [
        FOLDER / "cpo-sub-ca2.pem",
        "-rsigner",
        FOLDER / "cpo-sub-ca2.pem",
        "-rkey",
        FOLDER / "cpo-sub-ca2.key.pem",
    ]
    methods: list[str] = []

    class Shim(BaseHTTPRequestHandler):
        def answer(self, request: bytes) -> None:
            methods.append(self.command)
            (folder / "q.der").write_bytes(request)
            command: list[str | Path] = [openssl, "ocsp", "-index", "index.txt", "-CA", *signer, "-ndays", "2"]
            command += ["-reqin", "q.der", "-respout", "a.der"]
            subprocess.run(command, cwd=folder, capture_output=True, check=True)
            body = (folder / "a.der").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/ocsp-response")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.answer(b64decode(unquote(self.path.rsplit("/", 1)[1]), validate=True))

        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/ocsp-request"
            self.answer(self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Shim) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1], methods
        finally:
            server.shutdown()
            thread.join()


def way_to(port: int) -> Fetcher:
    return Fetcher(allow=(f"127.0.0.1:{port}",), resolver=MappedResolver({HOST: ("127.0.0.1", port)}))


@pytest.mark.parametrize("nonce", [None, NONCE], ids=["no nonce", "nonce"])
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("algorithm", ["SHA1", "SHA256", "SHA384", "SHA512"])
def test_openssls_responder_answers_hash_data_alone(
    openssl: Path, tmp_path: Path, algorithm: str, method: str, nonce: bytes | None
) -> None:
    hash_data = hash_data_by(SECC, SUB_CA_2, algorithm)
    request, url = request_for_hash_data(hash_data, nonce), f"http://{HOST}/cpo-sub-ca2"
    asked = Get(get_url(url, request)) if method == "GET" else Post(url, request, "application/ocsp-request")

    async def ask(port: int) -> bytes:
        async with way_to(port) as fetcher:
            return (await fetcher.switch_on("a test").fetch(asked, OCSP)).required().body

    with responder(openssl, tmp_path) as (port, methods):
        answer = asyncio.run(ask(port))
    verdict = judge_ocsp_for_hash_data(hash_data, answer, CaPool([SUB_CA_2]), datetime.now(UTC), nonce=nonce)
    assert (str(verdict.status), verdict.verified, methods) == ("Good", True, [method])


@pytest.mark.parametrize(
    ("status", "word"), [("V\t991231235959Z\t\t", "good"), ("R\t991231235959Z\t260601000000Z,keyCompromise\t", "revoked")]
)
def test_a_pile_is_asked_about_at_openssls_responder(openssl: Path, tmp_path: Path, status: str, word: str) -> None:
    with responder(openssl, tmp_path, status) as (port, methods):
        for nonce in (True, False):
            found = wb.check_status([SECC, SUB_CA_2], fetcher=way_to(port), at=datetime.now(UTC), sources=("OCSP",), nonce=nonce)
            assert str(found[0].word) == word
    assert set(methods) == {"POST", "GET"}
