"""A generated fleet as the files that an engineer would get: exports, a log, certificates. Nothing is written here."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from asn1crypto import pem

from workbench.display import csv_cell
from workbench.fleet.schema import SIGHTINGS, STATIONS, Side
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

    from workbench.fleet.generate.generated import GeneratedFleet
    from workbench.fleet.generate.made import Made

FIELDS = {
    "hashAlgorithm": "hash_algorithm",
    "issuerNameHash": "issuer_name_hash",
    "issuerKeyHash": "issuer_key_hash",
    "serialNumber": "serial_number",
}
"""CertificateHashData as OCPP spells it, and as the tables do."""


def example_files(fleet: GeneratedFleet) -> dict[str, bytes]:
    """Every file of an example, by its name.

    ``answers.jsonl`` and ``ocpp.log`` say the same: an inventory takes one of them, ``csms-record.csv`` and ``stations.csv``.
    ``certificates.pem`` are those at hand, ``csms-chain.pem`` is what the CSMS's server shows.
    ``truth.csv`` says what each entry is.
    """
    return {
        "answers.jsonl": answers_jsonl(fleet).encode(),
        "ocpp.log": ocpp_log(fleet).encode(),
        "csms-record.csv": sightings_csv(fleet, Side.CSMS).encode(),
        "stations.csv": _csv(fleet.stations, [column.name for column in STATIONS]).encode(),
        "certificates.pem": pem_bundle(one for one in fleet.made if one.at_hand),
        "csms-chain.pem": pem_bundle(fleet.server),
        "truth.csv": _csv(fleet.truth.to_frame()).encode(),
    }


def pem_bundle(made: Iterable[Made]) -> bytes:
    """Certificates in PEM (RFC 7468), each behind its label; what was not made is left out."""
    return b"".join(f"# {one.label}\n".encode() + pem.armor("CERTIFICATE", one.der) for one in made if one.der is not None)


def answers_jsonl(fleet: GeneratedFleet) -> str:
    """The stations' answers: one object per line with station, time, what was asked (left out where not known) and the payload."""
    return "".join(
        _json({"station": station, "timestamp": at, **_asked(asked), "response": payload}) + "\n"
        for station, at, asked, payload in payloads(fleet)
    )


def ocpp_log(fleet: GeneratedFleet) -> str:
    """The same as OCPP-J frames in a log: time, station, direction, frame. A question that is not known was not logged."""
    lines = []
    for number, (station, at, asked, payload) in enumerate(payloads(fleet), start=1):
        key = f"m03-{number}"
        if asked is not None:
            request = {"certificateType": asked.split(",")} if asked else {}
            lines.append(f"{at} {station} CSMS->CS {_json([2, key, 'GetInstalledCertificateIds', request])}\n")
        lines.append(f"{at} {station} CS->CSMS {_json([3, key, payload])}\n")
    return "".join(lines)


def sightings_csv(fleet: GeneratedFleet, side: Side) -> str:
    """One side's hash entries, a row each, under the names of the tables."""
    names = [column.name for column in SIGHTINGS if column.name != "answer"]
    return _csv(fleet.sightings[fleet.sightings["source"] == str(side)], names)


def payloads(fleet: GeneratedFleet) -> Iterator[tuple[str, str, str | None, dict[str, Any]]]:
    """Of each answer of a station: identity, time, what was asked, and GetInstalledCertificateIdsResponse's payload."""
    rows: dict[int, list[tuple[Any, ...]]] = {}
    for row in fleet.sightings.itertuples(index=False, name=None):
        rows.setdefault(row[2], []).append(row)
    for answer, station, seen_at, source, status, asked, _ in fleet.answers.itertuples(index=False, name=None):
        if source == Side.STATION:
            known = asked if isinstance(asked, str) else None
            yield station, rfc3339(seen_at.to_pydatetime()), known, _payload(status, rows.get(answer, []))


def _payload(status: str, rows: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    chains: dict[int, dict[str, Any]] = {}
    for row in rows:
        data = dict(zip(FIELDS, row[7:], strict=True))
        if row[6] == 0:
            chains[row[5]] = {"certificateType": row[4], "certificateHashData": data}
        else:
            chains[row[5]].setdefault("childCertificateHashData", []).append(data)
    return {"status": status, **({"certificateHashDataChain": list(chains.values())} if chains else {})}


def _asked(asked: str | None) -> dict[str, Any]:
    if asked is None:
        return {}
    return {"request": {"certificateType": asked.split(",")} if asked else {}}


def _csv(frame: pd.DataFrame, names: list[str] | None = None) -> str:
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    chosen = names or list(frame.columns)
    writer.writerow(chosen)
    writer.writerows([_cell(value) for value in row] for row in frame[chosen].itertuples(index=False, name=None))
    return sheet.getvalue()


def _cell(value: Any) -> str:
    import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124  # not a number: absent
        return ""
    if isinstance(value, pd.Timestamp):
        return rfc3339(value.to_pydatetime())
    return str(value).lower() if str(value) in {"True", "False"} else csv_cell(str(value))


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
