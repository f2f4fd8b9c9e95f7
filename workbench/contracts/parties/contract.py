"""A contract in a vehicle: the certificate chain, and its private key out of sight."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn, cast

from workbench.contracts import signing
from workbench.contracts.exi.codec import SCHEMAS
from workbench.contracts.installation.parts import common_name
from workbench.contracts.parties.samples import sample_items, sample_key, schema_of
from workbench.contracts.standards import number
from workbench.display import Card, Cell, Readable, Tone, view
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from cryptography import x509

    from workbench.certs.items import Item
    from workbench.contracts.exi.signature import Signature
    from workbench.contracts.keywrap import ContractKey


@dataclass(frozen=True, slots=True, eq=False)
class Contract(Readable):
    """A contract with its key.

    Attributes
    ----------
    schema
        The URN of its standard.
    chain
        The contract certificate, then the sub-CAs above it; no root.
    key
        In no repr, and it cannot be copied or written.
    """

    schema: str
    chain: tuple[Item, ...] = field(repr=False)
    key: ContractKey = field(repr=False)

    def __post_init__(self) -> None:
        if not self.chain or self.chain[0].certificate is None:
            raise InputError("A contract has a certificate.", hint="Give the leaf first, then its sub-CAs.")
        if self.chain[0].certificate.public_key() != self.key.public_key():
            raise InputError("The contract's private key is another certificate's.", hint="Give the key of the leaf.")

    @classmethod
    def of_samples(cls, folder: str = "iso15118-2", name: str = "contract") -> Contract:
        """The sample PKI's own contract; ``"v2g-contract"`` is the one below the V2G root."""
        above = ("v2g-mo-sub-ca2", "v2g-mo-sub-ca1") if name == "v2g-contract" else ("mo-sub-ca2", "mo-sub-ca1")
        key = cast("ContractKey", sample_key(folder, name))  # on the curve of the standard
        return cls(schema_of(folder), sample_items(folder, name, *above), key)

    @property
    def certificate(self) -> x509.Certificate:
        """Its leaf."""
        certificate = self.chain[0].certificate
        if certificate is None:
            raise TypeError("no certificate")
        return certificate

    @property
    def emaid(self) -> str:
        """Whose account pays: the certificate's common name."""
        return common_name(self.certificate)

    @property
    def not_after(self) -> datetime:
        """Its end, UTC-aware."""
        return self.certificate.not_valid_after_utc

    def sign(self, parts: Sequence[tuple[str, Any]]) -> Signature:
        """The signature of the contract's key over these parts of a message, for its header."""
        return signing.sign(SCHEMAS[self.schema], parts, self.key)

    def __repr__(self) -> str:
        return f"Contract({self.emaid!r}, {number(self.schema)}, until {self.not_after:%Y-%m-%d})"

    def card(self) -> Card:
        """What it says of itself."""
        return Card(
            f"Contract {self.emaid}",
            (
                ("Standard", number(self.schema)),
                ("Valid", f"{self.certificate.not_valid_before_utc:%Y-%m-%d} to {self.not_after:%Y-%m-%d}"),
                ("Sub-CAs", len(self.chain) - 1),
                ("Private key", Cell("held in this process, not shown", Tone.MUTED)),
            ),
        )

    def _repr_html_(self) -> str:
        return str(view(self.card().to_html()))

    def __str__(self) -> str:
        return self.card().to_text()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("private keys are not copied and not written")
