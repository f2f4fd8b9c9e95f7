"""READ FIRST: ``pnc VERB ...``. Finds the verb's module, imports only that one, and turns our errors into one sentence and a hint.

Exit status: 0 fine; 1 the answer is "no"; 2 the input or the call cannot be used (``docs/contracts.md``).
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from workbench._version import __version__
from workbench.cli.console import complain
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Verb(Protocol):
    """What each verb's module offers."""

    def configure(self, parser: argparse.ArgumentParser) -> None:
        """Declare the verb's arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; returns the exit status."""


VERBS = {
    "lab": "open the notebooks in JupyterLab, in a folder of your own",
    "show": "what is in these files: every certificate, key, CRL, OCSP response and OCPP message",
    "hash": "the OCPP certificate hash data of each certificate, and how it comes about",
    "match": "whose hashes are these: entries of an OCPP message resolved to certificates, or to their sender's mistakes",
    "diagnose": "why a chain is accepted or rejected: the cause in one sentence, and what to do",
    "lint": "whether certificates and signing requests meet their profile: ISO 15118-2, -20, OCPP 2.1",
    "graph": "the trust graph as a picture, a page or data: who vouches for whom, and what does not fit",
    "status": "is it revoked: live OCSP and CRL status of each certificate, who said so, and what was tried",
    "est": "enrolment over secure transport (RFC 7030): CA certificates, a certificate for a CSR, its renewal; a sample server",
    "pool": "contract certificates over HTTP: ask a pool for a vehicle as a CSMS does; a sample pool to be asked",
    "watch": "what ends when, whose renewal is due, and who must act",
    "exi": "what is inside an exiRequest or exiResponse: each field with its bits, and in which grammar it was signed",
    "station": "a charging station over a real WebSocket with TLS: it connects, answers, and says why",
    "csms": "a CSMS over real WebSockets with TLS: it lists, installs, renews and rotates certificates",
    "explore": "which orders of events strand a station in a root rotation, and which plan does not",
    "inventory": "fleets: what is installed where, whose hashes are these, who breaks when this root goes; plans, in waves",
    "replay": "what a log of OCPP-J messages says: each message with its verdict, the first wrong step marked",
    "samples": "write the sample PKIs (ISO 15118-2, with test keys) into a folder",
    "where": "where a requirement lives: catalogue, code, tests",
}
"""Verb to one line of help, in the order of the help page; ``workbench.cli.VERB`` is its module."""


_EXAMPLES = """examples:
  pnc lab                     the notebooks, in a folder of your own
  pnc show certificates/      what is in this pile, and what is wrong with it
  pnc hash certificates/      what OCPP calls each of them by
  pnc match answer.json certificates/    whose hashes a station reports, and which it gets wrong
  pnc diagnose chain.pem --anchor root.pem    why is this chain rejected?
  pnc lint secc.pem           does it meet its profile?
  pnc graph certificates/ -o graph.svg    who vouches for whom, drawn
  pnc status certificates/    is any of them revoked? asks their responders and CRL servers
  pnc exi answer.json         what is inside this exiResponse, and who signed it how?
  pnc watch certificates/ --within 60    what ends soon, and who must act
  pnc explore --plan          what strands a station in a root rotation, and the plan that does not
  pnc est cacerts --url https://est.example.com    which CAs does this EST server have?
  pnc csms --listen :8443 --do list    a CSMS that asks its stations what they hold
  pnc station --connect wss://127.0.0.1:8443/ocpp    a station that connects to it
  pnc replay station.log      what does this log say? the first wrong step, and why
  pnc inventory who-breaks answers/ --certificates roots/ --lost "V2G Root A"    which stations, and why
  pnc where M05.FR.11         a requirement, its code, its tests

Exit status: 0 fine; 1 the answer is "no"; 2 the input or the call cannot be used."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``pnc``; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # Windows code pages and LC_ALL=C have no box lines
            stream.reconfigure(errors="backslashreplace")
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = _parser(next((a for a in arguments if not a.startswith("-")), ""))
    parsed = parser.parse_args(arguments)
    if parsed.verb is None:
        parser.print_help()
        return 0
    try:
        status = _verb(parsed.verb).run(parsed)
        sys.stdout.flush()
    except WorkbenchError as error:
        complain(error.message, error.hint)
        return 2
    except KeyboardInterrupt:
        complain("Stopped.", "Run it again to start over.")
        return 130
    except BrokenPipeError:  # `pnc show ... | head`: the reader has had enough
        _drop_output()
        return 0
    except OSError as error:
        _drop_output()
        complain(f"The output cannot be written: {error.strerror or error}.", "Free space, or write to another place.")
        return 2
    return status


def _drop_output() -> None:
    """What is still buffered goes nowhere: else Python complains once more as it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser(wanted: str) -> argparse.ArgumentParser:
    """The parser, with the arguments of the wanted verb only: no other module is imported."""
    parser = argparse.ArgumentParser(
        prog="pnc",
        description="A workbench for the PKIs of EV charging: OCPP 2.1 certificate management and ISO 15118 Plug & Charge.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"pnc-workbench {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    for name, summary in VERBS.items():
        verb = verbs.add_parser(name, help=summary, description=f"pnc {name}: {summary}.")
        if name == wanted:
            _verb(name).configure(verb)
    return parser


def _verb(name: str) -> Verb:
    return cast("Verb", import_module(f"workbench.cli.{name}"))


if __name__ == "__main__":
    sys.exit(main())
