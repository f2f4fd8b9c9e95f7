"""Answers to read, and what reading them gives."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workbench.fleet.ingest import Collector, Context

if TYPE_CHECKING:
    from workbench.fleet.ingest import Gathered

AT = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
ISO = "2026-11-21T08:00:00Z"
HERE = Context(station="CS001", at=AT)
"""A caller who says whose answer it is, and when it was given."""
NOWHERE = Context()
HEADER = "station,seen_at,certificate_type,hash_algorithm,issuer_name_hash,issuer_key_hash,serial_number"
V2G, MO, CSMS, CHAIN = "V2GRootCertificate", "MORootCertificate", "CSMSRootCertificate", "V2GCertificateChain"


def entry(number: int) -> dict[str, Any]:
    """Hash data that a number stands for."""
    return {
        "hashAlgorithm": "SHA256",
        "issuerNameHash": f"{number:064x}",
        "issuerKeyHash": f"{number + 1:064x}",
        "serialNumber": f"{number:x}",
    }


def chain(number: int, *below: int, kind: str = V2G) -> dict[str, Any]:
    """An element of certificateHashDataChain."""
    found: dict[str, Any] = {"certificateType": kind, "certificateHashData": entry(number)}
    if below:
        found["childCertificateHashData"] = [entry(one) for one in below]
    return found


def response(*chains: dict[str, Any]) -> dict[str, Any]:
    """A GetInstalledCertificateIds response."""
    if not chains:
        return {"status": "NotFound"}
    return {"status": "Accepted", "certificateHashDataChain": list(chains)}


def row(number: int, station: str = "CS001", at: str = ISO, kind: str = V2G) -> str:
    """A row below HEADER."""
    return ",".join([station, at, kind, *entry(number).values()])


def table(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


def lines(*values: Any) -> str:
    return "\n".join(json.dumps(value) for value in values) + "\n"


def gathered(*contents: Any, context: Context = HERE) -> Gathered:
    """What files give together; a value that is no text is written as JSON."""
    collector = Collector()
    for place, content in enumerate(contents):
        text = content if isinstance(content, bytes | str) else json.dumps(content)
        collector.read(text if isinstance(text, bytes) else text.encode(), f"file{place}", context=context)
    found = collector.finish()
    report = found.report
    assert sum(one.rows for one in report.reasons) == report.refused_rows
    assert len(report.refused) <= 1_000
    return found


def serials(found: Gathered) -> list[str]:
    return found.sightings["serial_number"].tolist()


def places(found: Gathered) -> list[tuple[str, str, int, int, str]]:
    """Each sighting as station, type, chain, child, serial number."""
    columns = ["station", "certificate_type", "chain", "child", "serial_number"]
    return list(found.sightings[columns].itertuples(index=False, name=None))


def reasons(found: Gathered) -> list[str]:
    return [one.reason for one in found.report.reasons]


def origins(found: Gathered) -> list[str]:
    return [one.origin for one in found.report.refused]
