"""Our client against a server that is none of ours: Python's ``http.server`` over ``ssl``, with ``openssl`` for the CA and PKCS #7.

It answers in the *form* of the exchanges that RFC 7030 prints in its Appendix A: HTTP/1.1, ``Content-Transfer-Encoding: base64``,
``application/pkcs7-mime; smime-type=certs-only``, base64 in lines of 76 characters, a first answer 401 with a challenge; by chunks,
or with a length. The certificates are made for the test;
``test_printed_exchanges`` repeats those of the RFC. Its csrattrs answer is (4.5.2).
"""

from __future__ import annotations

import base64
import ssl
import subprocess
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.net.est.made import KEY, codes, request
from tests.net.est.own_ca import ROOT, SUB_CA, key
from tests.net.machines.stories import story
from workbench.csms.certificates import pem_of
from workbench.net.est import Access, EstClient
from workbench.net.est.tls_identity import tls_identity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IDENTITY = tls_identity(b"stock")
PRINTED_ATTRIBUTES = b"MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJBgcrBgEBAQEWBggqhkjOPQQDAw=="


def pem(private: Any) -> bytes:
    made: bytes = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made


@contextmanager
def stock(openssl: Path, folder: Path, *, chunked: bool = False, user: str = "") -> Iterator[tuple[str, list[str]]]:
    """Its URL, and what it was asked."""
    (folder / "tls.pem").write_bytes(pem_of([IDENTITY.leaf]).encode() + pem(IDENTITY.key))
    (folder / "ca.pem").write_text(pem_of([SUB_CA]))
    (folder / "ca.key").write_bytes(pem(key("Test CPO Sub-CA")))
    (folder / "cas.pem").write_text(pem_of([SUB_CA, ROOT]))
    asked: list[str] = []

    def bag(file: str) -> bytes:
        command: list[str | Path] = [openssl, "crl2pkcs7", "-nocrl", "-certfile", file, "-outform", "DER"]
        return subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            if self.path.endswith("csrattrs"):
                self.send("application/csrattrs", PRINTED_ATTRIBUTES)
            else:
                self.send("application/pkcs7-mime; smime-type=certs-only", base64.encodebytes(bag("cas.pem")))

        def do_POST(self) -> None:
            asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/pkcs10"
            if user and self.headers.get("Authorization") != "Basic " + base64.b64encode(user.encode()).decode():
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Digest qop="auth", realm="estrealm", nonce="1368141352"')
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            (folder / "r.der").write_bytes(base64.b64decode(body))
            command: list[str | Path] = [
                openssl,
                "x509",
                "-req",
                "-in",
                "r.der",
                "-inform",
                "DER",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-days",
                "2",
            ]
            subprocess.run([*command, "-out", "leaf.pem"], cwd=folder, capture_output=True, check=True)
            self.send("application/pkcs7-mime; smime-type=certs-only", base64.encodebytes(bag("leaf.pem")))

        def send(self, content_type: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Status", "200 OK")
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Transfer-Encoding", "base64")
            if chunked:
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for at in range(0, len(body), 100):
                    piece = body[at : at + 100]
                    self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                self.wfile.write(b"0\r\n\r\n")
                return
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.pem")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()
            thread.join()


def client(url: str, **options: Any) -> Any:
    return EstClient(url, anchors=IDENTITY.anchor, allow=(url.removeprefix("https://"),), **({"roots": ROOT} | options))


@pytest.mark.requirement("RFC 7030 4.1.3", "RFC 7030 4.2.1", "RFC 7030 4.2.3")
@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunks"])
@story
async def test_what_openssl_and_http_server_answer_in_the_form_of_appendix_a_is_a_certificate(openssl, tmp_path, chunked):
    with stock(openssl, tmp_path, chunked=chunked) as (url, asked):
        asking = client(url)
        cas = await asking.cacerts()
        assert {one.der for one in cas.certificates} == {SUB_CA.der, ROOT.der}
        assert cas.findings == ()
        assert len((await asking.csrattrs()).attributes) == 4
        answer = await asking.simpleenroll(request())
        assert answer.ok, answer.findings
        assert answer.certificate.certificate.public_key() == KEY.public_key()
        assert [one.der for one in answer.chain[1:]] == [SUB_CA.der]
        assert asked == [f"/.well-known/est/{one}" for one in ("cacerts", "csrattrs", "simpleenroll")]


@story
async def test_a_challenge_is_said_with_what_was_shown_and_the_right_password_passes(openssl, tmp_path):
    with stock(openssl, tmp_path, user="estuser:estpwd") as (url, _):
        refused = await client(url).simpleenroll(request())
        assert refused.http_status == 401
        assert codes(refused.findings) == {("est-status", "error")}
        assert "Digest" in refused.sentence
        assert "shown was nothing" in refused.sentence
        right = Access(user="estuser", password="estpwd")
        assert (await client(url, access=right, paths="citrineos").simpleenroll(request())).ok
