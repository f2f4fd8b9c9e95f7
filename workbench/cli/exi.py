"""``pnc exi FILE``: what is inside an EXI message of ISO 15118. Exit status 1 where its signature does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.certs import loading
from workbench.cli.console import add_format, print_json, text_width, use_colour
from workbench.contracts.reading import ExiMessage, read
from workbench.contracts.reading.bits import places
from workbench.contracts.reading.schemas import SHORT
from workbench.contracts.reading.shown import parts
from workbench.contracts.signature_words import table
from workbench.display import findings_table, terminal
from workbench.errors import InputError
from workbench.findings import Finding, Severity
from workbench.lab.exi_reading import octets_of
from workbench.net import files
from workbench.views.exi_bits import exi_bits

if TYPE_CHECKING:
    import argparse

    from workbench.contracts.signature_forensics import SignatureResult

_SCHEMA = "pnc-workbench/exi/1"
_TRUST = "whether the certificates are to be trusted (pnc diagnose says)"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "file",
        metavar="FILE",
        help="EXI, base64, hexadecimal, V2GTP, or an OCPP message (JSON) with exiRequest or exiResponse; - for standard input",
    )
    parser.add_argument(
        "--schema", metavar="NAME", help=f"read it by this schema: {', '.join(SHORT)}, or a URN (default: what fits)"
    )
    parser.add_argument("--certificate", metavar="FILE", help="whose key should have signed it (default: the certificate inside)")
    parser.add_argument("--bits", action="store_true", help="every bit of the stream and what it is; nothing is left out")
    add_format(parser)


def run(arguments: argparse.Namespace) -> int:
    """Read it, print it, and say by the exit status whether its signature holds."""
    message = read(octets_of(arguments.file), arguments.schema)
    signed = _Signed.of(message, arguments.certificate)
    if arguments.format == "json":
        print_json(_document(message, signed, bits=arguments.bits))
    elif arguments.bits:
        print(exi_bits(message).every_bit)
    else:
        _print(message, signed)
    return 1 if signed.ok is False else 0


@dataclass(frozen=True)
class _Signed:
    """What became of the signature (``ok``: None where it was not checked, and ``why``)."""

    ok: bool | None = None
    result: SignatureResult | None = None
    findings: tuple[Finding, ...] = ()
    why: str = ""

    @classmethod
    def of(cls, message: ExiMessage, certificate: str | None) -> _Signed:
        """Held against the certificate given or inside; that none is inside is no error."""
        if not message.signed:
            return cls(why="the message is not signed")
        signer = loading.load(files.read_paths([certificate])) if certificate is not None else None
        try:
            result, findings = message.signature(signer), message.signature_findings(signer)
        except InputError as error:
            if signer is not None:
                raise
            return cls(why=error.message)
        sound = not any(one.severity is Severity.ERROR for one in findings)
        return cls(result.valid and sound, result, findings)


def _print(message: ExiMessage, signed: _Signed) -> None:
    width, colour = text_width(), use_colour()
    for part in parts(message):
        print(part.to_text(width, colour=colour), end="\n\n")
    if signed.result is not None:
        print(table(signed.result).to_text(width, colour=colour), end="\n\n")
        if signed.findings:
            print(findings_table(signed.findings).to_text(width, colour=colour), end="\n\n")
    for what in _not_checked(message, signed):
        print(f"Not checked: {terminal(what)}.")


def _not_checked(message: ExiMessage, signed: _Signed) -> list[str]:
    """What is left open, so that nobody takes it for sound."""
    signature = [f"signature: {signed.why.rstrip('.')}"] if signed.result is None else []
    return [*signature, *([_TRUST] if len(message.bundle) else [])]


def _document(message: ExiMessage, signed: _Signed, *, bits: bool) -> dict[str, Any]:
    return {
        "schema": _SCHEMA,
        "ok": signed.ok,
        **message.to_dict(),
        "signature": None if signed.result is None else signed.result.to_dict(),
        "not_checked": _not_checked(message, signed),
        "findings": [one.to_dict() for one in (*message.findings, *signed.findings)],
        **({"bits": [one.to_dict() for one in places(message)]} if bits else {}),
    }
