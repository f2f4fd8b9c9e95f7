"""A sample leaf issued again by its own sub-CA with something changed: the same key and extensions, another validity or subject."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from workbench.certs import loading
from workbench.certs.issuing import CertificateContent, Extension, NameAttribute, derive_serial, encode_name, issue_certificate
from workbench.certs.items import Source
from workbench.certs.names import relative_names
from workbench.net.machines.issuer import sample_key
from workbench.net.pnc.credentials import Credential

if TYPE_CHECKING:
    from datetime import datetime

    from workbench.certs.items import Item

_SEED = b"pnc-workbench session faults"


def reissued(
    name: str,
    ca: str,
    *,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    subject: dict[str, str] | None = None,
) -> Credential:
    """The leaf's chain with the changed leaf, and the sample's key.

    Parameters
    ----------
    name, ca
        Of the leaf and its issuer in the samples: ``"iso15118-2/secc"``, ``"iso15118-2/cpo-sub-ca2"``.
    not_before, not_after, subject
        What is changed; of the subject attributes by their short names, ``{"DC": "CSO"}``.
    """
    old = Credential.of_samples(name)
    leaf = old.chain[0].certificate
    if leaf is None:
        raise TypeError("no certificate")
    content = CertificateContent(
        serial=derive_serial(_SEED, f"{name} {not_before} {not_after} {subject}"),
        issuer=leaf.issuer.public_bytes(),
        subject=_renamed(leaf.subject.public_bytes(), subject or {}),
        not_before=not_before or leaf.not_valid_before_utc,
        not_after=not_after or leaf.not_valid_after_utc,
        public_key_info=leaf.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        extensions=tuple(Extension.of(one.value, critical=one.critical) for one in leaf.extensions),
    )
    return replace(old, chain=(_item(issue_certificate(content, sample_key(ca)), name), *old.chain[1:]))


def _renamed(subject: bytes, values: dict[str, str]) -> bytes:
    if not values:
        return subject
    attributes = (one for name in relative_names(subject) for one in name)
    return encode_name(NameAttribute(one.type, values.get(one.type, one.shown), one.string_type) for one in attributes)


def _item(der: bytes, name: str) -> Item:
    (item,) = loading.load([(f"{name}, issued again", der)]).items
    return replace(item, source=Source(f"{name}, issued again"))
