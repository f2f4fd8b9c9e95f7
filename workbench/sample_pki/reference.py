"""The samples as others see them: the time at which they are valid, and whether something is a sample.

Reads the manifest; and of the atlas, where a certificate is not there, the fingerprints alone: parsing all its cases takes longer.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from workbench.certs.items import ItemType
from workbench.data import samples_directory

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.certs.items import Item

_DATED = frozenset({ItemType.CERTIFICATE, ItemType.CRL, ItemType.OCSP_RESPONSE})


@cache
def manifest() -> dict[str, Any]:
    """The parsed ``MANIFEST.toml`` of the package's samples: ``reference_time`` and the list ``file``."""
    return tomllib.loads((samples_directory() / "MANIFEST.toml").read_text("utf-8"))


def reference_time() -> datetime:
    """The time at which every sample without an intended defect is valid, UTC-aware."""
    moment: datetime = manifest()["reference_time"]
    return moment


@cache
def known_fingerprints() -> frozenset[str]:
    """SHA-256 of each certificate, CRL and OCSP response in the samples, 64 lower-case hex digits each."""
    return frozenset(digest for file in manifest()["file"] for digest in file.get("sha256", ()))


@cache
def atlas_fingerprints() -> frozenset[str]:
    """SHA-256 of each certificate and CRL in the atlas, and of the samples that its cases are about."""
    return frozenset(re.findall(r"\b[0-9a-f]{64}\b", (samples_directory() / "atlas/CASES.toml").read_text("utf-8")))


def is_sample(sha256: str) -> bool:
    """Whether this is the fingerprint of a certificate, CRL or OCSP response of the samples, the atlas included."""
    return sha256.lower() in known_fingerprints() or sha256.lower() in atlas_fingerprints()


def reference_time_for(items: Iterable[Item]) -> datetime | None:
    """The samples' reference time where everything dated among the items is a sample, or None.

    Dated are certificates, CRLs and OCSP responses; one of them must be there. Keys, CSRs and messages are neutral.
    """
    found = False
    for item in items:
        if item.type in _DATED:
            found = is_sample(hashlib.sha256(item.der).hexdigest())
            if not found:
                break
    return reference_time() if found else None
