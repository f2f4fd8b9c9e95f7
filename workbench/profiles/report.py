"""What a lint of one certificate, one request or a whole pile has shown: every rule that was applied, and what was not checked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from workbench.certs.kinds import ISO_15118, Kind
from workbench.certs.kinds.weights import PKIS_OF
from workbench.display import Readable
from workbench.findings import Finding, Severity
from workbench.profiles import report_export, report_view
from workbench.profiles.examined import examine

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from workbench.certs.items import Item
    from workbench.findings import Confidence
    from workbench.profiles.engine import Outcome, Result
    from workbench.profiles.examined import Examined
    from workbench.profiles.profile import Profile
    from workbench.profiles.rules import Gap, Override

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.INFO)
"""Worst first."""


@dataclass(frozen=True)
class Linted:
    """One certificate or request, and what came of each rule.

    Attributes
    ----------
    item
        The thing itself.
    kind
        What it was taken for.
    confidence
        How sure that is; CERTAIN where the caller said it.
    profile
        Whose rules were applied; None where no profile is about this kind.
    results
        Of every rule that is about it, in the profile's order, those about its chain last.
    others
        Findings that are no rule's: it is malformed, or not valid at the time that was asked for.
    not_checked
        What no rule looked at, and why.
    """

    item: Item
    kind: Kind
    confidence: Confidence
    profile: Profile | None
    results: tuple[Result, ...] = field(repr=False)
    others: tuple[Finding, ...] = ()
    not_checked: tuple[Gap, ...] = field(default=(), repr=False)

    @cached_property
    def examined(self) -> Examined | None:
        """It as the checks saw it; None where nothing of it can be read."""
        return examine(self.item, self.kind)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All departures, the worst first, then in the profile's order."""
        found = [*self.others, *(finding for result in self.results for finding in result.findings)]
        return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))

    @property
    def ok(self) -> bool | None:
        """Whether nothing is an error; None where no rule was applied, which is never taken for sound."""
        if not self.results:
            return None
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    def count(self, outcome: Outcome) -> int:
        """How many rules came out so."""
        return sum(result.outcome is outcome for result in self.results)


@dataclass(frozen=True, eq=False)
class LintReport(Readable, Sequence[Finding]):
    """The findings of a lint, certificate after certificate, the worst of each first; and all that stands behind them.

    Attributes
    ----------
    certificates
        Each distinct certificate and request with the rules that were applied to it, in the order of the pile.
    overrides
        What a profile of one's own changed.
    unread
        Why something in the pile could not be read.
    """

    certificates: tuple[Linted, ...]
    overrides: tuple[Override, ...] = ()
    unread: tuple[Finding, ...] = ()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The same as the report itself, as a tuple."""
        return tuple(finding for one in self.certificates for finding in one.findings)

    @property
    def ok(self) -> bool:
        """Whether none has an error, and rules were applied to at least one."""
        return any(one.ok for one in self.certificates) and not any(one.ok is False for one in self.certificates)

    @property
    def kind(self) -> Kind:
        """What the one certificate was taken for; unknown where there are several that differ."""
        kinds = {one.kind for one in self.certificates}
        return kinds.pop() if len(kinds) == 1 else Kind.UNKNOWN

    @property
    def profile(self) -> str:
        """The name of the profile that was applied; empty where there are several, or none."""
        names = {one.profile.name if one.profile else "" for one in self.certificates}
        return names.pop() if len(names) == 1 else ""

    def of_severity(self, *severities: Severity | str) -> tuple[Finding, ...]:
        """The findings of these severities."""
        return tuple(finding for finding in self if finding.severity in severities)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...
    def __getitem__(self, index: int | slice) -> Finding | tuple[Finding, ...]:
        return self.findings[index]

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``pnc lint --format json``; its schema is ``workbench/schemas/lint.schema.json``."""
        return report_export.to_dict(self)

    def to_frame(self) -> pd.DataFrame:
        """One row per certificate and rule, passed rules included. Text is not escaped."""
        return report_export.to_frame(self)

    def _repr_html_(self) -> str:
        return str(report_view.to_html(self))

    def __str__(self) -> str:
        return report_view.to_text(self)


def default_profile(kind: Kind) -> str:
    """The profile for an ISO 15118 certificate whose key fits neither edition: it is to be told that its key is wrong."""
    if not ISO_15118.intersection(PKIS_OF.get(kind, ())):
        return ""
    return "iso15118-20" if kind is Kind.VEHICLE else "iso15118-2"
