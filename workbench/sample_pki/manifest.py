"""``MANIFEST.toml``: what each file of the samples is, for people, tests, notebooks and :mod:`workbench.sample_pki`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from workbench.sample_pki.build import SampleFile

_HEAD = """\
# What each sample is. Made by `pnc samples` from pki.toml: do not edit, a test holds it to the byte.
# kinds: of the certificates in the file. sha256: fingerprints of the certificates and CRLs that can be read from it.
# defect: what is wrong on purpose; expected: codes of the findings that must say so when the folder is loaded without a password.
"""


class FileEntry(TypedDict):
    """One file in the manifest and in the JSON of ``pnc samples``."""

    path: str
    format: str
    description: str
    holds: list[str]
    kinds: list[str]
    sha256: list[str]
    password: str
    defect: str
    expected: list[str]


def entry(file: SampleFile) -> FileEntry:
    """The description of one file, without its content."""
    return {
        "path": file.path,
        "format": file.format,
        "description": file.description,
        "holds": list(file.holds),
        "kinds": list(file.kinds),
        "sha256": list(file.sha256),
        "password": file.password,
        "defect": file.defect,
        "expected": list(file.expected),
    }


def manifest_text(reference_time: datetime, files: Iterable[SampleFile]) -> str:
    """The whole of MANIFEST.toml; empty fields are left out."""
    blocks = [f"{_HEAD}\nreference_time = {reference_time.isoformat().replace('+00:00', 'Z')}\n"]
    for file in files:
        # JSON's strings and arrays of strings are TOML's too
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry(file).items() if value]
        blocks.append("\n".join(["[[file]]", *lines, ""]))
    return "\n".join(blocks)
