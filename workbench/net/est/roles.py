"""What each certificate of a cacerts answer is: root, sub-CA, or one of a root's change of key (RFC 7030 4.1.3, RFC 4210 4.4)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from workbench.certs.quiet import quietly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.items import Item


_MOST_KEYS = 8
"""Keys of one name that are told apart; a hostile answer can have any number."""


def roles(certificates: Sequence[Item]) -> tuple[str, ...]:
    """A word or two for each, in order.

    ``"root"``, ``"sub-CA"``, ``"cross-signed CA"`` (its key has a root of its own here), ``"certificate"`` (of no CA),
    ``"unreadable"``; and where several keys have one self-issued name: ``"OldWithOld"``, ``"OldWithNew"``, ``"NewWithOld"``,
    ``"NewWithNew"``. The newest key is the one whose own self-signed certificate begins last.
    """
    selves = [one for one in certificates if _names_itself(one) and _signs(one, one)]
    return tuple(_role(one, certificates, selves) for one in certificates)


def _role(one: Item, pile: Sequence[Item], selves: Sequence[Item]) -> str:
    facts = one.facts
    if facts is None or one.certificate is None:
        return "unreadable"
    if facts.is_ca is False:
        return "certificate"
    if not _names_itself(one):
        return "cross-signed CA" if any(other.public_key_sha256 == one.public_key_sha256 for other in selves) else "sub-CA"
    roots = [other for other in selves if _of_one_name(other, one)]
    keys = {other.public_key_sha256 for other in pile if _names_itself(other) and _of_one_name(other, one)}
    if len(keys) < 2 or not roots or len(roots) > _MOST_KEYS:
        return "root" if one in roots else "self-issued CA"
    newest = max(roots, key=_begin)
    signer = next((other for other in roots if _signs(other, one)), None)
    return "self-issued CA" if signer is None else f"{_age(one, newest)}With{_age(signer, newest)}"


def _names_itself(one: Item) -> bool:
    return one.facts is not None and one.facts.subject_der == one.facts.issuer_der


def _of_one_name(one: Item, other: Item) -> bool:
    return one.facts is not None and other.facts is not None and one.facts.subject_der == other.facts.subject_der


def _begin(one: Item) -> datetime:
    begin = one.facts.not_before if one.facts is not None else None
    return begin if begin is not None else datetime.min.replace(tzinfo=UTC)


def _age(one: Item, newest: Item) -> str:
    return "New" if one.public_key_sha256 == newest.public_key_sha256 else "Old"


def _signs(issuer: Item, subject: Item) -> bool:
    """Whether the issuer's key verifies the certificate, and the names fit."""
    if issuer.certificate is None or subject.certificate is None:
        return False
    try:
        with quietly():
            subject.certificate.verify_directly_issued_by(issuer.certificate)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
