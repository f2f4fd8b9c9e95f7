"""READ FIRST: bytes of any kind to a :class:`~workbench.certs.items.Bundle`.

Nothing is lost: what is not understood is listed with the reason.

:func:`load` looks at what the bytes are, never at the file's name: engineers get ``download``, ``cert(3).crt`` and ``new.txt``.
Reading files and asking for passwords is the edge's job (:mod:`workbench.net.files`, :mod:`workbench.api`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.bundle import Bundle
from workbench.certs.der import DerError, element_length
from workbench.certs.items import ItemType
from workbench.certs.loading import archives, logs, mail, messages, strangers, tarballs
from workbench.certs.loading.binary import read_der
from workbench.certs.loading.blocks import has_pem, straighten, without_blocks
from workbench.certs.loading.dumps import der_in_numbers
from workbench.certs.loading.encodings import der_from_text
from workbench.certs.loading.hash_file import read_hash_file
from workbench.certs.loading.hash_labels import read_hash_labels
from workbench.certs.loading.hash_list import read_hash_list
from workbench.certs.loading.limits import DEFAULT_LIMITS, Limits
from workbench.certs.loading.literals import read_literals
from workbench.certs.loading.margins import without_margins
from workbench.certs.loading.pem import read_pem
from workbench.certs.loading.pile import Password, Pile, Place, unreadable
from workbench.certs.loading.runs import read_runs
from workbench.certs.loading.text import decode
from workbench.certs.quiet import quietly

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.findings import Finding

__all__ = ["Limits", "Password", "load"]


def load(inputs: Iterable[tuple[str, bytes | Finding]], *, password: Password = None, limits: Limits = DEFAULT_LIMITS) -> Bundle:
    """Everything that is found in these inputs.

    Parameters
    ----------
    inputs
        Pairs of a name for people and the content, or a finding that says why the edge could not read it (too large ...).
    password
        For PKCS#12 stores and encrypted keys; a function is called with the file's name when a password is wanted.
    limits
        Caps; a cap that is hit is an unreadable item that says so.

    Returns
    -------
    Bundle
        Items in the order of the inputs and of their places. Never raises for any content.
    """
    pile = Pile(password, limits)
    with quietly():
        for name, content in inputs:
            place = Place(name)
            if not isinstance(content, bytes):
                pile.refuse(content, place)
            elif len(content) > min(limits.file_bytes, pile.bytes_left):
                pile.refuse(too_large(len(content), min(limits.file_bytes, pile.bytes_left)), place)
            else:
                pile.bytes_left -= len(content)
                pile.unpacking_left += pile.limits.expansion * len(content)
                read(content, place, pile)
    return Bundle(tuple(pile.items))


def too_large(size: int, most: int) -> Finding:
    """The finding for a file above the cap."""
    return unreadable(
        f"With {size / 2**20:,.0f} MiB this is larger than the limit of {most / 2**20:,.0f} MiB; it was not read.",
        remedy="Cut out the part that matters, e.g. with `grep -A40 BEGIN`, or split the log.",
        observed=f"{size:,} bytes",
        expected=f"at most {most:,} bytes",
    )


def read(data: bytes, place: Place, pile: Pile) -> None:
    """Read one file's content, whatever it is; adds at least one item."""
    before = len(pile.items)
    if archives.is_zip(data):
        archives.read_zip(data, place, pile, read)
    elif archives.is_gzip(data):
        archives.read_gzip(data, place, pile, read)
    elif tarballs.is_tar(data):
        tarballs.read_tar(data, place, pile, read)
    elif not data.strip():
        pile.refuse(
            unreadable(
                "The file is empty." if not data else "The file holds nothing but blanks.",
                remedy="Fetch it again: a download or a copy was cut off.",
            ),
            place,
        )
    elif _is_der(data):
        _read_der_and_text(data, place, pile)
    elif (stranger := strangers.recognise(data)) is not None:
        pile.refuse(stranger, place)
    elif not mail.read_mail(data, place, pile, read):
        _read_text(data, place, pile)
    if len(pile.items) == before and not pile.full:
        pile.refuse(
            unreadable(
                "Nothing in this file is a certificate, key, CSR, CRL, OCSP message, hash entry or OCPP message.",
                remedy="Look at it in an editor; if it should be a certificate, ask for it again as PEM.",
                observed=_beginning(data),
            ),
            place,
        )


def _beginning(data: bytes) -> str:
    """How the file starts, for people; of what might be raw key octets or their text, only how much there is."""
    start = data[:24]
    if start.isascii() and start.decode().replace("\n", " ").isprintable() and b" " in start.strip():
        return f"starts with {start.decode()!r}"
    return f"{len(data):,} bytes, the first {data[0]:02x}"


def _is_der(data: bytes) -> bool:
    """A SEQUENCE tag is also the digit 0: a long length, or a short one that fits, tells them apart."""
    if data[0] != 0x30 or len(data) < 2:
        return False
    return 0x80 <= data[1] <= 0x84 or (2 + data[1] <= len(data) and not data[2 + data[1] :].strip(b"\x00\r\n\t "))


def _read_der_and_text(data: bytes, place: Place, pile: Pile) -> None:
    """DER, and PEM that was appended to it."""
    text_at = data.find(b"-----BEGIN ")
    try:
        appended = text_at >= element_length(data)
    except DerError:
        appended = False
    read_der(data[:text_at] if appended else data, place, pile)
    if appended and not pile.full:
        _read_text(data[text_at:], place.beside(f"byte {text_at}"), pile)


def _read_text(data: bytes, place: Place, pile: Pile) -> None:
    text, note = decode(data)
    if not text:
        return
    if note is not None:
        pile.note(note)
    before = len(pile.items)
    cut_off = False
    if text.lstrip()[:1] in {"{", "[", '"'}:
        try:
            document = messages.parse(text)
        except ValueError as refusal:
            cut_off = messages.ends_in_the_middle(
                text, refusal
            )  # else several documents, a log, or no JSON: the search below tells
        else:
            messages.read_json(document, place, pile)
            if len(pile.items) == before:
                pile.refuse(
                    unreadable(
                        "This is JSON, and nothing in it is a certificate, hash entry or OCPP message.",
                        remedy="Check the field names: OCPP writes certificateHashData, issuerNameHash, serialNumber ...",
                    ),
                    place,
                )
            return
    page = strangers.html_page(text)
    if page is not None:
        text = strangers.without_tags(text)
    _search(text, place, pile)
    if len(pile.items) == before and page is not None:
        pile.refuse(page, place)
    if cut_off and any(item.type in {ItemType.HASH_DATA, ItemType.MESSAGE} for item in pile.items[before:]):
        pile.refuse(
            unreadable(
                "This JSON ends in the middle: what came after it is missing, and only the whole parts before were read.",
                remedy="Copy the whole message: loggers and terminals like to cut long lines.",
                observed=f"{len(text):,} characters",
                expected="every bracket closed",
                item="message",
            ),
            place,
        )


def _search(text: str, place: Place, pile: Pile) -> None:
    """Everything that stands somewhere in a text: JSON, then PEM, then base64 on its own."""
    before = len(pile.items)
    rest = without_margins(logs.read_log(text, place, pile), pile)
    for read_entries in (read_literals, read_hash_list, read_hash_labels):
        rest = read_entries(rest, place, pile)
    if has_pem(rest):
        read_pem(rest, place, pile)
        rest = without_blocks(straighten(rest))
    elif len(pile.items) == before and (found := der_from_text(text)) is not None:
        pile.note(found.note)
        read_der(found.der, place, pile)
        return
    read_runs(rest, place, pile, _search)
    if len(pile.items) == before:
        for der, note in der_in_numbers(text):
            pile.note(note)
            read_der(der, place, pile)
    if len(pile.items) == before:
        read_hash_file(text, place, pile)
    if len(pile.items) == before and (printed := strangers.printed_form(text)) is not None:
        pile.refuse(printed, place)
