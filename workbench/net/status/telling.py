"""The words of a status: what it is, who said so, who was asked. Their texts are hostile: they are escaped where they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Tone, visible
from workbench.times import rfc3339

if TYPE_CHECKING:
    from workbench.findings import Finding
    from workbench.net.status.checked import Checked, Tried
    from workbench.net.status.statuses import Statuses

SIGNS = {"good": "✓", "revoked": "✗", "unknown": "?", "not answered": "?", "not checked": "–"}
TONES = {
    "good": Tone.GOOD,
    "revoked": Tone.ERROR,
    "unknown": Tone.WARNING,
    "not answered": Tone.WARNING,
    "not checked": Tone.WARNING,
}
_LONGEST = 120
_MOST = 8


def summary(statuses: Statuses) -> str:
    """How many are what, who was asked, and at what time the answers were judged."""
    counted = ", ".join(f"{count:,} {word.value}" for word, count in statuses.counts.items() if count)
    exempt = len(statuses.exempt)
    aside = f"; {exempt:,} not asked about (roots, and responders with ocsp-nocheck)" if exempt else ""
    then = f", {statuses.why_then}" if statuses.why_then else ""
    who = _asked(statuses)
    return f"{counted or 'There is no certificate to ask about'}{aside}. {who} Judged at {rfc3339(statuses.at)}{then}."


def _asked(statuses: Statuses) -> str:
    hosts = list(statuses.hosts)
    if statuses.log is None:
        return "Nothing was sent: only what is at hand counts."
    if not hosts:
        return "No host was asked."
    more = f" and {len(hosts) - _MOST} more" if len(hosts) > _MOST else ""
    shown = ", ".join(visible(host, 80) for host in hosts[:_MOST]) + more
    as_what = " (all of them the offline twin on this machine, a simulation)" if statuses.simulation else ""
    return f"Asked, for the call is the consent: {shown}{as_what}."


def concludes(finding: Finding) -> bool:
    """That there is no answer, where something else may say why."""
    return finding.item == "certificate" and finding.code in {"revocation-unknown", "revocation-unreachable"}


def said(one: Checked) -> str:
    """The word, and since when and why it is revoked."""
    verdict = one.verdict
    if verdict is None or verdict.revoked_at is None:
        return one.word.value
    return f"{one.word.value} since {rfc3339(verdict.revoked_at)}, {verdict.reason or 'no reason given'}"


def by_whom(one: Checked) -> str:
    """Who gave the answer; else who gave none, and why."""
    if one.by is None:
        more = f"; and {len(one.tried) - _MOST} more" if len(one.tried) > _MOST else ""
        return "; ".join(attempt(tried) for tried in one.tried[:_MOST]) + more
    return f"{one.by.source.value}{' by SHA-1' if one.by.in_sha1 else ''} {_where(one.by)}"


def beforehand(one: Checked) -> str:
    """Who was asked before the one that answered, and why that was no answer; empty where nobody was."""
    failed = [attempt(tried) for tried in one.tried if tried is not one.by and (tried.verdict is None or tried.verdict.obstacle)]
    return f"not used: {'; '.join(failed[:_MOST])}" if one.by is not None and failed else ""


def attempt(tried: Tried) -> str:
    """Whom, by what, and what became of it."""
    return f"{tried.source.value}{' by SHA-1' if tried.in_sha1 else ''} {_where(tried)}: {tried.outcome}"


def _where(tried: Tried) -> str:
    return visible(tried.where, _LONGEST) + ("" if tried.live else " (at hand)")
