"""Paths to bytes: files, folders with everything below them, standard input. Sizes are checked before a byte is read."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from workbench.certs.loading import too_large
from workbench.certs.loading.limits import DEFAULT_LIMITS
from workbench.certs.loading.pile import unreadable
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.findings import Finding

STANDARD_INPUT = "-"
_MOST_BYTES = DEFAULT_LIMITS.file_bytes
MOST_FILES = 20_000
"""Files below one folder; a whole disk is not a pile."""


def read_paths(paths: list[str | os.PathLike[str]]) -> Iterator[tuple[str, bytes | Finding]]:
    """The content of each path, folders walked in name order; hidden files and folders below a folder are left out.

    Returns
    -------
    Iterator[tuple[str, bytes or Finding]]
        The name as the caller wrote it (for a folder's files with the path below it, ``/`` on every system) and the content, or a
        finding that says why it could not be read.

    Raises
    ------
    InputError
        A path does not exist, or a folder holds too many files.
    """
    for path in paths:
        if os.fspath(path) == STANDARD_INPUT:
            yield STANDARD_INPUT, _capped(sys.stdin.buffer)
            continue
        _require(Path(path))
        if Path(path).is_dir():
            for file, locked in _files_below(Path(path)):
                yield file.as_posix(), locked or _content(file)
        else:
            yield Path(path).as_posix(), _content(Path(path), pipes=True)


def _require(path: Path) -> None:
    try:
        exists = path.exists()
    except (OSError, ValueError) as error:  # a name that no file can have: too long, a NUL inside
        raise InputError(f"{str(path)[:200]!r} is no file name: {error}.", hint="Give the name of a file or folder.") from None
    if not exists:
        folder = path.parent if path.parent.is_dir() else Path()
        raise InputError(
            f"There is no file or folder {str(path)!r}.", hint=f"See what is in {str(folder)!r}; quote names with blanks."
        )


def _files_below(folder: Path) -> Iterator[tuple[Path, Finding | None]]:
    """Each file; and each folder that may not be opened, with the finding that says so."""
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
                    hint="Name the folder that holds the certificates.",
                )
            yield Path(parent, name), None
    for error in errors:
        yield (
            Path(error.filename),
            unreadable(f"This folder may not be opened: {error.strerror}.", remedy="Ask for permission, or copy it."),
        )
    if not count and not errors:
        raise InputError(f"There is no file in the folder {str(folder)!r}.", hint="Name another one.")


def _content(file: Path, *, pipes: bool = False) -> bytes | Finding:
    """A file's content; ``pipes``: also that of a pipe or device, as a shell's ``<(command)`` gives."""
    try:
        if file.is_file():
            size = file.stat().st_size
            return too_large(size, _MOST_BYTES) if size > _MOST_BYTES else file.read_bytes()
        if pipes:
            with file.open("rb") as stream:
                return _capped(stream)
        return unreadable("This is no regular file (a device, a pipe or a broken link).", remedy="Copy its content into a file.")
    except PermissionError:
        return unreadable("The file may not be read.", remedy=f"Ask for permission: `ls -l {file.as_posix()}` shows its owner.")
    except OSError as error:
        return unreadable(f"The file cannot be read: {error.strerror or error}.", remedy="Copy it to a local disk and try again.")


def _capped(stream: BinaryIO) -> bytes | Finding:
    content = stream.read(_MOST_BYTES + 1)
    if len(content) <= _MOST_BYTES:
        return content
    return unreadable(
        f"There is more than the limit of {_MOST_BYTES / 2**20:,.0f} MiB; it was not read.", remedy="Cut out the part that matters."
    )
