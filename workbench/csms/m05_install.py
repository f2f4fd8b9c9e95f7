"""M05: install a root: limits first, then the objections, then the request, then M03 to see it listed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.answers import Meaning, explained, remembered
from workbench.csms.b05_b06_variables import read_limits
from workbench.csms.certificates import hash_data_by_all, read_certificates
from workbench.csms.decision import CsmsDecision, follows, guarded
from workbench.csms.drift import Kind, drift
from workbench.csms.fitting import objections
from workbench.csms.limits import limits_of
from workbench.csms.m03_list import list_certificates
from workbench.csms.not_supported import not_its_answer
from workbench.csms.policy import STRICT
from workbench.csms.procedure import Course
from workbench.csms.record import CSMS_ROOT, OEM_ROOT, Believed
from workbench.findings import Severity
from workbench.messages.certificates import (
    InstallCertificateRequest,
    InstallCertificateResponse,
    InstallCertificateStatus,
    InstallCertificateUse,
)
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.items import Item
    from workbench.csms.policy import Policy
    from workbench.csms.procedure import Procedure
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding
    from workbench.messages.actions import ResponseFromStation

_MEANINGS = {
    InstallCertificateStatus.ACCEPTED: Meaning("The station says that it installed the certificate.", Severity.INFO, "M05.FR.02"),
    InstallCertificateStatus.REJECTED: Meaning(
        "The station calls the certificate invalid, or has no room, or a CSMS root that its current one did not sign.",
        Severity.ERROR,
        "M05.FR.07",
        "Look at the certificate with `pnc diagnose --use root-install`, and at CertificateEntries; nothing changed there.",
    ),
    InstallCertificateStatus.FAILED: Meaning(
        "The station calls the certificate sound, and could not install it.",
        Severity.ERROR,
        "M05.FR.03",
        "Read the station's log; ask again later; nothing changed there.",
    ),
}


def install_certificate(
    record: StationRecord,
    certificate_type: str,
    certificate: str,
    *,
    now: datetime,
    pile: Sequence[Item] = (),
    policy: Policy = STRICT,
) -> Procedure:
    """Install one root.

    Parameters
    ----------
    certificate
        PEM of one certificate.
    pile
        Certificates of the CSMS: the station's current root, to check who signed the new one.
    """
    course = Course(record)
    read = read_certificates(certificate)
    if len(read) != 1:
        sentence = f"The text holds {len(read)} certificates that can be read: InstallCertificate takes one."
        course.note(guarded(sentence, requirement="M05.FR.07", remedy="Give one root in PEM."))
        return course.end("Nothing was sent: not one certificate.", ok=False)
    if certificate_type == OEM_ROOT and record.version is Version.V201:
        course.note(guarded(f"OCPP 2.0.1 has no {OEM_ROOT}.", remedy="Reach the station with OCPP 2.1."))
        return course.end("Nothing was sent: the station's version has no such type.", ok=False)
    if policy.read_limits_first and limits_of(course.record).read_at is None:
        course.join((yield from read_limits(course.record, policy=policy)))
    if course.is_silent():
        return course.end("Nothing was sent: the station gives no answer that can be used.", ok=False)
    if certificate_type == CSMS_ROOT and policy.read_limits_first and course.record.listing(CSMS_ROOT) is None:
        course.join((yield from list_certificates(course.record, CSMS_ROOT)))
    if course.is_silent():
        return course.end("Nothing was sent: the station gives no answer that can be used.", ok=False)
    if not course.note(*objections(course.record, certificate_type, read[0], certificate, now, policy, pile)):
        return course.end("Nothing was sent: it would not be taken.", ok=False)
    return (yield from _installed(course, certificate_type, certificate, read[0], policy))


def _installed(course: Course, certificate_type: str, certificate: str, item: Item, policy: Policy) -> Procedure:
    request = InstallCertificateRequest(certificate_type=InstallCertificateUse(certificate_type), certificate=certificate)
    response = yield from course.ask(request)
    if not isinstance(response, InstallCertificateResponse):
        return course.end("Whether it was installed is not known.", ok=False)
    if response.status is not InstallCertificateStatus.ACCEPTED:
        return course.end(f"It was not installed: {response.status}.", ok=False)
    if not policy.list_after_change:
        return course.end("It is installed, says the station; that was not verified.", ok=True)
    outcome = course.join((yield from list_certificates(course.record, certificate_type)))
    if not outcome.ok:
        return course.end("It is installed, says the station; whether that is so is not known.", ok=False)
    missing = [one for one in drift(course.record, types=[certificate_type]) if one.kind is Kind.MISSING and one.believed]
    if any(one.believed is not None and one.believed.item is not None and one.believed.item.der == item.der for one in missing):
        course.note(
            guarded(
                "The station answered Accepted, and does not list {}.",
                requirement="M05.FR.02",
                about=item,
                remedy="Do not rely on it: some stations answer Accepted to everything. It is not installed until it is listed.",
            )
        )
        return course.end("It was not installed, whatever the station says.", ok=False)
    return course.end("It is installed, and listed.", ok=True)


def installed(
    record: StationRecord, request: InstallCertificateRequest, response: ResponseFromStation, now: datetime
) -> CsmsDecision:
    """Accepted puts it into the record; anything else leaves the record as it is."""
    if not isinstance(response, InstallCertificateResponse):
        return not_its_answer(record, request)
    certificate_type = str(request.certificate_type)
    item = next(iter(read_certificates(request.certificate)), None)
    finding = explained(_MEANINGS[response.status], response.status, response.status_info, about=item)
    after = record.remembering(remembered(now, "InstallCertificate", certificate_type, response.status, response.status_info))
    if response.status is not InstallCertificateStatus.ACCEPTED:
        return CsmsDecision(after, findings=(finding,))
    if item is None:
        note = follows("What the station accepted is no certificate that can be read here: the record does not have it.")
        return CsmsDecision(after.doubting([certificate_type]), findings=(finding, note))
    new = Believed(certificate_type, hash_data_by_all(item, record.at_hand), item)
    notes: tuple[Finding, ...] = ()
    if not new.hash_data:
        notes = (
            follows(
                "{} is signed by a CA that the station is not known to hold: by which hash data it is listed cannot be said.",
                requirement="M03.FR.04",
                about=item,
                remedy="List it with M03, and give the issuer's certificate along.",
            ),
        )
    return CsmsDecision(_with(after, new).doubting([certificate_type]), findings=(finding, *notes))


def _with(record: StationRecord, new: Believed) -> StationRecord:
    """A repeat replaces [M05.FR.17]; under the root check the former CSMS root may go when the new one is met [M05.FR.13]."""
    kept = []
    rotates = new.certificate_type == CSMS_ROOT and limits_of(record).root_check
    for one in record.believed:
        if one.certificate_type != new.certificate_type:
            kept.append(one)
        elif not _same(one, new):
            kept.append(replace(one, superseded=True) if rotates else one)
    return replace(record, believed=(*kept, new))


def _same(one: Believed, new: Believed) -> bool:
    if one.item is not None and new.item is not None and one.item.der == new.item.der:
        return True
    return not set(one.hash_data).isdisjoint(new.hash_data)
