"""``pnc graph FILE... -o OUT.(svg|png|html|json)``: the trust graph as a picture, a page or data."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import api
from workbench.certs import loading
from workbench.cli.anchors import add_anchors, typed_anchors
from workbench.cli.console import add_clock
from workbench.cli.passwords import add_password, password_of
from workbench.display import terminal
from workbench.errors import InputError
from workbench.net import files

if TYPE_CHECKING:
    import argparse

    from workbench.certs.bundle import Bundle
    from workbench.views.trust_picture import TrustPicture

_ENDINGS = (".svg", ".png", ".html", ".json")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="files, folders, zip archives; - for standard input")
    parser.add_argument("-o", "--output", required=True, metavar="OUT", help=f"what to write, by its ending: {' '.join(_ENDINGS)}")
    add_anchors(parser)
    for option, words in (("--without", "leave this certificate out"), ("--distrust", "let no trust flow over this certificate")):
        parser.add_argument(
            option,
            action="append",
            default=[],
            metavar="SHA256|FILE:N",
            help=f"what if: {words}, and mark what changes; repeatable",
        )
    parser.add_argument("--against", nargs="+", default=[], metavar="FILE", help="mark what is different from this other pile")
    add_password(parser)
    add_clock(parser)


def run(arguments: argparse.Namespace) -> int:
    """Draw and write."""
    out = Path(arguments.output)
    if out.suffix.lower() not in _ENDINGS:
        raise InputError(f"A graph cannot be written as {out.name[-60:]!r}.", hint=f"Let the name end in {', '.join(_ENDINGS)}.")
    password = password_of(arguments)
    picture = api.trust_picture(
        _certificates(loading.load(files.read_paths(arguments.files), password=password), arguments.files),
        at=arguments.at,
        anchors=list(typed_anchors(arguments.anchor)) if arguments.anchor else None,
        without=arguments.without,
        distrust=arguments.distrust,
        against=_certificates(loading.load(files.read_paths(arguments.against), password=password), arguments.against)
        if arguments.against
        else None,
    )
    if out.suffix.lower() == ".json":
        out.write_text(json.dumps(_document(picture), indent=2) + "\n", encoding="utf-8")
    else:
        picture.save(out)
    print(f"pnc: {terminal(str(picture), 500)}\n     Written to {terminal(str(out))}.", file=sys.stderr)
    return 0


def _certificates(pile: Bundle, paths: list[str]) -> Bundle:
    if not any(item.facts for item in pile.items):
        raise InputError(
            "There is no certificate in these files.", hint=f"`pnc show {' '.join(paths)[:200]}` says what is in them."
        )
    return pile


def _document(picture: TrustPicture) -> dict[str, Any]:
    difference = picture.difference.to_dict() if picture.difference else None
    return {**picture.portrait.to_dict(), "difference": difference}
