"""A certificate chain with the private key of its leaf, held so that the key is in no repr and goes nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, cast

from cryptography.hazmat.primitives.asymmetric import ec

from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.iso15118_20 import ISO_15118_20
from workbench.contracts.signing import SigningKey, sign
from workbench.net.machines.issuer import sample, sample_key
from workbench.net.tls.stapling_contexts import Own

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.issuing import PrivateKey
    from workbench.certs.items import Item
    from workbench.contracts.exi.signature import Signature


class ContractHolder(Protocol):
    """What a vehicle pays with: a contract chain, and who signs with its key. :class:`Credential` and a vehicle's contracts are."""

    @property
    def chain(self) -> tuple[Item, ...]:
        """Leaf first, sub-CAs upwards."""

    def sign(self, parts: Sequence[tuple[str, Any]]) -> Signature:
        """The signature over parts of a message, each by its local name."""


@dataclass(frozen=True, slots=True, eq=False)
class Credential:
    """A chain, leaf first, and a key: the leaf's, except where somebody shows another's certificate."""

    chain: tuple[Item, ...]
    key: PrivateKey = field(repr=False)

    @classmethod
    def of_samples(cls, name: str) -> Credential:
        """Of the samples by the leaf's name, ``"iso15118-2/secc"``, with the sub-CAs of its chain file."""
        return cls(sample(f"{name}-chain"), sample_key(name))

    @property
    def own(self) -> Own:
        """As the TLS contexts want it."""
        return Own(self.chain, self.key)

    def sign(self, parts: Sequence[tuple[str, Any]]) -> Signature:
        """As :class:`ContractHolder`; a key on secp256r1 signs messages of edition -2, any other those of -20."""
        modern = not isinstance(self.key, ec.EllipticCurvePrivateKey) or self.key.curve.name != "secp256r1"
        return sign(ISO_15118_20 if modern else ISO_15118_2, parts, cast("SigningKey", self.key))

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("private keys are not copied and not written")
