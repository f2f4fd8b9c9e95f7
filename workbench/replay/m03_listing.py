"""M03: what a station lists, against what it took, deleted and listed before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.differences import Kind
from workbench.csms.drift import believed_from, differences
from workbench.csms.m03_list import types_asked
from workbench.csms.record import Listing
from workbench.findings import Severity
from workbench.messages.notes import notes
from workbench.replay.saying import cannot_tell, right, tolerated, wrong
from workbench.replay.step import Judgement, Verdict, gravest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.csms.differences import Difference
    from workbench.csms.record import StationRecord
    from workbench.messages.certificates import (
        CertificateHashDataChain,
        GetInstalledCertificateIdsRequest,
        GetInstalledCertificateIdsResponse,
    )
    from workbench.replay.beside import Beside

CHAIN, CSMS_ROOT = "V2GCertificateChain", "CSMSRootCertificate"


def answer(
    beside: Beside, request: GetInstalledCertificateIdsRequest, response: GetInstalledCertificateIdsResponse, now: datetime
) -> Judgement:
    """What is to be said of a listing; the record takes it for the station's word."""
    asked = types_asked(beside.record, request)
    entries = response.certificate_hash_data_chain or ()
    before = beside.record
    new = tuple(Listing(one, now, tuple(entry for entry in entries if entry.certificate_type == one)) for one in asked)
    others = tuple(one for one in before.listings if one.certificate_type not in asked)
    beside.record = replace(before, listings=(*others, *new))
    found = [*_shape(response, asked, entries)]
    found += [said for entry in entries if (said := _gone_or_refused(beside, entry)) is not None]
    for one in differences(beside.record, beside.names, asked):
        said = _difference(beside, before, one, one.certificate_type in beside.listed)
        found += [said] if said is not None else []
    found += _odd_fields(beside, response)  # behind the mistakes that have a name
    kept = tuple(one for one in before.believed if one.certificate_type not in asked)
    holds = any(not one.superseded for one in before.believed if one.certificate_type in asked)
    expected = "Accepted" if holds else "NotFound" if beside.listed.issuperset(asked) else ""
    # its word is taken from here on: what was said once is not said of every later listing again
    taken = tuple(one for listing in new for one in believed_from(beside.record, listing.entries, beside.names))
    beside.record = replace(beside.record, believed=(*kept, *taken))
    beside.listed.update(asked)
    beside.listed_at_restart = beside.restarts
    listed = {data for entry in entries for data in (entry.certificate_hash_data.plain,)}
    beside.deleted -= listed
    judged = gravest(found)
    if judged.verdict is Verdict.RIGHT:
        number = len(entries)
        words = f"{number} {'entry is' if number == 1 else 'entries are'} listed" if entries else "Nothing of it is installed"
        return right(
            f"{words}.", requirement="M03.FR.03" if entries else "M03.FR.02", expected=response.status, more=judged.findings
        )
    return judged._replace(expected=expected)


def _shape(
    response: GetInstalledCertificateIdsResponse, asked: tuple[str, ...], entries: tuple[CertificateHashDataChain, ...]
) -> Iterator[Judgement]:
    if response.status == "Accepted" and not entries:
        yield wrong(
            "replay-answer",
            "The station answers Accepted and lists nothing.",
            requirement="M03.FR.02",
            seen="Accepted without certificateHashDataChain",
            expected="NotFound",
            remedy="Answer NotFound where no certificate of the types is installed.",
        )
    if response.status == "NotFound" and entries:
        yield wrong(
            "replay-answer",
            f"The station answers NotFound and lists {len(entries)} entries all the same.",
            requirement="M03.FR.03",
            seen="NotFound",
            expected="Accepted",
            remedy="Answer Accepted where something is listed.",
        )
    others = sorted({str(one.certificate_type) for one in entries} - set(asked))
    if others:
        yield wrong(
            "replay-answer",
            f"The station lists {', '.join(others)}, which was not asked for.",
            requirement="M03.FR.04",
            seen=", ".join(others),
            expected=", ".join(asked),
            remedy="List the certificates of the types that were asked for, and no others.",
        )
    again = len(entries) - len({(one.certificate_type, one.certificate_hash_data.plain) for one in entries})
    if again:
        words = f"{again} of the {len(entries)} entries repeat another one."
        yield tolerated("replay-answer", words, requirement="M03.FR.04", remedy="List each certificate once.")
    if any(one.certificate_type != CHAIN and one.child_certificate_hash_data for one in entries):
        words = "A root is listed with child entries, which only a V2GCertificateChain has."
        yield tolerated("replay-answer", words, requirement="M03.FR.05", remedy="Leave the children out.")


def _odd_fields(beside: Beside, response: GetInstalledCertificateIdsResponse) -> Iterator[Judgement]:
    odd = [one for one in notes(response, beside.spoken) if one.code == "hash-data-format"]
    if odd:
        first, more = odd[0], len(odd) - 1
        others = f", and {more} other field{'s' * (more != 1)} likewise" if more else ""
        yield wrong(
            "replay-answer",
            f"{first.subject} is no {'serial number' if 'serial' in first.subject else 'hash'} as OCPP writes it{others}.",
            requirement="M03.FR.04",
            seen=first.observed,
            expected=first.expected,
            remedy="Compare with `pnc hash` of the certificate; `pnc match` names the mistake.",
        )


def _gone_or_refused(beside: Beside, entry: CertificateHashDataChain) -> Judgement | None:
    data = entry.certificate_hash_data.plain
    if data in beside.deleted:
        return wrong(
            "replay-answer",
            f"The station lists the certificate with serial number {data.serial_number[:40]}, which it said it had deleted.",
            requirement="M04.FR.02",
            seen="listed",
            expected="not listed any more",
            remedy="Compare the listings before and after the deletion: another certificate may be gone in its place.",
        )
    item = beside.item_of(data)
    if item is not None and beside.refused.get(item.der) == str(entry.certificate_type):
        return wrong(
            "replay-answer",
            f"The station lists the certificate with serial number {data.serial_number[:40]}, which it said it did not take.",
            requirement="M05.FR.07",
            seen="listed",
            expected="not listed",
            remedy="A station that answers Rejected or Failed must not keep the certificate.",
            about=item,
        )
    return None


def _difference(beside: Beside, before: StationRecord, one: Difference, known: bool) -> Judgement | None:  # noqa: FBT001, PLR0911  one kind each
    finding = one.finding
    match one.kind:
        case Kind.MISSING:
            return _missing(beside, one)
        case Kind.MISTAKE:
            return wrong(
                "replay-answer",
                f"The station lists a certificate by wrong hash data: {', '.join(one.mistakes)}.",
                requirement="M03.FR.04",
                seen=", ".join(one.mistakes),
                expected="the hashes of issuer name and issuer key, and the serial number, as `pnc hash` gives them",
                remedy="Tell the vendor, with the output of `pnc match`; delete by the hash data as listed.",
                more=(finding,),
            )
        case Kind.CHILDREN:
            from_chain = one.believed is not None and one.believed.item is not None and one.believed in before.believed
            if from_chain and any(one.believed.item.der == issued.chain[0].der for issued in before.issued):  # type: ignore[union-attr]
                return wrong(
                    "replay-answer",
                    finding.message,
                    requirement="M03.FR.05",
                    seen=finding.observed,
                    expected=finding.expected,
                    remedy="List the sub-CAs of the chain as its children.",
                )
            return cannot_tell("The chain is listed with other sub-CAs than before.", requirement="M03.FR.05", more=(finding,))
        case Kind.ALGORITHM:
            return tolerated("replay-answer", finding.message, requirement="M03.FR.04", remedy=finding.remedy)
        case Kind.UNKNOWN if known:
            words = "An entry is listed that no message of the log put there: somebody else may have."
            return cannot_tell(words, requirement="M03.FR.04", more=(finding,))
        case _:
            return None


def _missing(beside: Beside, one: Difference) -> Judgement:
    believed = one.believed
    finding = one.finding
    name = finding.message.split(" is believed", 1)[0]
    if believed is not None and one.certificate_type == CHAIN and beside.deleted:
        words = f"{name} is not listed any more: deleted with what it hung below, which the answer to the deletion did not say."
        return tolerated("replay-answer", words, requirement="M04.FR.08", remedy="Have a new chain signed (A02).")
    listing = beside.record.listing(one.certificate_type)
    if one.certificate_type == CSMS_ROOT and beside.limits.root_check is not False and listing is not None and listing.entries:
        words = f"{name} is not listed any more: it was the fallback, and went when the station met a server under the new root."
        return right(words, requirement="M05.FR.13")
    if beside.restarts != beside.listed_at_restart and beside.listed:
        words = f"{name} is not listed any more since the station restarted."
        return tolerated("replay-answer", words, requirement="M03.FR.04", remedy="A restart must not empty the store: look at it.")
    return wrong(
        "replay-answer",
        f"{name} is not listed as {one.certificate_type}, though the station took it or listed it before, and nobody deleted it.",
        requirement="M03.FR.04",
        seen="not listed",
        expected=one.certificate_type,
        remedy="Do not rely on it: some stations answer Accepted to everything, some list the last chain only. Install it again.",
        more=(finding,) if finding.severity is Severity.ERROR else (),
    )
