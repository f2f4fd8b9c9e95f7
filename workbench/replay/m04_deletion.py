"""M04: which certificate the CSMS names for deletion, and what the station makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.csms.guards import Place, before_delete, places
from workbench.csms.policy import STRICT
from workbench.findings import Severity
from workbench.messages.notes import notes
from workbench.replay.saying import cannot_tell, right, tolerated, wrong
from workbench.replay.step import NOTHING_TO_SAY, Judgement

if TYPE_CHECKING:
    from workbench.certs.hashdata import CertificateHashData
    from workbench.messages.certificates import DeleteCertificateRequest, DeleteCertificateResponse
    from workbench.replay.beside import Beside


def call(beside: Beside, request: DeleteCertificateRequest) -> Judgement:
    """Does the CSMS echo what the station listed, and may it go."""
    wanted = request.certificate_hash_data.plain
    found = _held(beside, wanted)
    if wanted in beside.own_certificates():
        return wrong(
            "replay-request",
            "The CSMS asks for the deletion of the station's own client certificate.",
            requirement="M04.FR.06",
            seen=wanted.serial_number,
            expected="a certificate that M03 lists",
            remedy="Renew it with A02 instead.",
        )
    exact = [one for one in found if one.hash_data == wanted]
    if found and not exact:
        return wrong(
            "replay-request",
            f"The CSMS names it by {wanted.hash_algorithm}; the station listed it by {found[0].hash_data.hash_algorithm}.",
            requirement="M04.FR.07",
            seen=wanted.hash_algorithm,
            expected=found[0].hash_data.hash_algorithm,
            remedy="Echo the entry as the station lists it.",
        )
    if not found:
        return _not_listed(beside, request, wanted)
    guards = tuple(before_delete(beside.record, tuple(exact), STRICT, really=False, pile=beside.pile))
    errors = [one for one in guards if one.severity is Severity.ERROR]
    if errors and all(beside.knows(one.certificate_type) for one in exact):
        return wrong(
            "replay-request",
            f"The CSMS asks for the deletion of the station's last one. {errors[0].message}",
            requirement=errors[0].requirement,
            seen=errors[0].observed,
            expected="a successor first",
            remedy=errors[0].remedy.split(";", 1)[0].rstrip(".") + ".",
        )
    return Judgement(NOTHING_TO_SAY.verdict, tuple(one for one in guards if one.severity is not Severity.ERROR))


def _held(beside: Beside, wanted: CertificateHashData) -> tuple[Place, ...]:
    """Where the station lists it; else where it took it, which was not listed since: then it has no algorithm of its own yet."""
    found = places(beside.record, wanted, beside.pile)
    taken = [Place(one.certificate_type, wanted) for one in beside.record.believed if wanted in one.hash_data]
    return found or tuple(taken)


def _not_listed(beside: Beside, request: DeleteCertificateRequest, wanted: CertificateHashData) -> Judgement:
    listed = [
        one.plain
        for listing in beside.record.listings
        for entry in listing.entries
        for one in (entry.certificate_hash_data, *(entry.child_certificate_hash_data or ()))
    ]
    same_serial = [one for one in listed if one.serial_number.lower() == wanted.serial_number.lower()]
    if len(same_serial) == 1 and same_serial[0].hash_algorithm != wanted.hash_algorithm:
        return wrong(
            "replay-request",
            f"The CSMS names serial number {wanted.serial_number[:40]} by {wanted.hash_algorithm}; "
            f"the station listed it by {same_serial[0].hash_algorithm}.",
            requirement="M04.FR.07",
            seen=wanted.hash_algorithm,
            expected=same_serial[0].hash_algorithm,
            remedy="Echo the entry as the station lists it.",
        )
    altered = next((one for one in listed if _nearly(one, wanted)), None)
    if altered is not None:
        seen, expected = _first_difference(wanted, altered)
        return wrong(
            "replay-request",
            f"The CSMS does not echo the entry that the station listed: {seen[0]} is another.",
            requirement="M04.FR.07",
            seen=seen[1],
            expected=expected,
            remedy="Echo the entry character by character; do not compute it anew.",
        )
    odd = [one for one in notes(request, beside.spoken) if one.code == "hash-data-format"]
    if odd:
        return wrong(
            "replay-request",
            f"{odd[0].subject} is nothing that OCPP's hash data can hold.",
            requirement="M04.FR.07",
            seen=odd[0].observed,
            expected=odd[0].expected,
            remedy="Echo an entry of the station's listing.",
        )
    if wanted in beside.deleted:
        return tolerated(
            "replay-request",
            "The CSMS asks for a deletion that the station has answered with Accepted before: nothing can come of it.",
            requirement="M04.FR.04",
            remedy="List with M03 what is left.",
        )
    if beside.knows_all:
        return tolerated(
            "replay-request",
            "The CSMS names a certificate that the station does not list: nothing can come of it.",
            requirement="M04.FR.04",
            remedy="Take an entry of the last listing.",
        )
    return Judgement(NOTHING_TO_SAY.verdict)


def _nearly(one: CertificateHashData, other: CertificateHashData) -> bool:
    """Whether two of the three values are the same, and one is not: an echo that went wrong."""
    same = [
        one.issuer_name_hash.lower() == other.issuer_name_hash.lower(),
        one.issuer_key_hash.lower() == other.issuer_key_hash.lower(),
        one.serial_number.lower() == other.serial_number.lower(),
    ]
    # two certificates of one issuer differ in the serial number alone: that is no altered echo
    return one.hash_algorithm == other.hash_algorithm and sum(same) == 2 and same[2]


def _first_difference(wanted: CertificateHashData, listed: CertificateHashData) -> tuple[tuple[str, str], str]:
    pairs = (
        ("issuerNameHash", wanted.issuer_name_hash, listed.issuer_name_hash),
        ("issuerKeyHash", wanted.issuer_key_hash, listed.issuer_key_hash),
        ("serialNumber", wanted.serial_number, listed.serial_number),
    )
    name, seen, expected = next(one for one in pairs if one[1].lower() != one[2].lower())
    return (name, seen), expected


def answer(beside: Beside, request: DeleteCertificateRequest, response: DeleteCertificateResponse) -> Judgement:
    """Whether the answer fits what the station is known to hold; the record is not changed here."""
    wanted = request.certificate_hash_data.plain
    found = _held(beside, wanted)
    listed = [one for one in found if one.hash_data == wanted]
    if wanted in beside.own_certificates():
        if response.status == "Accepted":
            return wrong(
                "replay-answer",
                "The station says that it deleted its own client certificate.",
                requirement="M04.FR.06",
                seen="Accepted",
                expected="Failed",
                remedy="Refuse it with Failed; the certificate is renewed with A02.",
            )
        return right("The station keeps its own client certificate.", requirement="M04.FR.06", expected="Failed")
    if found:
        return _of_listed(listed, found, response)
    return _of_unlisted(beside, response)


def _of_listed(listed: list[Place], found: tuple[Place, ...], response: DeleteCertificateResponse) -> Judgement:
    match response.status:
        case "Accepted":
            return right("The certificate is deleted.", requirement="M04.FR.02", expected="Accepted")
        case "NotFound" if listed:
            return wrong(
                "replay-answer",
                f"The station does not find what it lists itself as {listed[0].certificate_type}, by the very same hash data.",
                requirement="M04.FR.02",
                seen="NotFound",
                expected="Accepted",
                remedy="Tell the vendor: listing and deletion compute the hashes differently.",
            )
        case "NotFound":
            return tolerated(
                "replay-answer",
                f"The station finds the certificate by {found[0].hash_data.hash_algorithm} only, by which it lists it.",
                requirement="M04.FR.07",
                expected="Accepted",
                remedy="Echo the algorithm of the listing.",
            )
        case _:
            return tolerated(
                "replay-answer",
                "The station has the certificate and keeps it, which it may.",
                requirement="M04.FR.03",
                expected="Accepted",
                remedy="Read its statusInfo; the last root of a type may stay, and its own certificate must.",
            )


def _of_unlisted(beside: Beside, response: DeleteCertificateResponse) -> Judgement:
    if response.status == "NotFound":
        return right("No certificate of that hash data is listed.", requirement="M04.FR.04", expected="NotFound")
    if not beside.knows_all:
        return cannot_tell(
            "What the station holds is not known in full: the log has no listing of all types before.",
            requirement="M04.FR.04",
            remedy="Begin the log with GetInstalledCertificateIds for all types.",
        )
    if response.status == "Failed":
        return cannot_tell("The station refuses it: its own client certificate, which is never listed, may be meant.")
    return wrong(
        "replay-answer",
        "The station says that it deleted a certificate that it does not list.",
        requirement="M04.FR.04",
        seen="Accepted",
        expected="NotFound",
        remedy="List again: a station that goes by the serial number alone may have deleted another one.",
    )
