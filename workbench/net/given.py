"""What a caller gives, as items: paths, bytes, pasted text, objects of ``cryptography``, items, piles, and lists of all these."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from workbench.certs import loading
from workbench.certs.bundle import Bundle
from workbench.certs.items import Item, ItemType, Source
from workbench.errors import InputError
from workbench.net import files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.loading import Password
    from workbench.findings import Finding

Loadable = str | os.PathLike[str] | bytes
"""A path (file, folder, zip), bytes, or pasted text: a string with a line break, a PEM boundary, or that starts like JSON."""

_TYPES = {
    x509.Certificate: ItemType.CERTIFICATE,
    x509.CertificateSigningRequest: ItemType.CSR,
    x509.CertificateRevocationList: ItemType.CRL,
    ocsp.OCSPResponse: ItemType.OCSP_RESPONSE,
}
_HINT = "Give a path, bytes, pasted text, a loaded pile, items of one, certificates of cryptography, or a list of these."


def items_of(given: Any, *, password: Password = None) -> tuple[Item, ...]:
    """Everything in what was given, in order; None holds nothing.

    Raises
    ------
    InputError
        A path does not exist, or a value is none of these.
    """
    if given is None:
        return ()
    if isinstance(given, Bundle):
        return given.items
    if isinstance(given, Item):
        return (given,)
    if isinstance(given, str | bytes | bytearray | memoryview | os.PathLike):
        return loading.load(contents((given,)), password=password).items
    for kind, item_type in _TYPES.items():
        if isinstance(given, kind):
            der: bytes = given.public_bytes(Encoding.DER)  # type: ignore[attr-defined]  # all four have it
            return (Item(item_type, der, Source(item_type.value), given),)
    if isinstance(given, Mapping) or not isinstance(given, Iterable):
        raise InputError(f"This holds no certificates: {type(given).__name__}.", hint=_HINT)
    return tuple(item for one in given for item in items_of(one, password=password))


def contents(sources: tuple[Any, ...]) -> Iterator[tuple[str, bytes | Finding]]:
    """Each source's name and content, or a finding that says why it could not be read; bytes and pasted text as they are."""
    for number, source in enumerate(sources, 1):
        if isinstance(source, str) and not source.strip():
            raise InputError(
                "An empty text is no file name and holds nothing.", hint='Give a path, bytes or pasted text; "." is this folder.'
            )
        if isinstance(source, bytes | bytearray | memoryview):
            yield f"bytes {number}" if len(sources) > 1 else "bytes", bytes(source)
        elif isinstance(source, str) and is_pasted(source):
            yield f"text {number}" if len(sources) > 1 else "text", source.encode("utf-8", "surrogatepass")
        else:
            yield from files.read_paths([source])


def is_pasted(text: str) -> bool:
    """Whether a string is content and no path."""
    # os.path, for it says no to a name that no file can have, where pathlib raises
    return "\n" in text or "-----BEGIN" in text or (text.lstrip()[:1] in {"{", "["} and not os.path.exists(text))  # noqa: PTH110


def status_of(given: Any, wanted: ItemType) -> tuple[Item, ...]:
    """The CRLs, or the OCSP responses, in what was given; nothing for None and for an empty list.

    Raises
    ------
    InputError
        Something was given, and there is none in it.
    """
    items = items_of(given)
    found = tuple(item for item in items if item.type is wanted)
    if items and not found:
        reason = next((f": {finding.source}: {finding.message}" for item in items for finding in item.findings), ".")
        raise InputError(f"There is no {wanted.value} in what was given{reason}", hint="Give one as DER or PEM.")
    return found
