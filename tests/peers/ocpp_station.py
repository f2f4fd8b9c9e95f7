"""A charging station of the plain ``ocpp`` library, ``websockets`` and stdlib ``ssl``: nothing of the project is in it."""

from __future__ import annotations

import asyncio
import base64
import logging
import ssl
from typing import TYPE_CHECKING, Any

import websockets
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.peers.ocpp_pki import IDENTITY, NAME, Pki, hash_data, pem_of, trusting
from tests.peers.ocpp_station_point import modules, point_class

if TYPE_CHECKING:
    from pathlib import Path

logging.getLogger("ocpp").setLevel(logging.CRITICAL)
ROOT = "CSMSRootCertificate"


class PlainStation:
    """What it holds, and its life over connections.

    Attributes
    ----------
    store
        Certificate type and certificate, in the order of their installation.
    fallback
        The root that goes at the first connection under a newer one.
    heard
        Actions in the order of their arrival.
    connections
        Under which server each stood: ``"old"``, ``"new"``.
    errors
        What went wrong, for the library would swallow it.
    """

    def __init__(self, pki: Pki, version: str, profile: int, folder: Path) -> None:
        self.pki, self.version, self.profile, self.folder = pki, version, profile, folder
        self.store: list[tuple[str, x509.Certificate]] = [(ROOT, pki.old.certificate)]
        self.issuers = [pki.old.certificate, pki.new.certificate, pki.unsigned.certificate]
        self.fallback: x509.Certificate | None = None
        self.chain, self.key = pki.file("station"), pki.file("station.key")
        self.heard: list[str] = []
        self.signed: list[x509.Certificate] = []
        self.pending: Any = None
        self.errors: list[str] = []
        self.connections: list[str] = []
        self.point: Any = None

    # --- what it answers --------------------------------------------------------------------------------------------------------

    def rows(self, types: list[str] | None) -> list[dict[str, Any]]:
        rows = []
        for type_, one in self.store:
            if types is None or type_ in types:
                issuer = next(other for other in self.issuers if other.subject == one.issuer)
                rows.append({"certificate_type": type_, "certificate_hash_data": hash_data(one, issuer)})
        return rows

    def install(self, certificate: str, type_: str) -> str:
        given = x509.load_pem_x509_certificate(certificate.encode())
        if type_ == ROOT:
            current = next(one for kind, one in reversed(self.store) if kind == ROOT)
            try:
                given.verify_directly_issued_by(current)
            except Exception:  # noqa: BLE001  # any reason that the library has is one
                return "Rejected"
            self.fallback = current
        self.store.append((type_, given))
        return "Accepted"

    def delete(self, wanted: dict[str, str]) -> str:
        for place, (_, one) in enumerate(self.store):
            issuer = next(other for other in self.issuers if other.subject == one.issuer)
            if hash_data(one, issuer, wanted["hashAlgorithm"]) == wanted:
                del self.store[place]
                return "Accepted"
        return "NotFound"

    def csr(self) -> str:
        self.pending = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name(
            [x509.NameAttribute(NameOID.COMMON_NAME, IDENTITY), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Peers")]
        )
        made = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(self.pending, hashes.SHA256())
        return made.public_bytes(Encoding.PEM).decode()

    def take(self, chain: str) -> str:
        found = x509.load_pem_x509_certificates(chain.encode())
        if self.pending is None or found[0].public_key() != self.pending.public_key():
            return "Rejected"
        self.signed = found
        self.chain, self.key = self.folder / "renewed.pem", self.folder / "renewed.key.pem"
        self.chain.write_text(chain)
        key = self.pending.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self.key.write_bytes(key)
        return "Accepted"

    # --- its connections --------------------------------------------------------------------------------------------------------

    async def live(self, url: str, *, most: int = 3) -> None:
        """Connect, present itself, answer; again when the connection is lost, until nobody is there."""
        for _ in range(most):
            try:
                await self.once(url)
            except (OSError, ssl.SSLError, websockets.InvalidHandshake) as error:
                self.errors.append(f"connect: {error}")
                return
            except websockets.ConnectionClosed:
                continue

    async def once(self, url: str) -> None:
        """One connection; under the newest root, or where that does not verify the server, under the fallback."""
        newest = next(one for kind, one in reversed(self.store) if kind == ROOT)
        try:
            connection = await self._opened(url, newest)
        except ssl.SSLCertVerificationError:
            if self.fallback is None:
                raise
            connection = await self._opened(url, self.fallback)
        else:
            if self.fallback is not None:
                self.store.remove((ROOT, self.fallback))
                self.fallback = None
        package = modules(self.version)
        async with connection:
            self.connections.append("new" if self._server_of(connection) == self.pki.new_server.certificate else "old")
            self.point = point_class(self)(IDENTITY, connection, response_timeout=10)
            reading = asyncio.create_task(self.point.start())
            boot = package.call.BootNotification({"model": "Plain", "vendor_name": "Stranger"}, "PowerUp")
            answered = await self.point.call(boot, suppress=False)
            self.heard.append(f"Boot {answered.status}")
            await reading

    @staticmethod
    def _server_of(connection: Any) -> x509.Certificate:
        return x509.load_der_x509_certificate(connection.transport.get_extra_info("ssl_object").getpeercert(binary_form=True))

    async def _opened(self, url: str, root: x509.Certificate) -> Any:
        third = self.profile == 3
        context = trusting([pem_of(root)], self.chain if third else None, self.key if third else None)
        password = base64.b64encode(f"{IDENTITY}:a-password-of-peers".encode()).decode()
        return await websockets.connect(
            f"{url}/{IDENTITY}",
            ssl=context,
            server_hostname=NAME,
            subprotocols=[websockets.Subprotocol(f"ocpp{self.version}")],
            additional_headers={} if third else {"Authorization": f"Basic {password}"},
            proxy=None,
        )
