"""A key wrap from both sides: what the operator does, what stands in the message, what the vehicle makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.display import Cell, Readable, Table, Tone, findings_table, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.contracts.keywrap import Step, Steps, Unwrapped, Wrapped
    from workbench.findings import Finding

_SENT = {"DHpublickey", "DHPublicKey", "IV", "C", "T"}
"""What stands in the message; all else each side has, or makes, for itself."""
_ONE_SIDE = {"e": "the operator's alone, forgotten after the wrap", "S": "from the provisioning certificate"}
_FIRST = 14
"""Octets of a value that are shown; the steps have all of them."""


@dataclass(frozen=True, slots=True)
class KeyWrapView(Readable):
    """Both sides of one wrap, step beside step; a secret is the same on both sides where its SHA-256 prefix is.

    Attributes
    ----------
    sent, got
        The steps of the operator and of the vehicle; None: that side was not at hand.
    findings
        Of the vehicle.
    """

    sent: Steps | None
    got: Steps | None
    findings: tuple[Finding, ...] = field(default=())

    @property
    def agree(self) -> bool:
        """Whether both sides came to the same session key and the same contract key."""
        left, right = _named(self.sent), _named(self.got)
        return all(name in left and name in right and left[name].digest == right[name].digest for name in ("Z", "K")) and any(
            name in left and name in right and left[name].digest == right[name].digest for name in ("d", "P")
        )

    def table(self) -> Table:
        """One row for each step, in the order of the operator, then the vehicle's checks."""
        either = self.sent or self.got
        title = either.title if either is not None else ""
        standard = title.partition(": ")[0]
        return Table(
            ("Step", "Mobility operator", "In the message", "Vehicle", "Both sides", "Rule"),
            list(self._rows()),
            caption=f"{standard}: a contract key on its way",
        )

    def _rows(self) -> Iterator[tuple[Cell, ...]]:
        left, right = _named(self.sent), _named(self.got)
        names = [name for name, one in left.items() if not name.endswith("PrivateKey")]
        names += [name for name in right if name not in left]
        for name in names:
            mine, yours = left.get(name), right.get(name)
            either = mine or yours
            if either is None or (name.startswith("length of") and either.holds):
                continue
            yield (
                Cell(name, tight=True, hover=either.formula),
                _side(mine, yours, name),
                _message(either) if name in _SENT else Cell(""),
                _side(yours, mine, name),
                _both(mine, yours, name),
                Cell(either.rule, Tone.MUTED, tight=True),
            )

    def _repr_html_(self) -> str:
        tables = [findings_table(self.findings).to_html()] if self.findings else []
        return str(view(self.table().to_html(), *tables))

    def __str__(self) -> str:
        tables = [findings_table(self.findings).to_text()] if self.findings else []
        return "\n\n".join([self.table().to_text(), *tables])


def key_wrap(wrapped: Wrapped | None, unwrapped: Unwrapped | None = None) -> KeyWrapView:
    """Both sides of one wrap; either may be missing."""
    return KeyWrapView(
        wrapped.steps if wrapped is not None else None,
        unwrapped.steps if unwrapped is not None else None,
        unwrapped.findings if unwrapped is not None else (),
    )


def _named(steps: Steps | None) -> dict[str, Step]:
    return {one.name: one for one in steps or ()}


def _side(own: Step | None, other: Step | None, name: str) -> Cell:
    """What one side has: made, read, or checked; in the colour of whether both have the same."""
    if own is None:
        return Cell("")
    if own.holds is not None:
        return Cell(f"{own.formula}: {own.shown}", Tone.GOOD if own.holds else Tone.ERROR)
    if name in _SENT:
        return Cell(own.formula, Tone.MUTED)
    if not own.secret:
        return Cell(f"{_ONE_SIDE.get(name, own.formula)}: {_cut(own)}", Tone.PLAIN)
    shown = _cut(own) if own.octets else f"{own.length} octets, SHA-256 {own.digest}…"
    tone = Tone.PLAIN
    if other is not None:
        tone = Tone.GOOD if own.digest == other.digest else Tone.ERROR
    return Cell(f"{own.formula}: {shown}", tone, hover=_ONE_SIDE.get(name, ""))


def _both(mine: Step | None, yours: Step | None, name: str) -> Cell:
    """In words whether both have the same; of what stands in the message there is only one."""
    if mine is None or yours is None or name in _SENT:
        return Cell("")
    same = mine.digest == yours.digest
    return Cell("the same", Tone.GOOD, tight=True) if same else Cell("different", Tone.ERROR, tight=True)


def _message(step: Step) -> Cell:
    return Cell(f"{_cut(step)}", code=True, hover=step.octets.hex())


def _cut(step: Step) -> str:
    text = step.octets[:_FIRST].hex()
    return f"{text}… ({step.length} octets)" if step.length > _FIRST else text
