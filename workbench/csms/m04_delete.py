"""M04: delete a certificate, by the hash data under which the station lists it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.answers import Meaning, explained, remembered
from workbench.csms.decision import CsmsDecision, follows, guarded
from workbench.csms.drift import Kind, drift
from workbench.csms.guards import before_delete, places
from workbench.csms.m03_list import list_certificates
from workbench.csms.not_supported import not_its_answer
from workbench.csms.policy import STRICT
from workbench.csms.procedure import Course
from workbench.findings import Severity
from workbench.messages.certificates import DeleteCertificateRequest, DeleteCertificateResponse, DeleteCertificateStatus
from workbench.messages.hash_data import CertificateHashDataType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.certs.items import Item
    from workbench.csms.policy import Policy
    from workbench.csms.procedure import Outcome, Procedure
    from workbench.csms.record import StationRecord
    from workbench.messages.actions import ResponseFromStation

_MEANINGS = {
    DeleteCertificateStatus.ACCEPTED: Meaning("The certificate is deleted.", Severity.INFO, "M04.FR.02"),
    DeleteCertificateStatus.NOT_FOUND: Meaning(
        "The station knows no certificate by this hash data.",
        Severity.WARNING,
        "M04.FR.04",
        "List with M03 and echo an entry as it stands, its hash algorithm too; some stations do not find what they list.",
    ),
    DeleteCertificateStatus.FAILED: Meaning(
        "The station has the certificate and keeps it: its own client certificate, the last of its type, or the deletion failed.",
        Severity.ERROR,
        "M04.FR.03",
        "Its own certificate is renewed with A02, never deleted [M04.FR.06]; of a last root install the successor first.",
    ),
}


def delete_certificate(
    record: StationRecord,
    which: CertificateHashData | CertificateHashDataType | Item,
    *,
    really: bool = False,
    pile: Iterable[Item] = (),
    serving: Sequence[Item] = (),
    policy: Policy = STRICT,
) -> Procedure:
    """Delete one certificate: list, look at what follows, delete by the listed hash data, list again.

    Parameters
    ----------
    which
        A certificate, or hash data of it by any algorithm that the record can translate; a sub-CA goes by its child entry.
    really
        The explicit word for the last root of a type that :attr:`~workbench.csms.policy.Policy.kept_last_roots` names, and for
        the CSMS root under which the present server stands.
    pile
        Certificates that help to name it.
    serving
        The chain of the server that the station's next handshake meets; empty without TLS.
    """
    wanted = which.plain if isinstance(which, CertificateHashDataType) else which
    course = Course(record)
    if policy.list_before_delete:
        outcome = course.join((yield from list_certificates(course.record)))
        if not outcome.ok:
            return course.end("Nothing was deleted: the station did not say what it holds.", ok=False)
    found = places(course.record, wanted, pile)
    if not found:
        course.note(
            guarded(
                "The certificate is not among what the station lists: there is nothing to delete.",
                requirement="M04.FR.04",
                remedy="Take an entry of the listing; the station's own client certificate is never among them [M04.FR.06].",
            )
        )
        return course.end("Nothing was deleted: it is not listed.", ok=False)
    if not course.note(*before_delete(course.record, found, policy, really=really, pile=pile, serving=serving)):
        return course.end("Nothing was deleted: a guard keeps it.", ok=False)
    return (yield from _deleted(course, found[0].hash_data, policy))


def _deleted(course: Course, listed_as: CertificateHashData, policy: Policy) -> Procedure:
    request = DeleteCertificateRequest(certificate_hash_data=CertificateHashDataType.of(listed_as))
    response = yield from course.ask(request)
    if not isinstance(response, DeleteCertificateResponse):
        return course.end("Whether it was deleted is not known.", ok=False)
    if response.status is not DeleteCertificateStatus.ACCEPTED:
        return course.end(f"It was not deleted: {response.status}.", ok=False)
    if not policy.list_after_change:
        return course.end("It is deleted, says the station; that was not verified.", ok=True)
    return (yield from _verified(course, listed_as))


def _verified(course: Course, listed_as: CertificateHashData) -> Procedure:
    outcome: Outcome = course.join((yield from list_certificates(course.record)))
    if not outcome.ok:
        return course.end("It is deleted, says the station; whether that is so is not known.", ok=False)
    if places(course.record, listed_as):
        note = guarded(
            "The station answered Accepted, and lists the certificate all the same.",
            requirement="M04.FR.02",
            remedy="Some stations delete by the serial number alone, and another one than was meant: compare the two listings.",
        )
        course.note(note)
        return course.end("It was not deleted, whatever the station says.", ok=False)
    return course.end("It is deleted, and not listed any more.", ok=True)


def deleted(record: StationRecord, request: DeleteCertificateRequest, response: ResponseFromStation, now: datetime) -> CsmsDecision:
    """Accepted takes it out of the record; what else the station may have deleted with it is in doubt until it is listed."""
    if not isinstance(response, DeleteCertificateResponse):
        return not_its_answer(record, request)
    finding = explained(_MEANINGS[response.status], response.status, response.status_info)
    after = record.remembering(remembered(now, "DeleteCertificate", "", response.status, response.status_info))
    if response.status is not DeleteCertificateStatus.ACCEPTED:
        return CsmsDecision(after.doubting(), findings=(finding,))
    gone = request.certificate_hash_data.plain
    mistaken = [
        one.believed for one in drift(record) if _is(one.kind) and one.entry and one.entry.certificate_hash_data.plain == gone
    ]
    kept = tuple(one for one in after.believed if gone not in one.hash_data and one not in mistaken)
    note = follows(
        "What hangs below it may be gone too, which the answer does not say.",
        Severity.INFO,
        requirement="M04.FR.08",
        remedy="List what is left.",
    )
    return CsmsDecision(replace(after, believed=kept).doubting(), findings=(finding, note))


def _is(kind: Kind) -> bool:
    return kind in {Kind.MISTAKE, Kind.ALGORITHM}
