"""A sender that gets CertificateHashData wrong on purpose, in every way that docs/contracts.md names, alone and together.

Written from that list alone, with asn1crypto and hashlib: it shares no code with what has to find the mistakes.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from asn1crypto import x509 as lenient

from tests.certs.forensics.sender_names import printed_forms
from tests.certs.forensics.sender_serials import Codes, colons, serial_forms
from tests.certs.known_pairs import Pair

MISTAKES = (
    *("name:subject", "name:reencoded", "name:text", "name:raw"),
    *("key:spki", "key:unused-bits", "key:own", "key:own-spki", "key:ski", "key:raw"),
    *("digest:sha1", "digest:mislabelled"),
    *("encoding:base64", "encoding:base64url", "encoding:colons", "encoding:prefixed"),
    *("serial:padded", "serial:decimal", "serial:prefixed", "serial:colons", "serial:truncated", "serial:der"),
    *("serial:rounded", "serial:number"),
    *("fields:swapped", "digest:certificate"),
)
"""In the contract's order, which decides where two explanations are equally short."""

DIGESTS = {"SHA1": hashlib.sha1, "SHA256": hashlib.sha256, "SHA384": hashlib.sha384, "SHA512": hashlib.sha512}
Encoder = Callable[[bytes], str]


@dataclass(frozen=True)
class Sent:
    """An entry as a wrong sender writes it, what was done wrong, and how exactly."""

    entry: dict[str, Any]
    mistakes: Codes
    how: str


@dataclass(frozen=True)
class Option:
    """One way to do one of the steps, with the mistakes that it is."""

    codes: Codes
    how: str
    value: Any


@dataclass(frozen=True)
class Hashed:
    """Octets whose hash goes into the field; octets or text alone go there as they are."""

    octets: bytes


def option(value: Any, how: str, *codes: str) -> Option:
    return Option(frozenset(codes), how, value)


@lru_cache(maxsize=256)
def wrong_entries(pair: Pair, algorithm: str, most: int) -> tuple[Sent, ...]:
    """Every entry with at most so many mistakes; with none the right one, also in upper case."""
    steps = [names(pair), keys(pair), digests(algorithm), ENCODINGS, serials(pair), FIELDS]
    return tuple(
        Sent(entry, frozenset().union(*(step.codes for step in chosen)), "; ".join(step.how for step in chosen if step.how))
        for chosen in _products([list(step) for step in steps], most)
        if (entry := _entry(algorithm, *(step.value for step in chosen)))
    )


def right_entry(pair: Pair, algorithm: str) -> dict[str, Any]:
    return wrong_entries(pair, algorithm, 0)[0].entry


def _products(steps: list[list[Option]], most: int, codes: Codes = frozenset()) -> Iterator[tuple[Option, ...]]:
    if not steps:
        yield ()
        return
    for chosen in steps[0]:
        union = codes | chosen.codes
        if len(union) <= most:
            for rest in _products(steps[1:], most, union):
                yield (chosen, *rest)


def names(pair: Pair) -> Iterator[Option]:
    certificate, authority = lenient.Certificate.load(pair.certificate), lenient.Certificate.load(pair.issuer)
    issuer, subject = certificate.issuer.dump(), certificate.subject.dump()
    yield option(Hashed(issuer), "")
    yield option(Hashed(subject), "own subject", "name:subject")
    yield option(Hashed(authority.subject.dump()), "the issuer's own name", "name:reencoded")
    for how, text in printed_forms(issuer).items():
        yield option(Hashed(text.encode()), how, "name:text")
        yield option(text, how, "name:raw")
    for how, text in printed_forms(subject).items():
        yield option(Hashed(text.encode()), f"own subject, {how}", "name:subject", "name:text")
    yield option(issuer, "DER", "name:raw")
    yield option(Hashed(pair.certificate), "fingerprint as name", "digest:certificate")


def keys(pair: Pair) -> Iterator[Option]:
    certificate, authority = lenient.Certificate.load(pair.certificate), lenient.Certificate.load(pair.issuer)
    for own, spki, whose in (((), "key:spki", authority), (("key:own",), "key:own-spki", certificate)):
        info, contents = whose.public_key.dump(), whose.public_key["public_key"].contents
        yield option(Hashed(contents[1:]), "own key" if own else "", *own)
        yield option(Hashed(info), "whole SPKI", spki)
        yield option(Hashed(contents), "with the unused-bits octet", *own, "key:unused-bits")
        yield option(contents[1:], "key itself", *own, "key:raw")
        yield option(info, "SPKI itself", *own, "key:raw")
        yield option(hashlib.sha1(contents[1:]).digest(), "SHA-1 of the key", *own, "key:ski")  # noqa: S324
        if whose.key_identifier:
            yield option(whose.key_identifier, "SKI", *own, "key:ski")
            yield option(whose.key_identifier, "SKI", "key:ski")
    if certificate.authority_key_identifier:
        yield option(certificate.authority_key_identifier, "AKI", "key:ski")
    yield option(Hashed(pair.certificate), "fingerprint as key", "digest:certificate")


def digests(label: str) -> Iterator[Option]:
    yield option(label, "")
    yield option("SHA1", "SHA-1", "digest:sha1")
    for other in DIGESTS.keys() - {label, "SHA1"}:
        yield option(other, other, "digest:mislabelled")


def serials(pair: Pair) -> Iterator[Option]:
    for codes, how, value in serial_forms(lenient.Certificate.load(pair.certificate).serial_number):
        yield Option(codes, f"serial {how}" if how != "right" else "", value)


def both(encoder: Encoder, how: str, *codes: str) -> list[Option]:
    """The encoding in both hash fields, and in either alone."""
    return [
        option((encoder, encoder), how, *codes),
        option((encoder, bytes.hex), f"{how}, name alone", *codes),
        option((bytes.hex, encoder), f"{how}, key alone", *codes),
    ]


ENCODINGS = [
    option((bytes.hex, bytes.hex), ""),
    option((lambda octets: octets.hex().upper(),) * 2, "upper case"),
    *both(lambda octets: base64.b64encode(octets).decode(), "base64", "encoding:base64"),
    *both(lambda octets: base64.b64encode(octets).decode().rstrip("="), "base64 without padding", "encoding:base64"),
    *both(lambda octets: base64.urlsafe_b64encode(octets).decode(), "base64url with padding", "encoding:base64url"),
    *both(lambda octets: base64.urlsafe_b64encode(octets).decode().rstrip("="), "base64url", "encoding:base64url"),
    *both(lambda octets: colons(octets.hex()), "colons", "encoding:colons"),
    *both(lambda octets: colons(octets.hex()).upper(), "colons, upper case", "encoding:colons"),
    *both(lambda octets: "0x" + octets.hex(), "0x", "encoding:prefixed"),
    *both(lambda octets: "0x" + octets.hex().upper(), "0x, upper case", "encoding:prefixed"),
]
FIELDS = [option(False, ""), option(True, "swapped", "fields:swapped")]  # noqa: FBT003


def _entry(
    label: str, name: Any, key: Any, digest: str, encoders: tuple[Encoder, Encoder], serial: Any, swapped: Any
) -> dict[str, Any]:
    """The entry; none where SHA-1 would be told by the key alone, which is no mistake of the digest (contract: JSON of match)."""
    if digest == "SHA1" and not isinstance(name, Hashed):
        return {}
    values = []
    for content, encode in zip((name, key), encoders, strict=True):
        octets = DIGESTS[digest](content.octets).digest() if isinstance(content, Hashed) else content
        values.append(octets if isinstance(octets, str) else encode(octets))
    first, second = reversed(values) if swapped else values
    return {"hashAlgorithm": label, "issuerNameHash": first, "issuerKeyHash": second, "serialNumber": serial}
