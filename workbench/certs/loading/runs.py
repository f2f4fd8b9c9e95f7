"""Base64 that stands in a text of any kind (XML, LDIF, CSV, YAML, a list): only what decodes to a known structure counts."""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING

from workbench.certs.der import DerError, element_length
from workbench.certs.loading.binary import read_der
from workbench.certs.loading.blocks import has_pem
from workbench.certs.loading.pile import repaired, unreadable
from workbench.certs.loading.structures import Structure, structure_of
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.certs.loading.pile import Pile, Place

# a SEQUENCE of 128 octets or more starts with MI, a PEM boundary with LS0tLS1
_START = re.compile(r"(?<![A-Za-z0-9+/_-])(?:MI[GHIJ]|LS0tLS1CRUdJTi)")
_PEM_START = "LS0"
_DER_RUN = re.compile(r"[A-Za-z0-9+/\s]+")
_PEM_RUN = re.compile(r"[A-Za-z0-9+/]+(?:\r?\n[ \t]*[A-Za-z0-9+/]+)*")
_HEADER = 16
_SHORTEST = 100
_WORK_PER_CHARACTER = 8


def read_runs(text: str, place: Place, pile: Pile, read_text: Callable[[str, Place, Pile], None]) -> None:
    """Read what is base64 of a known structure, or of PEM, with the line where it starts.

    Parameters
    ----------
    text
        What is PEM or JSON already read is blanked out.
    read_text
        Reads the text of a PEM that was encoded once more.
    """
    line, counted, at = 1, 0, 0
    work = _WORK_PER_CHARACTER * len(text) + 1_000_000
    many_lines = "\n" in text.strip()
    while not pile.full and (match := _START.search(text, at)):
        start = match.start()
        line += text.count("\n", counted, start)
        counted, at = start, match.end()
        here = place.beside(f"line {line}") if many_lines else place
        if work < 0:
            pile.refuse(search_limit(line, "base64"), here)
            return
        if text.startswith(_PEM_START, start):
            end = _read_pem_run(text, start, here, pile, read_text)
            work -= end - start
            at = max(at, end)
            continue
        der, end = _der_at(text, start)
        work -= end - start
        if der is not None:
            read_der(der, here, pile)
            at = end


def search_limit(line: int, what: str) -> Finding:
    """The finding for a text that is built to make the search long."""
    return Finding(
        code="search-limit",
        message=f"The search for {what} stopped at line {line:,}: the text before it looks like {what} everywhere and is none.",
        severity=Severity.ERROR,
        remedy="Cut out the part that matters, or split the file, and load that.",
        observed=f"line {line:,}",
    )


def _der_at(text: str, start: int) -> tuple[bytes | None, int]:
    """The element of known structure that starts here, or None; and where what was looked at ends."""
    try:
        wanted = element_length(binascii.a2b_base64(text[start : start + _HEADER]))
    except (DerError, binascii.Error, ValueError):
        return None, start + _HEADER
    digits = -(-wanted * 4 // 3)
    # line breaks and indentation take a share of the room; beyond twice the length it is no base64 any more
    run = _DER_RUN.match(text, start, start + 2 * digits + _HEADER)
    found = "".join(run.group().split()) if run else ""
    end = run.end() if run else start + _HEADER
    if wanted < _SHORTEST or len(found) < digits:
        return None, end
    plain = found[:digits]
    der = binascii.a2b_base64(plain + "=" * (-digits % 4))
    if structure_of(der) is Structure.UNKNOWN:
        return None, end
    return der[:wanted], _end_of(text, start, digits)


def _end_of(text: str, start: int, digits: int) -> int:
    """Where the run ends whose first ``digits`` characters of base64 were taken."""
    at = start
    while digits > 0:
        step = text[at : at + digits]
        digits -= len("".join(step.split()))
        at += len(step)
    return at


def _read_pem_run(text: str, start: int, place: Place, pile: Pile, read_text: Callable[[str, Place, Pile], None]) -> int:
    """Read PEM that was encoded in base64 once more; where the run ends."""
    run = _PEM_RUN.match(text, start)
    if run is None:
        return start
    plain = "".join(run.group().split())
    inner = binascii.a2b_base64(plain[: len(plain) // 4 * 4] + _padded(plain[len(plain) // 4 * 4 :])).decode("utf-8", "replace")
    if has_pem(inner) and place.depth < pile.limits.depth:
        pile.note(
            repaired(
                "This is PEM encoded in base64 once more, as Kubernetes keeps its secrets; it was decoded and read.",
                remedy="Decode it once: `base64 -d FILE`.",
                observed="base64 of PEM",
                expected="PEM",
            )
        )
        read_text(inner, place.inside("base64"), pile)
    else:
        pile.refuse(unreadable("This is base64 of the start of a PEM, cut off.", remedy="Copy the whole value."), place)
    return run.end()


def _padded(rest: str) -> str:
    return rest + "=" * (-len(rest) % 4) if len(rest) > 1 else ""
