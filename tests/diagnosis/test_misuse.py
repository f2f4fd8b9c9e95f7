from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import workbench as wb
from tests.trust.pki import NOW, key, made, name
from workbench.errors import InputError

ROOT = made("Root", "Root")
LEAF = made("Leaf", "Root", ca=False)
CSR = x509.CertificateSigningRequestBuilder(name("Leaf")).sign(key("Leaf"), hashes.SHA256())
KEY = key("Leaf").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    "wrong",
    [
        {"now": "2026-01-01"},
        {"now": date(2026, 1, 1)},
        {"now": 0},
        {"now": datetime(2026, 1, 1)},  # noqa: DTZ001  # that is what is wrong
        {"now": datetime.max.replace(tzinfo=timezone(timedelta(hours=-5)))},
        {"use": 5},
        {"use": ["secc"]},
        {"profile": 5},
        {"profile": b"ocpp"},
        {"name": 5},
        {"name": b"x"},
        {"policies": {"initial_set": []}},
        {"second_opinions": "openssl"},
        {"second_opinions": ("openssl",)},
        {"second_opinions": 1},
        {"crls": b"garbage"},
        {"crls": [ROOT]},
        {"ocsp_responses": [ROOT]},
        {"anchors": KEY},
        {"anchors": 5},
    ],
    ids=str,
)
def test_a_wrong_argument_is_one_sentence_and_a_hint(wrong):
    arguments = {"anchors": [ROOT], "use": "any", "now": NOW} | wrong
    with pytest.raises(InputError) as refused:
        wb.diagnose(LEAF, [ROOT], **arguments)
    assert refused.value.hint


@pytest.mark.parametrize("thing", [CSR, KEY, b"", 5, {"a": 1}], ids=["request", "key", "nothing", "number", "mapping"])
def test_what_is_no_certificate_is_no_leaf_and_said_to_be_what_it_is(thing):
    with pytest.raises(InputError) as refused:
        wb.diagnose(thing, [ROOT], use="any", now=NOW)
    if thing in (CSR, KEY):
        assert ("signing request" if thing is CSR else "private key") in refused.value.message


@pytest.mark.parametrize(
    "anchors",
    [ROOT, [ROOT], {"CSMSRootCertificate": ROOT}, [("CSMSRootCertificate", ROOT)], ROOT.public_bytes(Encoding.PEM)],
    ids=["one", "list", "mapping", "pairs", "octets"],
)
def test_anchors_in_every_form(anchors):
    assert wb.diagnose(LEAF, [], anchors=anchors, use="any", now=NOW).ok


def test_a_leaf_by_its_path_or_by_its_place_in_the_pile(tmp_path: Path, monkeypatch):
    (tmp_path / "l.pem").write_bytes(LEAF.public_bytes(Encoding.PEM))
    (tmp_path / "r.pem").write_bytes(ROOT.public_bytes(Encoding.PEM))
    pile = wb.load(tmp_path, at=NOW)
    found = [wb.diagnose(one, pile, use="any").leaf.facts.sha256 for one in ("l.pem", "l.pem:1", str(tmp_path / "l.pem"), LEAF)]
    assert found == [LEAF.fingerprint(hashes.SHA256()).hex()] * 4
    monkeypatch.chdir(tmp_path)
    assert wb.diagnose("l.pem", "r.pem", use="any", now=NOW).ok


def test_several_results_are_a_sequence_and_a_frame():
    found = wb.diagnose_all([LEAF, ROOT], use="any", now=NOW)
    assert found[0].ok
    assert list(found.to_frame()["ok"]) == [True]


@pytest.mark.parametrize("pinned", [made("Box", "Box", ca=None), made("Box", "Box"), LEAF], ids=["end entity", "CA", "below a CA"])
def test_a_pinned_certificate_is_judged_although_it_is_an_anchor(pinned):
    assert wb.diagnose(None, [pinned], anchors=[pinned], use="any", now=NOW).ok


def test_a_time_in_any_zone_is_that_time():
    there = NOW.astimezone(timezone(timedelta(hours=9)))
    assert wb.diagnose(LEAF, [ROOT], use="any", now=there).at == NOW.astimezone(UTC)
