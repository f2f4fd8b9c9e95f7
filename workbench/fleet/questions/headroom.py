"""Which stations cannot take a new root: maxLimit of CertificateEntries, and the rule of one CSMS root and one fallback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import Tone
from workbench.display.counting import counted
from workbench.errors import InputError
from workbench.fleet.answer import Answer
from workbench.fleet.frames import frame_of
from workbench.fleet.questions.covering import notes
from workbench.fleet.questions.naming import in_order
from workbench.fleet.schema import ROOT_TYPES, Side
from workbench.messages.certificates import GetCertificateIdUse

if TYPE_CHECKING:
    from datetime import datetime

    import ibis.expr.types as ir

    from workbench.fleet.inventory import Inventory
    from workbench.fleet.tables import Tables

FITS, CANNOT, NOT_CHECKED = "fits", "cannot", "not checked"
_CSMS_ROOT = GetCertificateIdUse.CSMS_ROOT_CERTIFICATE.value
_OEM_ROOT = GetCertificateIdUse.OEM_ROOT_CERTIFICATE.value
_OTHERS = 5
"""Certificate types besides OEMRootCertificate, which OCPP 2.0.1 does not have."""


def expression(tables: Tables, at: datetime | None, more: int = 1, certificate_type: str | None = None) -> ir.Table:
    """Each station: what it lists, what it takes, and whether ``more`` roots find room.

    Entries are counted as CertificateEntries counts them: all that GetInstalledCertificateIds can list, children included. Of a
    station that was not asked for every certificate type they are the least, and are held against the limit as such.

    Returns
    -------
    station, entries, csms_roots, most_entries, additional_root_check, verdict, reason.
    """
    counts = _counts(tables, at)
    needs = counts.entries + more
    replaces = counts.additional_root_check.fill_null(False) if certificate_type == _CSMS_ROOT else None  # noqa: FBT003  # SQL's false
    cases: list[tuple[ir.BooleanValue, str, str]] = []
    if certificate_type == _OEM_ROOT:
        cases.append((counts.old, CANNOT, "OCPP 2.0.1 has no OEMRootCertificate"))
    cases.append((counts.answered == 0, NOT_CHECKED, "it never answered"))
    if replaces is not None:
        if more > 1:
            cases.append((replaces, CANNOT, "AdditionalRootCertificateCheck: one new CSMS root at a time (M05.FR.09)"))
        cases += [
            (replaces & (counts.csms_roots > 1), CANNOT, "it holds a CSMS root and a fallback: no third one (M05.FR.09)"),
            (
                replaces & counts.most_entries.notnull() & (needs > counts.most_entries),
                CANNOT,
                "no room: the CSMS root that is replaced stays as fallback, and counts (M05.FR.12)",
            ),
        ]
    cases += [
        (counts.most_entries.isnull(), NOT_CHECKED, "its maxLimit of CertificateEntries is not known"),
        (needs > counts.most_entries, CANNOT, "no room (M05.FR.06)"),
        (~counts.whole, NOT_CHECKED, "it was not asked for every certificate type: there may be more entries"),
    ]
    if replaces is not None:
        cases.append((replaces, FITS, "room; if the present CSMS root signed the new one (M05.FR.10)"))
    return counts.select(
        "station",
        "entries",
        "csms_roots",
        "most_entries",
        "additional_root_check",
        verdict=_first([(when, verdict) for when, verdict, _ in cases], FITS),
        reason=_first([(when, reason) for when, _, reason in cases], "room"),
    )


def _counts(tables: Tables, at: datetime | None) -> ir.Table:
    """Each station with how much it lists, and how much of it was asked for."""
    import ibis  # noqa: PLC0415  # see workbench.fleet.schema

    current = tables.current(Side.STATION, at)
    listed = current.group_by("station").aggregate(
        n_entries=current.count(), n_roots=current.count(where=current.certificate_type == _CSMS_ROOT)
    )
    latest = tables.latest(Side.STATION, at)
    asked = latest.group_by("station").aggregate(
        n_types=latest.count(), n_others=latest.count(where=latest.certificate_type != _OEM_ROOT)
    )
    stations = tables.stations.select("station", "ocpp_version", "most_entries", "additional_root_check")
    joined = stations.left_join(listed, "station").drop("station_right").left_join(asked, "station").drop("station_right")
    old = joined.ocpp_version.fill_null("").startswith("2.0")
    types, others = joined.n_types.fill_null(0), joined.n_others.fill_null(0)
    return joined.select(
        "station",
        "most_entries",
        "additional_root_check",
        entries=ibis.ifelse(types > 0, joined.n_entries.fill_null(0), ibis.null("int64")),
        csms_roots=joined.n_roots.fill_null(0),
        answered=types,
        old=old,
        whole=(others == _OTHERS) & (old | (types > _OTHERS)),
    )


def _first(cases: list[tuple[ir.BooleanValue, str]], otherwise: str) -> ir.StringValue:
    import ibis  # noqa: PLC0415  # see workbench.fleet.schema

    text: ir.StringValue = ibis.cases(*cases, else_=otherwise)
    return text


def headroom(inventory: Inventory, *, more: int = 1, certificate_type: str | None = None) -> Answer:
    """Which stations cannot take ``more`` new roots.

    Parameters
    ----------
    more
        How many entries are to be added.
    certificate_type
        Of the new root: of a CSMS root the rules of M05 are held besides, of an OEM root the station's version. None: any other.

    Raises
    ------
    InputError
        ``more`` is less than one, or the type is none of a root's.
    """
    if more < 1:
        raise InputError(f"{more} roots are nothing to make room for.", hint="Give 1 or more.")
    if certificate_type is not None and certificate_type not in ROOT_TYPES:
        raise InputError(f"{certificate_type!r} is no type of a root.", hint=f"One of {', '.join(ROOT_TYPES)}.")
    found = frame_of(expression(inventory.tables, inventory.at, more, certificate_type))
    found["free"] = (found["most_entries"] - found["entries"]).clip(lower=0)
    place = found["verdict"].map({CANNOT: 0, NOT_CHECKED: 1, FITS: 2})
    frame = in_order(found.assign(place=place), "place", "station")
    frame = frame[["station", "entries", "most_entries", "free", "csms_roots", "verdict", "reason"]]
    numbers = frame["verdict"].value_counts()
    cannot, dark = int(numbers.get(CANNOT, 0)), int(numbers.get(NOT_CHECKED, 0))
    kind = certificate_type or "root"
    what = f"a new {kind}" if more == 1 else f"{more:,} new ones ({kind})"
    sentence = f"{cannot:,} of {counted(len(frame), 'station')} cannot take {what}"
    unchecked = f"; {dark:,} could not be checked" if dark else ""
    silent = int(found["additional_root_check"].isna().sum()) if certificate_type == _CSMS_ROOT else 0
    off = (f"AdditionalRootCertificateCheck is not known of {counted(silent, 'station')}: taken for off.",) if silent else ()
    return Answer(
        question="headroom",
        title=f"Room for {what}",
        sentence=f"{sentence}{unchecked}.",
        frame=frame,
        notes=(*off, *notes(inventory)),
        ok=not cannot and not dark,
        tones={"verdict": {FITS: Tone.GOOD, CANNOT: Tone.ERROR, NOT_CHECKED: Tone.WARNING}},
    )
