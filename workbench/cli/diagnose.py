"""``pnc diagnose FILE...``: why a chain is accepted or rejected. Exit status 1 where one is rejected."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import api
from workbench.certs import loading
from workbench.certs.bundle import Bundle
from workbench.certs.items import ItemType
from workbench.cli.anchors import add_anchors, typed_anchors
from workbench.cli.console import add_clock, add_format, complain, print_json, text_width, use_colour
from workbench.cli.passwords import add_password, password_of
from workbench.cli.progress import Progress
from workbench.diagnosis import Use, as_text, given
from workbench.diagnosis.fixing import corrected_chain
from workbench.diagnosis.request import Request, answer, use_named
from workbench.errors import InputError
from workbench.net import files, peers
from workbench.net.given import status_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from workbench.certs.items import Item
    from workbench.diagnosis.diagnoses import Diagnoses


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="files, folders, zip archives; - for standard input")
    add_anchors(parser)
    parser.add_argument(
        "--use", default="", metavar="USE,...", help=f"{', '.join(Use)} (default: by the leaf's kind; any: RFC 5280 alone)"
    )
    parser.add_argument("--leaf", default="", metavar="SHA256|FILE:N", help="judge this certificate (default: every leaf)")
    parser.add_argument(
        "--profile", metavar="NAME|FILE", help="iso15118-2, iso15118-20, ocpp, or a TOML file that changes one (default: by key)"
    )
    parser.add_argument(
        "--name", default="", metavar="NAME", help="the FQDN, SECCID, EMAID or serial number that the leaf is to hold"
    )
    parser.add_argument("--crl", action="append", default=[], metavar="FILE", help="CRLs, repeatable")
    parser.add_argument("--ocsp", action="append", default=[], metavar="FILE", help="OCSP responses, repeatable")
    parser.add_argument("--require", choices=("revocation",), help="a certificate whose status cannot be said is an error")
    parser.add_argument("--fail-on", choices=("error", "warning"), default="error", help="exit status 1 on warnings too")
    parser.add_argument(
        "--second-opinions", action="store_true", help="ask openssl, pyOpenSSL, cryptography and pyhanko-certvalidator too"
    )
    parser.add_argument("--fix", metavar="OUT", help="write the chain as it should be sent: PEM, leaf first, without the root")
    add_password(parser)
    add_clock(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Judge, print, and write the corrected chain where that is wanted."""
    pile = loading.load(files.read_paths(arguments.files), password=password_of(arguments))
    anchors = given(typed_anchors(arguments.anchor)) if arguments.anchor else None
    status = (
        *(item for path in arguments.crl for item in status_of(Path(path), ItemType.CRL)),
        *(item for path in arguments.ocsp for item in status_of(Path(path), ItemType.OCSP_RESPONSE)),
    )
    dated = Bundle((*pile.items, *(anchors.items if anchors else ()), *status))
    at, why = api.moment(dated, arguments.at)
    request = Request(
        leaf=arguments.leaf,
        uses=tuple(dict.fromkeys(use_named(use) for use in arguments.use.split(",")) if arguments.use else ()),
        profile=api.profile_named(arguments.profile),
        name=arguments.name,
        require_revocation=arguments.require == "revocation",
    )
    with Progress("judged") as progress:
        found = answer(pile.items, request, at, why_then=why, anchors=anchors, status=status, progress=progress)
    if arguments.second_opinions:
        found = found.with_opinions(peers.ask_many([result.question for result in found]))
    if arguments.format == "json":
        print_json(found.to_dict())
    else:
        print(as_text.texts(found, width=text_width(), colour=use_colour()))
    if arguments.fix:
        _write(found, Path(arguments.fix), (*pile.items, *(anchors.items if anchors else ()), *status))
    return 0 if found.ok and not found.unusable and not (arguments.fail_on == "warning" and found.warned) else 1


def _write(found: Diagnoses, out: Path, inputs: Iterable[Item]) -> None:
    if len({result.leaf.facts.sha256 for result in found}) != 1:
        raise InputError("There are several leaves, and --fix writes one chain.", hint="Say which: --leaf SHA256 or FILE:N.")
    if out.exists() and (any(_same_file(out, item.source.file) for item in inputs) or not _holds_certificates_only(out)):
        raise InputError(f"{str(out)!r} is there already, and is not overwritten.", hint="Let --fix write into a new file.")
    chain = corrected_chain(found.results[0])
    try:
        out.write_bytes(chain.pem)
    except OSError as error:
        raise InputError(
            f"{str(out)!r} cannot be written: {error.strerror}.", hint="Name a file in a folder that exists."
        ) from None
    print(f"pnc: {chain.summary} written to {out}", file=sys.stderr)
    if not chain.complete:
        complain("It does not reach a trust anchor.", found.results[0].cause.remedy if found.results[0].cause else "See above.")


def _same_file(out: Path, source: str) -> bool:
    path = Path(source.partition("!/")[0])
    return path.exists() and path.samefile(out)


def _holds_certificates_only(out: Path) -> bool:
    items = loading.load(files.read_paths([out])).items if out.is_file() else ()
    return bool(items) and all(item.type is ItemType.CERTIFICATE for item in items)
