"""A bundle: the pile of everything that was found, each thing with what it is and what strikes in it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.certs import bundle_export, bundle_view, first_look
from workbench.certs.items import Item, ItemType
from workbench.certs.kinds import classify, classify_request
from workbench.certs.quiet import quietly
from workbench.display import Readable, view

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import pandas as pd

    from workbench.certs.kinds import Classification
    from workbench.findings import Finding


@dataclass(frozen=True, slots=True)
class Entry(Readable):
    """One item with what is known of it: a row of every table.

    Attributes
    ----------
    item
        The thing itself.
    classification
        Kind and PKI of a certificate or CSR, with the reasons and how sure; None for everything else.
    findings
        What is wrong with it as input, and what strikes in it.
    validity
        ``"valid"``, ``"expired"``, ``"not yet valid"``, or empty where there is nothing to judge or no time to judge at.
    """

    item: Item
    classification: Classification | None
    findings: tuple[Finding, ...]
    validity: str = ""

    def _repr_html_(self) -> str:
        return str(view(bundle_view.card(self).to_html()))

    def __str__(self) -> str:
        return bundle_view.card(self).to_text()


@dataclass(frozen=True)
class Bundle(Readable):
    """A pile of items in the order in which they were found.

    Attributes
    ----------
    items
        Everything found, unreadable things included: nothing is lost.
    at
        The time against which validity is judged, UTC-aware; None: not judged.
    at_reason
        Why that time, for people: ``"given"``, ``"now"``, ``"the samples' reference time"``.
    """

    items: tuple[Item, ...] = field(repr=False)
    at: datetime | None = None
    at_reason: str = ""

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __add__(self, other: Bundle) -> Bundle:
        """Both piles, the other's items last; judged at this pile's time."""
        return replace(self, items=self.items + other.items)

    def of_type(self, item_type: ItemType) -> tuple[Item, ...]:
        """The items of one type, in order."""
        return tuple(item for item in self.items if item.type is item_type)

    @cached_property
    def certificates(self) -> tuple[Item, ...]:
        """The certificates, malformed ones included, in order and with duplicates."""
        return self.of_type(ItemType.CERTIFICATE)

    @property
    def unreadable(self) -> tuple[Item, ...]:
        """What was not understood; each item's findings say why and what to do."""
        return self.of_type(ItemType.UNREADABLE)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every item with its kind, findings and validity, in order."""
        known = [item.facts for item in self.items if item.facts is not None]
        classifications = iter(classify(known))
        return tuple(
            self._entry(item, next(classifications) if item.facts is not None else _request_kind(item)) for item in self.items
        )

    def _entry(self, item: Item, kind: Classification | None) -> Entry:
        strikes = first_look.of_item(item, self.at, kind.pki if kind else None)
        return Entry(item, kind, (*item.findings, *strikes), first_look.validity(item, self.at))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What strikes in the pile as a whole; each item's own findings are in its entry."""
        return tuple(first_look.of_pile(self.items, self.at))

    def judged_at(self, at: datetime, reason: str) -> Bundle:
        """The same pile, judged at another time."""
        return replace(self, at=at, at_reason=reason)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``pnc show --format json``; its schema is ``workbench/schemas/show.schema.json``."""
        return bundle_export.to_dict(self)

    def to_frame(self) -> pd.DataFrame:
        """One row per item: source, kind, subject, issuer, serial, dates, key, size, problems. Text is not escaped."""
        return bundle_export.to_frame(self)

    def _repr_html_(self) -> str:
        return str(bundle_view.to_html(self))

    def __str__(self) -> str:
        return bundle_view.to_text(self)


def _request_kind(item: Item) -> Classification | None:
    if item.type is not ItemType.CSR:
        return None
    with quietly():
        return classify_request(item.parsed)
