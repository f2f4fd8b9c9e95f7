"""What a station keeps about revocation, as JSON and back: the cache, and the questions that wait.

Vehicles whose check is under way are left out: no handshake outlives an export.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from workbench.certs.hashdata import CertificateHashData
from workbench.errors import CodecError
from workbench.revocation.cache_json import from_json, to_json
from workbench.station.statuses import AskedStatus, Statuses
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMES = ("hashAlgorithm", "issuerNameHash", "issuerKeyHash", "serialNumber")


def statuses_to_dict(statuses: Statuses) -> dict[str, Any]:
    """The JSON object."""
    return {
        "cache": to_json(statuses.cache),
        "asked": [
            {
                "certificate": one.hash_data.to_dict(),
                "asked_at": rfc3339(one.asked_at),
                "again_at": rfc3339(one.again_at),
                "times": one.times,
            }
            for one in statuses.asked
        ],
    }


def statuses_from_dict(value: Mapping[str, Any]) -> Statuses:
    """What :func:`statuses_to_dict` wrote.

    Raises
    ------
    ValueError
        It is none of that kind.
    """
    try:
        cache = from_json(value["cache"])
    except CodecError as reason:
        raise ValueError(reason.message) from None
    return Statuses(cache, tuple(_asked(one) for one in value["asked"]))


def _asked(value: Mapping[str, Any]) -> AskedStatus:
    data = CertificateHashData(*(str(value["certificate"][name]) for name in _NAMES))
    asked, again = (datetime.fromisoformat(value[name]) for name in ("asked_at", "again_at"))
    return AskedStatus(data, asked, again, int(value["times"]))
