"""Contract data: what a mobility operator makes, what a CPS signs, and the answer that carries it to the vehicle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.contracts.exi import messages_2, messages_20
from workbench.contracts.exi.codec import write_message
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.iso15118_20 import ISO_15118_20
from workbench.contracts.exi.layout import Named
from workbench.contracts.standards import ISO_20, number
from workbench.display import Card, Cell, Readable, view
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from workbench.certs.items import Item
    from workbench.contracts.exi.signature import Signature
    from workbench.contracts.installation.asking import Action
    from workbench.contracts.keywrap import Wrapped
    from workbench.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractData(Readable):
    """Of one contract for one vehicle, not signed yet.

    Attributes
    ----------
    schema
        URN.
    chain
        The contract certificate and its sub-CAs; no root.
    emaid
        As the message will say it.
    receiver
        For whom the key was wrapped: a PCID, or the eMAID of the contract that is replaced.
    wrapped
        The key, wrapped; nowhere else in here.
    findings
        What does not fit its standard.
    """

    schema: str
    chain: tuple[Item, ...] = field(repr=False)
    emaid: str
    receiver: str
    wrapped: Wrapped = field(repr=False)
    findings: tuple[Finding, ...] = ()

    @property
    def leaf(self) -> Item:
        """The contract certificate."""
        return self.chain[0]

    def signed_parts(self, ids: Sequence[str] = ("id1", "id2", "id3", "id4")) -> tuple[tuple[str, Any], ...]:
        """The elements that are signed, by local name; for ISO 15118-20 the one of :func:`installation_data`."""
        ders = tuple(one.der for one in self.chain[1:])
        if self.schema == ISO_20:
            return (("SignedInstallationData", installation_data(self, ids[0])),)
        return (
            ("ContractSignatureCertChain", messages_2.CertificateChain(self.leaf.der, ders, ids[0])),
            ("ContractSignatureEncryptedPrivateKey", messages_2.Identified(ids[1], self.wrapped.encrypted_private_key)),
            ("DHpublickey", messages_2.Identified(ids[2], self.wrapped.dh_public_key)),
            ("eMAID", messages_2.EMAID(ids[3], self.emaid)),
        )

    def card(self) -> Card:
        """What is in it."""
        return Card(
            f"Contract data for {self.receiver}",
            (
                ("Standard", number(self.schema)),
                ("eMAID", self.emaid),
                ("Contract certificate", f"{len(self.leaf.der)} octets, {len(self.chain) - 1} sub-CAs"),
                ("Encrypted private key", f"{len(self.wrapped.encrypted_private_key)} octets, {self.wrapped.curve}"),
                ("Ephemeral public key", Cell(f"{len(self.wrapped.dh_public_key)} octets")),
            ),
        )

    def _repr_html_(self) -> str:
        return str(view(self.card().to_html()))

    def __str__(self) -> str:
        return self.card().to_text()


def installation_data(data: ContractData, identifier: str) -> messages_20.SignedInstallationData:
    """SignedInstallationData of ISO 15118-20."""
    chain = messages_20.CertificateChain(data.leaf.der, tuple(one.der for one in data.chain[1:]))
    wrapped = data.wrapped
    key = Named(f"{wrapped.curve}_EncryptedPrivateKey", wrapped.encrypted_private_key)
    return messages_20.SignedInstallationData(identifier, chain, wrapped.curve, wrapped.dh_public_key, key)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedContractData(Readable):
    """The same, signed by a CPS: what lies in a contract certificate pool.

    Attributes
    ----------
    data
        What the mobility operator made.
    cps_chain
        The CPS leaf and its sub-CAs; no root.
    parts
        The elements of the message, as they are sent; what a fault changed after signing differs from what was signed.
    signature
        None: not signed.
    answer
        ``"OK"``, or the response code that is sent instead.
    """

    data: ContractData
    cps_chain: tuple[Item, ...] = field(repr=False)
    parts: tuple[tuple[str, Any], ...] = field(repr=False)
    signature: Signature | None = field(repr=False)
    answer: str = "OK"
    cps_id: str | None = None

    def response(self, session: bytes, now: datetime, *, remaining: int = 0, action: Action = "Install") -> bytes:
        """CertificateInstallationRes, or CertificateUpdateRes, as EXI.

        Parameters
        ----------
        session
            The request's.
        remaining
            Contracts that are still to be had; ISO 15118-20 only.

        Raises
        ------
        EXIError
            The schema cannot say it: too many sub-CAs, for one.
        InputError
            ISO 15118-20 has no update.
        """
        cps, *above = (one.der for one in self.cps_chain)
        if self.data.schema == ISO_20:
            if action == "Update":
                raise InputError("ISO 15118-20 has no CertificateUpdateRes.", hint="Answer with an installation (M02.FR.02).")
            header_20 = messages_20.MessageHeader(session, int(now.timestamp()), self.signature)
            chain = messages_20.CertificateChain(cps, tuple(above))
            signed = self.parts[0][1]
            answer = messages_20.CertificateInstallationRes(header_20, self.answer, "Finished", chain, signed, remaining)
            return write_message(ISO_15118_20, answer)
        header = messages_2.MessageHeader(session, None, self.signature)
        elements = tuple(value for _, value in self.parts)
        kind = messages_2.CertificateUpdateRes if action == "Update" else messages_2.CertificateInstallationRes
        body = kind(self.answer, messages_2.CertificateChain(cps, tuple(above), self.cps_id), *elements)
        return write_message(ISO_15118_2, messages_2.V2GMessage(header, messages_2.Body(body)))

    def card(self) -> Card:
        """What is in it."""
        own = self.data.card()
        who = self.cps_chain[0].facts.subject if self.cps_chain[0].facts else "unreadable"
        references = len(self.signature.signed_info.references) if self.signature else 0
        return Card(f"Signed c{own.title[1:]}", (*own.fields, ("Signed by", str(who)), ("References", references)))

    def _repr_html_(self) -> str:
        return str(view(self.card().to_html()))

    def __str__(self) -> str:
        return self.card().to_text()
