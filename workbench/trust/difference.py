"""What is different between two portraits: certificates come and gone, changed standings, chains that break and heal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypedDict

from markupsafe import Markup

from workbench.certs.pairing import name_of
from workbench.display import Cell, Readable, Table, Tone, frame, html, terminal, view

if TYPE_CHECKING:
    import pandas as pd

    from workbench.trust.portrait import MissingIssuer, Portrait, Standing


class ChangeJson(TypedDict):
    """The JSON form of a :class:`Change`."""

    certificate: str
    subject: str
    change: str
    before: str | None
    after: str | None
    leaf: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One certificate that is not as it was.

    Attributes
    ----------
    before, after
        Its standing; None where it is not in that portrait.
    """

    before: Standing | None
    after: Standing | None

    @property
    def standing(self) -> Standing:
        """The later standing, or the last it had."""
        one = self.after or self.before
        assert one is not None  # noqa: S101  # it is in one of the two
        return one

    @property
    def words(self) -> str:
        """``"added"``, ``"removed"``, ``"loses its last path"``, ``"regains a path"``, ``"status"``, ``"anchors"``."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        if bool(self.before.anchors) != bool(self.after.anchors):
            return "loses its last path" if self.before.anchors else "regains a path"
        return "status" if self.before.status is not self.after.status else "anchors"

    def to_dict(self) -> ChangeJson:
        """The JSON form."""
        return {
            "certificate": self.standing.sha256,
            "subject": str(self.standing.facts.subject),
            "change": self.words,
            "before": self.before.status.value if self.before else None,
            "after": self.after.status.value if self.after else None,
            "leaf": self.standing.leaf,
        }


@dataclass(frozen=True)
class Difference(Readable):
    """From one portrait to another.

    Attributes
    ----------
    before, after
        The two; they may be of different piles, times and anchors.
    """

    before: Portrait
    after: Portrait

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every certificate whose presence, status or anchors changed, in the order of the piles."""
        before, after = self.before.standings, self.after.standings
        pairs = [Change(before.get(sha256), after.get(sha256)) for sha256 in dict.fromkeys((*before, *after))]
        return tuple(pair for pair in pairs if _changed(pair))

    @cached_property
    def of(self) -> dict[str, Change]:
        """The changes by SHA-256."""
        return {change.standing.sha256: change for change in self.changes}

    def with_words(self, words: str) -> tuple[Change, ...]:
        """The changes of one sort, as :attr:`Change.words` names them."""
        return tuple(change for change in self.changes if change.words == words)

    @property
    def broken(self) -> tuple[Change, ...]:
        """Leaves whose last path to an anchor is gone; those that were taken away themselves are not among them."""
        return tuple(change for change in self.with_words("loses its last path") if change.standing.leaf)

    @property
    def healed(self) -> tuple[Change, ...]:
        """Leaves that had no path to an anchor, and have one."""
        return tuple(change for change in self.with_words("regains a path") if change.standing.leaf)

    @cached_property
    def missing(self) -> tuple[MissingIssuer, ...]:
        """Issuers that are missing only now."""
        known = {one.identity for one in self.before.missing}
        return tuple(one for one in self.after.missing if one.identity not in known)

    @property
    def summary(self) -> str:
        """In a sentence or two; the chains first."""
        if not self.changes:
            return "Nothing changes."
        parts = []
        if self.broken:
            parts.append(f"{_counted(len(self.broken), 'leaf loses its', 'leaves lose their')} last path to an anchor")
        if self.healed:
            parts.append(f"{_counted(len(self.healed), 'leaf regains', 'leaves regain')} a path to an anchor")
        counts = {words: len(self.with_words(words)) for words in ("added", "removed")}
        parts += [f"{_counted(count, 'certificate is', 'certificates are')} {words}" for words, count in counts.items() if count]
        if (
            others := len(self.changes)
            - len(self.broken)
            - len(self.healed)
            - sum(c.words in {"added", "removed"} for c in self.changes)
        ):
            parts.append(f"{_counted(others, 'other certificate changes', 'other certificates change')}")
        if not self.broken:
            parts.append("no leaf loses its last path")
        words = "; ".join(parts)
        return f"{words[0].upper()}{words[1:]}."

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: ``difference`` in ``pnc graph -o x.json``."""
        return {
            "summary": self.summary,
            "broken": [change.standing.sha256 for change in self.broken],
            "healed": [change.standing.sha256 for change in self.healed],
            "changes": [change.to_dict() for change in self.changes],
        }

    def to_frame(self) -> pd.DataFrame:
        """One row per change. Text is not escaped."""
        columns = tuple(ChangeJson.__annotations__)
        return frame([dict(change.to_dict()) for change in self.changes], columns)

    def table(self, limit: int = 200) -> Table:
        """The changes, broken chains first; ``limit`` is the most rows."""
        order = sorted(
            self.changes, key=lambda change: (change.words != "loses its last path", not change.standing.leaf, change.words)
        )
        return Table(
            ("Certificate", "Kind", "Change", "Before", "After"), [_row(change) for change in order], "What changes", limit
        )

    def _repr_html_(self) -> str:
        table = self.table()
        return str(view(Markup("<p>{}</p>").format(html(self.summary)), *([table.to_html()] if table.rows else [])))

    def __str__(self) -> str:
        table = self.table()
        return "\n\n".join([terminal(self.summary), *([table.to_text()] if table.rows else [])])


def _changed(change: Change) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return True
    return (before.status, before.anchors, before.anchor) != (after.status, after.anchors, after.anchor)


def _row(change: Change) -> tuple[Cell, ...]:
    tone = {"loses its last path": Tone.ERROR, "regains a path": Tone.GOOD, "removed": Tone.WARNING}.get(change.words, Tone.PLAIN)
    return (
        Cell(name_of(change.standing.facts)[:300], hover=f"SHA-256 {change.standing.sha256}"),
        Cell(change.standing.classification.kind.noun),
        Cell(change.words, tone),
        Cell(change.before.status.value if change.before else ""),
        Cell(change.after.status.value if change.after else ""),
    )


def _counted(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"
