"""The fleet of fleet_by_hand: whose hashes they are, and who stands on whom, answered by hand; certificates by their letters."""

from dataclasses import replace
from datetime import date

import ibis
import pandas as pd
import pytest

from tests.fleet.fleet_by_hand import (
    CHAIN,
    CSMS,
    MANUFACTURER,
    MO,
    OEM,
    V2G,
    csms_chain,
    hash_fields,
    inventory,
    letters,
    sha256,
)

NEW_CHAIN = ("ocpp/csms-server-new-chain.pem", "ocpp/csms-root-new.pem")
"""The server's certificate and sub-CA below root B, and B as A signed it: so that who keeps A alone can follow."""


@pytest.fixture(scope="module")
def fleet():
    return inventory(ibis.duckdb.connect(), csms_chain=csms_chain())


@pytest.fixture(scope="module")
def rotated(fleet):
    """The same stations; the CSMS shows its new chain."""
    return fleet.with_csms_chain(csms_chain(*NEW_CHAIN))


def stations(*numbers):
    return [f"CS-{number:02}" for number in numbers]


def fates(answer, *more):
    shown = ["station", "certificate_type", "verdict", *more]
    return letters(answer.frame[shown])


def nameless(*rest, types=(V2G, CHAIN)):
    return [(f"CS-{number:02}", kind, "not checked", *rest) for number, kind in NAMELESS if kind in types]


def said(numbers, *rest):
    return [(station, *rest) for station in stations(*numbers)]


KEEP_A = (1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 20)
NEEDS_A = tuple(number for number in KEEP_A if number != 20)
"""20 has security profile 1: no TLS, no need of a root."""


@pytest.mark.parametrize("how", ["expired", "revoked", "removed"])
def test_the_csms_stands_on_root_a_alone(fleet, how):
    """C (02) verifies another CSMS; B (12, 17) is below A, and verifies nothing that A issued."""
    answer = fleet.ask("who-breaks", lost="Sample CSMS Root CA A", how=how)
    assert fates(answer, "certificate") == said(NEEDS_A, CSMS, "breaks", "A")
    assert "15 of 20 stations break" in answer.sentence
    assert not answer.ok
    assert any("Of 1 station the security profile is not known: TLS is taken for granted." in note for note in answer.notes)  # 18
    # NotFound at 03; 04 needs none
    assert any(note.startswith("1 station lists no CSMS root at all") for note in answer.notes)


def test_who_needs_no_tls_needs_no_root(fleet):
    frame = fleet.ask("who-breaks", lost=sha256("A"), how="removed", all=True).frame
    row = frame[(frame["station"] == "CS-20") & (frame["certificate_type"] == CSMS)].iloc[0]
    assert (row["verdict"], row["reason"]) == ("holds", "its security profile uses no TLS")


def test_of_two_csms_roots_one_may_go(rotated):
    """The server's chain is leaf, sub-CA, B by A. Whoever keeps B needs no A; whoever keeps A alone needs A."""
    answer = rotated.ask("who-breaks", lost="Sample CSMS Root CA A", how="revoked")
    alone = tuple(number for number in NEEDS_A if number not in {12, 17})
    assert fates(answer, "certificate", "by") == [
        *said(alone, CSMS, "breaks", "A", ""),  # 02 as well: C is another CSMS's
        *said((12, 17), CSMS, "saved", "A", "B"),
    ]


def test_without_the_cross_certificate_root_a_never_verified_the_new_chain(fleet):
    bare = fleet.with_csms_chain(csms_chain("ocpp/csms-server-new-chain.pem"))
    alone = tuple(number for number in NEEDS_A if number not in {12, 17})
    # 12 and 17 keep A, but do not stand on it
    assert fates(bare.ask("who-breaks", lost=sha256("A"), how="revoked")) == said(alone, CSMS, "already broken")


def test_removed_from_the_stations_and_lost_in_the_chain_are_two_things(rotated):
    """B is a root at 12, 13, 17, and in the chain that the server shows to everybody."""
    revoked = rotated.ask("who-breaks", lost=sha256("B"), how="revoked")
    assert fates(revoked, "certificate") == [
        *(
            (station, CSMS, "breaks", "B" if station in {"CS-12", "CS-13", "CS-17"} else "A")
            for station in stations(*sorted({*NEEDS_A, 13}))
        )
    ]
    removed = rotated.ask("who-breaks", lost=sha256("B"), how="removed")
    assert fates(removed, "certificate", "by") == [
        ("CS-13", CSMS, "breaks", "B", ""),
        *said((12, 17), CSMS, "saved", "B", "A"),  # by the cross-certificate in the server's chain
    ]


def test_without_the_servers_chain_nothing_is_said_of_csms_roots(fleet):
    answer = fleet.with_csms_chain(()).ask("who-breaks", lost=sha256("A"), how="revoked")
    assert fates(answer) == said(NEEDS_A, CSMS, "not checked")
    assert not answer.ok


KEEP_V1 = (1, 2, 4, 5, 6, 7, 8, 14, 15, 16, 17, 18)
NAMELESS = [*((number, V2G) for number in (9, 10, 11)), *((number, CHAIN) for number in (9, 20))]
"""P, PL and below, RL: whose they are nobody knows; a vendor's wrong hash data of what is lost looks the same. So: not checked."""
BELOW_V1 = (1, 2, 4, 5, 7, 15, 16, 17)
"""Whose chain stands on V1; that of 14 has an expired leaf. 12 sends VX: by it, vehicles that know V1 alone take the station."""


@pytest.mark.parametrize("how", ["expired", "revoked"])
def test_a_v2g_root_lost(fleet, how):
    answer = fleet.ask("who-breaks", lost=sha256("V1"), how=how)
    assert fates(answer, "certificate") == [
        *said(KEEP_V1, V2G, "breaks", "V1"),
        ("CS-15", MO, "breaks", "V1"),  # kept as MO root too
        *said(BELOW_V1, CHAIN, "breaks", "V1"),  # 15: one chain of two
        ("CS-14", CHAIN, "already broken", "V1"),
        *nameless(""),
        ("CS-12", CHAIN, "saved", "V1"),  # for vehicles that know VB
    ]


def test_a_v2g_root_removed_from_the_stations_leaves_their_chains_alone(fleet):
    answer = fleet.ask("who-breaks", lost=sha256("V1"), how="removed")
    assert fates(answer, "certificate") == [
        *said(KEEP_V1, V2G, "breaks", "V1"),
        ("CS-15", MO, "breaks", "V1"),
        *nameless("", types=(V2G,)),
    ]


def test_a_chain_breaks_with_any_link(fleet):
    """S1 is in no store; every chain below V1 has it, 02's below the renewed S2, and 17's, though it lists no children."""
    answer = fleet.ask("who-breaks", lost=sha256("S1"), how="revoked")
    assert fates(answer, "certificate") == [
        *said(BELOW_V1, CHAIN, "breaks", "S1"),
        ("CS-14", CHAIN, "already broken", "S1"),
        *nameless("", types=(CHAIN,)),  # a sub-CA is no V2G root
    ]


def test_a_cross_certificate_saves_and_must_be_sent(fleet):
    """VB is lost: VX has its name and key, signed by V1. 12 sends it, 13 does not."""
    answer = fleet.ask("who-breaks", lost=sha256("VB"), how="revoked")
    assert fates(answer, "certificate") == [
        *said((12, 13), V2G, "breaks", "VB"),  # what they verify themselves: they keep neither VX nor V1
        *nameless(""),
        *said((12, 13), CHAIN, "saved", "VB"),
    ]
    chains = answer.frame[answer.frame["verdict"] == "saved"].set_index("station")
    both = f"{sha256('VX')} {sha256('V1')}"
    assert chains["by"].to_dict() == {"CS-12": both, "CS-13": both}
    assert chains["needs"].to_dict() == {"CS-12": "", "CS-13": sha256("VX")}


def test_a_cross_certificate_that_ends_first_saves_nobody(fleet):
    """VB ends in 2062, VX in 2033."""
    answer = fleet.ask("who-breaks", lost=sha256("VB"), how="expired")
    assert fates(answer) == [*said((12, 13), V2G, "breaks"), *said((12, 13), CHAIN, "breaks"), *nameless()]


def test_a_renewed_sub_ca_saves_and_must_be_sent(fleet):
    """S2R has S2's name and key. 02 lists it already; of 17 nobody knows which of the two it sends."""
    frame = fleet.ask("who-breaks", lost=sha256("S2"), how="revoked").frame
    frame = frame[frame["station"] != "CS-17"]
    assert letters(frame[["station", "certificate_type", "verdict", "by", "needs"]]) == [
        ("CS-14", CHAIN, "already broken", "", ""),  # an expired leaf
        ("CS-15", CHAIN, "already broken", "", ""),  # the worse of its two
        *nameless("", "", types=(CHAIN,)),
        *said((1, 4, 5, 7, 16), CHAIN, "saved", "S2R", "S2R"),
    ]


def test_what_nobody_stands_on(fleet):
    answer = fleet.ask("who-breaks", lost=sha256("C"), how="removed")
    assert fates(answer) == []  # 02 reaches the CSMS by A
    assert answer.ok


def test_a_root_known_by_its_hashes_alone_can_be_lost_too(fleet):
    algorithm, name, key, _ = hash_fields("P")
    answer = fleet.ask("who-breaks", lost=f"sighted:{algorithm}:{name}:{key}", how="revoked")
    # 10 keeps the same root, but names it by SHA384: that is another one to who has not the certificate
    assert fates(answer) == [
        *said((9, 11), V2G, "breaks"),
        ("CS-09", CHAIN, "breaks"),
        ("CS-10", V2G, "not checked"),
        ("CS-20", CHAIN, "not checked"),
    ]


def test_one_expiry_from_being_unreachable(fleet):
    answer = fleet.ask("one-expiry-away")
    end = pd.Timestamp("2044-12-31T23:59:59Z")
    days = (date(2044, 12, 31) - date(2026, 6, 1)).days
    others = {2: 1, 12: 1, 17: 1}  # C, B, B; 15 lists A twice
    assert letters(answer.frame.drop(columns="name")) == [
        ("CS-13", "none left", None, None, None, 1),  # B does not verify what hangs below A
        *((f"CS-{number:02}", "one root left", "A", end, days, others.get(number, 0)) for number in NEEDS_A),
    ]
    assert not answer.ok


def test_one_expiry_away_after_the_rotation(rotated):
    frame = rotated.ask("one-expiry-away").frame
    assert list(frame["station"]) == [*stations(13), *stations(*(number for number in NEEDS_A if number not in {12, 17}))]
    assert letters(frame[["last_root"]].head(2)) == [("B",), ("A",)]


def test_the_waterfall(fleet):
    answer = fleet.ask("waterfall")
    own = {"SubA": csms_chain()[1].facts.sha256}
    steps = [
        (f"{step['at']:%Y-%m-%d}", step["certificate"], step["certificate_type"], step["breaks"], step["stations_left"])
        for step in answer.frame.to_dict("records")
    ]
    assert steps == [
        ("2027-03-31", sha256("SB"), CHAIN, 2, 9),  # 12 13
        ("2027-12-31", sha256("S2R"), CHAIN, 9, 0),  # all below S1: S2 ends before, S2R has its key. S1 ends a fortnight later
        ("2028-12-31", own["SubA"], CSMS, 15, 0),  # long before A itself
        ("2041-12-31", sha256("MO"), MO, 2, 1),  # 01 06
        ("2048-12-31", sha256("MF"), MANUFACTURER, 2, 0),  # 01 02
        ("2059-12-31", sha256("OEM"), OEM, 1, 0),
        ("2060-12-31", sha256("V1"), V2G, 12, 2),
        ("2060-12-31", sha256("V1"), MO, 1, 0),  # 15
        ("2062-12-31", sha256("VB"), V2G, 2, 0),  # 12 13
    ]
    assert any(f"{V2G} at 3 stations" in note for note in answer.notes)  # P: 09 10 11
    assert any(f"{CHAIN} at 2 stations" in note for note in answer.notes)  # 09 20


def test_chains_in_the_air(fleet):
    answer = fleet.ask("orphaned")
    assert letters(answer.frame[["station", "children", "verdict", "certificate"]]) == [
        ("CS-20", 0, "issuer nowhere", None),  # RL: R is at nobody's hand and in no store
        ("CS-17", 0, "children missing", "L1"),  # S2 issued it, which is no root
        # 09 leads to P, whose certificate nobody has, but which it lists as its root
    ]
    assert "which issued its top, is not listed" in answer.frame["reason"].iloc[1]


def test_entries_that_nobody_can_name(fleet):
    answer = fleet.ask("unknown")
    frame = answer.frame
    serials = {hash_fields(letter)[3]: letter for letter in ("P", "PS1", "PS2", "PL", "RL")}
    rows = {
        (serials[row["serial_number"]], row["hash_algorithm"], row["certificate_type"], row["stations"]): row["authority"]
        for row in frame.to_dict("records")
    }
    algorithm, name, key, _ = hash_fields("P")
    other, other_name, other_key, _ = hash_fields("P/384")
    root, other_root = f"sighted:{algorithm}:{name}:{key}", f"sighted:{other}:{other_name}:{other_key}"
    assert {entry: None if pd.isna(authority) else authority for entry, authority in rows.items()} == {
        ("P", "SHA256", V2G, 2): root,  # 09, 11
        ("P", "SHA384", V2G, 1): other_root,  # 10
        ("PS1", "SHA256", CHAIN, 1): root,  # its issuer's hashes are those of 09's own root
        ("PS2", "SHA256", CHAIN, 1): None,  # PS1 issued it: no root, and nobody has it
        ("PL", "SHA256", CHAIN, 1): None,
        ("RL", "SHA256", CHAIN, 1): None,
    }
    assert len(frame) == 6
    assert frame["stations"].iloc[0] == 2
    assert not answer.ok


def test_a_vendors_mistake_is_named_once(fleet):
    answer = fleet.ask("mistakes")
    shown = ["vendor_name", "model", "firmware_version", "mistakes", "stations", "entries"]
    assert letters(answer.frame[shown]) == [("Beta", "Two", "2.0", "key:spki", 2, 7)]  # 07: five entries, 08: two


def test_who_shares_a_ca_that_nobody_gave(fleet):
    answer = fleet.ask("private-cas")
    algorithm, name, key, _ = hash_fields("P")
    other, other_name, other_key, _ = hash_fields("P/384")
    shown = ["authority", "stations", "entries", "vendors", "first_station"]
    assert letters(answer.frame[shown]) == [
        (f"sighted:{algorithm}:{name}:{key}", 2, 4, 1, "CS-09"),  # P at 09 and 11 (twice), PS1 at 09
        (f"sighted:{other}:{other_name}:{other_key}", 1, 1, 0, "CS-10"),
        # who issued PL, PS2 and RL is nowhere, and each stands at one station: shared by nobody
    ]


def test_a_ca_at_hand_can_be_marked_as_private(fleet):
    frame = replace(fleet, private=frozenset({sha256("MF")})).ask("private-cas", by="station").frame
    marked = frame[frame["private"]]
    assert letters(marked[["name", "station", "entries"]]) == [
        ("Sample Manufacturer Root CA A", "CS-01", 1),
        ("Sample Manufacturer Root CA A", "CS-02", 1),
    ]
