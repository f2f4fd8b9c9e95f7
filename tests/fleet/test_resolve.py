"""Whose each entry is: the joins against plain Python, and what goes to the solver."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pandas as pd
import pytest

from tests.fleet.small_fleets import (
    AT,
    CHAIN,
    CSMS_ROOT,
    MO_ROOT,
    SECC,
    SECC_B_CROSSED,
    V2G_ROOT,
    Entry,
    Fleet,
    chain,
    entry,
    known,
    made,
    root,
    sha256,
)
from workbench.fleet.frames import frame_of
from workbench.fleet.known import Known
from workbench.fleet.resolve import resolved, solve, unsolved
from workbench.fleet.resolve_strangers import Strangers, with_letters
from workbench.fleet.schema import HASH_COLUMNS, Side

STRANGE: Entry = ("SHA256", "ab" * 32, "cd" * 32, "4d2f")
"""A root that nobody has the certificate of: its issuer's hashes are its own."""
STRANGE_CA = "sighted:SHA256:" + "ab" * 32 + ":" + "cd" * 32


def rows_of(fleet: Fleet, pile: Known | None = None) -> pd.DataFrame:
    return frame_of(fleet.inventory(pile=pile).resolved).sort_values(["station", "chain", "child"]).reset_index(drop=True)


def upper(given: Entry) -> Entry:
    return (given[0], given[1].upper(), given[2].upper(), given[3].upper())


def with_serial(given: Entry, serial: str) -> Entry:
    return (*given[:3], serial)


def test_exact_entries_are_what_a_dictionary_gives_in_every_algorithm_and_case() -> None:
    files = ["iso15118-2/v2g-root.pem", "iso15118-2/secc.pem", "variants/cpo-sub-ca.pem", "ocpp/csms-root-new.pem"]
    fleet = Fleet()
    for number, algorithm in enumerate(("SHA256", "SHA384", "SHA512")):
        fleet.says(f"s{number}", *(root(V2G_ROOT, entry(file, algorithm)) for file in files))
        fleet.says(f"u{number}", *(root(V2G_ROOT, upper(entry(file, algorithm))) for file in files))
    truth = {tuple(row[:4]): row[4] for row in known().hashes.itertuples(index=False, name=None)}
    rows = rows_of(fleet)
    assert len(rows) == 24
    for row in rows.itertuples(index=False):
        fields = tuple(getattr(row, name) for name in HASH_COLUMNS)
        assert row.certificate == truth[(fields[0], *(field.lower() for field in fields[1:]))]
        assert (row.result, row.mistakes) == ("exact", "")


def test_who_issued_an_entry_and_whose_identity_it_is() -> None:
    rows = rows_of(Fleet().says("s", SECC_B_CROSSED))
    about = known().by_certificate
    issuers = [about.loc[sha256(f"variants/{name}.pem"), "issuer"] for name in ("secc", "cpo-sub-ca", "v2g-root-b-by-a")]
    assert list(rows["authority"]) == issuers
    assert pd.isna(rows["own_authority"][0])
    assert rows["own_authority"][2] == about.loc[sha256("variants/v2g-root-b.pem"), "authority"]


def test_nothing_goes_to_the_solver_where_all_is_exact() -> None:
    fleet = Fleet().says("s", SECC, root(V2G_ROOT, "iso15118-2/v2g-root.pem"))
    assert unsolved(fleet.tables(), known(), AT).empty
    assert set(frame_of(resolved(fleet.tables(), known(), fleet.inventory().solved, AT))["result"]) == {"exact"}


def test_a_mistake_is_solved_once_for_its_sender_and_joined_back_to_every_station() -> None:
    padded = with_serial(entry("iso15118-2/mo-root.pem"), "00" + entry("iso15118-2/mo-root.pem")[3])
    fleet = Fleet()
    for number in range(5):
        fleet.says(f"s{number}", root(MO_ROOT, padded))
    solved = fleet.inventory().solved
    assert len(solved) == 1
    assert (solved["stations"][0], solved["entries"][0], bool(solved["root"][0])) == (5, 5, True)
    rows = rows_of(fleet)
    assert list(rows["certificate"]) == [sha256("iso15118-2/mo-root.pem")] * 5
    assert set(zip(rows["result"], rows["mistakes"], strict=True)) == {("dialect", "serial:padded")}
    assert rows["own_authority"].notna().all()


def test_an_algorithm_in_small_letters_is_a_mistake_and_not_exact() -> None:
    given = entry("iso15118-2/mo-root.pem")
    rows = rows_of(Fleet().says("s", root(MO_ROOT, ("sha256", *given[1:]))))
    assert (rows["result"][0], rows["mistakes"][0]) == ("dialect", "algorithm:spelled")


def test_a_sender_that_writes_decimal_does_so_throughout() -> None:
    # 99 may be hexadecimal, of a certificate that is not at hand; what else its sender writes tells
    ca, leaf = made("Root"), made("leaf", "Root", serial=99, ca=False)
    pile = Known.of([*known().items.values(), ca, leaf])
    fields = pile.hashes[pile.hashes["serial_number"] == "63"].iloc[0]
    two_ways = (str(fields["hash_algorithm"]), str(fields["issuer_name_hash"]), str(fields["issuer_key_hash"]), "99")
    mo_root = entry("iso15118-2/mo-root.pem")
    decimal = with_serial(mo_root, str(int(mo_root[3], 16)))
    fleet = Fleet().says("s", root(MO_ROOT, decimal), chain(two_ways)).says("t", chain(two_ways), sender=("Other", "Model", "1"))
    rows = rows_of(fleet, pile)
    assert list(rows["result"]) == ["dialect", "dialect", "unknown"]
    assert set(rows["mistakes"]) == {"serial:decimal", ""}


def test_entries_of_one_habit_have_one_name() -> None:
    # base64url without - and _ is base64 too
    def url(given: Entry) -> Entry:
        name, of_key = (base64.urlsafe_b64encode(bytes.fromhex(one)).decode() for one in given[1:3])
        return (given[0], name, of_key, given[3])

    every = [url(tuple(row)) for row in known().hashes[list(HASH_COLUMNS)].itertuples(index=False, name=None)]
    odd, even = ([given for given in every if bool(set("-_") & set(given[1] + given[2])) is wanted][:5] for wanted in (True, False))
    assert odd
    assert even
    solved = Fleet().says("s", *(root(V2G_ROOT, given) for given in (*odd, *even))).inventory().solved
    assert set(solved["result"]) == {"dialect"}
    assert set(solved["mistakes"]) == {"encoding:base64url"}
    assert solved["explanation"].str.contains("base64url").all()


def test_stations_without_a_vendor_prove_nothing_of_each_other() -> None:
    nobody = (None, None, None)
    given = entry("iso15118-2/mo-root.pem")
    decimal = with_serial(given, str(int(given[3], 16)))
    fleet = Fleet().says("a", root(MO_ROOT, decimal), sender=nobody).says("b", root(MO_ROOT, STRANGE), sender=nobody)
    assert set(fleet.inventory().solved["sender"]) == {"||"}
    assert list(rows_of(fleet)["result"]) == ["dialect", "unknown"]


def test_a_root_without_its_certificate_is_a_ca_and_what_it_issued_is_known_to_be_its() -> None:
    leaf = with_serial(STRANGE, "77")
    fleet = Fleet().says("s1", root(V2G_ROOT, STRANGE)).says("s2", chain(upper(leaf)))
    rows = rows_of(fleet)
    assert list(rows["result"]) == ["unknown", "unknown"]
    assert list(rows["authority"]) == [STRANGE_CA, STRANGE_CA]
    assert rows["own_authority"][0] == STRANGE_CA
    assert pd.isna(rows["own_authority"][1])


def test_what_no_root_is_sighted_for_has_no_issuer() -> None:
    rows = rows_of(Fleet().says("s2", chain(STRANGE)))
    assert rows["authority"].isna().all()


def test_a_root_by_another_algorithm_is_another_sighted_ca() -> None:
    other: Entry = ("SHA384", "ab" * 48, "cd" * 48, "4d2f")
    rows = rows_of(Fleet().says("s", root(V2G_ROOT, STRANGE), root(V2G_ROOT, other)))
    assert rows["authority"].nunique() == 2


def test_a_leaf_of_a_known_ca_is_told_its_issuer_though_it_is_not_at_hand() -> None:
    leaf = with_serial(entry("iso15118-2/secc.pem"), "d1e2f3a4b5c6d7e8")
    fleet = Fleet().says("s", chain(leaf))
    rows = rows_of(fleet)
    assert rows["result"][0] == "unknown"
    assert rows["authority"][0] == known().by_certificate.loc[sha256("iso15118-2/secc.pem"), "issuer"]
    assert fleet.inventory().solved["explanation"][0].startswith("Its issuer is a CA at hand")


@pytest.mark.parametrize("written", ["0{}", "0x{}", "{}00"])
def test_a_wrongly_written_serial_number_of_a_known_ca_is_solved_or_refused_but_not_passed_over(written: str) -> None:
    given = entry("iso15118-2/secc.pem")
    solved = Fleet().says("s", chain(with_serial(given, written.format(given[3])))).inventory().solved
    assert solved["explanation"][0]
    assert not solved["explanation"][0].startswith("Its issuer is a CA at hand")


@pytest.mark.parametrize(("written", "is_solved"), [("{}", True), ("ab12{}", False)])
def test_a_serial_number_that_is_longer_than_the_one_at_hand_has_not_lost_its_beginning(written: str, *, is_solved: bool) -> None:
    given = entry("iso15118-2/secc.pem")
    end = given[3][-8:] if is_solved else given[3]
    solved = Fleet().says("s", chain(with_serial(given, written.format(end.lstrip("0"))))).inventory().solved
    assert solved["explanation"][0].startswith("Its issuer is a CA at hand") is not is_solved


def test_what_needs_no_solver_still_says_that_its_sender_writes_letters() -> None:
    leaf = entry("iso15118-2/secc.pem")
    fleet = Fleet().says("s", chain(with_serial(leaf, "9912345678")), chain(with_serial(leaf, "d1e2f3a4b5c6d7e8")))
    frame = unsolved(fleet.tables(), known(), AT)
    others = Strangers(known()).among(frame)
    assert others.all()
    [place] = with_letters(frame, others)
    assert frame["serial_number"][place] == "d1e2f3a4b5c6d7e8"


def test_issuers_stand_in_the_frame_as_they_were_given_whatever_their_number() -> None:
    given = [("SHA256", "ab" * 32, "cd" * 32, "1a"), ("SHA256", "AB" * 32, "cd" * 32, "1b"), ("SHA384", "ab" * 48, "cd" * 48, "1c")]
    frame = unsolved(Fleet().says("s", *map(chain, given)).says("t", chain(given[1])).tables(), known(), AT)
    assert sorted(frame[list(HASH_COLUMNS)].itertuples(index=False, name=None)) == sorted(given)
    assert list(frame["stations"]) == [2, 1, 1]
    assert list(frame["entries"]) == [2, 1, 1]


def test_two_certificates_with_the_same_hash_data_are_ambiguous() -> None:
    pile = Known.of([made("Root"), made("one", "Root", serial=5, ca=False), made("two", "Root", serial=5, ca=False)])
    shared = pile.hashes[pile.hashes["serial_number"] == "5"].iloc[0]
    rows = rows_of(Fleet().says("s", chain(tuple(shared[list(HASH_COLUMNS)]))), pile)
    assert (rows["result"][0], rows["mistakes"][0]) == ("ambiguous", "")
    assert pd.isna(rows["certificate"][0])
    assert rows["authority"][0] == pile.certificates["authority"][0]


def test_what_is_beyond_the_bound_is_not_checked() -> None:
    fleet = Fleet().says("s", *(chain(with_serial(STRANGE, f"{number:x}")) for number in range(1, 8)))
    frame = unsolved(fleet.tables(), known(), AT)
    seen: list[tuple[int, int]] = []
    solved = solve(frame, known(), lambda done, total: seen.append((done, total)), most=3)
    assert list(solved["result"]) == ["unknown"] * 3 + ["not checked"] * 4
    assert seen[-1] == (3, 3)
    rows = frame_of(resolved(fleet.tables(), known(), solved, AT))
    assert sorted(rows["result"]) == ["not checked"] * 4 + ["unknown"] * 3


def test_what_never_left_the_engine_is_not_checked_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.fleet.resolve.MOST_DISTINCT", 2)
    fleet = Fleet().says("s", root(V2G_ROOT, STRANGE), *(chain(with_serial(STRANGE, f"{number:x}")) for number in range(1, 8)))
    frame = unsolved(fleet.tables(), known(), AT)
    assert len(frame) == 2
    assert bool(frame["root"][0])  # roots first: what stands on them is known by them
    rows = frame_of(resolved(fleet.tables(), known(), solve(frame, known()), AT))
    assert list(rows["result"]).count("not checked") == 6
    assert set(rows["authority"]) == {STRANGE_CA}


def test_roots_and_unknown_issuers_come_before_leaves_of_known_cas() -> None:
    leaf = with_serial(entry("iso15118-2/secc.pem"), "0a")
    fleet = Fleet().says("s", chain(leaf), chain(with_serial(STRANGE, "9")), root(V2G_ROOT, STRANGE))
    frame = unsolved(fleet.tables(), known(), AT)
    assert list(frame["serial_number"]) == [STRANGE[3], "9", "0a"]
    assert list(frame["issuer_known"]) == [False, False, True]


def test_one_entry_may_mean_different_things_to_different_senders() -> None:
    # in decimal it is the leaf's serial number; who writes hexadecimal means another certificate, which is not at hand
    leaf = made("leaf", "Root", serial=99, ca=False)
    pile = Known.of([*known().items.values(), made("Root"), leaf])
    fields = pile.hashes[pile.hashes["serial_number"] == "63"].iloc[0]
    two_ways = (str(fields["hash_algorithm"]), str(fields["issuer_name_hash"]), str(fields["issuer_key_hash"]), "99")
    given = entry("iso15118-2/mo-root.pem")
    fleet = Fleet().says("a", chain(two_ways), root(MO_ROOT, with_serial(given, str(int(given[3], 16)))))
    fleet.says("b", chain(two_ways), root(MO_ROOT, padded_of(given)), sender=("Other", None, None))
    rows = rows_of(fleet, pile)
    rows = rows[rows["certificate_type"] == CHAIN]
    assert list(rows["result"]) == ["dialect", "unknown"]
    assert list(rows["mistakes"]) == ["serial:decimal", ""]
    assert pd.isna(rows["certificate"].iloc[1])


def padded_of(given: Entry) -> Entry:
    return with_serial(given, "00" + given[3])


def test_the_latest_answer_counts_and_what_came_after_the_time_does_not() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    fleet = Fleet().says("s", root(MO_ROOT, "iso15118-2/mo-root.pem"), at=early)
    fleet.says("s", root(CSMS_ROOT, "ocpp/csms-root.pem"), at=late)
    tables, solved = fleet.tables(), fleet.inventory().solved
    now, then = (frame_of(resolved(tables, known(), solved, at)) for at in (AT, datetime(2026, 2, 1, tzinfo=UTC)))
    assert list(now["certificate"]) == [sha256("ocpp/csms-root.pem")]
    assert list(then["certificate"]) == [sha256("iso15118-2/mo-root.pem")]


def test_the_csmss_record_is_resolved_by_the_same_solutions() -> None:
    given = entry("iso15118-2/mo-root.pem")
    padded = with_serial(given, "00" + given[3])
    inventory = Fleet().says("s", root(MO_ROOT, padded), source=Side.CSMS).inventory()
    assert frame_of(inventory.resolved).empty
    assert list(frame_of(inventory.recorded())["result"]) == ["dialect"]


def test_without_certificates_nothing_is_known_and_all_columns_are_there() -> None:
    fleet = Fleet().says("s", SECC, root(V2G_ROOT, STRANGE))
    rows = rows_of(fleet, Known.of([]))
    assert set(rows["result"]) == {"unknown"}
    assert rows["certificate"].isna().all()
    assert {"certificate", "result", "mistakes", "authority", "own_authority"} <= set(rows.columns)
    assert set(rows["certificate_type"]) == {CHAIN, V2G_ROOT}


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "' OR 1=1 --", "=cmd()", "\u202eabc", "9" * 300, ""])
def test_hostile_text_in_the_fields_is_an_unknown_entry_and_no_error(text: str) -> None:
    fleet = Fleet().says("s'; DROP TABLE", root(V2G_ROOT, ("SHA256", text, text, text)), sender=(text, text, text))
    rows = rows_of(fleet)
    assert list(rows["result"]) == ["unknown"]
    assert rows["serial_number"][0] == text
