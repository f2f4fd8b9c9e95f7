"""Zip archives and gzip files, unpacked in memory under caps: nothing is written, member names are only shown."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.certs.loading.pile import shortened, unreadable
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.certs.loading.pile import Pile, Place

_PIECE = 1 << 16
"""Octets unpacked at a time: what comes before damage is kept."""


def is_zip(data: bytes) -> bool:
    """Whether this starts like a zip archive, an empty one included."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_gzip(data: bytes) -> bool:
    """Whether this starts like a gzip file."""
    return data.startswith(b"\x1f\x8b\x08")


def read_zip(data: bytes, place: Place, pile: Pile, read: Callable[[bytes, Place, Pile], None]) -> None:
    """Read every member with ``read``; its file is ``archive!/member``."""
    if too_deep(place, pile):
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [info for info in archive.infolist() if not info.is_dir()]
    except Exception as error:  # noqa: BLE001  # zipfile and its decompressors raise whatever they meet
        pile.refuse(
            unreadable(
                f"This zip archive is damaged: {shortened(str(error))}.",
                remedy="Fetch it again, in binary mode.",
                observed=type(error).__name__,
            ),
            place,
        )
        return
    if not members:
        pile.refuse(unreadable("This zip archive is empty.", remedy="Ask for it again."), place)
    if sum(info.compress_size for info in members) > len(data):
        pile.refuse(
            unreadable(
                "The members of this zip archive overlap: it is a bomb, or damaged; it was not read.", remedy="Pack the files anew."
            ),
            place,
        )
        return
    for info in members:
        if pile.full:
            return
        inside = replace(place, file=f"{place.file}!/{shortened(info.filename)}", within="", depth=place.depth + 1)
        if info.flag_bits & 0x1:
            pile.refuse(
                Finding(
                    code="password-needed",
                    message="This member of the zip archive is encrypted.",
                    severity=Severity.ERROR,
                    remedy="Unpack the archive with its password first, then load the folder.",
                ),
                inside,
            )
            continue
        try:
            with archive.open(info) as member:
                content = member.read(cap(pile) + 1)
        except Exception as error:  # noqa: BLE001
            pile.refuse(
                unreadable(
                    f"This member of the zip archive is damaged: {shortened(str(error))}.",
                    remedy="Fetch the archive again, in binary mode.",
                ),
                inside,
            )
            continue
        read_capped(content, inside, pile, read)


def read_gzip(data: bytes, place: Place, pile: Pile, read: Callable[[bytes, Place, Pile], None]) -> None:
    """Read the one file that is packed here; several gzip files in a row are one file (RFC 1952 2.2)."""
    if too_deep(place, pile):
        return
    inside = replace(place, depth=place.depth + 1)
    content, most, complaint = bytearray(), cap(pile), None
    packed = gzip.GzipFile(fileobj=io.BytesIO(data))
    try:
        while len(content) <= most and (piece := packed.read1(min(_PIECE, most + 1 - len(content)))):
            content += piece
    except EOFError:
        complaint = unreadable("This gzip file is cut off; what is there was read.", remedy="Fetch it again, in binary mode.")
    except gzip.BadGzipFile as error:
        if content:
            complaint = unreadable(
                f"Behind its packed content this gzip file goes on with something that is no gzip: {shortened(str(error))}.",
                remedy="Fetch it again, in binary mode; or cut off what follows and load it as a file of its own.",
            )
        else:
            complaint = _damaged_gzip(error)
    except (zlib.error, OSError) as error:
        complaint = _damaged_gzip(error)
    if complaint is not None:
        pile.refuse(complaint, place)
    if content or complaint is None:
        read_capped(bytes(content), inside, pile, read)


def _damaged_gzip(error: Exception) -> Finding:
    return unreadable(f"This gzip file is damaged: {error}.", remedy="Fetch it again, in binary mode.")


def cap(pile: Pile) -> int:
    """Octets that the next member may have, unpacked."""
    return min(pile.limits.file_bytes, pile.bytes_left, pile.unpacking_left)


def read_capped(content: bytes, place: Place, pile: Pile, read: Callable[[bytes, Place, Pile], None]) -> None:
    """Read a member's content, of which the caller unpacked one octet more than the cap at most."""
    if len(content) > cap(pile):
        pile.refuse(
            unreadable(
                f"Unpacked, this is larger than the limit of {cap(pile) / 2**20:,.1f} MiB; it was not read.",
                remedy="If it is no zip bomb, unpack it and load the parts that matter.",
            ),
            place,
        )
        return
    pile.bytes_left -= len(content)
    pile.unpacking_left -= len(content)
    read(content, place, pile)


def too_deep(place: Place, pile: Pile) -> bool:
    """Whether archives are packed into one another too deep; says so in the pile."""
    if place.depth < pile.limits.depth:
        return False
    pile.refuse(
        unreadable(
            f"Archives are packed into one another more than {pile.limits.depth} deep.",
            remedy="Unpack them first; this looks like a bomb.",
        ),
        place,
    )
    return True
