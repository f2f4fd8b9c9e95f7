"""The hash data of a whole pile: every row by someone else's word, every reason where there is none."""

import hashlib
import json

import pytest

import workbench as wb
from tests.certs.known_pairs import SAMPLES, all_certificates, item_of, known_pairs, one_ca
from tests.certs.odd_pairs import SERIALS, ca_and_leaf, certificate, key, name
from tests.certs.witnesses import ALGORITHMS, by_asn1crypto, by_cryptography
from tests.properties import forge
from workbench.certs.hash_sheet import HashSheet
from workbench.certs.issuing import NameAttribute, encode_name
from workbench.certs.quiet import quietly
from workbench.errors import InputError
from workbench.findings import Severity


def sheet_of(*ders: bytes, algorithm: str = "SHA256") -> HashSheet:
    with quietly():
        return HashSheet.of([item_of(der) for der in ders], algorithm)


@pytest.mark.requirement("RFC 6960 4.1.1")
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_row_is_what_others_compute(algorithm: str) -> None:
    sheet = sheet_of(*all_certificates(), algorithm=algorithm)
    rows = {row.item.der: row for row in sheet}
    assert [row.item.der for row in sheet] == list(all_certificates())
    for pair in known_pairs():
        row = rows.pop(pair.certificate)
        assert row.hash_data
        assert row.hash_data.to_dict() == by_asn1crypto(pair.certificate, pair.issuer, algorithm)
        assert row.hash_data.to_dict() == by_cryptography(pair.certificate, pair.issuer, algorithm)
        assert row.issuer
        assert one_ca(row.issuer.der, pair.issuer)
        assert row.findings == ()
    assert [(row.hash_data, row.issuer, [finding.code for finding in row.findings]) for row in rows.values()] == [
        (None, None, ["issuer-missing"])
    ] * 2
    assert not sheet.complete


def test_the_whole_sample_folder_with_its_messy_pile_is_complete() -> None:
    """What the loader finds in stores, archives and mails is among the certificates that were read here by other means."""
    bundle = wb.load(SAMPLES / "iso15118-2", SAMPLES / "pile", password="test-only")
    sheet = HashSheet.of(bundle.items)
    right = {pair.sha256: by_asn1crypto(pair.certificate, pair.issuer, "SHA256") for pair in known_pairs()}
    found = {row.pairing.facts.sha256: row.hash_data for row in sheet}
    assert set(found) <= set(right)
    assert {sha256: data and data.to_dict() for sha256, data in found.items()} == {sha256: right[sha256] for sha256 in found}
    assert sheet.complete


def test_the_json_has_every_certificate() -> None:
    sheet = sheet_of(*all_certificates(), algorithm="sha512")
    told = json.loads(json.dumps(sheet.to_dict()))
    assert (told["schema"], told["algorithm"], len(told["certificates"])) == ("pnc-workbench/hash/1", "SHA512", len(sheet))
    rows = {row["certificate"]: row for row in told["certificates"]}
    by_fingerprint = {hashlib.sha256(der).hexdigest(): der for der in all_certificates()}
    assert rows.keys() == by_fingerprint.keys()
    for pair in known_pairs():
        row = rows.pop(pair.sha256)
        assert one_ca(by_fingerprint[row["issuer"]], pair.issuer)
        assert row["hash_data"] == by_asn1crypto(pair.certificate, pair.issuer, "SHA512")
        assert row["findings"] == []
        assert row["subject"]
        assert row["source"] == "test:1"
    for row in rows.values():
        assert (row["issuer"], row["hash_data"], [finding["code"] for finding in row["findings"]]) == (
            None,
            None,
            ["issuer-missing"],
        )


def test_the_frame_has_a_row_per_certificate() -> None:
    frame = sheet_of(*all_certificates()).to_frame()
    assert list(frame["certificate"]) == [hashlib.sha256(der).hexdigest() for der in all_certificates()]
    known = {pair.sha256: by_asn1crypto(pair.certificate, pair.issuer, "SHA256") for pair in known_pairs()}
    for row in frame.to_dict("records"):
        empty = dict.fromkeys(("hashAlgorithm", "issuerNameHash", "issuerKeyHash", "serialNumber"), "")
        right = known.get(row["certificate"], empty)
        assert {field: row[field] for field in empty} == right
        assert row["problems"] == ("" if row["certificate"] in known else "issuer-missing")


def test_text_and_html_show_whole_hashes_the_issuer_and_the_problems() -> None:
    sheet = sheet_of(*all_certificates(), algorithm="SHA512")
    for shown in (str(sheet), sheet._repr_html_()):
        assert f"hash data of {len(known_pairs())} of {len(sheet)} certificates" in shown
        for pair in known_pairs():
            for value in by_asn1crypto(pair.certificate, pair.issuer, "SHA512").values():
                assert value in shown
        assert "itself" in shown
        assert "not at hand: no hash data" in shown
        assert "OEMProvCert" in shown


def test_hostile_names_are_inert_and_a_pile_of_nothing_says_so() -> None:
    hostile = encode_name([NameAttribute("CN", "<script>alert(1)</script>\x1b[31m\u202e")])
    root, leaf = ca_and_leaf(hostile, key("CA"))
    for ders in ((root, leaf), (leaf,)):
        sheet = sheet_of(*ders)
        assert "<script>" not in sheet._repr_html_()
        assert "\x1b" not in str(sheet) + sheet._repr_html_()
        assert "\u202e" not in str(sheet) + sheet._repr_html_()
    nothing = sheet_of()
    assert (len(nothing), nothing.complete) == (0, True)
    assert "no certificate" in str(nothing)
    assert "no certificate" in nothing._repr_html_()
    assert nothing.to_dict()["certificates"] == []
    assert len(nothing.to_frame()) == 0


def test_another_algorithm_is_refused() -> None:
    with pytest.raises(InputError, match="OCPP has no hash algorithm 'SHA1'"):
        sheet_of(algorithm="SHA1")


# --- odd rows ---


@pytest.mark.requirement("RFC 5280 4.1.2.2")
@pytest.mark.parametrize("what", SERIALS)
def test_a_serial_number_that_ocpp_cannot_hold_is_a_warning(what: str) -> None:
    root, leaf = ca_and_leaf(name("CA"), key("CA"), serial=SERIALS[what])
    row = next(row for row in sheet_of(root, leaf) if row.item.der == leaf)
    assert row.hash_data
    assert row.hash_data.serial_number == f"{SERIALS[what]:x}"
    unfit = what.startswith(("serial of 21", "serial -"))
    assert [(finding.code, finding.severity) for finding in row.findings] == [("serial-number", Severity.WARNING)] * unfit


def test_an_absurdly_long_serial_number_is_not_repeated_in_the_finding() -> None:
    root, leaf = ca_and_leaf(name("CA"), key("CA"), serial=1 << 8000)
    (finding,) = next(row for row in sheet_of(root, leaf) if row.item.der == leaf).findings
    assert finding.observed == "2001 digits"


def test_twins_of_one_name_are_hashed_with_their_own_key() -> None:
    piles = [ca_and_leaf(name("CA"), key(which)) for which in ("one", "two")]
    rows = {row.item.der: row.hash_data for row in sheet_of(*(der for pile in piles for der in pile))}
    for root, leaf in piles:
        data = rows[leaf]
        assert data
        assert data.to_dict() == by_asn1crypto(leaf, root, "SHA256")


def test_of_two_possible_keys_no_hash_is_given() -> None:
    ca_name = forge.sequence(forge.common_name("CA"))
    child = forge.certificate(version=forge.MALFORMED, issuer=ca_name)
    sheet = sheet_of(child, *(certificate(ca_name, ca_name, key(which), key(which)) for which in ("one", "two")))
    (row,) = (row for row in sheet if row.item.der == child)
    assert (row.hash_data, row.issuer) == (None, None)
    assert "not certain which: no hash data" in str(sheet)


def test_a_malformed_certificate_is_hashed_with_the_issuer_of_that_name_and_a_warning() -> None:
    ca_name = forge.sequence(forge.common_name("CA", 0x13))
    child, root = forge.certificate(version=forge.MALFORMED, issuer=ca_name), certificate(ca_name, ca_name, key("CA"), key("CA"))
    (row,) = (row for row in sheet_of(child, root) if row.item.der == child)
    assert row.hash_data
    assert row.hash_data.to_dict() == by_asn1crypto(child, root, "SHA256")
    assert [finding.code for finding in row.findings] == ["check-failed"]


@pytest.mark.parametrize(
    "broken",
    [
        {"key": b"\x30\x00"},
        {"key": forge.sequence(forge.sequence(), b"\x03\x00")},
        {"key": forge.sequence(forge.sequence(), b"\x04\x02\x00a")},
        {"subject": forge.sequence(b"\x31\x03abc")},
        {"subject": b"\x30\x02\x05\x00"},
    ],
    ids=str,
)
def test_no_certificate_however_broken_spoils_the_sheet_for_the_others(broken: dict[str, bytes]) -> None:
    """A malformed namesake of the issuer, without a readable key or name, is a row; nothing is raised and nothing is lost."""
    ca_name = broken.get("subject", forge.sequence(forge.common_name("CA")))
    parent = forge.certificate(**{"version": forge.MALFORMED, "subject": ca_name} | broken)  # type: ignore[arg-type]
    child = forge.certificate(version=forge.MALFORMED, issuer=ca_name, serial=7)
    root, leaf = ca_and_leaf(name("Sound CA"), key("CA"))
    sheet = sheet_of(parent, child, root, leaf)
    assert len(sheet) == 4
    assert [row.hash_data is not None for row in sheet][2:] == [True, True]
    for row in sheet:
        assert row.hash_data or row.findings
    assert str(sheet)
    assert sheet._repr_html_()
    json.dumps(sheet.to_dict())
