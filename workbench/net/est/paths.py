"""Where a server has its operations: as RFC 7030 says, or as the CSMSs in the field ask their providers.

Those presets are what public code does, not what a standard says: MaEVe's (also Hubject's documented form) puts the ISO version
last and has no ``.well-known``; CitrineOS has a ``.well-known`` without ``est``. Neither was seen to renew; the same form is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from workbench.display import visible
from workbench.errors import InputError
from workbench.net.fetcher.outcomes import NotFetchedError
from workbench.net.fetcher.urls import target_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABEL = re.compile(r"[A-Za-z0-9._~-]{1,64}")
_BASE = re.compile(r"https://[^/?#]+(?:/[^?#]*)?", re.IGNORECASE)


class Operation(StrEnum):
    """What EST is asked for; the last segment of RFC 7030's path."""

    CACERTS = "cacerts"
    CSRATTRS = "csrattrs"
    ENROL = "simpleenroll"
    REENROL = "simplereenroll"


@dataclass(frozen=True, slots=True)
class EstPaths:
    """The form of a server's paths.

    Attributes
    ----------
    name
        As people call it.
    pattern
        What follows the base URL: ``{op}`` is the operation, ``{label}`` the label (left out, with its slash, where there is none).
    label
        RFC 7030 3.2.2: which of a server's CAs; in MaEVe's form the ISO version, ``"ISO15118-2"`` or ``"ISO15118-20"``.
    """

    name: str
    pattern: str
    label: str = ""

    def __post_init__(self) -> None:
        if "{op}" not in self.pattern or not self.pattern.startswith("/"):
            raise InputError("The form of the paths names no {op}.", hint='Write it as "/.well-known/est/{label}/{op}".')
        if self.label and (not _LABEL.fullmatch(self.label) or self.label in set(Operation)):
            raise InputError(f"{visible(self.label, 60)!r} is no label of a path.", hint="RFC 7030 3.2.2: no operation's name.")

    @classmethod
    def named(cls, name: str, label: str = "") -> EstPaths:
        """A preset: ``"rfc"``, ``"maeve"`` or ``"citrineos"``.

        Raises
        ------
        InputError
            There is none of that name, or the label is none.
        """
        if name not in PRESETS:
            raise InputError(f"There is no form of paths {visible(name, 40)!r}.", hint=f"There are {', '.join(PRESETS)}.")
        pattern, default = PRESETS[name]
        return cls(name, pattern, label or default)

    def labelled(self, label: str) -> EstPaths:
        """The same with another label."""
        return EstPaths(self.name, self.pattern, label)

    def path(self, operation: Operation) -> str:
        """What follows the base URL."""
        pattern = self.pattern if self.label else self.pattern.replace("/{label}", "")
        return pattern.replace("{op}", operation.value).replace("{label}", self.label)

    def url(self, base: str, operation: Operation) -> str:
        """The URL of an operation.

        Raises
        ------
        InputError
            The base is no https URL: EST is spoken over TLS alone [RFC 7030 3.3]. What may be a secret in it is not repeated.
        """
        if "@" in base:
            raise InputError("The URL of the EST server holds a user name or password.", hint="Credentials belong into Access.")
        if not _BASE.fullmatch(base) or _unfit(base):
            shown = repr(visible(base, 100)) if not set(base) & set("?#;") else "This"
            raise InputError(f"{shown} is no base URL of an EST server.", hint="EST runs over TLS alone: https://HOST[:PORT]")
        return base.rstrip("/") + self.path(operation)


def _unfit(base: str) -> bool:
    """Whether a URL cannot be asked: control characters, no host, a port that is none."""
    try:
        target_of(base)
    except NotFetchedError:
        return True
    return False


PRESETS: Final[Mapping[str, tuple[str, str]]] = {
    "rfc": ("/.well-known/est/{label}/{op}", ""),
    "maeve": ("/cpo/{op}/{label}", "ISO15118-2"),
    "citrineos": ("/.well-known/cpo/{op}", ""),
}
"""Name to pattern and label."""

_FOUND = re.compile(
    r"(?:/\.well-known/est(?:/(?P<label>[A-Za-z0-9._~-]{1,64}))?/(?P<rfc>[a-z]+)"
    r"|/cpo/(?P<maeve>[a-z]+)/(?P<iso>[A-Za-z0-9._~-]{1,64})"
    r"|/\.well-known/cpo/(?P<citrineos>[a-z]+))"
)


def operation_at(path: str) -> tuple[Operation, str] | None:
    """The operation and the label of a request's path, in any of the presets; None where it is none."""
    found = _FOUND.fullmatch(path)
    if found is None:
        return None
    name = found["rfc"] or found["maeve"] or found["citrineos"]
    return (Operation(name), found["label"] or found["iso"] or "") if name in set(Operation) else None
