"""Requests of a vehicle, built and signed: CertificateInstallationReq of both standards, CertificateUpdateReq of ISO 15118-2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.exi import messages_2, messages_20
from workbench.contracts.exi.codec import write_message
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.iso15118_20 import ISO_15118_20
from workbench.contracts.installation.parts import root_ids
from workbench.contracts.signing import sign

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.contracts.signing import SigningKey

ID = "id1"
MOST_ROOTS = 20
"""RootCertificateIDs at most, by the schemas."""


def installation_2(leaf: Item, roots: Sequence[Item], key: SigningKey | None, session: bytes) -> bytes:
    """CertificateInstallationReq of ISO 15118-2 as EXI, signed with the provisioning key; a key of None leaves it unsigned."""
    body = messages_2.CertificateInstallationReq(ID, leaf.der, root_ids(roots)[:MOST_ROOTS])
    return _message_2(body, key, session)


def update_2(chain: Sequence[Item], emaid: str, roots: Sequence[Item], key: SigningKey | None, session: bytes) -> bytes:
    """CertificateUpdateReq of ISO 15118-2 as EXI, signed with the contract's key."""
    presented = messages_2.CertificateChain(chain[0].der, tuple(one.der for one in chain[1:]), "id2")
    body = messages_2.CertificateUpdateReq(ID, presented, emaid, root_ids(roots)[:MOST_ROOTS])
    return _message_2(body, key, session)


def installation_20(  # noqa: PLR0913  # the parts of a request, by name
    chain: Sequence[Item],
    roots: Sequence[Item],
    key: SigningKey | None,
    session: bytes,
    now: datetime,
    *,
    maximum: int = 1,
    prioritized: Sequence[str] = (),
) -> bytes:
    """CertificateInstallationReq of ISO 15118-20 as EXI; its provisioning chain is signed."""
    signed = messages_20.SignedCertificateChain(ID, chain[0].der, tuple(one.der for one in chain[1:]))
    signature = sign(ISO_15118_20, [("OEMProvisioningCertificateChain", signed)], key) if key else None
    header = messages_20.MessageHeader(session, int(now.timestamp()), signature)
    return write_message(
        ISO_15118_20,
        messages_20.CertificateInstallationReq(header, signed, root_ids(roots)[:MOST_ROOTS], maximum, tuple(prioritized)),
    )


def _message_2(
    body: messages_2.CertificateInstallationReq | messages_2.CertificateUpdateReq, key: SigningKey | None, session: bytes
) -> bytes:
    signature = sign(ISO_15118_2, [(type(body).__name__, body)], key) if key else None
    header = messages_2.MessageHeader(session, None, signature)
    return write_message(ISO_15118_2, messages_2.V2GMessage(header, messages_2.Body(body)))
