import hashlib
import hmac
import subprocess
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from workbench.certs.facts import key_name
from workbench.certs.issuing import ALGORITHMS, derive_private_key, derive_serial
from workbench.certs.issuing.rsa_keys import is_probable_prime
from workbench.certs.issuing.signing import sign

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@pytest.fixture
def run(openssl: Path) -> Callable[..., str]:
    def run(*arguments: str, stdin: bytes) -> str:
        done = subprocess.run([openssl, *arguments], input=stdin, capture_output=True, check=True, timeout=30)
        return (done.stdout + done.stderr).decode()

    return run


def hkdf_sha512(seed: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869, from its text."""
    pseudorandom_key = hmac.digest(b"pnc-workbench", seed, hashlib.sha512)
    block, blocks = b"", b""
    for counter in range(1, 4):
        block = hmac.digest(pseudorandom_key, block + info + bytes([counter]), hashlib.sha512)
        blocks += block
    return blocks[:length]


@pytest.mark.parametrize(
    ("scalar", "curve", "hash_name", "message", "r", "s"),
    [
        pytest.param(
            0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721,
            ec.SECP256R1(),
            "SHA256",
            b"sample",
            0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,
            0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8,
            id="RFC 6979 A.2.5 sample",
        ),
        pytest.param(
            0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721,
            ec.SECP256R1(),
            "SHA256",
            b"test",
            0xF1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,
            0x019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083,
            id="RFC 6979 A.2.5 test",
        ),
        pytest.param(
            0x0FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538,
            ec.SECP521R1(),
            "SHA512",
            b"sample",
            0x0C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F174E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA,
            0x0617CCE7CF5064806C467F678D3B4080D6F1CC50AF26CA209417308281B68AF282623EAA63E5B5C0723D8B8C37FF0777B1A20F8CCB1DCCC43997F1EE0E44DA4A67A,
            id="RFC 6979 A.2.7 sample",
        ),
    ],
)
def test_signatures_are_those_of_rfc_6979(
    scalar: int, curve: ec.EllipticCurve, hash_name: str, message: bytes, r: int, s: int
) -> None:
    key = ec.derive_private_key(scalar, curve)
    assert decode_dss_signature(sign(message, key)) == (r, s)  # the curve's own digest
    assert decode_dss_signature(sign(message, key, hash_name)) == (r, s)


def test_a_p256_scalar_is_hkdf_reduced() -> None:
    key = derive_private_key(b"seed", "iso15118-2/secc", "P-256")
    drawn = int.from_bytes(hkdf_sha512(b"seed", b"P-256 private key\0iso15118-2/secc", 40))
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert key.private_numbers().private_value == drawn % (P256_ORDER - 1) + 1


@pytest.mark.parametrize(("algorithm", "length"), [("Ed25519", 32), ("Ed448", 57)])
def test_an_edwards_key_is_hkdf_output(algorithm: str, length: int) -> None:
    raw = derive_private_key(b"seed", "a", algorithm).private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    assert raw == hkdf_sha512(b"seed", f"{algorithm} private key\0a".encode(), length)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_another_label_seed_or_algorithm_is_another_key(algorithm: str) -> None:
    def raw(seed: bytes, label: str) -> bytes:
        return derive_private_key(seed, label, algorithm).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    assert raw(b"seed", "a") == raw(b"seed", "a")
    assert len({raw(b"seed", "a"), raw(b"seed", "b"), raw(b"seee", "a")}) == 3


@pytest.mark.parametrize("algorithm", ["P-384", "P-521"])
def test_the_larger_curves_get_scalars_of_their_size(algorithm: str) -> None:
    key = derive_private_key(b"seed", "a", algorithm)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert key.private_numbers().private_value.bit_length() > key.curve.key_size - 40
    assert f"P-{key.curve.key_size}" == algorithm


def test_an_unknown_algorithm_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'RSA 512' is none of the key algorithms P-256"):
        derive_private_key(b"seed", "a", "RSA 512")


def test_an_algorithm_s_name_is_that_of_its_keys() -> None:
    assert [key_name(derive_private_key(b"seed", "a", algorithm)) for algorithm in ALGORITHMS] == list(ALGORITHMS)


def test_an_rsa_modulus_is_the_first_two_primes_of_its_stream() -> None:
    material = hkdf_sha512(b"seed", b"RSA 1024 private key\0a", 64)
    key = derive_private_key(b"seed", "a", "RSA 1024")
    assert isinstance(key, rsa.RSAPrivateKey)
    numbers = key.private_numbers()
    primes = {numbers.p, numbers.q}
    seen = []
    for counter in range(10_000):
        drawn = int.from_bytes(hashlib.shake_256(material + b"\0candidates" + counter.to_bytes(4)).digest(64))
        seen.append(drawn | 0b11 << 510 | 1)
        if seen[-1] in primes and len(primes & set(seen)) == 2:
            break
    first, second = (at for at, candidate in enumerate(seen) if candidate in primes)
    assert not any(pow(2, candidate - 1, candidate) == 1 for candidate in seen[:second] if candidate != seen[first])
    assert (key.key_size, numbers.public_numbers.e) == (1024, 65537)
    assert numbers.p > numbers.q


def test_an_rsa_key_is_one_to_openssl(run: Callable[..., str]) -> None:
    key = derive_private_key(b"seed", "a", "RSA 2048")
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert "RSA key ok" in run("rsa", "-check", "-noout", stdin=pem)


@pytest.mark.parametrize("number", [3215031751, 341550071728321, 3825123056546413051, 825265, (2**61 - 1) * (2**89 - 1)])
def test_pseudoprimes_to_small_bases_are_no_primes(number: int) -> None:
    assert not is_probable_prime(number, count(7**20))


@pytest.mark.parametrize("number", [2003, 2**61 - 1, 2**127 - 1, 2**521 - 1, 2**255 - 19])
def test_primes_are_primes(number: int) -> None:
    assert is_probable_prime(number, count(7**20))


def test_miller_rabin_agrees_with_trial_division() -> None:
    odd = range(2001, 12_000, 2)
    assert [n for n in odd if is_probable_prime(n, count(7**20))] == [n for n in odd if all(n % d for d in range(3, 110, 2))]


@pytest.mark.parametrize(("hash_name", "algorithm"), [("", hashes.SHA256()), ("SHA1", hashes.SHA1()), ("SHA512", hashes.SHA512())])  # noqa: S303
def test_rsa_signatures_are_pkcs1_and_the_same_each_time(hash_name: str, algorithm: hashes.HashAlgorithm) -> None:
    key = derive_private_key(b"seed", "a", "RSA 1024")
    assert isinstance(key, rsa.RSAPrivateKey)
    signature = sign(b"m", key, hash_name)
    key.public_key().verify(signature, b"m", padding.PKCS1v15(), algorithm)
    assert signature == sign(b"m", key, hash_name)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_no_number_in_a_repr(algorithm: str) -> None:
    key = derive_private_key(b"seed", "a", algorithm)
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    shown = f"{key!r}{key}"
    assert not any(secret[at : at + 4].hex() in shown.lower() for at in range(len(secret) - 4))


@given(label=st.text(max_size=20), octets=st.integers(1, 19))
def test_serials_are_positive_and_fit_rfc_5280(label: str, octets: int) -> None:
    serial = derive_serial(b"seed", label, octets)
    assert 0 < serial < 1 << 8 * octets
    assert len(serial.to_bytes(serial.bit_length() // 8 + 1)) <= 20  # with DER's sign octet
    assert serial == derive_serial(b"seed", label, octets)


def test_serials_differ_by_label() -> None:
    assert len({derive_serial(b"seed", str(number)) for number in range(1000)}) == 1000


@pytest.mark.parametrize("octets", [0, 20])
def test_serials_that_would_not_fit_are_refused(octets: int) -> None:
    with pytest.raises(ValueError, match="not one of 1 to 19"):
        derive_serial(b"seed", "a", octets)


def test_edwards_signatures_have_no_digest_and_verify() -> None:
    key = derive_private_key(b"seed", "a", "Ed448")
    assert sign(b"m", key) == sign(b"m", key, "SHA256")


def test_ecdsa_over_sha1_on_demand_only() -> None:
    key = derive_private_key(b"seed", "a", "P-256")
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    key.public_key().verify(sign(b"m", key, "SHA1"), b"m", ec.ECDSA(hashes.SHA1()))  # noqa: S303
    assert sign(b"m", key, "SHA1") != sign(b"m", key)
