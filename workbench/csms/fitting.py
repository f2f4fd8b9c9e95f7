"""Before a root is sent: can this station take it? What is certain to fail is not sent, the rest is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.kinds import classify
from workbench.csms.certificates import signed_by
from workbench.csms.current_root import current_root
from workbench.csms.decision import follows, guarded
from workbench.csms.limits import limits_of
from workbench.csms.record import CSMS_ROOT
from workbench.diagnosis.anchors import KIND_OF_TYPE
from workbench.findings import Confidence, Severity
from workbench.times import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.csms.policy import Policy
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding


def objections(  # noqa: PLR0913, PLR0917  # what a request is made of, and what it is held against
    record: StationRecord, certificate_type: str, item: Item, text: str, now: datetime, policy: Policy, pile: Sequence[Item] = ()
) -> Iterator[Finding]:
    """Everything that speaks against sending a root; an error keeps it from being sent, unless the policy tries it all the same."""
    yield from _eased(_unsound(item, now), tried=policy.try_invalid_root)
    yield from _eased(_size(record, item, text), tried=False)
    yield from _eased(_room(record, certificate_type, item), tried=policy.try_without_room)
    yield from _role(item, certificate_type)
    if certificate_type == CSMS_ROOT:
        yield from _eased(_without_tls(record, item), tried=policy.csms_root_without_tls)
        yield from _eased(_root_check(record, item, pile), tried=policy.try_unsigned_root)
        return
    if not signed_by(item, item):
        yield follows(
            f"{{}} did not sign itself: no root. A station that takes it as {certificate_type} may neither list nor delete it.",
            requirement="M05.FR.07",
            about=item,
            remedy="Send the root; sub-CAs travel in the chain of CertificateSigned.",
        )


def _eased(found: Iterator[Finding], *, tried: bool) -> Iterator[Finding]:
    """Errors as warnings where the policy wants it tried."""
    for one in found:
        yield replace(one, severity=Severity.WARNING, code="csms-consequence") if tried and one.severity is Severity.ERROR else one


def _unsound(item: Item, now: datetime) -> Iterator[Finding]:
    facts = item.facts
    if facts is None:
        return
    if facts.not_after is not None and facts.not_after < now:
        yield _invalid("{} expired.", item, rfc3339(facts.not_after))
    if facts.not_before is not None and facts.not_before > now:
        yield _invalid("{} is not valid yet.", item, rfc3339(facts.not_before))
    if facts.is_ca is not True:
        yield _invalid("{} is no CA.", item, "no CA")


def _invalid(sentence: str, item: Item, observed: str) -> Finding:
    remedy = "Send a root that is valid now."
    return guarded(
        f"{sentence} The station must answer Rejected.", requirement="M05.FR.07", about=item, observed=observed, remedy=remedy
    )


def _size(record: StationRecord, item: Item, text: str) -> Iterator[Finding]:
    longest = limits_of(record).longest_certificate
    if len(text) > longest:
        yield guarded(
            f"{{}} has {len(text)} characters of PEM; this station takes {longest} (OCPP {record.version}, FieldLength).",
            requirement="M05.FR.03",
            about=item,
            observed=str(len(text)),
            remedy="Have a smaller root (an EC key, fewer extensions), or reach the station with OCPP 2.1.",
        )


def _room(record: StationRecord, certificate_type: str, item: Item) -> Iterator[Finding]:
    limits = limits_of(record)
    again = any(one.item is not None and one.item.der == item.der for one in record.of_type(certificate_type))
    if limits.room != 0 or again:
        return
    full = f"The station holds {limits.entries} certificates and takes {limits.most_entries}: there is no room for {{}}."
    if certificate_type == CSMS_ROOT and limits.root_check:
        full += " During the rotation both roots are held, and whether the fallback counts is the station's choice."
    yield guarded(full, requirement="M05.FR.06", about=item, observed=str(limits.entries), remedy="Delete a certificate first.")


def _role(item: Item, certificate_type: str) -> Iterator[Finding]:
    if item.facts is None:
        return
    (found,) = classify([item.facts])
    sure = found.confidence in {Confidence.CERTAIN, Confidence.LIKELY}
    if sure and found.kind in KIND_OF_TYPE.values() and found.kind is not KIND_OF_TYPE[certificate_type]:
        yield follows(
            f"{{}} looks like a {found.title}, and is sent as {certificate_type}: a careful station refuses it.",
            requirement="M05.FR.07",
            about=item,
            remedy="Send it as the type that it is.",
        )


def _without_tls(record: StationRecord, item: Item) -> Iterator[Finding]:
    if record.security_profile is not None and record.security_profile < 2:
        yield guarded(
            f"{{}} would go over security profile {record.security_profile}, without TLS: anybody could put another root there.",
            requirement="M05.FR.03",
            about=item,
            remedy="Move the station to security profile 2 first; the very first root is best installed at the factory.",
        )


def _root_check(record: StationRecord, item: Item, pile: Sequence[Item]) -> Iterator[Finding]:
    check, current = limits_of(record).root_check, current_root(record, pile)
    if check is None:
        remedy = "Read AdditionalRootCertificateCheck first."
        yield follows(
            "Whether the new root must be signed by the current one is not known.",
            requirement="M05.FR.10",
            about=item,
            remedy=remedy,
        )
    if not check or current.held == 0:
        if not check and not signed_by(item, item):
            yield follows(
                "{} did not sign itself. Without AdditionalRootCertificateCheck some stations take it for a sub-CA and refuse it.",
                requirement="M05.FR.07",
                about=item,
                remedy="Send such stations a self-signed root of the same name and key: the server's chain verifies under both.",
            )
        return
    if current.held > 1 and not any(one.item is not None and one.item.der == item.der for one in record.of_type(CSMS_ROOT)):
        yield follows(
            "The station still keeps a fallback root: it may refuse {} as a third one.",
            requirement="M05.FR.09",
            about=item,
            remedy="Let it connect to a server under its newest root first; that removes the fallback.",
        )
    if current.item is None:
        yield follows(
            "The certificate of the station's current CSMS root is not at hand: whether it signed {} cannot be checked.",
            requirement="M05.FR.10",
            about=item,
            remedy="Give it along.",
        )
    elif item.der == current.item.der:
        yield follows("{} is the current CSMS root already.", Severity.INFO, requirement="M05.FR.10", about=item)
    elif not signed_by(item, current.item):
        yield guarded(
            "{} is not signed by the station's current CSMS root: under AdditionalRootCertificateCheck it must answer Rejected.",
            requirement="M05.FR.11",
            about=item,
            remedy="Have the new root's key certified by the current root, and install that certificate.",
        )
    elif signed_by(item, item):
        yield follows(
            "{} has name and key of the current root and is self-signed: OpenSSL, and some stations, do not call it signed by it.",
            requirement="M05.FR.10",
            about=item,
            remedy="Use a new key, certified by the current root.",
        )
