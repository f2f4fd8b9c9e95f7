"""Clients of the twin: requests made by cryptography and asn1crypto, sent through aiohttp or octet by octet."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import aiohttp
from aiohttp.abc import AbstractResolver
from asn1crypto import core, ocsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp as pyca

from workbench.certs.items import Item, ItemType, Source
from workbench.certs.quiet import quietly
from workbench.data import samples_directory
from workbench.net.twin import Twin

HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha1": hashes.SHA1(),  # noqa: S303  # what most responders know
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
REQUEST = "application/ocsp-request"
LEAF, CA = "iso15118-2/secc", "iso15118-2/cpo-sub-ca2"
URL = "http://ocsp.pnc.example/cpo-sub-ca2"
CRL_URL = "http://pki.pnc.example/cpo-sub-ca2.crl"
_Result = TypeVar("_Result")


def sample(name: str) -> Path:
    return samples_directory() / f"{name}.pem"


def certificate(name: str) -> x509.Certificate:
    with quietly():
        return x509.load_pem_x509_certificate(sample(name).read_bytes())


def request(leaf: str = LEAF, ca: str = CA, digest: str = "sha256", nonce: bytes | None = None) -> bytes:
    builder = pyca.OCSPRequestBuilder().add_certificate(certificate(leaf), certificate(ca), HASHES[digest])
    if nonce is not None:
        builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def joined(*requests: bytes) -> bytes:
    """One request that asks what several ask."""
    asked = [single for one in requests for single in ocsp.OCSPRequest.load(one)["tbs_request"]["request_list"]]
    return bytes(ocsp.OCSPRequest({"tbs_request": {"request_list": asked}}).dump())


def single_statuses(response: bytes) -> list[str]:
    parsed = ocsp.OCSPResponse.load(response)
    data = core.load(parsed["response_bytes"]["response"].contents)
    assert data is not None
    return [one["cert_status"].name for one in parsed.response_data["responses"]]


class Resolver(AbstractResolver):
    """The twin's mapping and nothing else."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> Any:
        address, at = self._twin.resolver_entries[host]
        del port
        return [{"hostname": host, "host": address, "port": at, "family": family, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        pass


async def http(
    twin: Twin, url: str, body: bytes | None = None, *, content_type: str = REQUEST, method: str = "", **more: Any
) -> tuple[int, bytes, Any]:
    """Status, body and header fields, under the original host name."""
    connector = aiohttp.TCPConnector(resolver=Resolver(twin), use_dns_cache=False, force_close=True)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.request(
            method or ("GET" if body is None else "POST"),
            url,
            data=body,
            headers=None if body is None else {"Content-Type": content_type},
            **{"allow_redirects": False, **more},
        ) as answer,
    ):
        return answer.status, await answer.read(), answer.headers


async def asked(twin: Twin, leaf: str = LEAF, ca: str = CA, digest: str = "sha256", **more: Any) -> pyca.OCSPResponse:
    """The responder's answer about a certificate, at the URL that the certificate names."""
    status, body, _ = await http(twin, ocsp_url(leaf), request(leaf, ca, digest, **more))
    assert status == 200
    return pyca.load_der_ocsp_response(body)


def ocsp_url(leaf: str) -> str:
    access = certificate(leaf).extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    return next(str(one.access_location.value) for one in access if one.access_method.dotted_string == "1.3.6.1.5.5.7.48.1")


def in_path(url: str, der: bytes) -> str:
    """The URL of a request by GET (RFC 6960 A.1)."""
    return f"{url}/{quote(base64.b64encode(der).decode(), safe='')}"


def item(der: bytes, kind: ItemType = ItemType.OCSP_RESPONSE) -> Item:
    try:
        parsed: Any = pyca.load_der_ocsp_response(der) if kind is ItemType.OCSP_RESPONSE else x509.load_der_x509_crl(der)
    except ValueError:
        parsed = None
    return Item(kind, der, Source("from the twin"), parsed)


def with_twin(told: Callable[[Twin], Awaitable[_Result]], **twin: Any) -> _Result:
    """What a story with a twin comes to; no task and no socket outlives it."""

    async def story() -> _Result:
        async with Twin(**twin) as running:
            result = await told(running)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert not others, others
        return result

    return asyncio.run(story())


async def octets(port: int, *pieces: bytes, limit: float = 5) -> bytes:
    """What comes back for octets as they are, until the twin closes or is silent for so long."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    read = bytearray()
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        async with asyncio.timeout(limit):
            while got := await reader.read(65536):
                read += got
    except (ConnectionError, TimeoutError):
        pass
    finally:
        writer.transport.abort()
    return bytes(read)


def lines(*each: str, body: bytes = b"") -> bytes:
    return "\r\n".join((*each, "", "")).encode() + body
