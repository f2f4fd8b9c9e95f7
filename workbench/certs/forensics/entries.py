"""Hash entries as they were sent: the question that ``match`` answers, one for each hash data of a message, list or log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.certs.items import ItemType
from workbench.certs.loading.hash_objects import GivenHashData

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.certs.items import Item, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class HashEntry:
    """One CertificateHashDataType or OCSPRequestDataType, with whatever its sender put into it.

    Attributes
    ----------
    index
        Its place among the entries, from 0.
    given
        OCPP's names (hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber, responderURL) to the values as sent, of any JSON
        type; absent ones are absent. Hostile text.
    certificate_type
        What the enclosing CertificateHashDataChainType says, for the certificate and for its children alike; None without one.
        Hostile text.
    parent
        For an entry of childCertificateHashData: the index of the chain's certificateHashData; None for all others.
    source
        Where it was found.
    """

    index: int
    given: Mapping[str, Any]
    certificate_type: str | None = None
    parent: int | None = None
    source: Source | None = None


def entries_of(items: Iterable[Item]) -> tuple[HashEntry, ...]:
    """The hash entries among the items, in order; everything else is passed over."""
    found = [item for item in items if item.type is ItemType.HASH_DATA]
    parents: dict[int, int] = {}
    for index, item in enumerate(found):
        chain = _chain(item)
        if chain is not None and not item.parsed.child:
            parents.setdefault(chain, index)
    return tuple(
        HashEntry(
            index=index,
            given=item.value,
            certificate_type=item.parsed.certificate_type if isinstance(item.parsed, GivenHashData) else None,
            parent=parents.get(chain) if (chain := _chain(item)) is not None and item.parsed.child else None,
            source=item.source,
        )
        for index, item in enumerate(found)
    )


def _chain(item: Item) -> int | None:
    """The identity of the chain object around an entry, which the item keeps alive; None without one."""
    hash_data = item.parsed
    return id(hash_data.chain) if isinstance(hash_data, GivenHashData) and hash_data.chain is not None else None
