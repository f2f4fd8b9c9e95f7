"""Which form a file has, told by what stands in it, never by its name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.fleet.ingest.answers import STATION_HINT, Answers
from workbench.fleet.ingest.context import Context
from workbench.fleet.ingest.decoding import text_of
from workbench.fleet.ingest.flat import read_flat, take_flat
from workbench.fleet.ingest.json_values import values_of
from workbench.fleet.ingest.logs import holds_frames, read_log_of
from workbench.fleet.ingest.rows import Gathering, Rows
from workbench.fleet.ingest.separated import header_of, likely_header, names_hashes, read_separated
from workbench.fleet.ingest.sheets import is_parquet, is_workbook, read_parquet, read_workbook
from workbench.fleet.ingest.tally import Tally
from workbench.fleet.ingest.told import Told

if TYPE_CHECKING:
    import pandas as pd

FRAME = re.compile(r"""\[\s*[2-6]\s*,\s*(?:\\*["']|""|&quot;)""")
_ENTRY = re.compile(r"^\s*[{\[].*certificate_?hash_?data_?chain", re.IGNORECASE)
_KINDS = (
    (b"PK\x03\x04", "The file is a zip archive."),
    (b"\x1f\x8b", "The file is packed with gzip."),
    (b"%PDF", "The file is a PDF."),
)
UNPACK = "Unpack it first, or give its path: packed files are unpacked where files are read."
EMPTY = "Empty files: {n}."
BINARY = "The file is no text, and no table that is known here."
UNKNOWN = "Nothing in this text is an answer to GetInstalledCertificateIds, a table of hash entries, or an OCPP-J message."
HINT = "Give JSON, JSONL, CSV with a first line that names the columns, Parquet, Excel, or an OCPP-J log."


def read(content: bytes, name: str, *, context: Context | None = None) -> Rows:
    """The rows of one file, and what was refused of it; nothing is raised, whatever the file is.

    Parameters
    ----------
    content
        The file. Packed ones are refused.
    name
        What it is called in the report.
    context
        What holds where the file does not say it.
    """
    gathering = Gathering(Tally())
    read_into(gathering, content, name, context or Context())
    return gathering.rows()


def read_into(gathering: Gathering, content: bytes, name: str, context: Context) -> None:
    """As :func:`read`, into what was gathered before: many small files cost no frames of their own."""
    tally = gathering.tally
    if not content.strip():
        tally.remark(EMPTY)
    elif is_workbook(content):
        read_workbook(content, name, context, gathering)
    elif is_parquet(content):
        read_parquet(content, name, context, gathering)
    elif (kind := next((word for magic, word in _KINDS if content.startswith(magic)), None)) is not None:
        tally.refuse(name, kind, UNPACK)
    else:
        _read_text(text_of(content, tally), name, context, gathering)


def read_frame(frame: pd.DataFrame, name: str, *, context: Context | None = None, first_row: int = 1) -> Rows:
    """The rows of a frame that has a hash entry, a station or a whole answer in each row.

    Parameters
    ----------
    first_row
        The number in the report of the frame's first row.
    """
    gathering = Gathering(Tally())
    read_flat(frame.reset_index(drop=True), range(first_row, first_row + len(frame)), name, context or Context(), gathering)
    return gathering.rows()


def _read_text(text: str, name: str, context: Context, gathering: Gathering) -> None:
    begins = text.lstrip()[:1]
    if not begins:
        gathering.tally.refuse(name, BINARY, HINT)
    elif begins not in {"{", "["} and names_hashes(text) and (table := header_of(text)) is not None:
        read_separated(text, table, name, context, gathering)
    elif FRAME.search(text) is not None and holds_frames(text):
        read_log_of(text, name, context, gathering)
        _read_beside(text, name, context, gathering)
    elif begins in {"{", "["}:
        _read_json(text, name, context, gathering)
    elif (header := header_of(text)) is not None:
        read_separated(text, header, name, context, gathering)
    elif re.search(r"^\s*[{\[]", text, re.MULTILINE):
        _read_json(text, name, context, gathering)
    elif (header := likely_header(text)) is not None:
        read_separated(text, header, name, context, gathering)
    else:
        gathering.tally.refuse(f"{name}:1", UNKNOWN, f"{HINT} {STATION_HINT}", text[:400])


def _read_beside(text: str, name: str, context: Context, gathering: Gathering) -> None:
    """The lines of a log that are answers without a message around them."""
    if "\n" not in text:
        return
    beside = [
        (number, line)
        for number, line in enumerate(text.split("\n"), 1)
        if _ENTRY.search(line) is not None and line.lstrip()[:1] in {"{", "["} and FRAME.search(line) is None
    ]
    if beside:
        numbers = [context.line(number) for number, _ in beside]
        _read_json("\n".join(line for _, line in beside), name, replace(context, lines=numbers), gathering)


def _read_json(text: str, name: str, context: Context, gathering: Gathering) -> None:
    answers = Answers(gathering, name)
    told = Told.nothing(context)
    for line, value in values_of(text, name, context, gathering.tally):
        answers.take(value, told, line)
    take_flat(answers, name, context, gathering)
