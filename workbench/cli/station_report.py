"""What ``pnc station`` prints at its end, and its journal as a file."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from workbench.cli.endpoints import tell
from workbench.display.counting import counted
from workbench.errors import InputError
from workbench.station.events import Connected
from workbench.times import rfc3339

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from workbench.findings import Finding
    from workbench.net.machines.station import Station


def document_of(
    station: Station, arguments: argparse.Namespace, profile: int, assumptions: list[str], lived: dict[str, Any]
) -> dict[str, Any]:
    """The JSON; its schema is ``workbench/schemas/station.schema.json``."""
    connections = sum(isinstance(entry.event, Connected) for entry in station.journal.entries)
    findings: list[Finding] = [*station.findings, *lived["findings"]]
    failed = next((said for entry in reversed(station.journal.entries) if (said := getattr(entry.event, "said", ""))), "")
    refused = next((one.message for one in reversed(findings) if one.code == "server-refused"), "")
    done = counted(connections, "connection")
    summary = (
        f"{done}, {counted(lived['frames'], 'frame')}." if connections else f"No connection came about. {refused or failed}".strip()
    )
    return {
        "schema": "pnc-workbench/station/1",
        "ok": connections > 0,
        "summary": summary,
        "identity": station.identity,
        "url": arguments.connect,
        "security_profile": profile,
        "ocpp": arguments.ocpp,
        "personality": arguments.personality,
        "at": rfc3339(station.clock.now()),
        "clock": "simulated" if station.clock.simulated else "machine",
        "assumptions": assumptions,
        "not_checked": _not_checked(arguments, profile),
        "connections": connections,
        "connected_at_end": lived["connected_at_end"],
        "frames": lived["frames"],
        "waiting": len(station.outbox),
        "certificates": [
            {
                "type": type_,
                "certificate": one.sha256,
                "subject": str(one.facts.subject),
                "fallback": one.sha256 == station.state.fallback,
            }
            for type_, one in station.state.store.entries
        ],
        "findings": [one.to_dict() for one in findings],
    }


def _not_checked(arguments: argparse.Namespace, profile: int) -> list[str]:
    if profile < 2:
        return ["the server: there is no TLS"]
    return ["revocation", "the server's name"] if arguments.server_name == "-" else ["revocation"]


def write_journal(file: Path, station: Station) -> None:
    """Write the journal into a new file.

    Raises
    ------
    InputError
        It cannot be written, or is there already.
    """
    try:
        private = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # what a station heard is not everybody's
        with os.fdopen(private, "w", encoding="utf-8") as stream:
            json.dump(station.export(), stream, indent=2)
            stream.write("\n")
    except OSError as error:
        raise InputError(
            f"{str(file)!r} cannot be written: {error.strerror}.", hint="Name a new file in a folder that exists."
        ) from None
    tell(f"The journal is in {file}.")
