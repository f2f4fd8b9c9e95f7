"""What a pile of files may cost at most; beyond it reading stops with a clear word, and what was read so far is kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps that protect the machine from zip bombs, endless files and endless pretence.

    Attributes
    ----------
    file_bytes
        One file, or one member of an archive, unpacked.
    total_bytes
        Everything together, unpacked.
    expansion
        How many times larger than the archives everything unpacked may be, beyond the first 16 MiB; certificates shrink to two
        thirds when packed, logs seldom to a thirtieth.
    items
        Things found.
    depth
        Containers inside containers: a zip in a zip, JSON in a JSON string, PEM in a message.
    derivations
        Rounds of password hashing that one container may ask for; honest ones ask for 2,048 to 600,000.
    total_derivations
        Everything together, each attempt with a password; a machine does a million or two in a second.
    """

    file_bytes: int = 64 * 1024 * 1024
    total_bytes: int = 512 * 1024 * 1024
    expansion: int = 100
    items: int = 200_000
    depth: int = 5
    derivations: int = 1_000_000
    total_derivations: int = 100_000_000


DEFAULT_LIMITS = Limits()
