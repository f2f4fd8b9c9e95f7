"""DER to items: one element after the other, each read by the one parser that its structure asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key
from cryptography.x509 import ocsp

from workbench.certs.der import DerError, certificate_slices, element_length
from workbench.certs.fact_finding import why_refused
from workbench.certs.facts import key_name
from workbench.certs.items import ItemType
from workbench.certs.loading import keys, pkcs7, pkcs12
from workbench.certs.loading.pile import repaired, unreadable
from workbench.certs.loading.sealed import CostlyError, WrongPasswordError
from workbench.certs.loading.structures import Structure, structure_of
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.certs.loading.pile import Pile, Place

PARSE_ERRORS = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    InternalError,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    OverflowError,
    NotImplementedError,
)
"""What ``cryptography`` raises at input that it does not understand."""


def read_der(data: bytes, place: Place, pile: Pile) -> None:
    """Read all elements of ``data``, which starts with a SEQUENCE tag, one after the other."""
    if data[1:2] == b"\x80":
        _read_ber(data, place, pile)
        return
    at = 0
    while at < len(data) and not pile.full:
        here = place.beside(f"byte {at}") if at else place
        if data[at] != 0x30:
            _read_trailing(data[at:], here, pile)
            return
        try:
            length = element_length(data, at)
        except DerError as error:
            pile.refuse(unreadable(f"This starts like DER, but {error}.", remedy="Ask for the file again, as DER or PEM."), here)
            return
        if at + length > len(data):
            _refuse_cut_off(data, at, length, here, pile)
            return
        read_element(data if length == len(data) else data[at : at + length], here, pile)
        at += length


def read_element(der: bytes, place: Place, pile: Pile, *, label: str = "") -> None:
    """Read one complete element."""
    structure = structure_of(der)
    match structure:
        case Structure.CERTIFICATE:
            _read_certificate(der, place, pile, label)
        case Structure.PKCS7:
            _read_pkcs7(der, place, pile)
        case Structure.PKCS12:
            _read_pkcs12(der, place, pile)
        case Structure.PRIVATE_KEY | Structure.ENCRYPTED_PRIVATE_KEY:
            read_private_key(der, place, pile)
        case Structure.UNKNOWN:
            pile.refuse(
                unreadable(
                    "This is complete DER, but no certificate, CSR, CRL, OCSP message, PKCS#7, PKCS#12 or key.",
                    remedy="Look at it with `openssl asn1parse -inform DER`.",
                    observed=f"{len(der):,} bytes",
                ),
                place,
                label=label,
            )
        case _:
            _read_with(*_PARSERS[structure], der, place, pile)


def read_private_key(data: bytes, place: Place, pile: Pile) -> None:
    """Read a private key, DER or one PEM block; only its public half enters the pile."""
    try:
        half = keys.unpack(data, pile.passwords(place), pile.hashing)
    except WrongPasswordError:
        pile.refuse(_password_needed("This private key is encrypted", place, pile), place)
    except (*PARSE_ERRORS, CostlyError) as error:
        pile.refuse(
            unreadable(
                f"This looks like a private key, but it cannot be opened: {first_line(error)}.",
                remedy="Compare with `openssl pkey -noout -in FILE`.",
                item="key",
            ),
            place,
        )
    else:
        pile.remember(half.password)
        pile.add(ItemType.PRIVATE_KEY, half.der, place, half.key, label=key_name(half.key))


def first_line(error: BaseException) -> str:
    """An error's first line without its full stop, or its type where it says nothing."""
    text = str(error).strip()
    return text.splitlines()[0].rstrip(".")[:300] if text else type(error).__name__


def _read_certificate(der: bytes, place: Place, pile: Pile, label: str) -> None:
    try:
        parsed: x509.Certificate | None = x509.load_der_x509_certificate(der)
    except PARSE_ERRORS:
        parsed = None
        try:
            certificate_slices(der)  # a certificate of which anything can be shown is shown
        except DerError as error:
            pile.refuse(
                unreadable(
                    f"This has the outer shape of a certificate, but its parts cannot be told apart: {first_line(error)}.",
                    remedy="Have it issued again; compare with `openssl asn1parse -inform DER`.",
                    observed=why_refused(der),
                    item="certificate",
                ),
                place,
                label=label,
            )
            return
    pile.add(ItemType.CERTIFICATE, der, place, parsed, label=label)


def _read_with(item_type: ItemType, parse: Callable[[bytes], object], der: bytes, place: Place, pile: Pile) -> None:
    try:
        parsed = parse(der)
    except PARSE_ERRORS as error:
        pile.refuse(
            unreadable(
                f"This has the outer shape of a {item_type.value}, but it cannot be parsed: {first_line(error)}.",
                remedy="Have it made again; compare with `openssl asn1parse -inform DER`.",
                item=item_type.finding_item,
            ),
            place,
        )
    else:
        pile.add(item_type, der, place, parsed)


_PARSERS: dict[Structure, tuple[ItemType, Callable[[bytes], object]]] = {
    Structure.CSR: (ItemType.CSR, x509.load_der_x509_csr),
    Structure.CRL: (ItemType.CRL, x509.load_der_x509_crl),
    Structure.OCSP_REQUEST: (ItemType.OCSP_REQUEST, ocsp.load_der_ocsp_request),
    Structure.OCSP_RESPONSE: (ItemType.OCSP_RESPONSE, ocsp.load_der_ocsp_response),
    Structure.PUBLIC_KEY: (ItemType.PUBLIC_KEY, load_der_public_key),
}


# --- containers ---


def _read_pkcs7(data: bytes, place: Place, pile: Pile) -> None:
    try:
        parts = pkcs7.unpack(data)
    except ValueError as error:
        pile.refuse(
            unreadable(
                f"This PKCS#7 cannot be read: {first_line(error)}.",
                remedy="Ask the CA for a certificates-only PKCS#7 (.p7b, .p7c) or for PEM.",
            ),
            place,
        )
        return
    if not parts:
        pile.refuse(
            unreadable("This PKCS#7 is well-formed and holds no certificate.", remedy="Ask the CA for the chain again."), place
        )
    known = [part for part in parts if structure_of(part) in {Structure.CERTIFICATE, Structure.CRL}]
    for part in known:
        read_element(part, place.inside("PKCS#7"), pile)
    if len(known) < len(parts):  # told once: a hostile one holds them by the thousand
        pile.refuse(
            unreadable(
                f"{len(parts) - len(known):,} of the {len(parts):,} parts of this PKCS#7 are neither certificates nor CRLs.",
                remedy="Look at them with `openssl asn1parse`.",
            ),
            place,
        )


def _read_pkcs12(data: bytes, place: Place, pile: Pile) -> None:
    try:
        store = pkcs12.unpack(data, pile.passwords(place), pile.hashing)
    except WrongPasswordError:
        pile.refuse(_password_needed("This PKCS#12 store is locked", place, pile), place)
        return
    except (*PARSE_ERRORS, CostlyError) as error:
        pile.refuse(
            unreadable(
                f"This PKCS#12 store cannot be read: {first_line(error)}.",
                remedy="Export it again, with AES and SHA-256; compare with `openssl pkcs12 -info -noout -in FILE`.",
            ),
            place,
        )
        return
    pile.remember(store.password)
    inside = place.inside("PKCS#12")
    for der, name in store.certificates:
        read_element(der, inside, pile, label=name)
    if store.key is not None:
        half = keys.public_half(store.key)
        pile.add(ItemType.PRIVATE_KEY, half.der, inside, half.key, label=key_name(half.key))
    if not store.certificates and store.key is None:
        pile.refuse(unreadable("This PKCS#12 store opens and is empty.", remedy="Export it again."), place)


def _password_needed(what: str, place: Place, pile: Pile) -> Finding:
    if pile.has_password:
        message, remedy = (
            f"{what}, and none of the passwords given opens it (or it is damaged: the two look alike).",
            "Ask the sender for the password; beware of a trailing line break and of letter case.",
        )
    else:
        message, remedy = (
            f"{what} and no password was given.",
            "Give one: `pnc show FILE` on a terminal asks for it, in Python `wb.load(path, password=getpass.getpass)`.",
        )
    return Finding(code="password-needed", message=message, severity=Severity.ERROR, remedy=remedy, observed=place.file)


def _read_ber(data: bytes, place: Place, pile: Pile) -> None:
    """Indefinite lengths: BER, which only PKCS#7 and PKCS#12 files still come in (Java, Windows)."""
    pile.note(
        repaired(
            "This is BER with indefinite lengths, not DER; it was read all the same.",
            remedy="Some programs refuse it: export it as DER.",
        )
    )
    if data[2:3] == b"\x06":
        _read_pkcs7(
            data,
            place,
            pile,
        )
    elif data[2:3] == b"\x02":
        _read_pkcs12(
            data,
            place,
            pile,
        )
    else:
        pile.refuse(
            unreadable("This is BER with indefinite lengths, and no PKCS#7 or PKCS#12.", remedy="Ask for it as DER or PEM."), place
        )


def _read_trailing(rest: bytes, place: Place, pile: Pile) -> None:
    if not rest.strip(b"\x00\r\n\t \x1a"):
        return  # padding and a final line break after DER are common and harmless
    pile.refuse(
        unreadable(
            f"{len(rest):,} bytes follow here that are no DER.",
            remedy="Cut them off, or load them as a file of their own.",
            observed=f"{len(rest):,} bytes, the first {rest[0]:02x}",
        ),
        place,
    )


def _refuse_cut_off(data: bytes, at: int, length: int, place: Place, pile: Pile) -> None:
    structure = structure_of(data, at)
    what = "The DER" if structure is Structure.UNKNOWN else f"The {structure.value}"
    pile.refuse(
        unreadable(
            f"{what} is truncated: its header claims {length:,} bytes and {len(data) - at:,} are there.",
            remedy="Fetch or copy the whole file again, in binary mode.",
            observed=f"{len(data) - at:,} bytes",
            expected=f"{length:,} bytes",
            item="certificate" if structure is Structure.CERTIFICATE else "bundle",
        ),
        place,
    )
