"""Each certificate with its issuer: by signature, not by name; and why there is none."""

import hashlib

import pytest
from asn1crypto import x509 as lenient

from tests.certs.known_pairs import Pair, all_certificates, item_of, known_pairs, one_ca
from tests.certs.odd_pairs import ca_and_leaf, certificate, key, key_identifiers, name, odd_pairs
from tests.properties import forge
from workbench.certs.issuing import Extension, NameAttribute, encode_name
from workbench.certs.issuing.extensions import authority_information
from workbench.certs.items import Item, ItemType, Source
from workbench.certs.pairing import Pairing, name_of, pair_up
from workbench.certs.quiet import quietly
from workbench.findings import Severity


def paired(*ders: bytes) -> dict[bytes, Pairing]:
    """Each certificate's pairing, however the pile is ordered."""
    with quietly():
        forth, back = (pair_up([item_of(der) for der in order]) for order in (ders, ders[::-1]))
    assert {one.item.der: one for one in forth} == {one.item.der: one for one in back}
    return {one.item.der: one for one in forth}


def issuer_der(pairing: Pairing) -> bytes | None:
    return pairing.issuer.der if pairing.issuer else None


# --- found ---


@pytest.mark.requirement("RFC 5280 6.1.3")
def issued_by_own_key(pairing: Pairing) -> bool:
    return any(issuer.public_key_sha256 == pairing.facts.public_key_sha256 for issuer in pairing.issuers)


def test_every_sample_and_every_real_certificate_has_the_issuer_that_others_find() -> None:
    found = paired(*all_certificates())
    assert set(found) == set(all_certificates())
    for pair in known_pairs():
        pairing = found.pop(pair.certificate)
        assert one_ca(issuer_der(pairing), pair.issuer)
        assert (pairing.proven, pairing.finding) == (True, None)
        assert issued_by_own_key(pairing) == pair.self_signed
    assert [(one.finding.code, one.issuers, one.proven) for one in found.values() if one.finding] == [
        ("issuer-missing", (), False)
    ] * 2


@pytest.mark.parametrize("pair", odd_pairs(), ids=lambda pair: pair.name)
def test_unusual_keys_serials_and_names_find_their_issuer(pair: Pair) -> None:
    pairing = paired(pair.certificate, pair.issuer)[pair.certificate]
    if pair.name.startswith("issuer of another name"):  # neither a name nor a key identifier leads there
        assert pairing.finding
        assert (pairing.issuers, pairing.finding.code) == ((), "issuer-missing")
    else:
        assert (issuer_der(pairing), pairing.proven, pairing.finding) == (pair.issuer, True, None)


@pytest.mark.requirement("RFC 5280 6.1.3")
def test_of_two_cas_of_one_name_the_one_that_signed_is_found() -> None:
    piles = [ca_and_leaf(name("CA"), key(which)) for which in ("one", "two")]
    found = paired(*(der for pile in piles for der in pile))
    for root, leaf in piles:
        assert issuer_der(found[leaf]) == issuer_der(found[root]) == root


def test_a_key_identifier_leads_to_an_issuer_of_another_name() -> None:
    ca = key("CA")
    root = certificate(name("CA"), name("CA"), ca, ca, extensions=key_identifiers(ca))
    leaf = certificate(name("leaf"), name("quite another"), key("leaf"), ca, extensions=key_identifiers(key("leaf"), ca))
    assert issuer_der(paired(root, leaf)[leaf]) == root


def test_a_key_identifier_that_lies_is_not_believed() -> None:
    ca, other = key("CA"), key("other")
    right = certificate(name("CA"), name("CA"), ca, ca, extensions=key_identifiers(ca))
    twin = certificate(name("CA"), name("CA"), other, other, extensions=key_identifiers(other))
    leaf = certificate(name("leaf"), name("CA"), key("leaf"), ca, extensions=key_identifiers(key("leaf"), other))
    assert issuer_der(paired(right, twin, leaf)[leaf]) == right


def test_a_rotated_root_has_the_old_one_as_issuer_and_is_no_issuer_of_its_own() -> None:
    old, new = key("old"), key("new")
    first = certificate(name("Root"), name("Root"), old, old, serial=1)
    rotated = certificate(name("Root"), name("Root"), new, old, serial=2)
    found = paired(first, rotated)
    assert (issuer_der(found[rotated]), issued_by_own_key(found[rotated])) == (first, False)
    assert (issuer_der(found[first]), issued_by_own_key(found[first])) == (first, True)
    alone = paired(rotated)[rotated]
    assert alone.finding
    assert (alone.issuer, alone.finding.code) == (None, "issuer-key-mismatch")


def test_an_issuer_that_was_issued_again_or_cross_signed_under_its_key_is_one_issuer() -> None:
    ca, outside = key("CA"), key("outside")
    first, second = (certificate(name("CA"), name("CA"), ca, ca, serial=serial) for serial in (1, 2))
    other_root = certificate(name("Outside"), name("Outside"), outside, outside)
    crossed = certificate(name("CA"), name("Outside"), ca, outside)
    leaf = certificate(name("leaf"), name("CA"), key("leaf"), ca)
    found = paired(first, second, other_root, crossed, leaf)
    assert {one.der for one in found[leaf].issuers} == {first, second, crossed}
    assert (found[leaf].proven, found[leaf].finding) == (True, None)
    assert issuer_der(found[leaf]) in {first, second}  # the self-signed ones first
    assert issuer_der(found[crossed]) == other_root
    assert {one.der for one in found[second].issuers} == {first, second, crossed}
    assert issued_by_own_key(found[second])


# --- not found ---


@pytest.mark.requirement("RFC 5280 6.1")
def test_a_missing_issuer_is_named_with_its_key_identifier_and_where_to_get_it() -> None:
    ca = key("CA")
    where = Extension.of(authority_information([], ["http://pki.pnc.example/ca.cer"]))
    leaf = certificate(name("leaf"), name("CA"), key("leaf"), ca, extensions=(*key_identifiers(key("leaf"), ca), where))
    pairing = paired(leaf)[leaf]
    assert (pairing.issuer, pairing.issuers, pairing.proven, issued_by_own_key(pairing)) == (None, (), False, False)
    finding = pairing.finding
    assert finding
    assert (finding.code, finding.severity, finding.certificate) == (
        "issuer-missing",
        Severity.ERROR,
        hashlib.sha256(leaf).hexdigest(),
    )
    assert "leaf" in finding.message
    assert "CN=CA, C=DE" in finding.expected
    assert lenient.Certificate.load(leaf).authority_key_identifier.hex() in finding.expected
    assert "http://pki.pnc.example/ca.cer" in finding.remedy


@pytest.mark.requirement("RFC 5280 6.1.3")
def test_a_namesake_of_the_issuer_is_told_from_no_issuer_at_all() -> None:
    _, leaf = ca_and_leaf(name("CA"), key("one"))
    twin, _ = ca_and_leaf(name("CA"), key("two"))
    pairing = paired(leaf, twin)[leaf]
    assert pairing.finding
    assert (pairing.issuer, pairing.finding.code, pairing.finding.severity) == (None, "issuer-key-mismatch", Severity.ERROR)
    assert pairing.finding.observed.startswith("1 of that name")


def test_a_certificate_whose_signature_was_changed_has_no_issuer() -> None:
    root, leaf = ca_and_leaf(name("CA"), key("CA"))
    changed = leaf[:-1] + bytes([leaf[-1] ^ 1])
    pairing = paired(root, changed)[changed]
    assert pairing.finding
    assert (pairing.issuer, pairing.finding.code) == (None, "issuer-key-mismatch")


# --- not to be tried ---

CA_NAME = forge.sequence(forge.common_name("CA"))


def test_a_malformed_certificates_issuer_is_found_by_name_and_said_to_be_unproven() -> None:
    child = forge.certificate(version=forge.MALFORMED, issuer=CA_NAME)
    root = certificate(CA_NAME, CA_NAME, key("CA"), key("CA"))
    pairing = paired(child, root)[child]
    assert (issuer_der(pairing), pairing.proven) == (root, False)
    assert pairing.finding
    assert (pairing.finding.code, pairing.finding.severity) == ("check-failed", Severity.WARNING)
    assert "by name only" in pairing.finding.message


def test_of_two_possible_keys_none_is_chosen() -> None:
    child = forge.certificate(version=forge.MALFORMED, issuer=CA_NAME)
    roots = [certificate(CA_NAME, CA_NAME, key(which), key(which)) for which in ("one", "two")]
    pairing = paired(child, *roots)[child]
    assert {one.der for one in pairing.issuers} == set(roots)
    assert (pairing.issuer, pairing.proven) == (None, False)
    assert pairing.finding
    assert pairing.finding.code == "issuer-missing"
    assert "2 keys may have issued" in pairing.finding.message


def test_a_malformed_issuer_is_possible_by_name_but_not_proven() -> None:
    parent = forge.certificate(version=forge.MALFORMED, subject=CA_NAME)
    leaf = certificate(name("leaf"), CA_NAME, key("leaf"), key("CA"))
    pairing = paired(parent, leaf)[leaf]
    assert (issuer_der(pairing), pairing.proven) == (parent, False)


def test_a_proven_issuer_beats_a_possible_one() -> None:
    parent = forge.certificate(version=forge.MALFORMED, subject=CA_NAME)
    root = certificate(CA_NAME, CA_NAME, key("CA"), key("CA"))
    leaf = certificate(name("leaf"), CA_NAME, key("leaf"), key("CA"))
    pairing = paired(parent, root, leaf)[leaf]
    assert ([one.der for one in pairing.issuers], pairing.proven, pairing.finding) == ([root], True, None)


def test_another_key_identifier_rules_a_malformed_namesake_out() -> None:
    ski = forge.extension("2.5.29.14", forge.octets(b"another key identifier"))
    parent = forge.certificate(version=forge.MALFORMED, subject=CA_NAME, extensions=[ski])
    leaf = certificate(name("leaf"), CA_NAME, key("leaf"), key("CA"), extensions=key_identifiers(key("leaf"), key("CA")))
    pairing = paired(parent, leaf)[leaf]
    assert pairing.finding
    assert (pairing.issuers, pairing.finding.code) == ((), "issuer-key-mismatch")


# --- the pile ---


def test_each_certificate_counts_once_where_it_was_found_first_and_in_order() -> None:
    root, leaf = ca_and_leaf(name("CA"), key("CA"))
    items = [item_of(der, source) for der, source in ((leaf, "a"), (root, "b"), (leaf, "c"), (root, "d"))]
    assert [str(one.item.source) for one in pair_up(items)] == ["a:1", "b:1"]


def test_what_is_no_certificate_is_passed_over() -> None:
    root, _ = ca_and_leaf(name("CA"), key("CA"))
    others = [Item(kind, root, Source("x")) for kind in ItemType if kind is not ItemType.CERTIFICATE]
    assert pair_up([*others, Item(ItemType.CERTIFICATE, b"0\x00", Source("y"))]) == ()
    assert len(pair_up([*others, item_of(root)])) == 1
    assert pair_up([]) == ()


def test_a_certificate_is_called_by_its_common_name_its_subject_or_its_serial_number() -> None:
    without = encode_name([NameAttribute("O", "Sample")])
    for subject, called in ((name("leaf"), "leaf"), (without, "O=Sample"), (b"\x30\x00", "the certificate with serial 5f00")):
        facts = item_of(certificate(subject, name("CA"), key("leaf"), key("CA"), serial=0x5F00)).facts
        assert facts
        assert name_of(facts) == called
