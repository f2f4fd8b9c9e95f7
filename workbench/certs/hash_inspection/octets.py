"""Which octets of a certificate go into its hash data and which around them do not, each run with its place in the DER.

The runs of one field follow one another without a gap: together they are the whole element, tag and length included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.certs.der import DerError, read_header
from workbench.certs.names import relative_names

if TYPE_CHECKING:
    from workbench.certs.names import Attribute


@dataclass(frozen=True, slots=True)
class Octets:
    """A run of octets.

    Attributes
    ----------
    offset
        Of the first octet in the certificate's DER.
    octets
        The run itself.
    meaning
        What it is, for people. May quote a name: hostile text.
    included
        Whether it goes into the field's value.
    """

    offset: int
    octets: bytes
    meaning: str
    included: bool

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a run."""
        return {
            "offset": self.offset,
            "length": len(self.octets),
            "hex": self.octets.hex(),
            "included": self.included,
            "meaning": self.meaning,
        }


Runs = tuple[Octets, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where the elements of a certificate lie that matter here: first octet and the one after the last (RFC 5280 4.1)."""

    serial: tuple[int, int]
    issuer: tuple[int, int]


def places(der: bytes) -> Places:
    """The places in a certificate.

    Raises
    ------
    DerError
        The outer shape is not that of a certificate.
    """
    elements = _elements(der, 3)
    return Places(elements[0], elements[2])


def public_key_place(der: bytes) -> tuple[int, int]:
    """The place of a certificate's SubjectPublicKeyInfo.

    Raises
    ------
    DerError
        The outer shape is not that of a certificate.
    """
    return _elements(der, 6)[5]


def _elements(der: bytes, count: int) -> list[tuple[int, int]]:
    """The first elements of a TBSCertificate, the version left out."""
    at = read_header(der, read_header(der)[1])[1]
    if der[at : at + 1] == b"\xa0":  # [0] EXPLICIT version; absent in version 1
        at = read_header(der, at)[2]
    found = []
    for _ in range(count):
        end = read_header(der, at)[2]
        if end > len(der):
            raise DerError(f"the element at byte {at} is cut off")
        found.append((at, end))
        at = end
    return found


def serial_runs(der: bytes) -> Runs:
    """The serialNumber INTEGER: header, sign octet or leading zeros, the number."""
    (at, end) = places(der).serial
    start = read_header(der, at)[1]
    content = der[start:end]
    header = Octets(at, der[at:start], "INTEGER: tag and length", included=False)
    if content[:1] >= b"\x80":
        return header, Octets(start, content, "a negative number in two's complement; it is written with its sign", included=True)
    zeros = min(len(content) - len(content.lstrip(b"\0")), len(content) - 1)
    number = content[zeros:]
    digits = "the number"
    if number[0] < 0x10 and number != b"\0":
        digits += "; its first digit 0 is not written"
    runs = [header, Octets(start + zeros, number, digits, included=True)]
    if zeros:
        sign = "sign octet: without it the number would be negative"
        words = sign if zeros == 1 and number[0] >= 0x80 else "leading zeros, which DER does not have"
        runs.insert(1, Octets(start, content[:zeros], words, included=False))
    return tuple(runs)


def issuer_runs(der: bytes) -> Runs:
    """The issuer's Name: its header and each RDN; all of it is hashed."""
    at, end = places(der).issuer
    name = der[at:end]
    try:
        rdns = relative_names(name)
    except DerError:
        return (Octets(at, name, "what stands where the issuer's Name must stand", included=True),)
    start = at + read_header(name)[1]
    runs = [Octets(at, der[at:start], "Name: tag and length", included=True)]
    for rdn in rdns:
        after = read_header(der, start)[2]
        runs.append(Octets(start, der[start:after], " + ".join(map(spelled, rdn)) or "an RDN without attributes", included=True))
        start = after
    return tuple(runs)


def spelled(attribute: Attribute) -> str:
    """An attribute with its string type: ``CN = "Sample", a UTF8String``. Hostile text."""
    if attribute.text is None:
        return f"{attribute.type} = {attribute.string_type}"
    article = "an" if attribute.string_type[0] in "AI" else "a"
    return f'{attribute.type} = "{attribute.text}", {article} {attribute.string_type}'


def key_runs(der: bytes, key: str = "") -> Runs:
    """The SubjectPublicKeyInfo: only the key bits are hashed.

    Parameters
    ----------
    key
        What key it is, for people: ``"P-256"``.
    """
    at, end = public_key_place(der)
    start = read_header(der, at)[1]
    string = read_header(der, start)[2]
    _, content, after = read_header(der, string)
    runs = [
        Octets(at, der[at:start], "SubjectPublicKeyInfo: tag and length", included=False),
        Octets(start, der[start:string], f"AlgorithmIdentifier{f': {key}' if key else ''}", included=False),
        Octets(string, der[string : string + 1], "BIT STRING: tag", included=False),
        Octets(string + 1, der[string + 1 : content], "BIT STRING: length", included=False),
        Octets(content, der[content : content + 1], "how many bits of the last octet are unused", included=False),
        Octets(content + 1, der[content + 1 : after], _bits(key, der[content + 1 : after]), included=True),
    ]
    if after < end:
        runs.append(Octets(after, der[after:end], "what must not follow there", included=False))
    return tuple(runs)


def _bits(key: str, bits: bytes) -> str:
    """The key bits, for people: RFC 5480 2.2, RFC 8017 A.1.1, RFC 8410 4."""
    match key.split()[:1], bits[:1]:
        case ["RSA"], _:
            return "the key: an RSAPublicKey, modulus and exponent"
        case ["Ed25519" | "Ed448" | "X25519" | "X448"], _:
            return "the key itself"
        case [str(curve)], b"\x04" if curve.startswith(("P-", "secp", "brainpool")):
            return "the key: a point, 04 and both coordinates"
        case [str(curve)], b"\x02" | b"\x03" if curve.startswith(("P-", "secp", "brainpool")):
            return "the key: a compressed point, hashed as it stands"
        case _:
            return "the key"
