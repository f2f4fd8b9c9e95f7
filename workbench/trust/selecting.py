"""A certificate of a pile by what people call it: its SHA-256, or the place where it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.certs.items import Item

_FEWEST_DIGITS = 8


def select(items: Sequence[Item], name: str) -> str:
    """The SHA-256 of the one certificate that is meant.

    Parameters
    ----------
    name
        Eight or more digits of its SHA-256 (colons and blanks are passed over), ``FILE:N`` as ``pnc show`` prints it, or the name
        of a file with one certificate in it; of a path its end will do.

    Raises
    ------
    InputError
        None is meant, or several are.
    """
    digits = name.replace(":", "").replace(" ", "").lower()
    places: set[str] = set()
    prints: set[str] = set()
    files: set[str] = set()
    for item in items:
        if item.facts is None:
            continue
        if _ends(str(item.source), name):
            places.add(item.facts.sha256)
        if len(digits) >= _FEWEST_DIGITS and item.facts.sha256.startswith(digits):
            prints.add(item.facts.sha256)
        if _ends(item.source.file, name):
            files.add(item.facts.sha256)
    found = places or prints or files
    if len(found) == 1:
        return found.pop()
    count = "No certificate" if not found else f"{len(found):,} certificates"
    raise InputError(
        f"{count} of the pile {'is' if not found else 'are'} {name[:200]!r}.",
        hint="Give the SHA-256 of one, or FILE:N as `pnc show` prints it.",
    )


def _ends(place: str, name: str) -> bool:
    return bool(name) and (place == name or place.endswith(f"/{name}"))
