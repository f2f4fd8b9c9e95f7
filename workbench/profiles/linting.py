"""From a pile to a report: the kind and profile of each certificate, its rules, and its chain's where the issuers are at hand."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from workbench.certs.items import ItemType
from workbench.certs.kinds import Kind
from workbench.certs.pairing import pair_up
from workbench.display import visible
from workbench.errors import InputError
from workbench.findings import Confidence
from workbench.profiles import engine
from workbench.profiles.checks.words import listed
from workbench.profiles.examined import examine
from workbench.profiles.report import Linted, LintReport, default_profile
from workbench.profiles.rules import Gap
from workbench.profiles.shipped import profile as shipped
from workbench.profiles.shipped import profile_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from workbench.certs.bundle import Bundle, Entry
    from workbench.certs.items import Item
    from workbench.certs.kinds import Classification
    from workbench.profiles.profile import Profile

_OTHERS = frozenset({"malformed-certificate", "duplicate-extension", "expired", "not-yet-valid"})
"""Findings of the first look that a lint repeats; the rest are about what rules judge."""
_LONGEST_CHAIN = 16


def lint_pile(
    bundle: Bundle, profile: Profile | None = None, kind: Kind | None = None, only: Collection[Item] | None = None
) -> LintReport:
    """Every distinct certificate and request of a pile against its profile.

    Parameters
    ----------
    bundle
        The pile; what its certificates are they tell among themselves. If it is judged at a time, validity is too.
    profile
        For all; None: for each the one that fits its kind and key.
    kind
        Of all; None: what each was found to be.
    only
        The things to judge, where the rest of the pile only helps; None: all.

    Raises
    ------
    InputError
        There is no certificate and no request.
    """
    entries = {entry.item.der: entry for entry in reversed(bundle.entries) if entry.classification is not None}
    wanted = None if only is None else {item.der for item in only}
    issuers = _issuers(bundle.items)
    if not entries:
        raise nothing_to_lint(bundle)
    certificates = [
        _linted(entry, profile, kind, issuers, judged_at=bundle.at is not None)
        for der, entry in reversed(entries.items())
        if wanted is None or der in wanted
    ]
    unread = () if wanted is not None else tuple(finding for item in bundle.unreadable for finding in item.findings)
    return LintReport(tuple(certificates), profile.overrides if profile else (), unread)


def kind_named(name: str | Kind | None) -> Kind | None:
    """The kind of that name; None stays None.

    Raises
    ------
    InputError
        There is no such kind; the hint lists them.
    """
    if name is None or isinstance(name, Kind):
        return name
    try:
        return Kind(name)
    except ValueError:
        known = [kind.value for kind in Kind if kind is not Kind.UNKNOWN]
        near = get_close_matches(name, known, n=3) or known
        raise InputError(
            f"There is no kind {visible(name, 60)!r} of certificates.", hint=f"There are: {', '.join(near)}."
        ) from None


def nothing_to_lint(bundle: Bundle) -> InputError:
    """Why a pile without certificates and requests cannot be judged."""
    finding = next((finding for item in bundle.unreadable for finding in item.findings), None)
    if finding is None:
        return InputError(
            "There is no certificate and no signing request here.", hint="`pnc show` with the same files says what there is."
        )
    return InputError(f"There is no certificate and no signing request here: {finding.message}", hint=finding.remedy)


def _linted(entry: Entry, profile: Profile | None, kind: Kind | None, issuers: Mapping[bytes, Item], *, judged_at: bool) -> Linted:
    item, found = entry.item, entry.classification
    confidence = Confidence.CERTAIN if kind is not None or found is None else found.confidence
    kind = kind or (found.kind if found else Kind.UNKNOWN)
    gaps = [*_other_kinds(found)] if confidence is Confidence.POSSIBLE and found else []
    chosen = profile or _fitting(item, kind, gaps)
    others = tuple(finding for finding in entry.findings if finding.code in _OTHERS)
    if chosen is None:
        return Linted(item, kind, confidence, None, (), others, tuple(gaps))
    results = engine.results(item, kind, chosen)
    if not results:
        gaps.append(_gap("everything", f"the profile {chosen.title} has no rule for {kind.with_article}; give its kind", kind))
    elif kind is Kind.UNKNOWN:
        gaps.append(_gap("what its kind asks for", "what it is was not told and cannot be seen; give its kind", kind))
    if item.type is not ItemType.CSR:
        results += _chain_results(item, kind, chosen, issuers, gaps)
        if not judged_at:
            gaps.append(_gap("whether it is valid now", "no time was given", kind))
    gaps += chosen.gaps_for(kind)
    return Linted(item, kind, confidence, chosen, results, others, tuple(gaps))


def _other_kinds(found: Classification) -> Iterator[Gap]:
    """Where the kind is a guess: what else it could be."""
    others = [alternative.kind.with_article for alternative in found.alternatives[:3]]
    could = f"it could be {listed(others, 'or')} as well" if others else "little speaks for it"
    yield _gap(f"whether it is {found.kind.with_article}", f"{could}; give its kind", found.kind)


def _fitting(item: Item, kind: Kind, gaps: list[Gap]) -> Profile | None:
    seen = examine(item, kind)
    key = seen.facts.key if seen else ""
    if name := profile_for(kind, key):
        return shipped(name)
    if name := default_profile(kind):
        fits = shipped(name)
        gaps.append(_gap("the profile itself", f"its key ({key}) is of neither edition of ISO 15118: taken for {fits.title}", kind))
        return fits
    why = "what it is cannot be seen" if kind is Kind.UNKNOWN else f"no profile is about {kind.with_article}"
    gaps.append(_gap("everything", f"{why}; give a profile, and its kind", kind))
    return None


def _chain_results(
    item: Item, kind: Kind, profile: Profile, issuers: Mapping[bytes, Item], gaps: list[Gap]
) -> tuple[engine.Result, ...]:
    """Results of the rules about the chain above a leaf, as far as its issuers are in the pile."""
    if not profile.chain_rules_for(kind):
        return ()
    chain = [item]
    while len(chain) < _LONGEST_CHAIN and (above := issuers.get(chain[-1].der)) is not None and above not in chain:
        chain.append(above)
    if len(chain) == 1:
        gaps.append(_gap("its chain's length", "its issuer is not at hand", kind))
        return ()
    return engine.chain_results(chain, profile, kind)


def _issuers(items: Iterable[Item]) -> dict[bytes, Item]:
    """Each certificate's issuer, by the certificate's DER; those that no other issued are left out."""
    pairings = pair_up(items)
    return {pairing.item.der: above for pairing in pairings if (above := pairing.issuer) is not None and above != pairing.item}


def _gap(what: str, why: str, kind: Kind) -> Gap:
    return Gap(what, why, "", frozenset({kind}))
