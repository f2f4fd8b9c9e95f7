"""READ FIRST: certificate messages from bytes and back, and the fragments that are signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.contracts.exi import messages_2, messages_20
from workbench.contracts.exi.decoder import decode
from workbench.contracts.exi.encoder import encode
from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.iso15118_20 import ISO_15118_20
from workbench.contracts.exi.signature import Signature, SignedInfo
from workbench.contracts.exi.states import Name
from workbench.contracts.exi.typed import from_node, to_node

if TYPE_CHECKING:
    from workbench.contracts.exi.schema import Schema
    from workbench.contracts.exi.tree import Stream

Message20 = messages_20.CertificateInstallationReq | messages_20.CertificateInstallationRes | messages_20.AuthorizationReq

CLASSES: dict[str, type[Any]] = {
    "d:V2G_Message": messages_2.V2GMessage,
    "b:CertificateInstallationReq": messages_2.CertificateInstallationReq,
    "b:CertificateUpdateReq": messages_2.CertificateUpdateReq,
    "b:AuthorizationReq": messages_2.AuthorizationReq,
    "b:ContractSignatureCertChain": messages_2.CertificateChain,
    "b:ContractSignatureEncryptedPrivateKey": messages_2.Identified,
    "b:DHpublickey": messages_2.Identified,
    "b:eMAID": messages_2.EMAID,
    "m:CertificateInstallationReq": messages_20.CertificateInstallationReq,
    "m:CertificateInstallationRes": messages_20.CertificateInstallationRes,
    "m:AuthorizationReq": messages_20.AuthorizationReq,
    "m:OEMProvisioningCertificateChain": messages_20.SignedCertificateChain,
    "m:SignedInstallationData": messages_20.SignedInstallationData,
    "m:PnC_AReqAuthorizationMode": messages_20.PnCAuthorizationMode,
    "m:PrioritizedEMAIDs": messages_20.PrioritizedEMAIDs,
    "ds:SignedInfo": SignedInfo,
    "ds:Signature": Signature,
}
"""Roots of documents and fragments with the classes of their values."""

SCHEMAS: dict[str, Schema] = {
    "urn:iso:15118:2:2013:MsgDef": ISO_15118_2,
    "urn:iso:std:iso:15118:-20:CommonMessages": ISO_15118_20,
}
"""By the namespace that ``iso15118SchemaVersion`` of Get15118EVCertificateRequest names."""


def read_message(schema: Schema, data: bytes) -> tuple[Any, Stream]:
    """A document as a typed value, and its annotated tree.

    Raises
    ------
    EXIError
        With the bit position.
    """
    stream = decode(schema, data)
    return typed(schema, stream), stream


def typed(schema: Schema, stream: Stream) -> Any:
    """The typed value of a decoded stream's root."""
    return from_node(schema, stream.root, CLASSES[str(stream.root.name)])


def write_message(schema: Schema, message: messages_2.V2GMessage | Message20) -> bytes:
    """A message as EXI."""
    return encode(schema, to_node(schema, *_root(schema, type(message).__name__.replace("V2GMessage", "V2G_Message")), message))


def write_fragment(schema: Schema, local: str, value: object, *, relaxed: bool | None = None) -> bytes:
    """A signed element by its local name, or SignedInfo, as the EXI fragment that is hashed.

    Parameters
    ----------
    schema
        Combined with the message's, or for SignedInfo XML Signature alone.
    local
        As eMAID, SignedInfo.
    value
        Its typed value.
    relaxed
        For eMAID: by the relaxed grammar (None: as EXI says) or by its type's.
    """
    return encode(schema, to_node(schema, *_root(schema, local), value), fragment=True, relaxed=relaxed)


def _root(schema: Schema, local: str) -> tuple[Name, str]:
    for name, key in schema.types.items():
        prefix, _, own = name.partition(":")
        if own == local:
            return Name(local, prefix), key
    raise EXIError(f"no {local} in {schema.name}", hint=f"one of {', '.join(schema.types)}")
