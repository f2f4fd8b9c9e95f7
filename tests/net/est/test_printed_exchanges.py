"""The exchanges that RFC 7030 prints in Appendix A, octet for octet: a plain server repeats the answers, our client asks.

The TLS server is the test's own: the RFC prints no private key. Its first answer to simpleenroll, 401 with a Digest challenge,
is in ``test_stock_server``.
"""

from __future__ import annotations

import base64
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import workbench as wb
from tests.net.machines.stories import story
from workbench.csms.certificates import pem_of
from workbench.net.est import EstClient
from workbench.net.est.tls_identity import tls_identity
from workbench.net.machines.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

PRINTED = Path(__file__).parents[2] / "data" / "real" / "rfc7030"
IDENTITY = tls_identity(b"printed")
PKCS_7 = "application/pkcs7-mime"
BODIES = {"cacerts": PKCS_7, "csrattrs": "application/csrattrs", "simpleenroll": f"{PKCS_7}; smime-type=certs-only"}
THEN = datetime(2013, 5, 10, tzinfo=UTC)


def printed(name: str) -> bytes:
    return (PRINTED / f"{name}.b64").read_bytes().replace(b"\n", b"\r\n")


def octets(name: str) -> bytes:
    return base64.b64decode(printed(name))


@contextmanager
def repeating(folder: Path) -> Iterator[tuple[Any, list[tuple[str, str, bytes]]]]:
    """A client of the server, and what came there: path, content type, body."""
    came: list[tuple[str, str, bytes]] = []
    private = IDENTITY.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "tls.pem").write_bytes(pem_of([IDENTITY.leaf]).encode() + private)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            operation = self.path.rpartition("/")[2]
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            came.append((self.path, self.headers["Content-Type"] or "", body))
            answer = printed("simpleenroll-response" if operation == "simpleenroll" else operation)
            self.send_response(200)
            self.send_header("Status", "200 OK")
            self.send_header("Content-Type", BODIES[operation])
            self.send_header("Content-Transfer-Encoding", "base64")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "tls.pem")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        host = f"127.0.0.1:{server.server_address[1]}"
        root = wb.load(octets("cacerts")).certificates[-1]
        try:
            yield (
                EstClient(f"https://{host}", anchors=IDENTITY.anchor, allow=(host,), roots=(root,), use="any", clock=Clock(THEN)),
                came,
            )
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.requirement("RFC 7030 4.1.3")
@story
async def test_a_1_four_certificates_of_a_change_of_key(tmp_path):
    with repeating(tmp_path) as (client, _):
        answer: Any = await client.cacerts()
    names = [(str(one.facts.subject), str(one.facts.issuer)) for one in answer.certificates]
    printed_pairs = [("OwO", "OwO"), ("NwO", "OwO"), ("OwN", "NwN"), ("NwN", "NwN")]
    assert names == [(f"CN=estExampleCA {subject}", f"CN=estExampleCA {issuer}") for subject, issuer in printed_pairs]


@pytest.mark.requirement("RFC 7030 4.5.2")
@story
async def test_a_2_attributes_with_and_without_values(tmp_path):
    with repeating(tmp_path) as (client, _):
        answer: Any = await client.csrattrs()
    said = " ".join(map(str, answer.attributes))
    assert len(answer.attributes) == 6
    for oid in ("1.3.6.1.1.1.1.22", "2.999.1", "2.999.2", "1.3.36.3.3.2.8.1.1.11"):
        assert oid in said


@pytest.mark.requirement("RFC 7030 4.2.1", "RFC 7030 4.2.3")
@story
async def test_a_3_the_printed_request_goes_out_and_the_printed_certificate_comes(tmp_path):
    with repeating(tmp_path) as (client, came):
        answer: Any = await client.simpleenroll(octets("simpleenroll-request"))
    path, content_type, body = came[-1]
    assert (path, content_type) == ("/.well-known/est/simpleenroll", "application/pkcs10")
    assert base64.b64decode(body) == octets("simpleenroll-request")
    assert "demostep4 1368141352" in str(answer.certificate.facts.subject)
    assert answer.certificate.facts.serial == 21
    assert answer.certificate.certificate.public_key() == wb.load(octets("simpleenroll-request")).items[0].parsed.public_key()
    assert [str(one.facts.subject) for one in answer.chain[1:]] == []
    wrong = {"est-certificate", "est-content", "est-request", "issuer-missing", "signature-invalid"}
    assert {one.code for one in (*answer.findings, *answer.request_findings)} & wrong == set()
