"""What is asked: a pile, which leaf, for which uses, by which rules; and the answer for all of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from workbench.certs.items import ItemType
from workbench.certs.kinds import Kind
from workbench.diagnosis.anchors import Anchors, assume
from workbench.diagnosis.diagnoses import Diagnoses
from workbench.diagnosis.diagnosing import diagnose
from workbench.diagnosis.evidence import Evidence
from workbench.diagnosis.leaves import find, leaves, use_of
from workbench.diagnosis.uses import USE_OF_KIND, Use
from workbench.errors import InputError
from workbench.trust.rfc5280.policies import PolicyInputs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.diagnosis.result import Diagnosis
    from workbench.profiles import Profile
    from workbench.trust.certificate import PathCertificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the caller may say beside the pile.

    Attributes
    ----------
    leaf
        SHA-256 or ``FILE:N``; empty: every leaf of the pile.
    uses
        For which uses; empty: the one that the leaf's kind suggests.
    profile
        None: the one that fits.
    name
        What the leaf is to hold; empty: not compared.
    """

    leaf: str = ""
    uses: tuple[Use, ...] = ()
    profile: Profile | None = None
    name: str = ""
    policies: PolicyInputs = field(default_factory=PolicyInputs)
    require_revocation: bool = False


def use_named(name: str) -> Use:
    """A use by its value.

    Raises
    ------
    InputError
        There is none of this name.
    """
    try:
        return Use(name.strip().lower())
    except (ValueError, AttributeError):
        raise InputError(f"There is no use {name!r}.", hint=f"There are: {', '.join(Use)}.") from None


def answer(  # noqa: PLR0913  # what is at hand, and what is asked
    items: Sequence[Item],
    request: Request,
    at: datetime,
    *,
    why_then: str = "",
    anchors: Anchors | None = None,
    status: Sequence[Item] = (),
    most: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Diagnoses:
    """One diagnosis per leaf and use.

    Parameters
    ----------
    why_then
        Why at that time, where the caller did not say it: an assumption of the answer.
    anchors
        None: the self-signed CAs among the items.
    status
        CRLs and OCSP responses that were given for this question.
    most
        At most so many leaves, the first ones; None: all.
    progress
        Called with how many of how many are done.

    Raises
    ------
    InputError
        There is no certificate, or not the one that is asked for.
    """
    evidence = Evidence(items, anchors if anchors is not None else assume(items), at, status)
    if not len(evidence.graph):
        raise _nothing("There is no certificate to judge", items)
    wanted = (find(evidence, request.leaf),) if request.leaf else leaves(evidence)[:most]
    if not wanted:
        raise _nothing("There is no certificate to judge besides the trust anchors", items)
    tasks = [(leaf, use) for leaf in wanted for use in request.uses or (use_of(leaf, evidence),)]
    results = []
    for done, (leaf, use) in enumerate(tasks, 1):
        result = diagnose(
            leaf,
            evidence,
            use=use,
            profile=request.profile,
            name=request.name,
            policies=request.policies,
            revocation_required=request.require_revocation,
        )
        if not request.uses:
            result = _assuming(result, _by_kind(result, evidence))
        results.append(_assuming(result, f"Judged at {why_then}.") if why_then else result)
        if progress is not None:
            progress(done, len(tasks))
    return Diagnoses(tuple(results), at, tuple(items), instead_of_a_leaf=not request.leaf and _only_cas(wanted, evidence))


def _assuming(result: Diagnosis, said: str) -> Diagnosis:
    return replace(result, assumptions=(said, *result.assumptions))


def _by_kind(result: Diagnosis, evidence: Evidence) -> str:
    """That the use was told by the certificate's kind."""
    known = evidence.kinds[result.leaf.facts.sha256]
    if known.kind is Kind.UNKNOWN:
        return "No use was given, and nothing tells what kind of certificate this is: any use, by RFC 5280 alone."
    return f"No use was given: {result.use.value}, for this is {known.kind.with_article} ({known.confidence.value})."


def _only_cas(judged: Sequence[PathCertificate], evidence: Evidence) -> bool:
    """Whether CAs were judged for want of a leaf."""
    return all(one.facts.is_ca and evidence.kind(one.facts.sha256) not in USE_OF_KIND for one in judged)


def _nothing(what: str, items: Sequence[Item]) -> InputError:
    """Nothing to judge, with the reason where something could not be read."""
    refused = next((finding for item in items for finding in item.findings), None)
    if refused is not None:
        hint = "Give the password: --password-file, or password=." if refused.code == "password-needed" else refused.remedy
        return InputError(f"{what}: {refused.source}: {refused.message}", hint=hint)
    other = next((item for item in items if item.facts is None), None)
    if other is not None:
        remedy = "Send it to the CA, and judge the certificate that it issues." if other.type is ItemType.CSR else _SHOW
        return InputError(f"{what}: {other.source} is a {other.type.value}.", hint=remedy)
    return InputError(f"{what}.", hint=_SHOW)


_SHOW = "`pnc show` with the same files says what is in them."
