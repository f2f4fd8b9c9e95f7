import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import pem

from workbench.certs.items import Item, ItemType, Source
from workbench.sample_pki import is_sample, known_fingerprints, reference_time, reference_time_for
from workbench.sample_pki.declaration import Declaration

TIME = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def sample(directory: Path) -> bytes:
    return (directory / "iso15118-2/v2g-root.der").read_bytes()


@pytest.fixture
def crl(directory: Path) -> bytes:
    return (directory / "iso15118-2/cpo-sub-ca2.crl").read_bytes()


@pytest.fixture
def stranger() -> bytes:
    path = Path(__file__).parents[1] / "data/real/everest/csms_certs/ca/V2G_ROOT_CA_PX.pem"
    return bytes(pem.unarmor(path.read_bytes())[2])


def item(item_type: ItemType, der: bytes = b"") -> Item:
    return Item(item_type, der, Source("x"))


def certificate(der: bytes) -> Item:
    return item(ItemType.CERTIFICATE, der)


def test_the_reference_time_is_the_declared_one() -> None:
    assert reference_time() == TIME


def test_fingerprints_are_known_in_either_case(sample: bytes, crl: bytes, stranger: bytes, declaration: Declaration) -> None:
    assert is_sample(hashlib.sha256(sample).hexdigest().upper())
    assert is_sample(hashlib.sha256(crl).hexdigest())
    assert not is_sample(hashlib.sha256(stranger).hexdigest())
    assert len(known_fingerprints()) == len(declaration.certificates) + len(declaration.crls) > 70


def test_samples_alone_have_the_reference_time(sample: bytes, crl: bytes) -> None:
    assert reference_time_for([certificate(sample)]) == TIME
    assert reference_time_for([item(ItemType.CRL, crl)]) == TIME


def test_one_stranger_takes_it_away(sample: bytes, stranger: bytes) -> None:
    assert reference_time_for([certificate(sample), certificate(stranger)]) is None
    assert reference_time_for([certificate(stranger), certificate(sample)]) is None


@pytest.mark.parametrize("item_type", [ItemType.CRL, ItemType.OCSP_RESPONSE])
def test_a_strange_crl_or_ocsp_response_takes_it_away(sample: bytes, item_type: ItemType) -> None:
    assert reference_time_for([item(item_type, b"x"), certificate(sample)]) is None


@pytest.mark.parametrize(
    "item_type", [t for t in ItemType if t not in {ItemType.CERTIFICATE, ItemType.CRL, ItemType.OCSP_RESPONSE}]
)
def test_what_has_no_date_is_neutral(sample: bytes, item_type: ItemType) -> None:
    assert reference_time_for([item(item_type, b"x"), certificate(sample), item(item_type, b"y")]) == TIME
    assert reference_time_for([item(item_type, b"x")]) is None


def test_nothing_has_no_time() -> None:
    assert reference_time_for([]) is None
