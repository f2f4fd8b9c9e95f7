"""The status of certificates as a station keeps it; immutable, so that every state of a week can be looked at again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from workbench.display import Cell, Readable, Table, Tone
from workbench.messages.certificate_status import CertificateStatusSource, CertificateStatusValue
from workbench.messages.moments import moment_of
from workbench.revocation.cache_rules import CachePolicy, why_not_kept, why_verdict_not_kept
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.messages.certificate_status import CertificateStatus
    from workbench.revocation.verdict import Verdict

Key = tuple["CertificateHashData", CertificateStatusSource]
"""A certificate, whose letter case does not count, and where its status is from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CachedStatus:
    """One answer that is kept.

    Attributes
    ----------
    expires
        From then on it must not be used.
    refresh_at
        From then on it is fetched anew where it is stapled.
    response
        The OCSP response, DER, for the TLS handshake; empty where only its status is known (M07), or it is from a CRL.
    """

    hash_data: CertificateHashData
    source: CertificateStatusSource
    status: CertificateStatusValue
    stored_at: datetime
    next_update: datetime | None
    expires: datetime
    refresh_at: datetime
    response: bytes = field(default=b"", repr=False)

    @property
    def key(self) -> Key:
        """Under which it is found."""
        return self.hash_data, self.source

    def holds(self, at: datetime) -> bool:
        """Whether it may be used; not before it was stored, for then a clock was set back and its age is not known."""
        return self.stored_at <= at < self.expires


@dataclass(frozen=True, slots=True)
class StatusCache(Readable):
    """Answers by hash data and source; every change gives a new one."""

    policy: CachePolicy = field(default_factory=CachePolicy)
    entries: Mapping[Key, CachedStatus] = field(default_factory=lambda: MappingProxyType({}))

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[CachedStatus]:
        return iter(self.entries.values())

    def get(self, hash_data: CertificateHashData, source: CertificateStatusSource, at: datetime) -> CachedStatus | None:
        """The answer that holds at that time: while there is one nobody is asked again (M07.FR.10)."""
        found = self.entries.get((hash_data, source))
        return found if found is not None and found.holds(at) else None

    def any_source(self, hash_data: CertificateHashData, at: datetime) -> CachedStatus | None:
        """The same from either source; Revoked before Good."""
        found = [one for source in CertificateStatusSource if (one := self.get(hash_data, source, at)) is not None]
        return max(found, key=lambda one: one.status is CertificateStatusValue.REVOKED, default=None)

    def with_verdict(self, verdict: Verdict, at: datetime) -> StatusCache:
        """With an answer that was judged here; the same cache where it may not be kept, :func:`.why_verdict_not_kept` says why.

        An answer that may not be kept takes nothing away: the one before it holds until its own end.
        """
        if why_verdict_not_kept(verdict):
            return self
        response = verdict.received if verdict.source is CertificateStatusSource.OCSP else b""
        return self.kept(verdict.hash_data, verdict.source, verdict.status, at, verdict.next_update, response)

    def with_chain_status(self, result: CertificateStatus, at: datetime) -> StatusCache:
        """With one result of a GetCertificateChainStatusResponse (M07.FR.09): the CSMS has judged it, and is believed."""
        until = moment_of(result.next_update)
        if until is None or why_not_kept(result.status, verified=True):
            return self
        return self.kept(result.certificate_hash_data.plain, result.source, result.status, at, until)

    def kept(
        self,
        hash_data: CertificateHashData,
        source: CertificateStatusSource,
        status: CertificateStatusValue,
        at: datetime,
        next_update: datetime | None,
        response: bytes = b"",
    ) -> StatusCache:
        """With an entry of that time; the same cache where it would be over at once."""
        at = at.replace(microsecond=0)  # as an export has it
        expires = self.policy.expires(at, next_update)
        if expires <= at:
            return self
        entry = CachedStatus(
            hash_data=hash_data,
            source=source,
            status=status,
            stored_at=at,
            next_update=next_update,
            expires=expires,
            refresh_at=self.policy.refresh_at(at, expires),
            response=response,
        )
        return replace(self, entries=MappingProxyType({**self.entries, entry.key: entry}))

    def due(self, at: datetime) -> tuple[CachedStatus, ...]:
        """What is to be fetched anew so that no stapled answer ends without a successor (M06.FR.10), the first to end first."""
        return tuple(sorted((one for one in self if not one.holds(at) or at >= one.refresh_at), key=lambda one: one.expires))

    def renewed(self, certificates: Collection[CertificateHashData], at: datetime) -> StatusCache:
        """After a renewal: all of the new chain are due at once (M06.FR.07); until then those that hold serve."""
        cache = self
        for one in self:
            cache = cache.due_from(one, min(at, one.refresh_at)) if one.hash_data in certificates else cache
        return cache

    def due_from(self, entry: CachedStatus, moment: datetime) -> StatusCache:
        """With that entry to be fetched anew from then on."""
        return replace(self, entries=MappingProxyType({**self.entries, entry.key: replace(entry, refresh_at=moment)}))

    def pruned(self, at: datetime) -> StatusCache:
        """Without what is over."""
        return replace(self, entries=MappingProxyType({key: one for key, one in self.entries.items() if one.holds(at)}))

    def _table(self) -> Table:
        rows = [
            (
                Cell(one.hash_data.serial_number, code=True),
                one.source.value,
                Cell(one.status.value, Tone.GOOD if one.status is CertificateStatusValue.GOOD else Tone.ERROR),
                *(Cell(rfc3339(moment), tight=True) for moment in (one.stored_at, one.refresh_at, one.expires)),
                "yes" if one.response else "no",
            )
            for one in self
        ]
        columns = ["Serial number", "Source", "Status", "Stored", "Refresh from", "Ends", "Can be stapled"]
        return Table(columns, rows, caption="Status cache")

    def __str__(self) -> str:
        return self._table().to_text()

    def _repr_html_(self) -> str:
        return self._table()._repr_html_()
