"""``pnc hash FILE...``: OCPP CertificateHashData of each certificate whose issuer is there too. Exit status 1: one has none."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from workbench.certs import hash_sheet_view, loading
from workbench.certs.hash_sheet import HashSheet
from workbench.certs.hashdata import HashAlgorithm, algorithm_of
from workbench.cli.console import add_format, complain, print_json, text_width, use_colour
from workbench.cli.passwords import add_password, password_of
from workbench.display import terminal
from workbench.errors import InputError
from workbench.net import files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.bundle import Bundle
    from workbench.certs.hash_inspection import HashInspection


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="files, folders, zip archives; - for standard input")
    parser.add_argument(
        "--algorithm", type=_algorithm, default=HashAlgorithm.SHA256, metavar="NAME", help="SHA256 (default), SHA384 or SHA512"
    )
    parser.add_argument(
        "--explain", action="store_true", help="octet for octet: what is hashed, and what usual mistakes would give"
    )
    add_password(parser)
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the hash data."""
    bundle = loading.load(files.read_paths(arguments.files), password=password_of(arguments))
    sheet = HashSheet.of(bundle, arguments.algorithm)
    if not len(sheet):
        raise _nothing(bundle)
    if unread := len(bundle.unreadable):
        complain(
            f"{unread:,} {'thing' if unread == 1 else 'things'} could not be read.", "`pnc show` with the same files says why."
        )
    explanations = _explanations(sheet) if arguments.explain else None
    if arguments.format == "json":
        print_json(_document(sheet, explanations))
    else:
        print(hash_sheet_view.to_text(sheet, width=text_width(), colour=use_colour()))
        for explanation in explanations or ():
            if explanation is not None:
                _print_explanation(explanation)
    return 0 if sheet.complete else 1


def _algorithm(text: str) -> HashAlgorithm:
    try:
        return algorithm_of(text)
    except InputError as error:
        raise argparse.ArgumentTypeError(terminal(f"{error.message} {error.hint}")) from None


def _nothing(bundle: Bundle) -> InputError:
    finding = next((finding for item in bundle.unreadable for finding in item.findings), None)
    if finding is None:
        return InputError("There is no certificate in these files.", hint="`pnc show` with the same files says what is in them.")
    return InputError(f"There is no certificate in these files: {finding.message}", hint=finding.remedy)


def _explanations(sheet: HashSheet) -> list[HashInspection | None]:
    from workbench.certs.hash_inspection import HashInspection  # noqa: PLC0415  # only those who ask for it pay

    return [
        HashInspection.of(row.item, row.issuer, sheet.algorithm) if row.hash_data is not None and row.issuer is not None else None
        for row in sheet
    ]


def _print_explanation(explanation: HashInspection) -> None:
    from workbench.certs.hash_inspection.as_text import to_text  # noqa: PLC0415

    print(f"\n{'─' * min(text_width(), 80)}\n{to_text(explanation, width=text_width())}")


def _document(sheet: HashSheet, explanations: Sequence[HashInspection | None] | None) -> dict[str, Any]:
    document = sheet.to_dict()
    if explanations is not None:
        for certificate, explanation in zip(document["certificates"], explanations, strict=True):
            certificate["explanation"] = None if explanation is None else explanation.to_dict()
    return document
