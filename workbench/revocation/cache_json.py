"""A status cache as JSON, so that it outlives a restart; what is read back keeps the rules, whatever it claims."""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from workbench.certs.hashdata import CertificateHashData
from workbench.errors import CodecError, InputError
from workbench.messages.certificate_status import CertificateStatusSource, CertificateStatusValue
from workbench.messages.moments import moment_of
from workbench.revocation.cache import StatusCache
from workbench.revocation.cache_rules import KEPT, CachePolicy
from workbench.revocation.ocsp_request import hash_octets
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from workbench.revocation.cache import CachedStatus

SCHEMA = "pnc-workbench/status-cache/1"


def to_json(cache: StatusCache) -> dict[str, Any]:
    """The whole cache; moments in RFC 3339, OCSP responses in base64."""
    return {
        "schema": SCHEMA,
        "without_next_update_seconds": int(cache.policy.without_next_update.total_seconds()),
        "refresh_ahead_seconds": int(cache.policy.refresh_ahead.total_seconds()),
        "entries": [_entry(one) for one in cache],
    }


def from_json(document: Mapping[str, Any]) -> StatusCache:
    """The cache again. When an entry ends is reckoned anew: an export that was edited cannot make it last longer than a week.

    Raises
    ------
    CodecError
        It is no export of a cache.
    """
    try:
        cache = StatusCache(_policy(document))
        for entry in document["entries"]:
            cache = _with(cache, entry)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, binascii.Error, InputError) as error:
        reason = error.message if isinstance(error, InputError) else f"{type(error).__name__} {error}"
        raise CodecError(f"This is no export of a status cache: {reason}.", hint="Export it again, or begin with none.") from None
    return cache


def _entry(one: CachedStatus) -> dict[str, Any]:
    return {
        "certificate": one.hash_data.to_dict(),
        "source": one.source.value,
        "status": one.status.value,
        "stored_at": rfc3339(one.stored_at),
        "next_update": rfc3339(one.next_update),
        "refresh_at": rfc3339(one.refresh_at),
        "ocsp_result": base64.b64encode(one.response).decode("ascii"),
    }


def _policy(document: Mapping[str, Any]) -> CachePolicy:
    if document["schema"] != SCHEMA:
        raise ValueError(f"its schema is {document['schema']!r:.60}")
    names = ("without_next_update_seconds", "refresh_ahead_seconds")
    without, ahead = (timedelta(seconds=int(document[name])) for name in names)
    return CachePolicy(without, ahead)


def _with(cache: StatusCache, entry: Mapping[str, Any]) -> StatusCache:
    fields = entry["certificate"]
    names = ("hashAlgorithm", "issuerNameHash", "issuerKeyHash", "serialNumber")
    hash_data = CertificateHashData(*(fields[name] for name in names))
    hash_octets(hash_data)
    status = CertificateStatusValue(entry["status"])
    if status not in KEPT:
        raise ValueError(f"{status.value} is never kept")
    until = None if entry["next_update"] is None else _moment(entry["next_update"])
    stored, refresh = _moment(entry["stored_at"]), _moment(entry["refresh_at"])
    response = base64.b64decode(entry["ocsp_result"], validate=True)
    kept = cache.kept(hash_data, CertificateStatusSource(entry["source"]), status, stored, until, response)
    one = kept.get(hash_data, CertificateStatusSource(entry["source"]), stored)
    return kept if one is None or refresh >= one.refresh_at else kept.due_from(one, refresh)


def _moment(text: str) -> datetime:
    found = moment_of(text)
    if found is None:
        raise ValueError(f"{text!r:.40} is no moment")
    return found
