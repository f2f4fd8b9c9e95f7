"""A folder in which people work on copies of the project's files, and which can be refreshed without losing their work.

A small record, ``.pnc-lab.json``, remembers the hash of each file as it was put there: what still has that hash is ours to
replace, everything else is the user's.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_RECORD = ".pnc-lab.json"


class Fate(StrEnum):
    """What became of one file."""

    NEW = "new"
    """It was not there."""
    UPDATED = "updated"
    """It was there as we had put it, and the original has changed."""
    CURRENT = "current"
    """It is like the original."""
    KEPT = "kept"
    """The user has changed it; there is no newer original."""
    BESIDE = "beside"
    """The user has changed it; the newer original was put beside it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One file of the working copy.

    Attributes
    ----------
    path
        Relative to the folder, with forward slashes.
    fate
        What became of it.
    beside
        Path of the newer original, where one was put beside it just now.
    """

    path: str
    fate: Fate
    beside: str | None = None


def is_checkout(directory: Path) -> bool:
    """Whether this folder is a checkout of the project itself."""
    try:
        declared = tomllib.loads((directory / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(declared.get("project", {}).get("name") == "pnc-workbench")


def place(originals: Mapping[str, Path], directory: Path) -> list[Placed]:
    """Copy folders into ``directory``, never over a file that the user has changed.

    Parameters
    ----------
    originals
        Name of the folder inside ``directory`` to the folder that is copied; what begins with a dot is left out.
    directory
        Made if it is not there.

    Raises
    ------
    OSError
        The folder cannot be written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    record = _read_record(directory / _RECORD)
    placed = []
    try:
        for path, original in chain.from_iterable(_files(name, folder) for name, folder in originals.items()):
            placed.append(_place(path, original.read_bytes(), directory, record))
    finally:  # what was put there before a failure is ours all the same
        _write(directory / _RECORD, json.dumps({"files": record}, indent=1, sort_keys=True).encode())
    return placed


def _files(name: str, folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(folder.rglob("*")):
        relative = file.relative_to(folder)
        if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in relative.parts):
            yield f"{name}/{relative.as_posix()}", file


def _place(path: str, content: bytes, directory: Path, record: dict[str, str]) -> Placed:
    now, offered, there = _sha256(content), record.get(path), _hash_of(directory / path)
    record[path] = now
    if there == now:
        return Placed(path, Fate.CURRENT)
    if there is None or there == offered:
        _write(directory / path, content)
        return Placed(path, Fate.NEW if there is None else Fate.UPDATED)
    if offered == now:
        return Placed(path, Fate.KEPT)
    beside = next(name for name in _names_beside(path) if _hash_of(directory / name) in {None, now, record.get(name)})
    _write(directory / beside, content)
    record[beside] = now
    return Placed(path, Fate.BESIDE, beside)


def _names_beside(path: str) -> Iterator[str]:
    """``a.new.ipynb``, ``a.new2.ipynb``, ... for ``a.ipynb``."""
    posix = PurePosixPath(path)
    return (str(posix.with_suffix(f".new{number if number > 1 else ''}{posix.suffix}")) for number in count(1))


def _read_record(path: Path) -> dict[str, str]:
    """Path to SHA-256 of what was last put there or offered. Nothing remembered, or damaged: every file counts as the user's."""
    try:
        files = json.loads(path.read_bytes())["files"]
        return {str(name): str(digest) for name, digest in files.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: an interruption leaves no half file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def _hash_of(path: Path) -> str | None:
    try:
        return _sha256(path.read_bytes())
    except FileNotFoundError:
        return None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
