"""READ FIRST: a message of ISO 15118 as it lies about, read: ``read(given)`` gives an :class:`.message.ExiMessage`.

:mod:`given` finds the stream in what was given (bytes, base64, hexadecimal, a V2GTP packet, an OCPP message), :mod:`schemas`
the schema by which it reads. :mod:`message` is what came of it: :mod:`fields` are its values in words, :mod:`certificates` those
that it holds, :mod:`bits` its bits, each in its place; :mod:`signers` says who signs what, :mod:`remarks` what strikes,
:mod:`shown` shows it all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.contracts.exi.codec import SCHEMAS, typed
from workbench.contracts.reading.given import stream_of
from workbench.contracts.reading.message import ExiMessage
from workbench.contracts.reading.remarks import remarks
from workbench.contracts.reading.schemas import decoded, named

if TYPE_CHECKING:
    from workbench.contracts.reading.given import Givable

__all__ = ["ExiMessage", "read"]


def read(given: Givable, schema: str | None = None) -> ExiMessage:
    """A message of ISO 15118-2 or -20, taken apart.

    Parameters
    ----------
    given
        EXI as bytes, a V2GTP packet, base64 or hexadecimal text, or an OCPP message with an ``exiRequest`` or ``exiResponse``: its
        JSON as text or parsed, its payload alone or a whole CALL or CALLRESULT.
    schema
        The namespace by which to read it, or ``iso15118-2`` or ``iso15118-20``; None: the one
        by which it can be read; where the OCPP message around it names another, that is a finding.

    Raises
    ------
    InputError
        There is no EXI in it.
    EXIError
        It is none of the messages read here, or damaged; with the bit position.
    """
    found = stream_of(given)
    urn, stream = decoded(found.data, named(schema) if schema else "")
    message = typed(SCHEMAS[urn], stream)
    findings = remarks(SCHEMAS[urn], stream, urn, "" if schema else found.schema_version)
    return ExiMessage(found.data, urn, stream, message, found.how, findings)
