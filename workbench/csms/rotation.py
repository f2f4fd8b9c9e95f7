"""A new CSMS root for one station: install beside the old one, see it listed, switch the server, see the old one gone.

The order is what keeps a station reachable: no server switches before the new root is listed, and no old root is deleted before
the station has met a server under the new one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.csms.b05_b06_variables import read_limits
from workbench.csms.certificates import read_certificates
from workbench.csms.current_root import current_root
from workbench.csms.decision import follows, guarded
from workbench.csms.guards import places
from workbench.csms.limits import limits_of
from workbench.csms.m03_list import list_certificates
from workbench.csms.m04_delete import delete_certificate
from workbench.csms.m05_install import install_certificate
from workbench.csms.policy import STRICT
from workbench.csms.procedure import Course, ExpectReconnect, SwitchServer
from workbench.csms.record import CSMS_ROOT
from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from workbench.certs.hashdata import CertificateHashData
    from workbench.certs.items import Item
    from workbench.csms.policy import Policy
    from workbench.csms.procedure import Procedure
    from workbench.csms.record import StationRecord
    from workbench.findings import Finding


def rotate(  # noqa: PLR0913  # by name
    record: StationRecord,
    new_root: str,
    server: str,
    *,
    now: datetime,
    old_root: str = "",
    pile: Sequence[Item] = (),
    policy: Policy = STRICT,
) -> Procedure:
    """The whole rotation of one station; in a fleet every station waits at SwitchServer for the others.

    Parameters
    ----------
    new_root
        PEM of one certificate; under AdditionalRootCertificateCheck signed by the current root.
    server
        The name of the server certificate under the new root, as the edge calls it.
    old_root
        PEM of the root that goes, where a station without the check holds several; else the one that is not new goes.
    pile
        Certificates of the CSMS, the current root among them.
    """
    course = Course(record)
    outcome = course.join((yield from prepare(record, new_root, now=now, pile=pile, policy=policy)))
    if not outcome.ok:
        return course.end(f"The rotation stops before the server switches: the old root serves on. {outcome.sentence}", ok=False)
    course.take((yield SwitchServer(server)))
    course.take((yield ExpectReconnect("the station must meet the server under the new root")))
    if not course.record.connected:
        course.note(
            guarded(
                "The station did not come back after the switch.",
                requirement="M05.FR.14",
                remedy="Let a server under the old root answer again: a station under the check falls back to its old root.",
            )
        )
        return course.end("The station did not come back: switch the server back.", ok=False)
    if course.record.server and course.record.server != server:
        course.note(_other_server(course.record.server, server))
        return course.end("The station connected to another server than the new one: its old root must stay.", ok=False)
    finished = course.join((yield from finish(course.record, new_root, old_root=old_root, pile=pile, policy=policy)))
    return course.end(finished.sentence, ok=finished.ok)


def _other_server(seen: str, wanted: str) -> Finding:
    return guarded(
        f"The station came back to the server {seen!r}, not to {wanted!r}.",
        requirement="M05.FR.13",
        remedy="Its fallback goes when it meets a server under the new root: switch that endpoint too.",
    )


def prepare(
    record: StationRecord, new_root: str, *, now: datetime, pile: Sequence[Item] = (), policy: Policy = STRICT
) -> Procedure:
    """Until the new root is listed: limits, listing, install, listing. Nothing that cannot be undone."""
    course = Course(record)
    course.join((yield from read_limits(course.record, policy=policy)))
    outcome = course.join((yield from list_certificates(course.record, CSMS_ROOT)))
    if not outcome.ok:
        return course.end("The station did not say which CSMS roots it holds.", ok=False)
    read = read_certificates(new_root)
    if len(read) == 1 and _listed_as(course.record, new_root, pile):
        course.note(follows("{} is listed already.", Severity.INFO, requirement="M05.FR.12", about=read[0]))
        return course.end("The new root is listed already.", ok=True)
    verified = replace(policy, list_after_change=True)  # the server must not switch on the station's word alone
    installed = yield from install_certificate(course.record, CSMS_ROOT, new_root, now=now, pile=pile, policy=verified)
    course.join(installed)
    return course.end(installed.sentence, ok=installed.ok)


def finish(
    record: StationRecord, new_root: str, *, old_root: str = "", pile: Sequence[Item] = (), policy: Policy = STRICT
) -> Procedure:
    """After the station met the new server: the old root must be gone under the check, and is deleted without it."""
    course = Course(record)
    outcome = course.join((yield from list_certificates(course.record, CSMS_ROOT)))
    if not outcome.ok:
        return course.end("Which CSMS roots the station holds after the switch is not known.", ok=False)
    new = _listed_as(course.record, new_root, pile)
    others = [one for one in _listed_roots(course.record) if one not in new]
    if not new:
        sentence = "The new root is not listed any more: the station fell back, or gave it up."
        course.note(guarded(sentence, requirement="M05.FR.14", remedy="Let a server under the old root answer, then look anew."))
        return course.end(sentence, ok=False)
    if not others:
        return course.end("The new root is the only CSMS root: the rotation is done.", ok=True)
    if limits_of(course.record).root_check:
        course.note(
            guarded(
                "The old CSMS root is still listed, though the station met the new server: its fallback should be gone.",
                requirement="M05.FR.13",
                remedy="See whether it really connected under the new root; then delete the old one with M04.",
            )
        )
        return course.end("The old root is still there.", ok=False)
    old = _listed_as(course.record, old_root, pile) if old_root else others
    if len(old) != 1:
        course.note(
            guarded(
                f"The station lists {len(others)} other CSMS roots, and which of them is old was not said: all of them stay.",
                requirement="M05.FR.09",
                remedy="Name the old root; another may be of another CSMS.",
            )
        )
        return course.end("The new root serves; the old one was not deleted.", ok=False)
    return (yield from _cleared(course, old[0], policy))


def _cleared(course: Course, old: CertificateHashData, policy: Policy) -> Procedure:
    outcome = course.join((yield from delete_certificate(course.record, old, policy=policy)))
    held = current_root(course.record).held
    return course.end(f"The old root is {'deleted' if outcome.ok else 'not deleted'}; {held} CSMS root is listed.", ok=outcome.ok)


def _listed_as(record: StationRecord, root: str, pile: Sequence[Item]) -> list[CertificateHashData]:
    """The hash data by which a root is listed as CSMS root."""
    read = read_certificates(root)
    found = places(record, read[0], pile) if len(read) == 1 else ()
    return [one.hash_data for one in found if one.certificate_type == CSMS_ROOT and one.leaf is None]


def _listed_roots(record: StationRecord) -> list[CertificateHashData]:
    listing = record.listing(CSMS_ROOT)
    return [entry.certificate_hash_data.plain for entry in listing.entries] if listing is not None else []
