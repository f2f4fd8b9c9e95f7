"""Who issued a certificate of which hash data alone are known: both hashes or nobody."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from tests.revocation.ocsp_made import CA, DAY, LEAF, ca, made, path_certificate
from workbench.certs.hashdata import CertificateHashData, hash_data_of
from workbench.certs.items import Item, ItemType, Source
from workbench.errors import InputError
from workbench.revocation.by_hash import CaPool, named, rehashed
from workbench.revocation.ocsp_request import hash_data_by

ALGORITHMS = ["SHA1", "SHA256", "SHA384", "SHA512"]
OTHER = ca("Other")


def pool(*certificates) -> CaPool:
    return CaPool(path_certificate(one).item for one in certificates)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("spelled", [str.lower, str.upper])
def test_the_issuer_is_found_by_both_hashes_in_any_case(algorithm: str, spelled) -> None:
    exact = hash_data_by(LEAF, CA, algorithm)
    hash_data = CertificateHashData(
        spelled(algorithm), spelled(exact.issuer_name_hash), spelled(exact.issuer_key_hash), spelled(exact.serial_number)
    )
    found = named(hash_data, pool(OTHER, CA))
    assert found.issuer == path_certificate(CA)
    assert (found.at_hand, found.certificate.facts.serial, found.found_in) == (False, 5, "in the pool of CAs")
    assert found.certificate.facts.issuer_der == CA.subject.public_bytes()


def test_one_hash_alone_finds_nobody_and_says_who_comes_near() -> None:
    exact, other = hash_data_of(LEAF, CA), hash_data_of(made("leaf", "Other"), OTHER)
    for changed, said in (
        ({"issuer_name_hash": other.issuer_name_hash}, "CA has that key, but spells its name in other octets"),
        ({"issuer_key_hash": other.issuer_key_hash}, "CA has that name, but another key"),
        (
            {"issuer_name_hash": "0" * 64, "issuer_key_hash": "0" * 64},
            "none of its 1 certificates has that name or that key",
        ),
    ):
        fields = {name: getattr(exact, name) for name in ("hash_algorithm", "issuer_name_hash", "issuer_key_hash", "serial_number")}
        hash_data = CertificateHashData(**{**fields, **changed})
        assert named(hash_data, pool(CA)).issuer is None
        assert pool(CA).near(hash_data) == said
    assert CaPool().near(exact) == "it is empty"


def test_the_certificate_itself_is_taken_from_the_pool_only_where_the_issuer_signed_it() -> None:
    hash_data = hash_data_of(LEAF, CA)
    assert named(hash_data, pool(CA, LEAF)).certificate == path_certificate(LEAF)
    forged = made("leaf", issuer_key="Other")
    assert not named(hash_data, pool(CA, forged)).at_hand


def test_an_issuer_that_a_response_brings_along_counts_after_the_pool() -> None:
    hash_data = hash_data_of(LEAF, CA)
    assert "brings along" in named(hash_data, pool(OTHER), pool(CA)).found_in
    assert "pool" in named(hash_data, pool(CA), pool(CA)).found_in
    assert named(hash_data, pool(OTHER), pool(OTHER)).issuer is None


def test_of_a_renewed_ca_the_longest_valid_certificate_is_taken() -> None:
    renewed = ca(until=90 * DAY)
    for order in ((CA, renewed), (renewed, CA)):
        assert named(hash_data_of(LEAF, CA), pool(*order)).issuer == path_certificate(renewed)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("given", ALGORITHMS)
def test_hash_data_are_put_into_another_algorithm(given: str, algorithm: str) -> None:
    assert rehashed(hash_data_by(LEAF, CA, given), path_certificate(CA), algorithm) == hash_data_by(LEAF, CA, algorithm)


def test_what_is_no_certificate_and_what_is_no_hash_data() -> None:
    item = path_certificate(CA).item
    assert len(CaPool([replace(item, type=ItemType.CRL), Item(ItemType.CERTIFICATE, b"junk", Source("x")), item, item])) == 1
    with pytest.raises(InputError):
        named(CertificateHashData("SHA256", "", "", ""), pool(CA))
    assert item.der == CA.public_bytes(Encoding.DER)
