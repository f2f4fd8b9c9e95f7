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
from workbench.csms.names import Names
from workbench.csms.policy import STRICT
from workbench.csms.procedure import Course, ExpectReconnect, SwitchServer
from workbench.csms.record import CSMS_ROOT
from workbench.csms.serving import leads_to
from workbench.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
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
    serving: Sequence[Item] = (),
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
    serving
        The chain of that server, leaf first; empty where it is not known here.
    """
    course = Course(record)
    read = read_certificates(new_root)
    if serving and len(read) == 1 and not leads_to(serving, read[0]):
        course.note(_wrong_root(server, read[0]))
        return course.end("The rotation was not begun: the new server does not stand under the new root.", ok=False)
    if record.security_profile is not None and record.security_profile < 2:
        course.note(_no_tls(record.security_profile))
        return course.end(
            f"The rotation was not begun: over security profile {record.security_profile} no TLS server is met, so it cannot end.",
            ok=False,
        )
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


def _wrong_root(server: str, root: Item) -> Finding:
    return guarded(
        f"The chain of the server {server!r} does not lead to {{}}: a station that has only this root could not verify it.",
        requirement="M05.FR.13",
        about=root,
        remedy="Rotate to the root under which the new server stands, or give the other server.",
    )


def _no_tls(security_profile: int) -> Finding:
    return guarded(
        f"The connection has security profile {security_profile}: a rotation ends when the station meets a TLS server under the "
        "new root, and over this connection it meets none.",
        requirement="M05.FR.13",
        observed=f"security profile {security_profile}",
        remedy="Move the station to security profile 2 first; or install the new root alone, and switch later.",
    )


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
    if course.is_silent():
        return course.end("The station gives no answer that can be used.", ok=False)
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
    course.note(*_misnamed(course.record, read_certificates(new_root), new, pile))
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


def _misnamed(
    record: StationRecord, root: Sequence[Item], listed_as: list[CertificateHashData], pile: Sequence[Item]
) -> Iterator[Finding]:
    """That the station lists the new root by wrong hash data, and by which mistake: it is there all the same."""
    names = Names(record, [*pile, *root])
    for data in listed_as:
        match = names.match(data) if names.exact(data) is None else None
        if match is not None and match.mistakes:
            yield follows(
                f"The station lists {{}} by wrong hash data ({', '.join(match.mistakes)}): it is there all the same.",
                requirement="M03.FR.04",
                about=match.item,
                remedy="Delete it by the hash data as listed; tell the vendor, with the output of `pnc match`.",
            )


def _listed_as(record: StationRecord, root: str, pile: Sequence[Item]) -> list[CertificateHashData]:
    """The hash data by which a root is listed as CSMS root; where that is wrong, as forensics resolves it."""
    read = read_certificates(root)
    found = places(record, read[0], pile) if len(read) == 1 else ()
    right = [one.hash_data for one in found if one.certificate_type == CSMS_ROOT and one.leaf is None]
    if right or len(read) != 1:
        return right
    names = Names(record, [*pile, read[0]])
    named = [(one, names.item_of(one)) for one in _listed_roots(record)]
    return [one for one, item in named if item is not None and item.der == read[0].der]


def _listed_roots(record: StationRecord) -> list[CertificateHashData]:
    listing = record.listing(CSMS_ROOT)
    return [entry.certificate_hash_data.plain for entry in listing.entries] if listing is not None else []
