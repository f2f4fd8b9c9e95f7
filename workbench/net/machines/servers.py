"""The TLS servers of a CSMS: a chain and its key; renewed in time where the CA behind it is at hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from workbench.certs import loading
from workbench.certs.issuing import derive_private_key
from workbench.errors import InputError
from workbench.net.machines.issuer import SERVER, Issuer, sample, sample_issuer, sample_key, serial_number

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.issuing import PrivateKey
    from workbench.certs.items import Item

SAMPLE_SERVER_NAME = "csms.pnc.example"
"""The FQDN in the samples' server certificates."""
_IN_TIME = timedelta(days=30)


@dataclass(frozen=True, slots=True, eq=False)
class Server:
    """One server certificate.

    Attributes
    ----------
    name
        As people call it: ``"old"``, ``"new"``.
    chain
        Its certificate, then the sub-CAs upwards, no root.
    key
        The leaf's private key; in no repr, and it cannot be copied or written.
    issuer
        The CA that renews it; None: nobody does, and it ends when it ends.
    seed
        Where renewed keys and serial numbers shall be the same each time.
    """

    name: str
    chain: tuple[Item, ...]
    key: PrivateKey = field(repr=False)
    issuer: Issuer | None = None
    seed: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not self.chain or self.chain[0].certificate is None:
            raise InputError("A server has a certificate.", hint="Give its chain, its own certificate first.")
        if self.chain[0].certificate.public_key() != self.key.public_key():
            raise InputError("The server's private key is another certificate's.", hint="Give the key of the chain's first.")

    @property
    def leaf(self) -> x509.Certificate:
        """Its own certificate."""
        certificate = self.chain[0].certificate
        if certificate is None:
            raise TypeError("no certificate")
        return certificate

    def at(self, now: datetime) -> Server:
        """The server as it is then: itself, or renewed with a new key where it ends within 30 days and there is a CA for it."""
        if self.issuer is None or now <= self.leaf.not_valid_after_utc - _IN_TIME:
            return self
        label = f"server {self.name} {now:%Y%m%d}"
        key = derive_private_key(self.seed, label, "P-256") if self.seed is not None else ec.generate_private_key(ec.SECP256R1())
        der = self.issuer.issue(
            self.leaf.subject.public_bytes(),
            key,
            SERVER,
            serial=serial_number(self.seed, label),
            not_before=max(now, self.issuer.certificate.not_valid_before_utc),
            names=self._names(),
        )
        (leaf,) = loading.load([("server", der)]).items
        return replace(self, chain=(leaf, *self.issuer.chain), key=key)

    def _names(self) -> list[str]:
        try:
            found = self.leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        except x509.ExtensionNotFound:
            return []
        return found.value.get_values_for_type(x509.DNSName)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("private keys are not copied and not written")


def sample_servers(seed: bytes | None = None) -> tuple[Server, ...]:
    """The samples': ``"old"`` below CSMS root A, ``"new"`` below root B, which root A signed."""
    return tuple(
        Server(name, sample(f"ocpp/{leaf}", f"ocpp/{ca}"), sample_key(f"ocpp/{leaf}"), sample_issuer(f"ocpp/{ca}"), seed)
        for name, leaf, ca in (("old", "csms-server", "csms-sub-ca"), ("new", "csms-server-new", "csms-sub-ca-new"))
    )
