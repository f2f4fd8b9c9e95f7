"""The fleet of fleet_by_hand: what it lists, answered by hand; certificates by their letters, the reasons beside."""

from datetime import UTC, datetime, timedelta

import ibis
import pandas as pd
import pytest

from tests.fleet.fleet_by_hand import (
    AT,
    CHAIN,
    CSMS,
    MANUFACTURER,
    MO,
    OEM,
    T1,
    T2,
    T3,
    V2G,
    hash_fields,
    inventory,
    letters,
)
from workbench.errors import InputError


@pytest.fixture(scope="module")
def fleet():
    return inventory(ibis.duckdb.connect())


def columns(answer, *names):
    return letters(answer.frame[list(names)])


def test_who_lists_what_by_certificate(fleet):
    answer = fleet.ask("installed")
    shown = ("certificate_type", "certificate", "result", "stations", "entries", "serial_number")
    p, pl, ps1, ps2, rl = (hash_fields(letter)[3] for letter in ("P", "PL", "PS1", "PS2", "RL"))
    assert columns(answer, *shown) == [
        (V2G, "V1", "exact", 10, 11, None),  # 01 02 04 05 06 (by SHA384) 14 (twice) 15 16 17 18
        (V2G, "V1", "dialect", 2, 2, None),  # 07 08
        (V2G, "VB", "exact", 2, 2, None),  # 12 13
        (V2G, None, "unknown", 2, 3, p),  # 09 11 (twice)
        (V2G, None, "unknown", 1, 1, p),  # 10, by SHA384: that it is the same nobody can know without the certificate
        (MO, "MO", "exact", 2, 2, None),  # 01 06
        (MO, "V1", "exact", 1, 1, None),  # 15
        (CSMS, "A", "exact", 14, 15, None),  # all that answered but 03 04 07 08 13; 15 by two algorithms
        (CSMS, "B", "exact", 3, 3, None),  # 12 13 17
        (CSMS, "A", "dialect", 2, 2, None),  # 07 08
        (CSMS, "C", "exact", 1, 1, None),  # 02
        (CHAIN, "L1", "exact", 7, 7, None),  # 01 02 04 05 15 16 17
        (CHAIN, "S1", "exact", 7, 8, None),  # 01 02 04 05 14 15 (below two chains) 16
        (CHAIN, "S2", "exact", 6, 7, None),  # 01 04 05 14 15 (twice) 16
        (CHAIN, "LX", "exact", 2, 2, None),  # 14 15
        (CHAIN, "LB", "exact", 2, 2, None),  # 12 13
        (CHAIN, "SB", "exact", 2, 2, None),
        (CHAIN, "L1", "dialect", 1, 1, None),  # 07
        (CHAIN, "S1", "dialect", 1, 1, None),
        (CHAIN, "S2R", "exact", 1, 1, None),  # 02
        (CHAIN, "S2", "dialect", 1, 1, None),
        (CHAIN, "VX", "exact", 1, 1, None),  # 12
        *sorted(((CHAIN, None, "unknown", 1, 1, serial) for serial in (pl, ps1, ps2, rl)), key=_by_name_hash),
        (MANUFACTURER, "MF", "exact", 2, 2, None),  # 01 02
        (OEM, "OEM", "exact", 1, 1, None),  # 01
    ]
    shares = dict(zip(answer.frame["certificate_type"] + " " + answer.frame["name"], answer.frame["share"], strict=True))
    assert shares[f"{MANUFACTURER} Sample Manufacturer Root CA A"] == pytest.approx(2 / 18)  # 05 was not asked, 19 never answered
    assert shares[f"{OEM} Sample OEM Root CA 1"] == pytest.approx(1 / 18)
    assert answer.sentence == "18 stations list 83 entries of 16 known certificates; 8 entries nobody can name."
    assert answer.notes == NOT_COVERED


def _by_name_hash(row):
    return next(fields for fields in map(hash_fields, ("PL", "PS1", "PS2", "RL")) if fields[3] == row[5])


NOT_COVERED = (
    "Not checked: 1 of 20 stations: no answer is at hand.",  # 19
    f"Not checked: {MO} at 1 station, {MANUFACTURER} at 1 station, {OEM} at 1 station: their answers do not cover it.",  # 05
    "The answers of 1 station do not tell what was asked: taken for everything.",  # 18
)


def test_who_lists_what_by_type(fleet):
    assert columns(
        fleet.ask("installed", by="type"), "certificate_type", "asked", "stations", "entries", "certificates", "unknown"
    ) == [
        (V2G, 19, 17, 19, 2, 2),  # none at 03 and 20; V1, VB; P by each of two algorithms
        (MO, 18, 3, 3, 2, 0),
        (CSMS, 19, 17, 21, 3, 0),  # none at 03 and 04
        (CHAIN, 19, 13, 37, 8, 4),  # none at 03 06 08 10 11 18
        (MANUFACTURER, 18, 2, 2, 1, 0),
        (OEM, 18, 1, 1, 1, 0),
    ]


def test_who_lists_what_by_station(fleet):
    frame = fleet.ask("installed", by="station").frame
    here = frame[frame["station"].isin(["CS-02", "CS-03", "CS-07"])]
    assert letters(here[["station", "certificate_type", "certificate", "result", "mistakes", "chain", "child"]]) == [
        ("CS-02", V2G, "V1", "exact", "", 0, 0),
        ("CS-02", CSMS, "A", "exact", "", 0, 0),
        ("CS-02", CSMS, "C", "exact", "", 1, 0),
        ("CS-02", CHAIN, "L1", "exact", "", 0, 0),
        ("CS-02", CHAIN, "S2R", "exact", "", 0, 1),
        ("CS-02", CHAIN, "S1", "exact", "", 0, 2),
        ("CS-02", MANUFACTURER, "MF", "exact", "", 0, 0),
        ("CS-07", V2G, "V1", "dialect", "key:spki", 0, 0),
        ("CS-07", CSMS, "A", "dialect", "key:spki", 0, 0),
        ("CS-07", CHAIN, "L1", "dialect", "key:spki", 0, 0),
        ("CS-07", CHAIN, "S2", "dialect", "key:spki", 0, 1),
        ("CS-07", CHAIN, "S1", "dialect", "key:spki", 0, 2),
    ]
    assert len(frame) == 83


def test_the_same_certificate_twice_at_one_station(fleet):
    answer = fleet.ask("duplicates")
    assert columns(answer, "station", "certificate_types", "certificate", "how", "entries", "hash_algorithms") == [
        ("CS-11", V2G, None, "twice alike", 2, "SHA256"),  # nobody can name it, and still it is there twice
        ("CS-14", V2G, "V1", "twice alike", 2, "SHA256"),
        ("CS-15", CSMS, "A", "by several hash algorithms", 2, "SHA256 SHA384"),
        ("CS-15", f"{V2G} {MO}", "V1", "under several types", 2, "SHA256"),
        # S1 and S2 below both chains of 15: so they are to be listed; A and B at 12 and 17 are two certificates
    ]
    assert answer.sentence == (
        "3 stations list 3 certificates more than once; under several types, which may be meant: 1 certificate."
    )
    assert not answer.ok


def test_what_is_expired(fleet):
    answer = fleet.ask("expired")
    end = pd.Timestamp("2026-05-09T23:59:59Z")
    shown = ("station", "certificate_type", "certificate", "not_after", "days_left")
    # from the end to 2026-06-01T00:00:00 it is 22 days and one second
    assert columns(answer, *shown) == [("CS-14", CHAIN, "LX", end, -23), ("CS-15", CHAIN, "LX", end, -23)]
    assert answer.sentence == "2 stations list 1 certificate that is expired at 2026-06-01T00:00:00Z."
    # P at 09, 10, 11 (twice); PL, PS1, PS2 at 09; RL at 20
    assert answer.notes[0] == "Not checked: 8 entries at 4 stations that nobody can name: when they end is not known."
    assert not answer.ok


def test_a_certificate_is_valid_through_its_last_second(fleet):
    last = datetime(2026, 7, 14, 23, 59, 59, tzinfo=UTC)
    assert set(fleet.ask("expired", at=last).frame["certificate"].map(_letter)) == {"LX"}
    assert set(fleet.ask("expired", at=last + timedelta(microseconds=1)).frame["certificate"].map(_letter)) == {"LX", "L1"}


def test_what_ends_within_ninety_days(fleet):
    answer = fleet.ask("expiring")
    first, second = pd.Timestamp("2026-07-14T23:59:59Z"), pd.Timestamp("2026-07-19T23:59:59Z")
    ninety_days = [
        *((f"CS-{number:02}", CHAIN, "L1", first, 43) for number in (1, 2, 4, 5, 7, 15, 16, 17)),  # 07 in Beta's writing
        *((f"CS-{number:02}", CHAIN, "LB", second, 48) for number in (12, 13)),
    ]
    shown = ("station", "certificate_type", "certificate", "not_after", "days_left")
    assert columns(answer, *shown) == ninety_days
    assert (
        answer.sentence
        == "10 stations list 2 certificates that end within 90 days of 2026-06-01T00:00:00Z, the first at 2026-07-14T23:59:59Z."
    )
    assert columns(fleet.ask("expiring", within_days=44), *shown) == ninety_days[:8]
    assert fleet.ask("expiring", within_days=43).ok  # the last second of the 44th day from now is the leaf's


def test_the_calendar(fleet):
    answer = fleet.ask("calendar")
    assert columns(answer, "month", "certificate_type", "certificates", "entries", "stations") == [
        ("2026-05", CHAIN, 1, 2, 2),  # LX: 14 15
        ("2026-07", CHAIN, 2, 10, 10),  # L1: 01 02 04 05 07 15 16 17; LB: 12 13
        ("2027-02", CHAIN, 1, 8, 7),  # S2: 01 04 05 07 14 15 (twice) 16
        ("2027-03", CHAIN, 1, 2, 2),  # SB: 12 13
        ("2027-12", CHAIN, 1, 1, 1),  # S2R: 02
        ("2028-01", CHAIN, 1, 9, 8),  # S1: 01 02 04 05 07 14 15 (twice) 16
        ("2033-12", CHAIN, 1, 1, 1),  # VX: 12
        ("2036-05", CSMS, 2, 4, 4),  # B: 12 13 17; C: 02
        ("2041-12", MO, 1, 2, 2),  # MO: 01 06
        ("2044-12", CSMS, 1, 17, 16),  # A: all of the 19 but 03 04 13; 15 twice
        ("2048-12", MANUFACTURER, 1, 2, 2),  # MF: 01 02
        ("2059-12", OEM, 1, 1, 1),  # OEM: 01
        ("2060-12", V2G, 1, 13, 12),  # V1: 01 02 04 05 06 07 08 14 (twice) 15 16 17 18
        ("2060-12", MO, 1, 1, 1),  # V1 as MO root: 15
        ("2062-12", V2G, 1, 2, 2),  # VB: 12 13
        ("not known", V2G, 2, 4, 3),  # P by two algorithms: 09 10 11 (twice)
        ("not known", CHAIN, 4, 4, 2),  # PL PS1 PS2: 09; RL: 20
    ]
    assert answer.sentence == "73 entries end in 13 months from 2026-06 on, most of them in 2044-12: 17."  # 83 - 8 unknown - 2 past
    assert answer.notes[0] == "Not checked: 8 entries: when they end is not known."


HELD = {1: 8, 2: 7, 3: 0, 4: 4, 5: 5, 6: 3, 7: 5, 8: 2, 9: 5, 10: 2, 11: 3, 12: 6, 13: 4, 14: 6, 15: 10, 16: 5, 17: 4, 18: 2, 20: 2}
"""Entries as CertificateEntries counts them, children included."""
OPEN = [
    ("CS-05", 5, 20, 15, "not checked", "it was not asked for every certificate type: there may be more entries"),
    ("CS-18", 2, None, None, "not checked", "its maxLimit of CertificateEntries is not known"),
    ("CS-19", None, 20, None, "not checked", "it never answered"),
]


def room(*besides, reason="room"):
    """The stations that have room: all but 05, 18, 19 and these."""
    limits = {16: 5, 17: 10}
    return [
        (f"CS-{number:02}", held, limits.get(number, 20), limits.get(number, 20) - held, "fits", reason)
        for number, held in HELD.items()
        if number not in {5, 18, *besides}
    ]


def test_who_cannot_take_a_new_root(fleet):
    answer = fleet.ask("headroom")
    shown = ("station", "entries", "most_entries", "free", "verdict", "reason")
    assert columns(answer, *shown) == [("CS-16", 5, 5, 0, "cannot", "no room (M05.FR.06)"), *OPEN, *room(16)]
    assert answer.sentence == "1 of 20 stations cannot take a new root; 3 could not be checked."
    assert not answer.ok


def test_who_cannot_take_a_new_csms_root(fleet):
    answer = fleet.ask("headroom", certificate_type=CSMS)
    shown = ("station", "entries", "most_entries", "free", "verdict", "reason")
    assert columns(answer, *shown) == [
        ("CS-16", 5, 5, 0, "cannot", "no room: the CSMS root that is replaced stays as fallback, and counts (M05.FR.12)"),
        ("CS-17", 4, 10, 6, "cannot", "it holds a CSMS root and a fallback: no third one (M05.FR.09)"),
        *OPEN,
        *room(16, 17),  # 02, 12 and 15 hold two as well, but without AdditionalRootCertificateCheck
    ]
    assert "AdditionalRootCertificateCheck is not known of 1 station: taken for off." in answer.notes


def test_thirteen_more_find_no_room_with_eight_or_more_of_twenty(fleet):
    cannot = fleet.ask("headroom", more=13).frame.query("verdict == 'cannot'")["station"]
    assert list(cannot) == ["CS-01", "CS-15", "CS-16", "CS-17"]  # 02 has exactly 20 then
    assert (
        fleet.ask("headroom", more=2, certificate_type=CSMS).frame.query("verdict == 'cannot'")["reason"].to_list()
        == ["AdditionalRootCertificateCheck: one new CSMS root at a time (M05.FR.09)"] * 2
    )  # 16 17


def test_a_station_of_ocpp_2_0_1_has_no_oem_roots(fleet):
    frame = fleet.ask("headroom", certificate_type=OEM).frame.set_index("station")
    assert frame.loc["CS-18", "verdict"] == "cannot"
    assert frame.loc["CS-18", "reason"] == "OCPP 2.0.1 has no OEMRootCertificate"


def test_whose_record_differs(fleet):
    answer = fleet.ask("drift")
    older, newer = (
        "the record is older than the station's answer",
        "the record is newer than the station's answer: ask the station again",
    )
    perhaps = "the other side has this serial number by another hash algorithm: perhaps the same certificate"
    shown = ("station", "certificate_type", "certificate", "side", "reason", "answered_at", "recorded_at")
    assert columns(answer, *shown) == [
        ("CS-02", CSMS, "C", "station only", older, T2, T1),
        ("CS-06", MO, "MO", "station only", older, T2, T1),
        ("CS-09", CHAIN, None, "station only", f"a sub-CA of a chain; {newer}", T2, T3),  # PS1 and PS2: the record has the leaf
        ("CS-09", CHAIN, None, "station only", f"a sub-CA of a chain; {newer}", T2, T3),
        ("CS-06", MANUFACTURER, "MF", "csms only", older, T2, T1),
        ("CS-16", MO, "MO", "csms only", newer, T2, T3),
        *((f"CS-{number:02}", None, None, "not checked", "the CSMS has no record of it", None, None) for number in (3, 4)),
        # the record tells everything, the station was asked for three types
        *(("CS-05", name, None, "not checked", "it was not asked for this type", None, None) for name in (MO, MANUFACTURER, OEM)),
        ("CS-08", None, None, "not checked", "the CSMS has no record of it", None, None),
        ("CS-09", V2G, None, "not checked", perhaps, T2, T3),  # P by SHA256 here, by SHA384 there
        ("CS-09", V2G, None, "not checked", perhaps, T2, T3),
        *(
            (f"CS-{number:02}", None, None, "not checked", "the CSMS has no record of it", None, None)
            for number in (10, 11, 12, 13, 14, 15, 17, 18)
        ),
        ("CS-19", None, None, "not checked", "it never answered", None, None),
        ("CS-20", None, None, "not checked", "the CSMS has no record of it", None, None),
        ("CS-06", V2G, "V1", "both", "by another hash algorithm", T2, T1),
        *(
            ("CS-07", kind, letter, "both", "written in another way: key:spki", T2, T2)
            for kind, letter in ((V2G, "V1"), (CSMS, "A"), (CHAIN, "L1"), (CHAIN, "S1"), (CHAIN, "S2"))
        ),
        # 01: the record and the station agree in all
    ]
    assert answer.sentence == (
        "The records of 4 stations differ from what they list: 4 entries at the station only, 2 in the record only; "
        "15 stations could not be checked in full."
    )
    assert answer.notes == (
        "6 entries are on both sides in different writing: no drift.",
        "Of 3 differences the record is older than the station's answer: it may be out of date.",
        "Of 3 differences the record is newer than the station's answer: ask the station again (M03).",
        "Not checked: 13 stations: one of the two sides is not at hand.",
    )
    assert not answer.ok


def test_what_changed_between_two_dates(fleet):
    answer = fleet.ask("changes", since=datetime(2026, 5, 2, tzinfo=UTC))
    assert columns(answer, "station", "certificate_type", "change", "certificate", "hash_algorithm") == [
        ("CS-06", MANUFACTURER, "removed", "MF", "SHA256"),
        ("CS-06", MO, "added", "MO", "SHA256"),
        ("CS-08", V2G, "added", "V1", "SHA256"),
        *(
            (f"CS-{number:02}", None, "new station", None, None)  # no answer is as old as the second of May
            for number in (2, 3, 4, 7, 9, 11, 12, 13, 14, 15, 16, 17, 18, 20)
        ),
        ("CS-05", V2G, "first answer for this type", None, None),  # on the first of May it was asked for CSMS roots alone
        ("CS-05", CHAIN, "first answer for this type", None, None),
        ("CS-10", None, "no newer answer", None, None),
        ("CS-06", V2G, "written otherwise", "V1", "SHA384"),
        # 01 lists the same twice; 19 never answered
    ]
    assert answer.sentence == (
        "2 added and 1 entry removed at 2 stations between 2026-05-02T00:00:00Z and 2026-06-01T00:00:00Z; 14 stations are new."
    )


def test_backwards_nothing_can_change(fleet):
    with pytest.raises(InputError, match="Nothing lies between"):
        fleet.ask("changes", since=AT)
    with pytest.raises(InputError, match="no time zone"):
        fleet.ask("changes", since=datetime(2026, 5, 2))  # noqa: DTZ001  # that is the fault


def test_before_the_second_answers_the_first_ones_hold(fleet):
    frame = fleet.as_of(datetime(2026, 5, 10, tzinfo=UTC)).ask("installed", by="station").frame
    assert letters(frame[["station", "certificate_type", "certificate"]]) == [
        *(("CS-01", kind, letter) for kind, letter in ((V2G, "V1"), (MO, "MO"), (CSMS, "A"))),
        *(("CS-01", CHAIN, letter) for letter in ("L1", "S2", "S1")),
        ("CS-01", MANUFACTURER, "MF"),
        ("CS-01", OEM, "OEM"),
        ("CS-05", CSMS, "A"),
        ("CS-06", V2G, "V1"),
        ("CS-06", CSMS, "A"),
        ("CS-06", MANUFACTURER, "MF"),
        ("CS-08", CSMS, "A"),
        ("CS-10", V2G, None),
        ("CS-10", CSMS, "A"),
    ]


def _letter(certificate):
    return letters(pd.DataFrame({"certificate": [certificate]}))[0][0]
