"""What ends when, whose renewal is due, and who must act."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

import workbench as wb
from workbench.certs.kinds import Kind
from workbench.contracts.parties import Contract, Vehicle
from workbench.errors import InputError
from workbench.lab.renewals import year_of_renewals
from workbench.lab.watching import watch
from workbench.lab.watching_rules import RULES, rule_of
from workbench.net.machines.clock import Clock

REFERENCE = datetime(2026, 6, 1, tzinfo=UTC)
SECC = datetime(2026, 7, 14, 23, 59, 59, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())


def only(seen, **wanted):
    (found,) = [one for one in seen if all(getattr(one, name) == value for name, value in wanted.items())]
    return found


def certificate(subject, issuer, days, *, ca=False, begin=REFERENCE):
    """A certificate by one key for everything."""
    name = lambda text: x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])  # noqa: E731
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(KEY.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    return builder.sign(KEY, hashes.SHA256())


@pytest.mark.requirement("A03.FR.02")
def test_an_secc_certificate_is_due_a_month_before_its_end_and_then_overdue_and_then_over():
    item = wb.load(wb.samples("iso15118-2/secc.pem"))
    states = []
    for at in (SECC - timedelta(days=50), SECC - timedelta(days=31), SECC - timedelta(days=30), SECC, SECC + timedelta(seconds=1)):
        (row,) = watch(item, at=at, horizon=10)
        states.append(row.state)
        assert row.due == SECC - timedelta(days=30)
        assert (row.kind, row.requirement) == ("secc", "A03.FR.02")
        assert "A02 by SignV2GCertificate" in row.how
        assert "refuse" in row.otherwise
    assert states == ["later", "due", "overdue", "overdue", "ended"]


def test_a_station_is_watched_by_its_own_clock_and_place():
    station = wb.Station("factory")
    seen = watch(station)
    assert (seen.at, seen.at_reason) == (REFERENCE, f"the clock of {station.identity}")
    assert {one.where for one in seen} == {station.identity}
    assert only(seen, state="due").what == "SECC certificate"
    assert only(seen, kind="station-client").due == datetime(2027, 1, 29, 23, 59, 59, tzinfo=UTC)
    assert {"csms-root", "v2g-root", "manufacturer-root", "cso-sub-ca2", "csms-sub-ca"} <= {one.kind for one in seen}
    assert not seen.ok
    assert watch(station, horizon=5).ok


def test_a_chain_ends_when_its_first_link_ends_and_that_link_is_named():
    pile = [
        certificate("Root", "Root", 4000, ca=True),
        certificate("Sub", "Root", 40, ca=True),
        certificate("Leaf", "Sub", 300),
    ]
    leaf = only(watch(pile, at=REFERENCE), name="Leaf")
    assert leaf.ends == REFERENCE + timedelta(days=300)
    assert leaf.chain_ends == REFERENCE + timedelta(days=40)
    assert leaf.first_link == "Sub"
    assert leaf.state == "due"
    assert "Sub" in leaf.how
    assert "with Sub" in str(watch(pile, at=REFERENCE))
    renewed = only(watch([*pile, certificate("Sub", "Root", 900, ca=True)], at=REFERENCE), name="Leaf")
    assert (renewed.first_link, renewed.chain_ends) == ("", leaf.ends)


def test_a_sub_ca_is_due_while_what_it_issues_still_fits_into_its_own_time():
    pile = [certificate("Root", "Root", 4000, ca=True), certificate("Sub", "Root", 400, ca=True), certificate("Leaf", "Sub", 90)]
    assert only(watch(pile, at=REFERENCE), name="Sub").due == REFERENCE + timedelta(days=310)


def test_what_has_a_successor_is_not_urgent():
    pile = [certificate("Leaf", "Sub", 20), certificate("Leaf", "Sub", 200)]
    assert [one.state for one in watch(pile, at=REFERENCE)] == ["later", "replaced"]
    assert watch(pile, at=REFERENCE).ok
    both = [certificate("Sub", "Root", 20, ca=True), wb.load(wb.samples("iso15118-2/cpo-sub-ca2.pem"))]
    assert "replaced" not in {one.state for one in watch(both, at=REFERENCE)}


def test_one_certificate_in_many_files_counts_once_and_at_two_stations_twice():
    names = [wb.samples("iso15118-2/secc.pem"), wb.samples("iso15118-2/secc-chain.pem")]
    assert len([one for one in watch(names) if one.kind == "secc"]) == 1
    stations = [wb.Station("factory"), wb.Station("factory", identity="CS2")]
    assert len([one for one in watch(stations) if one.kind == "secc"]) == 2


def test_contracts_and_vehicles_are_watched():
    seen = watch(Contract.of_samples(), at=datetime(2027, 12, 20, tzinfo=UTC))
    contract = only(seen, kind="contract")
    assert contract.state == "overdue"
    assert contract.who.startswith("the vehicle")
    assert "M02" in contract.how
    vehicle = Vehicle.of_samples("iso15118-2")
    vehicle.install(Contract.of_samples())
    assert {"contract", "oem-provisioning"} <= {one.kind for one in watch(vehicle)}


def test_a_csms_is_watched_with_its_server_its_ca_and_what_it_issued():
    async def story():
        station, csms = wb.Station("factory", seed=b"k"), wb.Csms(seed=b"s")
        async with wb.connect(station, csms):
            await csms.trigger(station, "V2GCertificate")
        return watch(csms), station

    seen, station = asyncio.run(story())
    assert only(seen, kind="csms-server").where == "the CSMS"
    issued = only(seen, kind="secc")
    assert issued.where == station.identity
    assert issued.sha256 == station.state.v2g_chains[0].leaf.sha256


@pytest.mark.requirement("A03.FR.19")
def test_a_station_that_asks_no_more_is_overdue_and_the_operator_must_act():
    made = asyncio.run(year_of_renewals([("ca-down", 13, 2)], days=16))
    secc = only(watch(made.station), kind="secc")
    assert secc.state == "overdue"
    assert "TriggerMessage" in secc.who
    assert secc.requirement == "A02.FR.19"


@pytest.mark.requirement("M06.FR.10")
def test_the_ocsp_answers_that_a_station_keeps_are_due_a_day_before_their_end():
    made = asyncio.run(year_of_renewals(days=3))
    answers = [one for one in watch(made.station) if one.kind == "ocsp"]
    assert len(answers) == 3
    for one in answers:
        assert one.due == one.ends - timedelta(days=1) if one.ends else False
        assert one.state == "later"
    assert {one.state for one in watch(made.station, at=made.end + timedelta(days=30)) if one.kind == "ocsp"} == {"ended"}


def test_a_crl_is_watched_by_its_next_update():
    seen = watch(wb.samples("iso15118-2/cpo-sub-ca2.crl"), at=datetime(2026, 6, 24, 12, tzinfo=UTC))
    assert [(one.kind, one.state) for one in seen] == [("crl", "overdue")]
    assert seen.rows[0].ends == datetime(2026, 6, 25, tzinfo=UTC)


def test_an_inventory_is_watched_with_how_many_stations_hold_each():
    fleet = wb.example_fleet(stations=20).inventory()
    seen = watch(fleet)
    assert seen.at == fleet.at
    assert max(one.stations for one in seen) > 1
    assert any(note.startswith("Not checked") for note in seen.notes)


def test_a_clock_that_is_wrong_is_said():
    slow = watch(wb.Station("factory", clock=Clock(datetime(2020, 6, 1, tzinfo=UTC))))
    assert any("the clock is slow" in note for note in slow.notes)
    fast = watch(wb.samples("iso15118-2/secc.pem"), at=datetime(2050, 1, 1, tzinfo=UTC))
    assert any("is the clock right" in note for note in fast.notes)
    assert not watch(wb.Station("factory")).notes


def test_findings_name_the_certificate_the_rule_and_what_to_do():
    seen = watch(wb.Station("factory"), at=datetime(2026, 7, 1, tzinfo=UTC))
    (found,) = [one for one in seen.findings if one.code == "renewal-overdue"]
    assert found.requirement == "A03.FR.02"
    assert found.certificate == only(seen, kind="secc").sha256
    assert found.remedy.startswith("The station by itself")
    assert "2026-06-14" in found.message


def test_every_kind_has_who_how_and_what_otherwise():
    for kind in Kind:
        for is_ca in (False, True):
            rule = rule_of(kind, is_ca=is_ca)
            assert rule.lead > timedelta(0)
            assert rule.who
            assert rule.how
            assert rule.otherwise
    assert RULES[Kind.SECC].lead == timedelta(days=30)


def test_it_is_shown_as_text_page_frame_and_picture():
    seen = watch(wb.load(wb.samples("iso15118-2")), at=datetime(2026, 9, 1, tzinfo=UTC))
    assert list(seen.to_frame()["state"]) == [one.state for one in seen]
    assert seen.sentence in seen.picture.alt
    assert "2026-09-01" in seen.picture.svg
    assert seen.picture.png.startswith(b"\x89PNG")
    assert "the CA above it" in seen._repr_html_()
    assert len(seen.to_dict()["rows"]) == len(seen)


def test_hostile_names_stay_text():
    evil = "<script>alert(1)</script>\x1b[31m"
    seen = watch([certificate(evil, f"CA {evil}", 20), certificate(f"CA {evil}", f"CA {evil}", 10, ca=True)], at=REFERENCE)
    assert only(seen, name=evil).first_link == f"CA {evil}"
    for shown in (seen._repr_html_(), seen.picture.svg):
        assert "<script" not in shown
    for shown in (str(seen), seen.picture.alt):
        assert "\x1b" not in shown


def test_many_rows_are_drawn_up_to_a_limit_and_the_rest_is_said():
    pile = [certificate(f"Leaf {number}", "Sub", 100 + number) for number in range(50)]
    assert "10 more in the table" in watch(pile, at=REFERENCE).picture.svg


@pytest.mark.parametrize(
    ("given", "more", "said"),
    [
        ((), {}, "nothing to watch"),
        ((17,), {}, "no certificates"),
        (("no-such-file.pem",), {}, "no-such-file"),
        ((b"",), {"horizon": -1}, "days to look ahead"),
        ((b"",), {"at": datetime(2026, 1, 1)}, "no time zone"),  # noqa: DTZ001
    ],
)
def test_what_cannot_be_watched_is_said(given, more, said):
    with pytest.raises(InputError, match=said):
        watch(*given, **more)


def test_a_pile_without_certificates_is_watched_and_empty():
    seen = watch([], at=REFERENCE)
    assert seen.ok
    assert len(seen) == 0
    assert seen.picture.svg
