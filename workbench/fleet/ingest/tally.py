"""Refusals and remarks while files are read: counted without end, kept up to a bound."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.fleet.report import FIRST_ORIGINS, LONGEST_EXCERPT, MOST_KEPT, MOST_REASONS, OTHERS, Reason, Refusal
from workbench.messages.redaction import text_without_secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Tally:
    """What was refused, folded and remarked of one file or many.

    Attributes
    ----------
    refused
        The first refusals.
    refused_rows
        Records that were refused in all.
    folded
        Records that are there already.
    remarks
        What was mended or assumed, with how often: a sentence with ``{n}`` in it.
    """

    __slots__ = ("_reasons", "folded", "refused", "refused_rows", "remarks")

    def __init__(self) -> None:
        self.refused: list[Refusal] = []
        self.refused_rows = 0
        self.folded = 0
        self.remarks: Counter[str] = Counter()
        self._reasons: dict[tuple[str, str], tuple[int, list[str]]] = {}

    def refuse(self, origin: str, reason: str, hint: str, excerpt: str = "", *, rows: int = 1) -> None:
        """Count one refusal that takes so many records along, and keep it while there is room."""
        if len(self.refused) < MOST_KEPT:
            self.refused.append(Refusal(origin, reason, hint, shortened(excerpt), rows))
        self.count(reason, hint, rows, (origin,))

    def count(self, reason: str, hint: str, rows: int, origins: Iterable[str]) -> None:
        """Count records that were refused for one reason, with the first places where they stand."""
        key = reason, hint
        if key not in self._reasons and len(self._reasons) >= MOST_REASONS:
            key = OTHERS, ""
        before, places = self._reasons.get(key, (0, []))
        places += list(origins)[: FIRST_ORIGINS - len(places)]
        self._reasons[key] = before + rows, places
        self.refused_rows += rows

    def refuse_many(self, reason: str, hint: str, where: Sequence[str], excerpts: Sequence[str], rows: int) -> None:
        """So many refusals of one record each for one reason; places and excerpts are needed of the first ones only."""
        room = max(MOST_KEPT - len(self.refused), 0)
        for origin, excerpt in list(zip(where, excerpts, strict=True))[:room]:
            self.refused.append(Refusal(origin, reason, hint, shortened(excerpt)))
        self.count(reason, hint, rows, where)

    @property
    def room(self) -> int:
        """How many more refusals are kept word for word; a few are asked for all the same, to name the places."""
        return max(MOST_KEPT - len(self.refused), FIRST_ORIGINS)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Each reason with its count."""
        return tuple(Reason(reason, hint, rows, tuple(origins)) for (reason, hint), (rows, origins) in self._reasons.items())

    def remark(self, sentence: str, times: int = 1) -> None:
        """Count a remark; ``{n}`` in the sentence stands for how often it came."""
        if times and (sentence in self.remarks or len(self.remarks) < MOST_REASONS):
            self.remarks[sentence] += times

    def take(self, other: Tally) -> None:
        """Add another's counts; its refusals are kept while there is room."""
        self.refused += other.refused[: max(MOST_KEPT - len(self.refused), 0)]
        for one in other.reasons:
            self.count(one.reason, one.hint, one.rows, one.origins)
        self.folded += other.folded
        for sentence, times in other.remarks.items():
            self.remark(sentence, times)

    def notes(self) -> tuple[str, ...]:
        """The remarks as sentences."""
        return tuple(sentence.replace("{n}", f"{times:,}") for sentence, times in self.remarks.items())


def shortened(text: str) -> str:
    """The beginning of a text on one line, nothing in it invisible, without secrets."""
    return visible(text_without_secrets(text[: 2 * LONGEST_EXCERPT].strip()), LONGEST_EXCERPT)


def quoted(text: str) -> str:
    """A word of the file within a sentence."""
    return f'"{visible(text, 60)}"'
