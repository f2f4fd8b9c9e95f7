"""The certificates at hand: hash data by an independent reading, and which of them are one CA."""

import hashlib

import pytest
from asn1crypto import x509 as lenient

import workbench as wb
from tests.fleet.small_fleets import SAMPLES, item, known, made, sha256
from workbench.certs.items import Item, ItemType, Source
from workbench.fleet.known import ALGORITHMS, PAIR_KEYS, Known
from workbench.fleet.schema import HASH_COLUMNS


def identity_of(pile: Known, certificate: str, column: str = "authority") -> str:
    return str(pile.by_certificate.loc[certificate, column])


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_hash_data_of_every_sample_is_what_asn1crypto_and_hashlib_make_of_it(algorithm: str) -> None:
    pile = known()
    found = pile.hashes[pile.hashes["hash_algorithm"] == algorithm].set_index("certificate")
    assert len(found) == len(pile)  # every sample's issuer is among the samples
    cas = pile.certificates.dropna(subset="authority")
    issuers = {str(one): str(sha256) for one, sha256 in zip(cas["authority"], cas["certificate"], strict=True)}
    for certificate, issuer in zip(pile.certificates["certificate"], pile.certificates["issuer"], strict=True):
        child = lenient.Certificate.load(pile.items[str(certificate)].der)
        parent = lenient.Certificate.load(pile.items[issuers[str(issuer)]].der)
        digest = getattr(hashlib, algorithm.lower())
        row = found.loc[str(certificate)]
        assert row["issuer_name_hash"] == digest(child.issuer.dump()).hexdigest()
        assert row["issuer_key_hash"] == digest(bytes(parent.public_key["public_key"])).hexdigest()
        assert row["serial_number"] == f"{child.serial_number:x}"


def test_a_cross_certificate_and_a_renewed_one_are_of_the_ca_that_they_certify() -> None:
    pile = known()
    assert identity_of(pile, sha256("variants/v2g-root-b.pem")) == identity_of(pile, sha256("variants/v2g-root-b-by-a.pem"))
    assert identity_of(pile, sha256("iso15118-2/cpo-sub-ca2.pem")) == identity_of(pile, sha256("variants/cpo-sub-ca2-renewed.pem"))
    assert identity_of(pile, sha256("variants/v2g-root-b-by-a.pem"), "issuer") == identity_of(
        pile, sha256("iso15118-2/v2g-root.pem")
    )
    roots = pile.certificates[pile.certificates["self_signed"]]["name"]
    assert "Sample CSMS Root CA B" not in set(roots)  # the rotated root is signed by the old one


def test_a_leaf_has_no_identity_of_its_own() -> None:
    assert known().by_certificate["authority"].isna()[sha256("iso15118-2/secc.pem")]


def test_one_key_under_two_names_is_two_cas_and_one_name_with_two_keys_is_two() -> None:
    items = [made("A"), made("B", own_key="A", by_key="A"), made("A", own_key="other", by_key="other", serial=9)]
    assert Known.of(items).certificates["authority"].nunique() == 3


def test_an_identity_is_the_same_in_every_pile_and_order() -> None:
    whole = Known.of([made("Root"), made("Sub", "Root"), made("leaf", "Sub", ca=False)])
    turned = Known.of([made("leaf", "Sub", ca=False), made("Sub", "Root"), made("Root")])
    part = Known.of([made("Root")])
    assert dict(zip(whole.certificates["certificate"], whole.certificates["issuer"], strict=True)) == dict(
        zip(turned.certificates["certificate"], turned.certificates["issuer"], strict=True)
    )
    assert part.certificates["authority"].iloc[0] in set(whole.certificates["authority"])


def test_every_spelling_of_a_ca_is_its_own() -> None:
    pile = Known.of(wb.load(SAMPLES / "atlas/issuer-name-in-other-string-types.pem").certificates)
    pile = Known.of([*pile.items.values(), *wb.load(SAMPLES / "iso15118-2").certificates])
    leaves = pile.certificates[pile.certificates["kind"] == "secc"]
    assert len(set(leaves["issuer"])) == 1
    pairs = pile.authorities[pile.authorities["authority"] == leaves["issuer"].iloc[0]]
    assert pairs.groupby("hash_algorithm")["issuer_name_hash"].nunique().to_dict() == dict.fromkeys(ALGORITHMS, 2)


def test_each_triple_names_one_ca_and_each_four_fields_one_certificate_at_most() -> None:
    pile = known()
    assert not pile.authorities.duplicated(list(PAIR_KEYS)).any()
    assert not pile.hashes.duplicated(list(HASH_COLUMNS)).any()


def test_of_two_certificates_with_the_same_hash_data_neither_is_taken() -> None:
    pile = Known.of([made("Root"), made("one", "Root", serial=5, ca=False), made("two", "Root", serial=5, ca=False)])
    shared = pile.hashes[pile.hashes["serial_number"] == "5"]
    assert len(shared) == 3
    assert shared["certificate"].isna().all()


def test_a_certificate_whose_issuer_is_not_at_hand_has_no_hash_data() -> None:
    alone = Known.of([made("leaf", "Root", ca=False)])
    assert len(alone) == 1
    assert alone.hashes.empty
    assert alone.certificates["issuer"].isna().all()


def test_what_is_no_certificate_is_passed_over() -> None:
    junk = Item(ItemType.UNREADABLE, b"", Source("junk"))
    torn = Item(ItemType.CERTIFICATE, item("iso15118-2/secc.pem").der[:200], Source("torn"))
    pile = Known.of([junk, torn, made("Root")])
    assert list(pile.certificates["name"]) == ["Root"]
    assert len(Known.of([])) == 0
    assert list(Known.of([]).certificates.dtypes) == list(pile.certificates.dtypes)


def test_names_are_for_people_and_an_identity_stands_for_itself() -> None:
    pile = known()
    root = sha256("iso15118-2/v2g-root.pem")
    assert pile.name(root) == pile.name(identity_of(pile, root)) == "Sample V2G Root CA 1"
    assert pile.name("sighted:SHA256:aa:bb") == "sighted:SHA256:aa:bb"
