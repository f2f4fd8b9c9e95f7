"""Does the CSMS's present server stand under a root that is to be deleted? Then the station's next handshake would fail."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from workbench.csms.certificates import signed_by
from workbench.csms.decision import follows, guarded
from workbench.csms.record import CSMS_ROOT
from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbench.certs.hashdata import CertificateHashData
    from workbench.certs.items import Item
    from workbench.csms.names import Names
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding

_REMEDY = "Switch the server to a certificate under another root of the station's, and see the station meet it."
_DIGESTS = {"SHA256": hashlib.sha256, "SHA384": hashlib.sha384, "SHA512": hashlib.sha512}


def served(
    record: StationRecord, gone: CertificateHashData, names: Names, serving: Sequence[Item], *, really: bool
) -> Iterator[Finding]:
    """Why one of several CSMS roots is not deleted, or what follows where it is.

    Parameters
    ----------
    gone
        As the station lists it.
    names
        By what is at hand; whose certificate an entry is.
    serving
        The chain of the present server, leaf first, its root not among them.
    really
        The explicit word for it.
    """
    listing = record.listing(CSMS_ROOT)
    listed = [entry.certificate_hash_data.plain for entry in listing.entries] if listing is not None else []
    item = names.item_of(gone)
    if not _leads_to(serving, gone, item):
        if item is None:
            yield follows(
                "Whether the CSMS's present server stands under it cannot be said, for its certificate is not at hand; if it does, "
                "the next handshake fails.",
                requirement="M04.FR.03",
                remedy="Delete it after the station has met a server under the other root.",
            )
        return
    others = [names.item_of(other) for other in listed if other != gone]
    if any(other is not None and leads_to(serving, other) for other in others):  # a name alone saves no station
        yield follows(
            "The CSMS's present server stands under it, and under another root that the station lists.",
            Severity.INFO,
            requirement="M04.FR.03",
            about=item,
        )
        return
    sentence = "The CSMS's present server stands under this root alone: without it the station's next handshake fails"
    if really:
        yield follows(f"{sentence}, and it stays away.", requirement="M04.FR.03", about=item, remedy=_REMEDY)
        return
    yield guarded(
        f"{sentence}.",
        requirement="M04.FR.03",
        about=item,
        observed=CSMS_ROOT,
        remedy=f"{_REMEDY} Or say that it is really meant (really=True).",
    )


def leads_to(serving: Sequence[Item], root: Item) -> bool:
    """Whether a server's chain verifies under a root, whatever else is in it."""
    return any(one.der == root.der or signed_by(one, root) for one in serving)


def _leads_to(serving: Sequence[Item], data: CertificateHashData, item: Item | None) -> bool:
    """Whether a chain verifies under a root; of one that is not at hand, its issuer's name and the chain's top must do."""
    if item is not None:
        return leads_to(serving, item)
    top, digest = serving[-1].facts, _DIGESTS.get(data.hash_algorithm)
    return top is not None and digest is not None and digest(top.issuer_der).hexdigest() == data.issuer_name_hash.lower()
