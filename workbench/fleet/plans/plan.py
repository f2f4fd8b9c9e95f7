"""A plan: for each station what is sent, in which wave, or why nothing is. As a table, as messages, as JSON, as CSV."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.display import Cell, Readable, Table, Tone, csv_cell, html, terminal, view
from workbench.display.counting import counted
from workbench.fleet.plans.ruling import Verdict
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import pandas as pd

SCHEMA = "pnc-workbench/fleet-plan/1"
COLUMNS = ("station", "wave", "step", "action", "verdict", "reason", "requirement", "message")
_TONES = {Verdict.GO: Tone.GOOD, Verdict.WAIT: Tone.WARNING, Verdict.NO_GO: Tone.ERROR, Verdict.DONE: Tone.PLAIN}
_ROWS = 50


class Step(NamedTuple):
    """One message of a plan, or why a station gets none.

    Attributes
    ----------
    station
        Hostile text.
    wave
        ``"pilot"``, ``"wave 1"`` ...; ``"ask first"`` for what must be known before; empty where nothing is sent.
    step
        From 1; a station's next step follows when the one before was answered as expected.
    action
        The OCPP action; empty where nothing is sent.
    reason
        One sentence; may quote names: hostile text.
    payload
        Of the request; None where nothing is sent.
    expected
        The status that the answer is expected to have; for a listing what must be in it: ``"listed"`` or ``"gone"``.
    """

    station: str
    wave: str
    step: int
    action: str
    verdict: Verdict
    reason: str
    requirement: str = ""
    payload: dict[str, Any] | None = None
    expected: str = ""


@dataclass(frozen=True, slots=False, eq=False)
class Plan(Readable):
    """What :func:`~workbench.fleet.plans.install_plan` and :func:`~workbench.fleet.plans.delete_plan` give.

    Attributes
    ----------
    title
        What it is to do. Hostile text.
    at
        As of when the inventory spoke.
    steps
        By wave, step and station; stations that get nothing stand last.
    notes
        What was assumed, and what was not checked.
    certificate_type
        Of an install.
    certificates
        SHA-256 of what is installed or deleted.
    """

    title: str
    at: datetime
    steps: tuple[Step, ...] = field(repr=False)
    notes: tuple[str, ...] = ()
    certificate_type: str = ""
    certificates: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> dict[Verdict, int]:
        """Stations by verdict."""
        verdicts = {one.station: one.verdict for one in self.steps}
        return {verdict: sum(one is verdict for one in verdicts.values()) for verdict in Verdict}

    @cached_property
    def waves(self) -> tuple[str, ...]:
        """The waves in their order, without what is asked first."""
        return tuple(dict.fromkeys(one.wave for one in self.steps if one.verdict is Verdict.GO))

    @property
    def ok(self) -> bool:
        """Whether every station takes part, or has nothing to do."""
        return not self.counts[Verdict.WAIT] and not self.counts[Verdict.NO_GO]

    @property
    def sentence(self) -> str:
        """How many go, wait and must not. Hostile text."""
        said = self.counts
        parts = [
            f"{counted(said[Verdict.GO], 'station')} in {counted(len(self.waves), 'wave')}",
            f"{said[Verdict.WAIT]:,} wait",
            f"{said[Verdict.NO_GO]:,} must not",
            f"{said[Verdict.DONE]:,} with nothing to do",
        ]
        return f"{self.title}: {', '.join(parts)}."

    def to_frame(self) -> pd.DataFrame:
        """One row for each step; ``message`` is the payload's JSON, absent where nothing is sent. Not escaped."""
        import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

        rows = [
            (*one[:4], str(one.verdict), one.reason, one.requirement, None if one.payload is None else _json(one.payload))
            for one in self.steps
        ]
        types = {name: "int64" if name == "step" else "str" for name in COLUMNS}
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype(types)

    def messages(self, *, ask_first: bool = False) -> Iterator[dict[str, Any]]:
        """The OCPP-J CALLs in the order of sending: station, wave, step, frame ``[2, id, action, payload]``; no id occurs twice.

        Parameters
        ----------
        ask_first
            Instead, the questions to stations that wait for one.
        """
        wanted = Verdict.WAIT if ask_first else Verdict.GO
        seed = f"{self.title}|{rfc3339(self.at)}|{wanted}|{len(self.steps)}".encode()
        prefix = hashlib.sha256(seed).hexdigest()[:12]
        for number, one in enumerate(self.steps, start=1):
            if one.verdict is wanted and one.payload is not None:
                frame = [2, f"{prefix}-{number:07}", one.action, one.payload]
                yield {"station": one.station, "wave": one.wave, "step": one.step, "frame": frame}

    def to_jsonl(self, *, ask_first: bool = False) -> str:
        """:meth:`messages`, one JSON object per line."""
        return "".join(f"{_json(one)}\n" for one in self.messages(ask_first=ask_first))

    def to_csv(self) -> str:
        """The table for a spreadsheet: nothing in it runs as a formula."""
        sheet = io.StringIO()
        writer = csv.writer(sheet, lineterminator="\n")
        writer.writerow(COLUMNS)
        for one in self.steps:
            payload = "" if one.payload is None else _json(one.payload)
            cells = (one.station, one.wave, one.step, one.action, one.verdict, one.reason, one.requirement, payload)
            writer.writerow([csv_cell(str(cell)) for cell in cells])
        return sheet.getvalue()

    def to_dict(self) -> dict[str, Any]:
        """JSON of ``pnc inventory`` for a plan: payloads as objects."""
        return {
            "schema": SCHEMA,
            "title": self.title,
            "answer": self.sentence,
            "ok": self.ok,
            "at": rfc3339(self.at),
            "certificates": list(self.certificates),
            "certificate_type": self.certificate_type,
            "waves": list(self.waves),
            "counts": {str(verdict): number for verdict, number in self.counts.items()},
            "notes": list(self.notes),
            "steps": [dict(zip(COLUMNS, (*one[:4], str(one.verdict), *one[5:8]), strict=True)) for one in self.steps],
        }

    def _tables(self) -> Iterator[Table]:
        reasons: dict[tuple[Verdict, str, str], dict[str, None]] = {}
        for one in self.steps:
            if one.step <= 1:
                reasons.setdefault((one.verdict, one.reason, one.requirement), {})[one.station] = None
        order = list(Verdict)
        rows = [
            (Cell(str(verdict), tone=_TONES[verdict]), f"{len(stations):,}", reason, requirement, next(iter(stations)))
            for (verdict, reason, requirement), stations in sorted(
                reasons.items(), key=lambda one: (order.index(one[0][0]), -len(one[1]), one[0][1])
            )
        ]
        yield Table(("", "stations", "why", "decided by", "for example"), rows, caption=self.title, limit=_ROWS)
        waves: dict[str, set[str]] = {}
        for one in self.steps:
            if one.payload is not None:
                waves.setdefault(one.wave, set()).add(one.station)
        if waves:
            yield Table(("wave", "stations"), [(name, f"{len(some):,}") for name, some in waves.items()], limit=_ROWS)

    def __str__(self) -> str:
        notes = [f"Note: {terminal(note)}" for note in self.notes]
        return "\n\n".join([terminal(self.sentence), *(table.to_text() for table in self._tables()), *notes])

    def _repr_html_(self) -> str:
        sentence = html(self.sentence)
        return str(view(sentence, *(table.to_html() for table in self._tables()), *(html(note) for note in self.notes)))


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
