"""By which schema a stream is to be read: the one that is named, or the one by which it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.exi.codec import SCHEMAS
from workbench.contracts.exi.decoder import decode
from workbench.contracts.exi.errors import EXIError
from workbench.display import visible
from workbench.errors import InputError

if TYPE_CHECKING:
    from workbench.contracts.exi.tree import Stream

SHORT = dict(zip(("iso15118-2", "iso15118-20"), SCHEMAS, strict=True))
"""Short names of the namespaces."""


def named(schema: str) -> str:
    """The namespace of a name.

    Raises
    ------
    InputError
        When it is none of them.
    """
    urn = SHORT.get(schema, schema)
    if urn not in SCHEMAS:
        raise InputError(f"No schema is called {visible(schema, 60)}.", hint=f"One of {', '.join((*SHORT, *SCHEMAS))}.")
    return urn


def decoded(data: bytes, wanted: str) -> tuple[str, Stream]:
    """The namespace by which a stream reads, and its tree.

    Parameters
    ----------
    data
        The stream.
    wanted
        A namespace: only this one. Empty: any; no stream has a root of both.

    Raises
    ------
    EXIError
        By the schema that led furthest.
    """
    refused: list[EXIError] = []
    for urn in [wanted] if wanted else SCHEMAS:
        try:
            return urn, decode(SCHEMAS[urn], data)
        except EXIError as error:  # two at most
            refused.append(error)
    raise max(refused, key=lambda error: error.bit or 0)
