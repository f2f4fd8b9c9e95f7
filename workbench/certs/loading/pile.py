"""The growing pile: what readers add things to, with the count of each file's items, the caps and the passwords."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.certs.items import Item, ItemType, Source
from workbench.certs.loading.limits import DEFAULT_LIMITS, Limits
from workbench.certs.loading.sealed import HashingBudget
from workbench.findings import Finding, ItemName, Severity

Password = str | bytes | Callable[[str], str | None] | None
"""A password, or a question: called with the source's name, answers with a password, or None to give up."""

TRIES = 3
"""How often a question is asked again for one container."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reader is: the file, the way inside it, how many containers deep."""

    file: str
    within: str = ""
    depth: int = 0
    member_of: str = ""
    """The archive's name; its members carry ``archive!/member`` as their file."""

    def inside(self, within: str) -> Place:
        """One container deeper, in the same file."""
        return replace(self, within=f"{self.within} › {within}" if self.within else within, depth=self.depth + 1)

    def beside(self, within: str) -> Place:
        """Elsewhere at the same depth: a line, a JSON path, a byte offset."""
        return replace(self, within=f"{self.within} › {within}" if self.within else within)


@dataclass(slots=True)
class Pile:
    """Collects items while files are read; not part of the public API."""

    password: Password = None
    limits: Limits = DEFAULT_LIMITS
    items: list[Item] = field(default_factory=list)
    calls: dict[tuple[str, str], str] = field(default_factory=dict)
    """File and OCPP-J message id to action, of the calls seen so far."""
    bytes_left: int = field(init=False)
    unpacking_left: int = 16 * 1024 * 1024
    hashing: HashingBudget = field(init=False)
    _positions: Counter[str] = field(default_factory=Counter)
    _known_passwords: list[bytes] = field(default_factory=list, repr=False)
    _notes: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bytes_left = self.limits.total_bytes
        self.hashing = HashingBudget(self.limits.derivations, self.limits.total_derivations)
        if isinstance(self.password, str | bytes):
            self._known_passwords.append(_as_bytes(self.password))

    @property
    def full(self) -> bool:
        """The cap on items is reached: readers stop."""
        return len(self.items) >= self.limits.items

    def note(self, finding: Finding) -> None:
        """Remember what was repaired on the way to the next item; it is tied to that one."""
        self._notes.append(finding)

    def add(self, item_type: ItemType, der: bytes, place: Place, parsed: Any = None, *, label: str = "") -> None:
        """Append one item; it takes the file's next position and the notes that wait."""
        if self.full:
            return
        position = self._positions[place.file] = self._positions[place.file] + 1
        source = Source(place.file, position, place.within)
        findings: tuple[Finding, ...] = ()
        if self._notes:
            findings = tuple(note.at(source=str(source)) for note in self._notes)
            self._notes.clear()
        if len(self.items) == self.limits.items - 1:
            item_type, der, parsed = ItemType.UNREADABLE, b"", None
            cap = unreadable(
                f"The pile holds {self.limits.items:,} things or more: this one and what comes after it was not read.",
                remedy="Load it in parts.",
            )
            findings = (cap.at(source=str(source)),)
        self.items.append(Item(item_type, der, source, parsed, findings, shortened(label)))

    def refuse(self, finding: Finding, place: Place, *, label: str = "") -> None:
        """Append what was not understood, with the reason: nothing is lost."""
        self._notes.insert(0, finding)
        self.add(ItemType.UNREADABLE, b"", place, label=label)

    def passwords(self, place: Place) -> Iterator[bytes | None]:
        """The passwords to try, in order: none, empty, those that worked or were given, then those that the user is asked for."""
        yield None
        yield b""
        yield from tuple(self._known_passwords)
        if callable(self.password):
            for _ in range(TRIES):
                answer = self.password(place.file)
                if answer is None:
                    return
                secret = _as_bytes(answer)
                yield secret

    def remember(self, secret: bytes | None) -> None:
        """A password that opened something is tried first on what comes next; it is gone with the pile."""
        if secret and secret not in self._known_passwords:
            self._known_passwords.insert(0, secret)

    @property
    def has_password(self) -> bool:
        """Whether any password was given or can be asked for."""
        return bool(self._known_passwords) or callable(self.password)


LONGEST_NAME = 240
"""Characters of a name that the input gives: a member, a JSON path, a label. Each item repeats it, so a long one is a bomb."""


def shortened(name: str) -> str:
    """A name whose middle is cut out where it is too long to be one."""
    half = LONGEST_NAME // 2
    return name if len(name) <= LONGEST_NAME else f"{name[: half - 1]}…{name[-half:]}"


def unreadable(
    message: str,
    *,
    remedy: str,
    severity: Severity = Severity.ERROR,
    observed: str = "",
    expected: str = "",
    item: ItemName = "bundle",
) -> Finding:
    """An ``unreadable`` finding: an error where nothing could be read, a warning where it was repaired and read all the same."""
    return Finding(
        code="unreadable", message=message, severity=severity, remedy=remedy, observed=observed, expected=expected, item=item
    )


def repaired(message: str, *, remedy: str, observed: str = "", expected: str = "") -> Finding:
    """An ``unreadable`` finding of what was read all the same; other programs may refuse it."""
    return unreadable(message, remedy=remedy, severity=Severity.WARNING, observed=observed, expected=expected)


def _as_bytes(password: str | bytes) -> bytes:
    return password.encode() if isinstance(password, str) else password
