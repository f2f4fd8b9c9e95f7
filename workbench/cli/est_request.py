"""The signing request that ``pnc est`` sends: from a file, or made for a key and a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.certs.issuing import NameAttribute, encode_name
from workbench.certs.names import SHORT_NAMES
from workbench.cli.endpoints import private_key_in
from workbench.errors import InputError
from workbench.net import files
from workbench.net.est import csr

if TYPE_CHECKING:
    import argparse

    from workbench.certs.items import Item
    from workbench.net.est import Access

_TYPES = {"C": "PrintableString", "DC": "IA5String"}


def add_request(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--csr", metavar="FILE", help="the signing request, PEM or DER")
    parser.add_argument("--key", metavar="FILE", help="instead: the private key to make one for, PEM or DER")
    parser.add_argument(
        "--subject",
        metavar="NAME",
        help='with --key: "CN=SECCID,O=OPERATOR,C=DE,DC=CPO" in that order; \\, is a comma (reenrol: the old certificate\'s)',
    )


def request_of(arguments: argparse.Namespace, access: Access) -> Item:
    """The request.

    Raises
    ------
    InputError
        There is none, or not what is needed to make one.
    """
    if arguments.csr:
        if arguments.key or arguments.subject:
            raise InputError("A CSR has its key and subject already.", hint="Give --csr, or --key and --subject.")
        return csr.request_in([octets for _, octets in files.read_paths([arguments.csr]) if isinstance(octets, bytes)])
    renewed = access.chain[0] if access.chain and arguments.task == "reenrol" else None
    if renewed is not None and not arguments.subject:
        path = arguments.key or arguments.client_key
        return csr.renewal_request(renewed, private_key_in(path, arguments.key_password_file))
    if not (arguments.key and arguments.subject):
        raise InputError("There is no request to send.", hint="Give --csr FILE, or --key FILE and --subject NAME.")
    return csr.made(subject_of(arguments.subject), private_key_in(arguments.key, arguments.key_password_file))


def subject_of(text: str) -> bytes:
    """The DER name of ``"CN=...,O=..."``, in that order.

    Raises
    ------
    InputError
        It is no name.
    """
    known = set(SHORT_NAMES.values())
    parts = [one.replace("\0", ",").partition("=") for one in text.replace("\\,", "\0").split(",") if one.strip()]
    if not parts or not all(name.strip().upper() in known and value.strip() for name, _, value in parts):
        raise InputError("The subject is no name.", hint=f'Write "CN=...,O=...,C=DE,DC=CPO"; there are {", ".join(sorted(known))}.')
    try:
        return encode_name(
            NameAttribute(name.strip().upper(), value.strip(), _TYPES.get(name.strip().upper(), "UTF8String"))
            for name, _, value in parts
        )
    except ValueError as error:
        raise InputError(f"The subject is no name: {error}.", hint="C and DC are ASCII.") from None
