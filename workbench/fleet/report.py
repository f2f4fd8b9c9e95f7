"""What became of the data on the way in: kept, folded, or refused with the reason. Nothing is left out in silence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from workbench.display import Card, Cell, Readable, Table, Tone, html, terminal, view
from workbench.display.counting import counted
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

MOST_KEPT = 1_000
"""Refusals that are kept word for word; the others are counted, by their reason."""
MOST_REASONS = 200
"""Reasons that are told apart; what comes after them is counted under :data:`OTHERS`."""
OTHERS = "Other reasons, too many to tell apart."
FIRST_ORIGINS = 3
"""Places that are named of each reason."""
LONGEST_EXCERPT = 160
_REASONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was not taken.

    Attributes
    ----------
    origin
        ``file:line``, lines and rows counted from 1. Hostile text.
    reason, hint
        Why, and what to do: a sentence each. May repeat words of the file.
    excerpt
        How it begins, at most :data:`LONGEST_EXCERPT` characters. Hostile text.
    rows
        How many records go with it: an answer without a station takes its entries along.
    """

    origin: str
    reason: str
    hint: str
    excerpt: str = ""
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for refusals, once.

    Attributes
    ----------
    reason, hint
        As :class:`Refusal`.
    rows
        How many records were refused for it.
    origins
        The first places.
    """

    reason: str
    hint: str
    rows: int
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class IngestReport(Readable):
    """What was read, kept and refused.

    A *record* is a hash entry, an answer that lists nothing, or what is told of a station where no answer stands beside it.

    Attributes
    ----------
    files
        How many were read.
    kept
        Records that were kept.
    folded
        Records that stand there again, equal in every word: counted here, kept once.
    refused
        The first :data:`MOST_KEPT` refusals.
    refused_rows
        How many records were refused in all.
    reasons
        Every reason with its count, the most frequent first.
    notes
        What was mended or assumed, a sentence each.
    """

    files: int = 0
    kept: int = 0
    folded: int = 0
    refused: tuple[Refusal, ...] = ()
    refused_rows: int = 0
    reasons: tuple[Reason, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()

    @property
    def given(self) -> int:
        """Records that the files hold: those kept, folded and refused."""
        return self.kept + self.folded + self.refused_rows

    @property
    def ok(self) -> bool:
        """Whether nothing was refused."""
        return not self.refused_rows

    def plus(self, other: IngestReport) -> IngestReport:
        """The report of both together."""
        return replace(
            self,
            files=self.files + other.files,
            kept=self.kept + other.kept,
            folded=self.folded + other.folded,
            refused=(self.refused + other.refused)[:MOST_KEPT],
            refused_rows=self.refused_rows + other.refused_rows,
            reasons=joined((*self.reasons, *other.reasons)),
            notes=tuple(dict.fromkeys(self.notes + other.notes)),
        )

    def nothing_usable(self) -> InputError | None:
        """The error to raise where not a single record could be used; None where one could."""
        if self.kept or self.folded:
            return None
        if not self.reasons:
            return InputError(
                "There are no answers in this, and nothing about stations.",
                hint="Give GetInstalledCertificateIds answers: JSON, JSONL, CSV, Parquet, Excel, or an OCPP-J log.",
            )
        first = self.reasons[0]
        more = len(self.reasons) - 1
        rest = f" And {counted(more, 'reason')} more." if more else ""
        return InputError(f"Nothing of this can be used. {first.origins[0]}: {first.reason}{rest}", hint=first.hint)

    def to_frame(self) -> pd.DataFrame:
        """The refusals that were kept, a row each: origin, reason, hint, excerpt, rows. Not escaped."""
        import pandas as pd  # noqa: PLC0415  # half a second that only a fleet pays

        names = ("origin", "reason", "hint", "excerpt", "rows")
        columns = {name: [getattr(one, name) for one in self.refused] for name in names}
        return pd.DataFrame(columns).astype(dict.fromkeys(names[:-1], "str") | {"rows": "Int64"})

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "files": self.files,
            "given": self.given,
            "kept": self.kept,
            "folded": self.folded,
            "refused_rows": self.refused_rows,
            "reasons": [
                {"reason": one.reason, "hint": one.hint, "rows": one.rows, "origins": list(one.origins)} for one in self.reasons
            ],
            "refused": [
                {"origin": one.origin, "reason": one.reason, "hint": one.hint, "excerpt": one.excerpt, "rows": one.rows}
                for one in self.refused
            ],
            "notes": list(self.notes),
        }

    def _card(self) -> Card:
        refused = Cell(f"{self.refused_rows:,}", Tone.WARNING if self.refused_rows else Tone.PLAIN)
        return Card(
            "What was read",
            [
                ("Files", f"{self.files:,}"),
                ("Records", f"{self.given:,}"),
                ("Kept", f"{self.kept:,}"),
                ("Folded: there before, word for word", f"{self.folded:,}"),
                ("Refused", refused),
            ],
        )

    def _table(self) -> Table:
        rows = [
            [Cell(one.reason), Cell(f"{one.rows:,}", tight=True), Cell(_places(one), code=True), Cell(one.hint)]
            for one in self.reasons
        ]
        titles = ["Why it was refused", "Records", "Where first", "What to do"]
        return Table(titles, rows, caption="Refused", limit=_REASONS_SHOWN)

    def _remarks(self) -> list[str]:
        kept = sum(one.rows for one in self.refused)
        if kept == self.refused_rows:
            return list(self.notes)
        more = f"Of {self.refused_rows:,} refused records the first {len(self.refused):,} refusals are kept word for word."
        return [more, *self.notes]

    def __str__(self) -> str:
        parts = [self._card().to_text(120)]
        if self.reasons:
            parts.append(self._table().to_text())
        parts.extend(f"Note: {terminal(note)}" for note in self._remarks())
        return "\n".join(parts)

    def _repr_html_(self) -> str:
        parts = [self._card().to_html()]
        if self.reasons:
            parts.append(self._table().to_html())
        parts += [Markup('<p class="pnc-muted">{}</p>').format(html(note)) for note in self._remarks()]
        return str(view(*parts))


def joined(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each reason once, the most frequent first; no more than :data:`MOST_REASONS` and the others."""
    found: dict[tuple[str, str], Reason] = {}
    for one in reasons:
        key = one.reason, one.hint
        if key not in found and len(found) >= MOST_REASONS:
            key = OTHERS, ""
        was = found.get(key, Reason(*key, 0, ()))
        found[key] = replace(was, rows=was.rows + one.rows, origins=(*was.origins, *one.origins)[:FIRST_ORIGINS])
    return tuple(sorted(found.values(), key=lambda one: -one.rows))


def _places(reason: Reason) -> str:
    return ", ".join(reason.origins) + (", …" if reason.rows > len(reason.origins) else "")
