"""Who breaks, and for the right reason: small fleets of the samples, each verdict thought through by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.fleet.small_fleets import (
    CHAIN,
    CSMS_ROOT,
    MANUFACTURER_ROOT,
    MO_ROOT,
    SECC,
    SECC_B,
    SECC_B_CROSSED,
    V2G_ROOT,
    Fleet,
    chain,
    entry,
    fleet,
    item,
    known,
    root,
    sha256,
)
from workbench.errors import InputError
from workbench.fleet.known import Known
from workbench.fleet.questions.who_breaks import COLUMNS
from workbench.fleet.questions.who_breaks_lost import loss_of

if TYPE_CHECKING:
    from workbench.fleet.answer import Answer
    from workbench.fleet.inventory import Inventory

SERVER, SERVER_NEW = "ocpp/csms-server-chain.pem", "ocpp/csms-server-new-chain.pem"
A, A_NEW = "ocpp/csms-root.pem", "ocpp/csms-root-new.pem"
V2G, V2G_B, CROSS = "iso15118-2/v2g-root.pem", "variants/v2g-root-b.pem", "variants/v2g-root-b-by-a.pem"


def ask(inventory: Inventory, lost: Any, how: str = "revoked", **more: Any) -> Answer:
    return inventory.ask(
        "who-breaks", lost=sha256(lost) if isinstance(lost, str) and lost.endswith(".pem") else lost, how=how, **more
    )


def verdicts(answer: Answer) -> dict[tuple[str, str], str]:
    frame = answer.frame
    return dict(zip(zip(frame["station"], frame["certificate_type"], strict=True), frame["verdict"], strict=True))


# --- chains ---


@pytest.mark.parametrize("how", ["expired", "revoked"])
@pytest.mark.parametrize("lost", [V2G, "iso15118-2/cpo-sub-ca1.pem"])
def test_a_chain_breaks_with_its_root_and_with_its_sub_ca(lost: str, how: str) -> None:
    answer = ask(fleet({"s1": [SECC], "s2": [SECC_B]}).inventory(), lost, how)
    assert verdicts(answer) == {("s1", CHAIN): "breaks"}
    assert answer.frame["certificate"][0] == sha256(lost)
    assert answer.frame["purpose"][0] == "EVs accept the station"
    assert not answer.ok


def test_the_leaf_itself_may_be_lost() -> None:
    answer = ask(fleet({"s1": [SECC], "s2": [SECC_B]}).inventory(), "iso15118-2/secc.pem")
    assert verdicts(answer) == {("s1", CHAIN): "breaks"}
    assert answer.frame["reason"][0] == "its own certificate is revoked"


def test_the_cross_certificate_saves_and_must_be_sent_where_a_station_does_not_list_it() -> None:
    answer = ask(fleet({"bare": [SECC_B], "crossed": [SECC_B_CROSSED]}).inventory(), V2G_B)
    assert verdicts(answer) == {("bare", CHAIN): "saved", ("crossed", CHAIN): "saved"}
    needs = dict(zip(answer.frame["station"], answer.frame["needs"], strict=True))
    assert needs == {"bare": sha256(CROSS), "crossed": ""}
    assert answer.ok


def test_a_cross_certificate_that_ends_first_saves_nobody_from_an_expiry() -> None:
    # it ends in 2033, root B in 2062
    answer = ask(fleet({"crossed": [SECC_B_CROSSED]}).inventory(), V2G_B, "expired")
    assert verdicts(answer) == {("crossed", CHAIN): "breaks"}


def test_losing_the_cross_certificate_alone_breaks_nobody() -> None:
    assert verdicts(ask(fleet({"bare": [SECC_B]}).inventory(), CROSS)) == {}


def test_a_chain_that_stands_on_both_is_saved_by_the_other_and_broken_by_both() -> None:
    inventory = fleet({"crossed": [SECC_B_CROSSED]}).inventory()
    both = [sha256(V2G), sha256(V2G_B)]
    assert verdicts(ask(inventory, both)) == {("crossed", CHAIN): "breaks"}


def test_a_renewed_sub_ca_of_the_same_key_saves_and_must_be_sent() -> None:
    answer = ask(fleet({"s1": [SECC]}).inventory(), "iso15118-2/cpo-sub-ca2.pem")
    assert verdicts(answer) == {("s1", CHAIN): "saved"}
    assert answer.frame["needs"][0] == sha256("variants/cpo-sub-ca2-renewed.pem")


def test_leaves_that_are_not_at_hand_break_with_their_issuer() -> None:
    unknown = (*entry("iso15118-2/secc.pem")[:3], "d1e2f3a4b5c6d7e8")
    listed = chain(unknown, "iso15118-2/cpo-sub-ca2.pem", "iso15118-2/cpo-sub-ca1.pem")
    assert verdicts(ask(fleet({"s1": [listed]}).inventory(), V2G)) == {("s1", CHAIN): "breaks"}


def test_where_children_are_not_listed_what_is_at_hand_tells() -> None:
    assert verdicts(ask(fleet({"s1": [chain("iso15118-2/secc.pem")]}).inventory(), V2G)) == {("s1", CHAIN): "breaks"}


def test_a_chain_that_has_ended_was_broken_before() -> None:
    late = datetime(2026, 8, 1, tzinfo=UTC)  # the leaf ended on 2026-07-14
    answer = ask(fleet({"s1": [SECC]}).inventory(at=late), V2G)
    assert verdicts(answer) == {("s1", CHAIN): "already broken"}
    assert answer.sentence.startswith("0 of 1 station break")
    assert not answer.ok


def test_when_it_breaks_by_itself_before_that_is_said() -> None:
    answer = ask(fleet({"s1": [SECC]}).inventory(), V2G, "expired")
    assert answer.frame["earlier"][0] == pd.Timestamp("2026-07-14 23:59:59", tz="UTC")
    assert "earlier" in answer.notes[0]
    assert ask(fleet({"s1": [SECC]}).inventory(), V2G).frame["earlier"].isna().all()


def test_of_two_chains_the_worse_counts() -> None:
    answer = ask(fleet({"s1": [SECC, SECC_B]}).inventory(), [sha256(V2G_B), sha256("iso15118-2/cpo-sub-ca1.pem")])
    assert verdicts(answer) == {("s1", CHAIN): "breaks"}
    assert "2 entries concerned" in answer.frame["reason"][0]


# --- stores ---


def test_removal_hits_the_store_and_never_the_chain() -> None:
    inventory = fleet({"s1": [SECC, root(V2G_ROOT, V2G)]}).inventory()
    assert verdicts(ask(inventory, V2G, "removed")) == {("s1", V2G_ROOT): "breaks"}
    assert verdicts(ask(inventory, V2G, "revoked")) == {("s1", V2G_ROOT): "breaks", ("s1", CHAIN): "breaks"}


def test_another_root_that_certifies_the_lost_one_saves_and_senders_must_add_the_cross_certificate() -> None:
    stations = {"both": [root(V2G_ROOT, V2G_B), root(V2G_ROOT, V2G)], "one": [root(V2G_ROOT, V2G_B)]}
    answer = ask(fleet(stations).inventory(), V2G_B)
    assert verdicts(answer) == {("both", V2G_ROOT): "saved", ("one", V2G_ROOT): "breaks"}
    saved = answer.frame.set_index("station").loc["both"]
    assert (saved["by"], saved["needs"]) == (sha256(V2G), sha256(CROSS))


def test_a_root_of_another_purpose_saves_nothing() -> None:
    # the MO root has no cross-certificate; and a V2G root kept as the manufacturer's verifies firmware alone
    stations = {
        "s1": [root(MO_ROOT, "iso15118-2/mo-root.pem"), root(V2G_ROOT, V2G)],
        "s2": [root(MANUFACTURER_ROOT, V2G_B), root(V2G_ROOT, V2G)],
    }
    inventory = fleet(stations).inventory()
    assert verdicts(ask(inventory, "iso15118-2/mo-root.pem")) == {("s1", MO_ROOT): "breaks"}
    assert verdicts(ask(inventory, V2G_B)) == {("s2", MANUFACTURER_ROOT): "breaks"}


def test_a_sub_ca_below_a_stored_root_does_not_touch_the_store() -> None:
    assert verdicts(ask(fleet({"s1": [root(MO_ROOT, "iso15118-2/mo-root.pem")]}).inventory(), "iso15118-2/mo-sub-ca1.pem")) == {}


# --- reaching the CSMS ---


def test_one_of_two_roots_lost_is_no_break_if_the_other_verifies_the_csms() -> None:
    both = [root(CSMS_ROOT, A), root(CSMS_ROOT, A_NEW)]
    stations = {"both": both, "old": [root(CSMS_ROOT, A)], "new": [root(CSMS_ROOT, A_NEW)]}
    # the new server's chain ends below root B, which stands on its own where it is stored
    made = fleet(stations)
    assert verdicts(ask(made.inventory(SERVER_NEW), A_NEW)) == {("both", CSMS_ROOT): "breaks", ("new", CSMS_ROOT): "breaks"}
    server = made.inventory(SERVER)
    assert verdicts(ask(server, A)) == {("both", CSMS_ROOT): "breaks", ("old", CSMS_ROOT): "breaks"}
    # root B verifies nothing of the old server's: its loss is no matter
    assert verdicts(ask(server, A_NEW)) == {("new", CSMS_ROOT): "already broken"}


def test_a_chain_that_sends_the_rotated_root_along_is_verified_by_either_root() -> None:
    both = [root(CSMS_ROOT, A), root(CSMS_ROOT, A_NEW)]
    sent = (*(item(f"ocpp/{name}.pem") for name in ("csms-server-new", "csms-sub-ca-new", "csms-root-new")),)
    inventory = fleet({"both": both, "old": [root(CSMS_ROOT, A)]}).inventory().with_csms_chain(sent)
    assert verdicts(ask(inventory, A)) == {("both", CSMS_ROOT): "saved", ("old", CSMS_ROOT): "breaks"}
    assert verdicts(ask(inventory, A_NEW)) == {("both", CSMS_ROOT): "breaks", ("old", CSMS_ROOT): "breaks"}
    # out of the stations' stores it is still in the chain that the server sends
    assert verdicts(ask(inventory, A_NEW, "removed")) == {("both", CSMS_ROOT): "saved"}


def test_a_stored_sub_ca_of_the_csms_is_an_anchor_as_it_stands() -> None:
    stations = {"s1": [root(CSMS_ROOT, A), root(CSMS_ROOT, "ocpp/csms-sub-ca.pem")]}
    assert verdicts(ask(fleet(stations).inventory(SERVER), A)) == {("s1", CSMS_ROOT): "saved"}


@pytest.mark.parametrize("lost", ["ocpp/csms-sub-ca.pem", "ocpp/csms-server.pem"])
def test_the_csmss_own_chain_may_be_hit(lost: str) -> None:
    answer = ask(fleet({"s1": [root(CSMS_ROOT, A)], "s2": [SECC]}).inventory(SERVER), lost)
    assert verdicts(answer) == {("s1", CSMS_ROOT): "breaks"}
    assert "own chain" in answer.frame["reason"][0]
    assert "1 station lists no CSMS root at all" in " ".join(answer.notes)


def test_without_a_declared_chain_csms_roots_are_not_checked() -> None:
    answer = ask(fleet({"s1": [root(CSMS_ROOT, A)]}).inventory(), A)
    assert verdicts(answer) == {("s1", CSMS_ROOT): "not checked"}
    assert "not declared" in answer.frame["reason"][0]
    assert not answer.ok


@pytest.mark.parametrize(("profile", "expected"), [(0, "holds"), (1, "holds"), (2, "breaks"), (3, "breaks"), (None, "breaks")])
def test_without_tls_no_root_is_needed(profile: int | None, expected: str) -> None:
    inventory = Fleet().says("s1", root(CSMS_ROOT, A), profile=profile).inventory(SERVER)
    answer = ask(inventory, A, all=True)
    assert verdicts(answer) == {("s1", CSMS_ROOT): expected}
    assert ("security profile is not known" in " ".join(answer.notes)) is (profile is None)


def test_a_root_that_nobody_knows_may_still_verify_the_csms() -> None:
    strange = ("SHA256", "ab" * 32, "cd" * 32, "4d2f")
    answer = ask(fleet({"s1": [root(CSMS_ROOT, A), root(CSMS_ROOT, strange)]}).inventory(SERVER), A)
    assert verdicts(answer) == {("s1", CSMS_ROOT): "not checked"}


def test_another_roots_expiry_breaks_nobody_who_does_not_stand_on_it() -> None:
    # root A of the CSMS ends in 2044, long before the V2G root; that is not the V2G root's doing
    answer = ask(fleet({"s1": [root(CSMS_ROOT, A)]}).inventory(SERVER), V2G, "expired")
    assert verdicts(answer) == {}


# --- roots that are known by their hashes alone ---


def test_a_root_without_its_certificate_can_be_asked_for_by_its_hashes() -> None:
    strange, below = (("SHA256", "ab" * 32, "cd" * 32, serial) for serial in ("4d2f", "77"))
    stations = {"keeps": [root(V2G_ROOT, strange)], "stands": [chain(below)], "other": [SECC]}
    identity = "sighted:SHA256:" + "ab" * 32 + ":" + "cd" * 32
    answer = ask(fleet(stations).inventory(), identity)
    assert verdicts(answer) == {("keeps", V2G_ROOT): "breaks", ("stands", CHAIN): "breaks"}
    assert "self-signed" in " ".join(answer.notes)
    assert verdicts(ask(fleet(stations).inventory(), identity, "removed")) == {("keeps", V2G_ROOT): "breaks"}


# --- what is meant ---


def test_a_certificate_may_be_named_in_many_ways() -> None:
    inventory = fleet({"s1": [SECC]}).inventory()
    whole = sha256(V2G)
    colons = ":".join(whole[place : place + 2] for place in range(0, 64, 2)).upper()
    ways: list[Any] = [
        whole,
        whole[:8],
        colons,
        "Sample V2G Root CA 1",
        "sample v2g root ca 1",
        item(V2G),
        item(V2G).certificate,
        [whole],
    ]
    for way in ways:
        assert loss_of(inventory, way, "revoked", None).lost.certificates == {whole}, way


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ("Sample V2G Root CA B", "may be any of 2"),
        ("Nobody's Root", "is called"),
        ("", "no certificate"),
        (7, "no certificate"),
        ([], "Nothing is lost"),
        ("sighted:SHA256:00:00", "No station lists"),
    ],
)
def test_what_names_nothing_or_too_much_is_said(lost: Any, words: str) -> None:
    with pytest.raises(InputError, match=words) as told:
        ask(fleet({"s1": [SECC]}).inventory(), lost)
    assert told.value.hint
    if words.startswith("may be"):
        assert sha256(V2G_B)[:12] in told.value.hint
        assert sha256(CROSS)[:12] in told.value.hint


def test_a_wrong_way_of_losing_and_a_time_before_the_end_are_said() -> None:
    inventory = fleet({"s1": [SECC]}).inventory()
    with pytest.raises(InputError, match="no such loss"):
        ask(inventory, V2G, "stolen")
    with pytest.raises(InputError, match="has not expired"):
        ask(inventory, V2G, "expired", at=datetime(2030, 1, 1, tzinfo=UTC))


# --- the answer ---


def test_the_sentence_counts_stations_and_says_when_and_what_they_lose() -> None:
    stations = {"s1": [SECC, root(V2G_ROOT, V2G)], "s2": [SECC], "s3": [SECC_B]}
    answer = ask(fleet(stations).inventory(), V2G, "expired")
    assert answer.sentence == (
        "2 of 3 stations break when Sample V2G Root CA 1 expires on 2060-12-31: "
        "1 loses contracts and vehicles under that V2G root (V2GRootCertificate), 2 lose EV acceptance (V2GCertificateChain)."
    )


def test_all_gives_a_row_to_what_is_not_touched() -> None:
    stations = {"s1": [SECC], "s2": [SECC_B, root(V2G_ROOT, V2G_B)]}
    answer = ask(fleet(stations).inventory(), V2G, all=True)
    assert verdicts(answer) == {("s1", CHAIN): "breaks", ("s2", CHAIN): "holds", ("s2", V2G_ROOT): "holds"}


def test_what_no_answer_covers_is_not_checked() -> None:
    made = fleet({"s1": [SECC]}).says("s2", asked="CSMSRootCertificate")
    notes = " ".join(ask(made.inventory(SERVER), V2G).notes)
    assert "V2GCertificateChain at 1 station" in notes
    assert "Not checked" in notes


def test_nobody_breaks_is_an_answer_with_all_columns() -> None:
    answer = ask(fleet({"s1": [SECC_B]}).inventory(), "ocpp/manufacturer-root.pem")
    assert answer.sentence.startswith("0 of 1 station break when Sample Manufacturer Root CA A is revoked on 2026-06-01")
    assert list(answer.frame.columns) == COLUMNS
    assert answer.ok
    assert str(answer.frame["earlier"].dtype) == "datetime64[us, UTC]"


def test_a_vendors_mistake_hides_nothing() -> None:
    leaf, sub2, sub1 = (entry(f"iso15118-2/{name}.pem") for name in ("secc", "cpo-sub-ca2", "cpo-sub-ca1"))
    decimal = tuple((*one[:3], str(int(one[3], 16))) for one in (leaf, sub2, sub1))
    assert verdicts(ask(fleet({"s1": [chain(*decimal)]}).inventory(), V2G)) == {("s1", CHAIN): "breaks"}


def test_hostile_text_is_escaped() -> None:
    made = Fleet().says("<script>alert(1)</script>", SECC)
    answer = ask(made.inventory(), V2G)
    assert answer.frame["station"][0] == "<script>alert(1)</script>"
    assert "<script>" not in answer._repr_html_()
    assert "\x1b" not in str(ask(Fleet().says("\x1b[31m", SECC).inventory(), V2G))


def test_losing_more_never_mends_a_station() -> None:
    stations = {"a": [SECC, root(V2G_ROOT, V2G)], "b": [SECC_B, root(V2G_ROOT, V2G_B), root(V2G_ROOT, V2G)], "c": [SECC_B_CROSSED]}
    inventory = fleet(stations).inventory()
    rank = {"holds": 0, "saved": 1, "not checked": 2, "breaks": 3, "already broken": 3}
    order = [V2G_B, V2G, CROSS, "iso15118-2/cpo-sub-ca2.pem"]
    before: dict[tuple[str, str], str] = {}
    for many in range(1, len(order) + 1):
        after = verdicts(ask(inventory, [sha256(one) for one in order[:many]], all=True))
        assert all(rank[after[key]] >= rank[verdict] for key, verdict in before.items())
        before = after


def test_taking_the_cross_certificate_away_mends_nobody() -> None:
    without = Known.of(one for one in known().items.values() if one.facts is not None and one.facts.sha256 != sha256(CROSS))
    made = fleet({"b": [SECC_B], "c": [SECC]})
    assert verdicts(ask(made.inventory(), V2G_B)) == {("b", CHAIN): "saved"}
    assert verdicts(ask(made.inventory(pile=without), V2G_B)) == {("b", CHAIN): "breaks"}


def test_a_lost_root_that_verifies_nothing_is_told_from_one_that_never_did() -> None:
    stations = {"both": [root(CSMS_ROOT, A), root(CSMS_ROOT, A_NEW)], "new": [root(CSMS_ROOT, A_NEW)]}
    answer = ask(fleet(stations).inventory(SERVER), A_NEW, "removed", all=True)
    assert verdicts(answer) == {("both", CSMS_ROOT): "holds", ("new", CSMS_ROOT): "already broken"}


def test_a_station_is_touched_by_its_own_way_alone() -> None:
    # root A goes: who keeps B alone does not use the part of the chain that A signed
    sent = (*(item(f"ocpp/{name}.pem") for name in ("csms-server-new", "csms-sub-ca-new", "csms-root-new")),)
    stations = {"new": [root(CSMS_ROOT, A_NEW)], "old": [root(CSMS_ROOT, A)], "sub": [root(CSMS_ROOT, "ocpp/csms-sub-ca-new.pem")]}
    inventory = fleet(stations).inventory().with_csms_chain(sent)
    assert verdicts(ask(inventory, A)) == {("old", CSMS_ROOT): "breaks"}
    assert verdicts(ask(inventory, "ocpp/csms-sub-ca-new.pem")) == {
        (station, CSMS_ROOT): "breaks" for station in ("new", "old", "sub")
    }


def test_a_chain_that_lists_a_way_to_a_lost_root_is_saved_by_the_other() -> None:
    answer = ask(fleet({"bare": [SECC_B], "crossed": [SECC_B_CROSSED]}).inventory(), V2G)
    assert verdicts(answer) == {("crossed", CHAIN): "saved"}
    assert (answer.frame["by"][0], answer.frame["needs"][0]) == (sha256(V2G_B), "")


@pytest.mark.parametrize("lost", ["iso15118-2/cpo-sub-ca2.pem", "variants/cpo-sub-ca2-renewed.pem"])
def test_what_a_station_sends_but_does_not_list_may_be_what_is_lost(lost: str) -> None:
    assert verdicts(ask(fleet({"s1": [chain("iso15118-2/secc.pem")]}).inventory(), lost)) == {("s1", CHAIN): "saved"}


def test_a_cross_certificate_of_a_root_need_not_be_sent_and_its_loss_is_no_matter_where_children_are_not_listed() -> None:
    assert verdicts(ask(fleet({"s1": [chain("variants/secc.pem")]}).inventory(), CROSS)) == {}


@pytest.mark.parametrize("how", ["expired", "revoked", "removed"])
def test_a_time_without_a_zone_is_refused(how: str) -> None:
    with pytest.raises(InputError, match="time zone"):
        ask(fleet({"s1": [SECC]}).inventory(), V2G, how, at=datetime(2070, 1, 1))  # noqa: DTZ001  # the mistake


def test_an_inventory_has_no_time_without_a_zone() -> None:
    with pytest.raises(InputError, match="time zone"):
        fleet({"s1": [SECC]}).inventory().as_of(datetime(2030, 1, 1))  # noqa: DTZ001  # the mistake


# --- entries that nobody can name ---


def misnamed(file: str) -> tuple[str, str, str, str]:
    """Its hash data with an issuerNameHash that is nobody's."""
    algorithm, _, *others = entry(file)
    return (algorithm, "ab" * 32, others[0], others[1])


NOBODYS = {
    "csms": [root(CSMS_ROOT, misnamed(A))],
    "root": [root(V2G_ROOT, misnamed(V2G))],
    "chain": [chain(*map(misnamed, ("iso15118-2/secc.pem", "iso15118-2/cpo-sub-ca2.pem")))],
    "partly": [chain(misnamed("iso15118-2/secc.pem"), "variants/cpo-sub-ca.pem")],
    "other": [root(V2G_ROOT, (*entry(V2G_B)[:3], "1d")), root(CSMS_ROOT, A)],
}


@pytest.mark.parametrize("how", ["expired", "revoked", "removed"])
def test_what_nobody_can_name_may_be_the_lost_and_is_not_checked(how: str) -> None:
    inventory = fleet(NOBODYS).inventory(SERVER)
    answer = ask(inventory, V2G, how)
    chains = {} if how == "removed" else {("chain", CHAIN): "not checked"}
    assert verdicts(answer) == {("root", V2G_ROOT): "not checked"} | chains
    assert set(answer.frame["reason"]) == {"it lists an entry that nobody can name"}
    assert not answer.ok
    assert f"{1 + len(chains)} {'are' if chains else 'is'} not checked" in answer.sentence
    answer = ask(inventory, A, how)
    assert verdicts(answer) == {("csms", CSMS_ROOT): "not checked", ("other", CSMS_ROOT): "breaks"}
    whole = verdicts(ask(inventory, V2G, how, all=True))
    assert (whole["partly", CHAIN], whole["other", V2G_ROOT], whole["csms", CSMS_ROOT]) == ("holds", "holds", "holds")


def test_an_entry_of_the_losts_own_issuer_may_be_the_lost() -> None:
    odd = (*entry(V2G)[:3], "1d")
    assert verdicts(ask(fleet({"s1": [root(V2G_ROOT, odd)]}).inventory(), V2G)) == {("s1", V2G_ROOT): "not checked"}


def test_who_keeps_another_root_that_verifies_the_csms_needs_no_name_for_the_rest() -> None:
    stations = {"s1": [root(CSMS_ROOT, misnamed(A_NEW)), root(CSMS_ROOT, A)]}
    sent = (*(item(f"ocpp/{name}.pem") for name in ("csms-server-new", "csms-sub-ca-new", "csms-root-new")),)
    inventory = fleet({**stations, "s2": [root(CSMS_ROOT, A_NEW), root(CSMS_ROOT, misnamed(A))]}).inventory().with_csms_chain(sent)
    assert verdicts(ask(inventory, A)) == {("s1", CSMS_ROOT): "not checked"}


# --- what the answer says of the saved, of what ends before, and of contracts ---


def test_how_many_are_saved_only_once_something_is_sent_is_said() -> None:
    answer = ask(fleet({"bare": [SECC_B], "crossed": [SECC_B_CROSSED]}).inventory(), V2G_B)
    cross = sha256(CROSS)[:12]
    assert f"2 are saved (2 by Sample V2G Root CA B ({cross}, issued by Sample V2G Root CA 1))" in answer.sentence
    assert answer.sentence.endswith(f", 1 of them only once Sample V2G Root CA B ({cross}) is sent along.")
    assert "only once" not in ask(fleet({"crossed": [SECC_B_CROSSED]}).inventory(), V2G_B).sentence


def test_the_end_of_the_lost_itself_is_no_earlier_end() -> None:
    sub = "iso15118-2/cpo-sub-ca1.pem"
    unknown = (*entry("iso15118-2/secc.pem")[:3], "d1e2f3a4b5c6d7e8")
    inventory = fleet({"s1": [chain(unknown, sub)], "s2": [SECC]}).inventory()
    both = [sha256(sub), sha256(V2G)]
    earlier = ask(inventory, both, "expired").frame.set_index("station")["earlier"]
    assert earlier.isna().to_dict() == {"s1": True, "s2": False}
    assert "1 breaks earlier" in " ".join(ask(inventory, both, "expired").notes)


def test_what_the_csms_shows_and_is_taken_to_be_renewed_is_said_with_its_end() -> None:
    inventory = fleet({"s1": [root(CSMS_ROOT, A)]}).inventory(SERVER)
    said = "taken to be renewed in time: of it csms.pnc.example ends first"
    assert said in " ".join(ask(inventory, A, "expired").notes)
    assert said not in " ".join(ask(inventory, A, "revoked").notes)


def test_stations_whose_csms_validates_contracts_go_on_without_an_mo_root() -> None:
    inventory = fleet({"s1": [root(MO_ROOT, "iso15118-2/mo-root.pem"), SECC]}).inventory()
    assert "CentralContractValidationAllowed" in " ".join(ask(inventory, "iso15118-2/mo-root.pem").notes)
    assert "CentralContractValidationAllowed" not in " ".join(ask(inventory, V2G).notes)
