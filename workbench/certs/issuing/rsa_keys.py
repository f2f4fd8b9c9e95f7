"""RSA keys out of a seed: the first probable primes in a stream that the seed gives (after FIPS 186-5 A.1.3)."""

from __future__ import annotations

from functools import lru_cache
from hashlib import shake_256
from math import gcd, prod
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import rsa

if TYPE_CHECKING:
    from collections.abc import Iterator

_EXPONENT = 65537
_ROUNDS = 8
"""Of Miller-Rabin: a random composite of 512 bits passes with less than 2**-100 (FIPS 186-5 B.3); cryptography tests again."""
_SMALL = prod(n for n in range(3, 2000, 2) if all(n % divisor for divisor in range(3, int(n**0.5) + 1, 2)))
"""The odd primes below 2000: a larger number that shares one is none, said quickly."""


@lru_cache(maxsize=8)  # a second each
def rsa_private_key(material: bytes, bits: int) -> rsa.RSAPrivateKey:
    """The RSA key with exponent 65537 that the material gives; the same material gives the same key on every machine.

    Parameters
    ----------
    material
        Any octets, secret ones for a secret key.
    bits
        Of the modulus, even, at least 1024; nothing below 2048 is safe.
    """
    candidates = _candidates(material, bits // 2)
    p = next(candidates)
    q = next(candidate for candidate in candidates if abs(p - candidate) >> (bits // 2 - 100))
    p, q = max(p, q), min(p, q)
    private_exponent = pow(_EXPONENT, -1, (p - 1) * (q - 1) // gcd(p - 1, q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=private_exponent,
        dmp1=private_exponent % (p - 1),
        dmq1=private_exponent % (q - 1),
        iqmp=pow(q, -1, p),
        public_numbers=rsa.RSAPublicNumbers(_EXPONENT, p * q),
    )
    return numbers.private_key()


def is_probable_prime(number: int, bases: Iterator[int]) -> bool:
    """Whether an odd number above 2000 passes Miller-Rabin (FIPS 186-5 B.3.1) for the next eight bases."""
    if gcd(number, _SMALL) > 1:
        return False
    twos = (number - 1 & 1 - number).bit_length() - 1
    return all(_passes(number, twos, base % (number - 3) + 2) for base, _ in zip(bases, range(_ROUNDS), strict=False))


def _passes(number: int, twos: int, base: int) -> bool:
    power = pow(base, number - 1 >> twos, number)
    if power in {1, number - 1}:
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False


def _candidates(material: bytes, bits: int) -> Iterator[int]:
    """The primes of this size in the stream, both highest bits set: two of them make a modulus of full length."""
    drawn = _stream(material + b"\0candidates", bits // 8)
    bases = _stream(material + b"\0bases", bits // 8)
    highest = 0b11 << bits - 2
    for number in drawn:
        candidate = number | highest | 1
        if gcd(candidate - 1, _EXPONENT) == 1 and is_probable_prime(candidate, bases):
            yield candidate


def _stream(material: bytes, octets: int) -> Iterator[int]:
    counter = 0
    while True:
        yield int.from_bytes(shake_256(material + counter.to_bytes(4)).digest(octets))
        counter += 1
