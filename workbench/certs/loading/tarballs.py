"""Tar archives, read in memory under the caps of the other archives: nothing is written, links and devices are refused."""

from __future__ import annotations

import io
import tarfile
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from workbench.certs.loading.archives import cap, read_capped, too_deep
from workbench.certs.loading.pile import shortened, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.certs.loading.pile import Pile, Place
    from workbench.findings import Finding

_MAGIC_AT = 257
_LONGEST_HEADER = 4096


class _Member(tarfile.TarInfo):
    """A member whose extended header is short: older Pythons need quadratic time for a long one (CVE-2024-6232)."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        member = super().frombuf(buf, encoding, errors)
        if member.type in _EXTENDED and member.size > _LONGEST_HEADER:
            raise tarfile.ReadError("a header is absurdly long")
        return member


_EXTENDED = frozenset({tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE})


def is_tar(data: bytes) -> bool:
    """Whether this starts like a POSIX or GNU tar archive."""
    return data[_MAGIC_AT : _MAGIC_AT + 5] == b"ustar"


def read_tar(data: bytes, place: Place, pile: Pile, read: Callable[[bytes, Place, Pile], None]) -> None:
    """Read every member with ``read``; its file is ``archive!/member``."""
    if too_deep(place, pile):
        return
    try:
        end, members = _read_members(data, place, pile, read)
    except Exception as error:  # noqa: BLE001  # tarfile raises whatever it meets in a hostile header
        pile.refuse(_damaged(shortened(str(error))), place)
        return
    if pile.full:
        return
    if data[end:].strip(b"\x00"):
        pile.refuse(_damaged(f"no member starts at byte {end:,}, and there is more"), place)
    elif not members:
        pile.refuse(unreadable("This tar archive is empty.", remedy="Ask for it again."), place)


def _read_members(data: bytes, place: Place, pile: Pile, read: Callable[[bytes, Place, Pile], None]) -> tuple[int, int]:
    """Where the archive ends, and how many members it has."""
    count, before = 0, -1
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:", tarinfo=_Member) as archive:
        while not pile.full and (member := archive.next()) is not None:
            if member.offset_data <= before or member.size < 0:
                raise tarfile.ReadError("a member points back")
            before = member.offset_data
            if member.isdir():
                continue
            count += 1
            inside = replace(place, file=f"{place.file}!/{shortened(member.name)}", within="", depth=place.depth + 1)
            if not member.isreg() or member.issparse():
                pile.refuse(
                    unreadable(
                        "This member of the tar archive is a link, a device or a file with holes; such are not read.",
                        remedy="Unpack the archive and load the folder, or pack the file itself (`tar --dereference`).",
                    ),
                    inside,
                )
                continue
            stream = archive.extractfile(member)
            read_capped(stream.read(cap(pile) + 1) if stream is not None else b"", inside, pile, read)
        return archive.offset, count


def _damaged(why: str) -> Finding:
    return unreadable(
        f"This tar archive is damaged: {why}; the members before that were read.", remedy="Fetch it again, in binary mode."
    )
