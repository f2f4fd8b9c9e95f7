"""Who asks an EST server: secrets come from files, never from the command line, where other users of the machine see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.cli.endpoints import certificates_in, first_line, lines_in, private_key_in
from workbench.errors import InputError
from workbench.net.est import Access

if TYPE_CHECKING:
    import argparse


def add_access(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--basic", default="", metavar="USER", help="HTTP Basic, with the password of --password-file")
    parser.add_argument("--password-file", metavar="FILE", help="first line: the password of --basic")
    parser.add_argument("--bearer-file", metavar="FILE", help="first line: a bearer token")
    parser.add_argument("--header-file", metavar="FILE", help="more fields, lines NAME: VALUE, e.g. an x-api-key")
    parser.add_argument("--client-chain", metavar="FILE", help="TLS client certificate, leaf first; reenrol: what is renewed")
    parser.add_argument("--client-key", metavar="FILE", help="the private key of that certificate")
    parser.add_argument("--key-password-file", metavar="FILE", help="first line: the password of encrypted keys")


def access_of(arguments: argparse.Namespace) -> Access:
    """What the options show of whoever asks.

    Raises
    ------
    InputError
        A file cannot be read, a password has no user, or a user no password.
    """
    if bool(arguments.basic) != bool(arguments.password_file):
        raise InputError("--basic USER and --password-file FILE belong together.", hint="Give both, or neither.")
    if bool(arguments.client_chain) != bool(arguments.client_key):
        raise InputError("--client-chain and --client-key belong together.", hint="Give both, or neither.")
    return Access(
        user=arguments.basic,
        password=first_line(arguments.password_file) if arguments.password_file else "",
        token=first_line(arguments.bearer_file) if arguments.bearer_file else "",
        headers=tuple(_headers(arguments.header_file)) if arguments.header_file else (),
        chain=certificates_in([arguments.client_chain]) if arguments.client_chain else (),
        key=private_key_in(arguments.client_key, arguments.key_password_file) if arguments.client_key else None,
    )


def _headers(path: str) -> list[tuple[str, str]]:
    found = []
    for number, line in enumerate(lines_in(path), 1):
        name, colon, value = line.partition(":")
        if line.strip() and not (name.strip() and colon and value.strip()):
            raise InputError(f"Line {number} of {path!r} is no field of HTTP.", hint="Write NAME: VALUE, one to a line.")
        if line.strip():
            found.append((name.strip(), value.strip()))
    return found
