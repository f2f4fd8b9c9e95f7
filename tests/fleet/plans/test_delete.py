"""delete_plan: what is lost with a certificate keeps it where it is; what goes is named as the station lists it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fleet.plans.small import (
    AT,
    CSMS,
    MAKER,
    MO,
    OEM,
    USUAL,
    V2G,
    chain,
    fleet,
    inventory,
    item,
    reason,
    root,
    ruling,
    rulings,
    station,
)
from workbench.certs.hashdata import CertificateHashData
from workbench.errors import InputError
from workbench.fleet.generate.figures import _BASE64URL, _OWN, _PADDED, _SPKI, _UPPER
from workbench.fleet.generate.writing import RIGHT, Writing
from workbench.fleet.plans import delete_plan
from workbench.fleet.plans.anchor_faults import verifying

BOTH = (*USUAL, root(CSMS, "CSMS Root 2"))


GO = ("go", "M04.FR.07")


def all_of(*stations, label, **more):
    return rulings(delete_plan(inventory(*stations), item(label), **more))


def planned(holds=USUAL, label="MO Root A", *, given=None, like=None, **more):
    one = station("CS-1", *holds, **(like or {}))
    return delete_plan(inventory(one, **(given or {})), item(label) if isinstance(label, str) else label, **more)


@pytest.mark.requirement("M04.FR.07")
def test_it_is_named_letter_by_letter_as_the_station_lists_it() -> None:
    writings = (RIGHT, Writing("SHA384"), Writing("SHA512"), _SPKI, _OWN, _BASE64URL, _PADDED, _UPPER)
    holds = (*USUAL, root(MO, "MO Root B"))
    stations = [station(f"CS-{n}", *holds, vendor=f"V{n}", writing=writing) for n, writing in enumerate(writings)]
    plan = delete_plan(inventory(*stations), item("MO Root B"))
    sent = {one.station: one.payload for one in plan.steps if one.action == "DeleteCertificate"}
    for one, writing in zip(stations, writings, strict=True):
        algorithm, name, key, serial = writing.of(holds[-1].certificates[0]).fields
        data = {"hashAlgorithm": algorithm, "issuerNameHash": name, "issuerKeyHash": key, "serialNumber": serial}
        assert sent[one.identity] == {"certificateHashData": data}
    assert {str(one.verdict) for one in plan.steps} == {"go"}
    assert {str(one.payload) for one in plan.steps if one.step == 2} == {str({"certificateType": [MO]})}


@pytest.mark.requirement("M04.FR.03")
def test_the_last_csms_root_stays_even_if_it_is_really_meant() -> None:
    stations = (station("last"), station("plain", profile=1), station("both", *BOTH))
    no = ("no-go", "M04.FR.03")
    for really in (False, True):
        assert all_of(*stations, label="CSMS Root 1", really=really) == {"last": no, "plain": no, "both": GO}


@pytest.mark.requirement("M04.FR.03")
def test_a_csms_root_goes_only_if_one_that_is_left_verifies_the_server() -> None:
    stray, unknown = (*USUAL, root(CSMS, "MO Root B")), (*USUAL, root(CSMS, "Labor Root"))
    found = all_of(station("stray", *stray), station("unknown", *unknown), station("both", *BOTH), label="CSMS Root 1")
    assert found == {"stray": ("no-go", "M04.FR.03"), "unknown": ("wait", "M04.FR.03"), "both": GO}


def test_a_root_that_has_ended_verifies_no_server() -> None:
    chain = inventory(station()).csms_chain[1:]  # without the server's own certificate, which ends before
    roots = {label: item(label) for label in ("CSMS Root 1", "CSMS Root 2", "CSMS Root 2 by 1", "MO Root A")}
    labels = {one.facts.sha256: label for label, one in roots.items()}

    def that_verify(days):
        return {labels[one] for one in verifying(chain, roots.values(), AT + timedelta(days=days))}

    assert that_verify(60) == {"CSMS Root 1", "CSMS Root 2", "CSMS Root 2 by 1"}
    assert that_verify(100) == {"CSMS Root 2", "CSMS Root 2 by 1"}


@pytest.mark.requirement("M04.FR.03")
def test_a_csms_root_waits_where_what_is_left_carries_for_a_few_days_only() -> None:
    given = inventory(station("CS-1", *BOTH))
    soon = replace(given, at=AT + timedelta(days=80), csms_chain=given.csms_chain[1:])  # without the server's own certificate
    plan = delete_plan(soon, item("CSMS Root 2"))
    assert ruling(plan) == ("wait", "M04.FR.03")
    assert "only until 2026-0" in reason(plan)
    assert ruling(delete_plan(soon, item("CSMS Root 2"), horizon_days=5)) == GO
    assert ruling(delete_plan(soon, item("CSMS Root 1"))) == GO
    assert any("80 days before (2026-05-31T23:00:00Z)" in note for note in delete_plan(soon, item("CSMS Root 1")).notes)
    assert not any("days before" in note for note in delete_plan(given, item("CSMS Root 1")).notes)


@pytest.mark.requirement("M04.FR.03")
def test_the_servers_own_certificate_is_renewed_and_may_end() -> None:
    given = inventory(station("CS-1", *BOTH))
    end = given.csms_chain[0].facts.not_after
    assert end is not None
    assert ruling(delete_plan(replace(given, at=end - timedelta(days=1)), item("CSMS Root 1"))) == GO


@pytest.mark.requirement("M04.FR.03")
def test_a_cross_certificate_alone_is_no_sure_anchor() -> None:
    crossed = (*USUAL, root(CSMS, "CSMS Root 2 by 1"))
    plan = planned(crossed, "CSMS Root 1")
    assert ruling(plan) == ("wait", "M04.FR.03")
    assert reason(plan).startswith("Not sure: what is left is not self-signed")
    assert ruling(planned((*crossed, root(CSMS, "CSMS Root 2")), "CSMS Root 1")) == GO


@pytest.mark.requirement("M03.FR.04")
def test_who_was_not_asked_for_every_type_is_asked_first() -> None:
    given = inventory(station("CS-1", *BOTH), asked={"CS-1": CSMS})
    for really in (False, True):
        plan = delete_plan(given, item("CSMS Root 1"), really=really)
        assert ruling(plan) == ("wait", "M03.FR.04")
        assert reason(plan).startswith("It was not asked for every certificate type")
        assert len(list(plan.messages(ask_first=True))) == 1


def test_without_the_servers_chain_a_csms_root_waits() -> None:
    plan = planned(BOTH, "CSMS Root 1", given={"chain": False})
    assert ruling(plan) == ("wait", "M04.FR.03")
    assert "not checked" in reason(plan)
    assert any(note.startswith("Not checked") for note in plan.notes)


@pytest.mark.requirement("M04.FR.03")
def test_the_last_root_of_a_type_goes_only_if_it_is_really_meant() -> None:
    kinds = {MO: "MO Root A", MAKER: "Ampwerk Manufacturer Root", OEM: "OEM Root A"}
    held = {kind: (USUAL[0], USUAL[2], USUAL[3], root(kind, label)) for kind, label in kinds.items()}
    stations = [station(kind, *holds) for kind, holds in held.items()]
    stations += [station(f"two {kind}", *holds, root(kind, "MO Root B")) for kind, holds in held.items()]
    some = inventory(*stations)
    for kind, label in kinds.items():
        kept, meant = (rulings(delete_plan(some, item(label), really=really)) for really in (False, True))
        assert (kept[kind], kept[f"two {kind}"]) == (("no-go", "M04.FR.03"), GO)
        assert (meant[kind], meant[f"two {kind}"]) == (GO, GO)


@pytest.mark.requirement("M04.FR.08")
def test_a_v2g_root_stays_while_the_stations_chain_stands_under_it() -> None:
    some = inventory(station("CS-1", *USUAL, root(V2G, "V2G Root C")))
    assert ruling(delete_plan(some, item("V2G Root A"))) == ("no-go", "M04.FR.08")
    assert ruling(delete_plan(some, item("V2G Root C"))) == GO
    assert ruling(delete_plan(some, item("V2G Root A"), really=True)) == GO


def test_a_cross_sign_carries_the_chain() -> None:
    rest = (root(V2G, "V2G Root B"), *USUAL[1:3], chain("CPO Sub-CA 2 B", "CPO Sub-CA 1 B"))
    crossed, apart = (root(V2G, "V2G Root A"), *rest), (root(V2G, "V2G Root C"), *rest)
    found = all_of(station("crossed", *crossed), station("apart", *apart), label="V2G Root B")
    assert found == {"crossed": GO, "apart": ("no-go", "M04.FR.08")}


@pytest.mark.requirement("M04.FR.08")
def test_a_chain_of_which_nothing_is_known_may_stand_under_it() -> None:
    hanging = chain("Testfeld CPO Sub-CA 2", "Testfeld CPO Sub-CA 1", made=False)
    stray = (root(V2G, "V2G Root A"), root(V2G, "V2G Root C"), *USUAL[1:3], hanging)
    assert ruling(planned(stray, "V2G Root C")) == ("wait", "M04.FR.08")


@pytest.mark.requirement("M04.FR.08")
def test_a_sub_ca_of_the_stations_chain_stays() -> None:
    some = inventory(station())
    assert ruling(delete_plan(some, item("CPO Sub-CA 2 A"))) == ("no-go", "M04.FR.08")
    assert ruling(delete_plan(some, item("CPO Sub-CA 2 A"), really=True)) == GO


def test_the_last_chain_stays_and_one_of_two_goes() -> None:
    two = (*USUAL, chain("CPO Sub-CA 2 A2", "CPO Sub-CA 1 A", serial=0xABC))
    plan = delete_plan(inventory(station("one"), station("two", *two)), USUAL[3].certificates[0].sha256)
    assert rulings(plan) == {"one": ("no-go", "M04.FR.03"), "two": GO}


@pytest.mark.requirement("M03.FR.04")
def test_what_was_never_told_is_asked_first() -> None:
    stations = (station("never"), station("other"))
    plan = delete_plan(inventory(*stations, silent=("never",), asked={"other": V2G}), item("MO Root A"))
    assert rulings(plan) == dict.fromkeys(("never", "other"), ("wait", "M03.FR.04"))
    assert len(list(plan.messages(ask_first=True))) == 2


def test_it_must_be_known_that_it_is_no_csms_root_and_carries_no_chain() -> None:
    two = (*USUAL, root(V2G, "V2G Root C"))
    asked = {"chain": "V2GRootCertificate,V2GCertificateChain", "csms": "V2GRootCertificate,CSMSRootCertificate"}
    plan = delete_plan(inventory(*(station(name, *two) for name in asked), asked=asked), item("V2G Root C"))
    assert rulings(plan) == {"chain": ("wait", "M04.FR.03"), "csms": ("wait", "M04.FR.08")}


def test_the_successor_must_be_listed_first() -> None:
    some = inventory(station("CS-1", *BOTH))
    assert ruling(delete_plan(some, item("CSMS Root 1"), successor=item("CSMS Root 2"))) == GO
    assert ruling(delete_plan(some, item("CSMS Root 1"), successor=item("CSMS Root 2 by 1"))) == ("wait", "M03.FR.04")


def test_hash_data_names_no_type_so_all_its_places_count() -> None:
    some = inventory(station("CS-1", *USUAL, root(V2G, "MO Root A"), root(MO, "MO Root B")))
    plan = delete_plan(some, item("MO Root A"))
    assert [one.action for one in plan.steps] == ["DeleteCertificate", "GetInstalledCertificateIds"]
    assert str(plan.steps[1].payload) == str({"certificateType": [V2G, MO]})
    assert ruling(delete_plan(some, item("MO Root A"), certificate_type=V2G)) == ("no-go", "M04.FR.02")
    assert ruling(delete_plan(some, item("MO Root B"), certificate_type=V2G))[0] == "done"


def test_what_is_not_at_hand_is_named_by_its_hash_data_in_any_case() -> None:
    holds = (*USUAL, root(V2G, "Labor Root"))
    fields = RIGHT.of(holds[-1].certificates[0]).fields
    plan = planned(holds, CertificateHashData(*fields[:3], fields[3].upper()))
    (message, _) = plan.messages()
    assert message["frame"][3]["certificateHashData"]["serialNumber"] == fields[3]


def test_several_certificates_go_one_after_the_other_and_are_confirmed_once() -> None:
    one = station("CS-1", *USUAL, root(MO, "MO Root B"), root(MO, "OEM Root A"), root(V2G, "V2G Root C"))
    plan = delete_plan(inventory(one), [item("MO Root B"), item("V2G Root C")])
    assert [(step.step, step.action) for step in plan.steps] == [
        (1, "DeleteCertificate"),
        (2, "DeleteCertificate"),
        (3, "GetInstalledCertificateIds"),
    ]
    sent = {step.payload["certificateHashData"]["serialNumber"] for step in plan.steps[:2] if step.payload is not None}
    assert sent == {RIGHT.of(one.holds[number].certificates[0]).serial_number for number in (4, 6)}


def test_a_certificate_at_hand_is_named_by_its_name_or_the_beginning_of_its_fingerprint() -> None:
    some = inventory(station("CS-1", *USUAL, root(MO, "MO Root B")))
    sha256 = item("MO Root B").facts.sha256
    for text in ("MO Root B", sha256, sha256[:12].upper()):
        plan = delete_plan(some, text)
        assert plan.certificates == (sha256,)
        assert ruling(plan) == GO


def test_what_it_does_not_list_is_nothing_to_do() -> None:
    plan = planned(label="MO Root B")
    assert ruling(plan) == ("done", "M03.FR.04")
    assert plan.ok
    assert not list(plan.messages())


def test_hash_data_that_fits_no_request_is_not_sent() -> None:
    one = fleet(station("CS-1", *USUAL, root(MO, "MO Root B")))
    one.sightings["hash_algorithm"] = "SHA-256"
    plan = delete_plan(one.inventory(), item("MO Root B"))
    assert ruling(plan) == ("no-go", "M04.FR.07")


def test_misuse_is_refused_with_a_hint() -> None:
    with pytest.raises(InputError, match="Nothing was named"):
        delete_plan(inventory(station()), [])
    for text in ("f00d" * 16, "CSMS Root 2", "Nobody"):
        with pytest.raises(InputError, match="at hand is called"):
            delete_plan(inventory(station()), text)
    for days in (-1, 36_501):
        with pytest.raises(InputError, match="horizon"):
            planned(horizon_days=days)
    with pytest.raises(InputError, match="no certificate type"):
        planned(certificate_type="Root")
