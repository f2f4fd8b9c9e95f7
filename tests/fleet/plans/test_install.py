"""install_plan: each thing that speaks against an install, at a station that has it and at its neighbour that has not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509

from tests.fleet.plans.small import AT, CSMS, MAKER, MO, OEM, USUAL, V2G, inventory, item, reason, root, ruling, rulings, station
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    derive_private_key,
    encode_name,
    issue_certificate,
    public_key_info,
)
from workbench.certs.items import Item, ItemType, Source
from workbench.errors import InputError
from workbench.fleet.plans import install_plan


def made_root(*, key="P-256", padding=0, name="MO Root Z", organization="MO"):
    private = derive_private_key(b"plans", name, key)
    subject = encode_name([NameAttribute("CN", name), NameAttribute("DC", organization, "IA5String")])
    extensions = [
        Extension.of(x509.BasicConstraints(ca=True, path_length=None), critical=True),
        Extension("1.2.3.4", b"\x04\x82" + padding.to_bytes(2) + bytes(padding)),
    ]
    content = CertificateContent(
        serial=77,
        issuer=subject,
        subject=subject,
        not_before=AT - timedelta(days=10),
        not_after=AT + timedelta(days=1000),
        public_key_info=public_key_info(private),
        extensions=tuple(extensions if padding else extensions[:1]),
    )
    der = issue_certificate(content, private)
    return Item(ItemType.CERTIFICATE, der, Source("made"), x509.load_der_x509_certificate(der))


GO = ("go", "M05.FR.02")


def all_of(*stations, label="MO Root B", kind=MO):
    return rulings(install_plan(inventory(*stations), item(label) if isinstance(label, str) else label, kind))


def planned(one, label="MO Root B", kind=MO, **given):
    return install_plan(inventory(one, **given), item(label) if isinstance(label, str) else label, kind)


def test_a_station_with_room_gets_the_root_and_is_asked_what_it_lists_then() -> None:
    plan = planned(station())
    install, confirm = plan.steps
    assert (install.action, install.wave, install.step, str(install.verdict)) == ("InstallCertificate", "pilot", 1, "go")
    assert install.payload["certificateType"] == MO
    assert x509.load_pem_x509_certificate(install.payload["certificate"].encode()) == item("MO Root B").certificate
    assert (confirm.action, confirm.step, confirm.payload) == ("GetInstalledCertificateIds", 2, {"certificateType": [MO]})
    assert plan.ok


@pytest.mark.requirement("M05.FR.17")
def test_what_is_listed_already_is_not_sent_again() -> None:
    plan = planned(station(), "MO Root A")
    assert ruling(plan) == ("done", "M05.FR.17")
    assert not list(plan.messages())


@pytest.mark.requirement("M05.FR.07")
@pytest.mark.parametrize(
    ("certificate", "kind", "says"),
    [
        ("V2G Root C", V2G, "expired"),
        ("MO Root B", MAKER, "no ManufacturerRootCertificate"),
        ("CPO Sub-CA 1 A", V2G, "no root"),
        ("csms", CSMS, "no CA"),
    ],
)
def test_what_is_no_sound_root_of_its_type_goes_to_nobody(certificate, kind, says) -> None:
    found = inventory(station()).csms_chain[0] if certificate == "csms" else item(certificate)
    plan = planned(station(), found, kind)
    assert ruling(plan) == ("no-go", "M05.FR.07")
    assert says in reason(plan)


@pytest.mark.requirement("A00.FR.502")
def test_a_weak_root_goes_to_nobody() -> None:
    assert all_of(station(), label=made_root(key="RSA 1024"))["CS-1"][0] == "no-go"
    assert all_of(station(), label=made_root()) == {"CS-1": GO}


def test_what_is_no_certificate_goes_to_nobody() -> None:
    broken = Item(ItemType.UNREADABLE, b"", Source("x"))
    plan = planned(station(), broken)
    assert ruling(plan) == ("no-go", "M05.FR.07")
    assert reason(plan) == "It is no certificate that can be read."


def test_ocpp_201_has_no_oem_roots() -> None:
    plan = install_plan(inventory(station("old", version="2.0.1"), station("new", version="2.1")), item("OEM Root A"), OEM)
    assert rulings(plan) == {"old": ("no-go", "M05.FR.01"), "new": GO}
    assert reason(plan, "old") == "OCPP 2.0.1 has no OEMRootCertificate."


@pytest.mark.requirement("M05.FR.03")
def test_a_long_certificate_fits_the_newer_version_alone() -> None:
    versions = (station("old", version="2.0.1"), station("new", version="2.1"), station("unknown", version=None))
    no, wait = ("no-go", "M05.FR.03"), ("wait", "M05.FR.03")
    assert all_of(*versions, label=made_root(padding=5000)) == {"old": no, "new": GO, "unknown": wait}
    assert all_of(*versions, label=made_root(padding=8000)) == {"old": no, "new": no, "unknown": wait}


@pytest.mark.requirement("M05.FR.06")
def test_there_must_be_room_children_of_chains_included() -> None:
    found = all_of(station("full", most=6), station("room", most=7), station("unknown", most=None))  # three roots, a chain of three
    assert found == {"full": ("no-go", "M05.FR.06"), "room": GO, "unknown": ("wait", "M05.FR.06")}


@pytest.mark.requirement("M03.FR.04")
def test_what_was_never_told_is_asked_first() -> None:
    stations = (station("never"), station("other"), station("only"))
    plan = install_plan(inventory(*stations, silent=("never",), asked={"other": V2G, "only": MO}), item("MO Root B"), MO)
    assert rulings(plan) == {"never": ("wait", "M03.FR.04"), "other": ("wait", "M03.FR.04"), "only": ("wait", "M05.FR.06")}
    assert [one["frame"][2:] for one in plan.messages(ask_first=True)] == [["GetInstalledCertificateIds", {}]] * 3
    assert not list(plan.messages())


@pytest.mark.requirement("M05.FR.03")
def test_a_csms_root_travels_over_tls_alone() -> None:
    stations = [station(str(profile), profile=profile) for profile in (0, 1, 2, 3, None)]
    no = ("no-go", "M05.FR.03")
    assert all_of(*stations, label="CSMS Root 2", kind=CSMS) == {"0": no, "1": no, "2": GO, "3": GO, "None": GO}
    assert set(all_of(*stations).values()) == {GO}


@pytest.mark.requirement("M05.FR.10")
@pytest.mark.requirement("M05.FR.11")
def test_under_the_root_check_the_current_root_must_have_signed_the_new_one() -> None:
    stations = (station("on", check="true"), station("off"), station("unknown", check=""))
    wait = ("wait", "M05.FR.10")
    assert all_of(*stations, label="CSMS Root 2", kind=CSMS) == {"on": ("no-go", "M05.FR.11"), "off": GO, "unknown": wait}
    assert all_of(*stations, label="CSMS Root 2 by 1", kind=CSMS) == {"on": GO, "off": GO, "unknown": wait}


@pytest.mark.requirement("M05.FR.09")
def test_under_the_root_check_a_fallback_must_be_gone_first() -> None:
    holds = (*USUAL, root(CSMS, "CSMS Root 2 by 1"))
    found = all_of(station("on", *holds, check="true"), station("off", *holds), label="CSMS Root 2", kind=CSMS)
    assert found == {"on": ("wait", "M05.FR.09"), "off": GO}


def test_under_the_root_check_an_unknown_current_root_is_a_reason_to_wait() -> None:
    holds = (USUAL[0], USUAL[1], USUAL[3], root(CSMS, "Labor Root"))
    assert ruling(planned(station("CS-1", *holds, check="true"), "CSMS Root 2 by 1", CSMS)) == ("wait", "M05.FR.10")


@pytest.mark.requirement("M05.FR.07")
def test_a_root_that_another_signed_needs_its_issuer_there() -> None:
    without, unknown = (root(V2G, "V2G Root B"), *USUAL[1:]), (root(V2G, "Labor Root"), *USUAL[1:])
    stations = (station("with"), station("without", *without), station("unknown", *unknown))
    no, wait = ("no-go", "M05.FR.07"), ("wait", "M05.FR.07")
    assert all_of(*stations, label="V2G Root B by A", kind=V2G) == {"with": GO, "without": no, "unknown": wait}
    bare = station("none", USUAL[0], USUAL[1], USUAL[3])
    assert all_of(bare, label="CSMS Root 2 by 1", kind=CSMS) == {"none": no}


def test_what_must_not_be_outweighs_what_must_wait_and_done_outweighs_both() -> None:
    found = all_of(station("both", version="2.0.1", most=None), label="OEM Root A", kind=OEM)
    assert found == {"both": ("no-go", "M05.FR.01")}
    assert all_of(station("done", most=None), label="MO Root A") == {"done": ("done", "M05.FR.17")}


def test_a_pilot_of_every_sender_goes_first_then_waves_of_the_size() -> None:
    stations = [station(f"CS-{number:02}", firmware=str(number % 3)) for number in range(12)]
    plan = install_plan(inventory(*stations), item("MO Root B"), MO, wave_size=4)
    waves: dict[str, list[str]] = {}
    for one in plan.steps:
        waves.setdefault(one.wave, []).append(one.station)
    assert plan.waves == ("pilot", "wave 1", "wave 2", "wave 3")
    assert sorted(set(waves["pilot"])) == ["CS-00", "CS-01", "CS-02"]
    assert [len(set(some)) for some in waves.values()] == [3, 4, 4, 1]
    sent = [(one["wave"], one["step"]) for one in plan.messages()]
    assert sent == sorted(sent, key=lambda one: (plan.waves.index(one[0]), one[1]))


def test_stations_of_another_version_have_a_pilot_of_their_own() -> None:
    stations = [station("CS-1", version="2.0.1"), station("CS-2", version="2.1"), station("CS-3", version="2.1")]
    plan = install_plan(inventory(*stations), item("MO Root B"), MO)
    assert {one.station for one in plan.steps if one.wave == "pilot"} == {"CS-1", "CS-2"}


def test_misuse_is_refused_with_a_hint() -> None:
    with pytest.raises(InputError, match="no type of a root") as refusal:
        planned(station(), kind="V2GCertificateChain")
    assert refusal.value.hint
    with pytest.raises(InputError, match="moves nothing"):
        install_plan(inventory(station()), item("MO Root B"), MO, wave_size=0)


def test_an_empty_fleet_is_a_plan_for_nobody() -> None:
    plan = install_plan(inventory(), item("MO Root B"), MO)
    assert not plan.steps
    assert plan.to_frame().empty
    assert plan.ok
