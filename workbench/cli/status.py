"""``pnc status FILE...``: live OCSP and CRL status; the call is the consent. Exit status 1 where a certificate is not good."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.certs import loading
from workbench.certs.items import ItemType
from workbench.cli.console import add_clock, add_format, complain, print_json, text_width, use_colour
from workbench.cli.passwords import add_password, password_of
from workbench.cli.progress import Progress
from workbench.errors import InputError
from workbench.messages.versions import Version
from workbench.net import files
from workbench.net.given import status_of
from workbench.net.status import RunningTwin, check_status, csms_answer, shown
from workbench.net.twin import Fault
from workbench.revocation.ocsp_request import DIGESTS

if TYPE_CHECKING:
    import argparse
    from contextlib import AbstractContextManager

    from workbench.certs.bundle import Bundle

_RIGHT = ""
"""The twin without a fault."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="*", metavar="FILE", help="files, folders, zip archives; - for standard input")
    parser.add_argument("--offline", action="store_true", help="send nothing: only CRLs and OCSP responses at hand count")
    parser.add_argument(
        "--allow",
        action="append",
        default=[],
        metavar="HOST[:PORT]|NET",
        help="what may be asked besides public addresses at ports 80 and 443, e.g. 10.0.0.0/8 or ocsp.lab:8080; repeatable",
    )
    parser.add_argument("--proxy", default="", metavar="URL", help="ask through this proxy; those of the environment are not taken")
    parser.add_argument(
        "--twin",
        nargs="?",
        const=_RIGHT,
        metavar="FAULT",
        help="ask the offline twin of the samples, which is a simulation, with a fault if one is named: " + ", ".join(Fault),
    )
    parser.add_argument(
        "--source", action="append", choices=("OCSP", "CRL"), help="ask this source, the first one first (default: OCSP, then CRL)"
    )
    parser.add_argument(
        "--algorithm", default="SHA256", choices=tuple(DIGESTS), help="of the hashes in OCSP requests (default: SHA256, then SHA1)"
    )
    parser.add_argument("--no-nonce", action="store_true", help="OCSP requests without a nonce; short ones go by GET, for caches")
    parser.add_argument("--fetch-issuers", action="store_true", help="fetch issuers that are not at hand, where AIA names them")
    parser.add_argument("--crl", action="append", default=[], metavar="FILE", help="CRLs at hand, repeatable")
    parser.add_argument("--ocsp", action="append", default=[], metavar="FILE", help="OCSP responses at hand, repeatable")
    parser.add_argument(
        "--message",
        metavar="FILE",
        help="a GetCertificateStatus or GetCertificateChainStatus request as JSON: what a CSMS with the FILEs as its CAs answers",
    )
    parser.add_argument("--ocpp", choices=[one.value for one in Version], default="2.1", help="of --message (default: 2.1)")
    parser.add_argument("-v", "--verbose", action="store_true", help="every step of every answer, and every fetch")
    add_password(parser)
    add_clock(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Ask, print, and say by the exit status whether all is good."""
    fault, paths = _fault_and_files(arguments)
    pile = loading.load(files.read_paths(paths), password=password_of(arguments))
    if pile.unreadable:
        complain("Something could not be read.", "`pnc show` with the same files says what and why.")
    if arguments.message:
        return _answer(arguments, pile, fault)
    with _twin(fault) as twin, Progress("asked about") as progress:
        found = check_status(
            pile,
            at=arguments.at,
            allow=arguments.allow,
            twin=twin,
            offline=arguments.offline,
            proxy=arguments.proxy,
            algorithm=arguments.algorithm,
            nonce=not arguments.no_nonce,
            sources=arguments.source or ("OCSP", "CRL"),
            crls=[item for path in arguments.crl for item in status_of(Path(path), ItemType.CRL)],
            ocsp_responses=[item for path in arguments.ocsp for item in status_of(Path(path), ItemType.OCSP_RESPONSE)],
            fetch_issuers=arguments.fetch_issuers,
            progress=progress,
            caller="pnc status",
        )
    if arguments.format == "json":
        print_json(found.to_dict())
    else:
        print(shown.to_text(found, width=text_width(), colour=use_colour(), verbose=arguments.verbose))
    return 0 if found.ok else 1


def _answer(arguments: argparse.Namespace, pile: Bundle, fault: str | None) -> int:
    """M06 and M07: what the CSMS answers; exit status 1 where that is Failed, or a certificate is not Good."""
    [(_, octets)] = files.read_paths([arguments.message])
    if not isinstance(octets, bytes):
        raise InputError(octets.message, hint=octets.remedy)
    with _twin(fault) as twin:
        found = csms_answer(
            octets,
            pile,
            at=arguments.at,
            version=Version(arguments.ocpp),
            allow=arguments.allow,
            twin=twin,
            offline=arguments.offline,
            proxy=arguments.proxy,
            caller="pnc status --message",
        )
    if arguments.format == "json":
        print_json(found.to_dict())
    else:
        print(found)
    return 0 if found.ok else 1


def _fault_and_files(arguments: argparse.Namespace) -> tuple[str | None, list[str | os.PathLike[str]]]:
    """``--twin FILE`` is a twin without a fault, and a file."""
    fault: str | None = arguments.twin
    paths: list[str | os.PathLike[str]] = list(arguments.files)
    if fault and fault not in set(Fault) and os.path.exists(fault):  # noqa: PTH110  # as in net/given
        fault, paths = _RIGHT, [fault, *paths]
    if not paths:
        raise InputError("There is no file to look at.", hint="Write pnc status FILE..., e.g. a chain with its root.")
    if fault is not None and arguments.offline:
        raise InputError("--offline sends nothing, to the twin neither.", hint="Leave out --twin or --offline.")
    return fault, paths


def _twin(fault: str | None) -> AbstractContextManager[RunningTwin | None]:
    return nullcontext() if fault is None else RunningTwin(fault=fault or None)
