"""The sample PKIs' certificates and published test keys, by folder (``"iso15118-2"``, ``"iso15118-20"``) and name."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from cryptography.hazmat.primitives.serialization import load_pem_private_key

from workbench.certs import loading
from workbench.contracts.standards import ISO_2, ISO_20
from workbench.data import samples_directory
from workbench.errors import InputError

if TYPE_CHECKING:
    from workbench.certs.issuing import PrivateKey
    from workbench.certs.items import Item

_SCHEMAS = {"iso15118-2": ISO_2, "iso15118-20": ISO_20}
_HOSTS = {"iso15118-2": "", "iso15118-20": "20"}


def schema_of(folder: str) -> str:
    """The schema that the sample PKI of this folder is for.

    Raises
    ------
    InputError
        There is no such sample PKI.
    """
    if folder not in _SCHEMAS:
        raise InputError(f"There is no sample PKI {folder!r} with contracts.", hint=f"There are {', '.join(_SCHEMAS)}.")
    return _SCHEMAS[folder]


def sample_items(folder: str, *names: str) -> tuple[Item, ...]:
    """These certificates of a sample PKI, in this order."""
    schema_of(folder)
    return tuple(_item(f"{folder}/{name}") for name in names)


@cache
def sample_key(folder: str, name: str) -> PrivateKey:
    """The private key beside one of them."""
    read = load_pem_private_key((samples_directory() / folder / f"{name}.key.pem").read_bytes(), None)
    return cast("PrivateKey", read)  # the samples' keys can all sign


def pointers(folder: str, issuer: str) -> tuple[str, str, str]:
    """Where a sample CA's OCSP responder, certificate and CRL are said to be; nothing answers there, .example is reserved."""
    host = _HOSTS[folder]
    return (
        f"http://ocsp{host}.pnc.example/{issuer}",
        f"http://pki{host}.pnc.example/{issuer}.cer",
        f"http://pki{host}.pnc.example/{issuer}.crl",
    )


@cache
def _item(path: str) -> Item:
    name = f"{path}.pem"
    loaded = loading.load([(name, (samples_directory() / name).read_bytes())])
    return next(item for item in loaded.items if item.certificate is not None)
