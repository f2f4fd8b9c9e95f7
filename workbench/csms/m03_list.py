"""M03: what is installed. The listing is the station's own word; the first one of a type is where the record begins."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.answers import Meaning, explained, remembered
from workbench.csms.decision import CsmsDecision, said
from workbench.csms.drift import Kind, believed_from, differences, is_listed_as
from workbench.csms.names import Names
from workbench.csms.not_supported import not_its_answer
from workbench.csms.policy import STRICT
from workbench.csms.procedure import Course
from workbench.csms.record import CHAIN_TYPE, OEM_ROOT, Listing
from workbench.findings import Severity
from workbench.messages.certificates import (
    GetCertificateIdUse,
    GetInstalledCertificateIdsRequest,
    GetInstalledCertificateIdsResponse,
    GetInstalledCertificateStatus,
)
from workbench.messages.notes import notes
from workbench.messages.versions import Version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.csms.differences import Difference
    from workbench.csms.policy import Policy
    from workbench.csms.procedure import Procedure
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding
    from workbench.messages.actions import ResponseFromStation
    from workbench.messages.certificates import CertificateHashDataChain

_ACTION = "GetInstalledCertificateIds"


def list_certificates(record: StationRecord, *types: str, policy: Policy = STRICT) -> Procedure:
    """Ask what is installed: of these types, or of all."""
    del policy  # as every procedure takes one
    course = Course(record)
    asked = tuple(GetCertificateIdUse(one) for one in types) or None
    response = yield from course.ask(GetInstalledCertificateIdsRequest(certificate_type=asked))
    if not isinstance(response, GetInstalledCertificateIdsResponse):
        return course.end("The station did not say what it holds.", ok=False)
    number = len(response.certificate_hash_data_chain or ())
    return course.end(f"The station lists {number} {'entry' if number == 1 else 'entries'}.", ok=True)


def types_asked(record: StationRecord, request: GetInstalledCertificateIdsRequest) -> tuple[str, ...]:
    """The types that a request is about: none named means all that the version has."""
    if request.certificate_type:
        return tuple(dict.fromkeys(str(one) for one in request.certificate_type))
    return tuple(str(one) for one in GetCertificateIdUse if record.version is Version.V21 or one != OEM_ROOT)


def listed(
    record: StationRecord, request: GetInstalledCertificateIdsRequest, response: ResponseFromStation, now: datetime
) -> CsmsDecision:
    """The listing replaces the former one of each type; differences to the record are said."""
    if not isinstance(response, GetInstalledCertificateIdsResponse):
        return not_its_answer(record, request)
    asked = types_asked(record, request)
    entries = response.certificate_hash_data_chain or ()
    before = record.remembering(remembered(now, _ACTION, ",".join(asked), response.status, response.status_info))
    new = tuple(Listing(one, now, tuple(entry for entry in entries if entry.certificate_type == one)) for one in asked)
    first = [one for one in asked if record.listing(one) is None]
    after = replace(before, listings=(*(one for one in before.listings if one.certificate_type not in asked), *new))
    names = Names(after)
    begun = differences(after, names, first)
    after = _without_superseded(_named(_begun(after, begun, names)), asked)
    differ = (*(one for one in begun if one.kind is Kind.NOT_CHECKED), *differences(after, names, asked))
    told = (*_oddities(response, asked, entries), *notes(response, after.version), *(one.finding for one in differ))
    return CsmsDecision(after, findings=(_meaning(response), *told))


def _begun(record: StationRecord, first: tuple[Difference, ...], names: Names) -> StationRecord:
    """The first listing of a type is where the record begins: whatever was installed before comes into it."""
    entries = [one.entry for one in first if one.kind is Kind.UNKNOWN and one.entry is not None]
    return replace(record, believed=(*record.believed, *believed_from(record, entries, names)))


def _named(record: StationRecord) -> StationRecord:
    """What was installed without its issuer at hand has the hash data now by which it is listed."""
    entries = [entry.certificate_hash_data.plain for listing in record.listings for entry in listing.entries]
    return replace(
        record,
        believed=tuple(
            replace(one, hash_data=(data,))
            if not one.hash_data and (data := next((data for data in entries if is_listed_as(one, data)), None)) is not None
            else one
            for one in record.believed
        ),
    )


def _without_superseded(record: StationRecord, asked: tuple[str, ...]) -> StationRecord:
    """What may have been dropped for something newer, and is not listed any more, is gone: the station confirmed it."""
    present = {entry.certificate_hash_data.plain for listing in record.listings for entry in listing.entries}
    kept = tuple(
        one
        for one in record.believed
        if not (one.superseded and one.certificate_type in asked and present.isdisjoint(one.hash_data))
    )
    return replace(record, believed=kept)


def _meaning(response: GetInstalledCertificateIdsResponse) -> Finding:
    number = len(response.certificate_hash_data_chain or ())
    if response.status is GetInstalledCertificateStatus.NOT_FOUND:
        meaning = Meaning("Nothing of what was asked for is installed.", Severity.INFO, "M03.FR.02")
    else:
        meaning = Meaning(f"{number} {'entry is' if number == 1 else 'entries are'} listed.", Severity.INFO, "M03.FR.03")
    return explained(meaning, response.status, response.status_info)


def _oddities(
    response: GetInstalledCertificateIdsResponse, asked: tuple[str, ...], entries: tuple[CertificateHashDataChain, ...]
) -> Iterator[Finding]:
    if (response.status is GetInstalledCertificateStatus.NOT_FOUND) != (not entries):
        sentence = f"{response.status} with {len(entries)} entries contradicts itself; the entries are believed."
        yield said("csms-answered", sentence, Severity.WARNING, requirement="M03.FR.02", remedy="Tell the vendor.")
    again = len(entries) - len({(one.certificate_type, one.certificate_hash_data.plain) for one in entries})
    if again:
        sentence = f"{again} of {len(entries)} entries repeat another one; each is taken once."
        yield said("csms-answered", sentence, Severity.WARNING, requirement="M03.FR.04", remedy="Tell the vendor.")
    others = sorted({str(one.certificate_type) for one in entries} - set(asked))
    if others:
        sentence = f"{', '.join(others)} is listed though it was not asked for; it is not taken for a whole listing of that type."
        yield said("csms-answered", sentence, Severity.WARNING, requirement="M03.FR.04", remedy="Ask for that type.")
    if any(one.certificate_type != CHAIN_TYPE and one.child_certificate_hash_data for one in entries):
        sentence = "A root is listed with sub-CAs, which only a V2GCertificateChain has."
        yield said("csms-answered", sentence, Severity.WARNING, requirement="M03.FR.05", remedy="Tell the vendor.")
