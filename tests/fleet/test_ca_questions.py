"""Mistakes, unknown entries, orphaned chains, private CAs, the waterfall, one expiry away: each answer worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from tests.fleet.small_fleets import (
    CHAIN,
    CSMS_ROOT,
    MANUFACTURER_ROOT,
    MO_ROOT,
    SECC,
    SECC_B,
    V2G_ROOT,
    Entry,
    Fleet,
    chain,
    entry,
    fleet,
    known,
    root,
    sha256,
)
from workbench.errors import InputError
from workbench.fleet.inventory import Inventory
from workbench.fleet.known import Known

SERVER = "ocpp/csms-server-chain.pem"
A, A_NEW = "ocpp/csms-root.pem", "ocpp/csms-root-new.pem"
V2G, V2G_B = "iso15118-2/v2g-root.pem", "variants/v2g-root-b.pem"
STRANGE: Entry = ("SHA256", "ab" * 32, "cd" * 32, "4d2f")
STRANGE_CA = "sighted:SHA256:" + "ab" * 32 + ":" + "cd" * 32
OF_STRANGE: Entry = (*STRANGE[:3], "77")
OF_NOBODY: Entry = ("SHA256", "12" * 32, "34" * 32, "5")


def rows(inventory: Inventory, question: str, *columns: str, **given: Any) -> list[tuple[Any, ...]]:
    frame = inventory.ask(question, **given).frame[list(columns)].astype("object")
    return [tuple(row) for row in frame.where(frame.notna(), None).itertuples(index=False, name=None)]


def padded(file: str) -> Entry:
    given = entry(file)
    return (*given[:3], "00" + given[3])


# --- mistakes ---


def test_a_vendors_mistake_is_named_once_with_its_count() -> None:
    made = Fleet()
    for number in range(3):
        made.says(f"s{number}", root(MO_ROOT, padded("iso15118-2/mo-root.pem")), root(V2G_ROOT, padded(V2G)))
    made.says("t", root(MO_ROOT, padded("iso15118-2/mo-root.pem")), sender=("Other", None, None))
    made.says("good", SECC)
    answer = made.inventory().ask("mistakes")
    columns = ["vendor_name", "mistakes", "stations", "entries"]
    assert [tuple(row) for row in answer.frame[columns].itertuples(index=False)] == [
        ("Vendor", "serial:padded", 3, 6),
        ("Other", "serial:padded", 1, 1),
    ]
    assert answer.sentence.startswith(
        "2 kinds of station write hash data with mistakes that have names, in 7 entries at 4 stations"
    )
    assert answer.frame["example"][1] == " ".join(padded("iso15118-2/mo-root.pem"))
    assert "leading zeros" in answer.frame["explanation"][0]
    assert not answer.ok


def test_an_entry_with_two_mistakes_counts_under_both() -> None:
    _, name, key, serial = padded("iso15118-2/mo-root.pem")
    inventory = Fleet().says("s", root(MO_ROOT, ("sha256", name, key, serial))).inventory()
    assert rows(inventory, "mistakes", "mistakes", "entries") == [("algorithm:spelled", 1), ("serial:padded", 1)]


def test_no_mistakes_is_an_answer() -> None:
    answer = fleet({"s": [SECC]}).inventory().ask("mistakes")
    assert answer.ok
    assert answer.frame.empty
    assert "No station" in answer.sentence


# --- unknown ---


def test_unknown_entries_come_with_who_lists_them_and_what_is_known_of_their_issuer() -> None:
    leaf: Entry = (*entry("iso15118-2/secc.pem")[:3], "d1e2f3a4b5c6d7e8")
    made = Fleet().says("a", root(V2G_ROOT, STRANGE)).says("b", root(V2G_ROOT, STRANGE), chain(leaf)).says("c", chain(OF_NOBODY))
    inventory = made.inventory()
    sub = str(known().by_certificate.loc[sha256("iso15118-2/cpo-sub-ca2.pem"), "authority"])
    assert rows(inventory, "unknown", "serial_number", "certificate_type", "stations", "authority", "issuer") == [
        (STRANGE[3], V2G_ROOT, 2, STRANGE_CA, ""),
        (OF_NOBODY[3], CHAIN, 1, None, ""),
        (leaf[3], CHAIN, 1, sub, "Sample CPO Sub-CA 2"),
    ]
    answer = inventory.ask("unknown")
    assert answer.sentence.startswith("3 distinct entries cannot be named by the certificates at hand; of 1 the issuer is at hand")
    assert answer.frame["explanation"].ne("").all()
    assert "self-signed" in answer.notes[0]


def test_nothing_unknown_is_an_answer() -> None:
    assert fleet({"s": [SECC]}).inventory().ask("unknown").ok


# --- orphaned ---


def test_chains_that_lead_to_no_root_by_what_is_listed() -> None:
    stations = {
        "whole": [SECC, SECC_B],
        "leaf alone": [chain("iso15118-2/secc.pem")],
        "gap": [chain("iso15118-2/secc.pem", "iso15118-2/cpo-sub-ca2.pem")],
        "below a root": [chain("variants/secc-private.pem")],
        "strange": [chain(OF_STRANGE), root(V2G_ROOT, STRANGE)],
        "nowhere": [chain("iso15118-2/secc.pem", OF_NOBODY)],
    }
    answer = fleet(stations).inventory().ask("orphaned")
    assert dict(zip(answer.frame["station"], answer.frame["verdict"], strict=True)) == {
        "leaf alone": "children missing",
        "gap": "children missing",
        "nowhere": "issuer nowhere",
    }
    assert list(answer.frame["verdict"]) == ["issuer nowhere", "children missing", "children missing"]
    reasons = dict(zip(answer.frame["station"], answer.frame["reason"], strict=True))
    assert "Sample CPO Sub-CA 1" in reasons["gap"]
    assert "Sample CPO Sub-CA 2" in reasons["leaf alone"]
    assert not answer.ok


def test_a_root_that_some_other_station_lists_ends_the_chain_too() -> None:
    assert fleet({"a": [chain(OF_STRANGE)], "b": [root(V2G_ROOT, STRANGE)]}).inventory().ask("orphaned").ok
    assert not fleet({"a": [chain(OF_STRANGE)]}).inventory().ask("orphaned").ok


def test_the_order_in_which_children_stand_orphans_no_chain() -> None:
    leaf, sub2, sub1 = (f"iso15118-2/{name}.pem" for name in ("secc", "cpo-sub-ca2", "cpo-sub-ca1"))
    stations = {"a": [chain(leaf, sub1, sub2)], "b": [chain(leaf, sub2)], "c": [chain(sub1, leaf, sub2)]}
    frame = fleet(stations).inventory().ask("orphaned").frame
    assert frame[["station", "children", "verdict", "certificate"]].to_numpy().tolist() == [
        ["b", 1, "children missing", sha256(sub2)]
    ]


# --- private CAs ---


def test_stations_share_a_ca_that_nobody_gave() -> None:
    stations = {
        "a": [root(V2G_ROOT, STRANGE)],
        "b": [chain(OF_STRANGE)],
        "c": [chain(OF_NOBODY)],
        "d": [chain(OF_NOBODY)],
        "e": [SECC],
    }
    inventory = fleet(stations).inventory()
    unnamed = "issuer:SHA256:" + "12" * 32 + ":" + "34" * 32
    assert rows(inventory, "private-cas", "authority", "stations", "entries", "private") == [
        (unnamed, 2, 2, False),
        (STRANGE_CA, 2, 2, False),
    ]
    assert rows(inventory, "private-cas", "authority", "station", by="station") == [
        (unnamed, "c"), (unnamed, "d"), (STRANGE_CA, "a"), (STRANGE_CA, "b"),
    ]  # fmt: skip
    assert inventory.ask("private-cas").sentence.startswith("4 stations share 2 CAs")


def test_an_issuer_that_one_station_alone_names_is_shared_by_nobody() -> None:
    assert fleet({"c": [chain(OF_NOBODY)]}).inventory().ask("private-cas").ok


def test_a_known_name_with_a_strange_key_hash_is_a_vendors_mistake_and_no_private_ca() -> None:
    algorithm, name, _, serial = entry("iso15118-2/secc.pem")
    wrong: Entry = (algorithm, name, "56" * 32, serial)
    answer = fleet({"a": [chain(wrong)], "b": [chain(wrong)]}).inventory().ask("private-cas")
    assert answer.frame.empty


def test_a_ca_that_is_marked_private_counts_with_all_below_it() -> None:
    made = fleet({"a": [SECC], "b": [SECC_B], "c": [root(V2G_ROOT, V2G)]})
    inventory = Inventory(made.tables(), known(), datetime(2026, 6, 1, tzinfo=UTC), private=frozenset({sha256(V2G)}))
    answer = inventory.ask("private-cas", by="station")
    assert set(answer.frame["station"]) == {"a", "c"}
    assert answer.frame["private"].all()


def test_by_what_is_checked() -> None:
    with pytest.raises(InputError, match="told by"):
        fleet({"a": [SECC]}).inventory().ask("private-cas", by="vendor")


# --- waterfall ---


def test_the_waterfall_falls_at_the_first_end_that_touches_a_station() -> None:
    stations = {
        "one": [SECC, root(V2G_ROOT, V2G)],  # the renewed Sub-CA 2 lasts until 2027-12-31, Sub-CA 1 until 2028-01-14
        "two": [SECC_B],  # Sub-CA B ends on 2027-03-31
        "both": [SECC, SECC_B, root(V2G_ROOT, V2G), root(V2G_ROOT, V2G_B)],
    }
    inventory = fleet(stations).inventory()
    found = rows(inventory, "waterfall", "at", "name", "certificate_type", "breaks", "stations_left")
    assert [(str(at)[:10], *rest) for at, *rest in found] == [
        ("2027-03-31", "Sample CPO Sub-CA B", CHAIN, 2, 1),
        ("2027-12-31", "Sample CPO Sub-CA 2", CHAIN, 1, 0),
        ("2060-12-31", "Sample V2G Root CA 1", V2G_ROOT, 2, 0),
    ]


def test_a_station_reaches_the_csms_until_its_last_root_ends() -> None:
    made = fleet(
        {
            "old": [root(CSMS_ROOT, A)],
            "none": [root(CSMS_ROOT, A_NEW)],
            "firm": [root(MANUFACTURER_ROOT, "ocpp/manufacturer-root.pem")],
        }
    )
    made.says("plain", root(CSMS_ROOT, A), profile=1)
    inventory = made.inventory(SERVER)
    found = rows(inventory, "waterfall", "at", "name", "certificate_type", "breaks", "stations_left")
    # the chain's Sub-CA A ends in 2028, before the root itself
    assert [(str(at)[:10], *rest) for at, *rest in found] == [
        ("2028-12-31", "Sample CSMS Sub-CA A", CSMS_ROOT, 1, 0),
        ("2048-12-31", "Sample Manufacturer Root CA A", MANUFACTURER_ROOT, 1, 0),
    ]
    # root B, at hand, verifies nothing of the old server's
    assert "Over already: CSMSRootCertificate at 1 station." in inventory.ask("waterfall").notes


def test_a_csms_root_that_is_not_at_hand_has_no_known_end() -> None:
    notes = fleet({"s": [root(CSMS_ROOT, STRANGE)]}).inventory(SERVER).ask("waterfall").notes
    assert "Not checked: CSMSRootCertificate at 1 station, for no end is known." in notes


def test_where_the_leafs_issuer_cannot_be_told_what_is_listed_above_it_tells() -> None:
    _, sub2, sub1 = (entry(f"iso15118-2/{name}.pem") for name in ("secc", "cpo-sub-ca2", "cpo-sub-ca1"))
    inventory = fleet({"s": [chain(OF_NOBODY, sub2, sub1)]}).inventory()
    found = rows(inventory, "waterfall", "name", "breaks")
    assert found == [("Sample CPO Sub-CA 2", 1)]  # not Sub-CA 1, which ends later


def test_what_is_over_is_said_and_not_among_the_ends_to_come() -> None:
    inventory = fleet({"two": [SECC_B], "one": [SECC]}).inventory(at=datetime(2027, 6, 1, tzinfo=UTC))
    answer = inventory.ask("waterfall")
    assert list(answer.frame["name"]) == ["Sample CPO Sub-CA 2"]
    assert "Over already: V2GCertificateChain at 1 station." in answer.notes
    assert not answer.ok


def test_without_a_declared_chain_the_csms_is_not_in_the_waterfall() -> None:
    answer = fleet({"old": [root(CSMS_ROOT, A)]}).inventory().ask("waterfall")
    assert answer.frame.empty
    assert "not declared" in " ".join(answer.notes)


# --- one expiry away ---


def test_stations_with_one_root_left_or_none() -> None:
    made = fleet(
        {
            "one": [root(CSMS_ROOT, A)],
            "one that counts": [root(CSMS_ROOT, A), root(CSMS_ROOT, A_NEW)],
            "two": [root(CSMS_ROOT, A), root(CSMS_ROOT, "ocpp/csms-sub-ca.pem")],
            "none": [root(CSMS_ROOT, A_NEW)],
            "open": [root(CSMS_ROOT, A), root(CSMS_ROOT, STRANGE)],
            "lists none": [SECC],
        }
    ).says("plain", root(CSMS_ROOT, A), profile=0)
    inventory = made.inventory(SERVER)
    assert set(rows(inventory, "one-expiry-away", "station", "verdict", "other_roots")) == {
        ("one", "one root left", 0),
        ("one that counts", "one root left", 1),
        ("none", "none left", 1),
        ("open", "not checked", 1),
    }
    answer = inventory.ask("one-expiry-away")
    first = answer.frame[answer.frame["verdict"] == "one root left"].iloc[0]
    assert (first["last_root"], str(first["not_after"])[:10]) == (sha256(A), "2044-12-31")
    assert first["days_left"] == (datetime(2044, 12, 31, tzinfo=UTC) - datetime(2026, 6, 1, tzinfo=UTC)).days
    assert "2 stations are one expiry from being unreachable" in answer.sentence
    assert "1 station lists no CSMS root at all" in " ".join(answer.notes)


def test_one_root_twice_is_one_root() -> None:
    inventory = fleet({"twice": [root(CSMS_ROOT, A), root(CSMS_ROOT, entry(A, "SHA384"))]}).inventory(SERVER)
    assert rows(inventory, "one-expiry-away", "station", "verdict", "other_roots") == [("twice", "one root left", 0)]


def test_without_a_declared_chain_nothing_is_claimed() -> None:
    answer = fleet({"one": [root(CSMS_ROOT, A)]}).inventory().ask("one-expiry-away")
    assert answer.sentence.startswith("Not checked")
    assert set(answer.frame["verdict"]) == {"not checked"}
    assert not answer.ok


# --- all of them ---


@pytest.mark.parametrize("question", ["mistakes", "unknown", "orphaned", "private-cas", "waterfall", "one-expiry-away"])
def test_an_empty_fleet_and_no_certificates_have_answers_with_all_columns(question: str) -> None:
    made = Fleet().says("s")
    full, bare = made.inventory(SERVER), made.inventory(pile=Known.of([]))
    for inventory in (full, bare):
        answer = inventory.ask(question)
        assert answer.frame.empty
        assert len(answer.frame.columns) > 4
        assert answer.to_dict()["rows"] == []


@pytest.mark.parametrize("question", ["mistakes", "unknown", "orphaned", "private-cas"])
def test_hostile_names_are_escaped(question: str) -> None:
    evil = "<img src=x onerror=alert(1)>\x1b[31m"
    made = Fleet().says(
        evil, root(MO_ROOT, padded("iso15118-2/mo-root.pem")), chain(("SHA256", evil, evil, evil)), sender=(evil, evil, evil)
    )
    made.says(evil + "2", chain(("SHA256", evil, evil, evil)), sender=(evil, evil, evil))
    answer = made.inventory().ask(question)
    assert len(answer.frame)
    assert "<img" not in answer._repr_html_()
    assert "\x1b" not in str(answer)
    assert isinstance(answer.to_frame(), pd.DataFrame)
