"""Zip archives and gzip files, unpacked in memory under caps: nothing is written, member names are only shown."""

from __future__ import annotations

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

def is_zip(data: bytes) -> bool:
    """Whether this starts like a zip archive, an empty one included."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_gzip(data: bytes) -> bool:
    """Whether this starts like a gzip file."""
    return data.startswith(b"\x1f\x8b\x08")


def read_zip(data: bytes, place: Place, pile: Pile, read: Callable[[bytes, Place, Pile], None]) -> None:
    """Read every member with ``read``; its file is ``archive!/member``."""
    if _too_deep(place, pile):
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [info for info in archive.infolist() if not info.is_dir()]
    except Exception as error:  # noqa: BLE001  # zipfile and its decompressors raise whatever they meet
        pile.refuse(
            unreadable(
                f"This zip archive is damaged: {error}.", remedy="Fetch it again, in binary mode.", observed=type(error).__name__
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
                content = member.read(_cap(pile) + 1)
        except Exception as error:  # noqa: BLE001
            pile.refuse(
                unreadable(
                    f"This member of the zip archive is damaged: {error}.", remedy="Fetch the archive again, in binary mode."
                ),
                inside,
            )
            continue
        _read_capped(content, inside, pile, read)


def read_gzip(data: bytes, place: Place, pile: Pile, read: Callable[[bytes, Place, Pile], None]) -> None:
    """Read the one file that is packed here."""
    if _too_deep(place, pile):
        return
    inside = replace(place, depth=place.depth + 1)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(data, _cap(pile) + 1)
    except zlib.error as error:
        pile.refuse(unreadable(f"This gzip file is damaged: {error}.", remedy="Fetch it again, in binary mode."), place)
        return
    if not unpacker.eof and len(content) <= _cap(pile):
        pile.refuse(
            unreadable("This gzip file is cut off; what is there was read.", remedy="Fetch it again, in binary mode."), place
        )
    _read_capped(content, inside, pile, read)


def _cap(pile: Pile) -> int:
    return min(pile.limits.file_bytes, pile.bytes_left, pile.unpacking_left)


def _read_capped(content: bytes, place: Place, pile: Pile, read: Callable[[bytes, Place, Pile], None]) -> None:
    if len(content) > _cap(pile):
        pile.refuse(
            unreadable(
                f"Unpacked, this is larger than the limit of {_cap(pile) / 2**20:,.1f} MiB; it was not read.",
                remedy="If it is no zip bomb, unpack it and load the parts that matter.",
            ),
            place,
        )
        return
    pile.bytes_left -= len(content)
    pile.unpacking_left -= len(content)
    read(content, place, pile)


def _too_deep(place: Place, pile: Pile) -> bool:
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
