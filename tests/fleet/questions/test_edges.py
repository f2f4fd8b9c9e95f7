"""Questions to fleets that have nothing, or too much of something."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.fleet.small_fleets import (
    AT,
    CHAIN,
    CSMS_ROOT,
    MO_ROOT,
    SECC,
    V2G_ROOT,
    Fleet,
    chain,
    entry,
    fleet,
    made,
    root,
)
from workbench.errors import InputError
from workbench.fleet.known import Known

LEAF, SUB2, SUB1 = "iso15118-2/secc.pem", "iso15118-2/cpo-sub-ca2.pem", "iso15118-2/cpo-sub-ca1.pem"
ROOT, MO = "iso15118-2/v2g-root.pem", "iso15118-2/mo-root.pem"
OURS = {
    "installed": {},
    "duplicates": {},
    "expired": {},
    "expiring": {},
    "calendar": {},
    "headroom": {},
    "drift": {},
    "changes": {"since": AT - timedelta(days=30)},
}
SAMPLE = {"installed", "expiring", "drift"}
each_of_ours = pytest.mark.parametrize(
    ("question", "given"),
    [pytest.param(name, given, marks=[] if name in SAMPLE else pytest.mark.deep) for name, given in OURS.items()],
)


@each_of_ours
def test_a_fleet_without_stations_has_an_answer(question, given):
    answer = Fleet().inventory().ask(question, **given)
    assert not len(answer)
    assert "0 of 0" in answer.sentence or answer.sentence.startswith("No ")
    assert answer.to_dict()["rows"] == []


@each_of_ours
def test_without_certificates_at_hand_there_is_an_answer_too(question, given):
    answer = fleet({"CS-1": [root(V2G_ROOT, ROOT), SECC]}).inventory(pile=Known.of([])).ask(question, **given)
    assert answer.to_dict()["question"] == question
    if question in {"expired", "expiring", "calendar"}:
        assert any(note.startswith("Not checked: 4 entries") for note in answer.notes)


def test_a_station_that_answered_not_found_is_asked_and_has_nothing():
    answer = Fleet().says("CS-1").inventory().ask("installed", by="type")
    assert set(answer.frame["asked"]) == {1}
    assert set(answer.frame["stations"]) == {0}
    assert answer.sentence == "No station lists a certificate."
    assert answer.notes == ()


@each_of_ours
def test_hostile_names_are_shown_harmless(question, given):
    name = "<script>alert(1)</script>\x1b[31m"
    told = Fleet().says(name, root(V2G_ROOT, ROOT), root(V2G_ROOT, ROOT), sender=(name, name, name))
    told.says("CS-2", root(V2G_ROOT, ROOT), source="csms")
    answer = told.inventory(at=datetime(2070, 1, 1, tzinfo=UTC)).ask(question, **given)
    assert "<script>" not in answer._repr_html_()
    assert "\x1b[31m" not in answer.to_text()


def test_rows_stand_in_the_order_of_code_points():
    names = ["a", "B", "ä", "Z", "CS-10", "CS-9"]
    frame = fleet({name: [root(V2G_ROOT, ROOT)] for name in names}).inventory().ask("installed", by="station").frame
    assert list(frame["station"]) == sorted(names)


# --- duplicates ---


def how(*chains):
    frame = fleet({"CS-1": chains}).inventory().ask("duplicates").frame
    return [(row.how, row.entries) for row in frame.itertuples()]


def test_two_certificates_are_no_duplicate():
    assert how(root(V2G_ROOT, ROOT), root(V2G_ROOT, "variants/v2g-root-b.pem"), root(MO_ROOT, MO), SECC) == []


def test_a_sub_ca_below_two_leaves_is_no_duplicate_below_one_it_is():
    assert how(SECC, chain("variants/secc-renewed-chain.pem", SUB2, SUB1)) == [("twice alike", 2)]  # the leaf is the same
    assert how(SECC, chain(LEAF, "variants/cpo-sub-ca2-renewed.pem", SUB1)) == [("twice alike", 2)]
    assert how(chain(LEAF, SUB2, SUB2, SUB1)) == [("twice alike", 2)]


def test_a_sub_ca_that_is_also_listed_as_a_leaf_is_one():
    assert how(SECC, chain(SUB1)) == [("twice alike", 2)]


def test_the_fields_case_makes_no_other_entry():
    algorithm, name, key, serial = entry(ROOT)
    assert how(root(V2G_ROOT, ROOT), root(V2G_ROOT, (algorithm, name.upper(), key.upper(), serial.upper()))) == [("twice alike", 2)]


def test_all_ways_at_once():
    algorithm, name, key, serial = entry(ROOT)
    padded = root(V2G_ROOT, (algorithm, name, key, f"00{serial}"))
    found = how(root(V2G_ROOT, ROOT), root(V2G_ROOT, ROOT), root(V2G_ROOT, entry(ROOT, "SHA512")), root(MO_ROOT, ROOT), padded)
    assert found == [("twice alike, under several types, by several hash algorithms, written in several ways", 5)]


def test_under_two_types_alone_it_may_be_meant():
    answer = fleet({"CS-1": [root(V2G_ROOT, ROOT), root(MO_ROOT, ROOT)]}).inventory().ask("duplicates")
    assert answer.ok
    assert answer.sentence == "No station lists a certificate twice; under several types, which may be meant: 1 certificate."


# --- drift ---


def drifted(station, csms, *, record_asked=""):
    told = Fleet().says("CS-1", *station).says("CS-1", *csms, source="csms", asked=record_asked)
    return told.inventory().ask("drift")


NAMELESS = ("SHA256", "ab" * 32, "cd" * 32, "1f")
NAMELESS_384 = ("SHA384", "ef" * 48, "01" * 48, "1F")


def test_a_record_that_agrees_is_no_drift():
    answer = drifted([root(V2G_ROOT, ROOT), SECC], [SECC, root(V2G_ROOT, ROOT)])
    assert answer.ok
    assert not len(answer)
    assert answer.sentence == "No record differs from what its station lists."


def test_another_algorithm_is_told_and_no_drift():
    answer = drifted([root(V2G_ROOT, entry(ROOT, "SHA384"))], [root(V2G_ROOT, ROOT)])
    assert [(row.side, row.reason) for row in answer.frame.itertuples()] == [("both", "by another hash algorithm")]
    assert answer.ok


def test_one_certificate_for_another_is_two_differences():
    frame = drifted([root(V2G_ROOT, ROOT)], [root(V2G_ROOT, "variants/v2g-root-b.pem")]).frame
    assert [(row.side, row.name) for row in frame[["side", "name"]].itertuples(index=False, name="Row")] == [
        ("station only", "Sample V2G Root CA 1"),
        ("csms only", "Sample V2G Root CA B"),
    ]


def test_the_same_certificate_under_another_type_is_a_difference():
    frame = drifted([root(V2G_ROOT, ROOT)], [root(MO_ROOT, ROOT)]).frame
    assert [(row.certificate_type, row.side) for row in frame.itertuples()] == [(V2G_ROOT, "station only"), (MO_ROOT, "csms only")]


def test_nameless_entries_are_compared_by_their_fields():
    assert drifted([root(V2G_ROOT, NAMELESS)], [root(V2G_ROOT, NAMELESS)]).ok
    algorithm, name, key, _ = NAMELESS
    frame = drifted([root(V2G_ROOT, NAMELESS)], [root(V2G_ROOT, (algorithm, name, key, "2f"))]).frame
    assert list(frame["side"]) == ["station only", "csms only"]


def test_one_serial_number_by_two_algorithms_may_be_one_certificate():
    answer = drifted([root(V2G_ROOT, NAMELESS)], [root(V2G_ROOT, NAMELESS_384)])
    assert set(answer.frame["side"]) == {"not checked"}
    assert not answer.ok  # and not taken for the same
    algorithm, name, key, _ = NAMELESS_384
    known = drifted([root(V2G_ROOT, ROOT)], [root(V2G_ROOT, (algorithm, name, key, entry(ROOT)[3]))])
    assert set(known.frame["side"]) == {"not checked"}


def test_of_two_named_certificates_one_serial_number_proves_nothing():
    one, other = made("Root One", serial=7), made("Root Two", serial=7)
    pile = Known.of([one, other])
    rows = pile.hashes.set_index(["certificate", "hash_algorithm"])
    left, right = (
        (algorithm, *rows.loc[(sha256, algorithm), ["issuer_name_hash", "issuer_key_hash", "serial_number"]])
        for sha256, algorithm in zip(pile.items, ("SHA256", "SHA512"), strict=True)
    )
    differing = Fleet().says("CS-1", root(V2G_ROOT, left)).says("CS-1", root(V2G_ROOT, right), source="csms")
    assert list(differing.inventory(pile=pile).ask("drift").frame["side"]) == ["station only", "csms only"]


def test_a_type_of_which_one_side_does_not_speak_is_not_compared():
    answer = drifted([root(V2G_ROOT, ROOT), root(MO_ROOT, MO)], [root(V2G_ROOT, ROOT)], record_asked=V2G_ROOT)
    assert set(answer.frame["side"]) == {"not checked"}
    assert set(answer.frame["reason"]) == {"the CSMS has no record of this type"}
    assert list(answer.frame["certificate_type"]) == [
        MO_ROOT,
        CSMS_ROOT,
        CHAIN,
        "ManufacturerRootCertificate",
        "OEMRootCertificate",
    ]


def test_without_any_record_every_station_is_not_checked():
    answer = fleet({"CS-1": [SECC], "CS-2": []}).inventory().ask("drift")
    assert list(answer.frame["reason"]) == ["the CSMS has no record of it"] * 2
    assert not answer.ok


# --- changes ---


def test_a_state_is_that_of_the_last_answer_before_each_date():
    days = [datetime(2026, 5, day, tzinfo=UTC) for day in (1, 10, 20)]
    told = Fleet()
    for day, what in zip(days, (ROOT, "variants/v2g-root-b.pem", MO), strict=True):
        told.says("CS-1", root(V2G_ROOT, what), at=day)
    names = {}
    for since, until in ((days[0], days[1]), (days[1], days[2]), (days[0], None)):
        frame = told.inventory().ask("changes", since=since, until=until).frame
        names[since, until] = dict(zip(frame["change"], frame["name"], strict=True))
    assert list(names.values()) == [
        {"removed": "Sample V2G Root CA 1", "added": "Sample V2G Root CA B"},
        {"removed": "Sample V2G Root CA B", "added": "Sample MO Root CA 1"},
        {"removed": "Sample V2G Root CA 1", "added": "Sample MO Root CA 1"},
    ]


def test_there_and_back_is_no_change():
    told = Fleet()
    for day, what in ((1, [root(V2G_ROOT, ROOT)]), (10, []), (20, [root(V2G_ROOT, ROOT)])):
        told.says("CS-1", *what, at=datetime(2026, 5, day, tzinfo=UTC))
    answer = told.inventory().ask("changes", since=datetime(2026, 5, 2, tzinfo=UTC))
    assert not len(answer)
    assert answer.sentence.startswith("No station is known to list anything else")


def test_the_future_can_be_compared_too():
    """Until lies behind the inventory's own time."""
    told = Fleet().says("CS-1", at=datetime(2026, 5, 1, tzinfo=UTC)).says("CS-1", SECC, at=datetime(2026, 7, 1, tzinfo=UTC))
    later = datetime(2026, 8, 1, tzinfo=UTC)
    assert set(told.inventory().ask("changes", since=AT, until=later).frame["change"]) == {"added"}


# --- ends and room ---


def test_the_last_of_the_days_ahead_counts():
    end = datetime(2026, 7, 14, 23, 59, 59, tzinfo=UTC)
    for at, soon in ((end - timedelta(days=10), 1), (end - timedelta(days=10, microseconds=1), 0), (end, 1)):
        answer = fleet({"CS-1": [SECC]}).inventory(at=at).ask("expiring", within_days=10)
        assert len(answer) == soon


@pytest.mark.parametrize(("version", "verdict"), [("2.0.1", "fits"), ("2.1", "not checked"), (None, "not checked")])
def test_a_station_of_2_0_1_is_asked_for_everything_with_five_types(version, verdict):
    five = f"{V2G_ROOT},{MO_ROOT},{CSMS_ROOT},{CHAIN},ManufacturerRootCertificate"
    asked = Fleet().says("CS-1", root(V2G_ROOT, ROOT), asked=five)
    asked.stations["CS-1"] = ("CS-1", None, None, None, version, 2, 20, False)
    assert list(asked.inventory().ask("headroom").frame["verdict"]) == [verdict]


# --- what cannot be asked ---


@pytest.mark.parametrize(
    ("question", "given", "sentence"),
    [
        ("installed", {"by": "vendor"}, "no listing by 'vendor'"),
        ("expiring", {"within_days": -1}, "-1 is no number of days"),
        ("expiring", {"within_days": 10**9}, "no number of days"),
        ("expired", {"at": datetime(2026, 1, 1)}, "no time zone"),  # noqa: DTZ001  # that is the fault
        ("headroom", {"more": 0}, "nothing to make room for"),
        ("headroom", {"certificate_type": CHAIN}, "no type of a root"),
        ("headroom", {"certificate_type": "V2GRootCertificates"}, "no type of a root"),
        ("changes", {"since": AT, "until": AT}, "Nothing lies between"),
    ],
)
def test_what_makes_no_sense_is_said_with_a_hint(question, given, sentence):
    with pytest.raises(InputError, match=sentence) as raised:
        Fleet().inventory().ask(question, **given)
    assert raised.value.hint
