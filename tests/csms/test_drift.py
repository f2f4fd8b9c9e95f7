"""The record against the station's own words: each difference has a name, and nothing is healed in silence."""

import hashlib
from dataclasses import replace

import pytest

from tests.csms.driving import Script, drive, entry, there
from tests.trust.pki import NOW, items, made
from workbench.certs.der import certificate_slices, public_key_bits
from workbench.certs.forensics import Matcher
from workbench.certs.hashdata import CertificateHashData, hash_data_of
from workbench.csms import certificates
from workbench.csms.certificates import pem_of
from workbench.csms.drift import Kind, adopt, drift
from workbench.csms.m03_list import list_certificates
from workbench.csms.m04_delete import delete_certificate
from workbench.csms.m05_install import install_certificate
from workbench.csms.names import MOST_SOLVED
from workbench.messages.certificates import DeleteCertificateRequest

V2G, CHAIN = "V2GRootCertificate", "V2GCertificateChain"
ROOT, OTHER = made("V2G root", "V2G root"), made("V2G root 2", "V2G root 2")
SUB = made("Sub", "V2G root")
LEAF = made("DE*ABC*E1", "Sub", ca=False)


def hashes(certificate, issuer=None, algorithm="SHA256"):
    return hash_data_of(certificate, issuer or certificate, algorithm)


def listed(record, *entries):
    """The record after the station listed these."""
    return drive(list_certificates(record), record, Script(entries)).record


def holding(*certificates):
    """The record after these were installed and listed."""
    record, station = there(), Script()
    by_text = {pem_of(items(one)): one for one in certificates}
    station.installs = lambda request: entry(V2G, hashes(by_text[request.certificate]))
    for one in certificates:
        outcome = drive(install_certificate(record, V2G, pem_of(items(one)), now=NOW), record, station)
        assert outcome.ok
        record = outcome.record
    return record


def kinds(record, pile=()):
    return [one.kind for one in drift(record, pile)]


def test_a_record_that_agrees_has_no_drift():
    assert kinds(holding(ROOT, OTHER)) == []


@pytest.mark.requirement("M03.FR.04")
def test_what_was_accepted_and_is_not_listed_is_missing_and_stays_in_the_record():
    record = listed(holding(ROOT, OTHER), entry(V2G, hashes(OTHER)))
    assert kinds(record) == [Kind.MISSING]
    assert len(record.of_type(V2G)) == 2, "not healed"
    assert kinds(adopt(record)) == []
    assert len(adopt(record).of_type(V2G)) == 1


def test_what_somebody_else_installed_is_unknown_and_named_where_it_is_at_hand():
    record = listed(holding(ROOT), entry(V2G, hashes(ROOT)), entry(V2G, hashes(OTHER)))
    (one,) = drift(record)
    assert (one.kind, one.finding.certificate) == (Kind.UNKNOWN, None)
    (one,) = drift(record, items(OTHER))
    assert one.finding.subject == "CN=V2G root 2"
    assert "V2G root 2" in one.finding.message


def wrong_key(certificate, key):
    slices = certificate_slices(items(certificate)[0].der)
    octets = {"key:spki": slices.public_key_info, "key:own": public_key_bits(slices.public_key_info)}[key]
    data = hashes(certificate) if certificate is ROOT else hashes(certificate, ROOT)
    return CertificateHashData("SHA256", data.issuer_name_hash, hashlib.sha256(octets).hexdigest(), data.serial_number)


def test_a_vendors_mistake_has_a_name():
    record = listed(holding(ROOT), entry(V2G, wrong_key(ROOT, "key:spki")))
    (one,) = drift(record)
    assert one.kind is Kind.MISTAKE
    assert one.mistakes in {("key:spki",), ("key:own-spki",)}
    assert one.believed is not None


def test_what_is_listed_by_mistake_can_be_deleted_by_what_is_listed():
    wrong = entry(V2G, wrong_key(ROOT, "key:spki"))
    record = listed(holding(ROOT), wrong)
    station = Script([wrong])
    outcome = drive(delete_certificate(record, wrong.certificate_hash_data), record, station)
    assert outcome.ok
    assert not outcome.record.of_type(V2G)


def test_another_algorithm_is_said_where_the_certificate_is_not_at_hand():
    record = listed(there(), entry(V2G, hashes(ROOT)))
    record = listed(record, entry(V2G, hashes(ROOT, algorithm="SHA512")))
    assert kinds(record) == [Kind.ALGORITHM]
    assert kinds(listed(holding(ROOT), entry(V2G, hashes(ROOT, algorithm="SHA512")))) == [], "the certificate is at hand"


@pytest.mark.requirement("M03.FR.05")
def test_lost_children_are_said_and_their_order_is_not():
    first, second = hashes(SUB, ROOT), hashes(made("Sub 2", "Sub"), SUB)
    record = listed(there(), entry(CHAIN, hashes(LEAF, SUB), first, second))
    assert kinds(listed(record, entry(CHAIN, hashes(LEAF, SUB), second, first))) == []
    assert kinds(listed(record, entry(CHAIN, hashes(LEAF, SUB)))) == [Kind.CHILDREN]


def test_a_change_since_the_listing_is_not_taken_for_agreement():
    record = holding(ROOT)
    station = Script(silent=(DeleteCertificateRequest,))
    station.entries = [entry(V2G, hashes(ROOT)), entry(V2G, hashes(OTHER))]
    outcome = drive(delete_certificate(record, hashes(OTHER)), record, station)
    assert kinds(outcome.record) == [Kind.NOT_CHECKED]


def test_certificates_of_the_csms_name_what_the_first_listing_shows():
    record = listed(replace(there(), known=items(ROOT)), entry(V2G, hashes(ROOT)))
    (believed,) = record.of_type(V2G)
    assert believed.item is not None
    assert kinds(record) == []


@pytest.mark.parametrize("pile", [(), items(ROOT, OTHER)])
def test_nonsense_that_the_schema_allows_is_unknown(pile):
    strange = CertificateHashData("SHA256", "12345ABCDE", "", "zz")
    record = listed(holding(ROOT), entry(V2G, hashes(ROOT)), entry(V2G, strange))
    assert kinds(record, pile) == [Kind.UNKNOWN]


def many(number):
    return [entry(V2G, CertificateHashData("SHA256", "a" * 64, "b" * 64, f"{one:x}")) for one in range(1, number + 1)]


@pytest.fixture
def counted(monkeypatch):
    """How often a matcher was built, an entry solved, and two certificates compared."""
    calls = {"built": 0, "solved": 0, "signed": 0}

    def counting(name, function):
        def call(*given, **named):
            calls[name] += 1
            return function(*given, **named)

        return call

    monkeypatch.setattr(Matcher, "__init__", counting("built", Matcher.__init__))
    monkeypatch.setattr(Matcher, "solve", counting("solved", Matcher.solve))
    monkeypatch.setattr(certificates, "signed_by", counting("signed", certificates.signed_by))
    return calls


def test_a_listing_of_thousands_costs_no_more_than_the_certificates_at_hand(counted):
    known = items(ROOT, OTHER, SUB)
    costs = []
    for number in (100, 3000):
        counted.update(built=0, solved=0, signed=0)
        record = listed(replace(there(), known=known), *many(number), entry(V2G, hashes(ROOT)))
        assert len(record.of_type(V2G)) == number + 1
        assert [one.item for one in record.of_type(V2G) if one.item] == [known[0]], "the sound one is named all the same"
        costs.append(dict(counted))
    assert costs[0] == costs[1]
    assert (costs[1]["built"], costs[1]["solved"]) == (1, MOST_SOLVED)


def test_entries_that_are_not_looked_at_for_mistakes_are_counted():
    record = replace(there(), known=items(ROOT))
    outcome = drive(list_certificates(record), record, Script(many(3000)))
    assert [one.observed for one in outcome.findings if "looked at for mistakes" in one.message] == [str(3000 - MOST_SOLVED)]


def test_the_same_entry_a_thousand_times_is_one_and_that_is_said():
    record = replace(there(), known=items(ROOT))
    outcome = drive(list_certificates(record), record, Script([*many(1) * 1000, entry(V2G, hashes(ROOT))]))
    assert len(outcome.record.of_type(V2G)) == 2
    assert any("999 of 1001 entries repeat" in one.message for one in outcome.findings)
    assert drift(outcome.record) == ()


def test_another_listing_of_thousands_is_compared_one_by_one(counted):
    first = listed(replace(there(), known=items(ROOT)), *many(3000))
    counted.update(built=0, solved=0, signed=0)
    assert [one.kind for one in drift(listed(first, *many(3000)[1:]))] == [Kind.MISSING]
    assert counted["built"] == 0, "what is believed needs no forensics"
