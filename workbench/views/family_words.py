"""What a family picture says: the lines of a box, and the whole in a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.family_tree import Relative
    from workbench.views.shown import Shown


@dataclass(frozen=True, slots=True)
class BoxWords:
    """The three lines of a box; hostile text.

    Attributes
    ----------
    alarm
        Whether the last line tells of a certificate that is not valid.
    """

    kind: str
    name: str
    state: str
    alarm: bool = False


def words_of(relative: Relative) -> BoxWords:
    """The lines of a box."""
    if relative.missing:
        count = relative.below + sum(len(child.certificates) for child in relative.children)
        state = "same name here, other key" if relative.namesake else f"issued {count:,} of these"
        return BoxWords("not in this pile", relative.missing, state)
    one = relative.certificates[0]
    noun = f"{one.noun} ?" if doubtful(relative) else one.noun
    if (count := len(relative.certificates)) > 1:
        name = f"and {relative.below:,} below them" if relative.below else f"{one.name}, …"
        return BoxWords(f"{count:,} × {noun}", name, *_states(relative.certificates))
    if relative.below:
        return BoxWords(noun, one.name, f"and {relative.below:,} below it")
    return BoxWords(noun, one.name, *_state(one))


def doubtful(relative: Relative) -> bool:
    """Whether a box names a kind that is only possible."""
    return any(one.doubtful for one in relative.certificates)


def _state(one: Shown) -> tuple[str, bool]:
    facts = one.facts
    if facts.not_after is None or facts.not_before is None:
        return f"{facts.key} · no readable date", True
    match one.validity:
        case "expired":
            return f"expired {facts.not_after:%Y-%m-%d}", True
        case "not yet valid":
            return f"valid from {facts.not_before:%Y-%m-%d}", True
        case _:
            return f"{facts.key} · until {facts.not_after:%Y-%m-%d}", False


def _states(same: Sequence[Shown]) -> tuple[str, bool]:
    bad = Counter(one.validity for one in same if one.validity in {"expired", "not yet valid"})
    if bad:
        return ", ".join(f"{count:,} {state}" for state, count in sorted(bad.items())), True
    ends = [one.until for one in same if one.until is not None]
    return (f"next end {min(ends):%Y-%m-%d}" if ends else ""), False


def summary(certificates: Sequence[Shown], trees: Sequence[Relative]) -> str:
    """The whole picture in a sentence or two."""
    count, missing = len(certificates), [tree.missing for tree in trees if tree.missing]
    roots = [tree.certificates[0] for tree in trees if tree.certificates]
    words = f"Who issued whom among {count:,} certificates, by name" if count > 1 else "Who issued the certificate, by name"
    if roots:
        words += f"; on top: {_listed([f'{one.noun} {one.name}' for one in roots])}"
    if missing:
        words += f"; not in this pile: {_listed(missing)}"
    return f"{words}."


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…" for name in names[:_MOST])
    return shown if len(names) <= _MOST else f"{shown} and {len(names) - _MOST:,} more"


_MOST, _LONGEST = 6, 60
