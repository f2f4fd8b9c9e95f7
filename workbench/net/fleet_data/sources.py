"""Paths to streams: files, folders with everything below them, patterns, members of zips, what gzip packed, standard input."""

from __future__ import annotations

import glob
import gzip
import os
import stat
import sys
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from workbench.errors import InputError
from workbench.net.warehouse.days import is_by_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

STANDARD_INPUT = "-"
MOST_FILES = 100_000
"""Files below one folder: a fleet's answers, one a file, and no whole disk."""
_MOST_EXPANSION, _FREE = 1000, 1 << 30
"""A zip's member may be so many times larger than packed once it is larger than that."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read.

    Attributes
    ----------
    name
        As the caller wrote it, members behind their archive: ``logs.zip/cs001.log``.
    size
        Octets, packed ones where it is packed; 0 where it is not known before.
    path
        Of a plain file; None for what is packed or flows in.
    open
        A context with the unpacked stream.
    fault
        Why it cannot be read; empty where it can be tried.
    """

    name: str
    size: int
    path: Path | None
    open: Callable[[], AbstractContextManager[BinaryIO]]
    fault: str = ""


def sources_of(paths: list[str | os.PathLike[str] | Source]) -> Iterator[Source]:
    """Everything that the paths name, folders in the order of names, hidden files below them left out.

    Raises
    ------
    InputError
        A path does not exist, a pattern fits nothing, or a folder holds nothing or too much.
    """
    for given in paths:
        if isinstance(given, Source):
            yield given
            continue
        text = os.fspath(given)
        if text == STANDARD_INPUT:
            yield Source(STANDARD_INPUT, 0, None, _standard_input)
            continue
        named = _exists(text)
        found = [Path(text)] if named else [Path(one) for one in sorted(glob.glob(text, recursive=True))]  # noqa: PTH207  # keeps what was written
        if not found:
            what = "fits no file" if glob.has_magic(text) else "is no file or folder"
            raise InputError(f"{text[:200]!r} {what}.", hint="See what there is with `ls`; quote names with blanks.")
        for path in found:
            if path.is_dir() and not is_by_day(path):
                yield from _below(path)
            else:
                yield from _unpacked(path) if named else _regular(path)


def _exists(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError) as error:  # a name that no file can have: too long, a NUL inside
        raise InputError(f"{text[:200]!r} is no file name: {error}.", hint="Give the name of a file or folder.") from None


def _below(folder: Path) -> Iterator[Source]:
    count = 0
    errors: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=errors.append):  # does not follow links to folders: no loops
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.startswith("."):
                continue
            count += 1
            if count > MOST_FILES:
                raise InputError(
                    f"There are more than {MOST_FILES:,} files below {str(folder)!r}.",
                    hint="Name the folder that holds the answers.",
                )
            yield from _regular(Path(parent, name))
    for error in errors:
        yield _broken(Path(str(error.filename)).as_posix(), f"This folder may not be opened: {error.strerror}.")
    if not count and not errors:
        raise InputError(f"There is no file in the folder {str(folder)!r}.", hint="Name another one.")


def _regular(path: Path) -> Iterator[Source]:
    """As :func:`_unpacked`; not what nobody named: opening a pipe waits until somebody writes, a device may never end."""
    if path.is_file() or path.is_dir() or not path.exists():
        yield from _unpacked(path)
    else:
        yield _broken(path.as_posix(), f"This is {_kind(path)}, no file; it is read where it is named itself, or by -.")


def _kind(path: Path) -> str:
    mode = path.stat().st_mode
    return "a named pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"


def is_waited_for(path: str) -> bool:
    """Whether it is a pipe in a folder, whose reader waits for a writer; a shell's ``<(command)`` has one."""
    try:
        return Path(path).is_fifo() and not path.startswith(("/dev/", "/proc/"))
    except (OSError, ValueError):  # a name that no file can have
        return False


def _unpacked(path: Path) -> Iterator[Source]:
    name = path.as_posix()
    if path.is_dir():
        yield Source(name, 0, path, _standard_input)
        return
    if path.exists() and not path.is_file():  # opened once only: a pipe's writer ends when its reader closes
        yield Source(name, 0, None, lambda: path.open("rb"))
        return
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
        size = path.stat().st_size
    except OSError as error:
        yield _broken(name, f"The file cannot be read: {error.strerror or error}.")
        return
    if start == b"PK\x03\x04" and path.suffix.lower() not in {".xlsx", ".xlsm", ".ods"}:
        yield from _members(path)
    elif start.startswith(b"\x1f\x8b"):
        yield Source(name, size, None, lambda: _gunzipped(path.open("rb")))
    else:
        yield Source(name, size, path, lambda: path.open("rb"))


def _members(path: Path) -> Iterator[Source]:
    name = path.as_posix()
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and not Path(info.filename).name.startswith(".")]
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        yield _broken(name, f"The zip file is damaged: {error}.")
        return
    for info in infos:
        inner = f"{name}/{info.filename}"
        if info.flag_bits & 1:
            yield _broken(inner, "The member of the zip file is encrypted.")
        elif info.file_size > _FREE and info.file_size > _MOST_EXPANSION * info.compress_size:
            yield _broken(inner, "The member of the zip file unpacks to more than a thousand times its size.")
        else:
            yield Source(inner, info.compress_size, None, lambda info=info: _member(path, info))  # type: ignore[misc]


def _broken(name: str, fault: str) -> Source:
    return Source(name, 0, None, _standard_input, fault)


@contextmanager
def _standard_input() -> Iterator[BinaryIO]:
    yield sys.stdin.buffer


@contextmanager
def _member(path: Path, info: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    with zipfile.ZipFile(path) as archive, archive.open(info) as stream:
        if info.filename.lower().endswith(".gz"):
            with _gunzipped(stream) as inner:  # type: ignore[arg-type]  # it reads as one
                yield inner
        else:
            yield stream  # type: ignore[misc]  # as above


@contextmanager
def _gunzipped(stream: BinaryIO) -> Iterator[BinaryIO]:
    with stream, gzip.GzipFile(fileobj=stream) as inner:
        yield inner  # type: ignore[misc]  # as above
