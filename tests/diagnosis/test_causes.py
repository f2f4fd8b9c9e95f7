from datetime import timedelta

import pytest

import workbench as wb
from tests.trust.pki import DAY, NOW, fingerprint, items, made
from workbench.errors import InputError

ROOT = made("Root", "Root", since=-900, until=9000)
SUB = made("Sub", "Root", path_length=0, since=-90, until=900)
LEAF = made("Leaf", "Sub", ca=False)


def cause(diagnosis):
    assert diagnosis.cause is not None
    return diagnosis.cause


def codes(diagnosis):
    return {finding.code for finding in diagnosis.findings if finding.severity == "error"}


def test_a_sound_chain_is_accepted_and_says_what_was_not_checked():
    found = wb.diagnose(LEAF, [SUB], anchors=[ROOT], use="any", now=NOW)
    assert found.ok
    assert found.cause is None
    assert [one.facts.sha256 for one in found.best.path.certificates] == [fingerprint(one) for one in (LEAF, SUB, ROOT)]
    assert found.not_checked == ("revocation", "profile")


def test_a_missing_issuer_is_named_with_its_key_identifier():
    found = wb.diagnose(LEAF, [], anchors=[ROOT], use="any", now=NOW)
    assert not found.ok
    assert cause(found).code == "issuer-missing"
    assert "CN=Sub" in cause(found).expected
    assert (found.best.path.certificates[0].facts.authority_key_identifier or b"?").hex() in cause(found).expected


def test_a_foreign_root_is_untrusted():
    found = wb.diagnose(LEAF, [SUB, ROOT], anchors=[made("Other", "Other")], use="any", now=NOW)
    assert cause(found).code == "untrusted-root"
    assert cause(found).certificate == fingerprint(ROOT)


@pytest.mark.parametrize("root_in_pile", [True, False])
def test_an_evil_twin_as_anchor_is_told_from_an_unknown_root(root_in_pile):
    twin = made("Root", "Root", own_key="evil", issuer_key="evil")
    found = wb.diagnose(LEAF, [SUB, *([ROOT] if root_in_pile else [])], anchors=[twin], use="any", now=NOW)
    assert cause(found).code == "issuer-key-mismatch"
    assert cause(found).certificate == fingerprint(SUB)


def test_of_several_expired_the_uppermost_is_the_cause():
    sub, leaf = made("Sub", "Root", until=-2), made("Leaf", "Sub", ca=False, until=-1)
    found = wb.diagnose(leaf, [sub], anchors=[ROOT], use="any", now=NOW)
    assert [finding.code for finding in found.best.errors] == ["expired", "expired"]
    assert cause(found).certificate == fingerprint(sub)


def test_a_clock_before_everything_is_the_cause():
    found = wb.diagnose(LEAF, [SUB], anchors=[ROOT], use="secc", now=NOW - 1000 * DAY)
    assert cause(found).code == "clock-suspect"
    assert "clock" in cause(found).message


def test_a_certificate_that_cannot_be_parsed_is_blamed_itself():
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415

    der = SUB.public_bytes(Encoding.DER)
    at = der.index(bytes.fromhex("170d")) + 2  # the first time of the validity
    broken = der[:at] + b"99" + der[at + 2 : at + 4] + b"xx" + der[at + 6 :]
    found = wb.diagnose(LEAF, [broken], anchors=[ROOT], use="any", now=NOW)
    assert cause(found).code == "malformed-certificate"
    assert found.best.path.certificates[1].facts.sha256 == cause(found).certificate


def test_a_sub_ca_is_a_sound_anchor():
    found = wb.diagnose(LEAF, [], anchors=[SUB], use="any", now=NOW)
    assert found.ok
    assert found.best.path.anchor is not None
    assert found.best.path.anchor.facts.sha256 == fingerprint(SUB)


def test_the_time_of_an_anchor_is_judged_too():
    assert cause(wb.diagnose(LEAF, [SUB], anchors=[made("Root", "Root", until=-1)], use="any", now=NOW)).code == "expired"


def test_the_path_without_an_error_is_found_among_others():
    expired = made("Sub", "Root", until=-1, serial=77)
    found = wb.diagnose(LEAF, [expired, SUB], anchors=[ROOT], use="any", now=NOW)
    assert found.ok
    assert len(found.verdicts) == 2
    assert not found.verdicts[1].ok


def test_without_a_leaf_the_first_of_the_pile_is_taken():
    other = made("Other leaf", "Sub", ca=False)
    found = wb.diagnose(None, [ROOT, SUB, other, LEAF], now=NOW)
    assert found.leaf.facts.sha256 == fingerprint(other)
    assert found.findings[-1].code == "anchor-assumed"


def test_a_pile_alone_is_enough():
    assert wb.diagnose([LEAF, SUB, ROOT], now=NOW).ok


def test_the_assumed_anchor_is_never_the_leaf_itself():
    alone = made("Box", "Box", ca=None)
    found = wb.diagnose(alone, use="csms-server", now=NOW)
    assert cause(found).code == "self-signed-leaf"


@pytest.mark.parametrize("wanted", [fingerprint(LEAF), fingerprint(LEAF)[:16].upper(), "0.der:1"], ids=["all", "some", "place"])
def test_a_leaf_is_found_by_fingerprint_and_by_place(wanted):
    assert wb.diagnose(wanted, items(LEAF, SUB, ROOT), use="any", now=NOW).leaf.facts.sha256 == fingerprint(LEAF)


def test_a_leaf_that_is_not_there_is_refused_with_a_hint():
    with pytest.raises(InputError, match="No certificate") as refused:
        wb.diagnose("00112233445566778899", items(LEAF), use="any", now=NOW)
    assert "pnc show" in refused.value.hint


@pytest.mark.parametrize("use", ["nonsense", "SECC!"])
def test_an_unknown_use_is_refused_with_the_list(use):
    with pytest.raises(InputError) as refused:
        wb.diagnose(LEAF, [SUB], use=use, now=NOW)
    assert "csms-server" in refused.value.hint


def test_nothing_to_judge_is_said():
    with pytest.raises(InputError, match="no certificate"):
        wb.diagnose([], now=NOW)
    with pytest.raises(InputError, match="besides the trust anchors"):
        wb.diagnose(None, [], anchors=[ROOT], now=NOW)


def test_an_anchor_by_type_counts_for_its_uses_only():
    sound = wb.diagnose(LEAF, [SUB], anchors={"V2GRootCertificate": [ROOT]}, use="secc", now=NOW)
    wrong = wb.diagnose(LEAF, [SUB], anchors={"MORootCertificate": [ROOT]}, use="secc", now=NOW)
    assert "wrong-anchor" not in codes(sound)
    assert "wrong-anchor" in codes(wrong)
    with pytest.raises(InputError, match="no certificate type"):
        wb.diagnose(LEAF, [SUB], anchors={"Root": [ROOT]}, use="secc", now=NOW)


def test_revocation_that_cannot_be_said_is_an_error_only_where_it_is_asked_for():
    assert wb.diagnose(LEAF, [SUB], anchors=[ROOT], use="any", now=NOW).ok
    asked = wb.diagnose(LEAF, [SUB], anchors=[ROOT], use="any", now=NOW, require_revocation=True)
    assert not asked.ok
    assert cause(asked).code == "revocation-unknown"


@pytest.mark.parametrize(
    ("days", "ok"), [(-9 + 0, True), (9, True), (9.0001, False), (-9.0001, False)], ids=["first", "last", "after", "before"]
)
def test_both_ends_of_the_validity_belong_to_it(days, ok):
    assert wb.diagnose(LEAF, [SUB], anchors=[ROOT], use="any", now=NOW + timedelta(days=days)).ok is ok
