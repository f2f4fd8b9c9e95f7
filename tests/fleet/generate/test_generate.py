"""The generator itself: the same call, the same fleet; certificates that others find sound; figures that it says it has."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from workbench.certs.hashdata import hash_data_of
from workbench.display import Readable
from workbench.errors import InputError
from workbench.fleet.generate import example_files, figures, generate
from workbench.fleet.generate.many import many, pattern
from workbench.fleet.generate.writing import RIGHT
from workbench.fleet.ingest import Collector, Context, read
from workbench.fleet.schema import ANSWERS, CERTIFICATE_TYPES, SIGHTINGS, STATIONS


@pytest.fixture(scope="module")
def fleet():
    return generate(120, seed=3)


@pytest.fixture(scope="module")
def files(fleet):
    return example_files(fleet)


def test_the_same_call_gives_the_same_octets(files) -> None:
    assert example_files(generate(120, seed=3)) == files


def test_another_seed_gives_another_fleet(fleet, files) -> None:
    other = generate(120, seed=4)
    assert example_files(other)["certificates.pem"] != files["certificates.pem"]
    assert set(other.sightings["issuer_key_hash"]).isdisjoint(fleet.sightings["issuer_key_hash"])


def test_a_longer_fleet_begins_with_the_same_stations(fleet) -> None:
    longer = generate(140, seed=3)
    assert longer.stations.head(120).equals(fleet.stations)
    ids = set(fleet.stations["station"])
    assert longer.answers[longer.answers["station"].isin(ids)]["seen_at"].tolist() == fleet.answers["seen_at"].tolist()


def test_the_frames_have_the_declared_columns(fleet) -> None:
    for frame, columns in ((fleet.sightings, SIGHTINGS), (fleet.answers, ANSWERS), (fleet.stations, STATIONS)):
        assert list(frame.columns) == [one.name for one in columns]
        assert not frame[[one.name for one in columns if one.required]].isna().any().any()
    assert str(fleet.sightings["seen_at"].dtype) == "datetime64[us, UTC]"
    assert fleet.answers["answer"].is_unique
    assert set(fleet.sightings["answer"]) <= set(fleet.answers["answer"])
    assert set(fleet.answers["station"]) <= set(fleet.stations["station"])


def test_openssl_verifies_what_was_made(fleet, tmp_path, openssl) -> None:
    (tmp_path / "roots.pem").write_bytes(example_files(fleet)["certificates.pem"])
    sub_ca = next(one for one in fleet.made if one.label == "CPO Sub-CA 2 A")
    leaf = next(one for one in fleet.made if one.kind == "secc" and one.issuer is sub_ca)
    (tmp_path / "leaf.der").write_bytes(leaf.der or b"")
    moment = str(int(fleet.at.timestamp()))
    arguments = ["verify", "-attime", moment, "-CAfile", "roots.pem", "leaf.der"]
    done = subprocess.run(["openssl", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert openssl is not None
    assert done.stdout.strip() == "leaf.der: OK", done.stderr


def test_the_right_hash_data_are_those_of_the_certificates(fleet) -> None:
    by_label = {one.label: x509.load_der_x509_certificate(one.der) for one in fleet.made if one.der is not None}
    for one in fleet.made:
        if one.der is not None:
            data = hash_data_of(by_label[one.label], by_label[one.signer.label])
            assert RIGHT.of(one).fields == (data.hash_algorithm, data.issuer_name_hash, data.issuer_key_hash, data.serial_number)


def test_the_rotated_root_and_the_cross_sign_share_name_and_key(fleet) -> None:
    made = {one.label: one for one in fleet.made}
    for one, other in (("CSMS Root 2", "CSMS Root 2 by 1"), ("V2G Root B", "V2G Root B by A")):
        assert made[one].authority == made[other].authority
        assert made[one].sha256 != made[other].sha256
    old = x509.load_der_x509_certificate(made["CSMS Root 1"].der or b"").public_key()
    assert isinstance(old, ec.EllipticCurvePublicKey)
    x509.load_der_x509_certificate(made["CSMS Root 2 by 1"].der or b"").verify_directly_issued_by(
        x509.load_der_x509_certificate(made["CSMS Root 1"].der or b"")
    )


def test_what_is_withheld_is_in_no_file(fleet, files) -> None:
    withheld = [one for one in fleet.made if not one.at_hand]
    assert {one.label for one in withheld} >= {"Stadtwerk V2G Root", "Labor Root"}
    assert not any(one.label.encode() in files["certificates.pem"] for one in withheld)
    assert len(fleet.items) == files["certificates.pem"].count(b"BEGIN CERTIFICATE")


def test_no_private_key_is_anywhere(fleet, files) -> None:
    assert not any(b"PRIVATE" in octets for octets in files.values())
    assert "PrivateKey" not in repr(fleet)
    assert "PrivateKey" not in repr(fleet.made[0])


def test_jsonl_and_log_are_the_same_answers(fleet, files) -> None:
    at = Context(at=fleet.at)
    gathered = {}
    for name in ("answers.jsonl", "ocpp.log"):
        collector = Collector()
        collector.add(read(files[name], name, context=at))
        gathered[name] = collector.finish()
        assert not gathered[name].report.refused
    own = fleet.sightings[fleet.sightings["source"] == "station"]
    columns = [
        "station",
        "certificate_type",
        "chain",
        "child",
        "hash_algorithm",
        "issuer_name_hash",
        "issuer_key_hash",
        "serial_number",
    ]
    for one in gathered.values():
        assert one.sightings[columns].to_dict("records") == own[columns].to_dict("records")
    answers = fleet.answers[fleet.answers["source"] == "station"]
    told = gathered["answers.jsonl"].answers
    assert told["seen_at"].tolist() == answers["seen_at"].tolist()
    assert told["asked"].fillna("?").tolist() == answers["asked"].fillna("?").tolist()


def test_the_record_and_the_stations_can_be_read(fleet, files) -> None:
    collector = Collector()
    for name in ("csms-record.csv", "stations.csv"):
        collector.add(read(files[name], name))
    gathered = collector.finish()
    assert not gathered.report.refused
    assert len(gathered.sightings) == (fleet.sightings["source"] == "csms").sum()
    read_back = gathered.stations.sort_values("station").reset_index(drop=True)
    assert read_back.astype("object").where(read_back.notna(), None).to_dict("records") == (
        fleet.stations.astype("object").where(fleet.stations.notna(), None).to_dict("records")
    )


def test_every_oddity_that_the_figures_promise_is_there() -> None:
    fleet = generate(400, seed=1)
    truth = list(fleet.truth.current())
    assert {code for one in truth for code in one.mistakes.split()} == {
        "key:spki",
        "key:own",
        "encoding:base64url",
        "serial:decimal",
        "serial:padded",
    }
    assert set(fleet.sightings["hash_algorithm"]) == {"SHA256", "SHA384", "SHA512"}
    assert set(fleet.sightings["certificate_type"]) == set(CERTIFICATE_TYPES)
    assert {0, 1, 2, 3} == set(fleet.stations["security_profile"].dropna())
    assert fleet.stations["security_profile"].isna().any()
    assert fleet.answers["asked"].isna().any()
    assert {one.made.label for one in truth} >= {"Stadtwerk V2G Root", "Labor Root", "Testfeld CPO Sub-CA 1", "V2G Root C"}
    silent = set(fleet.stations["station"]) - set(fleet.answers.query("source == 'station'")["station"])
    assert silent
    for vendor in figures.VENDORS:
        share = (fleet.stations["vendor_name"] == vendor.name).mean()
        assert abs(share - vendor.share) < 0.08


def test_days_follow_each_other() -> None:
    fleet = generate(60, seed=2, days=4)
    own = fleet.answers.query("source == 'station'")
    days = own["seen_at"].dt.floor("D").nunique()
    assert days >= 4
    assert (
        own.sort_values("answer", kind="stable").groupby("station")["seen_at"].apply(lambda one: one.is_monotonic_increasing)
    ).all()


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    generate(1_000, seed=1, progress=lambda done, of: told.append((done, of)))
    assert told == [(1_000, 1_000)]


def test_another_time_moves_everything() -> None:
    at = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
    fleet = generate(20, seed=1, at=at)
    assert fleet.answers["seen_at"].max() <= at
    assert fleet.answers["seen_at"].min() > at - timedelta(days=1)
    assert fleet.truth.authorities["V2G Root B"].not_after > at


@pytest.mark.parametrize(("stations", "days"), [(0, 1), (-1, 1), (1, 0), (10**9, 1)])
def test_misuse_is_refused_with_a_hint(stations, days) -> None:
    with pytest.raises(InputError) as refusal:
        generate(stations, days=days)
    assert refusal.value.hint


def test_many_stations_have_as_many_rows_as_asked_and_their_own_leaves() -> None:
    parts = list(many(2_500, 26_000, seed=6, part=1_000))
    assert [len(one.stations) for one in parts] == [1_000, 1_000, 500]
    rows = sum(len(one.sightings) for one in parts)
    assert abs(rows - 26_000) < 260
    names = [name for one in parts for name in one.stations["station"]]
    assert len(set(names)) == 2_500
    numbers = [number for one in parts for number in one.answers["answer"]]
    assert len(set(numbers)) == len(numbers)
    for one in parts:
        assert set(one.sightings["answer"]) <= set(one.answers["answer"])
        assert set(one.sightings["station"]) <= set(one.stations["station"])
        assert one.sightings.dtypes.astype(str).to_dict() == parts[0].sightings.dtypes.astype(str).to_dict()
    leaves = [
        serial
        for one in parts
        for serial in one.sightings.query("certificate_type == 'V2GCertificateChain' and child == 0")["serial_number"].unique()
    ]
    assert len(set(leaves)) == len(leaves)


def test_too_few_rows_are_refused() -> None:
    with pytest.raises(InputError, match="cannot have"):
        next(many(100, 10))


def test_the_pattern_has_the_certificates_of_many() -> None:
    assert len(pattern(8, seed=6, stations=50).items) > 20


def test_a_fleet_shows_itself(fleet) -> None:
    assert issubclass(type(fleet), Readable)
    assert "120" in str(fleet)
    assert "120" in fleet._repr_html_()
    assert json.loads(example_files(fleet)["answers.jsonl"].splitlines()[0])["station"] == "CS-000001"
