"""M05: whether a root may be sent, and whether the station's answer is the reference's."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from workbench.csms.certificates import read_certificates, signed_by
from workbench.csms.fitting import objections
from workbench.csms.policy import STRICT as CSMS_STRICT
from workbench.csms.record import CSMS_ROOT
from workbench.findings import Severity
from workbench.replay.saying import cannot_tell, right, tolerated, wrong
from workbench.replay.step import NOTHING_TO_SAY, Judgement
from workbench.station.events import Received
from workbench.station.policy import STRICT, Policy, switches
from workbench.station.station import decide

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from workbench.findings import Finding
    from workbench.messages.certificates import InstallCertificateRequest, InstallCertificateResponse
    from workbench.replay.beside import Beside
    from workbench.station.decision import Decision

_INSTALLING = (
    "take_linked_roots",
    "weak_roots",
    "take_sub_ca_as_successor",
    "take_sub_cas",
    "take_future_roots",
    "take_without_issuer",
    "mend_damaged_pem",
    "refuse_wrong_role",
    "fallback_counts",
    "take_reissue_of_old_key",
    "take_current_root_again",
    "third_root",
)
"""The switches on which the answer to InstallCertificate depends, but for those whose other value no station should have."""
_COUNTED_BESIDES = 4
"""So many more certificates may a station count: its own client chain, which no message lists."""
_OTHERWISE: dict[str, object] = {"weak_roots": "warn", "third_root": "drop-fallback"}


def call(beside: Beside, request: InstallCertificateRequest, now: datetime) -> Judgement:
    """What speaks against sending it, by what is certain to fail."""
    found = read_certificates(request.certificate)
    if len(found) != 1:
        sentence = (
            "The CSMS sends no certificate that can be read."
            if not found
            else f"The CSMS sends {len(found)} certificates in one field."
        )
        return wrong(
            "replay-request",
            sentence,
            requirement="M05.FR.07",
            seen=f"{len(found)} certificates",
            expected="one certificate in PEM",
            remedy="Send one root in PEM; sub-CAs travel in the chain of CertificateSigned.",
        )
    item = found[0]
    certificate_type = str(request.certificate_type)
    said = tuple(objections(beside.record, certificate_type, item, request.certificate, now, CSMS_STRICT, beside.pile))
    # the limits were read at some time before; what the station holds now is counted here
    said = tuple(one for one in said if one.requirement != "M05.FR.06")
    errors = tuple(one for one in said if one.severity is Severity.ERROR)
    if not errors and _is_full(beside) and not beside.holds(item):
        return wrong(
            "replay-request",
            f"The CSMS sends a root to a station that is full: it holds {beside.entries} certificates and takes no more.",
            requirement="M05.FR.06",
            seen=f"{beside.entries} certificates",
            expected=f"fewer than {beside.limits.most_entries} (CertificateEntries.maxLimit)",
            remedy="Delete a certificate first.",
            about=item,
        )
    if errors:
        first = errors[0]
        return wrong(
            "replay-request",
            f"The CSMS sends a root that cannot be taken. {first.message}",
            requirement=first.requirement,
            seen=first.observed,
            expected="a root that is sound now, fits, and is for its type",
            remedy=first.remedy,
            about=item,
            more=said,
        )
    other = [one for one in said if one.requirement == "M05.FR.07"]
    if other:
        return tolerated("replay-request", other[0].message, requirement="M05.FR.07", remedy=other[0].remedy, about=item, more=said)
    return Judgement(NOTHING_TO_SAY.verdict, said)


def _is_full(beside: Beside) -> bool:
    most = beside.limits.most_entries
    return most is not None and beside.knows_all and beside.entries >= most


def answer(beside: Beside, request: InstallCertificateRequest, response: InstallCertificateResponse, now: datetime) -> Judgement:
    """Whether the reference station, as far as it is known, answers the same; the record is not changed here."""
    decisions = list(_worlds(beside, request, now, STRICT))
    strict = decisions[0]
    status = response.status
    expected = _status(strict)
    first = strict.findings[0]
    if any(_status(one) == status for one in decisions):
        same = next(one for one in decisions if _status(one) == status)
        return right(same.findings[0].message, requirement=same.decided_by, expected=status, more=_rest(same))
    if {expected, str(status)} == {"Rejected", "Failed"}:
        return _other_refusal(strict, status)
    if status == "Accepted" and _issuer_may_be_held(beside, request):
        words = f"The station may hold the issuer, which the log does not bring; without it: {first.message}"
        return cannot_tell(words, requirement=strict.decided_by, remedy="Give the certificates that the station holds along.")
    for name in _INSTALLING:
        other = replace(STRICT, **{name: _other_value(name)})  # type: ignore[arg-type]  # a switch of the policy by its name
        if any(_status(one) == status for one in _worlds(beside, request, now, other)):
            says = next(one.says for one in switches() if one.name == name)
            words = f"The reference station answers {expected}: {first.message} This is left to the station: {says}"
            return tolerated("replay-answer", words, requirement=strict.decided_by, seen=status, expected=expected)
    if status == "Accepted":
        return _accepted_all_the_same(beside, request, strict)
    return _refused(beside, request, strict, response)


def _worlds(beside: Beside, request: InstallCertificateRequest, now: datetime, policy: Policy) -> Iterator[Decision]:
    """What the reference answers, in each state that the station may be in: with the root check and without, where that is open."""
    check = beside.limits.root_check
    for root_check in (False, True) if check is None and request.certificate_type == CSMS_ROOT else (bool(check),):
        state = beside.station(root_check=root_check)
        yield decide(state, Received(request), now, policy)
        roots = state.store.of_type(CSMS_ROOT) if root_check and request.certificate_type == CSMS_ROOT else ()
        for one in roots if len(roots) > 1 else ():  # which of them is the fallback, no listing says
            if one.sha256 != state.fallback:
                yield decide(replace(state, fallback=one.sha256), Received(request), now, policy)


def _status(decision: Decision) -> str:
    return str(getattr(decision.reply, "status", ""))


def _rest(decision: Decision) -> tuple[Finding, ...]:
    return decision.findings[1:]


def _other_value(name: str) -> object:
    if name in _OTHERWISE:
        return _OTHERWISE[name]
    (field,) = (one for one in fields(Policy) if one.name == name)
    return not field.default


def _other_refusal(strict: Decision, status: str) -> Judgement:
    first = strict.findings[0]
    expected = _status(strict)
    if strict.decided_by == "M05.FR.03":  # too long a field: one word or the other
        return tolerated("replay-answer", first.message, requirement=strict.decided_by, seen=status, expected=expected)
    return wrong(
        "replay-answer",
        f"The station answers {status}: {first.message} That is {expected}.",
        requirement=strict.decided_by,
        seen=status,
        expected=expected,
        remedy="Rejected is for a bad certificate and a full store, Failed for a good certificate that could not be installed.",
        more=_rest(strict),
    )


def _accepted_all_the_same(beside: Beside, request: InstallCertificateRequest, strict: Decision) -> Judgement:
    first = strict.findings[0]
    certificate_type = str(request.certificate_type)
    if strict.decided_by == "M05.FR.06" and not _is_full(beside):
        words = f"The reference answers Rejected: {first.message} This station counts otherwise, without the sub-CAs of its chains."
        return tolerated("replay-answer", words, requirement="M05.FR.06", seen="Accepted", expected="Rejected")
    depends_on_the_store = strict.decided_by in {"M05.FR.11", "M05.FR.09", "M05.FR.12", "M05.FR.06"}
    if depends_on_the_store and not beside.knows(certificate_type):
        words = f"What the station holds is not known; with what is known, the reference answers {_status(strict)}: {first.message}"
        return cannot_tell(words, requirement=strict.decided_by)
    return wrong(
        "replay-answer",
        f"The station answers Accepted. The reference answers {_status(strict)}: {first.message}",
        requirement=strict.decided_by,
        seen="Accepted",
        expected=_status(strict),
        remedy="List with M03 whether it is there; delete it if it is, and do not rely on the answers of this station.",
        more=_rest(strict),
    )


def _refused(
    beside: Beside, request: InstallCertificateRequest, strict: Decision, response: InstallCertificateResponse
) -> Judgement:
    """Rejected or Failed where the reference, with what is known, takes it."""
    status = response.status
    if status == "Failed":
        words = "The station calls the certificate sound and could not install it, which may happen."
        return tolerated("replay-answer", words, requirement="M05.FR.03", seen=status, expected="Accepted")
    limits = beside.limits
    open_ = []
    if limits.most_entries is None or not beside.knows_all or limits.most_entries - beside.held < _COUNTED_BESIDES:
        open_.append("whether there was room (CertificateEntries)")
    if request.certificate_type == CSMS_ROOT and (limits.root_check is None or not beside.knows(CSMS_ROOT)):
        open_.append("whether it must be signed by the current root (AdditionalRootCertificateCheck)")
    elif request.certificate_type == CSMS_ROOT and limits.root_check and _has_a_nameless_root(beside):
        open_.append("which certificate the current CSMS root is")
    reason = response.status_info.reason_code if response.status_info is not None else ""
    if open_ and not _denies(reason, open_):
        words = f"The reference takes this certificate; the log does not tell {' nor '.join(open_)}."
        return cannot_tell(words, requirement="M05.FR.02", remedy="Read the station's limits with GetVariables, then ask again.")
    return wrong(
        "replay-answer",
        f"The station answers {status} to a certificate that is sound, fits and has room: {strict.findings[0].message}",
        requirement="M05.FR.02",
        seen=f"{status} ({reason})" if reason else status,
        expected="Accepted",
        remedy="Read its statusInfo and its log; hold the root against `pnc diagnose --use root-install`.",
    )


def _issuer_may_be_held(beside: Beside, request: InstallCertificateRequest) -> bool:
    """Whether the new root is signed by another one, and there are roots of its type whose certificates nobody has."""
    found = read_certificates(request.certificate)
    linked = len(found) == 1 and not signed_by(found[0], found[0])
    certificate_type = str(request.certificate_type)
    return linked and (
        not beside.knows(certificate_type) or any(one.item is None for one in beside.record.of_type(certificate_type))
    )


def _has_a_nameless_root(beside: Beside) -> bool:
    return any(one.item is None for one in beside.record.of_type(CSMS_ROOT))


def _denies(reason: str, open_: list[str]) -> bool:
    """Whether the station's own reason rules out what is open: it speaks of the certificate, and only the room is not known."""
    return reason == "InvalidCertificate" and len(open_) == 1 and "room" in open_[0]
