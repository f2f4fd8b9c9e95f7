"""The sample PKI as TLS wants it, and certificates made here, by ``cryptography`` alone, that are odd in one way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

from workbench import api
from workbench.net.given import items_of

if TYPE_CHECKING:
    from workbench.certs.items import Item

NOW = datetime(2026, 6, 1, tzinfo=UTC)
"""The samples' reference time; by the machine's clock the sample server has expired."""
DAY = timedelta(days=1)
NAME = "csms.pnc.example"
STATION = "PNCWB-2026-000184"


@cache
def sample(name: str) -> tuple[Item, ...]:
    """The certificates of ``sample_certs/ocpp/NAME.pem``."""
    return tuple(api.load(api.samples(f"ocpp/{name}.pem")).certificates)


@cache
def sample_key(name: str) -> Any:
    text = api.samples(f"ocpp/{name}.key.pem").read_bytes()
    return load_pem_private_key(text[text.index(b"-----BEGIN") :], None)


class Made(NamedTuple):
    """A root and a leaf that it signed."""

    root: tuple[Item, ...]
    leaf: tuple[Item, ...]
    key: Any


def made(
    *, cn: str = NAME, dns: tuple[str, ...] = (), since: datetime = NOW - DAY, until: datetime = NOW + DAY, usage: Any = None
) -> Made:
    """A server chain of two; ``usage``: the leaf's extended key usage, none by default, as A00.FR.514 asks."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _builder("Root of the tests", root_key, NOW - 900 * DAY, NOW + 9000 * DAY, ca=True).sign(root_key, hashes.SHA256())
    leaf = _builder(cn, key, since, until, ca=False)
    if dns:
        leaf = leaf.add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in dns]), critical=False)
    if usage is not None:
        leaf = leaf.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    return Made(items_of(root), items_of(leaf.sign(root_key, hashes.SHA256())), key)


def _builder(cn: str, key: Any, since: datetime, until: datetime, *, ca: bool) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(cn))
        .issuer_name(_name("Root of the tests"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )


def _name(cn: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, cn)])
