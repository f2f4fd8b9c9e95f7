"""What the common mistakes would give for one certificate, so that a wrong value is recognised at a glance."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.certs.der import CertificateSlices, DerError, certificate_slices, issuer_and_serial
from workbench.certs.forensics.forms import DIGESTS
from workbench.certs.forensics.key_forms import identifier_forms, key_forms
from workbench.certs.forensics.mistakes import MISTAKES, in_order
from workbench.certs.forensics.printed_names import LONGEST_NAME
from workbench.certs.forensics.serial_forms import LONGEST_SERIAL, written_forms
from workbench.certs.names import rfc4514

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.certs.forensics.forms import Forms
    from workbench.certs.hashdata import CertificateHashData

_SHORTEST_FIELD = 20
"""Characters to which some stacks cut serialNumber."""


@dataclass(frozen=True, slots=True)
class CommonMistake:
    """A wrong value of a field.

    Attributes
    ----------
    codes
        Of :data:`workbench.certs.forensics.mistakes.MISTAKES`.
    value
        What the field would hold. May be a name: hostile text.
    """

    codes: tuple[str, ...]
    value: str

    @property
    def sentence(self) -> str:
        """What the sender did: a clause in lower case that names the field."""
        return "; ".join(MISTAKES[code].sentence for code in self.codes)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a mistake."""
        return {"mistakes": list(self.codes), "value": self.value, "sentence": self.sentence}


_Found = tuple[str | tuple[str, ...], str]


def _distinct(right: str, found: Iterable[_Found]) -> tuple[CommonMistake, ...]:
    """Each wrong value once; a mistake that happens to give the right value is none here (a root's own key)."""
    seen, kept = {right}, []
    for codes, value in found:
        if value not in seen:
            seen.add(value)
            kept.append(CommonMistake((codes,) if isinstance(codes, str) else codes, value))
    return tuple(kept)


def name_mistakes(certificate: bytes, issuer: bytes, right: CertificateHashData) -> tuple[CommonMistake, ...]:
    """Wrong values of issuerNameHash.

    Parameters
    ----------
    certificate, issuer
        DER.
    """
    name, own = issuer_and_serial(certificate)[0], _own(certificate)
    digest = DIGESTS[right.hash_algorithm]

    def found() -> Iterator[_Found]:
        yield "name:reencoded", digest(certificate_slices(issuer).subject).hexdigest()
        if own is not None:
            yield "name:subject", digest(own.subject).hexdigest()
        if printed := _printed(name):
            yield "name:text", digest(printed.encode("utf-8", "surrogatepass")).hexdigest()
            yield "name:raw", printed
        yield "digest:sha1", DIGESTS["SHA1"](name).hexdigest()
        yield from _encodings(right.issuer_name_hash)
        yield "digest:certificate", digest(certificate).hexdigest()

    return _distinct(right.issuer_name_hash, found())


def key_mistakes(
    certificate: bytes, issuer: bytes, right: CertificateHashData, identifier: bytes | None
) -> tuple[CommonMistake, ...]:
    """Wrong values of issuerKeyHash.

    Parameters
    ----------
    identifier
        The issuer's subjectKeyIdentifier; None where it has none.
    """
    key, own = certificate_slices(issuer).public_key_info, _own(certificate)
    identifiers = identifier_forms(identifier) if identifier else key_forms(key, own=False)

    def found() -> Iterator[_Found]:
        forms = key_forms(key, own=False)
        for code in ("key:spki", "key:unused-bits", "key:bit-string"):
            yield from _first(forms, code, right.hash_algorithm)
        if own is not None:
            own_forms = key_forms(own.public_key_info, own=True)
            for code in ("key:own", "key:own-spki"):
                yield from _first(own_forms, code, right.hash_algorithm)
        yield from _first(identifiers, "key:ski", None)
        yield from _first(forms, "key:raw", None)
        yield from _first(forms, "digest:sha1", "SHA1")
        yield from _encodings(right.issuer_key_hash)
        yield "digest:issuer-certificate", DIGESTS[right.hash_algorithm](issuer).hexdigest()

    return _distinct(right.issuer_key_hash, found())


def serial_mistakes(serial: int, content: bytes, right: CertificateHashData) -> tuple[CommonMistake, ...]:
    """Wrong values of serialNumber.

    Parameters
    ----------
    content
        The INTEGER's content octets, sign octet and padding included.
    """
    number = right.serial_number

    def found() -> Iterator[_Found]:
        # a tool that prints whole octets, then one that prints the INTEGER's content, then a fixed width
        yield "serial:padded", number.zfill(len(number) + len(number) % 2)
        yield "serial:padded", content.hex()
        if serial >= 0 and len(number) < 40:
            yield "serial:padded", number.zfill(40)
        if serial.bit_length() <= 4 * LONGEST_SERIAL:  # nobody writes a longer one in decimal
            for text, mistakes in written_forms(serial):
                if mistakes and not ("serial:der" in mistakes and len(mistakes) > 1):
                    yield in_order(mistakes), text
        yield "serial:prefixed", f"0x{number}"
        yield "serial:colons", content.hex(":")
        if len(number) > _SHORTEST_FIELD:
            yield "serial:truncated", number[:_SHORTEST_FIELD]

    kept, codes = [], set()
    for mistake in _distinct(number, found()):
        if mistake.codes not in codes:
            kept.append(mistake)
            codes.add(mistake.codes)
    return tuple(kept)


def algorithm_mistakes(right: CertificateHashData) -> tuple[CommonMistake, ...]:
    """Wrong values of hashAlgorithm."""
    dashed = right.hash_algorithm.replace("SHA", "SHA-")
    return _distinct(right.hash_algorithm, [("algorithm:spelled", dashed), ("algorithm:unknown", "SHA1")])


def _own(certificate: bytes) -> CertificateSlices | None:
    try:
        return certificate_slices(certificate)
    except DerError:  # malformed behind the issuer's name: hash data there is all the same
        return None


def _printed(name: bytes) -> str:
    try:
        return rfc4514(name) if len(name) <= LONGEST_NAME else ""
    except ValueError:
        return ""


def _encodings(value: str) -> Iterator[_Found]:
    octets = bytes.fromhex(value)
    yield "encoding:base64", base64.b64encode(octets).decode("ascii")
    yield "encoding:base64url", base64.urlsafe_b64encode(octets).decode("ascii").rstrip("=")
    yield "encoding:colons", octets.hex(":")


def _first(forms: Forms, code: str, digest: str | None) -> Iterator[_Found]:
    """The first value to which this mistake alone leads."""
    wanted = frozenset() if code.startswith("digest:") else frozenset({code})
    for octets, ways in forms.by_octets.items():
        if any(form.mistakes == wanted and form.digest == digest for form in ways):
            yield code, octets.hex()
            return
