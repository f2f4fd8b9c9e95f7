"""What ``cryptography`` warns of while it reads odd things becomes facts and findings of ours, not lines in a log."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def quietly() -> Iterator[None]:
    """Ignore warnings of outdated keys and parameters, odd serial numbers and names of odd length."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # CryptographyDeprecationWarning is one too
        yield
