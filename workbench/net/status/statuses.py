"""The statuses of a pile: what `wb.check_status` gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload
from urllib.parse import urlsplit

from workbench.certs import loading
from workbench.certs.items import ItemType
from workbench.display import Findings, Readable, frame
from workbench.net.fetcher import Outcome
from workbench.net.status import shown
from workbench.net.status.checked import Word
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import pandas as pd

    from workbench.certs.items import Item
    from workbench.net.fetcher import FetchLog
    from workbench.net.status.checked import Checked
    from workbench.trust.certificate import PathCertificate

_UNASKED = {Outcome.REFUSED}
_NOT_READ = {"malformed"}


@dataclass(frozen=True)
class Statuses(Readable):
    """One line per certificate, and what went out for it.

    Attributes
    ----------
    certificates
        In the order of the pile, each once.
    exempt
        Certificates that are not asked about, each with the reason: roots, and responders with ocsp-nocheck.
    at
        The time at which the answers were judged, UTC-aware.
    why_then
        Why at that time, where the caller did not say it; empty where it is plain.
    log
        Every fetch; None where nothing was allowed to go out.
    simulation
        Whether the offline twin answered.
    """

    certificates: tuple[Checked, ...]
    exempt: tuple[tuple[PathCertificate, str], ...]
    at: datetime
    why_then: str
    log: FetchLog | None
    simulation: bool

    @property
    def ok(self) -> bool:
        """Whether there is a certificate to ask about, and all of them are good."""
        return bool(self.certificates) and all(one.word is Word.GOOD for one in self.certificates)

    @property
    def counts(self) -> dict[Word, int]:
        """How many certificates each word has, every word named."""
        counted = Counter(one.word for one in self.certificates)
        return {word: counted[word] for word in Word}

    @property
    def findings(self) -> Findings:
        """Those of every certificate."""
        return Findings(dict.fromkeys(finding for one in self.certificates for finding in one.findings))

    @cached_property
    def hosts(self) -> dict[str, int]:
        """The hosts, with ports, that questions were sent to, or that were looked for, each with how many."""
        rows = () if self.log is None else (row for row in self.log if row.outcome not in _UNASKED)
        return dict(Counter(urlsplit(row.url).netloc for row in rows))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The OCSP responses and CRLs that came and can be read, each once; named after the URL that they are from."""
        wanted = {ItemType.CRL, ItemType.OCSP_RESPONSE}
        received: dict[bytes, str] = {}
        for certificate in self.certificates:
            for one in certificate.tried:
                if one.live and one.verdict is not None and one.outcome not in _NOT_READ:
                    received.setdefault(one.verdict.received, one.where)
        return tuple(
            item for der, url in received.items() if der for item in loading.load([(url, der)]).items if item.type in wanted
        )

    @property
    def crls(self) -> tuple[Item, ...]:
        """For ``wb.diagnose(..., crls=statuses.crls)``."""
        return tuple(item for item in self.items if item.type is ItemType.CRL)

    @property
    def ocsp_responses(self) -> tuple[Item, ...]:
        """For ``wb.diagnose(..., ocsp_responses=statuses.ocsp_responses)``."""
        return tuple(item for item in self.items if item.type is ItemType.OCSP_RESPONSE)

    def __len__(self) -> int:
        return len(self.certificates)

    def __iter__(self) -> Iterator[Checked]:
        return iter(self.certificates)

    @overload
    def __getitem__(self, place: int) -> Checked: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Checked, ...]: ...
    def __getitem__(self, place: int | slice) -> Checked | tuple[Checked, ...]:
        return self.certificates[place]

    def to_dict(self) -> dict[str, Any]:
        """The JSON of ``pnc status --format json``; its schema is ``workbench/schemas/status.schema.json``."""
        return {
            "schema": "pnc-workbench/status/1",
            "ok": self.ok,
            "at": rfc3339(self.at),
            "live": self.log is not None,
            "simulation": self.simulation,
            "hosts": self.hosts,
            "certificates": [one.to_dict() for one in self.certificates],
            "exempt": [
                {
                    "certificate": one.facts.sha256,
                    "subject": str(one.facts.subject),
                    "source": str(one.item.source),
                    "why": why,
                }
                for one, why in self.exempt
            ],
            "fetches": [] if self.log is None else self.log.to_dict(),
        }

    def to_frame(self) -> pd.DataFrame:
        """One row per certificate. Text is not escaped."""
        rows = []
        for one in self.certificates:
            verdict = one.verdict
            rows.append(
                {
                    "name": one.name,
                    "status": one.word.value,
                    "by": one.by.source.value if one.by else "",
                    "where": one.by.where if one.by else "",
                    "this_update": verdict.this_update if verdict else None,
                    "next_update": verdict.next_update if verdict else None,
                    "reason": (verdict.reason or "") if verdict else "",
                    "revoked_at": verdict.revoked_at if verdict else None,
                    "tried": len(one.tried),
                    "findings": len(one.findings),
                    "file": str(one.certificate.item.source),
                    "sha256": one.sha256,
                }
            )
        return frame(rows, columns=_COLUMNS)

    def __str__(self) -> str:
        return shown.to_text(self)

    def _repr_html_(self) -> str:
        return str(shown.to_html(self))

    def __repr__(self) -> str:
        said = ", ".join(f"{count} {word.value}" for word, count in self.counts.items() if count)
        return f"<Statuses: {said or 'nothing to ask about'}>"


_COLUMNS = [
    *("name", "status", "by", "where", "this_update", "next_update", "reason", "revoked_at", "tried", "findings", "file", "sha256")
]
